"""Numbers: exact, rounded half up, shown, and written in Chinese.

For an accountant: 「十二个」 is 12, 「半个工作日」 a half, and 0.125 to two places is 0.13, never 0.12.
For a programmer: everything is a Fraction until shown; nothing here meets a float.
"""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_DECIMAL = re.compile(r"[-+]?\d{1,30}(?:\.\d{1,30})?\Z", re.ASCII)

HALF = Fraction(1, 2)


def decimal(text: str) -> Fraction:
    """The exact number that plain digits say.

    >>> decimal("-3.50")
    Fraction(-7, 2)
    """
    whole, _, part = text.partition(".")
    if not part:
        return Fraction(int(whole))
    scale = 10 ** len(part)
    return Fraction(int(whole + part), scale)


def chinese(text: str) -> Fraction | None:
    """The number that Chinese numerals say, 半 being one half; None where they are not in order (一三亿).

    >>> chinese("十二"), chinese("三百零五"), chinese("半"), chinese("一三亿")
    (Fraction(12, 1), Fraction(305, 1), Fraction(1, 2), None)
    """
    if text == "半":
        return HALF
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            digit = 0
        elif sign in _LARGE:
            section, digit = section + digit, 0
            total = (total + section) * _LARGE[sign] if sign == "亿" else total + section * _LARGE[sign]
            section = 0
    number = Fraction(total + section + digit)
    usual = _spelling(text)
    return number if usual == in_chinese(number) else None


def _spelling(text: str) -> str:
    """Numerals as ``in_chinese`` writes them: 二 for 两, 零 for 〇, 十二 for 一十二."""
    usual = text.replace("两", "二").replace("〇", "零")
    return usual[1:] if usual.startswith("一十") else usual


def in_chinese(number: Fraction) -> str | None:
    """``number`` in Chinese numerals as ``chinese`` reads them, None where they cannot say it.

    >>> in_chinese(Fraction(12)), in_chinese(Fraction(305)), in_chinese(Fraction(1, 2))
    ('十二', '三百零五', '半')
    """
    if number == HALF:
        return "半"
    if number.denominator != 1 or not 0 <= number < 10**12:
        return None
    words = ""
    for value, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, rest = divmod(int(number), value)
        number = Fraction(rest)
        if section:
            words += (
                ("零" if words and (section < 1000 or words.endswith("零")) else "")
                + _section(section, bool(words))
                + name
            )
    return words or "零"


def _section(number: int, inside: bool) -> str:
    """1 to 9999 in Chinese numerals; 12 is 十二 at the beginning and 一十二 inside."""
    words = ""
    gap = False
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = True
    return words[1:] if words.startswith("一十") and not inside else words


def round_half_up(number: Fraction, places: int) -> Fraction:
    """``number`` to ``places`` decimals, a half away from zero, as 四舍五入 and Excel's ROUND do it.

    >>> round_half_up(Fraction(1, 8), 2), round_half_up(Fraction(-1, 8), 2)
    (Fraction(13, 100), Fraction(-13, 100))
    """
    return Fraction(scaled(number, places), 10**places)


def scaled(number: Fraction, places: int) -> int:
    """``number`` × 10^places as a whole number, a half away from zero."""
    doubled = 2 * abs(number.numerator) * 10**places
    nearest: int = (doubled + number.denominator) // (2 * number.denominator)
    return nearest if number.numerator >= 0 else -nearest


def _places_needed(number: Fraction) -> int | None:
    """How many decimals say ``number`` exactly, None if no number of them does."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def format_number(number: Fraction, places: int | None = None) -> str:
    """``number`` as digits: with ``places`` decimals half up, or, with None, all that it has.

    A number without end (1/3) shows ten places when ``places`` is None.

    >>> format_number(Fraction(7, 2)), format_number(Fraction(7, 2), 2), format_number(Fraction(300))
    ('3.5', '3.50', '300')
    """
    if places is None:
        exact = _places_needed(number)
        places = 10 if exact is None else exact
    whole = scaled(number, places)
    digits = str(abs(whole)).rjust(places + 1, "0")
    sign = "-" if whole < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
