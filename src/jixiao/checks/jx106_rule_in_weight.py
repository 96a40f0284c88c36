"""“分值”列写的是评分标准

为什么：分值列应是数字。写成“完成得0.5分”之类的文字，Excel 不能求和，汇总时会当作 0。

怎么改：分值列只留数字，评分标准另列一列。jixiao 已按文字读出分值和规则，不影响核算。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值      | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 完成得2分 | 2    |
    → warning D2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 2    | 2    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX106"
SEVERITY = "warning"
TITLE = Text("分值列写的是评分标准", "the weight column holds rule texts")
BASIS = Text("表样结构：分值为数字", "structure of the form: weights are numbers")
NEEDS = ("weight",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all weight cells that hold a rule."""
    rows = [i for i in assessment.indicators if i.weight_from == "rule" and i.source.weight and i.source.weight.text]
    if not rows:
        return
    fields = tuple(i.source.weight for i in rows if i.source.weight)
    first = rows[0]
    yield Problem(
        fields,
        Text(
            f"“分值”列有 {len(fields)} 行写的是评分标准而不是数字（如 {fields[0].ref.a1}“{fields[0].text}”，"
            f"已读作分值 {points(first.weight)} 并按该文字计分）。",
            f"{len(fields)} weight cells hold a rule instead of a number (such as {fields[0].ref.a1} “{fields[0].text}”, "
            f"read as weight {points(first.weight)} and scored by that rule).",
        ),
        found=fields[0].text,
        suggestion=Text("分值列只填数字，评分标准另设一列。", "Keep numbers in the weight column and give the rules a column of their own."),
    )
