"""完成值是一段话，得分没有核对

为什么：指标值是数，完成值却写成一段话（“组织培训10场，参训320人”），不知道哪个数是完成值，得分只能沿用所填。

怎么改：完成值只填数和单位，说明写在偏差原因或备注里。

例（有问题）：
    | 三级指标 | 年度指标值 | 实际完成值               | 分值 | 得分 |
    | 培训场次 | ≥12场      | 组织培训10场，参训320人  | 50   | 50   |
    → info C2
例（没有问题）：
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 培训场次 | ≥12场      | 12场       | 50   | 50   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Qualitative, Quantity

CODE = "JX525"
SEVERITY = "info"
TITLE = Text("完成值是一段话，得分没有核对", "an actual in prose: the score was not verified")
BASIS = Text("完成值与指标值同一写法才能比较", "actual and target must be written alike to be compared")
NEEDS = ("actual", "score")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all rows with a figure as target and a sentence as actual."""
    if assessment.monitoring is not None:
        return  # nothing is scored during the year
    rows = [
        row for row in assessment.indicators
        if isinstance(row.target, Quantity) and isinstance(row.actual, Qualitative) and row.actual.level is None
        and row.stated is not None and row.source.actual is not None
    ]
    fields = tuple(row.source.actual for row in rows if row.source.actual is not None)
    if fields:
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 行的完成值是一段话，没有核对，沿用所填得分：{listing(fields)}，如“{shorten(fields[0].text)}”。",
                f"{len(fields)} actuals are sentences; their scores were taken as stated: {listing(fields)}, such as “{shorten(fields[0].text)}”.",
            ),
            found=shorten(fields[0].text),
            suggestion=Text("完成值只填数和单位，说明写在别处。", "Put only figure and unit there, and words elsewhere."),
        )
