"""The language of the command line, and what its library says by itself: headings of help pages, usage errors.

For an accountant: help and mistakes in one's own language.  For a programmer: the library's few fixed
English words are replaced where they are printed; an unknown one stays as it is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

import typer
from typer.core import TyperCommand, TyperGroup

_HELP = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Arguments:": "参数：",
    "[OPTIONS] COMMAND [ARGS]...": "[选项] 命令 [参数]...",
    "[OPTIONS]": "[选项]",
    "Show this message and exit.": "显示本页。",
    "[required]": "[必填]",
    "[default: ": "[默认：",
    "[default:\n": "[默认：\n",
}
_MISTAKES = (
    (re.compile(r"No such command '(.*)'\."), r"没有“\1”这个命令。"),
    (re.compile(r"No such option: (\S+)"), r"没有选项 \1。"),
    (re.compile(r" ?(?:Did you mean (.*)\?|\(Possible options: (.*)\))"), r"是否指 \1\2？"),
    (re.compile(r"Missing argument '?([^']*)'?\.$"), r"缺少参数 \1。"),
    (re.compile(r"Missing (?:command|option|parameter)(.*)\."), r"缺少\1。"),
    (re.compile(r"Option '(.*)' requires an argument\."), r"选项 \1 后面要有值。"),
    (re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)"), r"多了参数：\1"),
    (re.compile(r"Invalid value for (.*?): (?:Value error, )?(.*) is not one of (.*)\."), r"\1 的值 \2 不对，可用的是 \3。"),
    (re.compile(r"Invalid value for (.*?): "), r"\1 的值不对："),
)


def help_in_chinese(page: str) -> str:
    """A help page with its fixed words in Chinese."""
    for english, chinese in _HELP.items():
        page = page.replace(english, chinese)
    return page


def mistake_in_chinese(message: str) -> str:
    """A usage error in Chinese.

    >>> mistake_in_chinese("No such option: --polcy Did you mean --policy?")
    '没有选项 --polcy。是否指 --policy？'
    """
    for pattern, chinese in _MISTAKES:
        message = pattern.sub(chinese, message)
    return message


def _language(arguments: Sequence[str]) -> str:
    """``--lang`` wherever it stands, else JIXIAO_LANG, else Chinese; nothing else changes it."""
    for index, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return "en" if argument[7:] == "en" else "zh"
        if argument == "--lang" and index + 1 < len(arguments):
            return "en" if arguments[index + 1] == "en" else "zh"
    return "en" if os.environ.get("JIXIAO_LANG") == "en" else "zh"


LANGUAGE = _language(sys.argv[1:])


def t(zh: str, en: str) -> str:
    """The one of the two sentences that is in the chosen language."""
    return en if LANGUAGE == "en" else zh


def say(sentence: str, *, error: bool = False) -> None:
    """Print a sentence; what it quotes from a workbook does not steer the terminal."""
    from jixiao.reports.quoting import visible  # noqa: PLC0415  # not for --help

    typer.echo(visible(sentence), err=error)


class Command(TyperCommand):
    """A command whose help page is in the chosen language."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]  # the library's own context
        """The page."""
        page = super().get_help(ctx)
        return page if LANGUAGE == "en" else help_in_chinese(page)


class Group(TyperGroup):
    """The same for a list of commands."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]  # the library's own context
        """The page."""
        page = super().get_help(ctx)
        return page if LANGUAGE == "en" else help_in_chinese(page)


# What an installation may do without: the portable folder does unless it was put together with them.
_SPARED = {"docx": "python-docx", "lxml": "lxml", "matplotlib": "matplotlib", "pandas": "pandas", "pdfplumber": "pdfplumber"}


def lacking(error: Exception) -> str:
    """The sentence for a library that this installation was made without; "" for any other error."""
    library = _SPARED.get((error.name or "").partition(".")[0]) if isinstance(error, ModuleNotFoundError) else None
    return t(
        f"这个安装里没有 {library}，这条命令用不了。请用 pip install jixiao 完整安装（要联网）；便携文件夹请索取带汇总的（--with-rollup）。",
        f"This installation has no {library}, which the command needs. Install jixiao with pip, or ask for a portable folder made --with-rollup.",
    ) if library else ""
