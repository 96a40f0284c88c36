"""Headings that only their numbering tells: 一、 · （一） · 1. · （1）."""

from __future__ import annotations

import re

_LONGEST = 60
_ENDS = ("。", "；", "：", ".", ";", ":")
_CHINESE = "[〇零一二三四五六七八九十百]+"
_RANKS = (
    (1, re.compile(rf"第{_CHINESE}(部分|章)|{_CHINESE}、")), (2, re.compile(rf"[（(]{_CHINESE}[)）]")),
    (3, re.compile(r"\d{1,2}[.．、](?!\d)")), (4, re.compile(r"[（(]\d{1,2}[)）]")),
)  # fmt: skip


def rank_of(text: str) -> int:
    """1 to 4 by the numbering of a short line that is no sentence, else 0.

    >>> rank_of("一、基本情况"), rank_of("（二）绩效情况"), rank_of("3.5 万元"), rank_of("1.开展培训3次。")
    (1, 2, 0, 0)
    """
    if len(text) > _LONGEST or text.endswith(_ENDS):
        return 0
    return _numbered(text)


def begins_anew(text: str, before: str) -> bool:
    """Whether a line has a number in front and the line before is complete.

    >>> begins_anew("一、基本情况", "现报告如下："), begins_anew("（一）所列的款项", "按照前述第"), begins_anew("3.5 万元。", "共计。")
    (True, False, False)
    """
    return bool(_numbered(text)) and before.endswith(_ENDS)


def _numbered(text: str) -> int:
    return next((rank for rank, numbering in _RANKS if numbering.match(text)), 0)
