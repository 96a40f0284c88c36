"""A report beside its tables: what its sentences say of each other and of the figures in the workbook.

For an accountant: 把自评报告和自评表放在一起核对，文字里的数、日期、附件、序号哪里不对.
For a programmer: paragraphs and the document's own tables from ``documents``, workbooks from ``workbooks``, judged by the checks
about a "report".
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.model import Book, Document, JixiaoError, Place, Ref, Text
from jixiao.reports.result import FileResult
from jixiao.scoring.assess import Assessment, assess
from jixiao.scoring.prose.reading import Report, read_report
from jixiao.scoring.statements import AssessedStatement, assess_statement
from jixiao.services.analyse import Settings, policies_for, status_of, unknown_form
from jixiao.services.importing.grids import sheets_of
from jixiao.services.sources import is_workbook
from jixiao.workbooks import NoPassword, Unreadable, open_workbook


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one book, worked out, and what its sheets are called."""

    assessments: tuple[Assessment, ...] = ()
    statements: tuple[AssessedStatement, ...] = ()
    titles: tuple[str, ...] = ()


def tables_of(book: Book, settings: Settings) -> Tables:
    """Every table and statement of a book."""
    found = recognise(book, settings.form, settings.library.form_folders)
    main = tuple(assess(table, policies_for(table, book, settings)[0]) for table in found.tables)
    statements = tuple(assess_statement(statement, main) for statement in found.statements)
    titles = [*(grid.sheet for grid in book.grids if not grid.generated), *(table.title for table in found.tables), *(statement.title for statement in found.statements)]
    return Tables(main, statements, tuple(title for title in titles if title))


def report_of(document: Document, given: Sequence[Tables], settings: Settings) -> Report:
    """The prose of a document beside the given tables and its own."""
    parted = sheets_of(document)
    taken = {title for tables in given for title in tables.titles}  # a cell of the report is told from the workbook's by its sheet
    grids = [replace(grid, sheet=f"{grid.sheet}（{Path(document.path).name}）") if grid.sheet in taken else grid for grid in (source.grid for source in parted.sheets)]
    try:
        own = tables_of(Book(document.path, tuple(grids)), settings) if grids else Tables()
    except JixiaoError:  # a form asked for fits the workbook, not the document
        own = Tables()
    places: dict[Ref, Place] = {
        Ref(grid.sheet, *at): piece.place for grid, source in zip(grids, parted.sheets, strict=True) for at, piece in source.pieces.items()
    }
    every = [*given, own]
    return read_report(
        document.paragraphs, [each for tables in every for each in tables.assessments], [each for tables in every for each in tables.statements],
        [title for tables in every for title in tables.titles], places, flowed=document.kind in {"text", "pdf"},
    )


def read_report_file(path: Path, settings: Settings) -> Document:
    """The document.  Raises Unreadable or JixiaoError with a sentence."""
    from jixiao.documents.opening import open_document  # noqa: PLC0415  # the readers are loaded when a document is read

    if not os.path.lexists(path):
        raise JixiaoError(Text(f"没有文件 {path}。请检查路径。", f"there is no file {path}. Check the path."))
    return open_document(path, passwords=settings.passwords)


def reconcile(path: Path, workbooks: Sequence[Path], settings: Settings, *, told: bool = False) -> list[FileResult]:
    """The findings in a report, then what cannot be compared with it.  Never raises for what a file is.

    ``told``: what is wrong with the workbooks themselves is said elsewhere.
    """
    troubles: list[FileResult] = []
    given: list[Tables] = []
    for each in workbooks:
        try:
            workbook = open_workbook(each, passwords=settings.passwords)
        except Unreadable as error:
            troubles.append(FileResult(str(each), "unreadable", error.text, closed=isinstance(error, NoPassword)))
            continue
        tables = tables_of(workbook.book, settings)
        given.append(tables)
        if not tables.assessments and not tables.statements:
            troubles.append(FileResult(str(each), "unknown-form", unknown_form(workbook, settings.library), input_hash=workbook.sha256))
    return [_judged(path, given, settings), *([] if told else troubles)]


def _judged(path: Path, given: Sequence[Tables], settings: Settings) -> FileResult:
    """The prose of one report."""
    if is_workbook(path):
        return FileResult(str(path), "unreadable", Text(
            f"{path.name} 是工作簿，不是报告。报告写在前面，工作簿写在后面：jixiao reconcile 报告.docx 自评表.xlsx。",
            f"{path.name} is a workbook. Name the report first, then workbooks: jixiao reconcile REPORT.docx WORKBOOK.xlsx.",
        ))
    try:
        document = read_report_file(path, settings)
    except (Unreadable, JixiaoError) as error:
        return FileResult(str(path), "unreadable", error.text, closed=isinstance(error, NoPassword))
    if not document.paragraphs:
        return FileResult(str(path), "unreadable", Text(f"{path.name} 里没有文字段落，没有可核对的内容。", f"{path.name} has no paragraphs to look at."))
    report = report_of(document, given, settings)
    findings = tuple(run_checks(report, None, settings.library.checks()))
    notes = (*_beside(report, given), *document.notes)
    return FileResult(str(path), status_of(findings), notes[0], findings=findings, notes=notes, input_hash=document.sha256)


def _beside(report: Report, given: Sequence[Tables]) -> tuple[Text, ...]:
    """What the prose was compared with: the tables of the workbooks, and those of the document itself."""
    whole = len(report.assessments) + len(report.statements)
    workbooks = sum(len(tables.assessments) + len(tables.statements) for tables in given)
    said = [
        Text(f"{where.zh} {count} 张表", f"{count} tables of {where.en}")
        for count, where in ((workbooks, Text("工作簿里的", "the workbooks")), (whole - workbooks, Text("报告自己的", "its own"))) if count
    ]
    if not said:
        return (Text("没有可对照的表，只核对了文字本身；在后面加上工作簿，可以连表一起核对。", "No table to compare with: only the prose was looked at. Name a workbook to compare with it."),)
    return (Text(f"与{'、'.join(each.zh for each in said)}对照。", f"Compared with {' and '.join(each.en for each in said)}."),)
