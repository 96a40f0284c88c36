"""What is said about a form file that cannot be used: the file, the key, and what is allowed there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from jixiao.model import JixiaoError, Text


class FormError(JixiaoError):
    """A form file that cannot be used: names file, key and what is allowed."""


def fail(source: str, key: str, problem: Text) -> FormError:
    """The error for one key of a form file."""
    return FormError(
        Text(f"表样文件 {source}：键 {key} {problem.zh}", f"form file {source}: key {key} {problem.en}")
    )


_KINDS = {
    str: Text("一段文字", "a text"), list: Text("列表", "a list"), dict: Text("一节", "a section"), int: Text("整数", "a whole number"),
    bool: Text("true 或 false", "true or false"),
}


def of_type(source: str, key: str, value: object, kind: type) -> None:
    """Refuse a value of another type.  Raises FormError."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise fail(source, key, Text(f"应是{_KINDS[kind].zh}", f"must be {_KINDS[kind].en}"))


def texts_of(source: str, key: str, values: object) -> None:
    """Refuse a list or a section with anything but texts in it.  Raises FormError."""
    inside = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
    if not all(isinstance(text, str) for text in inside):
        raise fail(source, key, Text("的每一项应是文字", "must hold texts only"))


def one_of(source: str, key: str, values: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    """The values, each of which is allowed.  Raises FormError naming what is."""
    allowed = tuple(allowed)
    values = tuple(values)
    for value in values:
        if value not in allowed:
            options = "、".join(allowed)
            raise fail(
                source, key,
                Text(f"的值“{value}”不在可用值之内：{options}", f"has “{value}”, which is none of {', '.join(allowed)}"),
            )
    return values


def unknown_key(source: str, key: str, allowed: Iterable[str]) -> FormError:
    """The error for a key that no form has: the nearest known one, else all of them."""
    known = list(allowed)
    near = difflib.get_close_matches(key.rpartition(".")[2], known, 1)
    hint = near[0] if near else "、".join(known)
    return fail(source, key, Text(f"不认识，可用的是 {hint}", f"is unknown; allowed: {hint}"))
