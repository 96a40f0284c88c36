"""New values put into exactly their cells of a worksheet.

For an accountant: 除了要改的单元格，整张表一个字节都不动.
For a programmer: an edited row is scanned again by itself for the extents of its cells, which
are then replaced in the bytes of the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from jixiao.model import column_letters
from jixiao.workbooks.markup import (
    Element,
    append_inside,
    apply_splices,
    is_empty_tag,
    outline,
    qualified_name,
    with_attributes,
)
from jixiao.workbooks.numbers import stored_number
from jixiao.workbooks.sheetxml import DIGITS, TRUE, Place, RowIndex, column_number, position_of
from jixiao.workbooks.strings import text_element
from jixiao.workbooks.unreadable import damaged


class Written(NamedTuple):
    """A value on its way into a cell.

    Attributes:
        kind: the cell type: "n", "s" (a text), "b", "e", or "" to empty the cell.
        text: the number, text, "0"/"1" or error as such.

    """

    kind: str
    text: str


def written(value: Decimal | str | bool | None, *, error: bool = False) -> Written:
    """How a value is stored."""
    if value is None or value == "":
        return Written("", "")
    if isinstance(value, bool):
        return Written("b", "1" if value else "0")
    if isinstance(value, Decimal):
        return Written("n", stored_number(value))
    return Written("e" if error else "s", value)


@dataclass(slots=True)
class _Row:
    """One row to be edited, with the extents of its cells relative to ``offset``."""

    number: int
    offset: int
    element: Element
    cells: list[tuple[int, Element]]


def _open_row(data: bytes, rows: RowIndex, position: int, part: str) -> _Row:
    offset = rows.offsets[position]
    after = rows.offsets[position + 1] if position + 1 < len(rows.offsets) else rows.close
    element = outline(data[offset:after], 3, part, namespaces=False)
    cells: list[tuple[int, Element]] = []
    column = 0
    for each in element.children:
        if each.name == "c":
            address = each.attributes.get("r")
            column = column + 1 if address is None else column_number(address.replace("$", "").rstrip(DIGITS))
            cells.append((column, each))
    return _Row(rows.numbers[position], offset, element, cells)


def _positions(rows: RowIndex, wanted: set[int]) -> dict[int, int]:
    return {number: position for position, number in enumerate(rows.numbers) if number in wanted}


def _default_style(rows: RowIndex, row: Element | None, column: int) -> str | None:
    if row is not None and row.attributes.get("customFormat") in TRUE and "s" in row.attributes:
        return row.attributes["s"]
    return next((style for first, last, style in rows.columns if first <= column <= last), None)


def styles_at(data: bytes, rows: RowIndex, places: set[Place], part: str) -> dict[Place, int]:
    """The cell format that each place has, or would have if a cell were made there."""
    positions = _positions(rows, {row for row, _ in places})
    opened = {number: _open_row(data, rows, position, part) for number, position in positions.items()}
    found: dict[Place, int] = {}
    for row, column in places:
        here = opened.get(row)
        cell = next((each for at, each in reversed(here.cells) if at == column), None) if here else None
        style = cell.attributes.get("s") if cell else _default_style(rows, here.element if here else None, column)
        found[row, column] = position_of(style)
    return found


def splice_sheet(
    data: bytes, rows: RowIndex, writes: Mapping[Place, Written], share: Callable[[str], int], part: str
) -> bytes:
    """The sheet's XML with the values put into their cells; everything else byte for byte.

    ``share`` gives the index of a text in the shared strings.
    """
    if rows.start < 0:
        raise damaged(f"部件 {part} 没有 sheetData", f"part {part} has no sheetData")
    by_row: dict[int, dict[int, Written]] = {}
    for (row, column), value in sorted(writes.items()):
        by_row.setdefault(row, {})[column] = value
    name = qualified_name(data, rows.start).decode()
    prefix = name[: -len("sheetData")]
    splices: list[tuple[int, int, bytes]] = []
    positions = _positions(rows, set(by_row))
    new_rows: list[tuple[int, str]] = []
    for number, values in by_row.items():
        if number in positions:
            opened = _open_row(data, rows, positions[number], part)
            splices += _splice_row(data, rows, opened, values, share)
        else:
            cells = "".join(
                _new_cell(f"{column_letters(column)}{number}", _default_style(rows, None, column), prefix, value, share)
                for column, value in values.items()
            )
            if cells:
                new_rows.append((number, f'<{prefix}row r="{number}">{cells}</{prefix}row>'))
    splices += _insert_rows(data, rows, new_rows, name)
    return apply_splices(data, splices)


def _insert_rows(
    data: bytes, rows: RowIndex, new_rows: list[tuple[int, str]], name: str
) -> list[tuple[int, int, bytes]]:
    if new_rows and is_empty_tag(data, rows.open_end):
        whole = Element("sheetData", "", name.encode(), {}, rows.start, rows.open_end, rows.close, rows.end)
        return [append_inside(data, whole, "".join(xml for _, xml in new_rows))]
    places: dict[int, list[str]] = {}
    position = 0
    for number, xml in new_rows:  # ascending, as the rows of a sound sheet are
        while position < len(rows.numbers) and rows.numbers[position] < number:
            position += 1
        at = rows.offsets[position] if position < len(rows.numbers) else rows.close
        places.setdefault(at, []).append(xml)
    return [(at, at, "".join(xml).encode()) for at, xml in places.items()]


def _splice_row(
    data: bytes, rows: RowIndex, row: _Row, values: dict[int, Written], share: Callable[[str], int]
) -> list[tuple[int, int, bytes]]:
    base = row.offset
    splices: list[tuple[int, int, bytes]] = []
    inserted: dict[int, list[str]] = {}
    for column, value in values.items():
        cell = next((each for at, each in reversed(row.cells) if at == column), None)
        if cell is not None:
            new = _edited_cell(data, base, cell, value, share)
            splices.append((base + cell.start, base + cell.end, new))
            continue
        after = next((each for at, each in row.cells if at > column), None)
        at = after.start if after else row.element.close
        address, style = f"{column_letters(column)}{row.number}", _default_style(rows, row.element, column)
        inserted.setdefault(at, []).append(_new_cell(address, style, row.element.prefix, value, share))
    element = row.element
    tag = data[base + element.start : base + element.open_end]
    opened = _widened(tag, element, inserted, values)
    if is_empty_tag(tag, len(tag)):
        cells = "".join(xml for each in inserted.values() for xml in each)
        if not cells:
            return []
        whole = opened[:-2].rstrip() + b">" + cells.encode() + b"</" + element.qualified + b">"
        return [(base + element.start, base + element.end, whole)]
    if opened != tag:
        splices.append((base + element.start, base + element.open_end, opened))
    splices += [(base + at, base + at, "".join(xml).encode()) for at, xml in inserted.items()]
    return splices


def _widened(tag: bytes, row: Element, inserted: dict[int, list[str]], values: dict[int, Written]) -> bytes:
    """The row's tag with ``spans`` wide enough for new cells."""
    first, _, last = row.attributes.get("spans", "").partition(":")
    if not inserted or not first.isdigit() or not last.isdigit():
        return tag
    low, high = min(int(first), *values), max(int(last), *values)
    if (low, high) == (int(first), int(last)):
        return tag
    return with_attributes(tag, {"spans": f"{low}:{high}"})


def _content(value: Written, prefix: str, share: Callable[[str], int], *, formula: bool) -> tuple[str | None, str]:
    """The ``t`` attribute and the ``<v>`` element of a value."""
    name = prefix + "v"
    if value.kind == "":
        return None, ""
    if value.kind == "s":
        return ("str", text_element(name, value.text)) if formula else ("s", f"<{name}>{share(value.text)}</{name}>")
    return (None if value.kind == "n" else value.kind), text_element(name, value.text)


def _edited_cell(data: bytes, base: int, cell: Element, value: Written, share: Callable[[str], int]) -> bytes:
    formula = cell.child("f")
    kept = b"" if formula is None else data[base + formula.start : base + formula.end]
    more = b"".join(data[base + each.start : base + each.end] for each in cell.children if each.name == "extLst")
    kind, content = _content(value, cell.prefix, share, formula=formula is not None)
    changes: dict[str, str | None] = {"t": kind, "vm": None}  # the rich value belongs to the old one
    if formula is None:
        changes["cm"] = None
    tag = with_attributes(data[base + cell.start : base + cell.open_end], changes)
    if tag.endswith(b"/>"):
        tag = tag[:-2].rstrip() + b">"
    inner = kept + content.encode() + more
    return tag + inner + b"</" + cell.qualified + b">" if inner else tag[:-1] + b"/>"


def _new_cell(address: str, style: str | None, prefix: str, value: Written, share: Callable[[str], int]) -> str:
    if value.kind == "":
        return ""
    kind, content = _content(value, prefix, share, formula=False)
    mark = (f' s="{style}"' if style else "") + (f' t="{kind}"' if kind else "")
    return f'<{prefix}c r="{address}"{mark}>{content}</{prefix}c>'
