"""What a person types: cell addresses, KEY=VALUE, paths and globs, names of forms, policies and checks.

For an accountant: 命令写错了，得到的是一句说明，不是程序错误.
For a programmer: the services behind the options, with the refusal that the command line prints.  Globs stay inside a folder of
their own, and hold no NUL, as no argument can.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from jixiao.model import JixiaoError
from jixiao.scoring.parameters import schema
from jixiao.scoring.policy import load, names
from jixiao.services.analyse import Analysis, Settings, analyse
from jixiao.services.explain import explain_in
from jixiao.services.library import BUILT_IN
from jixiao.services.sources import find_sources
from jixiao.workbooks import open_workbook
from soak.choices import Choices
from soak.promises import worded

LONGEST = 160
EXAMPLE = Path(__file__).parents[2] / "workbooks" / "examples" / "gaoxin-2021.xlsx"
WORDS = (
    "H33", "自评表!H33", "$A$1", "'a''b'!A1", "XFD1048576", "AAA9999999", "A0", "!", "!!A1", "Ａ１", "**/*.xlsx", "[!a]", "[", "?", "~$", "{a,b}", "../", "//", ".", "a/", "binary_reading", "over_target", "score_places", "weight_schemes", "grades", "rounding",
    "1.3", "130%", "13/10", "1/0", "nan", "inf", "1e400", "1e999999999", "-1", "true", "是", "执行率 10, 产出 50, 效益 30, 满意度 10", "优 90, 良 80", ";", ",", "=", "mof-2020", "hunan", "JX203", "jx", "项目支出绩效自评表", "\ud800", "\x1b[31m", "９９",
)  # fmt: skip


@cache
def _table() -> Analysis:
    """A recognised workbook."""
    return analyse(open_workbook(EXAMPLE), Settings())


def _cell(text: str) -> None:
    assert explain_in(_table(), text, Settings()), "nothing to explain"


def _override(text: str) -> None:
    key, _, value = text.partition("=")
    policy = load().with_overrides({key.strip(): value.strip()})
    assert policy.basis(key.strip()), "a value without its basis"


def _value(text: str) -> None:
    key, _, value = text.partition("=")
    keys = list(schema())
    policy = load().with_overrides({keys[len(key) % len(keys)]: value})
    for setting in policy.parameters():
        assert load().with_overrides({setting.key: setting.value}).value(setting.key) == policy.value(setting.key), "a value that is shown otherwise than it is read"


def _path(text: str) -> None:
    if "\0" in text:
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "甲[1].xlsx").write_bytes(b"PK")
        (folder / "~$甲.xlsx").write_bytes(b"")
        (folder / "a").mkdir()
        (folder / "a" / "b.xls").write_bytes(b"")
        # "x" keeps an absolute path and ".." inside the folder
        for source in find_sources([os.path.join(place, text.replace("..", "x").lstrip("/"))]):  # noqa: PTH118  # as a shell would
            assert not source.path.name.startswith("~$") or text, "a lock file is taken for a workbook"
            source.output(None)


def _name(text: str) -> None:
    for find in (BUILT_IN.form, BUILT_IN.policy, BUILT_IN.check):
        try:
            find(text)
        except JixiaoError as error:
            worded(error)
    Settings(policies=(text,), form=text or None).verify()


_WAYS: tuple[Callable[[str], None], ...] = (_cell, _override, _value, _path, _name)


def seeds() -> Iterator[bytes]:
    """Each word for each way, and each key with an allowed value."""
    for way in range(len(_WAYS)):
        yield from (bytes([way]) + word.encode("utf-8", "surrogatepass") for word in WORDS)
    policy = load()
    yield from (bytes([1]) + f"{each.key}={each.value}".encode() for each in policy.parameters())
    yield from (bytes([2]) + ("x" * number + "=" + each.value).encode() for number, each in enumerate(policy.parameters()))
    yield from (bytes([4]) + name.encode() for name in names())


def check(data: bytes) -> None:
    """One argument."""
    choices = Choices(data)
    way = choices.pick(_WAYS)
    try:
        way(choices.raw(LONGEST).decode("utf-8", "surrogateescape"))
    except JixiaoError as error:
        worded(error)
