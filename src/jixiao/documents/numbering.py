"""The numbers that Word puts in front of paragraphs by itself: 一、 （一） 1. ①.

For an accountant: 自动编号在文件里并没有文字，这里按 Word 的规则写出来.
For a programmer: ``Numbering.label`` is called once for every paragraph in order and counts as Word does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree

from jixiao.documents.word_markup import W, attribute, child, is_on, number_of
from jixiao.values.numerals import in_chinese

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_CIRCLED, _FULL_WIDTH = 0x2460, 0xFEE0
_STEMS, _BRANCHES, _LEGAL = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥", str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_COUNTED_IN_CHINESE = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand",
})  # fmt: skip
_UNSEEN = frozenset({"none", "bullet"})


@dataclass(frozen=True, slots=True)
class Level:
    """How one rank of a list is numbered; ``text`` such as "（%1）"."""

    look: str
    text: str
    start: int
    restarts: bool
    legal: bool
    style: str


@dataclass(slots=True)
class Style:
    """What of a paragraph style concerns us."""

    based_on: str
    name: str
    outline: int | None
    list_id: int | None
    level: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted.

    Attributes:
        styles: by id; default: the id of the style of paragraphs that name none.
        lists: id of a list → the id of what it looks like; levels: id of that look → its levels.
    """

    styles: dict[str, Style] = field(default_factory=dict)
    default: str = ""
    lists: dict[int, int] = field(default_factory=dict)
    levels: dict[int, dict[int, Level]] = field(default_factory=dict)
    _overrides: dict[int, dict[int, int]] = field(default_factory=dict)
    _counts: dict[int, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
        """From the two parts of the document; either may be missing."""
        found = cls()
        for each in styles.iterchildren(W + "style") if styles is not None else ():
            if attribute(each, "type") in {"paragraph", "numbering"}:
                found._add_style(each)
        if numbering is not None:
            found._add_lists(numbering)
        return found

    def _add_style(self, style: etree._Element) -> None:
        about = child(style, "pPr")
        listed = child(about, "numPr")
        name = attribute(child(style, "name"), "val")
        heading = _HEADING.fullmatch(name)
        outline = number_of(child(about, "outlineLvl"))
        style_id = attribute(style, "styleId")
        self.styles[style_id] = Style(
            attribute(child(style, "basedOn"), "val"), name,
            int(heading[1]) - 1 if outline is None and heading else outline,
            number_of(child(listed, "numId")), number_of(child(listed, "ilvl")) or 0,
        )  # fmt: skip
        if attribute(style, "default") in {"1", "true", "on"} and attribute(style, "type") == "paragraph":
            self.default = style_id

    def _add_lists(self, numbering: etree._Element) -> None:
        linked: dict[int, str] = {}
        for look in numbering.iterchildren(W + "abstractNum"):
            look_id = _whole(attribute(look, "abstractNumId"))
            if look_id is None:
                continue
            self.levels[look_id] = dict(_levels(look))
            linked[look_id] = attribute(child(look, "numStyleLink"), "val")
        for each in numbering.iterchildren(W + "num"):
            list_id, look_id = _whole(attribute(each, "numId")), number_of(child(each, "abstractNumId"))
            if list_id is None or look_id is None:
                continue
            self.lists[list_id] = look_id
            starts = {_whole(attribute(one, "ilvl")) or 0: number_of(child(one, "startOverride")) for one in each.iterchildren(W + "lvlOverride")}
            self._overrides[list_id] = {level: start for level, start in starts.items() if start is not None}
        for list_id, look_id in list(self.lists.items()):
            style = self.styles.get(linked.get(look_id, ""))
            if style is not None and style.list_id in self.lists:
                self.lists[list_id] = self.lists[style.list_id]

    def rank(self, about: etree._Element | None) -> int:
        """1 to 9 for the properties of a heading, else 0."""
        own = number_of(child(about, "outlineLvl"))
        if own is None:
            own = next((each.outline for each in self._chain(about) if each.outline is not None), None)
        return own + 1 if own is not None and 0 <= own < _LEVELS else 0

    def _chain(self, about: etree._Element | None) -> Iterator[Style]:
        """The style of a paragraph and those that it is based on."""
        style_id = attribute(child(about, "pStyle"), "val") or self.default
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            yield self.styles[style_id]
            style_id = self.styles[style_id].based_on

    def label(self, about: etree._Element | None) -> str:
        """What stands in front of a paragraph with such properties; it is counted."""
        list_id, level = self._membership(about)
        look_id = self.lists.get(list_id, -1)
        levels = self.levels.get(look_id, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(look_id, {})
        override = self._overrides.get(list_id, {}).pop(level, None)
        counts[level] = override if override is not None else counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level and levels[each].restarts]:
            del counts[deeper]
        now = levels[level]
        if now.look in _UNSEEN:
            return ""

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            if at not in levels:
                return ""
            return written(counts.get(at, levels[at].start), "decimal" if now.legal else levels[at].look)

        return _PLACE.sub(shown, now.text)

    def _membership(self, about: etree._Element | None) -> tuple[int, int]:
        """The list that a paragraph belongs to, and its level there; list 0 is none."""
        listed = child(about, "numPr")
        own = number_of(child(listed, "numId"))
        if own is not None:
            return own, number_of(child(listed, "ilvl")) or 0
        style_id = attribute(child(about, "pStyle"), "val") or self.default
        style = next((each for each in self._chain(about) if each.list_id is not None), None)
        if style is None or style.list_id is None:
            return 0, 0
        levels = self.levels.get(self.lists.get(style.list_id, -1), {})
        return style.list_id, next((level for level, each in levels.items() if each.style == style_id), style.level)


def _levels(look: etree._Element) -> Iterator[tuple[int, Level]]:
    for each in look.iterchildren(W + "lvl"):
        level = _whole(attribute(each, "ilvl"))
        if level is None or not 0 <= level < _LEVELS:
            continue
        start = number_of(child(each, "start"))
        yield level, Level(
            attribute(child(each, "numFmt"), "val") or "decimal", attribute(child(each, "lvlText"), "val"), 0 if start is None else start,
            number_of(child(each, "lvlRestart")) != 0, is_on(child(each, "isLgl")), attribute(child(each, "pStyle"), "val"),
        )  # fmt: skip


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def written(number: int, look: str) -> str:
    """A number in one of Word's looks; digits where the look is unknown.

    >>> [written(12, look) for look in ("chineseCounting", "decimalEnclosedCircle", "upperRoman", "lowerLetter", "decimalZero")]
    ['十二', '⑫', 'XII', 'l', '12']
    """
    if look in _COUNTED_IN_CHINESE:
        return in_chinese(Fraction(number)) or str(number)
    if look == "chineseLegalSimplified":
        return (in_chinese(Fraction(number)) or str(number)).translate(_LEGAL)
    if look in {"ideographTraditional", "ideographZodiac"}:
        signs = _STEMS if look == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)]
    if look.startswith("decimalEnclosed") and 1 <= number <= 20:
        return chr({"decimalEnclosedParen": 0x2474, "decimalEnclosedFullstop": 0x2488}.get(look, _CIRCLED) + number - 1)
    if look.startswith("decimalFullWidth"):
        return "".join(chr(ord(digit) + _FULL_WIDTH) for digit in str(number))
    if look in {"upperRoman", "lowerRoman"} and 0 < number < 4000:
        return _roman(number) if look == "upperRoman" else _roman(number).lower()
    if look in {"upperLetter", "lowerLetter"} and number > 0:
        times, index = divmod(number - 1, 26)
        return chr((65 if look == "upperLetter" else 97) + index) * min(times + 1, 9)
    return f"{number:02}" if look == "decimalZero" else str(number)


def _roman(number: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        signs += sign * times
    return signs
