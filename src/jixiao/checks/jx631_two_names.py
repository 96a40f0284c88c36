"""同一个单位或用语写成了两样

为什么：“质量监测中心”和“质量检测中心”只差一个字，读的人会当成两个单位，也可能有一处写错；“综合”写成“统合”这类形近、音近的字也常见。

怎么改：对照批文或公章，改成同一个名称；确是两个单位的，可以不改。

例（有问题）：
    报告：
    下属单位有某市农产品质量监测中心、某市土壤肥料站。
    某市农产品质量检测中心全年检测样品300个。
    购置统合执法终端20台。
    → info 第2段
    → info 第3段 应为 综合执法
例（没有问题）：
    报告：
    桃江县市场监督管理局与桃源县市场监督管理局开展联合检查，县财政局、县民政局参加。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.names import two_names
from jixiao.scoring.prose.reading import Report

CODE = "JX631"
SEVERITY = "info"
TITLE = Text("同一个单位或用语写成了两样", "one unit or term is written in two ways")
BASIS = Text("同一单位用同一个名称", "one unit has one name")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """Names that differ in a sign that people mistake."""
    for found in two_names(report):
        term = found.there == found.paragraph and len(found.other) < 8
        there = report.paragraphs[found.there].place.told
        said = Text(f"“{found.found}”像是“{found.other}”写错了。", f"“{found.found}” looks like a slip for “{found.other}”.") if term else Text(
            f"这里是“…{found.found}”，{there.zh}是“…{found.other}”，只差一个字。", f"“{found.found}” here, “{found.other}” at {there.en}: one sign apart.")
        yield problem(
            report.whole(found.paragraph), (found.start, found.end), said, Text("是同一个就改成一样的写法。", "Write one name in one way."),
            expected=found.other, found=found.found,
        )
