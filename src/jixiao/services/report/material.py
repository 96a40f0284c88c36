"""What a report is written from: the tables of one unit, over one or several workbooks.

For an accountant: 一张部门整体自评表，或若干张项目自评表，加上基础数据表、收支结转结余表等.
For a programmer: ``gather`` opens and analyses; a `Told` table knows its workbook, so that findings of a cell can be found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jixiao.model import Field, Finding, Grid, JixiaoError, Ref, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.naming import identity, without_code
from jixiao.scoring.pairs import names_unit
from jixiao.scoring.statements import AssessedStatement
from jixiao.services.analyse import Analysis, Settings, analyse, of_our_making, unknown_form
from jixiao.services.rollup.unit_names import alike, unit_key
from jixiao.workbooks import open_workbook

_WHOLE = re.compile("整体")
_PART = re.compile("项目|专项")
_TELLING = ("error", "warning")
_NEARLY = 0.9
_CONSOLIDATED = re.compile(r"[(（]\s*(?:汇总|合并|含下属(?:单位)?|含所属(?:单位)?)\s*[)）]$")


@dataclass(slots=True)
class Source:
    """One workbook, read; its findings by cell."""

    path: Path
    analysis: Analysis
    told: set[int] = field(default_factory=set)
    by_cell: dict[Ref, list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for finding in self.analysis.findings:
            if finding.severity in _TELLING:
                for ref in finding.cells:
                    self.by_cell.setdefault(ref, []).append(finding)

    def notes(self, *fields: Field | None) -> tuple[str, ...]:
        """What is to be said about these cells; nothing is said twice in one report."""
        said = []
        for each in fields:
            for finding in self.by_cell.get(each.ref, ()) if each is not None else ():
                if id(finding) not in self.told:
                    self.told.add(id(finding))
                    said.append(f"核对（{finding.code}）：{finding.message.zh}")
        return tuple(said)

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet."""
        return next(grid for grid in self.analysis.workbook.book.grids if grid.sheet == sheet)


@dataclass(frozen=True, slots=True)
class ToldTable:
    """An evaluated table and its workbook."""

    source: Source
    assessment: Assessment

    @property
    def name(self) -> str:
        """The project, else the title of the table."""
        return identity(self.assessment.table).project or self.assessment.table.title


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """A statement of figures and its workbook."""

    source: Source
    assessed: AssessedStatement


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a report may say.

    Attributes:
        unit, year: "" and None where no table states them.
        department: 部门整体支出绩效自评表, None for a report of projects.
        projects: 项目支出绩效自评表; statements: 基础数据表 and the like.
        notes: sentences for the user.
    """

    unit: str
    year: int | None
    department: ToldTable | None
    projects: tuple[ToldTable, ...]
    statements: tuple[ToldStatement, ...]
    sources: tuple[Source, ...]
    notes: tuple[Text, ...] = ()

    @property
    def main(self) -> tuple[ToldTable, ...]:
        """The tables that the report is about."""
        return (self.department,) if self.department is not None else self.projects


def is_department(assessment: Assessment) -> bool:
    """Whether a table is about a whole department: its title says so, or nothing in it speaks of a project."""
    table = assessment.table
    if _WHOLE.search(table.title):
        return True
    return not identity(table).project and not _PART.search(table.title) and not table.form.endswith(("-project", "-project-cost"))


def _opened(path: Path, settings: Settings, *, decrypt: bool) -> Source:
    workbook = open_workbook(path, passwords=settings.passwords)
    if workbook.locked and not decrypt:
        raise JixiaoError(Text(
            f"{path.name} 设有打开密码，而写出的报告没有密码，所以没有写出。确认可以写成没有密码的文件，请加 --decrypt，写完在 Word/WPS 里自行设置密码。",
            f"{path.name} has a password, and the report would have none; nothing was written. If that is all right, add --decrypt, and set a password in Word/WPS afterwards.",
        ))
    if (ours := of_our_making(path, str(path))) is not None and ours.message is not None:
        raise NoTable(Text(f"{path.name}：{ours.message.zh}", f"{path.name}: {ours.message.en}"))
    analysis = analyse(workbook, settings)
    if analysis.empty:
        said = unknown_form(workbook, settings.library)
        raise NoTable(Text(f"{path.name}：{said.zh}", f"{path.name}: {said.en}"))
    return Source(path, analysis)


class NoTable(JixiaoError):  # noqa: N818  # the name says what the file is
    """A workbook without a table that a report could be written from."""


def gather(paths: Sequence[Path], settings: Settings, *, decrypt: bool = False) -> Material:
    """Read the workbooks of one report; what has a password only where ``decrypt`` says so.

    Raises Unreadable for a workbook that cannot be read, NoTable where there is no 自评表, and JixiaoError where the
    tables belong to several units or years, or several of them are about the whole department.
    """
    sources = tuple(_opened(path, settings, decrypt=decrypt) for path in paths)
    tables = [ToldTable(source, one) for source in sources for one in source.analysis.main if one.table.scored]
    if not tables:
        raise NoTable(_no_evaluation(sources))
    whole = [one for one in tables if is_department(one.assessment)]
    parts = tuple(one for one in tables if not is_department(one.assessment))
    if len(whole) > 1:
        named = "、".join(f"{one.source.path.name} 的“{one.assessment.sheet}”" for one in whole)
        raise JixiaoError(Text(
            f"有 {len(whole)} 张部门整体支出绩效自评表（{named}），一份报告只写一张。请分开运行，或只给其中一个工作簿。",
            f"there are {len(whole)} self-evaluations of a whole department; a report is about one. Run them apart.",
        ))
    unit, below = _units(tables)
    years = sorted({year for one in tables if (year := identity(one.assessment.table).year) is not None})
    if len(years) > 1:
        raise JixiaoError(Text(f"这些自评表的年度不同（{'、'.join(map(str, years))}），一份报告只写一个年度。请分开运行。", f"the tables are of several years ({years}); a report is about one."))
    statements = tuple(ToldStatement(source, one) for source in sources for one in source.analysis.statements)
    year = years[0] if years else next((one.assessed.statement.year for one in statements if one.assessed.statement.year), None)
    again = _statements_of(statements, unit, year)
    return Material(unit, year, whole[0] if whole else None, parts, statements, sources, (*below, *again, *_left_out(sources)))


def _bare(name: str) -> str:
    """A unit's name without a word that its table holds those of the units below, too."""
    return _CONSOLIDATED.sub("", name) or name


def _units(tables: Sequence[ToldTable]) -> tuple[str, list[Text]]:
    """The unit of all tables, and which project is of another one below it.  Raises JixiaoError where they cannot be of one report."""
    ordered = sorted(tables, key=lambda one: not is_department(one.assessment))
    whose = [(one, who._replace(unit=_bare(who.unit), department=_bare(who.department))) for one in ordered for who in (identity(one.assessment.table),)]
    names = list(dict.fromkeys(who.unit for _, who in whose if who.unit))
    if not names:
        return "", []
    first = names[0]
    same = {unit_key(first)} | {unit_key(name) for pair in alike(names, _NEARLY) if first in (pair.one, pair.other) for name in (pair.one, pair.other)}
    notes: list[Text] = []
    for one, who in whose:
        if not who.unit or unit_key(who.unit) in same:
            continue
        below = is_department(ordered[0].assessment) and (unit_key(who.department) in same or one.source is ordered[0].source)
        if not below:
            raise JixiaoError(Text(
                f"{one.source.path.name} 的“{one.assessment.sheet}”是“{who.unit}”的，其他表是“{first}”的，一份报告只写一个单位。请分开运行，或改正表头的单位名称（所属单位的项目表，主管部门要写“{first}”）。",
                f"“{one.assessment.sheet}” of {one.source.path.name} is of {who.unit}, the others of {first}; a report is about one unit. Run them apart, or mend the names.",
            ))
        notes.append(Text(f"“{one.name}”是“{who.unit}”的项目，作为所属单位的项目写进了报告，请核对。", f"“{one.name}” is a project of {who.unit}; it is reported as that of a unit below."))
    return first, notes


def _statements_of(statements: Sequence[ToldStatement], unit: str, year: int | None) -> list[Text]:
    """Which statement is there twice.  Raises JixiaoError for one that is of another unit or year."""
    seen: dict[str, ToldStatement] = {}
    notes: list[Text] = []
    for one in statements:
        sheet = one.assessed.statement
        where = f"{one.source.path.name} 的“{sheet.sheet}”"
        named = next((_bare(without_code(field.text)) for label, field in sheet.header.items() if names_unit(label) and field.text), "")
        if named and unit and unit_key(named) != unit_key(unit) and not any(True for _ in alike([named, unit], _NEARLY)) and unit_key(unit) not in unit_key(named):
            raise JixiaoError(Text(f"{where}是“{named}”的，自评表是“{unit}”的，一份报告只写一个单位。请换成本单位的，或改正单位名称。", f"“{sheet.sheet}” of {one.source.path.name} is of {named}, the tables of {unit}."))
        if sheet.year is not None and year is not None and sheet.year != year:
            raise JixiaoError(Text(f"{where}是 {sheet.year} 年度的，自评表是 {year} 年度的，一份报告只写一个年度。请换成同一年度的，或改正标题。", f"“{sheet.sheet}” of {one.source.path.name} is of {sheet.year}, the tables of {year}."))
        first = seen.setdefault(sheet.form, one)
        if first is not one:
            notes.append(Text(f"{where}与 {first.source.path.name} 的“{first.assessed.statement.sheet}”是同一种表，正文先用后者的数，请核对。", f"“{sheet.sheet}” of {one.source.path.name} is there twice; the first is used."))
    return notes


def _no_evaluation(sources: Sequence[Source]) -> Text:
    found = "、".join(f"“{one.table.title or one.sheet}”" for source in sources for one in source.analysis.main) or "、".join(
        f"“{one.statement.title or one.sheet}”" for source in sources for one in source.analysis.statements
    )
    return Text(
        f"没有绩效自评表，写不出自评报告（认出的是 {found}）。请给填好的自评表；只有目标表或监控表时，先用 jixiao carry 结转成自评表填写。",
        f"there is no self-evaluation to report on (only {found}). Give a filled-in 自评表.",
    )


def _left_out(sources: Sequence[Source]) -> list[Text]:
    """Which recognised tables the report is not about."""
    return [
        Text(f"{source.path.name} 的“{one.sheet}”是{'监控' if one.table.stage == 'monitoring' else '目标'}表，没有写进报告。", f"“{one.sheet}” of {source.path.name} is no self-evaluation and was left out.")
        for source in sources for one in source.analysis.main if not one.table.scored
    ]  # fmt: skip
