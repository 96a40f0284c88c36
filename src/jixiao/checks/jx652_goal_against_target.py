"""目标里的数与指标值不同

为什么：同一件事，目标写“90%以上”，指标值写“≥85%”，指标完成了目标却没有实现，考核哪一个说不清。

怎么改：以批复的为准，把两处改成一致。

只在目标的一句话与一个指标说的确是同一件事、计量单位相同、目标里只有这一个数时比较。指标值比目标松，或说不清松紧的，按警告；比目标严的只提示。“约”“比上年”“其中”“累计”一类的数不比，四舍五入后相等的不算不同。

例（有问题）：
    | 预期目标                                             | 实际完成情况 |
    | 1、热线接通率90%以上。2、评查案卷40个。3、修复文物12件。 | 已完成。     |
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 热线接通率 | ≥85%       | 92%        | 5    | 5    |
    | 评查案卷数 | ≥50个      | 52个       | 5    | 5    |
    | 修复文物数 | ＝15件     | 15件       | 5    | 5    |
    → warning B4
    → info B5
    → warning B6
例（没有问题）：
    | 预期目标                                                                    | 实际完成情况 |
    | 1、热线接通率90%以上。2、抽查门店比上年多40家。3、办理时间压缩至2个工作日以内。 | 已完成。     |
    | 三级指标   | 年度指标值 | 实际完成值  | 分值 | 得分 |
    | 热线接通率 | ≥90%       | 92%         | 5    | 5    |
    | 抽查门店数 | ≥300家     | 320家       | 5    | 5    |
    | 办理时间   | ≤2个工作日 | 2个工作日   | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from jixiao.checks.base import Problem, at, shorten
from jixiao.model import Severity, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.changes import Way, asked, way
from jixiao.scoring.narrative import Same, agree, expected_texts, same_figures
from jixiao.values import Op

CODE = "JX652"
SEVERITY = "warning"
TITLE = Text("目标里的数与指标值不同", "a goal and its indicator ask for different figures")
BASIS = Text("表内一致性：目标与指标口径一致", "consistency: goals and indicators ask for the same")
NEEDS = ("target",)

_WAYS: dict[Op, Way] = {"≥": "up", ">": "up", "≤": "down", "<": "down"}
_SAID: dict[str, tuple[Severity, Text]] = {
    "laxer": ("warning", Text("比目标松：指标完成了，目标还没有实现", "is laxer than the goal")),
    "stricter": ("info", Text("比目标严", "is stricter than the goal")),
    "other": ("warning", Text("与目标不同", "differs from the goal")),
}


def _compared(same: Same) -> Literal["laxer", "stricter", "other"]:
    """How the indicator stands to the goal."""
    own = way(same.row) if same.row.op_source != "assumed" else None
    said = _WAYS.get(same.stated.value.op) if same.stated.value.op else own
    if said is None or (own is not None and own != said) or said == "exact":
        return "other"
    more = same.value.value > same.stated.value.value
    return "stricter" if more == (said == "up") else "laxer"


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for each figure of a goal that the indicator of the same thing has otherwise."""
    for same in same_figures(assessment, expected_texts(assessment.table), "target"):
        target = same.row.source.target
        if target is None or agree(same.stated.value, same.value):
            continue
        severity, words = _SAID[_compared(same)]
        name, clause, figure = same.row.source.name.text, shorten(same.stated.clause), shorten(asked(same.row))
        yield Problem(
            (target, same.field),
            Text(
                f"{at(target, name)}指标值“{figure}”{words.zh}（{same.field.ref.a1}“{clause}”）。",
                f"{at(target, name)}: the target “{figure}” {words.en} ({same.field.ref.a1} “{clause}”).",
            ),
            subject=name,
            found=figure,
            severity=severity,
            suggestion=Text("以批复的为准，把目标与指标值改成一致。", "Make goal and target agree, as approved."),
        )
