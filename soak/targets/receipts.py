"""Undo with a receipt that somebody else wrote: the file is as it was, or the original that belongs to it, and nothing else moves.

For an accountant: 回执被人改过，undo 最多拒绝，不会动别的文件.
For a programmer: a real write first, then its receipt with some values changed, or any text at all.
"""

from __future__ import annotations

import copy
import hashlib
import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jixiao.model import Edit, JixiaoError, Ref, Text
from jixiao.workbooks import open_workbook, save, undo
from jixiao.workbooks.reading import Workbook
from soak.choices import Choices
from soak.promises import worded
from soak.targets.package_bytes import zipped
from soak.targets.package_parts import members, sheet_spec

LONGEST = 300
_DEEP = "[" * 20_000
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "x", "../secret.xlsx", "/etc/hostname", "a/b", "..", ".", "\ud800", "\x00", "x" * 300, [], {}, [None], [[]], {"x": 1}, "NaN", "Infinity", "1e999999999", "1_0", "0.95", ["甲"], ["甲", "乙", "丙"], "自评表", "A1", 1, 2, 16385, 1048577, "secret", "before", "after",
)  # fmt: skip
WORDS = ('"schema"', '"place"', '"before"', '"after"', '"original"', '"edits"', '"number"', '"row"', '"column"', "null", "[[", "{}", "\\ud800", "1e999")


@cache
def _written() -> tuple[bytes, bytes, dict[str, Any], dict[str, bytes]]:
    """A workbook before and after a write, the receipt, and all files of the receipts' folder."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "book.xlsx"
        path.write_bytes(zipped(members()[2], 8))
        before = path.read_bytes()
        workbook = open_workbook(path)
        assert isinstance(workbook, Workbook)
        sheet = workbook.book.grids[0].sheet
        edits = [Edit(Ref(sheet, 2, 5), "60", "48", Decimal(48), Text("为", "why")), Edit(Ref(sheet, 1, 1), "三级指标", "指标", "指标", Text("为", "why"))]
        save(workbook, path, edits, sheet_spec())
        files = {each.name: each.read_bytes() for each in (path.parent / ".jixiao").iterdir()}
        receipt = next(json.loads(content) for name, content in files.items() if name.endswith(".json"))
        return before, path.read_bytes(), receipt, files


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every value inside a value."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from _places(each, (*path, key))


def _value(choices: Choices) -> Any:
    value = choices.pick(VALUES)
    if isinstance(value, str) and value in {"secret", "before", "after"}:  # a hash that fits a file
        before, after, _, _ = _written()
        return hashlib.sha256({"secret": SECRET, "before": before, "after": after}[value]).hexdigest()
    return copy.deepcopy(value)


SECRET = b"PK another file of the same person"


def receipt_text(choices: Choices) -> bytes:
    """The receipt with some values changed, or raw text."""
    if choices.below(8) == 7:
        return _DEEP.encode() if choices.below(4) == 3 else choices.raw(LONGEST)
    receipt: Any = copy.deepcopy(_written()[2])
    for _ in range(6):
        if not choices.left:
            break
        places = [place for place in _places(receipt) if place]
        if not places:
            break
        place = choices.pick(places)
        holder = receipt
        for key in place[:-1]:
            holder = holder[key]
        if choices.below(8) == 7:
            del holder[place[-1]]
        else:
            holder[place[-1]] = _value(choices)
    return json.dumps(receipt, ensure_ascii=choices.below(2) == 0).encode("utf-8", "surrogatepass")


def seeds() -> Iterator[bytes]:
    """The receipt as it is, and every value replaced by some others."""
    yield from (b"\0", b"\1", b"\2", b"\3")
    for place in range(40):
        yield from (bytes([way, 0, place, 0, value]) for way in range(2) for value in range(place % 7, len(VALUES), 7))


def check(data: bytes) -> None:
    """One undo; ways: whole or cells, of the file as written or as changed since."""
    choices = Choices(data)
    way = choices.below(4)
    before, after, _, files = _written()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        target, secret = folder / "work" / "book.xlsx", folder / "secret.xlsx"
        target.parent.mkdir()
        target.write_bytes(after if way < 2 else before)
        secret.write_bytes(SECRET)
        (folder / "work" / ".jixiao").mkdir()
        (folder / "work" / "secret.xlsx").write_bytes(SECRET)
        written = receipt_text(choices)
        for name, content in files.items():
            (folder / "work" / ".jixiao" / name).write_bytes(written if name.endswith(".json") else content)
        there = {path.relative_to(folder) for path in folder.rglob("*") if ".jixiao" not in path.parts}
        try:
            outcome = undo(target, cells=way % 2 == 1)
        except JixiaoError as error:
            worded(error)
            assert target.read_bytes() in {before, after}, "refused, and changed all the same"
        else:
            if outcome.whole:
                assert target.read_bytes() == before, "restored to what was never there"
            else:
                open_workbook(target)
        assert secret.read_bytes() == (folder / "work" / "secret.xlsx").read_bytes() == SECRET, "another file was changed"
        assert {path.relative_to(folder) for path in folder.rglob("*") if ".jixiao" not in path.parts} == there, "a file more or less"
