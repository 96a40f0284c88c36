"""报告里的比率与它的分子、分母对不上

为什么：“为年初预算××万元的××%”“增加××万元，增长××%”，比率应当能用旁边的数算出来；算不出来，不是数抄错了，就是比率没有跟着改。

怎么改：用旁边的数重算比率；比率对的，核对分子和分母。四舍五入、截断都不算错；口径不同的（如剔除一次性因素），写明口径。

例（有问题）：
    报告：
    公务接待费支出8.40万元，为年初预算20万元的45%。
    → error 第1段 应为 42%
例（有问题）：
    报告：
    项目全年预算数500万元，执行数450万元，预算执行率95%。
    → error 第1段 应为 90%
例（有问题）：
    报告：
    合格率由91.5%提高到94%，提高3.5个百分点。
    → error 第1段 应为 2.5个百分点
例（没有问题）：
    报告：
    公务用车运行维护费支出35.99万元，为年初预算76万元的47.35%。
    2024年支出1200万元，比上年增加200万元，增长20%。
    全年计划抽检300批次，实际抽检330批次，完成率110%。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, percent, points
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.rates import StatedRate, wrong_rates
from jixiao.scoring.prose.reading import Report

CODE = "JX621"
SEVERITY = "error"
TITLE = Text("报告里的比率算不出来", "a rate in the prose does not follow from its figures")
BASIS = Text("比率＝分子÷分母；增长率＝增加额÷上年数", "a rate is its numerator over its denominator")
ABOUT = "report"

_SUGGESTION = Text("用旁边的数重算，改正比率或写错的数；口径不同的写明。", "Work the rate out again; correct it or the figures, or say on what basis it stands.")


def _shown(found: StatedRate) -> str:
    places = max(found.rate.places, 2)
    if found.kind == "points":
        return f"{points(found.computed, places)}个百分点"
    shown = percent(found.computed, places)
    return f"{shown.removesuffix('%').rstrip('0').rstrip('.')}%" if "." in shown else shown


def check(report: Report) -> Iterator[Problem]:
    """Every rate that the figures beside it do not give."""
    for found in wrong_rates(report):
        due = _shown(found)
        said = {
            "points": Text(f"{found.base.text} 与 {found.over.text} 相差 {due}，不是 {found.rate.text}。", f"{found.base.text} and {found.over.text} differ by {due}, not {found.rate.text}."),
            "change": Text(f"按 {found.over.text} 和 {found.base.text} 算，变动率是 {due}，不是 {found.rate.text}。", f"{found.over.text} and {found.base.text} make a change of {due}, not {found.rate.text}."),
        }.get(found.kind, Text(f"{found.over.text}÷{found.base.text}＝{due}，不是 {found.rate.text}。", f"{found.over.text} ÷ {found.base.text} = {due}, not {found.rate.text}."))
        first = min(found.over.start, found.base.start)
        yield problem(
            found.sentence, (first, found.rate.end), said, _SUGGESTION, expected=due, found=found.rate.text,
            severity=None if found.sure else "warning",
        )
