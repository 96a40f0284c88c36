"""What the text of a target means, in words: 「不少于19.44万批次」 is 「不低于 194400批次」.

For an accountant: 指标值这样写，程序怎样理解.  For a programmer: the value that the core works with, read aloud; what was
not written but assumed is said to be so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from jixiao.excel.functions_cells import Result, blank, policy_of, wrong, year_of
from jixiao.excel.functions_rows import Row, assessed
from jixiao.model import EMPTY_CELL, Cell
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.policy import Policy
from jixiao.scoring.wording import quoted
from jixiao.values import Deadline, Missing, Ordinal, Quantity, Unclear, deadline_bounds, format_number, show
from jixiao.workbooks.numbers import shown_date

_OP_WORDS = {"≥": "不低于", "≤": "不超过", ">": "高于", "<": "低于", "=": "等于", "≈": "大约"}
_ASIDE = {
    "benchmark": "以写明的数为准，所比的水平若有变动请改写",
    "suspect-operator": "首字疑似比较符误写，请核对",
    "incomplete-unit": "单位不完整",
    "double-bound": "比较符写了两遍",
}


def meaning(target: Cell, way: Cell, unit: Cell, policy: Cell, name: Cell, year: Cell) -> Result:
    """What a target means, one sentence without full stop."""
    if blank(target):
        return ""
    rules, at = policy_of(policy), year_of(year)
    row = assessed(Row(target, EMPTY_CELL, way, unit, name), rules, at)
    value = row.target
    if isinstance(value, Missing):
        return ""
    if isinstance(value, Unclear):
        wrong(f"指标值“{quoted(value.text)}”从第 {value.position + 1} 个字起读不懂。")
    if isinstance(value, Quantity):
        return "；".join((_quantity(value, row.op), *_asides(value, row)))
    if isinstance(value, Deadline):
        return _deadline(value, rules, at)
    if isinstance(value, Ordinal):
        return f"{_OP_WORDS[value.op or '≥']} {show(replace(value, op=None))}"
    return f"定性：{value.text}"


def _quantity(value: Quantity, op: str | None) -> str:
    figure = format_number(value.amount)
    if value.high is not None:
        figure = f"{figure} 到 {format_number(value.high)}"
    compared = _OP_WORDS[op] if op is not None and (value.high is None or value.op is not None) else ""
    base = "" if value.base is None else f"（{format_number(value.base.amount)}{value.base.unit.text}）"
    said = f"{figure}{value.unit.text}{base}{value.tail}"
    # 前10名: the word belongs to the figure.
    return f"{compared} {value.prefix}{said}" if "rank" in value.notes else f"{value.prefix}{compared} {said}".strip()


def _asides(value: Quantity, row: AssessedIndicator) -> Iterator[str]:
    """What was not written there, and what to look at."""
    if row.op_source == "column":
        yield f"{row.op} 取自指标方向"
    elif row.op_source == "assumed" and value.high is None:
        yield f"没有写比较符，按{'指标名称' if row.source.name.text else '一般情况'}理解为 {row.op}"
    if value.soft:
        yield "是“力争”一类的说法，没有达到是否扣分由人定"
    if not value.unit.known:
        yield f"单位“{quoted(value.unit.text)}”不认识"
    yield from (words for note, words in _ASIDE.items() if note in value.notes)


def _deadline(value: Deadline, policy: Policy, year: int | None) -> str:
    last = deadline_bounds(value, year, policy.month_limit)
    if last is None:
        missing = "没有写年份" if value.year is None and year is None else "日期不完整"
        return f"时限：{show(value)}（{missing}）"
    if value.before and not policy.before_inclusive and (value.day is not None or value.end):
        last -= timedelta(days=1)
    return f"时限：最晚 {shown_date(last)}"
