"""What every engine of ours needs: rectangles with their addresses, Excel's error codes, and how Excel reads what is written.

For a programmer: ``EngineBase``, ``AppBase``, ``SheetBase`` and ``RangeBase`` answer what does not depend on the program behind;
an engine adds the cells.  Values are those of COM: None, float, bool, str, datetime, and an int for an error; a single
cell is a scalar, a block a tuple of rows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import starmap
from typing import Any, NamedTuple, cast

import xlwings as xw
from xlwings import base_classes

from jixiao.model import column_letters

MAX_ROWS, MAX_COLUMNS, MAX_NAME = 1_048_576, 16_384, 31
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a workbook's dates have no time zone
ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
    "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246,
}
ERROR_NAMES = {code: text for text, code in ERRORS.items()}
DATE_FORMAT, MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"

Rows = list[list[Any]]
Color = tuple[int, int, int]

_CORNER = re.compile(r"\$?([A-Z]{1,3})?\$?([0-9]{1,7})?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?", re.IGNORECASE)
_FORBIDDEN = set("\\/?*[]:")


class Block(NamedTuple):
    """A rectangle of cells, counted from 1."""

    row: int
    column: int
    height: int
    width: int

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.row + self.height - 1

    @property
    def right(self) -> int:
        """The last column."""
        return self.column + self.width - 1

    def places(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell, row by row."""
        return ((row, column) for row in range(self.row, self.bottom + 1) for column in range(self.column, self.right + 1))

    def meets(self, other: Block) -> bool:
        """Whether the two have a cell in common."""
        return self.row <= other.bottom and other.row <= self.bottom and self.column <= other.right and other.column <= self.right

    def address(self, dollar_row: str = "$", dollar_column: str = "$") -> str:
        """As Excel writes it; whole rows and whole columns without the other part."""
        if self.height == MAX_ROWS and self.width < MAX_COLUMNS:
            return f"{dollar_column}{column_letters(self.column)}:{dollar_column}{column_letters(self.right)}"
        if self.width == MAX_COLUMNS:
            return f"{dollar_row}{self.row}:{dollar_row}{self.bottom}"
        first = f"{dollar_column}{column_letters(self.column)}{dollar_row}{self.row}"
        if self.height == self.width == 1:
            return first
        return f"{first}:{dollar_column}{column_letters(self.right)}{dollar_row}{self.bottom}"


def number_of(name: str) -> int:
    """Number of a column: A is 1."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def blocks_of(address: str) -> tuple[Block, ...]:
    """The rectangles of an address.

    >>> blocks_of("$B$2:C4,A:A")
    (Block(row=2, column=2, height=3, width=2), Block(row=1, column=1, height=1048576, width=1))
    """
    return tuple(_block(part.strip()) for part in address.split(","))


def _block(address: str) -> Block:
    corners = [_CORNER.fullmatch(corner) for corner in address.split(":")]
    if len(corners) > 2 or not all(corner and corner[0] for corner in corners):
        raise ValueError(f"{address!r} is not an address")
    first, last = cast("re.Match[str]", corners[0]), cast("re.Match[str]", corners[-1])
    if len(corners) == 1 and not (first[1] and first[2]):
        raise ValueError(f"{address!r} is not an address")
    top, bottom = sorted((int(first[2] or 1), int(last[2] or MAX_ROWS)))
    left, right = sorted((number_of(first[1] or "A"), number_of(last[1] or column_letters(MAX_COLUMNS))))
    return Block(top, left, bottom - top + 1, right - left + 1)


def quoted(sheet: str) -> str:
    """A sheet's name as Excel writes it in front of an exclamation mark."""
    plain = re.fullmatch(r"[^\W\d][\w.]*", sheet) and not re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]\d*([Cc]\d*)?", sheet)
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def sheet_name(name: str) -> str:
    """The name, if Excel allows it.  Raises ValueError."""
    if not name or len(name) > MAX_NAME or set(name) & _FORBIDDEN or name[0] == "'" or name[-1] == "'":
        raise ValueError(f"{name!r} cannot be the name of a sheet")
    return name


def rgb(color: Color | str | int) -> Color:
    """A colour as red, green, blue; Excel's own number has red lowest."""
    if isinstance(color, str):
        number = int(color.lstrip("#"), 16)
        return number >> 16, number >> 8 & 255, number & 255
    if isinstance(color, int):
        return color & 255, color >> 8 & 255, color >> 16
    red, green, blue = color
    return red, green, blue


def serial(moment: datetime | date | time) -> float:
    """A moment as the number that a cell holds."""
    if isinstance(moment, time):
        return (datetime.combine(EPOCH, moment) - EPOCH) / timedelta(days=1)
    whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
    return (whole.replace(tzinfo=None) - EPOCH) / timedelta(days=1)


def moment_of(number: float) -> datetime:
    """The moment that a number stands for, to the millisecond as Excel keeps it."""
    return EPOCH + timedelta(milliseconds=round(number * 86_400_000))


def number_text(number: float) -> str:
    """A number as Excel's Formula gives it: 15 digits, a point.

    >>> number_text(0.1 + 0.2), number_text(3.0), number_text(1e21)
    ('0.3', '3', '1E+21')
    """
    return format(number, ".15g").upper()


def constant_text(value: object) -> str:
    """What Excel's Formula gives for a constant."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return number_text(serial(value))
    if isinstance(value, int) and value in ERROR_NAMES:
        return ERROR_NAMES[value]
    return number_text(value) if isinstance(value, float | int) else str(value)


def plain(value: object) -> Any:
    """A value to be written as it is: numbers as float, dates as datetime, "" as None; an apostrophe in front is not stored."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | datetime | time):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int) and value in ERROR_NAMES:
        return value
    if isinstance(value, int | float | Decimal):
        return None if math.isnan(value) else float(value)
    text = str(value)
    return text.removeprefix("'")


class Formula(str):
    """A formula, beginning with an equals sign."""

    __slots__ = ()


def typed(value: object) -> Any:
    """What a cell becomes when this is typed into it: a Formula, or a value; dates and percentages stay text."""
    if not isinstance(value, str) or value.startswith("'"):
        return plain(value)
    if value.startswith("=") and len(value) > 1:
        return Formula(value)
    if _NUMBER.fullmatch(value):
        return float(value)
    return {"TRUE": True, "FALSE": False, **ERRORS}.get(value.upper(), plain(value))


def rows_for(value: Any, block: Block) -> Rows:
    """A value as rows for a block; a scalar fills it, a formula as if copied from the first cell."""
    if isinstance(value, list | tuple):
        rows = [list(row) if isinstance(row, list | tuple) else [row] for row in value]
        if len(value) == block.width and block.height == 1 and not isinstance(value[0], list | tuple):
            rows = [list(value)]
        if len(rows) != block.height or any(len(row) != block.width for row in rows):
            raise ValueError(f"the rows do not fit {block.address()}")
        return rows
    if isinstance(value, str) and value.startswith("=") and (block.height > 1 or block.width > 1):
        from openpyxl.formula.translate import Translator  # noqa: PLC0415  # a library that only this needs

        origin = block._replace(height=1, width=1).address("", "")
        moved = Translator(value, origin)
        return [[moved.translate_formula(f"{column_letters(column)}{row}") for column in range(block.column, block.right + 1)]
                for row in range(block.row, block.bottom + 1)]
    return [[value] * block.width for _ in range(block.height)]


def as_com(rows: Sequence[Sequence[Any]]) -> Any:
    """A single cell as a scalar, a block as a tuple of rows."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return tuple(tuple(row) for row in rows)


def common(values: Iterator[Any]) -> Any:
    """The value that all have, None where they differ."""
    first = next(values)
    return first if all(value == first for value in values) else None


class EngineBase:
    """What xlwings asks of an engine.

    Attributes:
        calls: how often a block was read or written and attributes were asked for.
        alerts: what was said to the user.
    """

    type = "desktop"
    name: str

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.alerts: list[str] = []

    @staticmethod
    def prepare_xl_data_element(value: Any, _: dict[str, Any]) -> Any:
        """A Python value on its way into a cell."""
        value = value.item() if hasattr(value, "item") else value
        return "" if value is None or (isinstance(value, float) and math.isnan(value)) else value

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]], moment: Callable[..., Any], empty: Any, number: Callable[[float], Any] | None, err_to_str: bool,
    ) -> Rows:
        """Raw values as xlwings gives them."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty
            if isinstance(value, datetime):
                return moment(
                    year=value.year, month=value.month, day=value.day, hour=value.hour, minute=value.minute,
                    second=value.second, microsecond=value.microsecond, tzinfo=None,
                )
            if type(value) is int:
                return ERROR_NAMES[value] if err_to_str else None
            return number(value) if number is not None and isinstance(value, float) else value

        return [[clean(value) for value in row] for row in data]


class AppsBase(base_classes.Apps):
    """The one app of an engine."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def keys(self) -> list[int]:
        """Its process number."""
        return [self._app.pid]

    def __iter__(self) -> Iterator[Any]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> Any:
        if pid != self._app.pid:
            raise KeyError(pid)
        return self._app


def registered(impl: EngineBase) -> xw.Engine:
    """An engine that xlwings knows and has in front."""
    made = xw.Engine(impl=impl)
    xw.engines.engines[:] = [each for each in xw.engines.engines if each.name != impl.name]
    xw.engines.add(made)
    made.activate()
    return made


class SheetBase(base_classes.Sheet):
    """How a sheet makes ranges of addresses and corners."""

    def _range(self, blocks: tuple[Block, ...]) -> Any:
        raise NotImplementedError

    def range(self, arg1: Any, arg2: Any = None) -> Any:
        """As Excel's: an address, one or two corners, or (row, column, height, width)."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return self._range((Block(*arg1),))
        if isinstance(arg1, int) and isinstance(arg2, int):
            return self._range((_cell((arg1, arg2)),))
        first = _corner(arg1)
        if arg2 is None:
            return self._range(first)
        corners = first[:1] + _corner(arg2)[:1]
        top, left = min(each.row for each in corners), min(each.column for each in corners)
        bottom, right = max(each.bottom for each in corners), max(each.right for each in corners)
        return self._range((Block(top, left, bottom - top + 1, right - left + 1),))

    @property
    def cells(self) -> Any:
        """Every cell."""
        return self._range((Block(1, 1, MAX_ROWS, MAX_COLUMNS),))

    def select(self) -> None:
        """Bring it to the front."""
        self.activate()  # type: ignore[no-untyped-call]


def _corner(given: Any) -> tuple[Block, ...]:
    if isinstance(given, RangeBase):
        return given.blocks
    return (_cell(given),) if isinstance(given, tuple) else blocks_of(given)


def _cell(place: tuple[int, int]) -> Block:
    if 0 in place:
        raise IndexError("rows and columns are counted from 1")
    return Block(*place, 1, 1)


class RangeBase(base_classes.Range):
    """Where a range is: everything that needs no question to the program.

    Attributes:
        sheet: the engine's sheet.
        blocks: its rectangles, several after a selection with Ctrl; shape and values are those of the first.
    """

    def __init__(self, sheet: Any, blocks: tuple[Block, ...]) -> None:
        self.sheet = sheet
        self.blocks = blocks

    @property
    def block(self) -> Block:
        """The first rectangle."""
        return self.blocks[0]

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column, height and width."""
        return (self.sheet, *self.block)

    @property
    def row(self) -> int:
        """The first row."""
        return self.block.row

    @property
    def column(self) -> int:
        """The first column."""
        return self.block.column

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.block.height, self.block.width

    def __len__(self) -> int:
        return sum(block.height * block.width for block in self.blocks)

    @property
    def address(self) -> str:
        """With dollar signs, without the sheet."""
        return ",".join(block.address() for block in self.blocks)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        """As Excel's; an external one names book and sheet."""
        dollars = ("$" * row_absolute, "$" * column_absolute)
        address = ",".join(starmap(Block.address, ((block, *dollars) for block in self.blocks)))
        if not external:
            return address
        sheet, place = self.sheet.name, f"[{self.sheet.book.name}]{self.sheet.name}"
        needs_quotes = quoted(sheet) != sheet or not re.fullmatch(r"[\w.\[\]]+", place)
        return ("'" + place.replace("'", "''") + "'" if needs_quotes else place) + "!" + address

    def __call__(self, row: int, column: int | None = None) -> Any:
        """One cell, counted from 1: by row and column, or along the rows."""
        if column is None:
            down, across = divmod(row - 1, self.block.width)
            row, column = down + 1, across + 1
        return self.sheet.range((self.row + row - 1, self.column + column - 1))

    @property
    def rows(self) -> Any:
        """Itself: xlwings makes the rows."""
        return self

    columns = rows
    table = None
    comment = None

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """A fill for each cell; an ellipsis leaves one as it is."""
        for down, row in enumerate(colors, 1):
            for across, color in enumerate(row, 1):
                if color is not ...:
                    self(down, across).color = color
