"""得分与按规则重算的不符

为什么：得分要由指标值、完成值、分值和评分标准得出。没有完成却给满分、“完成得X分”却给部分分，是最常见的错误。

怎么改：先核对完成值是否填错；完成值无误的，按应得分改正并写明偏差原因。评分标准另有约定的，请写进评分标准栏。

得分若恰好符合另一种读法（比例、60%门槛等），会在消息里指出是哪一种；只是取整不同的，作提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值      | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 完成得5分 | 5    |
    → error E2 应为 0.00
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 5    | 5    |
    → error E2 应为 4.00
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 群众满意度 | ≥98%       | 96.5%      | 15   | 14.8 |
    | 游客满意度 | ≥98%       | 96.5%      | 15   | 15   |
    → info E2 应为 14.77
    → warning E3 应为 14.77
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值      | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 完成得5分 | 5    |
    → 无
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 8家        | 5    | 4    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, points
from jixiao.model import Choice, Severity, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.parameters import schema
from jixiao.scoring.rates import roundings
from jixiao.values import is_nothing

CODE = "JX203"
SEVERITY = "error"
TITLE = Text("得分与按规则重算的不符", "a score differs from what the rule gives")
BASIS = Text("评分标准（表内写明的优先），否则按所选政策的计分规则", "the table's own rule, else the policy's")
NEEDS = ("actual", "score")
_ROUNDED = Text(
    "本地规定得分取整的可以不改；没有规定的按两位小数填写。", "Leave it if your rules say so; else give two decimals."
)


def _other_reading(row: AssessedIndicator, stated: Fraction) -> tuple[Choice, str] | None:
    for choice in row.score.choices:
        for alternative in choice.alternatives:
            if alternative.score is not None and Fraction(alternative.score) == stated:
                return choice, alternative.value
    return None


def _severity(row: AssessedIndicator, stated: Fraction, *, lifted: bool) -> Severity:
    """How sure it is that the stated score is wrong; ``lifted``: rounding made a full score of it."""
    if row.rounded:
        return "info"
    if row.deducted:
        # Without a rule in the table, a unit may deduct by its own judgement, and say why.
        said = row.source.reason is not None and not is_nothing(row.source.reason.text)
        return "info" if said else "warning"
    if lifted:
        return "warning"
    return "warning" if row.rule is None and row.weight is not None and stated < row.weight and row.score.met is not False else "error"


def check(assessment: Assessment) -> Iterator[Problem]:
    """Stated scores against computed ones, row by row."""
    if assessment.monitoring is not None:
        return  # nothing is scored during the year
    for row in assessment.indicators:
        stated, exact, shown, field = row.stated, row.score.points, row.score.shown, row.source.score
        if stated is None or exact is None or shown is None or field is None:
            continue
        if stated == row.accepted:
            continue
        if row.weight is not None and stated > row.weight:
            continue  # JX205 says it better
        other = _other_reading(row, stated)
        hint = f"（{schema()[other[0].key].meaning.zh}：换成 {other[1]} 则为 {points(stated)} 分，见 {other[0].key}）" if other else ""
        hint_en = f" (under {other[0].key}={other[1]} it would be {points(stated)})" if other else ""
        lifted = not row.rounded and stated in roundings(exact)
        if row.rounded:
            hint, hint_en = "，只是取整不同", ", which is a matter of rounding"
        elif lifted:
            hint, hint_en = "（取整虽得此数，但未达到指标值不宜给满分）", " (rounding gives that, but an unmet row should not get full points)"
        if field.cell.formula is not None:
            hint, hint_en = f"{hint}；该格是公式，没有改写", f"{hint_en}; the formula there is kept"
        name, why = row.source.name.text, row.score.why
        yield Problem(
            (field, *(f for f in (row.source.actual, row.source.target) if f)),
            Text(
                f"{at(field, name)}{why.zh}，现填 {points(stated)} 分{hint}。",
                f"{at(field, name)} {why.en}; stated {points(stated)}{hint_en}.",
            ),
            subject=name,
            expected=f"{shown}",
            found=points(stated),
            severity=_severity(row, stated, lifted=lifted),
            suggestion=_ROUNDED if row.rounded else Text(
                f"核对完成值；无误则得分改为 {shown}，并写明偏差原因。",
                f"Check the actual; if it is right, the score is {shown}, with a reason.",
            ),
            choice=other[0] if other else None,
        )
