"""The figures of the invented folder: targets, what was done, what it is worth, and the errors that are planted.

For an accountant: 每条指标的得分按评分标准另行算出，不用 jixiao 算；故意放进去的差错都有名字.
For a programmer: exact fractions; everything follows from the seed, nothing from the order in which tables are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import NamedTuple

from benchmarks.invented import CAUSES, COPIED, COUNTIES, DEPARTMENTS, MEASURES, PATTERNS, Kind, Pattern

UNMET = 0.05
"""How many rows of a table miss their target, before some tables are made worse."""


class Quality(NamedTuple):
    """How well a table came out.

    Attributes:
        least, most: between them lies its total; share: of the tables.
        reached: least and most of the target, in percent, where it is missed; spent: least and most of the money.
    """

    least: int
    most: int
    share: int
    reached: tuple[int, int]
    spent: tuple[int, int]


GOOD = Quality(90, 99, 70, (70, 97), (88, 100))
QUALITIES = (GOOD, Quality(80, 90, 20, (50, 92), (78, 99)), Quality(60, 80, 7, (30, 85), (62, 95)), Quality(40, 60, 3, (5, 60), (40, 85)))
"""优, 良, 中 and 差; the shares are percents."""

NEAR = 0.15
"""How many tables come out just above the bound of their grade, where another way of scoring gives another grade."""

PLANTED = {
    "wrong-rate": 0.06, "score-over-weight": 0.05, "missing-reason": 0.10, "total-off": 0.05, "unmet-full": 0.08,
    "copied-reason": 0.06, "all-equal": 0.04, "cost-outlier": 0.05, "target-lowered": 0.12, "low-execution": 0.08, "sum-off": 0.30,
}  # fmt: skip
"""The share of tables in which each error is planted; 降低 only where there is a year before, 汇总不符 only in department tables."""

_SUMMED = frozenset({"count", "saved", "money", "none"})
_SMALLER = frozenset({"cost", "money", "days", "none"})


def half_up(value: Fraction, places: int = 2) -> Fraction:
    """Rounded as a person would."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def shown(value: Fraction) -> str:
    """A figure without zeros that say nothing."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one year; ``target`` and ``actual`` in its own unit (percent: 95 for 95%), the month for a deadline."""

    pattern: Pattern
    name: str
    target: Fraction
    actual: Fraction
    weight: Fraction = Fraction(1)
    rule: str = ""
    score: Fraction = Fraction(1)
    reason: str = ""
    prior: Fraction | None = None

    @property
    def kind(self) -> Kind:
        """What its target is."""
        return self.pattern.kind

    @property
    def met(self) -> bool:
        """Whether the target was reached."""
        return self.actual <= self.target if self.kind in _SMALLER | {"deadline"} else self.actual >= self.target


@dataclass(frozen=True, slots=True)
class Money:
    """A line of money in 万元."""

    label: str
    initial: Fraction
    budget: Fraction
    executed: Fraction


@dataclass(frozen=True)
class Table:
    """One workbook to be written; ``planted`` names its errors."""

    form: str
    department: str
    unit: str
    project: str
    year: int
    funds: Sequence[Money]
    lines: Sequence[Line]
    planted: tuple[str, ...] = ()
    hand: int = 0
    extra: dict[str, Fraction] = field(default_factory=dict)

    @property
    def budget(self) -> Fraction:
        """全年预算数."""
        return sum((money.budget for money in self.funds), Fraction(0))

    @property
    def executed(self) -> Fraction:
        """全年执行数."""
        return sum((money.executed for money in self.funds), Fraction(0))

    @property
    def rate(self) -> Fraction:
        """执行率, 4 places."""
        return half_up(self.executed / self.budget, 4)

    @property
    def rate_score(self) -> Fraction:
        """10 points by the rate, at most 10."""
        return half_up(min(Fraction(1), self.executed / self.budget) * 10)

    @property
    def total(self) -> Fraction:
        """What the stated scores add up to."""
        return self.rate_score + sum((line.score for line in self.lines), Fraction(0))


# ------------------------------------------------------------- indicators ----


def pool(department: str) -> Iterator[tuple[Pattern, str]]:
    """All indicators that a department may set; without end, those of places come after its own."""
    matters = DEPARTMENTS[department].split()
    number = 0
    while True:
        where = "" if number == 0 else COUNTIES[number % len(COUNTIES)] + (str(number) + "号片区" if number > len(COUNTIES) else "")
        for pattern in PATTERNS:
            for matter in matters:
                yield pattern, pattern.name.format(where + matter)
        number += 1


def chosen(department: str, count: int, rng: Random, wanted: Iterable[str] = (), unwanted: frozenset[str] = frozenset()) -> list[tuple[Pattern, str]]:
    """So many of a department's indicators, in the order of the form: 5% 满意度, 25% 效益, the rest 产出; what is unwanted only where there is too little else."""
    liked = max(2, round(count * 0.05))
    quota = {"满意度指标": liked, "效益指标": max(3, round(count * 0.25))}
    quota["产出指标"] = count - sum(quota.values())
    offered: dict[str, list[tuple[Pattern, str]]] = {level: [] for level in quota}
    first = set(wanted)
    for number, (pattern, name) in enumerate(pool(department)):
        offered[pattern.level1].append((pattern, name))
        if number % 250 == 249 and all(len(offered[level]) >= quota[level] for level in quota):
            break
    taken: list[tuple[Pattern, str]] = []
    for level, many in quota.items():
        common = [each for each in offered[level] if each[1] in first][: many * 3 // 5]
        names = {name for _, name in common}
        others, missing = [each for each in offered[level] if each[1] not in names], many - len(common)
        better = [each for each in others if each[1] not in unwanted]
        picked = rng.sample(better, min(missing, len(better)))
        taken += common + picked + rng.sample([each for each in others if each[1] in unwanted], missing - len(picked))
    order = {pattern: number for number, pattern in enumerate(PATTERNS)}
    second = {level2: number for number, level2 in reversed(list(enumerate(pattern.level2 for pattern in PATTERNS)))}
    return sorted(taken, key=lambda each: (second[each[0].level2], order[each[0]], each[1]))


def _target(department: str, pattern: Pattern, name: str, rng: Random) -> Fraction:
    """A target of the first year."""
    usual = pattern.usual
    match pattern.kind:
        case "count":
            raw = int(usual * rng.uniform(0.5, 2.0))
            return Fraction(raw - raw % (1 if raw < 100 else 10 if raw < 2000 else 100) or 1)
        case "share":
            return Fraction(min(100, usual + rng.randint(-5, 4)))
        case "cost":  # alike in all units: what stands out is planted
            common = Random(f"{department}/{name}").uniform(0.4, 2.0)
            return Fraction(round(usual * common * rng.uniform(0.9, 1.1)))
        case "money" | "saved":
            return Fraction(max(2, round(usual * rng.uniform(0.4, 1.8))))
        case "days":
            return Fraction(rng.choice((5, 7, 10, 15, 20)))
        case "deadline":
            return Fraction(rng.choice((9, 10, 11, 12)))
        case _:
            return Fraction(0)


def _next_year(line: Line, rng: Random) -> Fraction:
    """The target of the year after: a little stricter, never laxer."""
    match line.kind:
        case "count" | "saved":
            return line.target + int(line.target * Fraction(rng.randint(0, 6), 100))
        case "share":
            return min(Fraction(100), line.target + rng.randint(0, 1))
        case "cost" | "money":
            return line.target - int(line.target * Fraction(rng.randint(0, 2), 100))
        case _:
            return line.target


def _reached(line: Line, rng: Random) -> Fraction:
    """What was done where the target was met."""
    if rng.random() < 0.25:
        return line.target
    match line.kind:
        case "count" | "saved":
            return line.target + int(line.target * Fraction(rng.randint(0, 14), 100))
        case "share":
            return min(Fraction(100), line.target + Fraction(rng.randint(0, 60), 10))
        case "cost" | "money":
            return line.target - int(line.target * Fraction(rng.randint(0, 10), 100))
        case "days":
            return line.target - rng.randint(0, 3)
        case "deadline":
            return line.target - rng.randint(0, 2)
        case _:
            return line.target


def _missed(line: Line, rng: Random, reached: tuple[int, int] = GOOD.reached) -> Fraction:
    """What was done where it was not met."""
    match line.kind:
        case "count" | "saved":
            return min(Fraction(int(line.target * Fraction(rng.randint(*reached), 100))), line.target - 1)
        case "share" if reached != GOOD.reached:
            return min(Fraction(int(line.target * Fraction(rng.randint(*reached), 100))), line.target - 1)
        case "share":
            return line.target - rng.randint(1, 8)
        case "days":
            return line.target + rng.randint(1, 5)
        case _:
            return line.target + max(1, int(line.target * Fraction(rng.randint(4, max(15, 90 - reached[0])), 100)))


# ------------------------------------------------------------------ rules ----


def rule_for(line: Line, rng: Random) -> str:
    """A 评分标准 such as people write for an indicator of that kind."""
    weight, target = shown(line.weight), shown(line.target)
    step = shown(line.weight / 10)
    by_kind: dict[str, tuple[str, ...]] = {
        "count": (
            "按完成比例计算得分，满分为止", f"完成得{weight}分",
            f"该指标分值为{weight}分，完成率小于60%不得分；大于等于60%的，按超过的比重赋分",
        ),
        "share": ("按完成比例计算得分，满分为止", f"每低于1个百分点扣{step}分，扣完为止"),
        "cost": ("每超过1%扣权重分的5%，扣完为止", "按完成比例计算得分，满分为止", f"完成得{weight}分"),
        "money": ("每超过1%扣权重分的5%，扣完为止", "按完成比例计算得分，满分为止"),
        "days": (f"每超过1天扣{step}分，扣完为止", "按完成比例计算得分，满分为止"),
    }
    if line.pattern.level1 == "满意度指标":
        low = shown(line.target - 10)
        return f"{target}%（含）以上{weight}分，{low}%（含）-{target}%{shown(line.weight / 2)}分，{low}%以下0分"
    return rng.choice(by_kind.get(line.kind, (f"完成得{weight}分",)))


def worth(line: Line) -> Fraction:
    """The score by the 评分标准; without one, by how much of the target was reached (反向: 目标÷实际)."""
    weight, rule = line.weight, line.rule
    if line.met:
        return weight
    share = line.target / line.actual if line.kind in _SMALLER else line.actual / line.target
    if rule.startswith("完成得"):
        return Fraction(0)
    if "小于60%不得分" in rule:
        return half_up(weight * max(Fraction(0), (share - Fraction(3, 5)) / Fraction(2, 5)))
    if rule.startswith("每低于1个百分点"):
        return half_up(max(Fraction(0), weight - weight / 10 * int(line.target - line.actual)))
    if rule.startswith("每超过1%"):
        return half_up(max(Fraction(0), weight * (1 - (line.actual - line.target) / line.target * 5)))
    if rule.startswith("每超过1天"):
        return half_up(max(Fraction(0), weight - weight / 10 * (line.actual - line.target)))
    if "（含）以上" in rule:
        return weight / 2 if line.actual >= line.target - 10 else Fraction(0)
    return half_up(weight * share)


def _weights(lines: Sequence[Line]) -> list[Fraction]:
    """50, 30 and 10 points, as evenly as tenths allow; one point each where there are too many rows for that."""
    if len(lines) > 400:
        return [Fraction(1)] * len(lines)
    levels = [line.pattern.level1 for line in lines]
    weights: list[Fraction] = []
    for level, points in (("产出指标", 500), ("效益指标", 300), ("满意度指标", 100)):
        many = levels.count(level)
        weights += [Fraction(points // many + (number < points % many), 10) for number in range(many)]
    return weights


def written(target: Fraction, line: Line) -> str:
    """A figure with its unit."""
    return f"{shown(target)}{line.pattern.unit}"


def _reason(line: Line, rng: Random) -> str:
    return (
        f"{rng.choice(CAUSES)}，{line.name}为{written(line.actual, line)}，与年初目标相差{shown(abs(line.actual - line.target))}"
        f"{'个百分点' if line.kind == 'share' else line.pattern.unit}；下一步将{rng.choice(MEASURES)}。"
    )


# ----------------------------------------------------------------- tables ----


def first_year(department: str, count: int, rng: Random, wanted: Iterable[str] = (), unwanted: frozenset[str] = frozenset()) -> list[Line]:
    """The indicators of the year before, met or not, without scores."""
    chosen_ones = chosen(department, count, rng, wanted, unwanted)
    lines = [Line(pattern, name, _target(department, pattern, name, rng), Fraction(0)) for pattern, name in chosen_ones]
    return [_done(line, rng) for line in lines]


def year_after(lines: Sequence[Line], rng: Random, *, lowered: bool) -> list[Line]:
    """The same indicators a year on, with last year's figures beside them."""
    following = [replace(line, target=_next_year(line, rng), prior=line.actual) for line in lines]
    if lowered:
        counts = [n for n, line in enumerate(following) if line.kind == "count"]
        for number in rng.sample(counts, min(3, len(counts))):
            following[number] = replace(following[number], target=Fraction(max(1, int(lines[number].target * Fraction(7, 10)))))
    return [_done(line, rng) for line in following]


def _may_fail(line: Line) -> bool:
    return line.kind in {"count", "share", "cost", "money", "days", "saved"} and line.target > 1


def _done(line: Line, rng: Random) -> Line:
    missed = _may_fail(line) and rng.random() < UNMET
    return replace(line, actual=_missed(line, rng) if missed else _reached(line, rng))


def scored(lines: Sequence[Line], rng: Random, *, rules: bool | str) -> list[Line]:
    """With weights, rules (True: of all kinds; a text: that one for all), scores and reasons."""
    found = []
    for line, weight in zip(lines, _weights(lines), strict=True):
        weighed = replace(line, weight=weight)
        if isinstance(rules, str):
            weighed = replace(weighed, rule=rules.format(shown(weight)))
        elif rules:
            weighed = replace(weighed, rule=rule_for(weighed, rng))
        found.append(_judged(weighed, rng))
    return found


def _judged(line: Line, rng: Random) -> Line:
    return replace(line, score=worth(line), reason="" if line.met else _reason(line, rng))


def quality_of(rng: Random) -> Quality:
    """How well a table is to come out."""
    return rng.choices(QUALITIES, [each.share for each in QUALITIES])[0]


def worsened(lines: Sequence[Line], money: Fraction, quality: Quality, rng: Random) -> list[Line]:
    """Scored rows, of which one after the other misses its target until the table is as bad as wanted.

    ``money`` is what the table has for its 执行率.  No table falls below the least total of its quality, and as far as rows
    allow none stays above the most.
    """
    found = list(lines)
    total = money + sum((line.score for line in found), Fraction(0))
    # In tenths, since every row counts in tenths or less.
    wanted = quality.least + Fraction(rng.randint(0, 3) if rng.random() < NEAR else rng.randint(4, 10 * (quality.most - quality.least) - 1), 10)
    for number in rng.sample(range(len(found)), len(found)):
        if total <= wanted:
            break
        line = found[number]
        if not (line.met and _may_fail(line)):
            continue
        worse = _judged(replace(line, actual=_missed(line, rng, quality.reached)), rng)
        if total - line.score + worse.score >= quality.least:
            found[number], total = worse, total - line.score + worse.score
    return found


def planted_in(rng: Random, *, second_year: bool, department: bool) -> tuple[str, ...]:
    """Which errors a table gets."""
    found = tuple(name for name, share in PLANTED.items() if rng.random() < share)
    unfit = ({"target-lowered"} if not second_year else set()) | ({"sum-off"} if not department else {"all-equal", "cost-outlier", "target-lowered"})
    return tuple(name for name in found if name not in unfit)


def with_errors(lines: Sequence[Line], planted: Sequence[str], rng: Random) -> list[Line]:
    """The rows with those errors that concern rows; a row that misses its target is made where one is needed."""
    found = list(lines)
    if "all-equal" in planted:
        return [replace(line, actual=line.target, score=line.weight, reason="") for line in found]
    if "cost-outlier" in planted:
        number = next((n for n, line in enumerate(found) if line.kind == "cost" and line.met), None)
        if number is not None:
            line, times = found[number], rng.choice((3, 4, 6))
            found[number] = replace(line, target=line.target * times, actual=line.actual * times)
    missed = [n for n, line in enumerate(found) if not line.met]
    rng.shuffle(missed)
    if "copied-reason" in planted:
        for number in missed:
            found[number] = replace(found[number], reason=rng.choice(COPIED))
    if "missing-reason" in planted and missed:
        found[missed[0]] = replace(found[missed[0]], reason="")
    if "unmet-full" in planted and missed:
        found[missed[-1]] = replace(found[missed[-1]], score=found[missed[-1]].weight)
    if "score-over-weight" in planted:
        number = rng.choice([n for n, line in enumerate(found) if line.met])
        found[number] = replace(found[number], score=found[number].weight * 2)
    return found


def money_of(rng: Random, labels: Sequence[str], spent: tuple[int, int]) -> list[Money]:
    """Lines of money: most of it in the first; ``spent``: least and most of each, in percent."""
    found = []
    for number, label in enumerate(labels):
        initial = Fraction(rng.randint(4000, 90000), 100) if number == 0 else Fraction(rng.choice((0, 0, rng.randint(100, 6000))), 100)
        budget = initial if rng.random() < 0.6 else half_up(initial * Fraction(rng.randint(90, 112), 100))
        found.append(Money(label, initial, budget, half_up(budget * Fraction(rng.randint(100 * spent[0], 100 * spent[1]), 10000))))
    return found


def added(lines: Sequence[Line], below: Sequence[Table]) -> list[Line]:
    """Rows of a department, those that its projects have as well worked out from theirs: sums, and rates weighted by money."""
    theirs: dict[str, list[tuple[Line, Fraction]]] = {}
    for table in below:
        for line in table.lines:
            theirs.setdefault(line.name, []).append((line, table.budget))
    return [_added(line, theirs.get(line.name, [])) for line in lines]


def _added(line: Line, parts: Sequence[tuple[Line, Fraction]]) -> Line:
    """One row of a department from those below, each with its money."""

    def over(weights: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
        pairs = list(zip(parts, weights, strict=True))
        return sum((part.target * weight for (part, _), weight in pairs), Fraction(0)), sum((part.actual * weight for (part, _), weight in pairs), Fraction(0))

    if not parts or line.kind not in _SUMMED | {"share"}:
        return line
    if line.kind in _SUMMED:
        target, actual = over([Fraction(1)] * len(parts))
        return replace(line, target=target, actual=actual)
    money = sum((budget for _, budget in parts), Fraction(0))
    target, actual = over([budget / money for _, budget in parts])
    return replace(line, target=half_up(target), actual=half_up(actual))
