"""全年预计完成达不到指标值，却选“确定能”

为什么：预计完成数本身就低于指标值（反向指标为高于），说明目标完不成，与“确定能”矛盾。

怎么改：核对全年预计完成情况，或改选“有可能”“完全不可能”并写明原因。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 完成目标可能性 |
    | 培训场次 | ≥12场      | 7场           | 10场             | 确定能         |
    → warning E3 应为 ≥12场
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 完成目标可能性 |
    | 培训场次 | ≥12场      | 7场           | 12场             | 确定能         |
    | 宣传次数 | ≥12次      | 7次           | 10次             | 有可能         |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.progressing import outlook_of, rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX309"
SEVERITY = "warning"
TITLE = Text("预计完不成却选“确定能”", "expected to fall short, yet called certain")
BASIS = Text("财预〔2019〕136号附表：全年预计完成情况、完成目标可能性（条文待核）", "form of 2019: expected result and likelihood (text unverified)")
NEEDS = ("expected", "outlook", "target")


def check(assessment: Assessment) -> Iterator[Problem]:
    """确定能 beside an expectation that misses the target."""
    for row, progress in rows_of(assessment):
        field, expected, target = row.source.outlook, row.source.expected, row.source.target
        if field is None or expected is None or target is None or not progress.falls_short or outlook_of(field) != "sure":
            continue
        name = row.source.name.text
        yield Problem(
            (field, expected, target),
            Text(
                f"{at(field, name)}选“确定能”完成，但 {expected.ref.a1} 全年预计完成“{expected.text}”达不到年度指标值“{target.text}”。",
                f"{at(field, name)} is called certain, but {expected.ref.a1} expects “{expected.text}”, which misses the target “{target.text}”.",
            ),
            subject=name, expected=target.text, found=expected.text,
            suggestion=Text("核对全年预计完成情况，或改选可能性并写明原因。", "Check the expected result, or change the likelihood and say why."),
        )
