"""Where the blocks of a table stand: the rows that are headings, and which column each heading rules.

A heading row is known by what its cells mean together, never by its position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from jixiao.forms.headings import Block, clean, is_label, mark
from jixiao.forms.view import SheetView, is_filled
from jixiao.model import Field, Ref
from jixiao.values import direction, month_of_heading
from jixiao.values.memory import remembering

# A vertical label beside a block (绩效指标 over all its rows) is taller than any heading.
_TALLEST_HEADING = 4
# Rows looked at to see what a column holds.
_SAMPLE = 8
_LONGEST_MARK = 20
_FEWEST_HEADINGS = 3
_EVIDENCE = {
    "indicator": frozenset({"target", "actual", "weight", "score"}),
    "fund": frozenset({"executed", "rate"}),
}
_QUANTITATIVE = frozenset({"定量", "定量指标"})
_NATURES = _QUANTITATIVE | {"定性", "定性指标"}
# Headings of columns that somebody else fills in.
_REVIEWED = re.compile(r"复核|财政|主管|审核|抽查|复评|核查")
_ADJUSTED = re.compile("调整")
# Two headings for one of these leave it open which column is meant.
_DECISIVE = frozenset({"target", "actual", "weight", "score", "budget", "executed", "rate"})


@dataclass(frozen=True, slots=True)
class Column:
    """One heading and the columns below it (first and last, from 1)."""

    key: str
    heading: Field
    left: int
    right: int
    rank: int


@dataclass(frozen=True, slots=True)
class Header:
    """A heading row (or two rows, where sub-headings stand below merged ones).

    Attributes:
        columns: field key → its column.
        rivals: further columns whose heading claims a key that another column has.
        unknown: headings in this row that mean nothing to us.
        marks: field key → sub-headings that are ticked (确定能, 有可能 …), for "outlook" and "reason".
        beside: the heading of a second block at the right, whose rows continue those of this one.
    """

    block: Block
    top: int
    bottom: int
    columns: dict[str, Column]
    rivals: tuple[Column, ...]
    unknown: tuple[Field, ...]
    marks: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    beside: Header | None = None

    def same_columns(self, other: Header) -> bool:
        """Whether the other row repeats this one, as at the top of a printed page."""
        return {k: c.left for k, c in self.columns.items()} == {k: c.left for k, c in other.columns.items()}


def _claims(view: SheetView, row: int, block: Block) -> list[Column]:
    """The headings of a row that mean something, each with the columns below it."""
    claims: list[Column] = []
    for column, cell in view.own(row):
        found = view.meaning(cell.text, block) if cell.kind == "text" else None
        if found is not None and is_low(view, row, column):
            area = view.area(row, column)
            claims.append(Column(found[0], Field(Ref(view.sheet, row, column), cell), area.left, area.right, found[1]))
    return claims


def _unknown(view: SheetView, row: int, block: Block) -> list[Field]:
    """The texts of a heading row that mean nothing to us."""
    return [
        Field(Ref(view.sheet, row, column), cell)
        for column, cell in view.own(row)
        if cell.kind == "text" and view.meaning(cell.text, block) is None and mark(cell.text) is None and is_low(view, row, column)
    ]


def is_low(view: SheetView, row: int, column: int) -> bool:
    """Whether a cell is no taller than a heading: a label beside a whole block is none."""
    area = view.area(row, column)
    return area.bottom - area.top < _TALLEST_HEADING


def _is_heading_row(keys: set[str], block: Block) -> bool:
    known = keys - {"remark"}
    if block == "indicator":
        return "name" in known and len(known) >= _FEWEST_HEADINGS and bool(known & _EVIDENCE[block])
    return len(known) >= _FEWEST_HEADINGS and bool(known & _EVIDENCE[block]) and bool(known & {"budget", "initial"})


def _right_block(claims: list[Column]) -> list[Column]:
    """The headings of a second block at the right of the first, as on a broad sheet: the same fields once more, with scores."""
    places = {key: sorted(c.left for c in claims if c.key == key) for key in ("name", "target", "actual", "weight", "score")}
    twice = [key for key, lefts in places.items() if len(lefts) == 2]
    values = [places[key][0] for key in ("target", "actual") if key in twice]
    if "name" not in twice or not values or not {"weight", "score"} & set(twice) or places["name"][1] < min(values):
        return []
    border = min(c.left for c in claims if c.key in {"level1", "level2", "name"} and c.left > min(values))
    return [c for c in claims if c.left >= border]


def _latest(claims: list[Column]) -> list[Column]:
    """Of 二季度完成值 and 三季度完成值, the later one is what is done so far."""
    dated = [(month, claim) for claim in claims if claim.key == "actual" and (month := month_of_heading(claim.heading.text)) is not None]
    if len(dated) < 2:
        return claims
    latest = max(dated, key=lambda pair: pair[0])[1]
    return [claim for claim in claims if claim is latest or all(claim is not old for _, old in dated)]


def _adjusted(view: SheetView, claims: list[Column], bottom: int) -> list[Column]:
    """调整指标值 beside 年初指标值 is what counts where every row has one; where none has, nothing was adjusted."""
    targets = [claim for claim in claims if claim.key == "target"]
    later = [claim for claim in targets if _ADJUSTED.search(claim.heading.text)]
    first = [claim for claim in targets if "年初" in claim.heading.text]
    if len(targets) != 2 or len(later) != 1 or len(first) != 1:
        return claims

    def filled(column: Column) -> set[int]:
        return {row for row in range(bottom + 1, bottom + 1 + _SAMPLE) if is_filled(view.field(row, column.left).cell)}

    rows, adjusted = filled(first[0]), filled(later[0])
    if rows and adjusted >= rows:
        return [claim for claim in claims if claim is not first[0]]
    return claims if adjusted else [claim for claim in claims if claim is not later[0]]


def _settle(claims: list[Column]) -> tuple[dict[str, Column], list[Column]]:
    columns: dict[str, Column] = {}
    rivals: list[Column] = []
    for claim in claims:
        holder = columns.get(claim.key)
        if holder is None:
            columns[claim.key] = claim
            continue
        better = claim.rank < holder.rank
        columns[claim.key] = claim if better else holder
        rivals.append(holder if better else claim)
    return columns, [c for c in rivals if c.key in _DECISIVE]


def _filled(view: SheetView, columns: dict[str, Column], rivals: list[Column], bottom: int) -> tuple[dict[str, Column], list[Column]]:
    """Of two columns for one field, an empty one gives way to one that holds something."""
    def holds(column: Column) -> bool:
        shown = (view.field(row, column.left) for row in range(bottom + 1, bottom + 1 + _SAMPLE))
        return any(is_filled(field.cell) and field.ref.column == column.left for field in shown)

    settled = list(rivals)
    for place, rival in enumerate(rivals):
        holder = columns[rival.key]
        if holds(rival) and not holds(holder):
            columns[rival.key], settled[place] = rival, holder
    return columns, settled


def _without_labels(view: SheetView, claims: list[Column], bottom: int) -> list[Column]:
    """年度预算数（万元） above 总额 and 其中：财政资金 heads the names of the lines, where a further column is headed 预算数."""
    def names(column: Column) -> bool:
        below = [view.field(row, column.left) for row in range(bottom + 1, bottom + 3)]
        return all(field.cell.kind == "text" and not any(ch.isdigit() for ch in field.text) for field in below) and any(
            is_label(field.text, "fund_total") for field in below)

    first = min(claims, key=lambda claim: claim.left)
    twice = any(claim.key == first.key and claim is not first for claim in claims)
    return [claim for claim in claims if claim is not first] if twice and names(first) else claims


def _level_weights(claims: list[Column]) -> list[Column]:
    """A 权重 beside each level's heading belongs to that level; the one behind 三级指标 is the row's own."""
    weights = sorted((c for c in claims if c.key == "weight"), key=lambda c: c.left)
    levels = {c.key: c.left for c in claims if c.key in {"level1", "level2", "name"}}
    if len(weights) < 2 or "name" not in levels:
        return claims
    owner: dict[str, Column] = {}
    for weight in weights:
        left_of = [key for key, left in levels.items() if left < weight.left]
        key = max(left_of, key=lambda k: levels[k]) if left_of else ""
        owner.setdefault(key, weight)
    if "name" not in owner or len(owner) != len(weights):
        return claims
    renamed = {id(weight): f"weight_{key}" for key, weight in owner.items() if key != "name"}
    return [replace(c, key=renamed.get(id(c), c.key)) for c in claims]


def _sample(view: SheetView, column: int, bottom: int) -> list[Field]:
    """The texts that stand in one column alone below a heading."""
    shown = (view.field(row, column) for row in range(bottom + 1, bottom + 1 + _SAMPLE))
    return [field for field in shown if field.cell.kind == "text" and view.area(field.ref.row, field.ref.column).right == column == field.ref.column]


def _signs(view: SheetView, column: int, bottom: int) -> bool:
    """Whether a column holds nothing but comparison signs."""
    shown = _sample(view, column, bottom)
    return bool(shown) and all(direction(field.text).op is not None for field in shown)


def _split_target(view: SheetView, columns: dict[str, Column], bottom: int) -> None:
    """指标值 over two columns, ≥ in the first and the figure in the second, is a direction and a target; so is a column of signs without a heading."""
    target, known = columns.get("target"), columns.get("direction")
    if known is not None:
        shown = _sample(view, known.left, bottom)
        if "nature" not in columns and shown and {field.text for field in shown} <= _NATURES and any(field.text in _QUANTITATIVE for field in shown):
            columns["nature"] = replace(columns.pop("direction"), key="nature")
        return
    if target is None:
        return
    beside = target.left - 1
    if target.right > target.left and _signs(view, target.left, bottom):
        columns["direction"] = replace(target, key="direction", right=target.left)
        columns["target"] = replace(target, left=target.left + 1)
    elif beside >= 1 and not any(c.left <= beside <= c.right for c in columns.values()) and _signs(view, beside, bottom):
        columns["direction"] = replace(target, key="direction", left=beside, right=beside)


def _marks(view: SheetView, row: int, above: list[Column], beside: list[Column]) -> list[Column]:
    """The sub-headings below ``row`` that are ticked; what else stands below 偏差原因 or 可能性 is one, too."""
    known = {claim.heading.ref.column for claim in beside}
    groups = [c for c in above if c.key in {"reason", "outlook"}]
    marks: list[Column] = []
    for column, cell in view.own(row + 1):
        if cell.kind != "text" or column in known or len(cell.text) > _LONGEST_MARK:
            continue
        group = next((c.key for c in groups if c.left <= column <= c.right and c.left != c.right), None)
        key = mark(cell.text) if group is None else group
        if key is not None:
            area = view.area(row + 1, column)
            marks.append(Column(key, Field(Ref(view.sheet, row + 1, column), cell), area.left, area.right, 0))
    # One word alone (其他) may be anything.
    return [m for m in marks if groups or sum(other.key == m.key for other in marks) >= 2]


def _ticked(marks: list[Column], ruled: list[Column], taken: set[str]) -> list[Column]:
    """A column for each field that is answered by ticks, unless it has one for words (原因说明) as well."""
    claims: list[Column] = []
    for key in dict.fromkeys(m.key for m in marks):
        own = [m for m in marks if m.key == key]
        heading = next((c.heading for c in ruled if c.key == key), own[0].heading)
        if key not in taken:
            claims.append(Column(key, heading, own[0].left, own[-1].right, 0))
    return claims


def _within(part: Column, whole: Column) -> bool:
    return whole.left <= part.left and part.right <= whole.right and whole.right > whole.left


def _spoken_of(view: SheetView, row: int, claims: list[Column], below: list[Column]) -> list[Column]:
    """What sub-headings mean below their group: 数值 below 实际完成值 is the actual, anything below 复核 is not the unit's own."""
    others = [Column("remark", field, area.left, area.right, 0) for field in _unknown(view, row, "indicator")
              if _REVIEWED.search(field.text) and (area := view.area(row, field.ref.column)).right > area.left]
    meant: list[Column] = []
    for claim in below:
        group = next((c for c in (*claims, *others) if _within(claim, c)), None)
        if group is not None and group.key == "actual" and claim.key not in {"score", "weight"}:
            claim = replace(claim, key="actual" if claim.key in {"target", "actual"} else "remark")  # noqa: PLW2901  # the same, understood
        elif group in others:
            claim = replace(claim, key="remark")  # noqa: PLW2901
        meant.append(claim)
    return meant


def money_columns(view: SheetView, header: Header) -> dict[str, Column]:
    """The amounts that a heading row of indicators heads as well (全年预算数/指标值); empty where it does not."""
    columns, _ = _settle(_claims(view, header.top, "fund"))
    return columns if _is_heading_row(set(columns), "fund") else {}


def _groups_above(view: SheetView, row: int, claims: list[Column]) -> list[Column]:
    """Headings of the row above over several columns that this row divides by words of the unit's own (全区 | 各镇)."""
    if row == 1 or "name" not in {claim.key for claim in claims}:
        return []
    taken = {column for claim in claims for column in range(claim.left, claim.right + 1)} | {
        column for claim in claims if claim.key == "remark" for column in (claim.left,)}
    return [
        group for group in _claims(view, row - 1, "indicator")
        if group.key in _DECISIVE and group.right > group.left and group.left not in taken and group.key not in {c.key for c in claims}
        and all(view.field(row, column).cell.kind == "text" for column in range(group.left, group.right + 1))
    ]


def _divides(view: SheetView, row: int) -> bool:
    """Whether all cells below a heading row stand under its joined headings: then they are sub-headings, known or not."""
    below = [(column, cell) for column, cell in view.own(row + 1) if view.area(row + 1, column).top == row + 1]
    joined = [view.area(row, column) for column, _ in view.own(row)]
    wide = [area for area in joined if area.right > area.left and area.bottom == row]
    return len(below) >= 2 and all(
        cell.kind == "text" and any(area.left <= column <= area.right for area in wide) for column, cell in below)


def _header(view: SheetView, row: int, block: Block) -> Header | None:
    claims = _claims(view, row, block)
    if block == "indicator":
        claims += _groups_above(view, row, claims)
    if not _is_heading_row({claim.key for claim in claims}, block):
        return None
    bottom = row
    below = _claims(view, row + 1, block)
    if block == "indicator":
        below = _spoken_of(view, row, claims, below)
    marks = _marks(view, row, claims, below) if block == "indicator" else []
    known = len(below) + len(marks)
    if known >= 2 and (known == len(view.own(row + 1)) or _divides(view, row)):
        # Sub-headings rule their columns; the merged heading above them only groups.
        covered = {column for claim in (*below, *marks) for column in range(claim.left, claim.right + 1)}
        ruled = [c for c in claims if covered & set(range(c.left, c.right + 1))]
        replaced = [c for c in claims if c not in ruled] + below
        if block == "fund" or any(c.key == "name" for c in replaced):
            claims = replaced + _ticked(marks, ruled, {c.key for c in replaced})
            bottom = row + 1
    elif marks := _marks(view, row - 1, [], claims):
        # 确定能, 有可能 … in the heading row itself.
        claims += _ticked(marks, [], {c.key for c in claims})
    right = _right_block(claims) if block == "indicator" else []
    if right:
        claims = [claim for claim in claims if claim not in right]
    columns, rivals = _settle(_adjusted(view, _latest(_level_weights(claims)), bottom) if block == "indicator" else _without_labels(view, claims, bottom))
    columns, rivals = _filled(view, columns, rivals, bottom)
    if block == "fund":
        # What heads the lines' own names (预算资金（万元）) is no rival of an amount.
        first = min(column.left for column in columns.values())
        rivals = [rival for rival in rivals if rival.left > first]
    else:
        _split_target(view, columns, bottom)
    grouped = {key: tuple(m for m in marks if m.key == key) for key in dict.fromkeys(m.key for m in marks)}
    beside = Header(block, row, bottom, _settle(_level_weights(right))[0], (), ()) if right else None
    return Header(block, row, bottom, columns, tuple(rivals), tuple(_unknown(view, row, block)), grouped, beside)


def _may_head(view: SheetView) -> Iterator[tuple[int, list[Block]]]:
    """The rows that can be a heading at all, with the blocks that they can head.

    `_is_heading_row` asks for 三级指标, or for three headings of amounts, in any case.  Most rows hold values only, and the
    same ones again and again: each text of the sheet is looked at once.
    """
    texts = {cell.text for row in view.rows for _, cell in view.own(row) if cell.kind == "text"}
    names = {text for text in texts if view.may_name(text)}
    amounts = {text for text in texts if view.meaning(text, "fund") is not None}
    known = names | amounts
    for row in view.rows:
        found = [cell.text for _, cell in view.own(row) if cell.text in known and cell.kind == "text"]
        blocks: list[Block] = []
        if not names.isdisjoint(found):
            blocks.append("indicator")
        if sum(text in amounts for text in found) >= _FEWEST_HEADINGS:
            blocks.append("fund")
        if blocks:
            yield row, blocks


def headers(view: SheetView) -> tuple[Header, ...]:
    """Every heading row of the sheet, from the top; looked for once a view."""
    if view not in _HEADERS:
        _HEADERS[view] = tuple(_headers(view))
    return _HEADERS[view]


_HEADERS: WeakKeyDictionary[SheetView, tuple[Header, ...]] = WeakKeyDictionary()


def _headers(view: SheetView) -> Iterator[Header]:
    skip_to = 0
    for row, blocks in _may_head(view):
        if row <= skip_to:
            continue
        for block in blocks:
            header = _header(view, row, block)
            if header is not None:
                skip_to = header.bottom
                yield header
                break


def is_end(view: SheetView, row: int) -> bool:
    """Whether notes or signatures begin in this row (注：…, 填表人 …)."""
    own = view.own(row)
    if not own:
        return False
    return _says_end(own[0][1].text)


@remembering(4096)
def _says_end(text: str) -> bool:
    """Whether a text opens notes or signatures; a row often begins like the one above."""
    words = clean(text[:40])[0] if len(text) <= 60 else text.strip()
    if is_label(words, "end"):
        return True
    head = words.replace("：", ":").split(":")[0].rstrip("0123456789. ")
    return head != words and is_label(head, "end")


def total_label(view: SheetView, row: int, right: int) -> Field | None:
    """The label 总分 (合计 …) of a row, looked for up to column ``right``; None if the row has none."""
    for column, cell in view.own(row):
        if column > right:
            return None
        if cell.kind == "text" and is_label(cell.text.split("：")[0].split(":")[0], "total"):
            return Field(Ref(view.sheet, row, column), cell)
    return None
