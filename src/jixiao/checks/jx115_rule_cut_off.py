"""评分标准在半句话处截断

为什么：“80%以下计0...”后面的字没有了，是 0 分还是 0.5 分看不出来。多半是系统导出时超过字数被截断。

怎么改：从系统里取回原文补全；超过字数的，写短一些。整句写完、末尾带省略号的，见 JX114。

例（有问题）：
    | 三级指标   | 指标值 | 评分标准                                | 实际完成值 | 分值 | 得分 |
    | 群众满意度 | ≥90%   | 90%（含）以上计5分，80%-90%计3分，80%以下计0... | 95% | 5 | 5 |
    → error C2 应为 0分
例（没有问题）：
    | 三级指标   | 指标值 | 评分标准                                | 实际完成值 | 分值 | 得分 |
    | 群众满意度 | ≥90%   | 90%（含）以上计5分，80%-90%计3分，80%以下计0分 | 95% | 5 | 5 |
    | 走访户数   | ≥10户  | 完成率小于60%不得分，大于等于60%的按比例得分，... | 12户 | 5 | 5 |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX115"
SEVERITY = "error"
TITLE = Text("评分标准在半句话处截断", "a scoring rule that is cut off")
BASIS = Text("评分标准须完整、可执行", "a rule must be complete to be applied")
NEEDS = ("rule",)

_CUT = re.compile(r"(?P<said>.*?)\s*(?:\.{2,}|…+)\s*$", re.DOTALL)
_WHOLE = re.compile(r"[，。；;,、！）)]\s*$|分\s*$|为止\s*$")
_POINTS = re.compile(r"(?:计|得|扣|给)(?P<points>\d+(?:\.\d+)?)$")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rules that end in the middle of a clause."""
    for row in assessment.indicators:
        field = row.source.rule
        found = _CUT.match(field.text) if field is not None else None
        if field is None or found is None or not found["said"] or _WHOLE.search(found["said"]):
            continue
        points = _POINTS.search(found["said"])
        expected = f"{points['points']}分" if points else None
        tail = shorten(found["said"][-12:])
        said = f"，现按“{expected}”读" if expected else "，没有读出的部分不计分"
        yield Problem(
            (field,),
            Text(
                f"{at(field, row.source.name.text)}评分标准在“{tail}…”处截断{said}。",
                f"{at(field, row.source.name.text)}: the rule is cut off at “{tail}…”" + (f"; it was read as {expected}." if expected else "."),
            ),
            subject=row.source.name.text,
            expected=expected,
            found=f"…{tail}…",
            suggestion=Text("从系统里取回原文补全。", "Restore the whole text."),
        )
