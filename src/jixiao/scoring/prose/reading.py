"""A report read: its sentences, its year, its date and its unit, beside the tables that belong to it.

For an accountant: 报告是哪一年的、落款哪一天、哪个单位的，先看封面和标题.
For a programmer: a pure function of the paragraphs; what a report does not say is None or "".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import ClassVar

from jixiao.model import Paragraph, Place, Ref
from jixiao.scoring.assess import Assessment
from jixiao.scoring.statements import AssessedStatement
from jixiao.values.personal import mask
from jixiao.values.prose import Figure, figures, fold

# What is longer is no sentence; looking for figures that belong together stays cheap.
_SENTENCE = re.compile(r"[^。！？\n]{1,1500}[。！？]?[”’」]?")
_TITLE = re.compile(r"(20\d\d)\s*年(?:度|部门|整体|项目)?[^。，]{0,60}(?:自评|评价|绩效|总结)[^。，]{0,12}报告|报告[^。]{0,6}（\s*(20\d\d)\s*年度?\s*）")
_BARE_YEAR = re.compile(r"[（]?\s*(20\d\d)\s*年度\s*[）]?$")
_DATED = re.compile(r"(?:[^\d。，]{0,12}(?:日期|时间)：?)?\s*(20\d\d)\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?$")
_UNIT = re.compile(
    r"(?:20\d\d\s*年?度?\s*)?(?P<unit>[一-鿿（）]{3,40}?(?:局|厅|委员会|委|部|署|院|校|学|所|站|中心|馆|队|会|办公室|办|社|府|公司|处|镇|乡|街道))"
    r"(?:（本级）|本级|机关)?(?:20\d\d\s*年?度?\s*)?(?:部门|单位|项目)*(?:整体|预算|项目|支出|绩效)"
)
_NAMED = re.compile(r"(?:部门|单位|预算部门|项目单位|填报单位|实施单位)[（单位）名称、]*：\s*(?P<unit>[一-鿿（）]{4,40})$")
# A line that says only that targets follow, and the numbered lines that do.
_AIMS = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)?(?:年度|年初|总体|预期|绩效|设定|全年|整体|的)*目标：")
_ITEM = re.compile(r"[（(]?\d{1,2}[）)、.．](?!\d)|[①-⑳]")
_HEAD = 30
_AROUND = 22


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        raw: as written; text: the same, folded sign by sign.
        paragraph: the number of its paragraph in the report, from 0; place: of that paragraph.
        figures: from left to right.
    """

    raw: str
    text: str
    paragraph: int
    place: Place
    figures: tuple[Figure, ...]

    def quote(self, start: int = 0, end: int | None = None) -> str:
        """The words around a place in it, numbers of persons masked, cut with … where it is long."""
        end = len(self.raw) if end is None else end
        first, last = max(0, start - _AROUND), min(len(self.raw), end + _AROUND)
        first, last = (0 if first < 6 else first), (len(self.raw) if len(self.raw) - last < 6 else last)
        words = " ".join(mask(self.raw)[first:last].split())
        return ("…" if first else "") + words + ("…" if last < len(self.raw) else "")


@dataclass(frozen=True)
class Report:
    """The prose of a report, with the tables that it speaks of.

    Attributes:
        paragraphs: outside of tables, in their order; sentences: theirs.
        year: the budget year that it is about; dated: the day on its cover or at its end; named: the unit on its cover.
        assessments, statements: the tables, of the workbooks given and of the document itself.
        titles: what else is attached: headings of the document's tables and names of the workbooks' sheets.
        places: for cells of the document's own tables, where they stand in it.
        flowed: its tables were put together again from text, so that their cells are not sure.
    """

    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    year: int | None
    dated: date | None
    named: str
    assessments: tuple[Assessment, ...] = ()
    statements: tuple[AssessedStatement, ...] = ()
    titles: tuple[str, ...] = ()
    places: Mapping[Ref, Place] = field(default_factory=dict)
    flowed: bool = False
    about: ClassVar[str] = "report"
    sheet: ClassVar[str] = ""
    form: ClassVar[str] = "report"

    @property
    def keys(self) -> frozenset[str]:
        """"tables" where there are any."""
        return frozenset({"tables"} if self.assessments or self.statements else ())

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The paragraphs, folded sign by sign."""
        return tuple(fold(paragraph.text) for paragraph in self.paragraphs)

    @cached_property
    def aims(self) -> frozenset[int]:
        """The paragraphs under 预期目标： and the like: what was wanted, not what was done."""
        found, inside = set(), False
        for number, text in enumerate(each.strip() for each in self.folded):
            if _AIMS.fullmatch(text):
                inside = True
            elif inside and _ITEM.match(text):
                found.add(number)
            else:
                inside = False
        return frozenset(found)

    def whole(self, paragraph: int) -> Sentence:
        """A paragraph as one sentence, to quote from."""
        found = self.paragraphs[paragraph]
        return Sentence(found.text, self.folded[paragraph], paragraph, found.place, ())


def read_report(
    paragraphs: Sequence[Paragraph], assessments: Sequence[Assessment] = (), statements: Sequence[AssessedStatement] = (), titles: Sequence[str] = (),
    places: Mapping[Ref, Place] | None = None, *, flowed: bool = False,
) -> Report:
    """The report that these paragraphs are."""
    kept = tuple(paragraph for paragraph in paragraphs if paragraph.text.strip())
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(kept):
        for match in _SENTENCE.finditer(paragraph.text):
            text = fold(match[0])
            sentences.append(Sentence(match[0], text, number, paragraph.place, figures(text)))
    texts = [fold(paragraph.text).strip() for paragraph in kept]
    year = _year(texts)
    if year is None:
        years = {table.table.year for table in assessments if table.table.year} | {each.statement.year for each in statements if each.statement.year}
        year = years.pop() if len(years) == 1 else None
    return Report(kept, tuple(sentences), year, _dated(texts), _named(texts), tuple(assessments), tuple(statements), tuple(titles), places or {}, flowed)


def _year(texts: Sequence[str]) -> int | None:
    """The year in the title; a figure of another year in the text is none."""
    head = ["".join(text.split()) for text in texts[:_HEAD]]
    for text in head:
        if len(text) <= 80 and (match := _TITLE.search(text)):
            return int(match[1] or match[2])
    for text, after in itertools.pairwise(head):
        if (match := re.match(r"(20\d\d)年度?", text)) and len(text) <= 40 and re.search("报告$", after) and len(after) <= 40:
            return int(match[1])
    for text in head:
        if match := _BARE_YEAR.match(text):
            return int(match[1])
    return None


def day(year: str, month: str, number: str) -> date | None:
    """That day, None where the calendar has none."""
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def _dated(texts: Sequence[str]) -> date | None:
    """The day that stands alone in a line of the cover or at the end."""
    for text in (*texts[:_HEAD], *reversed(texts[_HEAD:])):
        if len(text) <= 40 and (match := _DATED.fullmatch(text)) is not None:
            return day(*match.groups())
    return None


def _named(texts: Sequence[str]) -> str:
    """The unit on the cover."""
    for text in texts[:_HEAD]:
        if len(text) <= 60 and (match := _NAMED.match(text)):
            return match["unit"]
    for text in texts[:_HEAD]:
        bare = "".join(text.split())
        if (len(bare) <= 60 and "报告" in bare) or "整体支出" in bare:
            match = _UNIT.match(bare)
            if match is not None:
                return match["unit"]
    return ""
