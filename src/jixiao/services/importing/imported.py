"""A document taken over: its tables as sheets of a new workbook, each cell with its place in the document and how sure it is.

For an accountant: what could be read is in the workbook, what is doubtful is coloured, what found no place is listed.  For a programmer:
``take_over`` composes grids, recogniser, template or facsimile and doubts; it reads no file and writes none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jixiao.forms import GENERIC, GENERIC_NAME, Recognition, recognise
from jixiao.forms.spec import AnyForm
from jixiao.model import Book, Ref, Statement, Table, Text
from jixiao.model.documents import Document, Paragraph, Piece
from jixiao.scoring.policy import Policy
from jixiao.services.importing.doubts import At, doubts
from jixiao.services.importing.facsimile import facsimile
from jixiao.services.importing.fitted import Fitted, fitted
from jixiao.services.importing.grids import SourceSheet, follows_at_once, sheets_of, stacked
from jixiao.services.importing.told import at, told
from jixiao.services.library import BUILT_IN, Library
from jixiao.workbooks.drawing import Look, SheetDrawing

_FEWEST_CELLS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell that was taken over.

    Attributes:
        cell: where it is in the new sheet.
        piece: what the document has, and where.
        doubt: why it is not sure; empty where it is.
    """

    cell: Ref
    piece: Piece
    doubt: Text


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """One sheet of the new workbook.

    Attributes:
        form: name of the form, None where it fits none; form_id: its id, "" for none.
        layout: "template" where it was written into the form's own template, "source" where it is laid out as in the document.
        entries: the cells that were taken over, in reading order; left: what has no cell.
        said: sentences about this table.
    """

    drawing: SheetDrawing
    form: Text | None
    form_id: str
    layout: str
    entries: tuple[Entry, ...]
    left: tuple[Piece, ...]
    said: tuple[Text, ...]

    @property
    def name(self) -> str:
        """Of the sheet."""
        return self.drawing.name

    @property
    def doubtful(self) -> tuple[Entry, ...]:
        """The cells that a person should compare with the document."""
        return tuple(entry for entry in self.entries if entry.doubt.zh)


@dataclass(frozen=True, slots=True)
class Imported:
    """All that was taken over from one document.

    Attributes:
        loose: paragraphs outside of tables, which are not taken over; left: cells of tables too small to be one.
        said: sentences about the document as a whole.
    """

    document: Document
    sheets: tuple[ImportedSheet, ...]
    loose: tuple[Paragraph, ...]
    left: tuple[Piece, ...]
    said: tuple[Text, ...]

    @property
    def fits(self) -> bool:
        """Whether any table fits a form, be it by the meaning of its headings alone."""
        return any(sheet.form is not None for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the recogniser found on one sheet."""

    tables: tuple[Table, ...]
    statements: tuple[Statement, ...]

    @property
    def each(self) -> tuple[Table | Statement, ...]:
        """Tables, then statements."""
        return (*self.tables, *self.statements)

    @property
    def form_id(self) -> str:
        """Of the first table, else of the first statement; "" for none."""
        return next((one.form for one in self.each), "")

    def headings(self) -> set[At]:
        """Cells that head columns."""
        fields = [*(field for table in self.tables for field in (*table.columns.values(), *table.fund_columns.values())),
                  *(field for statement in self.statements for field in statement.columns.values())]
        return {at(field.ref) for field in fields}

    def title(self) -> At | None:
        """The cell of the title."""
        return next((at(one.anchor) for one in self.each), None)


def take_over(document: Document, form: str | None = None, policy: Policy | None = None, library: Library = BUILT_IN) -> Imported:
    """The tables of a document as sheets.

    Args:
        document: read from a file.
        form: id of the form to be taken for every table; None for the one that each fits.
        policy: decides the formulas of templates; None for the form's own.
        library: the forms and policies that are known.

    Raises:
        JixiaoError: no such form.

    """
    parted = sheets_of(document)
    sources, joined = _put_together(parted.sheets, form, library)
    recognition = _recognised(sources, form, library)
    sheets: list[ImportedSheet] = []
    small: list[Piece] = []
    for source in sources:
        name = source.grid.sheet
        found = _Found(
            tuple(table for table in recognition.tables if table.sheet == name),
            tuple(each for each in recognition.statements if each.sheet == name),
        )
        if not found.form_id and len(source.grid.cells) < _FEWEST_CELLS:
            small += source.pieces.values()
        else:
            sheets.append(_sheet(source, found, policy, library))
    said = [*document.notes, *joined, *recognition.notes, *_several(sheets)]
    if form is not None:
        said.append(Text(f"表样是指定的；核对时请同样加 --form {form}。", f"the form was given; check the workbook with --form {form} too."))
    return Imported(document, tuple(sheets), parted.loose, tuple(small), tuple(said))


def _recognised(sources: Sequence[SourceSheet], form: str | None, library: Library) -> Recognition:
    return recognise(Book("", tuple(source.grid for source in sources)), form, library.form_folders)


def _put_together(sources: Sequence[SourceSheet], form: str | None, library: Library) -> tuple[list[SourceSheet], list[Text]]:
    """The sheets, those that only together are one table put together: its head is a table of its own."""
    kept: list[SourceSheet] = []
    said: list[Text] = []
    for source in sources:
        above = kept[-1] if kept else None
        if above is not None and follows_at_once(above, source) and _is_head(above, source, form, library):
            kept[-1] = stacked(above, source)
            said.append(Text(
                f"第{above.number}张表与第{source.number}张表之间没有文字，合起来是一张，已放在一张工作表里。",
                f"Tables {above.number} and {source.number} follow each other and are one; they were put on one sheet.",
            ))
        else:
            kept.append(source)
    return kept, said


def _is_head(upper: SourceSheet, lower: SourceSheet, form: str | None, library: Library) -> bool:
    """Whether the lower table tells more with the upper one above it, which alone is no table."""
    alone = _recognised((upper, lower), form, library)
    if len(alone.tables) != 1 or alone.statements or alone.tables[0].sheet != lower.grid.sheet:
        return False
    both = _recognised((stacked(upper, lower),), form, library)
    return len(both.tables) == 1 and len(both.tables[0].indicators) == len(alone.tables[0].indicators) and len(told(both.tables[0])) > len(told(alone.tables[0]))


def _sheet(source: SourceSheet, found: _Found, policy: Policy | None, library: Library) -> ImportedSheet:
    form = library.form(found.form_id) if found.form_id and found.form_id != GENERIC else None
    laid = _into_template(source, found, form, policy, library)
    said: list[Text] = []
    if laid is None:
        drawing, where, layout = facsimile(source, found.title(), found.headings()), {place: place for place in source.grid.cells}, "source"
        said += [_why_as_it_is(source.grid.sheet, found, form)]
    else:
        drawing, where, layout = laid.drawing, laid.where, "template"
    if source.table is not None and source.table.doubt.zh:
        said.append(source.table.doubt)
    why = doubts(source.grid, source.pieces, found.tables, found.statements)
    entries = [
        Entry(Ref(drawing.name, *where[place]), piece, why.get(place, Text("", "")))
        for place, piece in source.pieces.items() if place in where
    ]
    left = tuple(piece for place, piece in source.pieces.items() if place not in where and (laid is None or place not in laid.words))
    entries.sort(key=lambda entry: (entry.cell.row, entry.cell.column))
    name = GENERIC_NAME if found.form_id == GENERIC else form.name if form is not None else None
    return ImportedSheet(_marked(drawing, entries), name, found.form_id, layout, tuple(entries), left, tuple(said))


def _into_template(source: SourceSheet, found: _Found, form: AnyForm | None, policy: Policy | None, library: Library) -> Fitted | None:
    """The template of the form, filled; None where the table does not go into it whole."""
    if form is None or len(found.each) != 1:
        return None
    return fitted(source, found.each[0], form, policy, library)


def _why_as_it_is(sheet: str, found: _Found, form: AnyForm | None) -> Text:
    """Why a table stands as it does in the document."""
    if not found.form_id:
        return Text(f"“{sheet}”不合任何一种表样，按原样排版，没有核算的内容。", f"“{sheet}” fits no form and is laid out as in the document.")
    if len(found.each) > 1:
        return Text(f"“{sheet}”一处有几张表，按原样排版。", f"“{sheet}” holds several tables and is laid out as in the document.")
    if form is None:
        return Text(f"“{sheet}”没有专门的表样，按原样排版。", f"“{sheet}” has no form of its own and is laid out as in the document.")
    return Text(
        f"“{sheet}”是{form.name.zh}，但有些内容放不进这种表样的空白表，为了不丢内容，按原样排版。",
        f"“{sheet}” is {form.id}, but not all of it goes into the form's template; so that nothing is lost it is laid out as in the document.",
    )


def _marked(drawing: SheetDrawing, entries: Sequence[Entry]) -> SheetDrawing:
    """The sheet with its doubtful cells coloured, each with a note."""
    cells, comments = dict(drawing.cells), dict(drawing.comments)
    for entry in entries:
        if entry.doubt.zh:
            place = at(entry.cell)
            look: Look = cells[place].look._replace(fill="doubt", locked=False)
            cells[place] = cells[place]._replace(look=look)
            comments[place] = f"{entry.doubt.zh}\n原文位置：{entry.piece.place.told.zh}"
    return replace(drawing, cells=cells, comments=comments)


def _several(sheets: Sequence[ImportedSheet]) -> list[Text]:
    """Forms that more than one table fits: all are kept."""
    of_form = Counter(sheet.form_id for sheet in sheets if sheet.form is not None and sheet.form_id != GENERIC)
    said = []
    for form_id, count in of_form.items():
        if count > 1:
            names = [sheet.name for sheet in sheets if sheet.form_id == form_id]
            form = next(sheet.form for sheet in sheets if sheet.form_id == form_id)
            assert form is not None
            said.append(Text(
                f"有 {count} 张表都是{form.zh}，都保留了，各在一张工作表：{'、'.join(f'“{name}”' for name in names)}。",
                f"{count} tables fit {form_id}; all are kept, each on its sheet: {', '.join(names)}.",
            ))
    return said


