"""How much of a document is imported right: the seeds against the examples, which were transcribed by reading.

    python -m benchmarks.imports [FOLDER of seeds, default ../shared/seeds] [--all]
    python -m benchmarks.imports --layouts docx|html|pdf|memory [--all]

For an accountant: 每个文件、每一类内容：对的、错而没有标出的、标出待核对的、漏掉的.  For a programmer: both workbooks are read by the
recogniser; every field of every table and statement that the example has is looked for in the import, and the other way round.
``--all`` lists each field that is not right.  ``--layouts`` prints the tables of tests/layouts as documents of that kind and
measures them likewise: what the recogniser reads in the table itself is what it must read in the import.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from jixiao.forms import recognise
from jixiao.model import Book, Ref, Statement, Table
from jixiao.services.analyse import Settings
from jixiao.services.blanks.rows import SENTINEL
from jixiao.services.importing.imported import Imported, take_over
from jixiao.services.importing.run import drawn, import_file
from jixiao.services.importing.told import Key, told, told_by, value_of
from jixiao.services.importing.written import cell_of
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import write_drawing

HERE = Path(__file__).parents[1]
SEEDS = HERE.parent / "shared" / "seeds"
EXAMPLES = HERE / "workbooks" / "examples"
SEEDS_AND_EXAMPLES = {"000": "shaoguan-2022", "001": "dongguan-2022", "002": "yiyang-2024", "003": "hengyang-2023", "004": "gaoxin-2021"}
"""Number that a seed's name begins with → the example that was transcribed from it."""
OUTCOMES = ("right", "asked", "wrong", "missing")

Value = str | Decimal | int | None
T = TypeVar("T", bound=Table | Statement)


class Said(NamedTuple):
    """What a table says of one thing, and where; None for what follows from the table as a whole."""

    value: Value
    ref: Ref | None


class Difference(NamedTuple):
    """A field that is not right and sure."""

    outcome: str
    key: Key
    expected: Value
    found: Value


class Measured:
    """Counts by kind of content ("row", "fund", "header" …) and outcome.

    A field is right (equal, not doubted), asked (doubted, be it right or not), wrong (another value, taken as sure; or a value
    where there is none) or missing (no value where there is one).
    """

    def __init__(self) -> None:
        """Nothing counted yet."""
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.differences: list[Difference] = []
        self.asked_right = 0

    @property
    def total(self) -> Counter[str]:
        """Over all kinds."""
        return sum(self.counts.values(), Counter())

    def add(self, expected: Mapping[Key, Said], found: Mapping[Key, Said], doubtful: frozenset[Ref]) -> None:
        """Compare what two readings say."""
        for key in {**expected, **found}:
            wanted, got = expected.get(key, _NOTHING), found.get(key, _NOTHING)
            if wanted.value is None and got.value is None:
                continue
            outcome = _outcome(wanted, got, doubtful)
            self.counts[str(key[0])][outcome] += 1
            if outcome == "asked" and _same(wanted.value, got.value):
                self.asked_right += 1
            elif outcome != "right":
                self.differences.append(Difference(outcome, key, wanted.value, got.value))


_NOTHING = Said(None, None)


def _outcome(wanted: Said, got: Said, doubtful: frozenset[Ref]) -> str:
    if got.value is None:
        return "missing"
    if got.ref in doubtful:
        return "asked"
    return "right" if _same(wanted.value, got.value) else "wrong"


def _same(one: Value, other: Value) -> bool:
    """Equal but for blanks, where a line breaks inside a cell is the printer's choice; 100% kept as text is 100%."""
    return _plain(one) == _plain(other)


def _plain(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    figure = cell_of("".join(value.split())).value
    return figure if isinstance(figure, str | Decimal) else None


def _told(table: Table) -> dict[Key, Said]:
    """All that a table says; rows and money lines by their number."""
    said = {key: Said(value_of(field), field.ref) for key, field in told(table).items()}
    labels = {(level.depth, level.parent, level.name): level.label.ref for level in table.levels}
    for number, row in enumerate(table.indicators):
        said["row", number, "level1"] = Said(row.level1, labels.get((1, "", row.level1)))
        said["row", number, "level2"] = Said(row.level2, labels.get((2, row.level1, row.level2)))
    for number, line in enumerate(table.funds):
        said["fund", number, "name"] = Said(f"{line.breakdown} {line.role} {line.name}", line.label.ref)
    for name, value in {"form": table.form, "stage": table.stage, "year": table.year, "month": table.month, "unit": table.money_unit}.items():
        said["table", name] = Said(value, None)
    # The label of a level is counted with its rows; one that has none is counted by itself.
    return {key: each for key, each in said.items() if key[0] not in {"level", "column", "fund column"}}


def _renumbered(said: Mapping[Key, Said], block: str, numbers: Mapping[int, int]) -> dict[Key, Said]:
    """Rows under the numbers that they have in the other table; those that it has not under numbers of their own."""
    return {(block, numbers.get(int(key[1]), 10_000 + int(key[1])), *key[2:]) if key[0] == block else key: each for key, each in said.items()}


def _aligned(expected: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Place in ``found`` → place in ``expected``; rows whose names differ are matched where as many stand between equal ones."""
    numbers: dict[int, int] = {}
    for kind, a, b, c, d in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            numbers.update(zip(range(c, d), range(a, b), strict=True))
    return numbers


def _names(table: Table) -> tuple[list[str], list[str]]:
    return (["".join(row.name.text.split()) for row in table.indicators], [f"{line.breakdown}{line.name}" for line in table.funds])


def compare(expected: Book, found: Book, doubtful: frozenset[Ref]) -> Measured:
    """Every table and statement of one workbook against those of another; ``doubtful`` are cells of the latter."""
    measured = Measured()
    wanted, got = recognise(expected), recognise(found)
    for table, other in _paired(wanted.tables, got.tables):
        theirs = _told(table) if table is not None else {}
        ours = _told(other) if other is not None else {}
        if table is not None and other is not None:
            for block, one, two in zip(("row", "fund"), _names(table), _names(other), strict=True):
                ours = _renumbered(ours, block, _aligned(one, two))
            # A row that stands alone is counted by its cells; its levels are those of the rows around it.
            ours = {key: said for key, said in ours.items() if key[0] != "row" or key in theirs or key[-1] not in {"level1", "level2"}}
        measured.add(theirs, ours, doubtful)
    for statement, another in _paired(wanted.statements, got.statements):
        measured.add(_of_statement(statement), _of_statement(another), doubtful)
    return measured


def _of_statement(statement: Statement | None) -> dict[Key, Said]:
    if statement is None:
        return {}
    said = {(key[0] if key[0] != "column" else "heading", *key[1:]): field for key, field in told_by(statement).items()}
    # The thin line of a template, above which rows are inserted, is nothing that a table says.
    return {key: Said(value_of(field), field.ref) for key, field in said.items() if field.text != SENTINEL}


def _paired(expected: Sequence[T], found: Sequence[T]) -> list[tuple[T | None, T | None]]:
    """Those of one form in their order, then the others in theirs; what has no counterpart stands beside None."""
    rest, alone = list(found), list(expected)
    pairs: list[tuple[T | None, T | None]] = []
    for one in expected:
        other = next((each for each in rest if each.form == one.form), None)
        if other is not None:
            rest.remove(other)
            alone.remove(one)
            pairs.append((one, other))
    return [*pairs, *zip_longest(alone, rest)]


def doubted(imported: Imported) -> frozenset[Ref]:
    """The cells of the new workbook that a person is asked to check."""
    return frozenset(entry.cell for sheet in imported.sheets for entry in sheet.doubtful)


def measure(document: Path, expected: Path, folder: Path) -> Measured:
    """Import a document into ``folder`` and compare the workbook with the expected one."""
    target = folder / f"{document.stem}.xlsx"
    outcome = import_file(document, target, Settings(), force=True)
    theirs = open_workbook(expected).book
    if outcome.imported is None or outcome.target is None:
        return compare(theirs, Book(str(target), ()), frozenset())
    return compare(theirs, open_workbook(target).book, doubted(outcome.imported))


def _layouts() -> Any:
    """The reader of tests/layouts, which is no part of what is type-checked here."""
    return importlib.import_module("tests.layouts.truth")


def measure_layouts(kind: str, paths: Sequence[Path], folder: Path) -> Iterator[tuple[str, Measured, Counter[str]]]:
    """Each layout as a document of that kind, imported: its name, the comparison, and how many sheets have which layout."""
    from benchmarks.documents import in_memory, print_pdfs, write_docx, write_html  # noqa: PLC0415

    grids = {path.stem: _layouts().read(path)[0] for path in paths}
    for name, grid in grids.items():
        if kind == "html":
            write_html(grid, folder / f"{name}.html")
        elif kind in {"docx", "pdf"}:
            write_docx(grid, folder / f"{name}.docx")
    if kind == "pdf":
        print_pdfs([folder / f"{name}.docx" for name in grids], folder)
    for name, grid in grids.items():
        target = folder / f"{name}.xlsx"
        if kind == "memory":
            imported: Imported | None = take_over(in_memory(grid))
            assert imported is not None
            write_drawing(drawn(imported, name, Settings()), target, force=True)
        else:
            outcome = import_file(folder / f"{name}.{kind}", target, Settings(), force=True)
            imported = outcome.imported
            if outcome.target is None and outcome.message is not None:
                sys.stderr.write(f"{name}: {outcome.message.zh}\n")
        found = open_workbook(target).book if target.exists() else Book(str(target), ())
        measured = compare(Book(name, (grid,)), found, doubted(imported) if imported is not None else frozenset())
        yield name, measured, Counter(sheet.layout for sheet in imported.sheets) if imported is not None else Counter()


def _print_layouts(kind: str, *, every: bool) -> int:
    sums: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, measured, way in measure_layouts(kind, _layouts().layouts(), Path(folder)):
            total = measured.total
            if every or total["wrong"] or total["missing"] or total["asked"]:
                sys.stdout.write(f"{name:<40}{''.join(f'{total[outcome]:>9}' for outcome in OUTCOMES)}\n")
            if every:
                _print_differences(measured)
            sums += total
            ways += way
    sys.stdout.write(f"{kind + ': ' + ', '.join(f'{count} {way}' for way, count in ways.items()):<40}{''.join(f'{sums[outcome]:>9}' for outcome in OUTCOMES)}\n")
    return 1 if sums["wrong"] else 0


def _print_differences(measured: Measured) -> None:
    for each in measured.differences:
        sys.stdout.write(f"      {each.outcome:<8}{'.'.join(map(str, each.key))}: {each.expected!r} ← {each.found!r}\n")


def main(arguments: Sequence[str]) -> int:
    """Print the table; 1 where a wrong value was taken as sure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports")
    parser.add_argument("folder", nargs="?", type=Path, default=SEEDS)
    parser.add_argument("--all", action="store_true", help="list each field that is not right")
    parser.add_argument("--layouts", choices=("docx", "html", "pdf", "memory"), help="the tables of tests/layouts as documents of this kind")
    chosen = parser.parse_args(arguments)
    if chosen.layouts:
        return _print_layouts(chosen.layouts, every=chosen.all)
    sums: Counter[str] = Counter()
    sys.stdout.write(f"{'':<6}{'kind':<10}{''.join(f'{outcome:>9}' for outcome in OUTCOMES)}\n")
    with tempfile.TemporaryDirectory() as folder:
        for seed in sorted(chosen.folder.glob("*.txt")):
            number = seed.name[:3]
            if number not in SEEDS_AND_EXAMPLES:
                continue
            measured = measure(seed, EXAMPLES / f"{SEEDS_AND_EXAMPLES[number]}.xlsx", Path(folder))
            for kind, counts in [*sorted(measured.counts.items()), ("all", measured.total)]:
                sys.stdout.write(f"{number:<6}{kind:<10}{''.join(f'{counts[outcome]:>9}' for outcome in OUTCOMES)}\n")
            sys.stdout.write(f"{'':<6}of those asked, {measured.asked_right} are right as they are\n")
            if chosen.all:
                _print_differences(measured)
            sums += measured.total
    sys.stdout.write(f"{'sum':<16}{''.join(f'{sums[outcome]:>9}' for outcome in OUTCOMES)}\n")
    return 1 if sums["wrong"] else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
