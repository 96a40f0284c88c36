"""计量单位与指标值或指标名称不符

为什么：指标值是 100%，计量单位却填“家”，完成值就会填成家数，与指标值无法比较；汇总时单位也会错。

怎么改：计量单位改成与指标值一致的单位。比率的单位是“%”，“100%（18家）”括号里的 18 家是基数，可写在备注里；“……次数”的单位是“次”，“……人数”的单位是“人”。

计数单位之间的差别（家、个、户）不提示，只有确定不符的才算错误。

例（有问题）：
    | 三级指标       | 年度指标值    | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 门店检查覆盖率 | 100%（18家）  | 家       | 100%       | 5    | 5    |
    → error C2 应为 %
例（有问题）：
    | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 普法宣传次数   | ≥4个       | 5个        | 5    | 5    |
    → error B2 应为 次
例（没有问题）：
    | 三级指标       | 年度指标值    | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 门店检查覆盖率 | 100%          | %        | 100%       | 5    | 5    |
    | 走访商户数     | 20家          | 个       | 20家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.checks.base import Problem, at, shorten
from jixiao.model import Field, Severity, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import NO_UNIT, Quantity, Unit, part_of_whole, unit
from jixiao.values.units import MEASURED

CODE = "JX507"
SEVERITY = "error"
TITLE = Text("计量单位与指标值或名称不符", "the unit does not fit the target or the name")
BASIS = Text("表内一致性：指标名称、指标值与计量单位为同一量", "consistency: name, target and unit speak of one quantity")
NEEDS = ("target",)

_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_RATE = re.compile(r"(?:率|比例|比重|占比|覆盖面|满意度|知晓度|参与度|认可度)(?:达到?|情况)?$")
# Gross rates count people outside the whole; machines may run more than planned.
_GROSS = re.compile("毛(?:入学|入园|参保)率|(?:设备|产能|床位|机组)(?:使用|利用)率")
# 次数 and 人数 say what is counted; 层次, 商户数 and 法人数 do not.
_COUNTED = re.compile(r"(人次|户次|家次|台次|场次|批次)数?$|(?:(次)|(?<![法工商责证军病本])(人)|(天))数$")
_TIMES = {"日": "time", "工作日": "time", "月": "time"}
_GENERIC = frozenset({"个"})
# Units of a scale, not of a count: a satisfaction of 4.5 分 or a growth of 2 倍 may well be meant.
_SCALES = frozenset({"分", "倍", "级", "百分点", "点", "档", "度", ""})
_WITHOUT_KIND = _SCALES - {"度"}


def bare_name(name: str) -> str:
    """A name without brackets and blanks: 培训次数（场） → 培训次数."""
    return "".join(_BRACKETS.sub("", name).split())


def is_rate(name: str) -> bool:
    """Whether a name is that of a rate: 整改完成率, 用地占比."""
    return _RATE.search(bare_name(name)) is not None


def is_share(name: str) -> bool:
    """Whether a name is that of a rate which cannot exceed 100%: 合格率, not 增长率.

    >>> is_share("产品合格率（%）"), is_share("合格率测评次数"), is_share("产量增长率")
    (True, False, False)
    """
    return is_rate(name) and _GROSS.search(name) is None and part_of_whole(name)


def family(measure: Unit) -> str:
    """What kind of thing a unit measures: ratio, money, time, measure, count; "" if that is open.

    >>> family(unit("万元/人")), family(unit("工作日")), family(unit("家")), family(unit("分"))
    ('money', 'time', 'count', '')
    """
    head = measure.dimension.partition("/")[0]
    if not measure.known or head in _WITHOUT_KIND:
        return ""
    if head in {"ratio", "元", "美元"}:
        return "ratio" if head == "ratio" else "money"
    return _TIMES.get(head) or ("measure" if head in MEASURED else "count")


class Mismatch(NamedTuple):
    """A unit that does not fit: the cell with it, the unit that does, and the sentence's middle."""

    field: Field
    expected: str
    because: Text
    severity: Severity = "error"


def mismatch(row: AssessedIndicator) -> Mismatch | None:
    """The first reason why the unit of a row cannot be right."""
    target = row.own_target
    if not isinstance(target, Quantity):
        return None
    column = row.source.unit
    stated = unit(column.text) if column is not None and column.text else NO_UNIT
    if column is not None and NO_UNIT not in (stated, target.unit):
        found = _between(target, stated, column, row.source.target)
        if found is not None:
            return found
    return _against_name(row, target, stated)


def _between(target: Quantity, stated: Unit, column: Field, cell: Field | None) -> Mismatch | None:
    own, other = family(target.unit), family(stated)
    words = shorten(cell.text) if cell is not None else target.text
    base = f"，括号里的 {target.base.text} 是基数" if target.base is not None else ""
    base_en = f"; {target.base.text} in brackets is the base" if target.base is not None else ""
    because = Text(
        f"计量单位填“{column.text}”，而指标值是“{words}”{base}", f"unit is “{column.text}” but the target is “{words}”{base_en}",
    )
    if own and other and own != other and {own, other} != {"count", "measure"}:
        return Mismatch(column, target.unit.text, because)
    if own == other == "time" and {target.unit.dimension, stated.dimension} == {"日", "工作日"}:
        return Mismatch(column, target.unit.text.removeprefix("个"), because, "warning")
    return None


def _against_name(row: AssessedIndicator, target: Quantity, stated: Unit) -> Mismatch | None:
    column, cell = row.source.unit, row.source.target
    used = target.unit if target.unit != NO_UNIT else stated
    field = cell if target.unit != NO_UNIT or column is None else column
    name = bare_name(row.source.name.text)
    if field is None or used == NO_UNIT:
        return None
    # 全市30个街道 for a 覆盖率 means all of them: odd, but no mistake.
    plain = target.base is None and not target.prefix and not target.tail
    if plain and family(used) == "count" and is_share(name):
        return Mismatch(field, "%", Text(f"指标是比率，单位却是“{used.text}”", f"the indicator is a ratio but its unit is “{used.text}”"))
    counted = _COUNTED.search(name)
    if counted and used.text in _GENERIC:
        word = counted[counted.lastindex or 0]
        return Mismatch(field, word, Text(f"指标数的是“{word}”，单位却是“{used.text}”", f"the indicator counts {word} but its unit is “{used.text}”"))
    return None


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows whose unit cannot be right."""
    for row in assessment.indicators:
        found = mismatch(row)
        if found is None:
            continue
        name = row.source.name.text
        others = tuple(f for f in (row.source.target, row.source.unit) if f is not None and f.ref != found.field.ref and f.text)
        yield Problem(
            (found.field, *others),
            Text(
                f"{at(found.field, name)}{found.because.zh}，单位应为“{found.expected}”。",
                f"{at(found.field, name)} {found.because.en}; the unit should be “{found.expected}”.",
            ),
            subject=name,
            expected=found.expected,
            found=found.field.text,
            severity=found.severity,
            suggestion=Text(f"单位改为“{found.expected}”，并核对完成值的单位。", f"Change the unit to “{found.expected}” and check the actual's unit."),
        )
