"""Recalculate: write rates, scores, totals and grades where the form says that they are computed.

A figure is written only where it differs from what is there; a formula stays a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from jixiao import __version__
from jixiao.model import Book, Edit, Explanation, JixiaoError, Table, Text
from jixiao.reports.findings_sheet import findings_sheet
from jixiao.reports.result import FileResult
from jixiao.scoring.assess import Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.shown import percent, points
from jixiao.scoring.total import grade as grade_of
from jixiao.scoring.total import stated_grade, total
from jixiao.services.analyse import (
    Analysis,
    Settings,
    analyse,
    collector_paused,
    of_our_making,
    status_of,
    unknown_form,
)
from jixiao.services.cell_edits import number_edit, rate_edit, shared_cells
from jixiao.services.lights import lights_due, rates_due
from jixiao.services.statement_edits import edits_for_statement
from jixiao.values import format_number, round_half_up
from jixiao.workbooks import (
    AnyWorkbook,
    NoPassword,
    Passwords,
    ReadOnlyWorkbook,
    Unreadable,
    needs_converting,
    open_workbook,
    save,
)
from jixiao.workbooks.ours import PROPERTY as PROPERTY_OF_OURS


@dataclass(frozen=True, slots=True)
class Writing:
    """How results are written.

    Attributes:
        findings_only: add the 校验 sheet and change no other cell.
        force: overwrite an existing output; write_locked: write locked cells too.
        receipts: folder for receipts, None for ``.jixiao`` beside the output.
        convert: let LibreOffice turn other kinds of files into .xlsx first.
        drop_signature: write a signed workbook without its signature.
        dry_run: find out and refuse as ever, and write nothing.
        decrypt: write what has a password without it.
    """

    findings_only: bool = False
    force: bool = False
    write_locked: bool = False
    receipts: Path | None = None
    convert: bool = False
    drop_signature: bool = False
    dry_run: bool = False
    decrypt: bool = False


# ------------------------------------------------------------------ edits ----


def _fund_edits(fund: AssessedFund, computed: frozenset[str]) -> Iterator[Edit]:
    line = fund.line
    if "fund_sum" in computed:
        for field, added in (
            (line.initial, fund.added_initial), (line.budget, fund.added_budget), (line.executed, fund.added_executed),
        ):
            if field is not None and added is not None:
                why = Text(f"各项之和 {points(added)}", f"sum of the parts {points(added)}")
                yield from number_edit(field, Decimal(format_number(added, 6)), why)
    placeholder = line.role == "part" and fund.stated_rate is None
    due = "rate" in computed and not placeholder and not fund.rate_stands
    if due and line.rate is not None and fund.rate is not None:
        why = Text(f"执行数÷预算数 = {percent(fund.rate)}", f"executed ÷ budget = {percent(fund.rate)}")
        yield from rate_edit(line.rate, fund.rate, fund.stated_rate, why)
    score, field = fund.score, line.score
    if "fund_score" in computed and field is not None and score is not None and fund.stated_score != Fraction(score.shown) and not fund.kept:
        yield from number_edit(field, score.shown, score.why)


def _total_after(assessment: Assessment, edits: list[Edit], *, rows_only: bool = False) -> Fraction | None:
    """What the score cells, or those of the indicators alone, will add up to: what was written, else what stands there."""
    written = {edit.ref: Fraction(edit.value) for edit in edits if isinstance(edit.value, Decimal)}
    execution = assessment.execution
    stated = execution.stated_score if execution else None
    if execution is not None and execution.line.score is None and execution.score is not None:
        stated = Fraction(execution.score.shown)  # it has no cell of its own
    cells = [(execution.line.score, stated)] if execution and not rows_only else []
    cells.extend((row.source.score, row.stated) for row in assessment.indicators)
    added = total([written.get(field.ref, stated) if field is not None else stated for field, stated in cells])
    return None if added is None else Fraction(round_half_up(added, assessment.policy.score_places))


def _total_edits(assessment: Assessment, edits: list[Edit]) -> Iterator[Edit]:
    table = assessment.table
    if not assessment.complete:
        return
    score, field = _total_after(assessment, edits), table.total
    due = _total_after(assessment, edits, rows_only=True) if assessment.subtotal else score
    if "total" in table.computed and field is not None and due is not None and assessment.stated_total != due:
        # A formula that adds up what is stated will add up what we wrote.
        follows = assessment.subtotal or assessment.stated_total == assessment.stated_sum
        why = Text(f"各项得分之和 {points(due)}", f"sum of all scores {points(due)}")
        yield from number_edit(field, Decimal(format_number(due, 6)), why, follows=follows)
    grade = table.grade
    right = grade_of(score, assessment.policy) if score is not None else None
    if "grade" not in table.computed or grade is None or not right or grade.part is not None:
        return
    # 评价结论 may be a sentence of the unit's own: only a blank or another grade is written over.
    replaceable = not grade.text.strip() or stated_grade(grade.text, assessment.policy) is not None
    if grade.cell.formula is None and replaceable and not grade.text.startswith(right):
        why = Text(f"总分 {points(score)} 为“{right}”", f"a total of {points(score)} is {right}")
        yield Edit(grade.ref, grade.text, right, right, why)


def _monitoring_edits(assessment: Assessment) -> Iterator[Edit]:
    for rate in rates_due(assessment):
        yield from rate_edit(rate.field, rate.rate, rate.stated, rate.why)
    for light in lights_due(assessment):
        if light.field.cell.formula is None:
            yield Edit(light.field.ref, light.field.text, light.words, light.words, light.why)


def edits_for(assessment: Assessment) -> list[Edit]:
    """Every cell that recalc writes in one table."""
    computed = assessment.table.computed
    edits = [edit for fund in assessment.funds for edit in _fund_edits(fund, computed)]
    if "score" in computed:
        for row in assessment.indicators:
            shown, field = row.score.shown, row.source.score
            if shown is not None and field is not None and row.stated != row.accepted and not row.kept:
                edits.extend(number_edit(field, shown, row.score.why))
    edits = _alone(edits, assessment.table)  # before they are added up
    return edits + _alone([*_total_edits(assessment, edits), *_monitoring_edits(assessment)], assessment.table)


def _alone(edits: list[Edit], table: Table) -> list[Edit]:
    """The edits of cells in which nothing else of the table stands."""
    shared = shared_cells(table, {edit.ref for edit in edits})
    return [edit for edit in edits if edit.ref not in shared]


def edits_of(analysis: Analysis) -> list[Edit]:
    """Every cell that recalc writes in a workbook."""
    edits = [edit for assessment in analysis.main for edit in edits_for(assessment)]
    return edits + [edit for statement in analysis.statements for edit in edits_for_statement(statement)]


# ---------------------------------------------------------------- writing ----


def _kept_explanations(book: Book, target: Path, source: Path, passwords: Passwords) -> tuple[dict[str, Explanation], list[Text]]:
    """The user's words, also those in an output that is about to be replaced, and a sentence where that cannot be read."""
    kept = dict(book.explanations)
    if not target.exists() or target.resolve() == source.resolve():
        return kept, []
    try:
        return {**kept, **open_workbook(target, passwords=passwords).book.explanations}, []
    except Unreadable as error:
        return kept, [Text(
            f"原有的输出 {target.name} 读不出来，其中写过的说明没有带到新的校验表里（撤销可以取回原有的输出）。原因：{error.text.zh}",
            f"The earlier output {target.name} cannot be read, so what was explained there is not in the new 校验 sheet (undo brings it back). Why: {error.text.en}",
        )]


def _converted(path: Path, passwords: Passwords) -> AnyWorkbook:
    from jixiao.workbooks.convert import converted  # noqa: PLC0415  # rarely needed

    return converted(path, passwords=passwords)


def _analyse_with(
    workbook_path: Path, target: Path, settings: Settings, *, convert: bool,
) -> tuple[AnyWorkbook, Analysis, dict[str, Explanation]]:
    passwords = settings.passwords
    converting = convert and needs_converting(workbook_path)
    workbook = _converted(workbook_path, passwords) if converting else open_workbook(workbook_path, passwords=passwords)
    explanations, notes = _kept_explanations(workbook.book, target, workbook_path, passwords)
    if explanations != workbook.book.explanations:
        workbook.book.explanations.update(explanations)
    analysis = analyse(workbook, settings)
    return workbook, replace(analysis, notes=(*analysis.notes, *notes)) if notes else analysis, explanations


def _not_writable(workbook: ReadOnlyWorkbook) -> Text:
    """Why a file that could be checked is not written."""
    kind = workbook.path.suffix.lower() if workbook.path.suffix else f".{workbook.kind}"
    if workbook.locked:
        return Text(
            f"只能写 .xlsx，设有打开密码的 {kind} 只能检查，没有写出；也不由 LibreOffice 转换，因为那样明文会写到磁盘上。请用 Excel/WPS 打开，另存为带密码的 .xlsx 后再试。",
            f"Only .xlsx can be written; a {kind} with a password can be checked only, and is not converted either, since that would put its content on the disk unencrypted. "
            "Save it as an .xlsx with a password in Excel/WPS.",
        )
    return Text(
        f"只能写 .xlsx，{kind} 只能检查，没有写出。请用 Excel/WPS 另存为 .xlsx，或加 --convert 由 LibreOffice 转换。",
        f"Only .xlsx can be written; {kind} can be checked only. Save it as .xlsx, or add --convert to let LibreOffice do it.",
    )


def _refusal(name: str, why: Text, analysis: Analysis, workbook: AnyWorkbook) -> FileResult:
    """Nothing was written; what was found is told all the same."""
    return FileResult(
        name, status_of(analysis.findings), why, analysis.assessments, analysis.findings,
        notes=(why, *analysis.notes), refused=True, statements=analysis.statements, pairs=analysis.pairs,
        input_hash=workbook.sha256, sealed=workbook.locked,
    )


@collector_paused()
def recalculate_file(path: Path, target: Path, settings: Settings, writing: Writing, shown: str | None = None) -> FileResult:
    """Recalculate one workbook into ``target`` (which may be the input).  Never raises for what the file is."""
    name = shown or str(path)
    try:
        workbook, analysis, explanations = _analyse_with(path, target, settings, convert=writing.convert)
    except Unreadable as error:
        return of_our_making(path, name) or FileResult(name, "unreadable", error.text, closed=isinstance(error, NoPassword))
    if PROPERTY_OF_OURS in workbook.book.properties and (ours := of_our_making(path, name, workbook.sha256)) is not None:
        return ours
    if analysis.empty:
        return FileResult(name, "unknown-form", unknown_form(workbook, settings.library), notes=workbook.notes, input_hash=workbook.sha256, sealed=workbook.locked)
    if isinstance(workbook, ReadOnlyWorkbook):
        return _refusal(name, _not_writable(workbook), analysis, workbook)
    main = analysis.main
    edits = [] if writing.findings_only else edits_of(analysis)
    sheet = findings_sheet(
        main, analysis.findings, explanations, version=__version__, now=datetime.now(), forms=settings.library.form_names(), statements=analysis.statements,  # noqa: DTZ005  # the office's own clock
    )
    try:
        receipt = save(
            workbook, target, edits, sheet,
            force=writing.force, write_locked=writing.write_locked, receipts=writing.receipts,
            drop_signature=writing.drop_signature, dry_run=writing.dry_run, decrypt=writing.decrypt,
        )
    except JixiaoError as error:
        return _refusal(name, error.text, analysis, workbook)
    notes = (*analysis.notes, *receipt.notes)
    return FileResult(
        name, status_of(analysis.findings), notes[0] if notes else None, analysis.assessments, analysis.findings,
        receipt.edits, str(target), notes, statements=analysis.statements, pairs=analysis.pairs,
        dry=writing.dry_run, input_hash=workbook.sha256, output_hash="" if writing.dry_run else receipt.after, receipt=receipt.place,
        sealed=workbook.locked,
    )
