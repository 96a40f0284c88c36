"""完成值带着比较符

为什么：完成值写“≥10家”，多半是把指标值照抄过来，实际做了多少没有写，得分就没有依据。

怎么改：完成值填实际完成的数，如“12家”。核算时暂按比较符后面的数。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | ≥10家      | 5    | 5    |
    → warning C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    | 整改完成率 | ≥95%       | 达到98%    | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.values import Quantity, Value, normalise

CODE = "JX517"
SEVERITY = "warning"
TITLE = Text("完成值带着比较符", "an actual with a comparison")
BASIS = Text("表样填报要求：填写实际完成值", "form instructions: give what was actually achieved")
NEEDS = ("actual",)

# 达到98% tells what was reached; it claims no bound.
_REACHED = re.compile(r"达到?(?=\d)")


def _has_operator(field: Field, actual: Value) -> bool:
    if not isinstance(actual, Quantity) or actual.op is None or actual.op in {"=", "≈"}:
        return False
    rest = _REACHED.sub("", normalise(field.text))
    return rest == normalise(field.text) or any(sign in rest for sign in ("≥", "≤", ">", "<", "以上", "以下", "以内"))


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all actuals that carry a comparison; those that repeat their target are named."""
    rows = [row for row in assessment.indicators if row.source.actual is not None and _has_operator(row.source.actual, row.own_actual)]
    fields = tuple(row.source.actual for row in rows if row.source.actual is not None)
    if not fields:
        return
    copied = tuple(
        row.source.actual for row in rows
        if row.source.actual and row.source.target and normalise(row.source.actual.text) == normalise(row.source.target.text)
    )
    same = f"，其中 {listing(copied)} 与指标值一字不差" if copied else ""
    same_en = f"; {listing(copied)} repeat the target word for word" if copied else ""
    yield Problem(
        fields,
        Text(
            f"{len(fields)} 个完成值带着比较符（{listing(fields)}，如“{shorten(fields[0].text)}”）{same}，看不出实际完成了多少，达到指标值的按其中的数核算，其余由人评定。",
            f"{len(fields)} actuals carry a comparison ({listing(fields)}, such as “{shorten(fields[0].text)}”){same_en}; the number in them was used.",
        ),
        found=fields[0].text,
        suggestion=Text("填写实际完成的数，不写比较符。", "Enter what was achieved, without a comparison."),
    )
