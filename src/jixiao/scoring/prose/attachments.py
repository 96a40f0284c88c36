"""The list of attachments at the end of a report, against what is attached.

For an accountant: 附件列了三张表，后面（或者工作簿里）只有两张.
For a programmer: judged only where something of the list is there at all: attachments are often sent apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.scoring.likeness import likeness, plain
from jixiao.scoring.prose.reading import Report

_ITEM = re.compile(r"(?:附件\s*)?(\d{1,2})\s*[.．、：:]\s*(.+)$")
_ATTACHED = re.compile(r"附(?:件|表)\s*(\d{1,2}|[一二三四五六七八九十])(?=\s|：|:|$|[^\d.、，。）])")
_OPTIONAL = re.compile("如有|若有|如涉及|如需|可选|不涉及|无则")
_YEAR = re.compile(r"(?:20\d\d|20××|20XX)\s*年?度?")
_ALIKE = 0.8
_SHORT = 60
_DIGITS = "一二三四五六七八九十"


class Listed(NamedTuple):
    """One line of the list: its number, its name, the paragraph and the place in it."""

    number: int
    name: str
    paragraph: int
    start: int
    end: int


def listed(report: Report) -> list[Listed]:
    """The list of attachments; empty where there is none."""
    for number, text in enumerate(report.folded):
        if not re.match(r"\s*附件\s*：", text) or len(text) > 2 * _SHORT:
            continue
        found: list[Listed] = []
        begin = text.index("：") + 1
        if text[begin:].strip():
            first = _ITEM.match(text[begin:].strip())
            if first is not None and int(first[1]) != 1:
                continue
            name = (first[2] if first else text[begin:]).strip()
            found.append(Listed(1, name, number, text.index(name), len(text)))
        for following in range(number + 1, len(report.folded)):
            line = report.folded[following]
            item = _ITEM.match(line.strip())
            if item is None or int(item[1]) != len(found) + 1 or len(line) > _SHORT * 2:
                break
            found.append(Listed(int(item[1]), item[2].strip(), following, line.index(item[2]), len(line)))
        if found:
            return found
    return []


def _bare(name: str) -> str:
    return plain(re.sub(r"（[^）]*）$", "", _YEAR.sub("", name)))


def missing(report: Report) -> Iterator[Listed]:
    """What is listed and not attached."""
    items = listed(report)
    if not items:
        return
    last = items[-1].paragraph
    after = [text.strip() for text in report.folded[last + 1 :] if len(text) <= _SHORT]
    numbers = {_number(match[1]) for text in after if (match := _ATTACHED.match(text))}
    titles = [*after, *report.titles]
    present = {item.number for item in items if item.number in numbers or any(_is(item.name, title) for title in titles)}
    if not present:
        return
    for item in items:
        if item.number not in present and not _OPTIONAL.search(item.name):
            yield item


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _DIGITS.index(words) + 1


def _is(name: str, title: str) -> bool:
    one, other = _bare(name), _bare(title)
    if len(one) < 4 or len(other) < 4:
        return False
    return one in other or (other in one and len(other) >= len(one) * _ALIKE) or likeness(one, other) >= 0.9
