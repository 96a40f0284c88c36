"""一级指标分值与所选政策的分值方案不同

为什么：多数地方规定预算执行率 10、产出 50、效益 30、满意度 10。与方案不同不一定错（部门可自定权重），但应当知道。

怎么改：有自己的权重办法的，在说明里写明；没有的，按方案调整。换一种政策（--policy）会按它的方案核对。

例（有问题）：
    | 一级指标   | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标   | 走访企业数 | ≥10家      | 12家       | 70   | 70   |
    | 效益指标   | 就业人数   | ≥10人      | 10人       | 10   | 10   |
    | 满意度指标 | 企业满意度 | ≥90%       | 95%        | 10   | 10   |
    → warning A2
例（没有问题）：
    | 一级指标   | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标   | 走访企业数 | ≥10家      | 12家       | 50   | 50   |
    | 效益指标   | 就业人数   | ≥10人      | 10人       | 30   | 30   |
    | 满意度指标 | 企业满意度 | ≥90%       | 95%        | 10   | 10   |
    → 无
例（没有问题）：
    | 一级指标   | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标   | 走访企业数 | ≥10家      |            |      |      |
    | 效益指标   | 就业人数   | ≥10人      |            |      |      |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.policy import fitting

CODE = "JX204"
SEVERITY = "warning"
TITLE = Text("一级指标分值与分值方案不同", "level weights differ from the policy's scheme")
BASIS = Text("所选政策的分值方案", "the weight scheme of the chosen policy")
NEEDS = ("weight", "level1")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Sums of the first level against every scheme that the policy allows."""
    if assessment.monitoring is not None:
        return  # the weights were set by the declaration
    first = [s for s in assessment.levels if s.level.depth == 1]
    if not first or all(s.stated_weight is not None for s in first):
        return  # a label that states its own weight is checked against its rows (JX202)
    if any(row.weight and not row.source.level1 for row in assessment.indicators):
        return  # nobody knows which level these points belong to (JX109)
    sums = {s.level.name: s.weight for s in first}
    if not any(sums.values()):
        return  # no weights are filled in yet
    schemes = assessment.policy.weight_schemes
    if not schemes or any(scheme.fits(sums) for scheme in schemes):
        return
    stated = "、".join(
        f"{s.level.name} {points(s.weight)}" + _inside(assessment, s.level.name) for s in first
    )
    wanted = "；或 ".join(scheme.describe() for scheme in schemes)
    others = fitting(sums)
    hint, hint_en = "", ""
    if others:
        named = "、".join(f"{title.zh}（--policy {name}）" for name, title, _ in others)
        hint, hint_en = f"；与{named}的方案相符", "; it is that of " + ", ".join(name for name, _, _ in others)
    total = f"，指标合计 {points(sum(sums.values(), Fraction(0)))}"
    yield Problem(
        tuple(s.level.label for s in first),
        Text(
            f"一级指标分值为 {stated}{total}，与分值方案（{wanted}）不同{hint}。",
            f"First-level weights are {stated}, which differs from the scheme ({wanted}){hint_en}.",
        ),
        severity="info" if any(exact for _, _, exact in others) else None,
        suggestion=Text("有自定权重办法的请写明；否则按方案调整。", "Explain your own scheme, or adjust to this one."),
    )


def _inside(assessment: Assessment, name: str) -> str:
    below = [s for s in assessment.levels if s.level.depth == 2 and s.level.parent == name]
    if len(below) < 2:
        return ""
    return "（" + "、".join(f"{s.level.name.removesuffix('指标')}{points(s.weight)}" for s in below) + "）"
