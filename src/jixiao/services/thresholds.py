"""The limits behind the roll-up and the review: built in, or an office's own.

For an accountant: 界限都在一个 TOML 文件里，抄一份改几个数就行.
For a programmer: one flat TOML; unknown keys and values of the wrong kind are refused with a sentence.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any, Self

from jixiao.model import JixiaoError, Text

_CODE = re.compile(r"JX\d{3}")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """See ``thresholds.toml``, which says of each what it is and in which unit."""

    rate_red: float
    rate_yellow: float
    score_high: float
    grade_near: float
    reason_length: int
    reason_units: int
    equal_rows: int
    equal_share: float
    prior_gap: float
    lowered_by: float
    cost_group: int
    cost_times: float
    names_alike: float
    return_errors: int
    explain_warnings: int
    total_gap: float
    rate_reason: float
    ignore: tuple[str, ...]

    @classmethod
    def read(cls, path: Path | None = None) -> Self:
        """The built-in ones, with those of a file in their place.  Raises JixiaoError."""
        values: dict[str, Any] = tomllib.loads(text())
        if path is not None:
            values |= _own(path)
        unfit = next((key for key, value in values.items() if not _fits(key, value)), None)
        if unfit is not None:
            wanted = _wanted(unfit)
            raise JixiaoError(Text(f"{path} 里的 {unfit} 应是{wanted.zh}，现在是 {values[unfit]!r}。", f"{unfit} in {path} has to be {wanted.en}, not {values[unfit]!r}."))
        return cls(**(values | {"ignore": tuple(values["ignore"])}))


def text() -> str:
    """The built-in file, as it is handed out."""
    return files("jixiao.services").joinpath("thresholds.toml").read_text("utf-8")


def _is_whole(key: str) -> bool:
    return next(field.type for field in fields(Thresholds) if field.name == key) == "int"


def _fits(key: str, value: object) -> bool:
    if key == "ignore":
        return isinstance(value, list) and all(isinstance(each, str) and _CODE.fullmatch(each) for each in value)
    wanted = int if _is_whole(key) else (int, float)
    return not isinstance(value, bool) and isinstance(value, wanted) and 0 <= value < inf


def _wanted(key: str) -> Text:
    if key == "ignore":
        return Text('一列检查编号，如 ["JX523"]', 'a list of codes such as ["JX523"]')
    return Text("不小于 0 的整数", "a whole number that is not negative") if _is_whole(key) else Text("不小于 0 的数", "a number that is not negative")


def _own(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        # What PowerShell's > writes is UTF-16.
        found = tomllib.loads(data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"))
    except OSError as error:
        raise JixiaoError(Text(f"界限文件 {path} 打不开（{error.strerror}）。", f"The thresholds {path} cannot be read ({error.strerror}).")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise JixiaoError(Text(f"界限文件 {path} 不是 TOML：{error}。写法见 jixiao thresholds。", f"The thresholds {path} are no TOML: {error}. See jixiao thresholds.")) from error
    known = [field.name for field in fields(Thresholds)]
    for key in found:
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = Text(f"是不是 {near[0]}？", f" Did you mean {near[0]}?") if near else Text("有哪些见 jixiao thresholds。", " See jixiao thresholds.")
            raise JixiaoError(Text(f"界限文件 {path} 里没有 {key} 这一项。{hint.zh}", f"{path}: there is no threshold {key}.{hint.en}"))
    return found
