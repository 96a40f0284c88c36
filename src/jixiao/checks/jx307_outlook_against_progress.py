"""完成目标可能性与进度矛盾

为什么：进度亮红灯而选“确定能”，要说清楚靠什么赶上；选“完全不可能”更要写明原因，据此调整目标或收回资金。

怎么改：核对可能性的选择；确实如此的，在“偏差原因分析”里写明。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-8月执行情况 | 偏差原因分析 | 完成目标可能性 |
    | 培训场次 | ≥12场      | 4场           |              | 确定能         |
    | 修路里程 | ≥12公里    | 7公里         |              | 完全不可能     |
    → warning E3
    → error E4
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-8月执行情况 | 偏差原因分析     | 完成目标可能性 |
    | 培训场次 | ≥12场      | 4场           | 其余八场定在九月 | 确定能         |
    | 修路里程 | ≥12公里    | 7公里         | 征地未完成       | 完全不可能     |
    | 宣传次数 | ≥12次      | 4次           |                  | 有可能         |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.progressing import is_blank, outlook_of, rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX307"
SEVERITY = "warning"
TITLE = Text("完成目标可能性与进度矛盾", "the outlook contradicts the progress")
BASIS = Text("财预〔2019〕136号附表：完成目标可能性（条文待核）", "form of 2019: likelihood of reaching the target (text unverified)")
NEEDS = ("outlook",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """确定能 beside a red light, 完全不可能 anywhere, both without a word of explanation."""
    for row, progress in rows_of(assessment):
        field, reason = row.source.outlook, row.source.reason
        if field is None or not is_blank(reason):
            continue
        said, name = outlook_of(field), row.source.name.text
        if said == "never" and reason is not None:
            yield Problem(
                (field, reason),
                Text(f"{at(field, name)}完成目标可能性为“完全不可能”，但没有写原因。", f"{at(field, name)}: the target is called out of reach without a reason."),
                subject=name, found=field.text, severity="error",
                suggestion=Text("写明原因，并按程序调整目标或预算。", "Give the reason, and have the target or the budget changed."),
            )
        elif said == "sure" and progress.settled == "red":
            why = progress.why if progress.light else Text("所填为红灯", "it is stated as red")
            yield Problem(
                (field, *(f for f in (row.source.actual, reason) if f)),
                Text(f"{at(field, name)}{why.zh}，却选“确定能”完成，也没有说明。", f"{at(field, name)}: {why.en}, yet it is called certain without a word."),
                subject=name, found=field.text,
                suggestion=Text("写明靠什么赶上进度，或改选“有可能”。", "State how it will be caught up, or choose 有可能."),
            )
