"""Where the command line takes passwords from: a file, or a person at the terminal.

For an accountant: 密码写在文件里，或在提示后输入（不显示）；绝不写在命令行上.
For a programmer: one option and what is made of it; the bar of progress stands aside while somebody types.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from jixiao.cli_words import t

if TYPE_CHECKING:
    from jixiao.workbooks import Passwords


class Display(Protocol):
    """Something that draws on the terminal all the time."""

    def start(self) -> None:
        """Draw."""

    def stop(self) -> None:
        """Draw no more."""


PasswordFile = Annotated[Path | None, typer.Option("--password-file", metavar="FILE", help=t("工作簿打开密码所在的文本文件，每行一个；不给时在终端里提示输入", "text file with the passwords of workbooks, one a line; without it they are asked for in a terminal"))]
Publish = Annotated[bool, typer.Option("--decrypt", help=t("有打开密码的工作簿，允许写出没有密码的新文件（不加则不写）", "allow a new file without a password to be made of a workbook that has one"))]
Decrypt = Annotated[bool, typer.Option("--decrypt", help=t("有打开密码的工作簿，输出不再带密码（默认仍带原密码）", "write workbooks that have a password without it (by default they keep it)"))]

_drawing: list[Display] = []


@contextmanager
def standing_aside(display: Display) -> Iterator[None]:
    """Let a display stop drawing whenever somebody types a password."""
    _drawing.append(display)
    try:
        yield
    finally:
        _drawing.remove(display)


def passwords_of(file: Path | None) -> Passwords:
    """The passwords of a run.  Raises JixiaoError where the file cannot be used."""
    from jixiao.workbooks import Passwords, read_password_file  # noqa: PLC0415

    interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return Passwords(read_password_file(file) if file is not None else [], _ask if interactive else None)


def _ask(path: Path, tries: int) -> str | None:
    """What somebody types, unseen; None where nothing."""
    from getpass import getpass  # noqa: PLC0415

    from jixiao.reports.quoting import visible  # noqa: PLC0415

    for each in _drawing:
        each.stop()
    try:
        if tries:
            typer.echo(t("密码不对，请再试。", "That is not the password."), err=True)
        prompt = t(f"{path.name} 设有打开密码，请输入（不显示；直接回车则跳过此文件）：", f"{path.name} has a password (not shown; Enter leaves the file out): ")
        with suppress(EOFError):
            return getpass(visible(prompt), sys.stderr) or None
        return None
    finally:
        for each in _drawing:
            each.start()
