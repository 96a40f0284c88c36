"""自评等级与总分不符

为什么：等级由总分决定（一般 90 以上优、80 以上良、60 以上中、60 以下差）。

怎么改：按总分改正等级。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 100  | 85   |
    | 总分       |            |            | 100  | 85   |
    | 自评等级   | 优         |            |      |      |
    → error B4 应为 良
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 100  | 95   |
    | 总分       |            |            | 100  | 95   |
    | 自评等级   | 优         |            |      |      |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.total import grade, stated_grade

CODE = "JX209"
SEVERITY = "error"
TITLE = Text("自评等级与总分不符", "the grade does not fit the total")
BASIS = Text("优90（含）–100，良80（含）–90，中60（含）–80，差60以下", "优 90–100, 良 80–90, 中 60–80, 差 below 60")


def check(assessment: Assessment) -> Iterator[Problem]:
    """The stated grade against the stated total."""
    field, total = assessment.table.grade, assessment.stated_sum if assessment.subtotal else assessment.stated_total
    if field is None or total is None or not field.text:
        return
    right = grade(total, assessment.policy)
    stated = stated_grade(field.text, assessment.policy)
    if not right or stated is None or stated == right:
        return
    yield Problem(
        (field, *([assessment.table.total] if assessment.table.total else [])),
        Text(f"{field.ref.a1} 等级填“{field.text}”，总分 {points(total)} 应为“{right}”。", f"{field.ref.a1} states the grade “{field.text}”; a total of {points(total)} gives “{right}”."),
        expected=right, found=field.text,
        suggestion=Text(f"等级改为“{right}”。", f"Change the grade to “{right}”."),
    )
