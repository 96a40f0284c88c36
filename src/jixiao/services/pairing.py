"""Which tables are compared with which: a 自评表 with the 目标表 of its own workbook, or with those given by ``--against``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.likeness import plain
from jixiao.scoring.pairs import Pair, kinship, named_alike, named_equal, pair_of, precedes

_LATER = ("monitoring", "evaluation")
_STEM_WORDS = re.compile(
    r"部门|单位|项目|整体|支出|预算|绩效|目标|申报|批复|自评|评价|运行|监控|报告|情况|年度|年|月|表|附件|最终版|终稿|定稿|[\d\W_]+",
)


class Declared(NamedTuple):
    """One table given to compare with, and its workbook."""

    path: Path
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Declarations:
    """What ``--against`` names.

    Attributes:
        given: as the user wrote it.
        tables: every table found there, self-evaluations left out.
        folder: a folder was given, so that most tables there belong to other workbooks.
    """

    given: str
    tables: tuple[Declared, ...]
    folder: bool


def _best(pairs: Iterable[Pair]) -> Pair | None:
    """The pair whose tables are closest: of one life, targets before monitoring tables, by kinship, the very same name, and share of rows."""
    return max(pairs, key=_closeness, default=None)


def _closeness(pair: Pair) -> tuple[bool, bool, int, bool, float]:
    kin = kinship(pair)
    return kin > 0, pair.earlier.table.stage == "target", kin, named_equal(pair.earlier.table, pair.later.table), pair.matches.share


def _later(assessments: Sequence[Assessment]) -> list[Assessment]:
    return [assessment for assessment in assessments if assessment.table.stage in _LATER]


def within(assessments: Sequence[Assessment]) -> Iterator[Pair]:
    """Pairs inside one workbook, where the tables are of one life beyond doubt; two 自评表 never share a 目标表."""
    found = [
        pair
        for later in _later(assessments)
        for earlier in assessments if earlier is not later and precedes(earlier, later)
        if kinship(pair := pair_of(earlier, later))
    ]
    found.sort(key=_closeness, reverse=True)
    taken: set[tuple[int, str]] = set()
    done: set[int] = set()
    for pair in found:
        place = (id(pair.earlier), pair.later.table.stage)
        if id(pair.later) not in done and place not in taken:
            taken.add(place)
            done.add(id(pair.later))
            yield pair


def _stem(path: Path) -> str:
    """The words of a file name that say whose it is."""
    return _STEM_WORDS.sub("", plain(path.stem))


def _candidates(later: Assessment, declarations: Declarations, path: Path) -> list[Declared]:
    """Tables that may be the earlier one: in a folder only those of the same name, in the header or in the file's."""
    before = [d for d in declarations.tables if d.path.absolute() != path.absolute() and precedes(d.assessment, later)]
    if not declarations.folder:
        return before
    named = [d for d in before if named_alike(d.assessment.table, later.table)]
    return named or [d for d in before if _stem(path) and _stem(d.path) == _stem(path)]


def _belongs(pair: Pair, declarations: Declarations, alone: bool) -> bool:
    """Whether a pair is to be compared: someone named the file, so one doubt less is needed than within a workbook."""
    if kinship(pair) or named_alike(pair.earlier.table, pair.later.table):
        return True
    # Of another unit or year: said in a finding rather than passed over, where nothing else can be meant.
    return alone and not declarations.folder and bool(pair.differs)


def against(assessments: Sequence[Assessment], declarations: Declarations, path: Path) -> tuple[list[Pair], list[Text]]:
    """The tables of one workbook beside those that were given; a table without partner gets a note."""
    pairs: list[Pair] = []
    lonely: list[str] = []
    for later in _later(assessments):
        candidates = _candidates(later, declarations, path)
        best = _best(pair_of(d.assessment, later, d.path.name) for d in candidates)
        if best is not None and _belongs(best, declarations, alone=len(candidates) == 1):
            pairs.append(best)
        else:
            lonely.append(later.sheet)
    if not lonely:
        return pairs, []
    sheets = "、".join(f"“{sheet}”" for sheet in lonely)
    return pairs, [Text(
        f"{sheets}在 {declarations.given} 里没有同单位（项目）的目标表，指标也对不上一半，没有对照。请检查表头的单位、项目名称，或换一个目标表。",
        f"no target table in {declarations.given} is of the same unit or project as {sheets}, or has half of its indicators; nothing was compared.",
    )]
