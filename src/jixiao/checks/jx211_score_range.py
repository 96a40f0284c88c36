"""由人评定的得分超出规定的档次

为什么：定性指标没有算式，但有档次：达成 100%–80%，部分达成 80%–60%，未达成 60%–0（各地略有不同）。完成值写“未达成”却给高分，自相矛盾。

怎么改：按完成情况的档次打分，或改正完成值的说法。

例（有问题）：
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 服务能力提升 | 不断提升   | 未达成     | 10   | 9    |
    → error E2 应为 0–6
例（有问题）：
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 环境改善     | 明显改善   | 较差       | 10   | 10   |
    | 节能成效     | 显著       | 一般       | 10   | 10   |
    → warning E2
    → warning E3
例（没有问题）：
    | 三级指标     | 年度指标值 | 实际完成值       | 分值 | 得分 |
    | 服务能力提升 | 不断提升   | 部分达成预期目标 | 10   | 7    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Severity, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Qualitative

CODE = "JX211"
SEVERITY = "error"
TITLE = Text("得分超出规定的档次", "a score outside the range that the rule allows")
BASIS = Text("定性指标分档：达成、部分达成、未达成（所选政策）", "bands of qualitative indicators (the chosen policy)")
NEEDS = ("score",)
# Words that deny: a person may still have given the points for a reason.
_DENIED = re.compile(
    r"^(?:未(?!发生|出现)|没有(?!发生|出现)|尚未|无法|(?:效果)?一般$|不(?!断|低于|少于|超过|高于|大于|小于|得)|较差|很差|差$)"
    r"|未达到|未达标|未完成|没有完成|低于目标|低于指标"
)


def _severity(row: AssessedIndicator, *, sure: bool) -> Severity:
    """基本达成 is not one of the three bands: offices read it as nearly met."""
    if row.actual.text.startswith("基本"):
        return "info"
    return "error" if sure else "warning"


def check(assessment: Assessment) -> Iterator[Problem]:
    """Scores that a person gave, against the range or the list that the rule allows."""
    if assessment.monitoring is not None:
        return  # nothing is scored during the year
    for row in assessment.indicators:
        field, score = row.source.score, row.score
        if field is None or row.stated is None or not score.manual:
            continue
        unmet_full = score.met is False and row.weight is not None and row.stated == row.weight > 0
        doubtful = isinstance(row.actual, Qualitative) and row.stated == row.weight and _DENIED.search(row.actual.text) is not None
        if score.allows(row.stated) and not unmet_full and not doubtful:
            continue
        if row.weight is not None and not 0 <= row.stated <= row.weight:
            continue  # JX205 says it better
        name, why = row.source.name.text, score.why
        if (unmet_full or doubtful) and score.allows(row.stated):
            expected = f"<{points(row.weight)}"
            due, due_en = f"应低于 {points(row.weight)} 分", f"should be below {points(row.weight)}"
        else:
            expected = "、".join(points(p) for p in score.listed) or "–".join(points(p) for p in score.allowed or ())
            due, due_en = f"应为 {expected}", f"should be {expected}"
        yield Problem(
            (field, *([row.source.actual] if row.source.actual else [])),
            Text(
                f"{at(field, name)}{why.zh}，得分{due}，现填 {points(row.stated)} 分。",
                f"{at(field, name)}: {why.en}; the score {due_en}, stated {points(row.stated)}.",
            ),
            subject=name, expected=expected, found=points(row.stated),
            severity=_severity(row, sure=unmet_full or not doubtful),
            suggestion=Text("按完成情况的档次打分，或改正完成值的说法。", "Score within the band, or correct what the actual says."),
        )
