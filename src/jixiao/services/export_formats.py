"""How rows are written as CSV, JSON and Parquet, a few at a time.

For an accountant: CSV 给 Excel 和 WPS，Parquet 和 JSON 给程序；CSV 里来自表格的文字不会变成公式.
For a programmer: a `Writer` takes rows in the order of the columns and writes them to an open binary file; only Parquet
keeps some, as many as make a row group.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any, BinaryIO

from jixiao import __version__
from jixiao.reports.quoting import visible
from jixiao.reports.records import COLUMNS, Column, Kind, PlainValue, Row
from jixiao.workbooks.findings_sheet import looks_like_formula

# A figure or a dash is no formula, though it begins like one.
_HARMLESS = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?%?|[-－]+")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_BATCH, _GROUP, _GROUP_BYTES = 1 << 10, 1 << 14, 1 << 24


class Writer(ABC):
    """Writes the rows of one frame into a stream, which stays open."""

    @abstractmethod
    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        """Begin a file."""

    @abstractmethod
    def add(self, rows: Sequence[Row]) -> None:
        """Write further rows."""

    def finish(self) -> None:  # noqa: B027  # most files just end
        """Write what a file ends with."""

    def drop(self) -> None:  # noqa: B027
        """Forget what was not written: the file will not be."""


# --------------------------------------------------------------------- CSV ----


def guarded(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe before what begins like one.

    Whoever drops one apostrophe from the beginning of each text that has one gets the text back.

    >>> guarded("=1+1"), guarded(" ＝1+1"), guarded("走访=1"), guarded("-5.0%"), guarded("-"), guarded("'甲")
    ("'=1+1", "' ＝1+1", '走访=1', '-5.0%', '-', "''甲")
    """
    bare = text.lstrip().lstrip(_INVISIBLE).lstrip()
    begins = looks_like_formula(text) or looks_like_formula(bare)
    return f"'{text}" if text.startswith("'") or (begins and not _HARMLESS.fullmatch(text)) else text


def _csv_text(value: PlainValue) -> str:
    """Quoted, so that no separator in it begins another cell, and a program may tell it from a figure."""
    if value is None or value == "":
        return ""
    text = visible(f"{value}".replace("\r\n", "\n"))
    return '"' + guarded(text).replace('"', '""') + '"'


def _csv_number(value: PlainValue) -> str:
    return "" if value is None else repr(value).removesuffix(".0")


def _csv_yes(value: PlainValue) -> str:
    return "" if value is None else "TRUE" if value else "FALSE"


_CSV: dict[Kind, Callable[[PlainValue], str]] = {"text": _csv_text, "whole": _csv_number, "number": _csv_number, "yes": _csv_yes}


class Csv(Writer):
    """CSV as Excel and WPS open it by a double click: UTF-8 with a byte order mark, commas, CR LF (RFC 4180)."""

    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        self._stream = stream
        self._written = [_CSV[column.kind] for column in columns]
        stream.write(b"\xef\xbb\xbf")
        self._line(column.name for column in columns)

    def _line(self, cells: Iterable[str]) -> None:
        self._stream.write((",".join(cells) + "\r\n").encode("utf-8", "replace"))

    def add(self, rows: Sequence[Row]) -> None:
        """Write further rows, one a line."""
        for row in rows:
            self._line(written(value) for written, value in zip(self._written, row, strict=True))

def columns_csv(stream: BinaryIO) -> None:
    """What each column of the other files means, as CSV."""
    about = [Column(name, "", "text", "", "") for name in ("frame", "column", "heading", "kind", "unit", "about")]
    Csv(stream, about).add([(frame, each.name, each.zh, each.kind, each.unit, each.about) for frame, columns in COLUMNS.items() for each in columns])


# -------------------------------------------------------------------- JSON ----


class Json(Writer):
    """One array of objects, one object a line; figures are numbers, what there is not is null."""

    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        self._stream = stream
        self._names = [column.name for column in columns]
        self._before = b"[\n"

    def add(self, rows: Sequence[Row]) -> None:
        """Write further objects."""
        for row in rows:
            text = json.dumps(dict(zip(self._names, row, strict=True)), ensure_ascii=False, allow_nan=False)
            # A lone surrogate cannot be written as UTF-8; a backslash makes it JSON's own escape.
            self._stream.write(self._before + text.encode("utf-8", "backslashreplace"))
            self._before = b",\n"

    def finish(self) -> None:
        """Close the array."""
        self._stream.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")


# ----------------------------------------------------------------- Parquet ----


def parquet_is_there() -> bool:
    """Whether Parquet can be written here."""
    return find_spec("pyarrow") is not None


def _whole_text(value: PlainValue) -> PlainValue:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


class Parquet(Writer):
    """Typed columns; unit, heading and meaning of each are in the metadata of its field (``unit``, ``zh``, ``about``).

    Rows wait until they make a row group; large ones make a smaller group, so that memory stays bounded.
    """

    def __init__(self, stream: BinaryIO, columns: Sequence[Column]) -> None:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # optional, and slow to import
        from pyarrow import parquet  # noqa: PLC0415

        self._pa: Any = pa
        kinds = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "yes": pa.bool_()}
        self._schema = pa.schema(
            [pa.field(each.name, kinds[each.kind], metadata={"zh": each.zh, "unit": each.unit, "about": each.about}) for each in columns],
            metadata={"jixiao": __version__},
        )
        self._texts = frozenset(at for at, each in enumerate(columns) if each.kind == "text")
        self._writer = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._batches: list[Any] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Take further rows; write them once they make a row group."""
        for first in range(0, len(rows), _BATCH):
            self._rows.extend(rows[first : first + _BATCH])
            if len(self._rows) >= _BATCH:
                self._pack()

    def _pack(self) -> None:
        """Rows become columns, which take a tenth of the memory."""
        self._batches.append(self._pa.record_batch([self._column(*each) for each in enumerate(zip(*self._rows, strict=True))], schema=self._schema))
        self._rows.clear()
        if sum(each.num_rows for each in self._batches) >= _GROUP or sum(each.nbytes for each in self._batches) >= _GROUP_BYTES:
            self._write()

    def _column(self, at: int, values: Sequence[PlainValue]) -> Any:
        kind = self._schema.field(at).type
        try:
            return self._pa.array(values, type=kind)
        except UnicodeEncodeError:
            return self._pa.array(list(map(_whole_text, values)), type=kind)

    def _write(self) -> None:
        if self._batches:
            self._writer.write_table(self._pa.Table.from_batches(self._batches), row_group_size=2 * _GROUP)
            self._batches.clear()

    def finish(self) -> None:
        """Write the last group and the footer."""
        if self._rows:
            self._pack()
        self._write()
        self._writer.close()

    def drop(self) -> None:
        """Keep pyarrow from completing the file when the writer is collected."""
        self._writer.is_open = False
