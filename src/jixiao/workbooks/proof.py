"""Proving, before the original is replaced, that only the planned things changed.

For an accountant: 写完先核对，核对不过就不动原文件.
For a programmer: the file is read again from disk as a stranger would.  Members that were not to
change have the same packed bytes; rows that were not to change have the same bytes; edited rows
are read cell by cell, before and after.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from jixiao.model import EMPTY_CELL, Cell, JixiaoError, Ref, Text
from jixiao.workbooks.markup import new_parser, run
from jixiao.workbooks.numbers import exact
from jixiao.workbooks.package import Package, read_package
from jixiao.workbooks.reading import Workbook
from jixiao.workbooks.sheetxml import Place, Source, scan_sheet
from jixiao.workbooks.splicing import Written
from jixiao.workbooks.strings import read_strings
from jixiao.workbooks.workbookxml import read_workbook_part
from jixiao.workbooks.writing import Composition, part_of

_ROW = re.compile(rb"""<(?:[\w.-]+:)?row(?=[\s/>])(?:[^>]*?\sr=["']([0-9]{1,7})["'])?""")
# The usual way of writing it, which begins with letters and so is found much faster.
_PLAIN_ROW = re.compile(rb"""<row (?:[^>]*? )??r="([0-9]{1,7})\"""")
_DATA_OPENS = re.compile(rb"<(?:[\w.-]+:)?sheetData[^>]*>")
_DATA_CLOSES = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")


def verify(workbook: Workbook, composition: Composition, data: bytes) -> None:
    """Read ``data`` as written to disk and prove the change.  Raises JixiaoError if it fails."""
    try:
        after = read_package(data, workbook.package.limits.doubled())
        for name in (*composition.changed, *composition.added):
            run(new_parser(name), after.xml(name), name)
        listed = read_workbook_part(after, workbook.workbook_part.part)
        _prove_members(workbook.package, after, composition)
        if tuple(each.name for each in listed.sheets) != composition.sheets:
            raise _failed("工作表清单不符", "the list of sheets is not as planned")
        strings = _strings_of(workbook, composition, after)
        for sheet, plan in composition.plan.items():
            if plan:
                _prove_sheet(workbook, after, strings, sheet, plan)
    except KeyError as error:
        raise _failed(f"缺少部件 {error}", f"part {error} is missing") from error
    except _ProofError:
        raise
    except JixiaoError as error:
        raise _failed(f"重新打开失败：{error.text.zh}", f"it does not open again: {error.text.en}") from error


class _ProofError(JixiaoError):
    """The file written is not the one that was planned."""


def _failed(zh: str, en: str) -> _ProofError:
    return _ProofError(
        Text(
            f"写入后的核对没有通过（{zh}），已放弃写入，原文件没有改动。请把文件发给我们排查。",
            f"The check after writing failed ({en}); the output was discarded and the original is unchanged. Please report it.",
        )
    )


def _prove_members(before: Package, after: Package, composition: Composition) -> None:
    if set(after.entries) != set(before.entries).difference(composition.removed).union(composition.added):
        raise _failed("部件数不符", "the parts are not those planned")
    for name, entry in before.entries.items():
        if name in composition.changed or name in composition.removed:
            continue
        again = after.entries[name]
        same = (entry.crc, entry.size, entry.method) == (again.crc, again.size, again.method)
        if not same or before.raw(name) != after.raw(name):
            raise _failed(f"部件 {name} 发生变化", f"part {name} has changed")


def _strings_of(workbook: Workbook, composition: Composition, after: Package) -> list[str]:
    """The texts that edited cells may refer to, read again; the earlier ones must be as they were."""
    if not any(value.kind == "s" for plan in composition.plan.values() for value in plan.values()):
        return workbook.strings
    listed = [each for each in after.relations(workbook.workbook_part.part) if each.kind == "sharedStrings"]
    part = after.find(listed[0].target) if listed else None
    strings = read_strings(after.xml(part), part, after.limits)[0] if part else []
    if strings[: len(workbook.strings)] != workbook.strings:
        raise _failed("原有文字发生变化", "texts that were there have changed")
    return strings


def _prove_sheet(
    workbook: Workbook, after: Package, strings: list[str], sheet: str, plan: Mapping[Place, Written]
) -> None:
    part = part_of(workbook, sheet)
    old, new = workbook.package.xml(part), after.xml(part)
    rows = {row for row, _ in plan}
    old_rows, new_rows = _divide(old, rows), _divide(new, rows)
    if old_rows is None or new_rows is None:  # written in an unusual way: compare every cell
        old_rows, new_rows = (old, b""), (new, b"")
    elif old_rows[1] != new_rows[1]:
        raise _failed(f"「{sheet}」有不应变化的行发生变化", f"a row of {sheet} that should not change has changed")
    limits = after.limits
    cells = [
        scan_sheet(each, Source(part, None, strings, limits, limits.cells, limits.characters)).cells for each in (old_rows[0], new_rows[0])
    ]
    _compare(sheet, cells[0], cells[1], plan)


def _divide(data: bytes, wanted: set[int]) -> tuple[bytes, bytes] | None:
    """The sheet with the wanted rows only, and all else in one piece; None where rows cannot be told apart."""
    opens, closes = _DATA_OPENS.search(data), None
    if opens is not None:
        # Found from the end: from the front every closing tag of a cell would be tried.
        closes = _DATA_CLOSES.match(data, max(data.rfind(b"</", opens.end(), data.rfind(b"sheetData")), 0))
    if opens is None or closes is None or b"<!" in data or opens.group().endswith(b"/>"):
        return None
    starts: list[int] = []
    numbers: list[int] = []
    plain = b":row" not in data
    pattern = _PLAIN_ROW if plain else _ROW
    for match in pattern.finditer(data, opens.end(), closes.start()):
        if match.group(1) is None:
            return None
        starts.append(match.start())
        numbers.append(int(match.group(1)))
    if plain and len(starts) != data.count(b"<row", opens.end(), closes.start()):
        return None
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        return None
    starts.append(closes.start())
    kept: list[bytes] = [data[: opens.end()]]
    rest: list[bytes] = []
    at = 0
    for row in sorted(wanted):
        position = bisect_left(numbers, row)
        if position < len(numbers) and numbers[position] == row:
            begin, end = starts[position], starts[position + 1]
            kept.append(data[begin:end])
            rest.append(data[at:begin])
            at = end
    # What follows the rows is compared byte by byte with the rest; only the closing tags are needed here.
    kept.append(closes.group() + data[data.rfind(b"</") :])
    rest.append(data[at:])
    return b"".join(kept), b"".join(rest)


def _compare(
    sheet: str, before: Mapping[Place, Cell], after: Mapping[Place, Cell], plan: Mapping[Place, Written]
) -> None:
    old, new = dict(before), dict(after)
    for place, value in plan.items():
        was, now = old.pop(place, EMPTY_CELL), new.pop(place, EMPTY_CELL)
        where = Ref(sheet, *place).a1
        if was.formula != now.formula:
            raise _failed(f"「{sheet}」{where} 的公式发生变化", f"the formula of {sheet}!{where} has changed")
        if not holds(now, value):
            raise _failed(f"「{sheet}」{where} 没有写成 {value.text}", f"{sheet}!{where} is not {value.text}")
    if old != new:
        where = next(Ref(sheet, *place).a1 for place in old.keys() | new.keys() if old.get(place) != new.get(place))
        raise _failed(f"「{sheet}」{where} 不应变化", f"{sheet}!{where} should not change")


def holds(cell: Cell | None, value: Written) -> bool:
    """True where a cell, read as stored, has that value."""
    found = cell.value if cell else None
    if value.kind == "":
        return found is None or found == ""
    if value.kind == "n":
        return isinstance(found, Decimal) and found == exact(value.text)
    if value.kind == "b":
        return found is (value.text == "1")
    if value.kind == "d":
        return found is not None and not isinstance(found, (str, Decimal, bool)) and found.isoformat() == value.text
    return isinstance(found, str) and found == _as_read(value.text)


def _as_read(text: str) -> str:
    """What XML cannot hold comes back as U+FFFD."""
    return text.encode("utf-16", "replace").decode("utf-16").replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
