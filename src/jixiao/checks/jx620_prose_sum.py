"""报告里的合计与分项对不上

为什么：“共××万元，其中……”的分项加起来应等于（或不超过）总数。对不上，多半是漏改了一处，或者抄错了一个数。

怎么改：对照账表核对总数和各分项，改正写错的一个；分项之间有包含关系的（如“含……”），写明谁包含谁。
只用“其中”时不要求列全，少于总数不算错；分项带“约、余、近”的不核对。

例（有问题）：
    报告：
    2024年共有河道整治资金 240.50 万元，其中市级预算 100.25 万元，区级配套 60 万元，上级补助 83.25 万元，全部用于河道清淤。
    → error 第1段 应为 243.5万元
例（有问题）：
    报告：
    全年安排培训经费120万元，由人员经费50万元、公用经费60万元组成。
    → error 第1段 应为 110万元
例（有问题）：
    报告：
    2024年基本支出 300 万元，其中：
    人员经费 260 万元，主要包括基本工资、津贴补贴。
    公用经费 30 万元，主要包括办公费、水电费。
    → error 第1段 应为 290万元
例（没有问题）：
    报告：
    2024年支出合计 512.3 万元，其中基本支出 400.1 万元（含人员经费 380 万元），项目支出 112.2 万元。
    全年办理案件 96 件，其中简易程序 40 件。
    采购设备约 60 万元，其中电脑 35 万元、打印机 28 万元。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points
from jixiao.checks.passages import in_unit_of, problem
from jixiao.model import Text
from jixiao.scoring.prose.reading import Report
from jixiao.scoring.prose.sums import StatedSum, wrong_sums

CODE = "JX620"
SEVERITY = "error"
TITLE = Text("报告里的合计与分项对不上", "a sum in the prose does not hold")
BASIS = Text("分项之和等于合计；“其中”之和不超过合计", "parts add up to the whole, and never exceed it")
ABOUT = "report"

_SUGGESTION = Text("对照账表核对总数和各分项，改正写错的一处。", "Compare whole and parts with the books and correct the wrong one.")


def _said(found: StatedSum) -> Text:
    whole, total = in_unit_of(found.whole.amount, found.whole), in_unit_of(found.total, found.whole)
    off = in_unit_of(abs(found.total - found.whole.amount), found.whole)
    terms = "+".join(points(part.amount / (found.whole.scale * found.whole.unit.factor), 4) for part in found.parts)
    if found.kind == "part":
        return Text(f"分项 {total} 大于总数 {whole}，多 {off}。", f"the part {total} is more than the whole {whole}.")
    more = Text("多", "more") if found.total > found.whole.amount else Text("少", "less")
    return Text(f"分项 {terms}={total}，比总数 {whole} {more.zh} {off}。", f"the parts {terms}={total} are {off} {more.en} than the whole {whole}.")


def check(report: Report) -> Iterator[Problem]:
    """Every sum of a sentence whose parts do not fit."""
    for found in wrong_sums(report):
        here = [figure for figure in (found.whole, *found.parts) if figure in found.sentence.figures]
        yield problem(
            found.sentence, (here[0].start, here[-1].end), _said(found), _SUGGESTION,
            expected=in_unit_of(found.total, found.whole), found=in_unit_of(found.whole.amount, found.whole), severity=None if found.sure else "info",
        )
