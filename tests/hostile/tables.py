"""Tables that are right, and yet hard on what reads their meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hostile.making import ANY, INDICATOR, REFUSED, Hostile, book, rows_xml, sheet, table, with_indicator
from tests.workbooks.samples import parts, sheet_xml

LONGEST = 32_767
# What a grammar or a pattern may go back and forth over.
ATTACKS = {
    "digits": "1", "wide-digits": "９", "decimals": "1.", "commas": "1,111,", "percent": "1%", "signs": "≥≤", "brackets-open": "（", "brackets": "(1)", "brackets-nested": "((", "blanks": " ",
    "wide-blanks": "　", "lines": "\n", "numerals": "十", "numerals-large": "万亿", "numbering": "1、", "numbering-chinese": "（一）", "circles": "①", "stars": "★", "ranges": "1~", "dates": "2024年1月1日",
    "clauses": "≥1家，", "rules": "每减少1%扣1分，", "tiers": "90%(含)-100%得5分；", "full-marks": "完成得1分；", "slashes": "1/", "denials": "不", "grades": "优良中差", "dots": "…", "hyphens": "—", "equals": "=",
}  # fmt: skip
FIELDS = ("name", "target", "actual", "weight", "score", "reason")


def _book(make: Callable[[], list[tuple[object, ...]]]) -> Callable[[Path], Path]:
    return lambda folder: book(folder, parts(sheet(make())))


def _indicators(count: int, row: Callable[[int], tuple[object, ...]]) -> Callable[[Path], Path]:
    return _book(lambda: [row(n) for n in range(count)])


def _usual(n: int) -> tuple[object, ...]:
    return ("产出指标", "数量指标", f"第{n}类走访企业数", f"≥{n + 2}家", f"{n + 3}家", 0.5, 0.5, "")


def _bad(n: int) -> tuple[object, ...]:
    return ("产出指标", "数量指标", f"走访{n}", "大幅度", "基本完成？", "甲", "乙", "")


def _rules(n: int) -> tuple[object, ...]:
    return ("产出指标", "数量指标", f"走访{n}", f"≥{n + 2}家，完成{n}%得满分，每减少{n}个百分点扣{n}分，扣完为止", f"{n}家左右", 0.5, 0.5, "已按计划完成")


def _headings(count: int) -> Callable[[Path], Path]:
    """A table whose heading rows go on for ever."""

    def make(folder: Path) -> Path:
        rows = [tuple(row) for row in table([INDICATOR])]
        heads = tuple(str(cell) for cell in rows[5])
        return book(folder, parts(sheet_xml(rows_xml([*rows[:5], heads * (count // len(heads)), INDICATOR]))))

    return make


def _heading_rows(count: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        rows = [tuple(row) for row in table([INDICATOR])]
        return book(folder, parts(sheet_xml(rows_xml([*rows, *([rows[5]] * count)]))))

    return make


def _tables(count: int) -> Callable[[Path], Path]:
    """As many small tables below one another."""
    return lambda folder: book(folder, parts(sheet_xml(rows_xml([tuple(row) for _ in range(count) for row in table([INDICATOR])]))))


def cases() -> Iterator[Hostile]:
    """All hostile tables."""
    yield Hostile("indicators-2000", _indicators(2000, _usual), frozenset({1}))
    yield Hostile("indicators-15-thousand", _indicators(15_000, _usual), frozenset({1}), slow=True)
    yield Hostile("indicators-15-thousand-with-rules", _indicators(15_000, _rules), frozenset({1}), slow=True)
    yield Hostile("indicators-50-thousand", _indicators(50_000, _usual), REFUSED, "指标行数.*上限", slow=True)
    yield Hostile("indicators-21-thousand", _indicators(21_000, _usual), REFUSED, "指标行数.*上限")
    yield Hostile("indicators-10-thousand-all-wrong", _indicators(10_000, _bad), frozenset({1}), "问题.*上限", slow=True)
    yield Hostile("indicators-3000-all-wrong", _indicators(3000, _bad), frozenset({1}), "只列出")
    yield Hostile("indicators-3000-all-alike", _indicators(3000, lambda _: INDICATOR), frozenset({1}))
    yield Hostile("indicators-of-long-texts", _indicators(1500, lambda n: ("产出指标", "数量指标", f"走访{n}", f"≥{n}家" + "，每减少1家扣1分" * 1000, "基本完成" * 900, 1, 1, "x")), REFUSED, "指标.*字数.*上限")
    yield Hostile("headings-10-thousand-columns", _headings(10_000))
    yield Hostile("heading-rows-100-thousand", _heading_rows(100_000), slow=True)
    yield Hostile("heading-rows-3000", _heading_rows(3000))
    yield Hostile("tables-1000-below-one-another", _tables(1000))
    yield Hostile("merges-over-the-whole-table", lambda folder: book(folder, parts(sheet(merges=[f"A{n}:XFD{n}" for n in range(1, 12)]))))
    yield Hostile("levels-merged-over-everything", lambda folder: book(folder, parts(sheet(merges=["A7:A1048576", "B7:B1048576"]))), ANY)
    for name, piece in ATTACKS.items():
        for field in FIELDS:
            # A text that fits for long and does not at last makes a pattern go back.
            yield Hostile(f"text-of-{name}-as-{field}", lambda folder, piece=piece, field=field: with_indicator(folder, **{field: (piece * LONGEST)[: LONGEST - 1] + "x"}), slow=field != "target")  # type: ignore[misc]  # bound now
