"""Two tables of one life side by side: what was promised in the 绩效目标表, and what is now accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from jixiao.model import Field, Stage, Table
from jixiao.scoring.assess import Assessment
from jixiao.scoring.likeness import plain
from jixiao.scoring.matching import Match, Matches, match

__all__ = ["Difference", "Match", "Matches", "Pair", "kinship", "named_alike", "named_equal", "names_unit", "pair_of", "precedes", "year_of"]

What = Literal["year", "unit", "project"]

STAGES: tuple[Stage, ...] = ("target", "monitoring", "evaluation")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_PROJECT_WORDS = re.compile(r"(?:项目|经费|资金|专项)+$")
_UNIT_LABEL = re.compile("单位|部门")
_NO_UNIT = re.compile("职责|职能|负责人|联系人|电话|地址|意见|性质|类别")
_CODES = re.compile(r"[\d\W_]+")
_SHORTEST_NAME = 4
NO_MATCHES = Matches()
_SOME, _MOST = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """A reason why two tables do not belong together.

    Attributes:
        what: which of year, unit or project differs; earlier, later: what each table says.
        field: the later table's cell, None for the year.
    """

    what: What
    earlier: str
    later: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """An earlier table (目标) and a later one (监控, 自评) of the same unit and year.

    Attributes:
        earlier, later: both worked out.
        file: name of the workbook with the earlier table, "" where both stand in one.
        differs: why they are not of one life; then no rows are matched and only that is to be said.
        matches: which row became which.
    """

    earlier: Assessment
    later: Assessment
    file: str = ""
    differs: tuple[Difference, ...] = ()
    matches: Matches = NO_MATCHES
    about: ClassVar[str] = "pair"

    @property
    def sheet(self) -> str:
        """Name of the later table's sheet: there the findings are."""
        return self.later.sheet

    @property
    def form(self) -> str:
        """Id of the later table's form."""
        return self.later.form

    @property
    def keys(self) -> frozenset[str]:
        """Columns that both have."""
        return self.earlier.keys & self.later.keys


def year_of(table: Table) -> int | None:
    """The budget year of a table: as read, else as its sheet is named."""
    named = _YEAR.search(table.sheet)
    return table.year or (int(named[1]) if named else None)


# ------------------------------------------------------------------- names ----


def names_unit(label: str) -> bool:
    """Whether a header label stands before the name of a unit: 预算单位, 主管部门及代码, but not 单位职责."""
    return _UNIT_LABEL.search(label) is not None and _NO_UNIT.search(label) is None


def _named(table: Table, wanted: Callable[[str], bool]) -> list[tuple[str, Field]]:
    """Header lines whose label is wanted: what they say, without codes and signs."""
    lines = ((label, value) for label, value in table.header.items() if wanted(label))
    said = ((_CODES.sub("", plain(value.text)), value) for _, value in lines)
    return [(name, value) for name, value in said if name]


def _names_project(label: str) -> bool:
    return "项目名称" in label


def _projects(table: Table) -> list[tuple[str, Field]]:
    return [(_PROJECT_WORDS.sub("", name) or name, field) for name, field in _named(table, _names_project)]


def _units(table: Table) -> list[tuple[str, Field]]:
    return _named(table, names_unit)


def _shortened(one: str, other: str) -> bool:
    """Whether one name is the other, or an abbreviation of it: 市监局 of 市场监督管理局."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return short == long or (len(short) >= _SHORTEST_NAME and all(letter in letters for letter in short))


def _alike(earlier: list[tuple[str, Field]], later: list[tuple[str, Field]]) -> bool:
    return any(_shortened(one, other) for one, _ in earlier for other, _ in later)


def _differ(what: What, earlier: list[tuple[str, Field]], later: list[tuple[str, Field]]) -> Iterable[Difference]:
    if earlier and later and not _alike(earlier, later):
        yield Difference(what, earlier[0][1].text, later[0][1].text, later[0][1])


def differences(earlier: Table, later: Table) -> tuple[Difference, ...]:
    """What keeps two tables apart: year, unit or project, where both state it and it is not the same."""
    found: list[Difference] = []
    years = year_of(earlier), year_of(later)
    if None not in years and years[0] != years[1]:
        found.append(Difference("year", f"{years[0]}", f"{years[1]}"))
    found.extend(_differ("unit", _units(earlier), _units(later)))
    found.extend(_differ("project", _projects(earlier), _projects(later)))
    return tuple(found)


def named_alike(earlier: Table, later: Table) -> bool:
    """Whether two tables state one project; or one unit, and neither a project."""
    projects = _projects(earlier), _projects(later)
    if any(projects):
        return _alike(*projects)
    return _alike(_units(earlier), _units(later))


def named_equal(earlier: Table, later: Table) -> bool:
    """Whether two tables state one project, or where neither does one unit, letter by letter and digit by digit."""
    names = [{what: "".join(field.text.split()) for what, field in _told(table)} for table in (earlier, later)]
    key: What = "project" if any("project" in each for each in names) else "unit"
    return all(key in each for each in names) and names[0][key] == names[1][key]


def _told(table: Table) -> Iterable[tuple[What, Field]]:
    """The project and the unit that a table states, each first."""
    for label, field in reversed(table.header.items()):
        if _names_project(label):
            yield "project", field
        elif names_unit(label):
            yield "unit", field


# ------------------------------------------------------------------- pairs ----


def pair_of(earlier: Assessment, later: Assessment, file: str = "") -> Pair:
    """Two tables side by side; rows are matched only where unit, project and year are not against it."""
    apart = differences(earlier.table, later.table)
    found = NO_MATCHES if apart else match(earlier.indicators, later.indicators)
    return Pair(earlier, later, file, apart, found)


def precedes(earlier: Assessment, later: Assessment) -> bool:
    """Whether one table comes before the other in a year: 目标, 监控, 自评."""
    return STAGES.index(earlier.table.stage) < STAGES.index(later.table.stage)


def kinship(pair: Pair) -> int:
    """How surely two tables are of one life: 3 by project, 2 by unit, 1 by their indicators, 0 not at all.

    A department's and a project's table of one unit are two lives; without a common name at least half of the smaller
    table's indicators (and two of them) have to be the same.
    """
    if pair.differs or not precedes(pair.earlier, pair.later):
        return 0
    if named_alike(pair.earlier.table, pair.later.table):
        if _projects(pair.later.table):
            return 3
        if pair.matches.share >= _SOME:
            return 2
    return int(len(pair.matches.pairs) >= 2 and pair.matches.share >= _MOST)
