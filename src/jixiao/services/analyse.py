"""Open a workbook, find its tables, work them out and check them: what check and recalc share."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.model import Book, Finding, Table, Text
from jixiao.reports.result import FileResult, Status
from jixiao.scoring.assess import Assessment, assess
from jixiao.scoring.pairs import Pair
from jixiao.scoring.plan import with_plans
from jixiao.scoring.policy import Policy
from jixiao.scoring.sheets import WholeSheet
from jixiao.scoring.statements import AssessedStatement, assess_statement
from jixiao.services import pairing
from jixiao.services.bounds import bound_findings, bound_tables
from jixiao.services.library import BUILT_IN, Library
from jixiao.workbooks import Limits, NoPassword, Passwords, Unreadable, is_ours, open_workbook
from jixiao.workbooks.ours import PROPERTY as PROPERTY_OF_OURS

PROPERTY = "jixiao.policy"
_SEVERITIES = ("error", "warning", "info")


class Opened(Protocol):
    """A workbook whose content is known: a file that was read, or one that is open in a spreadsheet program."""

    @property
    def book(self) -> Book:
        """Its grids."""

    @property
    def notes(self) -> tuple[Text, ...]:
        """Sentences about the workbook itself."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose for a run.

    Attributes:
        policies: names; empty for the workbook's, else the form's, else the default.
        overrides: policy parameter → value (``--set``).
        form: id of a form to be taken for every table, or None.
        library: the forms, checks and policies that are known.
        against: the target tables to compare with, None for those of the same workbook only.
        passwords: for workbooks that ask for one.
    """

    policies: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict)
    form: str | None = None
    library: Library = BUILT_IN
    against: pairing.Declarations | None = None
    passwords: Passwords = field(default_factory=Passwords, repr=False, compare=False)

    def verify(self) -> None:
        """Refuse unknown policies, parameters, forms and folders before any file is read.  Raises JixiaoError."""
        self.library.verify()
        for name in self.policies or ("mof-2020",):
            self.library.policy(name).with_overrides(dict(self.overrides))
        if self.form:
            self.library.form(self.form)


@dataclass(frozen=True, slots=True)
class Analysis:
    """A workbook that was read and judged.

    Attributes:
        assessments: one per table and policy, those of the first policy first in each table.
        findings: of the first policy of each table.
        statements: every statement, worked out.
        pairs: tables beside the earlier ones of the same year.
    """

    workbook: Opened
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Text, ...]
    statements: tuple[AssessedStatement, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was recognised."""
        return not self.assessments and not self.statements

    @property
    def main(self) -> tuple[Assessment, ...]:
        """One assessment a table, under the first policy."""
        seen: dict[int, Assessment] = {}
        for assessment in self.assessments:
            seen.setdefault(id(assessment.table), assessment)
        return tuple(seen.values())


def policies_for(table: Table, book: Book, settings: Settings) -> list[Policy]:
    """The chosen policies, else the one remembered in the workbook, else the form's."""
    chosen = settings.policies
    if not chosen:
        remembered = book.properties.get(PROPERTY, "")
        known = remembered and remembered in settings.library.policy_names()
        chosen = (remembered if known else table.policy or "mof-2020",)
    return [settings.library.policy(name).with_overrides(dict(settings.overrides)) for name in chosen]


def _planned(tables: tuple[Table, ...], settings: Settings) -> tuple[Table, ...]:
    """The tables, those of a 监控 with the 支出计划 of their declaration, here or among those given with ``--against``."""
    here = with_plans(tables)
    if settings.against is None:
        return here
    given = (declared.assessment.table for declared in settings.against.tables)
    return with_plans((*here, *given))[: len(here)]


def _pairs(assessments: list[Assessment], settings: Settings, path: Path) -> tuple[list[Pair], list[Text]]:
    """Tables beside their earlier ones: those given with ``--against`` first, then those of the same workbook."""
    given, notes = pairing.against(assessments, settings.against, path) if settings.against else ([], [])
    paired = {id(pair.later) for pair in given}
    return [*given, *pairing.within([a for a in assessments if id(a) not in paired])], notes


def _about_sheets(book: Book, main: list[Assessment], settings: Settings) -> list[Finding]:
    """What is to be said of whole sheets, of those without a table too; our own 校验 sheet is none of them."""
    policy = main[0].policy if main else settings.library.policy((*settings.policies, "mof-2020")[0]).with_overrides(dict(settings.overrides))
    sheets = (WholeSheet(grid, policy) for grid in book.grids if not grid.generated)
    return [finding for sheet in sheets for finding in run_checks(sheet, book.explanations, settings.library.checks())]


def analyse(workbook: Opened, settings: Settings) -> Analysis:
    """Recognise, assess and check every table of an opened workbook, alone and beside its earlier ones.

    Raises Unreadable where there is more than the limits allow.
    """
    limits = Limits.chosen()
    recognition = recognise(workbook.book, settings.form, settings.library.form_folders)
    bound_tables(recognition.tables, limits)
    checks = settings.library.checks()
    assessments: list[Assessment] = []
    main: list[Assessment] = []
    findings: list[Finding] = []
    for table in _planned(recognition.tables, settings):
        under = [assess(table, policy) for policy in policies_for(table, workbook.book, settings)]
        assessments.extend(under)
        main.append(under[0])
        findings.extend(run_checks(under[0], workbook.book.explanations, checks))
    statements = tuple(assess_statement(statement, tuple(main)) for statement in recognition.statements)
    for statement in statements:
        findings.extend(run_checks(statement, workbook.book.explanations, checks))
    pairs, lonely = _pairs(main, settings, Path(workbook.book.path))
    for pair in pairs:
        findings.extend(run_checks(pair, workbook.book.explanations, checks))
    about_sheets = _about_sheets(workbook.book, main, settings) if main or statements else []
    findings.extend(about_sheets)
    if pairs or about_sheets:
        # An error of the comparison is not to stand behind the hints of the table itself.
        findings.sort(key=lambda finding: _SEVERITIES.index(finding.severity))
    listed, left_out = bound_findings(findings, limits)
    notes = (*left_out, *workbook.notes, *recognition.notes, *lonely)
    return Analysis(workbook, tuple(assessments), tuple(listed), notes, statements, tuple(pairs))


def unknown_form(workbook: Opened, library: Library = BUILT_IN) -> Text:
    """The sentence for a workbook without any table that we know."""
    sheets = "、".join(f"“{grid.sheet}”" for grid in workbook.book.grids[:5])
    if not any(grid.cells for grid in workbook.book.grids):
        return Text(f"工作表是空的（{sheets}），没有可核算的内容。空白表样用 jixiao new 生成。", f"the sheets are empty ({sheets}); `jixiao new` makes a blank form.")
    forms = "、".join(form.name.zh for form in library.forms())
    return Text(
        f"没有认出绩效表（工作表 {sheets}）：找不到同时含“三级指标”与“实际完成值/得分”等标题的表头。"
        f"能认的表样：{forms}。请检查标题行的写法。",
        f"no table recognised in {sheets}: no heading row with 三级指标 and 实际完成值 or 得分. Check the headings.",
    )


def of_our_making(path: Path, name: str, hashed: str = "") -> FileResult | None:
    """The outcome of a roll-up or an opinion that lies among the workbooks; None for any other."""
    if not is_ours(path):
        return None
    said = Text("这是 jixiao 写的汇总表或审核意见，不是绩效表，没有核算。", "This is a roll-up or an opinion written by jixiao, not a table to be worked out.")
    return FileResult(name, "ok", said, notes=(said,), input_hash=hashed, ours=True)


def status_of(findings: tuple[Finding, ...]) -> Status:
    """"findings" if there is any finding, else "ok"."""
    return "findings" if findings else "ok"


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for reference cycles while one workbook is worked on.

    Cells, tables and findings are many small records without cycles; looking for some among them costs
    several percent of the time, and all are freed as soon as the workbook is done.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@collector_paused()
def check_file(path: Path, settings: Settings, shown: str | None = None) -> FileResult:
    """Check one workbook; writes nothing.  Never raises for what the file is."""
    name = shown or str(path)
    try:
        workbook = open_workbook(path, passwords=settings.passwords)
        if PROPERTY_OF_OURS in workbook.book.properties and (ours := of_our_making(path, name, workbook.sha256)) is not None:
            return ours
        analysis = analyse(workbook, settings)
    except Unreadable as error:
        return of_our_making(path, name) or FileResult(name, "unreadable", error.text, closed=isinstance(error, NoPassword))
    if analysis.empty:
        return FileResult(name, "unknown-form", unknown_form(workbook, settings.library), notes=workbook.notes, input_hash=workbook.sha256, sealed=workbook.locked)
    message = analysis.notes[0] if analysis.notes else None
    return FileResult(
        name, status_of(analysis.findings), message, analysis.assessments, analysis.findings,
        notes=analysis.notes, statements=analysis.statements, pairs=analysis.pairs, input_hash=workbook.sha256, sealed=workbook.locked,
    )
