"""Carry a target table into the form that follows it: the self-evaluation or the monitoring table of the same year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from jixiao.forms import Form, recognise
from jixiao.model import JixiaoError, Stage, Table, Text
from jixiao.scoring.assess import assess
from jixiao.scoring.pairs import year_of
from jixiao.scoring.policy import Policy
from jixiao.services.analyse import Opened, Settings, policies_for
from jixiao.services.carried import Carried, carried
from jixiao.services.carry_notes import NAME as NOTES
from jixiao.services.carry_notes import notes_sheet, summary
from jixiao.services.library import Library
from jixiao.services.new import blank
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import Drawing, SheetDrawing, write_drawing

STAGES: dict[str, Stage] = {
    "self-evaluation": "evaluation", "evaluation": "evaluation", "自评": "evaluation", "自评表": "evaluation",
    "monitoring": "monitoring", "监控": "monitoring", "监控表": "monitoring",
}
_LONGEST_SHEET_NAME = 31
_STAGE_NAMES: dict[Stage, Text] = {"evaluation": Text("自评表", "self-evaluation"), "monitoring": Text("监控表", "monitoring table")}
_GENERAL: dict[tuple[Stage, bool], str] = {
    ("evaluation", False): "mof-department", ("evaluation", True): "mof-project",
    ("monitoring", False): "mof-department-monitoring", ("monitoring", True): "mof-monitoring",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for.

    Attributes:
        stage: of the tables to be made; form: id of the form to take, "" for the one that follows.
        even: spread weights evenly where the declaration has none; year: budget year, None for the declaration's.
    """

    stage: Stage
    form: str = ""
    even: bool = False
    year: int | None = None


def stage_named(name: str) -> Stage:
    """The stage that ``--to`` names.  Raises JixiaoError."""
    found = STAGES.get(name.strip())
    if found is None:
        raise JixiaoError(Text(
            f"--to 的值“{name}”不对，可用的是 self-evaluation（自评）、monitoring（监控）。", f"--to takes self-evaluation or monitoring, not “{name}”.",
        ))
    return found


def _table_form(library: Library, name: str, stage: Stage) -> Form:
    form = library.form(name)
    if not isinstance(form, Form) or form.stage != stage:
        said = _STAGE_NAMES[stage]
        raise JixiaoError(Text(f"表样 {name} 不是{said.zh}，请换一个 --form；用 jixiao forms 查看。", f"the form {name} is no {said.en}; choose another --form."))
    return form


def _suits(form: Form, table: Table) -> bool:
    """Whether a form that wants certain 一级指标 finds one of them in the table."""
    return not form.levels or any(row.level1 in form.levels for row in table.indicators)


def form_for(table: Table, wishes: Wishes, library: Library) -> tuple[Form, list[Text]]:
    """The form that continues a table, and what is to be said about the choice.  Raises JixiaoError."""
    if wishes.form:
        return _table_form(library, wishes.form, wishes.stage), []
    following = [
        form for form in library.forms()
        if isinstance(form, Form) and form.stage == wishes.stage and table.form in form.follows and _suits(form, table)
    ]
    # A form that wants 成本指标 and finds them fits better than one that takes anything.
    following.sort(key=lambda form: not form.levels)
    if not following:
        project = any("项目" in label for label in table.header)
        form = _table_form(library, _GENERAL[wishes.stage, project], wishes.stage)
        return form, [Text(
            f"“{table.sheet}”没有专门的后续表样，用的是 {form.name.zh}；要用别的表样请加 --form。",
            f"“{table.sheet}” has no form of its own that follows; {form.id} was taken. Choose another with --form.",
        )]
    if len(following) == 1:
        return following[0], []
    names = "、".join(f"{form.name.zh}（{form.id}）" for form in following)
    return following[0], [Text(
        f"“{table.sheet}”之后可用的表样有 {names}，用的是第一种；要用别的请加 --form。",
        f"“{table.sheet}” can be continued by {', '.join(form.id for form in following)}; the first was taken. Choose another with --form.",
    )]


def _policy(form: Form, table: Table, settings: Settings) -> Policy:
    """The chosen policy, else that of the new form."""
    name = settings.policies[0] if settings.policies else form.policy or table.policy or "mof-2020"
    return settings.library.policy(name).with_overrides(dict(settings.overrides))


class Outcome(NamedTuple):
    """What ``carry_file`` wrote: the new workbook, and sentences for the user, one group a table."""

    path: Path
    said: tuple[Text, ...]


def carry_tables(workbook: Opened, wishes: Wishes, settings: Settings) -> Iterator[tuple[Carried, list[Text]]]:
    """Every target table of a workbook, carried over.  Raises JixiaoError if there is none."""
    tables = recognise(workbook.book, None, settings.library.form_folders).tables
    targets = [table for table in tables if table.stage == "target" and table.indicators]
    if not targets:
        found = "、".join(f"“{table.sheet}”" for table in tables)
        other = Text(f"；认出的 {found} 不是目标表", f"; {found} is none") if found else Text("", "")
        raise JixiaoError(Text(f"{workbook.book.path} 里没有认出绩效目标表{other.zh}，无法结转。", f"no target table was recognised in {workbook.book.path}{other.en}."))
    known = {year for table in targets if (year := year_of(table)) is not None}
    for table in targets:
        # The tables of one workbook are of one year, even where only one of them states it.
        year = wishes.year or year_of(table) or (next(iter(known)) if len(known) == 1 else None)
        form, notes = form_for(table, wishes, settings.library)
        earlier = assess(table, policies_for(table, workbook.book, settings)[0])
        yield carried(earlier, form, _policy(form, table, settings), year, even=wishes.even), notes


# ------------------------------------------------------------------ writing ----


def _named(sheet: SheetDrawing, taken: set[str]) -> SheetDrawing:
    """A sheet under a name that no other sheet of the workbook has."""
    name, number = sheet.name, 1
    while name in taken:
        number += 1
        ending = f"({number})"
        name = sheet.name[: _LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(name)
    return replace(sheet, name=name)


def drawn(carried_over: Sequence[Carried], file: str) -> tuple[Drawing, list[str]]:
    """The new workbook: a sheet a table, 填报说明 of each form, 结转说明; and the names of the tables' sheets."""
    drawings = [blank(one.form, one.policy, filled=one.table) for one in carried_over]
    taken: set[str] = set()
    tables = [_named(drawing.sheets[0], taken) for drawing in drawings]
    names = [sheet.name for sheet in tables]
    guides = {one.form.id: drawing.sheets[1:] for one, drawing in zip(carried_over, drawings, strict=True)}
    notes = notes_sheet(list(zip(names, carried_over, strict=True)), file)
    sheets = [*tables, _named(notes, taken), *(_named(sheet, taken) for found in guides.values() for sheet in found)]
    return Drawing(tuple(sheets), drawings[0].title, drawings[0].properties), names


def _left_said(one: Carried) -> list[Text]:
    """What has no place in the new form, in a line each."""
    return [
        Text(f"{left.what.zh}：{len(left.items)} 项，列在“{NOTES}”工作表。", f"{left.what.en}: {len(left.items)}, listed on the sheet {NOTES}.")
        for left in one.left
    ]


def carry_file(path: Path, target: Path, wishes: Wishes, settings: Settings, *, force: bool = False, decrypt: bool = False) -> Outcome:
    """Write the tables that follow those of a declaration.  Raises JixiaoError; then nothing is written.

    What follows a declaration with a password is written without one, and only where ``decrypt`` says so.
    """
    if target.exists() and target.samefile(path):
        raise JixiaoError(Text(f"-o 就是目标表本身（{target}），没有写出。请换一个文件名。", f"-o is the declaration itself ({target}); nothing was written."))
    workbook = open_workbook(path, passwords=settings.passwords)
    if workbook.locked and not decrypt:
        raise JixiaoError(Text(
            f"{path.name} 设有打开密码，而结转写出的新表没有密码，所以没有写出。确认可以写成没有密码的文件，请加 --decrypt，写完在 Excel/WPS 里自行设置密码。",
            f"{path.name} has a password, and the new workbook would have none; nothing was written. If that is all right, add --decrypt, and set a password in Excel/WPS afterwards.",
        ))
    return carry_opened(workbook, target, wishes, settings, force=force)


def carry_opened(workbook: Opened, target: Path, wishes: Wishes, settings: Settings, *, force: bool = False) -> Outcome:
    """The same for a workbook that is open already."""
    found = list(carry_tables(workbook, wishes, settings))
    drawing, names = drawn([one for one, _ in found], Path(workbook.book.path).name)
    write_drawing(drawing, target, force=force, source=Path(workbook.book.path))
    said = [
        text for name, (one, notes) in zip(names, found, strict=True)
        for text in (summary(one, name), *notes, *one.notes, *_left_said(one))
    ]
    return Outcome(target, tuple(said))
