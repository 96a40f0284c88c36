"""按规则重算的总分与所填总分不同

为什么：各行按规则重算后加总，与所填总分不同。它是各行差错的结果，单独列出便于一眼看到差多少。

怎么改：先处理各行的差错；剩下的差额来自取整或规则的读法，消息里会列出其他读法的总分。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值      | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 完成得50分 | 50   |
    | 培训场次   | ≥2场       | 2场        | 完成得50分 | 50   |
    | 总分       |            |            |           | 100  |
    → warning E4 应为 50
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 60   | 60   |
    | 培训场次   | ≥2场       | 2场        | 40   | 40   |
    | 总分       |            |            | 100  | 100  |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.rates import roundings
from jixiao.scoring.total import grade

CODE = "JX208"
SEVERITY = "warning"
TITLE = Text("重算总分与所填总分不同", "the recomputed total differs from the stated one")
BASIS = Text("所选政策的计分规则", "the scoring rules of the chosen policy")
NEEDS = ("score", "actual")


def check(assessment: Assessment) -> Iterator[Problem]:
    """The stated total against the recomputed one."""
    if assessment.monitoring is not None or assessment.subtotal:
        return  # nothing is scored during the year, and a sum of the indicators is no total
    total, field, score = assessment.stated_total, assessment.table.total, assessment.settled
    if total is None or field is None or score is None or total == score:
        return
    if total in {Fraction(value) for value in roundings(score)} and score == assessment.stated_sum:
        return
    if score == assessment.stated_sum:
        return  # only the addition is wrong: JX207
    letter = grade(score, assessment.policy) or "—"
    accepted = f"（其中 {assessment.accepted} 项沿用所填得分）" if assessment.accepted else ""
    accepted_en = f" ({assessment.accepted} stated scores accepted)" if assessment.accepted else ""
    yield Problem(
        (field,),
        Text(
            f"{field.ref.a1} 总分填 {points(total)}，按规则重算为 {points(score)}{accepted}，等级 {letter}。",
            f"{field.ref.a1} states a total of {points(total)}; recomputed {points(score)}{accepted_en}, grade {letter}.",
        ),
        expected=points(score), found=points(total),
        suggestion=Text("先处理各行差错，再改总分。", "Deal with the rows first, then with the total."),
    )
