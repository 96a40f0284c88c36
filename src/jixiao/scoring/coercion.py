"""Parameter values between TOML, the command line and Python types.

For an accountant: 0.60, 60% and 3/5 are the same number; a list of weights is written
``执行率 10, 产出 50``.  For a programmer: one function per direction, driven by the field's type.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, get_args, get_origin

from jixiao.model import Text
from jixiao.scoring.parameters import Grade, Grades, Scheme, Schemes, Share

_LONGEST = 500
_WORDS = {"true": True, "yes": True, "1": True, "是": True,
          "false": False, "no": False, "0": False, "否": False}


class UnfitValueError(Exception):
    """The value does not fit the parameter's type."""


def coerce(kind: object, value: object) -> object:
    """``value`` (text or typed) as ``kind``; UnfitValueError if it does not fit."""
    if get_origin(kind) is Literal:
        return _one_of(get_args(kind), value)
    if kind is bool:
        return value if isinstance(value, bool) else _one_word(value)
    if kind is int:
        return _whole(value)
    if kind is Fraction:
        return number(value)
    if kind == Schemes and isinstance(value, str):
        return tuple(_scheme(text) for text in value.replace("；", ";").split(";"))
    if kind == Grades and isinstance(value, str):
        grades = tuple(Grade(name, lowest) for name, lowest in _pairs(value))
        if list(grades) != sorted(grades, key=lambda grade: -grade.lowest):
            raise UnfitValueError
        return grades
    if kind in (Schemes, Grades) and isinstance(value, tuple):
        return value
    raise UnfitValueError


def number(value: object) -> Fraction:
    """A non-negative number from 0.6, "0.6", "60%" or "off"; UnfitValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Fraction)):
        raise UnfitValueError
    if value == "off":
        return Fraction(0)
    text = str(value).strip()
    percent = text.endswith("%")
    if len(text) > 30 or "e" in text.lower():
        raise UnfitValueError
    try:
        result = Fraction(text.removesuffix("%")) / (100 if percent else 1)
    except (ValueError, ZeroDivisionError):
        raise UnfitValueError from None
    if result < 0:
        raise UnfitValueError
    return result


def write(value: object) -> str:
    """A value as text that ``coerce`` reads back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], Scheme):
            return "; ".join(write(scheme.shares) for scheme in value)
        return ", ".join(_write_pair(item) for item in value)
    return str(value)


def plain(value: Fraction) -> str:
    """A fraction as a decimal if it has a short one, else as a/b."""
    scaled = value * 10**6
    if scaled.denominator != 1:
        return str(value)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(7, "0")
    return sign + f"{digits[:-6]}.{digits[-6:]}".rstrip("0").rstrip(".")


def describe(kind: object) -> Text:
    """What may be written for a parameter of this type."""
    if get_origin(kind) is Literal:
        listed = [str(value) for value in get_args(kind)]
        return Text("可用 " + "、".join(listed), "allowed: " + ", ".join(listed))
    if kind is bool:
        return Text("可用 true、false", "allowed: true, false")
    if kind is int:
        return Text("应为 0 到 6 的整数", "a whole number from 0 to 6 is wanted")
    if kind is Fraction:
        return Text("应为不小于0的数，例如 0.60 或 60%", "a number from 0 up, such as 0.60 or 60%")
    if kind == Grades:
        return Text("应写作“优 90, 良 80, 差 0”，由高到低", "write 优 90, 良 80, 差 0, highest first")
    return Text("应写作“执行率 10, 产出 50”", "write 执行率 10, 产出 50")


def _one_of(allowed: tuple[object, ...], value: object) -> object:
    if value in allowed:
        return value
    raise UnfitValueError


def _one_word(value: object) -> bool:
    found = _WORDS.get(str(value).strip().lower())
    if found is None:
        raise UnfitValueError
    return found


def _whole(value: object) -> int:
    found = number(value)
    if found.denominator != 1 or found > 6:
        raise UnfitValueError
    return int(found)


def _pairs(text: str) -> list[tuple[str, Fraction]]:
    pairs = []
    for part in text[:_LONGEST].replace("，", ",").split(","):
        name, _, points = part.strip().replace(":", " ").rpartition(" ")
        if not name.strip():
            raise UnfitValueError
        pairs.append((name.strip(), number(points)))
    return pairs


def _scheme(text: str) -> Scheme:
    return Scheme(tuple(Share(tuple(name.split("+")), points) for name, points in _pairs(text)))


def _write_pair(item: tuple[object, Fraction]) -> str:
    name, points = item
    return f"{'+'.join(name) if isinstance(name, tuple) else name} {plain(points)}"
