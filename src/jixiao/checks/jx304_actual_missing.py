"""有得分，却没有完成值

为什么：得分要由完成值得出。完成值空着（或填“/”）却给了分，这一分没有依据。

怎么改：补上实际完成值；确实没有开展的，得 0 分并写明原因；不适用的，不设分值。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      |            | 5    | 5    |
    → error C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      |            | 5    | 0    |
    | 培训场次   | ≥2场       | 2场        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, listing, points
from jixiao.model import Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Missing, Quantity

CODE = "JX304"
SEVERITY = "error"
TITLE = Text("有得分，却没有完成值", "a score without an actual")
BASIS = Text("得分由指标值与完成值得出", "a score follows from target and actual")
NEEDS = ("actual", "score")
_NEXT = Text("补上实际完成值；没有开展的得 0 分并写明原因。", "Fill in the actual; what was not done scores 0, with a reason.")


def _means_none(row: AssessedIndicator) -> bool:
    """无 beside a target of 无 or of nothing says that nothing happened."""
    nothing = isinstance(row.target, Missing) or (isinstance(row.target, Quantity) and row.target.amount == 0)
    return row.actual.text == "无" and nothing


# Where more rows than this have no actual at all, the column is empty: said once.
_FEW = 3


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows with points and an empty actual."""
    if assessment.monitoring is not None:
        return  # JX312
    rows = [
        row for row in assessment.indicators
        if row.stated and isinstance(row.actual, Missing) and row.source.actual and not _means_none(row)
    ]
    fields = tuple(row.source.actual for row in rows if row.source.actual)
    if len(rows) > _FEW and len(rows) == len(assessment.indicators):
        yield Problem(
            fields,
            Text(f"“完成值”一列全空（{listing(fields)}），却都有得分，得分没有依据。", f"All actuals are empty ({listing(fields)}), yet every row is scored."),
            suggestion=_NEXT,
        )
        return
    for row, field in zip(rows, fields, strict=True):
        name = row.source.name.text
        yield Problem(
            (field, *([row.source.score] if row.source.score else [])),
            Text(
                f"{at(field, name)}没有填完成值，却得 {points(row.stated)} 分，得分没有依据。",
                f"{at(field, name)} has no actual, yet scores {points(row.stated)}.",
            ),
            subject=name, found=field.text or None, suggestion=_NEXT,
        )
