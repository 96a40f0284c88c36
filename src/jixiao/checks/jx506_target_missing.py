"""指标没有填指标值

为什么：没有指标值就无从判断完成没有完成，这一行的得分没有依据。

怎么改：补上指标值，如“≥10家”“0起”“2024年12月底前”；确实不适用的，整行填“无”并且不设分值。

例（有问题）：
    | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 重大事故       |            | 未发生     | 5    | 5    |
    → error B2
例（有问题）：
    | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 重大事故       | 无         | 无         | 5    | 5    |
    → warning B2
例（没有问题）：
    | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 重大事故       | 0起        | 0起        | 5    | 5    |
    | 无             | 无         | 无         |      |      |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import is_nothing
from jixiao.values.kinds import Missing

CODE = "JX506"
SEVERITY = "error"
TITLE = Text("没有填指标值", "an indicator without a target")
BASIS = Text("表样填报要求：每个指标须有指标值", "form instructions: every indicator needs a target")
NEEDS = ("target",)


def _says(field: Field | None) -> bool:
    return field is not None and not is_nothing(field.text)


def _is_used(row: AssessedIndicator) -> bool:
    """Whether the row is an indicator in earnest: it has a name and points, or something to compare."""
    source = row.source
    if not _says(source.name):
        return False
    if row.weight or row.stated:
        return True
    return any(_says(field) for field in (source.actual, source.unit, source.direction, source.nature))


def _nothing(row: AssessedIndicator, field: Field) -> Problem:
    """无 as a target of an indicator with points: probably 0, but it does not say so."""
    name = row.source.name.text
    return Problem(
        (field, row.source.name),
        Text(
            f"{at(field, name)}指标值写“无”，可能是“0”（没有发生），也可能是没有设指标值，无法核算。",
            f"{at(field, name)} target is “无” (none): zero occurrences, or no target at all? It cannot be computed.",
        ),
        subject=name,
        found=field.text,
        severity="warning",
        suggestion=Text("表示没有发生的，写成“0起”“0次”；不适用的不设分值。", "Write 0起 or 0次 for no occurrences, or give the row no weight."),
    )


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows that are used and have no target."""
    for row in assessment.indicators:
        field = row.source.target
        if field is None or not isinstance(row.target, Missing) or not _is_used(row):
            continue
        name = row.source.name.text
        if field.text.strip("。. ") == "无":
            yield _nothing(row, field)
            continue
        weight = f"（分值 {points(row.weight)}）" if row.weight else ""
        weight_en = f" (weight {points(row.weight)})" if row.weight else ""
        yield Problem(
            (field, row.source.name),
            Text(
                f"{at(field, name)}没有填指标值{weight}，得分没有依据。",
                f"{at(field, name)} has no target{weight_en}; its score has no ground.",
            ),
            subject=name,
            found=field.text,
            suggestion=Text(
                "补上指标值（如 0起、≥10家、2024年12月底前）；不适用的不设分值。",
                "Enter a target (such as 0起, ≥10家, a date), or give the row no weight.",
            ),
        )
