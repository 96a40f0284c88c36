"""预算执行率得分不对

为什么：得分＝分值×执行率，最多为分值。填成 100（执行率）或随意取整都会使总分出错。

怎么改：按消息里的应得分改正；本地规定取整的，说明里写明取整办法。

例（有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 200        | 200        | 10   | 100.00% | 100  |
    → error G2 应为 10.00
例（没有问题）：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额 | 200        | 200        | 150        | 10   | 75.00% | 7.5  |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, percent, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.rates import rate_score, roundings

CODE = "JX402"
SEVERITY = "error"
TITLE = Text("预算执行率得分不对", "the execution score is wrong")
BASIS = Text("执行率得分＝分值×执行率，不超过分值", "execution score = weight × rate, at most the weight")
NEEDS = ("fund.score", "fund.weight")


def _own_rate_score(fund: AssessedFund, assessment: Assessment) -> Fraction | None:
    """What the line's own stated rate would give."""
    if fund.stated_rate is None or fund.weight is None:
        return None
    return rate_score(fund.stated_rate.value, fund.weight, assessment.policy).points


def _explanation(fund: AssessedFund, assessment: Assessment) -> Text:
    """How the stated score can have come about: rounding, or the stated rate."""
    assert fund.score is not None
    stated, exact = fund.stated_score, fund.score.points
    own = _own_rate_score(fund, assessment)
    said: list[str] = []
    if own is not None and own != exact and fund.stated_rate is not None:
        said.append(f"按本行所填执行率 {percent(fund.stated_rate.value)} 为 {points(own)}")
    if exact != int(exact):
        down, up = int(exact), int(exact + Fraction(1, 2))
        said.append(f"取整舍去为 {down}" + (f"、四舍五入为 {up}" if up != down else ""))
    if stated is not None and fund.weight is not None and stated > fund.weight:
        said.append(f"最多为分值 {points(fund.weight)}")
    return Text("；".join(said), f"weight {points(fund.weight)}, exact {points(exact)}")


def check(assessment: Assessment) -> Iterator[Problem]:
    """The stated execution score against weight × rate."""
    for fund in assessment.funds:
        field = fund.line.score
        if field is None or fund.score is None or fund.stated_score is None or fund.rate is None:
            continue
        stated = fund.stated_score
        if stated == Fraction(fund.score.shown):
            continue
        own = _own_rate_score(fund, assessment)
        # Without the cap, too: 11 of 10 for a rate of 110% follows the rate, only not the limit.
        follows = {*roundings(own), *roundings(fund.stated_rate.value * fund.weight)} if own is not None and fund.stated_rate and fund.weight else set()
        contradicts = own is not None and stated not in follows
        why = _explanation(fund, assessment)
        note = "，与本行所填执行率也不一致" if contradicts else ""
        note = "，只是取整不同" if fund.kept else note
        note += "（公式，没有改写）" if field.cell.formula is not None else ""
        yield Problem(
            (field, *(f for f in (fund.line.rate, fund.line.weight) if f)),
            Text(
                f"{at(field, fund.line.name)}执行率得分填 {points(stated)}{note}；{fund.score.why.zh}。",
                f"{at(field, fund.line.name)} states an execution score of {points(stated)}; {fund.score.why.en}.",
            ),
            subject=fund.line.name, expected=f"{fund.score.shown}", found=points(stated),
            severity="info" if fund.kept else None,
            suggestion=Text(
                f"得分改为 {fund.score.shown}" + (f"（{why.zh}）。" if why.zh else "。"),
                f"Change the score to {fund.score.shown} ({why.en}).",
            ),
        )
