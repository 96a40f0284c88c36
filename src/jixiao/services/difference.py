"""What changed between two submissions: two workbooks, or two folders of them.

For an accountant: 报送稿和修改稿，逐项说明改了什么，先说影响得分的.
For a programmer: ``compare_files`` and ``compare_folders`` give ``reports.diff_content``; one pair is in memory at a time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from pathlib import Path

from jixiao.model import NOTHING_SAID, Grid, JixiaoError, Ref, Text
from jixiao.reports.diff_content import FileDifference, Lone, LoneFile, Section, Status, Summary
from jixiao.scoring.assess import Assessment
from jixiao.scoring.likeness import plain
from jixiao.scoring.naming import identity
from jixiao.scoring.statements import AssessedStatement
from jixiao.services.analyse import Analysis, Settings, analyse, unknown_form
from jixiao.services.difference_cells import Pairing, bare
from jixiao.services.difference_findings import Names, explanations_between, findings_between
from jixiao.services.difference_tables import (
    Versions,
    covered_by,
    covered_by_statement,
    paired,
    section_of,
    statement_section,
    versions,
)
from jixiao.services.sources import Source, find_sources
from jixiao.values.personal import mask
from jixiao.workbooks import AnyWorkbook, Unreadable, open_workbook

SAME, DIFFERENT, NO_TABLE, UNREADABLE, OUR_BUG = 0, 1, 3, 4, 5
_CODES: dict[Status, int] = {"same": SAME, "different": DIFFERENT, "unknown-form": NO_TABLE, "unreadable": UNREADABLE, "failed": OUR_BUG}

Identity = tuple[tuple[str, str, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """One workbook, read and judged."""

    path: Path
    workbook: AnyWorkbook
    analysis: Analysis


# --------------------------------------------------------------- workbooks ----


def _open(path: Path, settings: Settings) -> _Opened:
    workbook = open_workbook(path, passwords=settings.passwords)
    return _Opened(path, workbook, analyse(workbook, settings))


def compare_files(old: Path, new: Path, settings: Settings, how: Text = NOTHING_SAID) -> FileDifference:
    """Two workbooks side by side.  Never raises for what the files are."""
    opened: list[_Opened] = []
    for path in (old, new):
        try:
            opened.append(_open(path, settings))
        except Unreadable as error:
            return FileDifference(str(old), str(new), "unreadable", Text(f"{path}：{error.text.zh}", f"{path}: {error.text.en}"), how=how)
    for one in opened:
        if one.analysis.empty:
            said = unknown_form(one.workbook, settings.library)
            return FileDifference(str(old), str(new), "unknown-form", Text(f"{one.path}：{said.zh}", f"{one.path}: {said.en}"), how=how)
    before, after = opened
    if before.workbook.sha256 == after.workbook.sha256:
        return FileDifference(str(old), str(new), "same", Text("两个文件一字不差。", "The two files are the same to the byte."), identical=True, how=how)
    return _compare(before, after, how)


def _compare(old: _Opened, new: _Opened, how: Text) -> FileDifference:
    cells = Pairing(old.workbook.book, new.workbook.book)
    tables = versions(old.analysis.main, new.analysis.main)
    statements, gone, added = paired(old.analysis.statements, new.analysis.statements, lambda one: one.form)
    sheets = _Sheets(old, new, tables, statements)
    findings, again = findings_between(old.analysis.findings, new.analysis.findings, _names(tables, sheets.partner))
    spoken = explanations_between(old.workbook.book.explanations, new.workbook.book.explanations, new.analysis.findings, again)
    sections = (
        *(section_of(found, cells) for found in tables),
        *(statement_section(one, other, cells) for one, other in statements),
        *sheets.rest(cells),
    )
    done = FileDifference(
        str(old.path), str(new.path), "same", NOTHING_SAID, how=how,
        sections=tuple(section for section in sections if section.kind == "table" or section.changes),
        only_old=(*_lone(old.analysis.main, [found.old for found in tables]), *map(_lone_statement, gone)),
        only_new=(*_lone(new.analysis.main, [found.new for found in tables]), *map(_lone_statement, added)),
        sheets_removed=sheets.removed, sheets_added=sheets.added,
        findings=findings, explanations=tuple(spoken),
    )
    if done.real or done.worded or any(finding.state != "still" for finding in findings):
        return replace(done, status="different")
    return replace(done, message=Text("内容没有不同（格式、公式缓存等可能不同）。", "The content is the same (formats may differ)."))


def _lone(tables: Sequence[Assessment], matched: Sequence[Assessment]) -> Iterator[Lone]:
    for table in tables:
        if not any(table is one for one in matched):
            yield Lone(mask(table.table.title) or table.sheet, table.sheet, table.table.anchor.a1)


def _lone_statement(one: AssessedStatement) -> Lone:
    return Lone(mask(one.statement.title) or one.sheet, one.sheet, one.statement.anchor.a1)


def _names(tables: Sequence[Versions], sheets: dict[str, str]) -> Names:
    subjects = {
        (found.new.sheet, match.earlier.source.name.text): match.later.source.name.text
        for found in tables for match in found.matches.pairs
    }
    return Names(sheets, subjects)


@dataclass(slots=True)
class _Sheets:
    """Which sheet became which: those of matched tables first, then those of one name.

    Attributes:
        partner: old name → new name.
    """

    old: _Opened
    new: _Opened
    tables: Sequence[Versions]
    statements: Sequence[tuple[AssessedStatement, AssessedStatement]]
    partner: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        places = [(found.old.sheet, found.new.sheet) for found in self.tables] + [(a.sheet, b.sheet) for a, b in self.statements]
        names = [[grid.sheet for grid in self._grids(side)] for side in (self.old, self.new)]
        for before, after in (*places, *((name, name) for name in names[0] if name in names[1])):
            if before not in self.partner and after not in self.partner.values():
                self.partner[before] = after

    @staticmethod
    def _grids(side: _Opened) -> list[Grid]:
        """The unit's own sheets; our 校验 sheet is compared by its explanations."""
        return [grid for grid in side.workbook.book.grids if not grid.generated]

    @property
    def removed(self) -> tuple[str, ...]:
        """Sheets of the old workbook alone."""
        return tuple(grid.sheet for grid in self._grids(self.old) if grid.sheet not in self.partner and grid.cells)

    @property
    def added(self) -> tuple[str, ...]:
        """Sheets of the new workbook alone."""
        return tuple(grid.sheet for grid in self._grids(self.new) if grid.sheet not in self.partner.values() and grid.cells)

    def rest(self, cells: Pairing) -> Iterator[Section]:
        """What no table covers, sheet by sheet."""
        after = {grid.sheet: grid for grid in self._grids(self.new)}
        for grid in self._grids(self.old):
            if grid.sheet in self.partner:
                other = after[self.partner[grid.sheet]]
                covered = self._covered(grid, self.old.analysis, 0), self._covered(other, self.new.analysis, 1)
                yield Section("sheet", other.sheet, grid.sheet, other.sheet, tuple(cells.rest(grid, other, covered)))

    def _covered(self, grid: Grid, analysis: Analysis, side: int) -> set[Ref]:
        columns = max((column for _, column in grid.cells), default=0)
        matched = {id(table): rows for found in self.tables for table, rows in ((found.old, [m.earlier for m in found.matches.pairs]), (found.new, [m.later for m in found.matches.pairs]))}
        found: set[Ref] = set()
        for table in analysis.main:
            if table.sheet == grid.sheet and (id(table) in matched):
                found |= covered_by(table, matched[id(table)], columns)
        for pair in self.statements:
            if pair[side].sheet == grid.sheet:
                found |= covered_by_statement(pair[side])
        return found


# ----------------------------------------------------------------- folders ----


@dataclass(frozen=True, slots=True)
class Plan:
    """Which files are compared, and which have no partner.

    Attributes:
        pairs: old, new, and how they were found to be one where their paths differ.
    """

    pairs: tuple[tuple[Path, Path, Text], ...]
    only_old: tuple[LoneFile, ...] = ()
    only_new: tuple[LoneFile, ...] = ()


def plan(old: Path, new: Path, settings: Settings) -> Plan:
    """What two paths ask to be compared.  Raises JixiaoError where one is a folder and the other is none."""
    if old.is_dir() != new.is_dir():
        raise JixiaoError(Text(
            f"要比较的是两个工作簿或两个文件夹，而 {old if old.is_dir() else new} 是文件夹，另一个不是。",
            f"compare two workbooks or two folders; {old if old.is_dir() else new} is a folder and the other is not.",
        ))
    if not old.is_dir():
        return Plan(((old, new, NOTHING_SAID),))
    sides = [{_name(source): source for source in find_sources([str(folder)])} for folder in (old, new)]
    pairs = [(sides[0][name].path, sides[1][name].path, NOTHING_SAID) for name in sides[0] if name in sides[1]]
    left = [[source for name, source in side.items() if name not in other] for side, other in zip(sides, reversed(sides), strict=True)]
    if all(left):
        pairs.extend(_by_identity(left, settings))
    order = {source.path: place for place, source in enumerate(sides[0].values())}
    pairs.sort(key=lambda pair: order[pair[0]])
    return Plan(tuple(pairs), *(tuple(_lone_file(source, settings) for source in side) for side in left))


def _name(source: Source) -> str:
    """The path below the folder, as any system would tell it."""
    return unicodedata.normalize("NFC", source.path.relative_to(source.root).as_posix()).casefold()


def _by_identity(left: list[list[Source]], settings: Settings) -> Iterator[tuple[Path, Path, Text]]:
    """Files of unlike paths that belong together: of one content, of one unit, project and year, of one name elsewhere."""
    whose = {source.path: _whose(source.path, settings) for side in left for source in side}
    rounds: tuple[tuple[Callable[[Source], object], Text], ...] = (
        (lambda source: _content(source.path), Text("文件内容相同", "of one content")),
        (lambda source: whose[source.path], Text("单位、项目、年度相同", "of one unit, project and year")),
        (lambda source: tuple(each[:3] for each in whose[source.path] or ()) or None, Text("单位、项目相同", "of one unit and project")),
        (lambda source: _name(source).rpartition("/")[2], Text("文件名相同", "of one name")),
    )
    for key, how in rounds:
        keys = [[key(source) for source in side] for side in left]
        for source, wanted in list(zip(left[0], keys[0], strict=True)):
            if wanted is not None and keys[0].count(wanted) == keys[1].count(wanted) == 1:
                other = left[1][[key(each) for each in left[1]].index(wanted)]
                left[0].remove(source)
                left[1].remove(other)
                yield source.path, other.path, how


def _content(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _whose(path: Path, settings: Settings) -> Identity | None:
    """Stage, unit, project and year of each table; None where no table names a unit or a project."""
    try:
        opened = _open(path, settings)
    except Unreadable:
        return None
    found = [(table.table.stage, identity(table.table)) for table in opened.analysis.main]
    keys = {(stage, plain(who.unit), bare(who.project), who.year) for stage, who in found}
    return tuple(sorted(keys, key=str)) if any(key[1] or key[2] for key in keys) else None


def _lone_file(source: Source, settings: Settings) -> LoneFile:
    try:
        open_workbook(source.path, passwords=settings.passwords)
    except Unreadable as error:
        return LoneFile(str(source.path), error.text)
    return LoneFile(str(source.path))


# ------------------------------------------------------------------- a run ----


class Count:
    """Counts a comparison while its pairs pass by, and settles the exit code."""

    def __init__(self, only_old: Sequence[LoneFile] = (), only_new: Sequence[LoneFile] = ()) -> None:
        self._seen: dict[Status, int] = dict.fromkeys(_CODES, 0)
        self._lone = len(only_old), len(only_new)
        unreadable = [each for each in (*only_old, *only_new) if each.message != NOTHING_SAID]
        self.code = UNREADABLE if unreadable else DIFFERENT if any(self._lone) else SAME
        self._unreadable = len(unreadable)

    def add(self, done: FileDifference) -> FileDifference:
        """Count one pair and hand it on."""
        self._seen[done.status] += 1
        self.code = max(self.code, _CODES[done.status])
        return done

    def summary(self) -> Summary:
        """The counts so far."""
        seen = self._seen
        return Summary(sum(seen.values()), seen["same"], seen["different"], *self._lone, seen["unknown-form"], seen["unreadable"] + seen["failed"] + self._unreadable)


def differences(work: Plan, settings: Settings) -> Iterator[FileDifference]:
    """Each pair compared, as it is done; what is our own fault stops no other."""
    for old, new, how in work.pairs:
        try:
            yield compare_files(old, new, settings, how)
        except Exception as error:  # noqa: BLE001  # the words of the error are left out: they may quote a cell
            yield FileDifference(str(old), str(new), "failed", Text(f"jixiao 出错（{type(error).__name__}）。请把这句话反馈给维护者。", f"jixiao failed ({type(error).__name__}). Please report this."), how=how)
