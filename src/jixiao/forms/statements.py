"""Finds the statements of a sheet (基础数据表, 收支结转结余情况表 …) and reads them: lines, and what must follow from what.

For an accountant: a statement is known by its title, its headings and its labels, wherever they stand.  For a programmer: the
relations that the form declares are resolved to cells here, so that the layers below need no form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jixiao.forms.around import header_fields, year_of
from jixiao.forms.headings import clean, money_unit
from jixiao.forms.locate import headers
from jixiao.forms.statement_headings import Heading, forms_hinted, headings_of, named_by_sheet, title_anywhere
from jixiao.forms.statement_lines import Block, Own, read_block
from jixiao.forms.statement_spec import BlockSpec, LineSpec, StatementForm
from jixiao.forms.view import SheetView
from jixiao.model import Drift, Grid, Ref, Relation, RelationKind, Statement, StatementLine, Term, Text

_NOTHING = frozenset({"无", "没有", "本单位无", "本部门无", "无此项支出", "无此项预算"})


@dataclass(slots=True)
class _Found:
    """The headings of one statement, and the rows that repeat them."""

    headings: list[Heading] = field(default_factory=list)
    repeats: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one sheet.

    Attributes:
        rest: the sheet without their rows, for whatever else stands there.
        notes: a title without a heading that could be read.
    """

    statements: tuple[Statement, ...]
    rest: SheetView
    notes: tuple[Text, ...] = ()


def read_statements(view: SheetView, forms: tuple[StatementForm, ...]) -> Statements:
    """Every statement of a sheet.  A sheet without any word of theirs costs next to nothing."""
    grid = view.grid
    forms = forms_hinted(grid.cells.values(), grid.sheet, forms)
    if not forms:
        return Statements((), view)
    tables = headers(view)
    closed = frozenset(row for header in tables if header.block == "indicator" for row in range(header.top, header.bottom + 1))
    found: list[_Found] = []
    for heading in headings_of(view, forms, closed):
        _group(found, heading)
    statements: list[Statement] = []
    taken: set[int] = set()
    ours = {heading.top for one in found for heading in one.headings} | {row for one in found for row in one.repeats}
    for index, one in enumerate(found):
        below = found[index + 1].headings[0] if index + 1 < len(found) else None
        ends = [header.top - 1 for header in tables if header.top > one.headings[0].top and header.top not in ours]
        last = min([view.last_row, *ends, *([_first_row(below) - 1] if below else [])])
        statement, rows = _read(view, one, last)
        statements.append(statement)
        taken |= rows
    notes: list[Text] = []
    for form in forms:
        if all(statement.form != form.id for statement in statements):
            empty, said = _without_heading(view, form)
            statements.extend(empty)
            notes.extend(said)
    rest = SheetView(_without(grid, taken), view.words) if taken else view
    return Statements(tuple(statements), rest, tuple(notes))


def _first_row(heading: Heading) -> int:
    return heading.title.ref.row if heading.title is not None else heading.top


def _group(found: list[_Found], heading: Heading) -> None:
    """Put a heading to the statement that it belongs to: further blocks of one form make one statement."""
    current = found[-1] if found else None
    if current is None or current.headings[0].form.id != heading.form.id or (heading.title is not None and heading.title != current.headings[0].title):
        found.append(_Found([heading]))
        return
    same = next((known for known in current.headings if known.block.key == heading.block.key), None)
    if same is None:
        current.headings.append(heading)
    elif heading.repeats(same):
        current.repeats.update(range(heading.top, heading.bottom + 1))
    else:
        found.append(_Found([heading]))


def _without(grid: Grid, rows: set[int]) -> Grid:
    cells = {place: cell for place, cell in grid.cells.items() if place[0] not in rows}
    merges = tuple(area for area in grid.merges if not rows.intersection(range(area.top, min(area.bottom, area.top + 5000) + 1)))
    return Grid(grid.sheet, cells, merges, grid.visible, grid.generated)


def _without_heading(view: SheetView, form: StatementForm) -> tuple[list[Statement], list[Text]]:
    """A title above the word 无 is an empty statement; a title above something else is said."""
    title = title_anywhere(view, form)
    if title is None:
        return [], []
    below = [cell.text.strip() for row in range(title.ref.row, title.ref.row + 6) for column, cell in view.own(row) if (row, column) != title.ref[1:]]
    if any(clean(text)[0] in _NOTHING for text in below):
        return [Statement(view.sheet, form.id, title.text, title.ref, {}, {}, (), money_unit=form.money_unit)], []
    headings = "、".join(words[0] for words in form.blocks[0].columns.values())
    return [], [Text(
        f"工作表“{view.sheet}”{title.ref.a1} 写着“{title.text}”，但没有找到它的表头（{headings}），没有核对。",
        f"sheet “{view.sheet}”: {title.ref.a1} is titled “{title.text}”, but its headings ({headings}) were not found; it was not checked.",
    )]


# ---------------------------------------------------------------- one statement ----


def _read(view: SheetView, found: _Found, last_row: int) -> tuple[Statement, set[int]]:
    headings = found.headings
    form, first = headings[0].form, headings[0]
    blocks: list[Block] = []
    for index, heading in enumerate(headings):
        end = headings[index + 1].top - 1 if index + 1 < len(headings) else last_row
        blocks.append(read_block(view, heading, end, frozenset(found.repeats)))
    top = _first_row(first)
    title = first.title
    units = {f"{block.heading.block.key}.{key}": unit for block in blocks for key, unit in _units(view, block.heading, top).items()}
    money = next((unit for unit in units.values() if unit not in ("", "%")), form.money_unit)
    anchor = title.ref if title is not None else Ref(view.sheet, first.top, min(column for column, _ in view.own(first.top)))
    statement = Statement(
        sheet=view.sheet,
        form=form.id,
        title=title.text.strip() if title is not None else view.sheet if named_by_sheet(view, form) else form.name.zh,
        anchor=anchor,
        columns={f"{block.heading.block.key}.{key}": column.heading for block in blocks for key, column in block.heading.columns.items()},
        units=units,
        lines=tuple(line for block in blocks for line in block.lines),
        relations=tuple(relation for block in blocks for relation in _relations(block)),
        header=header_fields(view, top, first.top - 1),
        drift=tuple(drift for block in blocks for drift in _drift(block)),
        money_unit=money,
        year=year_of(view, top, first.bottom),
        computed=form.computed,
    )
    rows = set(range(top, max(block.last_row for block in blocks) + 1))
    return statement, rows


def _units(view: SheetView, heading: Heading, top: int) -> dict[str, str]:
    """The unit of each column: in its own heading, beside it, or in a line above."""
    spec = heading.block
    above = [cell.text for row in range(top, heading.bottom + 1) for column, cell in view.own(row)
             if cell.kind == "text" and len(cell.text) <= 40 and column not in {c.left for c in heading.columns.values()}]
    shared = money_unit(*above) or heading.form.money_unit if spec.measure == "money" else ""
    return {
        key: "%" if key in spec.derived else (money_unit(*column.notes) or shared)
        for key, column in heading.columns.items()
    }


def _drift(block: Block) -> Iterator[Drift]:
    heading, spec = block.heading, block.heading.block
    first = min(heading.columns.values(), key=lambda column: column.left).heading.ref
    for key in spec.required:
        if key not in heading.columns:
            yield Drift("missing", f"{spec.key}.{key}", spec.columns[key][0], "", first)
    for rival in heading.rivals:
        taken = heading.columns[rival.key].heading
        yield Drift("duplicate", f"{spec.key}.{rival.key}", taken.text, rival.heading.text, rival.heading.ref)
    for line, again in block.repeated:
        yield Drift("duplicate", f"{spec.key}.{line.key}", line.label.text, again.text, again.ref)


# -------------------------------------------------------------- relations ----


def _relations(block: Block) -> Iterator[Relation]:
    """What the form declares about this block, in cells."""
    spec = block.heading.block
    for named in spec.lines:
        if named.parts and named.key in block.known:
            yield from _tree(block, named)
    if "total" in block.known:
        yield from _total(block)
    for line in block.lines:
        yield from _within_line(block, line)
    for limit in spec.limits:
        line_there = block.known.get(limit.line)
        if line_there is not None and limit.column in line_there.figures:
            terms = tuple(Term(_words(block, key), line_there.figures[key]) for key in limit.within if key in line_there.figures)
            if terms:
                yield Relation("limit", line_there.name, _words(block, limit.column), line_there.figures[limit.column], (terms,))
    yield from _links(block, spec)


def _links(block: Block, spec: BlockSpec) -> Iterator[Relation]:
    for link in spec.links:
        line = block.known.get(link.line)
        if line is None and link.line == "total" and len(block.own.get("", ())) == 1:
            line = block.own[""][0].line
        if line is not None and link.column in line.figures:
            yield Relation("same", line.name, _words(block, link.column), line.figures[link.column], (), link.funds)


def _words(block: Block, key: str) -> str:
    return clean(block.heading.columns[key].heading.text)[0]


def _added(block: Block) -> list[str]:
    derived = block.heading.block.derived
    return [key for key in block.heading.columns if key not in derived]


def _terms(lines: Iterable[StatementLine], key: str) -> tuple[Term, ...]:
    return tuple(Term(line.name or line.label.ref.a1, line.figures[key]) for line in lines)


def _choices(own: list[Own]) -> list[list[StatementLine]]:
    """Which of the unit's own lines make up a sum: without 其中 and 小计; all; or the 小计 alone."""
    plain = [one.line for one in own if not one.within and not one.subtotal]
    choices = [plain, [one.line for one in own], [one.line for one in own if not one.subtotal], [one.line for one in own if one.subtotal]]
    return [choice for index, choice in enumerate(choices) if choice and choice not in choices[:index]]


def _between(block: Block, line: LineSpec) -> list[StatementLine]:
    """Lines that the form does not know and that stand among the parts of a line, or right below them."""
    family = {line.key}
    for spec in block.heading.block.lines:
        if spec.parent in family:
            family.add(spec.key)
    start = block.known[line.key].label.ref.row
    after = [known.label.ref.row for key, known in block.known.items() if key not in family and known.label.ref.row > start]
    end = min(after, default=block.last_row + 1)
    return [extra for extra in block.extras if start < extra.label.ref.row < end]


def _tree(block: Block, line: LineSpec) -> Iterator[Relation]:
    """A line and its parts, in each column that is added up."""
    parts = [spec.key for spec in block.heading.block.lines if spec.parent == line.key]
    there = [block.known[key] for key in parts if key in block.known]
    choices = [[*there, *own] for own in _choices(block.own.get(line.key, []))] or [there]
    extras = _between(block, line)
    if extras:
        choices += [[*choice, *extras] for choice in choices]
    if not any(choices):
        return
    whole = block.known[line.key]
    # With a part of the form left out, the others need not add up.
    kind: RelationKind = "sum" if line.parts == "sum" and len(there) == len(parts) else "at_most"
    for key in _added(block):
        yield Relation(
            kind, whole.name, _words(block, key), whole.figures[key],
            tuple(_terms(choice, key) for choice in (choices if kind == "sum" else [there])),
        )


def _total(block: Block) -> Iterator[Relation]:
    """The row 合计 and the rows of the units."""
    total = block.known["total"]
    choices = _choices(block.own.get("", []))
    for key in _added(block) if choices else ():
        yield Relation("sum", total.name, _words(block, key), total.figures[key], tuple(_terms(choice, key) for choice in choices))


def _within_line(block: Block, line: StatementLine) -> Iterator[Relation]:
    """Ratios and balances between the columns of one line."""
    spec = block.heading.block
    for ratio in spec.ratios:
        if {ratio.column, ratio.of, ratio.by} <= line.figures.keys():
            operands = tuple(Term(_words(block, key), line.figures[key]) for key in (ratio.of, ratio.by))
            yield Relation(ratio.kind, line.name, _words(block, ratio.column), line.figures[ratio.column], (operands,), ratio.over)
    for balance in spec.balances:
        if {balance.column, *balance.plus, *balance.minus} <= line.figures.keys():
            terms = (
                *(Term(_words(block, key), line.figures[key]) for key in balance.plus),
                *(Term(_words(block, key), line.figures[key], -1) for key in balance.minus),
            )
            yield Relation("balance", line.name, _words(block, balance.column), line.figures[balance.column], (terms,))
