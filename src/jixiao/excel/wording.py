"""What the command line says, in the words of the ribbon: an accountant at a workbook has buttons and no options.

For a programmer: services and checks serve both; what they say of ``--options`` is turned here, on its way into a message box.
"""

from __future__ import annotations

import re

# The most that a message box shows without running off a small screen.
MOST = 1000

_TURNED = tuple((re.compile(pattern), words) for pattern, words in (
    (r"[；，]?(?:要用别的表样|要用别的)请加 --form(?: \S+)?", "；要用别的表样，请从“新建表”另建"),
    (r"如不对，请用 --form \S+ 指定", "如不对，请把标题行改得与表样一致"),
    (r"，或用 jixiao forms draft 起草表样后以 --forms 指定", ""),
    (r"可用 --year 指定", "请在新表里填写"),
    (r"；需要平均分配的用 --weights even", "；请在新表里填写"),
    (r"空白表样用 jixiao new 生成", "要空白表样，请按“新建表”"),
    (r"也可以用 jixiao recalc --convert，由 LibreOffice 转换。", ""),
    (r"请换一个(?:文件名|输出位置)，或加 --force", "请换一个文件名"),
    (r"[；，](?:也可以|或)用 -o 换一个输出位置", ""),
    (r"请重新运行；要覆盖请加 --force", "请再试一次"),
    (r"（--policy [\w-]+）", "（可在“政策”菜单里选）"),
    # No button chooses a reading.
    (r"(?<!命令行参数 )--set", "命令行参数 --set"),
    (r"用 jixiao \w+ 查看(?:全部)?", "见“帮助”"),
    # The address of a cell as a formula writes it.
    (r"^'(.+?)'!([A-Z]{1,3}\d+) ", r"“\1”\2 "),
    (r"(里没有认出绩效目标表.*?无法结转。)", r"\1请先打开绩效目标表的工作簿，再按“结转”。"),
))


def in_the_ribbon(text: str) -> str:
    """A message without what only the command line has.

    >>> in_the_ribbon("“目标表”没有专门的后续表样，用的是 X；要用别的表样请加 --form。")
    '“目标表”没有专门的后续表样，用的是 X；要用别的表样，请从“新建表”另建。'
    """
    for pattern, words in _TURNED:
        text = pattern.sub(words, text)
    return text


def shortened(words: str, most: int) -> str:
    r"""Words in one line, cut where they are too long.

    >>> shortened("见附件\n说明", 6), shortened("一二三四五六", 5)
    ('见附件 说明', '一二三四…')
    """
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def shortened_lines(words: str, most: int = MOST) -> str:
    """Words cut at the end of a line or a sentence, and told that they are.

    >>> shortened_lines("一句。二句。三句。" * 3, 20)
    '一句。二句。三句。一句。……（以下略）'
    """
    if len(words) <= most:
        return words
    cut = "……（以下略）"
    room = words[: most - len(cut)]
    end = max(room.rfind(mark) for mark in "。；\n") + 1
    return (room[:end] if end > len(room) // 2 else room).rstrip() + cut
