"""What the command-line library says by itself, in Chinese: headings of help pages and usage errors.

For an accountant: help and mistakes in one's own language.  For a programmer: the library's few fixed
English words are replaced where they are printed; an unknown one stays as it is.
"""

from __future__ import annotations

import re

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
