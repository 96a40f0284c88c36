"""目标的编号跳号或重号

为什么：编号从 2 跳到 4，可能是复制时漏掉了一项；两个 3，可能是两份材料拼在一起。

怎么改：补上漏掉的一项，或改正编号。

只看目标、完成情况和主要任务的单元格；编号多处不连续的，多半另有编法，不提示。

例（有问题）：
    | 预期目标                                           | 实际完成情况 |
    | 1、开展培训。2、开展抽检。4、开展评查。5、开展走访。 | 已完成。     |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 培训人数 | ≥50人      | 52人       | 5    | 5    |
    → info A2
例（没有问题）：
    | 预期目标                                                  | 实际完成情况 |
    | 1、开展培训3.5万人次。2、开展抽检：（1）食品；（2）药品。3、开展评查。 | 已完成。     |
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 培训人数 | ≥50人      | 52人       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from jixiao.checks.base import Problem
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.narrative import Item, achieved_texts, expected_texts, items

CODE = "JX654"
SEVERITY = "info"
TITLE = Text("目标的编号跳号或重号", "goals are not numbered one after the other")
BASIS = Text("表内一致性：编号连续", "consistency: numbers follow one another")
_LEAST = 3


def _slip(found: Sequence[Item]) -> tuple[int, int] | None:
    """The two neighbouring numbers between which the numbering slips, if it does so once."""
    numbers = [item.number for item in found if item.number is not None]
    slips = [(one, other) for one, other in pairwise(numbers) if other != one + 1]
    if len(numbers) < _LEAST or len(slips) != 1 or slips[0][1] not in {slips[0][0], slips[0][0] + 2}:
        return None
    return slips[0]


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for each cell whose numbering slips."""
    table = assessment.table
    for field in dict.fromkeys((*expected_texts(table), *achieved_texts(table))):
        lists = (items(field.text), *(item.parts for item in items(field.text)))
        slip = next((found for each in lists if (found := _slip(each)) is not None), None)
        if slip is None:
            continue
        one, other = slip
        said = Text(f"有两个“{one}”", f"has two numbers {one}") if one == other else Text(f"“{one}”之后是“{other}”，缺“{one + 1}”", f"has no {one + 1} between {one} and {other}")
        yield Problem(
            (field,),
            Text(f"{field.ref.a1} 的编号{said.zh}。", f"{field.ref.a1} {said.en}."),
            subject=f"{one}-{other}",
            suggestion=Text("看是否漏了一项；没有漏的，改正编号。", "See whether an item is missing; else correct the numbers."),
        )
