"""年初预算数与目标表申报的资金不同

为什么：自评表的年初预算数就是目标申报（批复）时的资金。两张表不一致，预算调整率和执行率都会算错。

怎么改：年初预算数按目标表（批复数）填；年中追加、调减的只改全年预算数。目标表之后、批复之前调整过的，说明依据。

例（有问题）：
    目标表：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 200        |            |            |
    自评表：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 260        | 260        | 260        | 10   | 100.00% | 10   |
    → warning B2 应为 200
例（没有问题）：
    目标表：
    | 项目         | 年初预算数（元） | 全年预算数 | 全年执行数 |
    | 年度资金总额 | 2000000          |            |            |
    自评表：
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率  | 得分 |
    | 年度资金总额 | 200        | 260        | 260        | 10   | 100.00% | 10   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from jixiao.checks.base import Problem, at, points
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, there
from jixiao.model import Field, Table, Text
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.likeness import plain
from jixiao.scoring.pairs import Pair
from jixiao.values import unit

CODE = "JX608"
SEVERITY = "warning"
TITLE = Text("年初预算数与目标表不同", "the initial budget differs from the declared one")
BASIS = PROMISED
ABOUT = "pair"


class _Amount(NamedTuple):
    """An amount in 元 and where it is written."""

    value: Fraction
    field: Field


def _scale(table: Table) -> Fraction:
    return unit(table.money_unit).factor


def _declared(fund: AssessedFund, table: Table) -> _Amount | None:
    """What a line of the earlier table asks for: 年初预算数, else its only amount."""
    for value, field in ((fund.initial, fund.line.initial), (fund.budget, fund.line.budget)):
        if value is not None and field is not None:
            return _Amount(value * _scale(table), field)
    return None


def _lines(pair: Pair) -> Iterator[tuple[AssessedFund, AssessedFund]]:
    """The totals; then, if they agree, the parts of one name."""
    mine = {plain(fund.line.name): fund for fund in pair.earlier.funds if fund.line.role == "part" and not fund.line.breakdown}
    for fund in pair.later.funds:
        if fund.line.role == "total":
            total = next((other for other in pair.earlier.funds if other.line.role == "total"), None)
            if total is not None:
                yield total, fund
    for fund in pair.later.funds:
        other = mine.get(plain(fund.line.name))
        if other is not None and fund.line.role == "part" and not fund.line.breakdown:
            yield other, fund


def check(pair: Pair) -> Iterator[Problem]:
    """年初预算数 of each line against the declared amount, in one money unit."""
    if pair.differs:
        return
    for earlier, later in _lines(pair):
        declared = _declared(earlier, pair.earlier.table)
        field = later.line.initial
        if declared is None or field is None or later.initial is None or later.initial * _scale(pair.later.table) == declared.value:
            continue
        expected = declared.value / _scale(pair.later.table)
        place = there(pair, declared.field)
        name = later.line.name
        yield Problem(
            cited(pair, field, declared.field),
            Text(
                f"{at(field, name)}年初预算数 {points(later.initial, 6)} {pair.later.table.money_unit}，{place.zh}申报的是 {points(expected, 6)} {pair.later.table.money_unit}。",
                f"{at(field, name)} initial budget {points(later.initial, 6)} {pair.later.table.money_unit}, but {points(expected, 6)} was declared in the {place.en}.",
            ),
            subject=name,
            expected=points(expected, 6),
            found=points(later.initial, 6),
            suggestion=Text("年初预算数按批复数填；年中调整的只改全年预算数。", "Enter the approved amount; later changes belong to 全年预算数."),
        )
        if later.line.role == "total":
            return
