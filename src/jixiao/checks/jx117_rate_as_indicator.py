"""预算执行率又设成了指标

为什么：执行率在资金部分单独计分（通常 10 分），再设成三级指标，同一件事计两次分。

怎么改：从指标里删去，分值分给其他指标；本地规定执行率在指标里计分的，换用本地政策（weight_schemes 里没有“执行率”的不提示）。

只看申报表。

例（有问题）：
    表样 申报表
    | 三级指标      | 年度指标值 | 分值 | 得分 |
    | 预算执行率(%) | ≥90%       | 5    |      |
    → warning A2
例（没有问题）：
    表样 申报表
    政策 hengyang-2023
    | 三级指标       | 年度指标值 | 分值 | 得分 |
    | 预算执行率(%)  | ≥90%       | 5    |      |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.jx507_unit_mismatch import bare_name
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.parameters import EXECUTION

CODE = "JX117"
SEVERITY = "warning"
TITLE = Text("预算执行率又设成了指标", "the execution rate as an indicator as well")
BASIS = Text("预算执行率在资金部分计分（条文待核）", "the execution rate is scored with the funds (text unverified)")
NEEDS = ("target",)
_NAME = re.compile(r"^(年度|部门|项目)?(预算|资金)?执行率$")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Indicators that are the execution rate, where the policy scores it apart."""
    schemes = assessment.policy.weight_schemes
    if assessment.table.stage != "target" or not any(EXECUTION in share.levels for scheme in schemes for share in scheme.shares):
        return
    for row in assessment.indicators:
        name = row.source.name
        if not _NAME.match(bare_name(name.text)):
            continue
        yield Problem(
            (name, *((row.source.target,) if row.source.target is not None else ())),
            Text(
                f"{at(name, name.text)}放在指标里；执行率在资金部分单独计分，这里再计就重复了。",
                f"{at(name, name.text)} is an indicator, but the execution rate is scored with the funds.",
            ),
            subject=name.text,
            suggestion=Text("从指标里删去；本地规定在指标里计分的，换用本地政策。", "Delete it, or choose the policy of the place that scores it here."),
        )
