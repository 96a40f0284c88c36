"""指标方向写法无效

为什么：方向列只能是大于等于、小于等于、等于等比较词。写错的方向（如“等于或小于或大于”）不知道怎样比较。

怎么改：按指标值的意思改成 ≥、≤、=、>、< 之一。

例（有问题）：
    | 三级指标   | 指标方向   | 目标值      | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 等于或等于 | 不少于10家  | 家       | 12         | 5    | 5    |
    → error B2 应为 ≥
例（没有问题）：
    | 三级指标   | 指标方向   | 目标值      | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于或等于 | 10          | 家       | 12         | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.model import Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Op, Quantity, assumed_op

CODE = "JX503"
SEVERITY = "error"
TITLE = Text("指标方向写法无效", "the direction of an indicator is not valid")
BASIS = Text("表样填报要求：指标方向为大于、小于或等于", "form instructions: the direction is greater, less or equal")
NEEDS = ("direction",)


# A longer text is no direction at all but the content of another column, moved here.
_LONGEST = 8


def expected_op(row: AssessedIndicator) -> Op | None:
    """The comparison that belongs in the direction column: as the target says it, else by the name."""
    if not isinstance(row.target, Quantity):
        return None
    return row.target.op or assumed_op(row.source.name.text, row.target)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Directions that are written but name no comparison."""
    for row in assessment.indicators:
        field = row.source.direction
        if field is None or row.direction.kind != "invalid" or len(row.direction.text) > _LONGEST:
            continue
        name = row.source.name.text
        wanted = expected_op(row)
        target = row.source.target
        because = f"，指标值“{shorten(target.text)}”应为 {wanted}" if wanted and target else ""
        because_en = f"; the target “{shorten(target.text)}” calls for {wanted}" if wanted and target else ""
        yield Problem(
            (field, *((target,) if target else ())),
            Text(
                f"{at(field, name)}指标方向“{field.text}”无效，不知道怎样比较{because}。",
                f"{at(field, name)} direction “{field.text}” names no comparison{because_en}.",
            ),
            subject=name,
            expected=wanted,
            found=field.text,
            suggestion=Text(f"把方向改为 {wanted or '≥、≤ 或 ='}。", f"Write {wanted or '≥, ≤ or ='} as the direction."),
        )
