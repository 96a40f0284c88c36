"""监控表没有填执行情况

为什么：没有执行情况就看不出进度，也亮不了灯。

怎么改：填写到监控时点为止的完成数，没有开展的填 0；年底才能考核的，在偏差原因里说明。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 偏差原因分析 |
    | 培训场次 | ≥12场      |               |              |
    | 宣传次数 | ≥12次      | 7次           |              |
    → warning C3
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值   | 1-7月执行情况 | 偏差原因分析   |
    | 满意度   | ≥90%         |               | 年底统一测评   |
    | 事故起数 | 0起          | 无            |                |
    | 完工时间 | 12月31日前   |               |                |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.checks.progressing import is_blank, rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Missing

CODE = "JX312"
SEVERITY = "warning"
TITLE = Text("没有填执行情况", "nothing is reported for an indicator")
BASIS = Text("财预〔2019〕136号附表：执行情况（条文待核）", "form of 2019 (text unverified)")
NEEDS = ("actual", "target")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all rows with a target, nothing reported, no light and no word of explanation."""
    rows = [
        row for row, progress in rows_of(assessment)
        if isinstance(row.actual, Missing) and not isinstance(row.target, Missing) and progress.light is None and is_blank(row.source.reason)
    ]
    fields = tuple(row.source.actual for row in rows if row.source.actual is not None)
    if fields:
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 行没有填执行情况，看不出进度：{listing(fields)}，如“{shorten(rows[0].source.name.text)}”。",
                f"{len(fields)} rows report nothing: {listing(fields)}, such as “{shorten(rows[0].source.name.text)}”.",
            ),
            suggestion=Text("填写到监控时点的完成数；没有开展的填 0。", "Give what was done so far; 0 for nothing."),
        )
