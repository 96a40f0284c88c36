"""指标值没有写比较符，按名称推定

为什么：表内没有方向列，指标值又只写“90%”，不知道是至少 90% 还是正好 90%。满意度当然越高越好，费用、事故则相反。

怎么改：在指标值前加上 ≥、≤ 或 =。推定的方向写在消息里；推定不对的，补上比较符再核算。

申报表还来得及改，按警告提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 群众满意度 | 90%        | 95%        | 5    | 5    |
    | 事故起数   | 0          | 0          | 5    | 5    |
    → info B2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 群众满意度 | ≥90%       | 95%        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment, signs_in_nature
from jixiao.values import Ordinal, Quantity, is_part_of_whole

CODE = "JX516"
SEVERITY = "info"
TITLE = Text("指标值没有写比较符", "a target without a comparison")
BASIS = Text("绩效指标设置要求：指标值明确、可衡量（条文待核）", "targets should be definite and measurable (text unverified)")
NEEDS = ("target",)
KEY = "assumed_direction"


def _assumed(row: AssessedIndicator) -> str | None:
    """The comparison that was assumed for a row, None where one is written or none is needed."""
    if isinstance(row.target, Ordinal) and row.target.op is None:
        return "≥"
    if isinstance(row.target, Quantity) and row.target.high is None and row.op_source == "assumed":
        return row.op
    return None


def _is_whole(row: AssessedIndicator) -> bool:
    return isinstance(row.target, Quantity) and row.target.value == 1 and is_part_of_whole(row.source.name.text, row.target)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all targets without a comparison, by the direction that was assumed."""
    if "direction" in assessment.table.columns or signs_in_nature(assessment):
        return  # JX505 asks there
    groups: dict[str, list[Field]] = defaultdict(list)
    for row in assessment.indicators:
        op = _assumed(row)
        if assessment.table.stage != "target" and _is_whole(row):
            continue  # of a share, ≥100% and =100% are the same
        if op is not None and row.source.target is not None:
            groups[op].append(row.source.target)
    if not groups:
        return
    fields = tuple(sorted((field for group in groups.values() for field in group), key=lambda field: field.ref.row))
    parts = "；".join(f"{op}：{listing(tuple(group))}" for op, group in groups.items())
    taken = assessment.policy.assumed_direction
    other = "equal" if taken == "by-name" else "by-name"
    yield Problem(
        fields,
        Text(
            f"{len(fields)} 个指标值没有写比较符，已按指标名称推定——{parts}。",
            f"{len(fields)} targets have no comparison; it was assumed from the name: {parts}.",
        ),
        subject="没有写比较符的指标值",
        severity="info" if assessment.table.stage != "target" else "warning",
        suggestion=Text(f"在指标值前补上 ≥、≤ 或 =；一律当作等于的，用 --set {KEY}=equal。", f"Put ≥, ≤ or = before the number, or use --set {KEY}=equal."),
        choice=Choice(KEY, taken, (Alternative(other, None),)),
    )
