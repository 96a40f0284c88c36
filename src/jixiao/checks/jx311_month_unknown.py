"""看不出监控到几月，或各处月份不一

为什么：进度要和应完成数比，应完成数取决于监控到几月。表里没有写月份，就不能亮灯；两处月份不同，灯可能不对。

怎么改：在标题或列名里写明，如“1-7月执行数”“截至8月31日”；也可以用 --set monitoring_month=7 指定。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 执行情况 | 全年预计完成情况 |
    | 培训场次 | ≥12场      | 4场      | 12场             |
    → info A1
例（有问题）：
    | 项目支出绩效运行监控表 |
    | 项目资金     | 年初预算数 | 1-7月执行数 | 1-7月执行率 | 全年预计执行数 |
    | 年度资金总额 | 100        | 60          | 60%         | 100            |
    | 三级指标     | 年度指标值 | 1-8月执行情况 | 全年预计完成情况 |
    | 培训场次     | ≥12场      | 8场         | 12场          |
    → warning C2
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | （2024年1—8月） |
    | 三级指标 | 年度指标值 | 执行情况 | 全年预计完成情况 |
    | 培训场次 | ≥12场      | 8场      | 12场             |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Alternative, Choice, Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import month_of_heading

CODE = "JX311"
SEVERITY = "info"
TITLE = Text("看不出监控到几月", "the month of the monitoring is not clear")
BASIS = Text("应完成数＝年度指标值÷12×月数（平台常见算法，非依据）", "due by now = target ÷ 12 × months")
_SPEAKING = ("executed", "rate", "actual", "completion")


def check(assessment: Assessment) -> Iterator[Problem]:
    """No month at all: a choice; several in the headings: a warning with the one taken."""
    monitoring, table = assessment.monitoring, assessment.table
    if monitoring is None or assessment.policy.monitoring_month != "table":
        return
    if monitoring.month is None:
        usual = tuple(Alternative(month, None) for month in ("6", "7", "8", "9"))
        yield Problem(
            (Field(table.anchor, EMPTY_CELL),),
            Text("整张表没有写明监控到几月，没有亮灯。", "The table does not say up to which month it goes; no lights were given."),
            subject="monitoring_month",
            suggestion=Text("在标题或列名里写明“1-7月”，或用 --set monitoring_month=7 指定。", "Write 1-7月 into the title or the headings, or use --set monitoring_month=7."),
            choice=Choice("monitoring_month", "table", usual),
        )
        return
    named = {
        heading.ref: (heading, month)
        for columns in (table.fund_columns, table.columns) for key, heading in columns.items()
        if key in _SPEAKING and (month := month_of_heading(heading.text)) is not None
    }
    months = sorted({month for _, month in named.values()})
    if len(months) < 2:
        return
    fields = tuple(heading for heading, _ in named.values())
    said = "、".join(f"{heading.ref.a1}“{heading.text.strip()}”" for heading in fields)
    yield Problem(
        fields,
        Text(f"各列写的月份不同（{said}），现按 {monitoring.month} 月看进度。", f"The headings name different months ({said}); month {monitoring.month} was taken."),
        subject="monitoring_month", severity="warning",
        suggestion=Text("统一月份，或用 --set monitoring_month=… 指定。", "Use one month, or --set monitoring_month=…."),
        choice=Choice("monitoring_month", str(monitoring.month), tuple(Alternative(str(month), None) for month in months if month != monitoring.month)),
    )
