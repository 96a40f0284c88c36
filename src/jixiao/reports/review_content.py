"""What an 审核意见 consists of, without knowing any file format.

For an accountant: 一个单位一年一份：结论、意见、要改的、要说明的、已说明的、供参考的.
For a programmer: worked out in ``services.review``, written by ``reports.review_sheet``; texts are masked, not escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Verdict = Literal["return", "explain", "pass"]
VERDICTS: dict[Verdict, str] = {"return": "退回修改", "explain": "请补充说明", "pass": "通过"}


class Point(NamedTuple):
    """One line of the tables below the opinion.

    Attributes:
        path, sheet, cell: where it is; ``place`` is what is shown for the cell (A8 等 4 处).
        problem, found, expected, suggestion, basis: as in a finding.
        reply: the unit's own words, "" where it has not said any.
    """

    path: str
    sheet: str
    cell: str
    place: str
    problem: str
    found: str
    expected: str
    suggestion: str
    basis: str
    reply: str = ""


class Reviewed(NamedTuple):
    """One workbook that the opinion is about: its path, and in a few words what its tables amount to."""

    path: str
    about: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """One 审核意见.

    Attributes:
        unit: name of the unit, or of the workbook where no table names one; named: it is a unit's.
        year: the budget year, None where it is not stated; made: the day of the review.
        workbooks: what it is about, by path; verdict: by the thresholds.
        text: the opinion, a paragraph each, to be numbered.
        errors, warnings: to be corrected, to be explained; explained: the unit has; infos: for information.
        version: of jixiao.
    """

    unit: str
    named: bool
    year: int | None
    made: date
    workbooks: tuple[Reviewed, ...]
    verdict: Verdict
    text: tuple[str, ...]
    errors: tuple[Point, ...]
    warnings: tuple[Point, ...]
    explained: tuple[Point, ...]
    infos: tuple[Point, ...]
    version: str
