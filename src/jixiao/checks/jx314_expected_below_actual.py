"""全年预计完成数少于已经完成的数

为什么：逐月累计的数量，到年底不会少于现在。

怎么改：核对执行情况和全年预计完成情况，其中一个填错了，或填的是后几个月的数。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 |
    | 培训场次 | ≥12场      | 8场           | 5场              |
    → warning D3 应为 ≥8场
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 |
    | 培训场次 | ≥12场      | 8场           | 13场             |
    | 满意度   | ≥90%       | 95%           | 92%              |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.progressing import rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX314"
SEVERITY = "warning"
TITLE = Text("全年预计完成数少于已完成数", "less is expected of the year than was done")
BASIS = Text("全年预计完成数≥已完成数", "expected for the year ≥ done so far")
NEEDS = ("expected", "actual")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows whose figures add up over the year."""
    for row, progress in rows_of(assessment):
        field, actual = row.source.expected, row.source.actual
        if field is None or actual is None or not progress.shrinks:
            continue
        name = row.source.name.text
        yield Problem(
            (field, actual),
            Text(
                f"{at(field, name)}全年预计完成“{field.text}”，少于 {actual.ref.a1} 已完成的“{actual.text}”。",
                f"{at(field, name)} expects “{field.text}” for the year, less than “{actual.text}” in {actual.ref.a1}.",
            ),
            subject=name, expected=f"≥{actual.text.strip('≥≤')}", found=field.text,
            suggestion=Text("核对两个数；全年预计数应包含已完成的部分。", "Check both; the year's figure includes what was done."),
        )
