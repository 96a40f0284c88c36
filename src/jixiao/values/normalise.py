"""One way of writing for what people write in many: ＞＝ ≧ ≥, １００％ 100%, 11,789.83 11789.83.

For an accountant: full-width signs, blanks and thousands commas make no difference.
For a programmer: NFKC sign by sign (so it stays linear for any input), with the exceptions that
keep meaning: ① is no 1, ² is no 2, and ≥ in all its forms stays ≥.  Normalising twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

from jixiao.values.numerals import chinese

_EXCEPTIONS: dict[str, str | None] = {
    "≧": "≥",
    "⩾": "≥",
    "⋝": "≥",
    "≦": "≤",
    "⩽": "≤",
    "≮": "≥",
    "≯": "≤",
    "═": "=",
    "﹦": "=",
    "∕": "/",
    "⁄": "/",
    "−": "-",
    "﹣": "-",
    "‐": "-",
    "‑": "-",
    "〜": "~",
    "∼": "~",
    "∶": ":",
    "—": "—",
    "―": "—",
    "﹪": "%",
    "٪": "%",
    "µ": "μ",
    "㎡": "m2",
    "㎥": "m3",
    "￥": "¥",
    "﹐": ",",
    "、": "、",
    "。": "。",
    "…": "…",
    "⋯": "…",
    "℃": "℃",
    "\u200b": None,
    "\u200c": None,
    "\u200d": None,
    "\u2060": None,
    "\ufeff": None,
    "\u00ad": None,
}
_SUPERSCRIPTS = {"m²": "m2", "m³": "m3"}


class _Folding(dict[int, str | int | None]):
    """Translation table that works out each sign when it first appears."""

    def __missing__(self, code: int) -> str | int | None:
        sign = chr(code)
        folded: str | None
        if sign in _EXCEPTIONS:
            folded = _EXCEPTIONS[sign]
        elif sign.isspace():
            folded = " "
        else:
            folded = _compatible(sign)
        self[code] = folded
        return folded


def _compatible(sign: str) -> str | None:
    """NFKC of one sign, unless that would turn an ornament into a figure (① ² ½ → 1 2 1/2)."""
    category = unicodedata.category(sign)
    if category == "Cc":
        return None
    if category == "No":
        return sign
    folded = unicodedata.normalize("NFKC", sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    return folded if folded.isascii() or folded == sign else "".join(" " if s.isspace() else s for s in folded)


_FOLDING = _Folding()

_ODD = re.compile(r"[ ,><=分²³]")
_COMMA = re.compile(r"(?<=\d)(?<!\d{4}),(?=\d{3}(?!\d))")
_COMPOSED_SIGNS = {">": "≥", "<": "≤", "=": "="}
_HUNDREDTH = re.compile(
    r"([百千])分之(?:([-+]?\d{1,30}(?:\.\d{1,30})?)|([零〇一二两三四五六七八九十百]{1,12})(?![零〇一二两三四五六七八九十百]))(?![\d.%‰])", re.ASCII
)
_SIGNS = re.compile(r"([><])=+|=+([><])|=+(=)")  # in this order a row of = is searched once, not from each of them
_BLANK = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")


def _percent(match: re.Match[str]) -> str:
    sign = "%" if match[1] == "百" else "‰"
    if match[2] is not None:
        return match[2] + sign
    words = match[3]
    number = 100 if words == "百" else chinese(words)
    return match[0] if number is None else f"{number}{sign}"


def normalise(text: str) -> str:
    """``text`` in the one way of writing that the grammar knows.

    >>> normalise("＞＝ １，２００ 家"), normalise("百分之九十五"), normalise("≧90％")
    ('≥1200家', '95%', '≥90%')
    """
    folded = text.translate(_FOLDING)
    if _ODD.search(folded) is None:
        return folded
    for raised, plain in _SUPERSCRIPTS.items():
        folded = folded.replace(raised, plain)
    if " " in folded:
        folded = _BLANK.sub("", " ".join(folded.split()))
    if "," in folded:
        folded = _COMMA.sub("", folded)
    if "=" in folded:
        folded = _SIGNS.sub(lambda match: _COMPOSED_SIGNS[match[1] or match[2] or match[3]], folded)
    if "分之" in folded:
        folded = _HUNDREDTH.sub(_percent, folded)
    return folded
