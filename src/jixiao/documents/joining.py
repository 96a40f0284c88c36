"""Tables that a page break has cut are put together again.

For an accountant: 跨页的表合成一张，重复的表头去掉；拿不准的不合并，只作提示.
For a programmer: one rule for tables that touch in a document, one for tables on pages that follow each other;
both end in `_joined`, which works on the stored grids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from jixiao.documents.arranging import Found, FoundCell, FoundParagraph, FoundTable
from jixiao.documents.print_lines import joined as joined_text
from jixiao.model import NOTHING_SAID, Area, Text

_CONTINUED = re.compile(r"[（(【\[]?\s*(接|续)\s*(上|前)?\s*(表|页)\s*[一二三四五六七八九十\d]*\s*[)）】\]]?")
_WIDE_GAP = re.compile(r" {2,}")
_MOST_HEADING_ROWS = 8
# Rows compared to tell the next table of the same form from the rest of this one.
_OPENING = 4
_MAYBE = Text("这张表可能是上一页那张表的后半部分，没有合并，请核对。", "This table may be the rest of that on the page before; they were not joined. Compare it with the original.")

_BESIDE = Text("这张表与上一页的表行高全都一样，可能是打印时右边放不下的几列，没有合并，请核对。", "The rows of this table are as high as those of the table on the page before: these may be columns that found no room on it. They were not joined.")
_PERHAPS = Text("这一格可能是上一页最后一行同一格的后半部分，没有接上，请核对。", "This cell may be the rest of that in the last row of the page before; they were not put together. Compare it with the original.")
_MOST_SCRAPS, _LONGEST_SCRAP = 5, 20
_TORN = Text("这一格被分页切成两半，已接起来，请核对。", "A page break has torn this cell apart; it was put together again. Compare it with the original.")


def joined_neighbours(found: Iterable[Found]) -> tuple[list[Found], tuple[Text, ...]]:
    """What was found in a document without pages, with tables that go on joined, and what has to be said of it.

    Word shows tables with nothing between them as one; below empty lines (a page break) it takes repeated headings.
    """
    kept: list[Found] = []
    notes: list[Text] = []
    between = False
    for each in found:
        if isinstance(each, FoundParagraph) and (not each.text or _CONTINUED.fullmatch(each.text)):
            between = True
            kept.append(each)
            continue
        last = next((index for index in range(len(kept) - 1, -1, -1) if not isinstance(kept[index], FoundParagraph) or not _is_nothing(kept[index])), None)
        above = kept[last] if last is not None else None
        if isinstance(each, FoundTable) and isinstance(above, FoundTable) and last is not None and not (_holds_tables(above) or _holds_tables(each)):
            heading = _repeated_heading(above, each)
            touching = not between and bool(above.edges) and heading is not None and _nested(above, each)
            if touching or (heading and above.edges and each.edges and _nested(above, each)) or (heading and _width(above) == _width(each)):
                kept[last:] = [_joined(above, each, heading or 0)]
                notes.append(_told(heading or 0, 0))
                between = False
                continue
        between = False
        kept.append(each)
    return kept, tuple(dict.fromkeys(notes))


def joined_pages(found: Iterable[Found]) -> tuple[list[Found], tuple[Text, ...]]:
    """What was found on pages, with tables that go on overleaf joined, and what has to be said of it."""
    kept: list[Found] = []
    notes: list[Text] = []
    page = 0
    for each in found:
        if isinstance(each, FoundParagraph) and _CONTINUED.fullmatch(each.text) and kept and isinstance(kept[-1], FoundTable):
            continue
        at = next((index for index in range(len(kept) - 1, -1, -1) if not isinstance(kept[index], FoundParagraph)), None)
        above = kept[at] if at is not None else None
        if at is not None and isinstance(each, FoundTable) and isinstance(above, FoundTable) and each.page == page + 1 and _is_remains(kept[at + 1 :], above, each):
            heading = _repeated_heading(above, each)
            if heading is not None and _same_sides(above, each):
                if _nested(above, each) and (heading or _runs_to_the_end(above, each)):
                    page = each.page
                    kept[at:] = [_joined(above, each, heading)]
                    notes.append(_told(heading, page))
                    continue
                each = replace(each, doubt=_MAYBE)  # noqa: PLW2901
        if isinstance(each, FoundTable):
            if at is not None and isinstance(above, FoundTable) and each.page == page + 1:
                if _is_beside(above, each):
                    each = replace(each, doubt=_BESIDE)  # noqa: PLW2901
                elif _are_scraps(kept[at + 1 :]) and _repeated_heading(above, each) == 0 and _nested(above, each) and _runs_to_the_end(above, each):
                    each = replace(each, doubt=_MAYBE)  # noqa: PLW2901
            page = each.page
        kept.append(each)
    return kept, tuple(notes)


def _are_scraps(between: list[Found]) -> bool:
    """Whether what stands between two tables is there, but no more than scraps, and names no table."""
    texts = [each.text for each in between if isinstance(each, FoundParagraph)]
    return 0 < len(texts) <= _MOST_SCRAPS and all(len(text) <= _LONGEST_SCRAP and "表" not in text for text in texts)


def _is_beside(above: FoundTable, below: FoundTable) -> bool:
    """Whether one table seems to be the right side of the other: the same rows, not all alike, and other columns."""
    if above.printed is None or below.printed is None or _same_sides(above, below):
        return False
    one, other = above.printed.heights, below.printed.heights
    alike = len(one) == len(other) >= _OPENING and all(abs(upper - lower) <= 1 for upper, lower in zip(one, other, strict=True))
    return alike and max(one) - min(one) > above.narrow


def _is_remains(between: Iterable[Found], above: FoundTable, below: FoundTable) -> bool:
    """Whether all that stands between two tables is text of cells that the break cuts: spreadsheets print it on both pages."""
    texts: dict[int, Counter[str]] = {}
    for cell in [*(one for one in above.cells if one.area.bottom == above.bottom), *(one for one in below.cells if one.area.top == 1)]:
        texts.setdefault(cell.area.left, Counter()).update(cell.text)
    # Its lines lie over each other: their signs come in any order.
    return all(
        isinstance(each, FoundParagraph) and all(any(Counter(words) <= text for text in texts.values()) for words in _WIDE_GAP.split(each.text)) for each in between
    )


def _holds_tables(table: FoundTable) -> bool:
    return any(isinstance(one, FoundTable) for cell in table.cells for one in cell.content)


def _is_nothing(found: Found) -> bool:
    return isinstance(found, FoundParagraph) and (not found.text or bool(_CONTINUED.fullmatch(found.text)))


def _told(heading: int, page: int) -> Text:
    dropped = Text(f"，去掉重复的表头 {heading} 行", f", {heading} repeated heading rows left out") if heading else NOTHING_SAID
    if not page:
        return Text(f"前后相连的两张表合成了一张{dropped.zh}。", f"Two tables that follow each other were joined{dropped.en}.")
    return Text(f"第{page - 1}页与第{page}页的表合成了一张{dropped.zh}。", f"The tables of pages {page - 1} and {page} were joined{dropped.en}.")


# ----------------------------------------------------------------- whether ----


def _rows(table: FoundTable, most: int) -> list[dict[int, str]]:
    """The texts of the first rows by the column where they begin."""
    rows: list[dict[int, str]] = [{} for _ in range(min(most, table.bottom))]
    for cell in table.cells:
        if cell.area.top <= len(rows) and (text := " ".join(cell.text.split())):
            rows[cell.area.top - 1][cell.area.left] = text
    return rows


def _repeated_heading(above: FoundTable, below: FoundTable) -> int | None:
    """How many rows the second table repeats of the first; None where it is the next table of the same form."""
    first = [list(row.values()) for row in _rows(above, _MOST_HEADING_ROWS + _OPENING)]
    second = [list(row.values()) for row in _rows(below, _MOST_HEADING_ROWS + _OPENING)]
    same = 0
    while same < min(len(first), len(second), _MOST_HEADING_ROWS) and first[same] == second[same]:
        same += 1
    while same and not first[same - 1]:  # empty rows are no heading
        same -= 1
    if same and not any(len(row) > 1 for row in first[:same]):
        return None  # nothing but the title is the same
    labels = [
        one[0] for one, other in zip(first[same : same + _OPENING], second[same : same + _OPENING], strict=False) if one and other and one[0] == other[0]
    ]  # fmt: skip
    if len(set(labels)) >= min(_OPENING - 1, 3):
        return None
    if same == min(len(first), len(second)):
        return None if same == len(first) else same
    return same


def _width(table: FoundTable) -> int:
    return max((cell.area.right for cell in table.cells), default=0)


def _close(one: float, other: float, table: FoundTable) -> bool:
    return abs(one - other) <= table.narrow


def _same_sides(above: FoundTable, below: FoundTable) -> bool:
    return _close(above.edges[0], below.edges[0], above) and _close(above.edges[-1], below.edges[-1], above)


def _nested(above: FoundTable, below: FoundTable) -> bool:
    """Whether all edges of one table's columns are edges of the other's, too."""
    if not above.edges or not below.edges or not _same_sides(above, below):
        return False
    return any(
        all(any(_close(edge, each, above) for each in many.edges) for edge in few.edges) for few, many in ((below, above), (above, below))
    )  # fmt: skip


def _runs_to_the_end(above: FoundTable, below: FoundTable) -> bool:
    """Whether the first row overleaf had no room below the table, or the table is open there."""
    if above.printed is None or below.printed is None:
        return False
    if above.printed.open_below or below.printed.open_above:
        return True
    return above.printed.foot - above.printed.bottom < below.printed.heights[0] + above.narrow


# --------------------------------------------------------------------- how ----


def _joined(above: FoundTable, below: FoundTable, heading: int) -> FoundTable:
    """One table of both, on a grid that has the edges of both; ``heading`` rows of the second are dropped."""
    edges = _edges_of_both(above, below)
    upper = [replace(cell, area=_on(cell.area, above, edges)) for cell in above.cells]
    shift = above.bottom - heading
    lower = []
    for cell in below.cells:
        if cell.area.bottom > heading:
            area = _on(cell.area, below, edges)
            lower.append(replace(cell, area=area._replace(top=max(area.top, heading + 1) + shift, bottom=area.bottom + shift)))
    lower = _with_torn_row(upper, lower, above, below, heading)
    lower = _going_on(upper, lower, above.bottom)
    printed = above.printed
    if printed is not None and below.printed is not None:
        printed = below.printed._replace(open_above=printed.open_above, heights=printed.heights + below.printed.heights[heading:])
    return replace(above, cells=upper + lower, edges=edges, printed=printed, doubt=above.doubt if above.doubt != NOTHING_SAID else below.doubt)


def _edges_of_both(above: FoundTable, below: FoundTable) -> tuple[float, ...]:
    if not above.edges or not below.edges:
        return ()
    more = [edge for edge in below.edges if not any(_close(edge, each, above) for each in above.edges)]
    return tuple(sorted((*above.edges, *more)))


def _on(area: Area, table: FoundTable, edges: tuple[float, ...]) -> Area:
    """An area of a table on the columns between ``edges``."""
    if not edges:
        return area

    def nearest(edge: float) -> int:
        return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))

    return area._replace(left=nearest(table.edges[area.left - 1]) + 1, right=nearest(table.edges[area.right]))


def _with_torn_row(upper: list[FoundCell], lower: list[FoundCell], above: FoundTable, below: FoundTable, heading: int) -> list[FoundCell]:
    """The lower cells without the rest of a row that the page break tore apart: that goes to the cells it belongs to.

    It is one where no line closes the row, or where a text of the first row goes on from a line that was full and
    something else of the row does not go on; unless only one text does so, that is doubtful.
    """
    if above.printed is None or below.printed is None or not lower:
        return lower
    top = above.bottom + 1
    first = [cell for cell in lower if cell.area.top == top]
    last = {(cell.area.left, cell.area.right): cell for cell in upper if cell.area.bottom == above.bottom}
    if any(cell.area.bottom != top for cell in first) and any((cell.area.left, cell.area.right) not in last for cell in first):
        return lower
    filled = [cell for cell in first if cell.text]
    pairs = [(last.get((cell.area.left, cell.area.right)), cell) for cell in filled]
    torn = above.printed.open_below or (below.printed.open_above and not heading)
    if not torn:
        single = [cell for cell in last.values() if cell.area.top == cell.area.bottom and cell.text]
        torn = any(one is not None and cell.wanted > one.left for one, cell in pairs) and len(filled) < len(single)
    if not torn or any(one is None or one.text[:2] == cell.text[:2] for one, cell in pairs):  # 指标2 begins anew as 指标1 did
        if len(pairs) == 1 and len(first) > _OPENING and not heading and _may_go_on(*pairs[0]):
            filled[0].doubt = _PERHAPS
        return lower
    # One text that runs on is the rest of it; where several cells do so, it may as well be the next row.
    sure = len(pairs) == 1 and all(one is not None and cell.wanted > one.left for one, cell in pairs)
    for one, cell in pairs:
        assert one is not None
        text = joined_text(one.text, cell.text) if cell.wanted > one.left else f"{one.text}\n{cell.text}".strip()
        one.content, one.left = [FoundParagraph(text)], cell.left
        if not sure and one.doubt == NOTHING_SAID:
            one.doubt = _TORN
    rest = []
    for cell in lower:
        if cell.area.top > top:
            rest.append(replace(cell, area=cell.area._replace(top=cell.area.top - 1, bottom=cell.area.bottom - 1)))
        elif cell.area.bottom > top:  # one that goes on in the rows below
            one = last[cell.area.left, cell.area.right]
            one.area = one.area._replace(bottom=cell.area.bottom - 1)
    return rest


def _is_one(upper: FoundCell, lower: FoundCell) -> bool:
    """Whether two cells, one below the other, are a merged cell that the break cut."""
    tall = (upper.area.bottom > upper.area.top) + (lower.area.bottom > lower.area.top)
    one, other = "".join(upper.text.split()), "".join(lower.text.split())
    return bool(tall and one and not other) or (tall == 2 and (one in other or other in one))


def _may_go_on(upper: FoundCell | None, lower: FoundCell) -> bool:
    """Whether a text overleaf that stands alone in its row could be the rest of that above it."""
    return upper is not None and bool(upper.text) and not upper.text.endswith(("。", "；", "！", "？")) and upper.text[:2] != lower.text[:2]


def _going_on(upper: list[FoundCell], lower: list[FoundCell], bottom: int) -> list[FoundCell]:
    """The lower cells without the rest of merged cells, which take it back: it is empty, or says the same once more."""
    last = {(cell.area.left, cell.area.right): cell for cell in upper if cell.area.bottom == bottom}
    rest = []
    for cell in lower:
        one = last.get((cell.area.left, cell.area.right))
        if one is None or cell.area.top != bottom + 1 or not _is_one(one, cell):
            rest.append(cell)
            continue
        if len(cell.text) > len(one.text):
            one.content = cell.content
        one.area = one.area._replace(bottom=cell.area.bottom)
    return rest


