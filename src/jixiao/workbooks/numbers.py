"""What a stored number means and how a person sees it: 0.95 as 95%, 45657 as 2024年12月31日.

For an accountant: the figure in a message is the figure on the screen.
For a programmer: number formats become small functions from the stored text to value, kind and
shown text; one such function per format, made once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from jixiao.model import CellValue

Reading = tuple[CellValue, str, str]
Reader = Callable[[str], Reading]

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_BRACKETED = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_TOKEN = re.compile(r"[ymdhs]", re.IGNORECASE)
_DECIMALS = re.compile(r"[0#?](?:\.([0#?]*))?(?!.*[0#?])")

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
}
_LONGEST_CODE = 255  # Excel writes none that is longer
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31


def exact(stored: str) -> Decimal | None:
    """The decimal that Excel shows for a stored double: 15 significant digits.

    ``0.95000000000000007`` → 0.95; None where the text is no finite number.
    """
    if len(stored) <= 15 and _PLAIN.fullmatch(stored):
        return Decimal(stored)
    if "_" in stored:
        return None
    try:
        number = float(stored)
    except ValueError:
        return None
    return Decimal(f"{number:.15g}") if isfinite(number) else None


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _fixed(number: Decimal, places: int, *, grouped: bool) -> str:
    if number.adjusted() > 20:
        return plain(number)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,f}" if grouped else f"{rounded:f}"


def read_general(stored: str) -> Reading:
    """A number in the General format."""
    if len(stored) < 15 and stored.isascii() and stored.isdigit() and stored[0] != "0":
        return Decimal(stored), "number", stored
    number = exact(stored.strip())
    if number is None:
        return stored, "text", stored
    return number, "number", plain(number)


def reader_for(format_id: int, code: str | None, *, epoch_1904: bool) -> Reader:
    """The function that reads numbers stored under one number format."""
    if code is None:
        if format_id in _BUILT_IN_DATES:
            return _elapsed_or_time if format_id == 46 else _date_reader(epoch_1904)
        code = _BUILT_IN.get(format_id, "")
    if len(code) > _LONGEST_CODE:
        return read_general
    bare = _QUOTED.sub("", code.partition(";")[0] if not code.startswith(";") else code)
    elapsed = _ELAPSED.search(bare) is not None
    bare = _BRACKETED.sub("", bare)
    if "%" in bare:
        return _percent_reader(_places(bare))
    if elapsed:
        return _elapsed_or_time
    if _DATE_TOKEN.search(bare) and "general" not in bare.lower():
        return _date_reader(epoch_1904)
    places = _places(bare)
    if places is None or bare.strip(" 0#?.,;()-+$¥￥€£") or bare.rstrip(" )").endswith(","):
        return read_general
    return _number_reader(places, grouped="," in bare)


def _places(bare: str) -> int | None:
    """Decimals that a format always shows; None where it shows what there is."""
    match = _DECIMALS.search(bare)
    if match is None:
        return None
    decimals = match.group(1) if "." not in bare else bare.rpartition(".")[2]
    count = sum(1 for each in decimals or "" if each in "0?")
    optional = "#" in (decimals or "")
    if optional or "/" in bare or "E" in bare.upper():
        return None
    return count if "0" in bare else None


def _number_reader(places: int, *, grouped: bool) -> Reader:
    def read(stored: str) -> Reading:
        number = exact(stored.strip())
        if number is None:
            return stored, "text", stored
        return number, "number", _fixed(number, places, grouped=grouped)

    return read


def _percent_reader(places: int | None) -> Reader:
    def read(stored: str) -> Reading:
        number = exact(stored.strip())
        if number is None:
            return stored, "text", stored
        shown = number.scaleb(2)
        return number, "percent", (plain(shown) if places is None else _fixed(shown, places, grouped=False)) + "%"

    return read


def _elapsed_or_time(stored: str) -> Reading:
    number = exact(stored.strip())
    if number is None or not 0 <= number < 1:
        return read_general(stored)
    moment = time_of(number)
    return moment, "date", _shown_time(moment)


def _date_reader(epoch_1904: bool) -> Reader:
    def read(stored: str) -> Reading:
        number = exact(stored.strip())
        if number is None or not 0 <= number < _LAST_SERIAL:
            return read_general(stored)
        if number < 1 and not (epoch_1904 and number == 0):
            moment = time_of(number)
            return moment, "date", _shown_time(moment)
        value = date_of(number, epoch_1904=epoch_1904)
        return (value, "date", shown_date(value)) if value is not None else read_general(stored)

    return read


def time_of(fraction: Decimal) -> time:
    """The time of day of a fraction of a day, to the second."""
    seconds = int((fraction * 86_400).to_integral_value(ROUND_HALF_UP)) % 86_400
    minutes, second = divmod(seconds, 60)
    return time(*divmod(minutes, 60), second)


def date_of(serial: Decimal, *, epoch_1904: bool) -> date | datetime | None:
    """The date of a serial number; Excel's 29 February 1900 becomes the 28th."""
    seconds = int((serial % 1 * 86_400).to_integral_value(ROUND_HALF_UP))
    days = int(serial)
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 31)
    start = first - timedelta(days=1) if days >= 60 and not epoch_1904 else first
    try:
        day = start + timedelta(days=days + seconds // 86_400)
    except OverflowError:
        return None
    return datetime.combine(day, time_of(serial % 1)) if seconds % 86_400 else day


def read_iso(stored: str) -> Reading:
    """A cell of type ``d``: an ISO 8601 date, time or both."""
    text = stored.strip()
    try:
        if "T" in text or len(text) > 10:
            moment = datetime.fromisoformat(text).replace(tzinfo=None)
            if moment.time() == time(0):
                return moment.date(), "date", shown_date(moment.date())
            return moment, "date", shown_date(moment)
        if ":" in text:
            clock = time.fromisoformat(text)
            return clock, "date", _shown_time(clock)
        day = date.fromisoformat(text)
    except ValueError:
        return stored, "text", stored
    return day, "date", shown_date(day)


def shown_date(value: date | datetime) -> str:
    """``2024年12月31日``, with hours and minutes where there are any."""
    text = f"{value.year}年{value.month}月{value.day}日"
    return f"{text} {value.hour:02}:{value.minute:02}" if isinstance(value, datetime) else text


def _shown_time(value: time) -> str:
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def stored_number(number: Decimal) -> str:
    """A decimal as written into a cell: the shortest text that Excel reads as the same double.

    Raises ValueError for NaN and infinity.
    """
    if not number.is_finite():
        raise ValueError(str(number))
    if len(number.as_tuple().digits) > 17 or abs(number.adjusted()) > 20:
        return repr(float(number))
    return plain(number)
