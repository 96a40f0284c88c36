"""部分占整体的比率超过 100%

为什么：合格率、覆盖率、办结率是部分占整体的比率，不可能超过 100%。超过的，多半是分子分母弄反，或把“完成数÷计划数”当成了覆盖率。

怎么改：核对分子和分母。增长率、控制率、执行率可以超过 100%，不在此列。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产品合格率 | ≥95%       | 105%       | 5    | 5    |
    → error C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产品合格率 | ≥95%       | 100%       | 5    | 5    |
    | 产量增长率 | ≥95%       | 105%       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.jx507_unit_mismatch import is_share
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Quantity

CODE = "JX518"
SEVERITY = "error"
TITLE = Text("部分占整体的比率超过 100%", "a share above 100%")
BASIS = Text("算术：部分不大于整体", "arithmetic: a part is not more than its whole")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Actuals and targets above 100% for rates that are shares."""
    for row in assessment.indicators:
        name = row.source.name.text
        for zh, en, value, field in (
            ("完成值", "actual", row.actual, row.source.actual), ("指标值", "target", row.target, row.source.target),
        ):
            if field is None or not isinstance(value, Quantity) or value.unit.dimension != "ratio":
                continue
            top = value.value if value.high is None else value.high * value.unit.factor
            if top <= 1 or "suspect-operator" in value.notes or not is_share(name):
                continue
            yield Problem(
                (field, row.source.name),
                Text(
                    f"{at(field, name)}{zh}为 {field.text}，部分占整体的比率不能超过 100%。",
                    f"{at(field, name)} {en} is {field.text}; a share cannot exceed 100%.",
                ),
                subject=name,
                expected="≤100%",
                found=field.text,
                suggestion=Text("核对分子、分母是否填反或口径不一。", "Check numerator and denominator."),
            )
