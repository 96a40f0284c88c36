"""Which row of the later table is which row of the earlier one; what was dropped, what is new.

For an accountant: a row is the same if its name is; it is renamed if another wording, its place and its target say so.
When in doubt it is not: a dropped and an added row are then shown, and a person sees at once whether they are one.
For a programmer: rounds of falling certainty, each one-to-one; in a round a pair counts only if neither of the two
fits another row as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.likeness import continues, contrasts, extends, is_cut, likeness, plain, same_core
from jixiao.values import Deadline, Missing, Ordinal, Quantity, Value, comparable, compare

How = Literal["same", "renamed"]
Fits = Callable[[AssessedIndicator, AssessedIndicator], bool]

_NOTHING = frozenset({"", "无"})
# Alone in their places and with a figure that is no round 1, 2 or 100%: then even other words mean the same.
_LEAST_LIKENESS = 0.5
_TELLING_FROM = 100


class Match(NamedTuple):
    """One indicator in both tables; ``how``: under the same name, or renamed."""

    earlier: AssessedIndicator
    later: AssessedIndicator
    how: How


@dataclass(frozen=True, slots=True)
class Matches:
    """What became of the indicators of the earlier table.

    Attributes:
        pairs: in the order of the earlier table; dropped, added: rows of one table only, in their order.
    """

    pairs: tuple[Match, ...] = ()
    dropped: tuple[AssessedIndicator, ...] = ()
    added: tuple[AssessedIndicator, ...] = ()

    @property
    def share(self) -> float:
        """Matched rows as a share of the smaller table's rows; 0 where there are none."""
        smaller = len(self.pairs) + min(len(self.dropped), len(self.added))
        return len(self.pairs) / smaller if smaller else 0.0


def counts(row: AssessedIndicator) -> bool:
    """Whether a row is an indicator at all: 无 under 生态效益 is none."""
    named = plain(row.source.name.text) not in _NOTHING
    return named or not (isinstance(row.target, Missing) or row.target.text in _NOTHING)


@lru_cache(maxsize=1024)
def _level(name: str) -> str:
    return plain(name).removesuffix("指标")


def _agrees(one: str, other: str) -> bool:
    """Whether two levels are one; a level that a table leaves out contradicts nothing."""
    return not one or not other or _level(one) == _level(other)


def _equal(one: str, other: str) -> bool:
    return bool(one) and _level(one) == _level(other)


def same_target(one: Value, other: Value) -> bool:
    """Whether two targets ask for the same: 1万元 and 10000元, but not 5日 and 5个工作日."""
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return comparable(one, other) != "different" and compare(one, other) == 0 and one.high == other.high
    if isinstance(one, Deadline) and isinstance(other, Deadline):
        return (one.month, one.day) == (other.month, other.day)
    if isinstance(one, Ordinal) and isinstance(other, Ordinal):
        return (one.scale, one.rank) == (other.scale, other.rank)
    return type(one) is type(other) and plain(one.text) == plain(other.text)


def _rank(one: AssessedIndicator, other: AssessedIndicator) -> int:
    """How much speaks for two rows beside their names: target, then place."""
    a, b = one.source, other.source
    return 4 * same_target(one.target, other.target) + 2 * _equal(a.level2, b.level2) + _equal(a.level1, b.level1)


def _place(row: AssessedIndicator) -> tuple[str, str]:
    return _level(row.source.level1), _level(row.source.level2)


# ----------------------------------------------------------------- rounds ----


def _cut_off(one: AssessedIndicator, other: AssessedIndicator) -> bool:
    a, b = one.source.name.text, other.source.name.text
    return continues(a, b) or continues(b, a)


def _reworded(one: AssessedIndicator, other: AssessedIndicator) -> bool:
    near = _agrees(one.source.level1, other.source.level1) or same_target(one.target, other.target)
    return near and same_core(one.source.name.text, other.source.name.text)


def _extended(one: AssessedIndicator, other: AssessedIndicator) -> bool:
    return (
        _agrees(one.source.level1, other.source.level1)
        and same_target(one.target, other.target)
        and extends(one.source.name.text, other.source.name.text)
    )


def _figure_tells(value: Value) -> bool:
    """A figure that two indicators hardly share by chance: 4500批次, 19.4%, not 1项 or 100%."""
    if not isinstance(value, Quantity):
        return False
    plain_hundred = value.unit.dimension == "ratio" and value.amount.denominator == 1
    return not plain_hundred and (abs(value.amount) > _TELLING_FROM or value.amount.denominator > 1)


def _alike(one: AssessedIndicator, other: AssessedIndicator) -> bool:
    return (
        not contrasts(one.source.name.text, other.source.name.text)
        and _figure_tells(one.target)
        and same_target(one.target, other.target)
        and likeness(one.source.name.text, other.source.name.text) >= _LEAST_LIKENESS
    )


@dataclass(slots=True)
class _Matching:
    """The state of one matching: rows that are still open, and pairs found, by index."""

    earlier: Sequence[AssessedIndicator]
    later: Sequence[AssessedIndicator]
    partner: dict[int, tuple[int, How]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def _open(self) -> tuple[list[int], list[int]]:
        return [i for i in range(len(self.earlier)) if i not in self.partner], [j for j in range(len(self.later)) if j not in self.taken]

    def _take(self, i: int, j: int, how: How) -> None:
        self.partner[i] = (j, how)
        self.taken.add(j)

    def by_name(self) -> None:
        """Rows of one name; where a name stands several times, target and place decide, then the order."""
        named: dict[str, list[int]] = {}
        for j, row in enumerate(self.later):
            named.setdefault(plain(row.source.name.text), []).append(j)
        groups: dict[str, list[int]] = {}
        for i, row in enumerate(self.earlier):
            groups.setdefault(plain(row.source.name.text), []).append(i)
        for name, ours in groups.items():
            theirs = named.get(name, [])
            fitting = [(i, j) for i in ours for j in theirs if name or same_target(self.earlier[i].target, self.later[j].target)]
            for i, j in sorted(fitting, key=lambda pair: -_rank(self.earlier[pair[0]], self.later[pair[1]])):
                if i not in self.partner and j not in self.taken:
                    self._take(i, j, "same")

    def by(self, fits: Fits, how: How) -> None:
        """Pairs that fit each other better than either fits any other open row."""
        ours, theirs = self._open()
        ranks = {(i, j): _rank(self.earlier[i], self.later[j]) for i in ours for j in theirs if fits(self.earlier[i], self.later[j])}
        for (i, j), rank in ranks.items():
            rivals = [other for pair, other in ranks.items() if (pair[0] == i) != (pair[1] == j)]
            if all(other < rank for other in rivals):
                self._take(i, j, how)

    def alone(self) -> None:
        """The only two open rows of a 二级指标, if their figure tells and their names are near."""
        ours, theirs = self._open()
        places = [[_place(rows[n]) for n in open_rows] for rows, open_rows in ((self.earlier, ours), (self.later, theirs))]
        for i, place in zip(ours, places[0], strict=True):
            if not place[1] or any(side.count(place) != 1 for side in places):
                continue
            j = theirs[places[1].index(place)]
            if _alike(self.earlier[i], self.later[j]):
                self._take(i, j, "renamed")

    def matches(self) -> Matches:
        ours, theirs = self._open()
        return Matches(
            tuple(Match(self.earlier[i], self.later[j], how) for i, (j, how) in sorted(self.partner.items())),
            tuple(self.earlier[i] for i in ours),
            tuple(self.later[j] for j in theirs),
        )


def match(earlier: Sequence[AssessedIndicator], later: Sequence[AssessedIndicator]) -> Matches:
    """Pair the rows of two tables, one to one."""
    found = _Matching([row for row in earlier if counts(row)], [row for row in later if counts(row)])
    found.by_name()
    if any(is_cut(row.source.name.text) for row in (*earlier, *later)):
        found.by(_cut_off, "same")
    found.by(_reworded, "renamed")
    found.by(_extended, "renamed")
    found.alone()
    return found.matches()
