"""表内有指标方向列而方向空着

为什么：定量指标没有方向，不知道完成值多于还是少于指标值才算达到。

怎么改：在方向列填 ≥、≤、= 等。核算时暂按指标名称推定，推定的方向写在消息里，请确认。

例（有问题）：
    | 三级指标   | 指标方向 | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 |          | 10     | 家       | 12         | 5    | 5    |
    | 组织活动   | ≥        | 2      | 次       | 2          | 5    | 5    |
    → error B2 应为 ≥
例（没有问题）：
    | 三级指标   | 指标方向 | 目标值   | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥        | 10       | 家       | 12         | 5    | 5    |
    | 营商环境   |          | 不断提升 |          | 不断提升   | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, listing
from jixiao.checks.jx503_direction_invalid import expected_op
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values.kinds import Quantity

CODE = "JX505"
SEVERITY = "error"
TITLE = Text("指标方向空着", "the direction of an indicator is blank")
BASIS = Text("表样填报要求：定量指标须填指标方向", "form instructions: a quantitative indicator needs a direction")
NEEDS = ("direction",)


def _blank(row: AssessedIndicator) -> bool:
    return row.source.direction is not None and row.direction.kind == "blank"


def check(assessment: Assessment) -> Iterator[Problem]:
    """Quantities without a comparison in either place; one finding if the whole column is blank."""
    quantities = [row for row in assessment.indicators if isinstance(row.target, Quantity)]
    missing = [row for row in quantities if _blank(row) and isinstance(row.target, Quantity) and row.target.op is None]
    if len(missing) > 2 and all(_blank(row) for row in quantities):
        yield _whole_column(missing)
        return
    for row in missing:
        field, target = row.source.direction, row.source.target
        assert field is not None
        wanted = expected_op(row) or "≥"
        other = "、=" if wanted != "=" else ""
        name = row.source.name.text
        yield Problem(
            (field, *((target,) if target else ())),
            Text(
                f"{at(field, name)}定量指标没有填指标方向，暂按 {wanted} 核算。",
                f"{at(field, name)} is a quantity without a direction; {wanted} was assumed.",
            ),
            subject=name,
            expected=wanted,
            suggestion=Text(f"在方向列填写比较符（{wanted}{other}）。", f"Enter the comparison ({wanted}{' or =' if other else ''})."),
        )


def _whole_column(rows: list[AssessedIndicator]) -> Problem:
    fields: tuple[Field, ...] = tuple(row.source.direction for row in rows if row.source.direction)
    return Problem(
        fields,
        Text(
            f"指标方向列全部空着：{len(fields)} 个定量指标（{listing(fields)}）没有方向，暂按指标名称推定。",
            f"The direction column is blank throughout: {len(fields)} quantities ({listing(fields)}) have none; it was assumed from their names.",
        ),
        suggestion=Text("逐行填写 ≥、≤ 或 =。", "Enter ≥, ≤ or = in each row."),
    )
