"""What a target or an actual can be: a quantity, a deadline, a level, a word, nothing, or unclear.

For an accountant: 「≥550批次」 is a quantity with a comparison, 「2024年12月31日前」 a deadline,
「A级」 a level, 「不断提升」 a word, 「/」 nothing, and what cannot be read is said to be unclear,
never taken for zero.  For a programmer: frozen results of the grammar in ``grammar.lark``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

Op = Literal["≥", "≤", ">", "<", "=", "≈"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written and what it is made of.

    Attributes:
        text: as written, scale included: "万元", "件/万人", "%", "" for none.
        dimension: what can be compared with it: "元", "ratio", "批次", "件/人", "日", "工作日",
            "" for none.  Different counting words (家, 个) are different dimensions.
        factor: value in the dimension's base unit = amount × factor: 万元 → 10000 元,
            % → 1/100, 件/万人 → 1/10000 件/人.
        known: False for a word that the grammar does not list (批絘).
    """

    text: str
    dimension: str
    factor: Fraction
    known: bool = True


NO_UNIT = Unit("", "", Fraction(1))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with comparison and unit.

    Attributes:
        text: the cell's words after normalisation.
        amount: the number as written, scale words (万, 亿) before a counting unit applied:
            19.44万批次 → 194400 批次, but 150万元 stays 150 with unit 万元.
        unit: see Unit.
        op: comparison as written, None if there is none (direction is then decided elsewhere).
        high: upper end of a range such as 80%-90% (amount is the lower end); else None.
        base: the number in brackets behind a ratio: 100%（26家） → 26家.
        prefix, tail: words around: "省局平均水平" of 省局平均水平2300元/批次, "企业" of 20家企业.
        soft: 力争, 争取, 左右 …: a wish rather than a bound.
        strict_words: True where > or < was written as a word (大于, 少于) rather than as a sign.
        value: the amount in the dimension's base unit (万元 → 元, % → ratio).
        notes: names of what a check should know: "double-bound" (至少2个以上), "benchmark"
            (平均水平 …), "suspect-operator" (OCR: 290% for ≥90%), "bare-within" (24小时内),
            "chinese-numeral" (三次), "incomplete-unit" (3.5万/年: per year of what?), "about"
            (100余家), "plus-minus" (±10%), "rank" (前10名: the smaller the better).
    """

    text: str
    amount: Fraction
    unit: Unit = NO_UNIT
    op: Op | None = None
    high: Fraction | None = None
    base: Quantity | None = None
    prefix: str = ""
    tail: str = ""
    soft: bool = False
    strict_words: bool = False
    notes: frozenset[str] = frozenset()

    value: Fraction = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Compared again and again, so worked out once.
        factor = self.unit.factor
        object.__setattr__(self, "value", self.amount if factor.numerator == factor.denominator else self.amount * factor)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date, or a span of dates, or a date that recurs each year.

    Attributes:
        text: as written, normalised.
        year, month, day: what is written; None where it is not.
        before: True with 前, 之前, 以前, 到位 …: a limit; False for a bare date.
        end: True with 底 or 末 (the last day of the month or year is written out).
        recurring: True with 每年.
        start: (year, month, day) of a span's beginning (2024年1月-3月), else None.
        prefix, tail: words around: "于" of 于2024年12月底前, "验收" of 10月底前完成验收 → "完成验收".
    """

    text: str
    year: int | None
    month: int | None
    day: int | None
    before: bool = False
    end: bool = False
    recurring: bool = False
    start: tuple[int | None, int | None, int | None] | None = None
    prefix: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A level of an ordered scale: A级, 优, 一等, 高.

    Attributes:
        text: as written; scale: name of the scale ("letter", "grade", "class", "height");
        rank: 0 is the best; op: comparison as written ("优以上", "A级及以上").
    """

    text: str
    scale: str
    rank: int
    op: Op | None = None


@dataclass(frozen=True, slots=True)
class Qualitative:
    """Words: an enumerated one (不断提升, 达成年度指标) or a free sentence.

    Attributes:
        text: as written, normalised.
        word: the enumerated word, None for a free sentence.
        level: "full", "partial" or "none" where the word states how far a goal was met
            (达成预期指标 / 部分达成… / 未达成…), else None.
        numbers: quantities found inside, as hints only.
    """

    text: str
    word: str | None = None
    level: Literal["full", "partial", "none"] | None = None
    numbers: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing: an empty cell, "/", "—", "……"."""

    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """What could not be read.

    Attributes:
        text: as written, normalised; position: index in it where reading stopped;
        reason: "number", "operator", "date", "unit", "formula" (never calculated), "error"
            (#DIV/0!), "boolean" (TRUE in a cell).
    """

    text: str
    position: int
    reason: str


Value = Quantity | Deadline | Ordinal | Qualitative | Missing | Unclear


# -------------------------------------------------- readings of other cells ----


class NotANumber(NamedTuple):
    """A cell that should hold a figure and does not.

    Attributes:
        text: what it holds; reason: "text", "error", "formula" (never calculated), "date", "boolean".
    """

    text: str
    reason: str


class RateReading(NamedTuple):
    """A rate (1 = 100%) and how it was written.

    Attributes:
        value: the rate.
        how: "percent" (99.86%, or a number that is shown so), "number" (0.9986), or
            "assumed-percent" (99.86 without %: taken for 99.86%, which the caller may report).
    """

    value: Fraction
    how: Literal["percent", "number", "assumed-percent"]


DirectionKind = Literal["op", "polarity", "qualitative", "blank", "invalid"]


class Direction(NamedTuple):
    """What a cell of the column 指标方向 says.

    Attributes:
        op: the comparison, None for 定性, blank and invalid ones.
        canonical: the one spelling: "≥" for all its synonyms, "定性"; "" for blank and invalid.
        kind: "op" for a comparison, "polarity" for 正向 and 反向, "qualitative" for 定性,
            "blank", "invalid" (等于或等于).
        text: as written, normalised.
    """

    op: Op | None
    canonical: str
    kind: DirectionKind
    text: str
