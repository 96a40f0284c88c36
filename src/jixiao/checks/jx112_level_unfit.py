"""指标放错了二级指标

为什么：期限是时效，抽查比例是工作量，满意度另有一级指标。放错层级，按层级合计的分值就不对，上级汇总也对不上。

怎么改：移到建议的二级指标下面，分值一并移动，两边的合计都要复核。

只看申报表，只提示名称和指标值都说明白的：名称以“期限”“时限”“完成时间”“响应时间”等结尾、指标值是时间的；名称以“抽查比例”“检查率”等结尾、放在效益指标下的；名称以“满意度”结尾、不在满意度指标下的。

例（有问题）：
    表样 申报表
    | 一级指标 | 二级指标     | 三级指标       | 指标值       | 分值 |
    | 产出指标 | 质量指标     | 证照办理时限   | ≤3个工作日   | 5    |
    | 效益指标 | 社会效益指标 | 随机抽查比例   | ≥5%          | 5    |
    → error C2 应为 时效指标
    → warning C3 应为 数量指标
例（没有问题）：
    表样 申报表
    | 一级指标 | 二级指标     | 三级指标           | 指标值     | 分值 |
    | 产出指标 | 时效指标     | 证照办理时限       | ≤3个工作日 | 5    |
    | 产出指标 | 质量指标     | 案件按期办结率     | ≥95%       | 5    |
    | 效益指标 | 社会效益指标 | 检查发现问题整改率 | ≥95%       | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.checks.base import Problem, at
from jixiao.checks.jx507_unit_mismatch import bare_name, family
from jixiao.model import Severity, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Deadline, Quantity

CODE = "JX112"
SEVERITY = "error"
TITLE = Text("指标放错了二级指标", "an indicator below the wrong level")
BASIS = Text("绩效指标分类：数量、质量、时效、成本，经济、社会、生态效益，满意度（条文待核）", "classes of indicators (text unverified)")

_TIME = re.compile(r"(期限|时限|(完成|办结|办理|到位|响应|修复|处置|处理|审批|反馈|送达)时间|时长|用时)$")
_WORKLOAD = re.compile(r"(抽查|检查|抽检|巡查|监测|培训)(比例|率)$")
_SATISFACTION = re.compile(r"满意(度|率)$")
_BENEFIT = re.compile("效益|效果|影响|可持续|生态")
_OTHER_OUTPUT = re.compile("数量|质量")


class _Misfit(NamedTuple):
    expected: str
    because: Text
    severity: Severity


def _misfit(row: AssessedIndicator) -> _Misfit | None:
    name, level1, level2, target = bare_name(row.source.name.text), row.source.level1, row.source.level2, row.target
    is_time = isinstance(target, Deadline) or (isinstance(target, Quantity) and family(target.unit) == "time")
    if _TIME.search(name) and is_time and _OTHER_OUTPUT.search(level2):
        return _Misfit("时效指标", Text("是办理的期限", "is a time limit"), "error")
    is_rate = isinstance(target, Quantity) and target.unit.dimension == "ratio"
    if _WORKLOAD.search(name) and is_rate and _BENEFIT.search(level2):
        return _Misfit("数量指标", Text("说的是做了多少工作，不是产生的效益", "says how much was done, not what came of it"), "warning")
    if _SATISFACTION.search(name) and level2 and "满意" not in level1 + level2 and _BENEFIT.search(level2):
        return _Misfit("服务对象满意度指标", Text("是满意度", "is a satisfaction"), "warning")
    return None


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows whose name and target say that they belong to another level."""
    if assessment.table.stage != "target":
        return
    for row in assessment.indicators:
        found = _misfit(row)
        if found is None:
            continue
        name = row.source.name
        yield Problem(
            (name, *((row.source.target,) if row.source.target is not None else ())),
            Text(
                f"{at(name, name.text)}{found.because.zh}，却放在“{row.source.level2}”下，应为“{found.expected}”。",
                f"{at(name, name.text)} {found.because.en} but stands below “{row.source.level2}”; it belongs to “{found.expected}”.",
            ),
            subject=name.text,
            found=row.source.level2,
            expected=found.expected,
            severity=found.severity,
            suggestion=Text(f"移到“{found.expected}”下，分值一并移动。", f"Move it below “{found.expected}”, with its weight."),
        )
