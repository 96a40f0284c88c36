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
例（有问题）：
    | 三级指标   | 指标性质 | 指标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥        | 10     | 家       | 12         | 5    | 5    |
    | 组织活动   |          | 2      | 次       | 2          | 5    | 5    |
    → error B3 应为 ≥
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, listing
from jixiao.checks.jx503_direction_invalid import expected_op
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment, signs_in_nature
from jixiao.values.kinds import Quantity

CODE = "JX505"
SEVERITY = "error"
TITLE = Text("指标方向空着", "the direction of an indicator is blank")
BASIS = Text("表样填报要求：定量指标须填指标方向", "form instructions: a quantitative indicator needs a direction")
NEEDS = ("target",)


def _column(row: AssessedIndicator, *, in_nature: bool) -> Field | None:
    """The cell for the comparison: 指标方向, or 指标性质 where that holds signs."""
    return row.source.nature if in_nature else row.source.direction


def _blank(row: AssessedIndicator, *, in_nature: bool) -> bool:
    field = _column(row, in_nature=in_nature)
    return field is not None and row.direction.kind == "blank" and (not in_nature or not field.text.strip())


def check(assessment: Assessment) -> Iterator[Problem]:
    """Quantities without a comparison in either place; one finding if the whole column is blank."""
    in_nature = signs_in_nature(assessment)
    if not in_nature and "direction" not in assessment.table.columns:
        return
    quantities = [row for row in assessment.indicators if isinstance(row.target, Quantity)]
    missing = [row for row in quantities if _blank(row, in_nature=in_nature) and isinstance(row.target, Quantity) and row.target.op is None]
    if len(missing) > 2 and all(_blank(row, in_nature=in_nature) for row in quantities):
        yield _whole_column(missing)
        return
    for row in missing:
        field, target = _column(row, in_nature=in_nature), row.source.target
        assert field is not None
        wanted = expected_op(row) or "≥"
        other = "、=" if wanted != "=" else ""
        name = row.source.name.text
        yield Problem(
            (field, *((target,) if target else ())),
            Text(
                f"{at(field, name)}定量指标没有填{'比较符（指标性质）' if in_nature else '指标方向'}，暂按 {wanted} 核算。",
                f"{at(field, name)} is a quantity without a direction; {wanted} was assumed.",
            ),
            subject=name,
            expected=wanted,
            suggestion=Text(f"在{'指标性质' if in_nature else '方向'}列填写比较符（{wanted}{other}）。", f"Enter the comparison ({wanted}{' or =' if other else ''})."),
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
