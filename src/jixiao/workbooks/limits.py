"""How large a workbook may be: every limit, what it is for, and how to raise it.

For an accountant: 正常的表远远碰不到这些上限；碰到了，提示里写明怎样放宽.
For a programmer: one frozen record whose fields are the table: default, unit and meaning.  What is
within the defaults is read and checked within `MEMORY_PROMISED` and `SECONDS_PROMISED` on one core.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from functools import lru_cache

from jixiao.model import JixiaoError, Text
from jixiao.workbooks.unreadable import Unreadable, unreadable

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
NAME = "JIXIAO_LIMITS"
MEMORY_PROMISED = 1536 * MIB
SECONDS_PROMISED = 60

_UNITS = {"": 1, "k": KIB, "kb": KIB, "kib": KIB, "m": MIB, "mb": MIB, "mib": MIB, "g": GIB, "gb": GIB, "gib": GIB}
_VALUE = re.compile(r"([0-9]{1,15})\s*([kmg]?i?b?)", re.IGNORECASE)
_BYTES, _SECONDS, _COUNT = Text("字节", "bytes"), Text("秒", "seconds"), Text("", "")


def _limit(usual: int, zh: str, en: str, unit: Text = _COUNT) -> int:
    return field(default=usual, metadata={"meaning": Text(zh, en), "unit": unit})


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be before we decline to open it; each field says what it bounds."""

    file_bytes: int = _limit(128 * MIB, "文件大小", "size of the file", _BYTES)
    entries: int = _limit(20_000, "压缩包里的部件数", "members of the package")
    total_bytes: int = _limit(640 * MIB, "全部部件解压后的总大小", "inflated size of all members together", _BYTES)
    part_bytes: int = _limit(256 * MIB, "一个部件解压后的大小", "inflated size of one member", _BYTES)
    ratio: int = _limit(300, "一个部件的压缩比（解压后 1 MiB 以上的）", "compression ratio of a member that inflates to more than 1 MiB")
    relations: int = _limit(100_000, "一个部件引用的其他部件与链接数", "relationships of one part")
    depth: int = _limit(256, ".ods 内容的嵌套层数", "nesting depth of the content of an .ods")
    sheets: int = _limit(2_000, "工作表数", "sheets")
    names: int = _limit(100_000, "定义的名称数", "defined names")
    styles: int = _limit(70_000, "单元格格式数", "cell formats")
    strings: int = _limit(1_200_000, "共享字符串数", "shared strings")
    cells: int = _limit(1_200_000, "全部工作表的单元格总数", "cells of all sheets together")
    merges: int = _limit(100_000, "一张工作表的合并单元格数", "merged ranges of one sheet")
    cell_characters: int = _limit(32_767, "一个单元格的字数（Excel 自己的上限）", "characters of one cell (Excel's own limit)")
    characters: int = _limit(60_000_000, "全部单元格的总字数", "characters of all cells together")
    indicators: int = _limit(20_000, "一个工作簿的指标行数", "rows of indicators in one workbook")
    indicator_characters: int = _limit(1_500_000, "一个工作簿里指标的总字数", "characters of all indicators of one workbook")
    findings: int = _limit(5_000, "一个工作簿列出的问题数", "findings listed for one workbook")
    spins: int = _limit(400_000, "打开密码的散列次数（Office 写 10 万）", "times that a password is hashed (Office: 100,000)")
    read_seconds: int = _limit(60, "读取 .xls、.et、.ods、PDF 的时间", "time for reading an .xls, .et, .ods or PDF", _SECONDS)
    read_bytes: int = _limit(1024 * MIB, "读取 .xls、.et、.ods、PDF 的内存", "memory for reading an .xls, .et, .ods or PDF", _BYTES)
    document_bytes: int = _limit(48 * MIB, "文档正文的大小", "size of the text of a document", _BYTES)
    document_elements: int = _limit(2_000_000, "文档正文的元素数", "elements of the text of a document")
    document_columns: int = _limit(256, "文档里一张表格的列数", "columns of one table of a document")
    document_pages: int = _limit(1_000, "PDF 的页数", "pages of a PDF")
    convert_seconds: int = _limit(120, "LibreOffice 转换的时间", "time for a conversion by LibreOffice", _SECONDS)

    @classmethod
    def chosen(cls) -> Limits:
        """The limits in force: the usual ones, changed by the environment variable JIXIAO_LIMITS.

        Raises Unreadable where that variable cannot be understood: no file is opened by chance.
        """
        return _from_environment(os.environ.get(NAME, ""))


    def doubled(self) -> Limits:
        """Room for what we add to a workbook that is just within the limits."""
        return replace(self, **{each.name: 2 * getattr(self, each.name) for each in limits_table()})

    def bound(self, key: str, found: int, *, where: Text | None = None) -> None:
        """Raises Unreadable where ``found`` is more than the limit ``key`` allows."""
        if found > getattr(self, key):
            raise too_large(key, self, found, where=where)


def limits_table() -> Iterator[Field[int]]:
    """The limits in order: name, default, and ``metadata`` with ``meaning`` and ``unit``."""
    yield from fields(Limits)


def limits_page(language: str) -> str:
    """Every limit with its value in force, its default and its meaning, and how to change one."""
    now = Limits.chosen()
    usual, how = Text("默认", "default"), Text(
        f"放宽一次：--limit KEY=VALUE，可重复；一直放宽，或在 Excel 加载项里：环境变量 {NAME}=KEY=VALUE,KEY=VALUE。"
        f"默认上限之内，一个工作簿用内存不超过 {MEMORY_PROMISED // MIB:,} MiB、单核 {SECONDS_PROMISED} 秒。",
        f"For one run: --limit KEY=VALUE, repeatable; for good, or in Excel: the environment variable {NAME}=KEY=VALUE,KEY=VALUE. "
        f"Within the defaults a workbook takes at most {MEMORY_PROMISED // MIB:,} MiB and {SECONDS_PROMISED} s of one core.",
    )  # fmt: skip
    lines = []
    for each in limits_table():
        value, default = getattr(now, each.name), shown(each.name, int(str(each.default)))
        changed = "" if shown(each.name, value) == default else f"（{usual.in_language(language)} {default}）"
        lines.append(f"{each.name:<22} {shown(each.name, value):>12}  {each.metadata['meaning'].in_language(language)}{changed}")
    return "\n".join([*lines, "", how.in_language(language)])


def choose_limits(entries: Sequence[str]) -> None:
    """Put ``KEY=VALUE`` entries in force, for this process and its children.

    Raises JixiaoError, naming the keys, where one is unknown or its value is no positive number.
    """
    _parsed(entries)
    kept = os.environ.get(NAME, "")
    os.environ[NAME] = ",".join([*([kept] if kept else []), *entries])


@lru_cache(maxsize=8)
def _from_environment(text: str) -> Limits:
    try:
        return replace(Limits(), **_parsed([each for each in text.split(",") if each.strip()]))
    except JixiaoError as error:
        raise Unreadable(Text(
            f"环境变量 {NAME} 写错了，文件没有打开。{error.text.zh}", f"The environment variable {NAME} is wrong; nothing was opened. {error.text.en}",
        )) from None  # fmt: skip


def _parsed(entries: Sequence[str]) -> dict[str, int]:
    known = {each.name: each for each in limits_table()}
    found: dict[str, int] = {}
    for entry in entries:
        key, equals, value = (piece.strip() for piece in entry.partition("="))
        match = _VALUE.fullmatch(value)
        if key not in known or not equals:
            names = "、".join(known)
            raise JixiaoError(Text(
                f"没有“{entry}”这个上限。写法是 KEY=VALUE，如 cells=3000000；可用的有：{names}。含义见 jixiao limits。",
                f"There is no limit “{entry}”. Write KEY=VALUE, such as cells=3000000. Known: {', '.join(known)}; see jixiao limits.",
            ))  # fmt: skip
        sized = known[key].metadata["unit"] is _BYTES
        if match is None or int(match[1]) == 0 or (match[2] and not sized):
            example = "300MiB" if sized else str(known[key].default)
            raise JixiaoError(Text(
                f"上限 {key} 应是正整数，如 {key}={example}，现为“{value}”。",
                f"The limit {key} takes a positive whole number, such as {key}={example}, not “{value}”.",
            ))  # fmt: skip
        found[key] = int(match[1]) * _UNITS[match[2].lower()]
    return found


def shown(key: str, value: int) -> str:
    """A value with its unit: ``256 MiB``, ``60 秒`` as ``60 s``, ``1,500,000``."""
    unit = next(each.metadata["unit"] for each in limits_table() if each.name == key)
    if unit is _BYTES and value >= MIB:
        return f"{value / MIB:,.0f} MiB"
    return f"{value:,} {'B' if unit is _BYTES else 's'}" if unit is not _COUNT else f"{value:,}"


def entry(key: str, value: int) -> str:
    """What a user writes to set a limit: ``cells=3000000``, ``part_bytes=300MiB``."""
    unit = next(each.metadata["unit"] for each in limits_table() if each.name == key)
    if unit is _BYTES and value >= MIB:
        return f"{key}={-(-value // MIB)}MiB"
    return f"{key}={value}"


def admitting(key: str, found: int) -> str:
    """The entry that would let ``found`` pass, rounded up to two figures."""
    step = MIB if found >= MIB and key.endswith("bytes") else 1
    while found // step >= 100:
        step *= 10
    return entry(key, -(-found // step) * step)


class TextRoom:
    """Room for shared texts: how many there may be, how long each, how long together.

    A text that is never shown counts too: it takes memory all the same.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits, self._count, self._characters = limits, 0, 0

    def take(self, text: str) -> None:
        """Raises Unreadable where a limit is passed."""
        limits = self._limits
        self._count += 1
        self._characters += len(text)
        if self._count > limits.strings:
            raise too_large("strings", limits)
        if len(text) > limits.cell_characters:
            raise too_large("cell_characters", limits, len(text))
        if self._characters > limits.characters:
            raise too_large("characters", limits)


def too_large(key: str, limits: Limits, found: int | None = None, *, where: Text | None = None) -> Unreadable:
    """The sentence for a limit that is passed: what it is, and how to raise it.

    ``found`` is None where the count stopped at the limit; ``where`` names the part or the sheet.
    """
    limit: int = getattr(limits, key)
    meaning: Text = next(each.metadata["meaning"] for each in limits_table() if each.name == key)
    place = where or Text("", "")
    wanted = admitting(key, limit * 2 if found is None else found)
    figure = Text(f"为 {shown(key, found)}，", f" is {shown(key, found)},") if found is not None else Text("", " is")
    return unreadable(
        f"{place.zh}{meaning.zh}{figure.zh}超过上限 {shown(key, limit)}，为安全起见没有打开，文件没有改动。请先确认文件来源；"
        f"若确为正常文件，加 --limit {wanted} 后再试（Excel 加载项里没有这个选项：设环境变量 {NAME}={wanted}，再重新打开 Excel）。",
        f"{place.en}{meaning.en}{figure.en} over the limit of {shown(key, limit)}; not opened, to be safe, and unchanged. "
        f"Check where the file comes from; if it is genuine, add --limit {wanted} (in Excel: set the environment variable {NAME}={wanted} and start Excel again).",
    )
