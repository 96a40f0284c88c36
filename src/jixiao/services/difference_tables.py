"""Two versions of one table side by side: what became of its money, its indicators, its words and its result.

For an accountant: 行插入、删除、调换、改名之后仍逐行对照.
For a programmer: rows are matched by ``scoring.matching``, targets judged by ``scoring.changes``; every cell that was
compared is reported as covered, so that the rest of the sheet is compared once, as plain cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import NamedTuple, TypeVar

from jixiao.model import NOTHING_SAID, Field, Indicator, Ref, StatementLine, Text
from jixiao.reports.diff_content import Change, Place, Result, Rows, Section
from jixiao.scoring import changes as promises
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.likeness import plain
from jixiao.scoring.matching import Match, Matches, match, same_target
from jixiao.scoring.pairs import Pair, named_alike
from jixiao.scoring.rules import read_rule
from jixiao.scoring.shown import points
from jixiao.scoring.statements import AssessedStatement
from jixiao.services.difference_cells import Pairing, bare, delta, signed
from jixiao.values.personal import mask

_TARGET = {
    "relaxed": Text("放宽", "relaxed"), "raised": Text("提高", "raised"), "changed": Text("改变", "changed"),
    "unit": Text("单位变了", "another unit"), "direction": Text("方向变了", "another direction"),
    "strict": Text("是否含本数变了", "the bound itself counts or no longer counts"),
    "set": Text("补填", "filled in"), "gone": Text("不再填写", "no longer filled in"),
}
_FUND_AMOUNTS = (
    ("initial", Text("年初预算数", "initial budget")), ("budget", Text("全年预算数", "budget")),
    ("executed", Text("全年执行数", "executed")), ("expected", Text("全年预计执行数", "expected")),
)
_FUND_OTHERS = (
    ("rate", "stated_rate", Text("所填执行率", "stated rate")), ("weight", "weight", Text("分值", "weight")),
    ("score", "stated_score", Text("所填得分", "stated score")),
)
_VALUES = (
    ("completion", Text("完成率", "completion")), ("deviation", Text("偏差率", "deviation")), ("prior", Text("上年值", "last year")),
    ("expected", Text("全年预计完成情况", "expected by the end of the year")), ("interim", Text("阶段目标值", "due by now")),
)
_WORDS = (
    ("reason", Text("偏差原因及改进措施", "reason")), ("nature", Text("指标性质", "nature")), ("description", Text("指标解释", "description")),
    ("evidence", Text("指标值确定依据", "evidence")), ("outlook", Text("完成目标可能性", "outlook")), ("light", Text("预警灯", "light")),
)
_LEVELS = Text("所属一级、二级指标", "level")
_GOALS = {"expected": Text("年度总体目标", "goal"), "achieved": Text("总体目标完成情况", "what was achieved")}
_FUND_FIELDS = ("label", "initial", "budget", "executed", "expected", "rate", "weight", "score", "remark")

T = TypeVar("T")
Labels = tuple[dict[tuple[int, int], Ref], dict[tuple[int, int], Ref]]


class Likeness(NamedTuple):
    """How surely two tables are two versions of one; larger is surer."""

    named: bool
    share: float
    places: int


@dataclass(frozen=True, slots=True)
class Versions:
    """An old and a new version of one table."""

    old: Assessment
    new: Assessment
    matches: Matches


# ----------------------------------------------------------------- tables ----


def _likeness(old: Assessment, new: Assessment) -> tuple[Likeness, Matches] | None:
    """How alike two tables are; None where they are no two versions of one."""
    a, b = old.table, new.table
    if a.stage != b.stage:
        return None
    found = match(old.indicators, new.indicators)
    sheet, form, title = a.sheet == b.sheet, a.form == b.form, bare(a.title) == bare(b.title)
    half = found.share >= 0.5 and len(found.pairs) > 0
    if not (half or (sheet and form) or (title and form)):
        return None
    return Likeness(named_alike(a, b), round(found.share, 2), 2 * sheet + form + title), found


def versions(old: Sequence[Assessment], new: Sequence[Assessment]) -> list[Versions]:
    """Which table became which, the surest first taken; in the order of the new workbook."""
    found = [(likeness, i, j, matches) for i, a in enumerate(old) for j, b in enumerate(new) if (both := _likeness(a, b)) for likeness, matches in [both]]
    found.sort(key=lambda pair: (tuple(-value for value in pair[0]), abs(pair[1] - pair[2]), pair[2]))
    partner: dict[int, tuple[int, Matches]] = {}
    taken: set[int] = set()
    for _, i, j, matches in found:
        if j not in partner and i not in taken:
            partner[j] = (i, matches)
            taken.add(i)
    return [Versions(old[i], new[j], matches) for j, (i, matches) in sorted(partner.items())]


def _result(table: Assessment) -> Result | None:
    if not table.table.scored:
        return None
    return Result(points(table.weight), points(table.stated_total), points(table.score), table.grade or "—")


def section_of(found: Versions, cells: Pairing) -> Section:
    """Everything that differs between two versions of a table, but for cells outside of its fields."""
    old, new, matches = found.old, found.new, found.matches
    pair = Pair(old, new, matches=matches)
    renamed = sum(one.how == "renamed" for one in matches.pairs)
    return Section(
        "table", mask(new.table.title) or new.sheet, old.sheet, new.sheet,
        (*_results(found, cells), *_rows(pair, cells), *_levels(found, cells), *_funds(found, cells), *_header(found, cells)),
        _result(old), _result(new), Rows(len(matches.pairs) - renamed, renamed, len(matches.dropped), len(matches.added)),
    )


# ---------------------------------------------------------------- results ----


def _shown(value: Fraction | None, like: Field | None, table: Assessment) -> Place | None:
    """A figure of ours, with the cell that it belongs to."""
    if value is None:
        return None
    ref = like.ref if like is not None else table.table.anchor
    return Place(points(value), ref.sheet, ref.a1)


def _recomputed(kind: str, what: Text, old: Place | None, new: Place | None, figures: tuple[Fraction | None, Fraction | None]) -> Iterator[Change]:
    if (old.text if old else "") == (new.text if new else ""):
        return
    a, b = figures
    yield Change("result", kind, "", what, old, new, signed(b - a) if a is not None and b is not None else "")


def _results(found: Versions, cells: Pairing) -> Iterator[Change]:
    """总分, 等级: as stated and as recomputed."""
    old, new = found.old, found.new
    a, b = old.table, new.table
    if old.table.scored:
        places = _shown(old.score, a.total, old), _shown(new.score, b.total, new)
        yield from _recomputed("score", Text("重算总分", "recomputed total"), *places, (old.score, new.score))
        grades = [Place(side.grade, place.sheet, place.cell) if side.grade and place else None for side, place in zip((old, new), places, strict=True)]
        yield from _recomputed("grade", Text("重算等级", "recomputed grade"), grades[0], grades[1], (None, None))
    yield from cells.figure("result", "stated-total", Text("所填总分", "stated total"), "", a.total, b.total, (old.stated_total, new.stated_total))
    yield from cells.figure("result", "total-weight", Text("分值合计", "weight of the total"), "", a.total_weight, b.total_weight, (old.stated_total_weight, new.stated_total_weight))
    yield from cells.words("result", "stated-grade", Text("所填等级", "stated grade"), "", a.grade, b.grade)


# ------------------------------------------------------------------- rows ----


def _about(row: AssessedIndicator, cells: Pairing, *, old: bool) -> Place:
    """A whole row in a few words."""
    words, source = cells.old if old else cells.new, row.source
    said = [f"{label} {words.of(field)}" for label, field in (
        ("指标值", source.target), ("完成", source.actual), ("分值", source.weight), ("得分", source.score),
    ) if words.of(field)]
    return Place("，".join(said) or words.of(source.name), source.name.ref.sheet, source.name.ref.a1)


def _rows(pair: Pair, cells: Pairing) -> Iterator[Change]:
    indicator = Text("指标", "indicator")
    for row in pair.matches.dropped:
        yield Change("rows", "indicator-removed", cells.old.of(row.source.name), indicator, _about(row, cells, old=True), None)
    for row in pair.matches.added:
        yield Change("rows", "indicator-added", cells.new.of(row.source.name), indicator, None, _about(row, cells, old=False))
    labels = _labels(pair.earlier), _labels(pair.later)
    for found in sorted(pair.matches.pairs, key=lambda one: one.later.source.row):
        yield from _row(pair, found, cells, labels)


def _row(pair: Pair, found: Match, cells: Pairing, labels: Labels) -> Iterator[Change]:
    """One indicator in both versions."""
    old, new = found.earlier, found.later
    a, b = old.source, new.source
    name = cells.new.of(b.name)
    yield from cells.change("rows", "indicator-renamed", Text("指标名称", "name"), name, a.name, b.name, same=found.how == "same")
    yield from _moved(a, b, name, labels)
    yield from _target(pair, old, new, name, cells)
    yield from cells.change(
        "scores", "actual", Text("实际完成值", "actual"), name, a.actual, b.actual,
        same=same_target(old.actual, new.actual), difference=delta(old.actual, new.actual))
    yield from _weight(old, new, name, cells)
    yield from cells.change("scores", "rule", Text("评分标准", "rule"), name, a.rule, b.rule, same=_same_rule(a.rule, b.rule))
    yield from cells.figure("scores", "stated-score", Text("所填得分", "stated score"), name, a.score, b.score, (old.stated, new.stated), "分")
    yield from _own_score(pair, old, new, name)
    for key, what in _VALUES:
        yield from cells.value("words", key, what, name, getattr(a, key), getattr(b, key))
    for key, what in _WORDS:
        yield from cells.words("words", key, what, name, getattr(a, key), getattr(b, key))


def _labels(table: Assessment) -> dict[tuple[int, int], Ref]:
    """The cell of the level of each depth above the row of an indicator."""
    return {(level.depth, table.table.indicators[place].row): level.label.ref for level in table.table.levels for place in level.rows}


def _moved(a: Indicator, b: Indicator, name: str, labels: Labels) -> Iterator[Change]:
    """Another 一级 or 二级指标 above the row, with the cells that say so."""
    levels = [(plain(side.level1), plain(side.level2)) for side in (a, b)]
    if levels[0] == levels[1]:
        return
    depth = 2 if levels[0][1] != levels[1][1] else 1
    places = []
    for side, known in zip((a, b), labels, strict=True):
        ref = known.get((depth, side.row), side.name.ref)
        places.append(Place(" · ".join(filter(None, (mask(side.level1), mask(side.level2)))) or "（没有）", ref.sheet, ref.a1))
    yield Change("rows", "level", name, _LEVELS, places[0], places[1])


def _target(pair: Pair, old: AssessedIndicator, new: AssessedIndicator, name: str, cells: Pairing) -> Iterator[Change]:
    """指标值 with direction and unit from their columns; those alone where only their words changed."""
    a, b = old.source, new.source
    became = promises.change(pair, old, new)
    if became is None:
        yield from cells.change("scores", "target", Text("指标值", "target"), name, a.target, b.target, same=True)
        same = old.direction.canonical == new.direction.canonical and old.direction.kind != "invalid"
        yield from cells.change("scores", "direction", Text("指标方向", "direction"), name, a.direction, b.direction, same=same)
        yield from cells.change("scores", "unit", Text("计量单位", "unit"), name, a.unit, b.unit, same=same_target(old.target, new.target))
        return
    # What is asked for may change by its direction or unit alone: then that cell is told.
    column = next((key for key in ("target", "direction", "unit") if _text(getattr(a, key)) != _text(getattr(b, key))), "target")
    places = [
        Place(mask(promises.asked(row)), field.ref.sheet, field.ref.a1) if promises.asked(row) else None
        for row, field in ((old, getattr(a, column) or a.name), (new, getattr(b, column) or b.name))
    ]
    yield Change("scores", "target", name, Text("指标值", "target"), places[0], places[1], delta(old.target, new.target), _TARGET[became])


def _text(field: Field | None) -> str:
    return field.text if field is not None else ""


def _weight(old: AssessedIndicator, new: AssessedIndicator, name: str, cells: Pairing) -> Iterator[Change]:
    """分值, which in some tables is a rule as well: 0.5 and 完成得0.5分 are as much, and not the same."""
    a, b = old.source, new.source
    for change in cells.figure("scores", "weight", Text("分值", "weight"), name, a.weight, b.weight, (old.weight, new.weight), "分"):
        same = not change.wording or a.rule is not None or b.rule is not None or getattr(old.rule, "kind", None) == getattr(new.rule, "kind", None)
        yield change if same else change._replace(wording=False, note=Text("分值没有变，其中的评分标准变了", "as much, under another rule"))


def _same_rule(old: Field | None, new: Field | None) -> bool:
    """Whether two rules score alike, in whatever words."""
    a, b = _text(old), _text(new)
    if bare(a) == bare(b):
        return True
    rules = read_rule(a), read_rule(b)
    return None not in rules and getattr(rules[0], "kind", 0) == getattr(rules[1], "kind", 1) and rules[0].weight == rules[1].weight  # type: ignore[union-attr]  # None was asked for


def _own_score(pair: Pair, old: AssessedIndicator, new: AssessedIndicator, name: str) -> Iterator[Change]:
    """What we make of the row, where that changed."""
    if not pair.later.table.scored or old.score.shown == new.score.shown:
        return
    figures = [None if row.score.shown is None else Fraction(row.score.shown) for row in (old, new)]
    if figures[0] == figures[1]:
        return
    places = [
        Place(points(figure), (row.source.score or row.source.name).ref.sheet, (row.source.score or row.source.name).ref.a1)
        for figure, row in zip(figures, (old, new), strict=True)
    ]
    difference = signed(figures[1] - figures[0], "分") if figures[0] is not None and figures[1] is not None else ""
    note = NOTHING_SAID if difference else Text("一方算不出，要由人定或缺数", "one of them cannot be computed")
    yield Change("scores", "score", name, Text("重算得分", "recomputed score"), places[0], places[1], difference, note)


def _levels(found: Versions, cells: Pairing) -> Iterator[Change]:
    """Weights that are written at the levels: 产出指标（50分）."""
    before = {(level.depth, plain(level.parent), plain(level.name)): level for level in found.old.table.levels}
    for level in found.new.table.levels:
        earlier = before.get((level.depth, plain(level.parent), plain(level.name)))
        if earlier is None:
            continue
        weights = tuple(Fraction(side.weight_text) if side.weight_text else None for side in (earlier, level))
        difference = signed(weights[1] - weights[0], "分") if weights[0] is not None and weights[1] is not None else ""
        yield from cells.change(
            "scores", "level-weight", Text("标明的分值", "stated weight of the level"), mask(level.name), earlier.label, level.label,
            same=weights[0] == weights[1], difference=difference)


# ------------------------------------------------------------------ funds ----


def paired(old: Sequence[T], new: Sequence[T], key: Callable[[T], object]) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Things of one key, in their order; then what is left on either side."""
    waiting: dict[object, list[T]] = {}
    for one in old:
        waiting.setdefault(key(one), []).append(one)
    both: list[tuple[T, T]] = []
    added: list[T] = []
    for other in new:
        if olds := waiting.get(key(other)):
            both.append((olds.pop(0), other))
        else:
            added.append(other)
    return both, [one for olds in waiting.values() for one in olds], added


def _funds(found: Versions, cells: Pairing) -> Iterator[Change]:
    both, gone, added = paired(found.old.funds, found.new.funds, lambda fund: (plain(fund.line.name), fund.line.role, fund.line.breakdown))
    again, gone, added = _renamed(gone, added)
    for old, new in (*both, *again):
        yield from _fund(found, old, new, cells)
    for fund in gone:
        yield Change("funds", "fund-removed", mask(fund.line.name), Text("资金行", "line of money"), _money_place(fund), None)
    for fund in added:
        yield Change("funds", "fund-added", mask(fund.line.name), Text("资金行", "line of money"), None, _money_place(fund))


def _renamed(gone: list[AssessedFund], added: list[AssessedFund]) -> tuple[list[tuple[AssessedFund, AssessedFund]], list[AssessedFund], list[AssessedFund]]:
    """Lines under another name: the only ones with their figures, or the totals."""
    def key(fund: AssessedFund) -> object:
        return (fund.line.role, fund.line.breakdown, *((fund.budget, fund.executed) if fund.line.role != "total" else ()))

    keys = [[key(fund) for fund in side] for side in (gone, added)]
    sure = {one for one in keys[0] if keys[0].count(one) == keys[1].count(one) == 1}
    both, _, _ = paired([fund for fund in gone if key(fund) in sure], [fund for fund in added if key(fund) in sure], key)
    return both, [fund for fund in gone if key(fund) not in sure], [fund for fund in added if key(fund) not in sure]


def _money_place(fund: AssessedFund) -> Place:
    said = [f"{what.zh} {points(getattr(fund, key), 6)}" for key, what in _FUND_AMOUNTS if getattr(fund, key) is not None]
    ref = fund.line.label.ref
    return Place("，".join(said) or mask(fund.line.name), ref.sheet, ref.a1)


def _fund(found: Versions, old: AssessedFund, new: AssessedFund, cells: Pairing) -> Iterator[Change]:
    name, a, b = mask(new.line.name), old.line, new.line
    units = found.old.table.money_unit, found.new.table.money_unit
    factors = [1 if unit == "元" else 10_000 for unit in units]
    if a.label.part is None and b.label.part is None:
        yield from cells.change("funds", "fund-renamed", Text("资金名称", "name"), name, a.label, b.label, same=plain(a.name) == plain(b.name))
    elif a.name != b.name:  # the cell holds an amount as well, which is told below
        places = [Place(mask(line.name), line.label.ref.sheet, line.label.ref.a1) for line in (a, b)]
        yield Change("funds", "fund-renamed", name, Text("资金名称", "name"), places[0], places[1], wording=plain(a.name) == plain(b.name))
    for key, what in _FUND_AMOUNTS:
        amounts = [getattr(fund, key) for fund in (old, new)]
        in_yuan = tuple(None if amount is None else amount * factor for amount, factor in zip(amounts, factors, strict=True))
        yield from cells.figure("funds", f"fund-{key}", what, name, getattr(a, key), getattr(b, key), (in_yuan[0], in_yuan[1]), units[1], factors[1])
    for key, reading, what in _FUND_OTHERS:
        values = [getattr(fund, reading) for fund in (old, new)]
        if key == "rate":
            rates = tuple(None if value is None else value.value * 100 for value in values)
            yield from cells.figure("funds", "fund-rate", what, name, a.rate, b.rate, (rates[0], rates[1]), "个百分点")
        else:
            yield from cells.figure("funds", f"fund-{key}", what, name, getattr(a, key), getattr(b, key), (values[0], values[1]), "分")
    yield from cells.words("funds", "fund-remark", Text("备注", "remark"), name, a.remark, b.remark)


# ------------------------------------------------------------------ words ----


def _header(found: Versions, cells: Pairing) -> Iterator[Change]:
    """Lines above the table, and the goals in words."""
    old, new = found.old.table, found.new.table
    both, gone, added = paired(list(old.header.items()), list(new.header.items()), lambda item: bare(item[0]).rstrip(":"))
    for before, after in ((*both, *((one, None) for one in gone), *((None, one) for one in added))):
        one = after or before
        assert one is not None
        label = one[0].rstrip("：:")
        yield from cells.words("words", "header", Text(label, label), "", before[1] if before else None, after[1] if after else None)
    goals, lost, extra = paired(old.goals, new.goals, lambda goal: goal.kind)
    for former, latter in ((*goals, *((one, None) for one in lost), *((None, one) for one in extra))):
        kind = (latter or former).kind  # type: ignore[union-attr]  # one of them is there
        yield from cells.words("words", f"goal-{kind}", _GOALS[kind], "", former.field if former else None, latter.field if latter else None)


# ------------------------------------------------------------- statements ----


def statement_section(old: AssessedStatement, new: AssessedStatement, cells: Pairing) -> Section:
    """Figures of two versions of a statement (基础数据表 …), line by line."""
    found: list[Change] = []
    a, b = old.statement, new.statement
    both, gone, added = paired(a.lines, b.lines, lambda line: (line.block, line.key or plain(line.name)))
    for before, after in both:
        name = mask(after.name)
        found.extend(cells.words("words", "statement-label", Text("行名", "label"), name, before.label, after.label))
        for column in dict.fromkeys((*before.figures, *after.figures)):
            one, other = before.figures.get(column), after.figures.get(column)
            heading = b.columns.get(f"{after.block}.{column}") or a.columns.get(f"{before.block}.{column}")
            what = Text(heading.text, heading.text) if heading else Text("数额", "figure")
            figures = (old.figures.get(one.ref) if one else None, new.figures.get(other.ref) if other else None)
            found.extend(cells.figure("funds", "statement-figure", what, name, one, other, figures))
    found.extend(Change("funds", "statement-line-removed", mask(line.name), Text("行", "line"), _line_place(line), None) for line in gone)
    found.extend(Change("funds", "statement-line-added", mask(line.name), Text("行", "line"), None, _line_place(line)) for line in added)
    return Section("statement", mask(b.title) or b.sheet, a.sheet, b.sheet, tuple(found))


def _line_place(line: StatementLine) -> Place:
    figures = "，".join(field.text for field in line.figures.values() if field.text)
    return Place(mask(f"{line.name}：{figures}" if figures else line.name), line.label.ref.sheet, line.label.ref.a1)


# ---------------------------------------------------------------- covered ----


def covered_by(table: Assessment, matched: Sequence[AssessedIndicator], columns: int) -> set[Ref]:
    """The cells that a comparison of tables has looked at.

    Of a row that only one table has, all ``columns`` of them: it was told as a whole.  Left of an indicator's name stand
    its levels and its number.
    """
    source = table.table
    found = {field.ref for field in (source.total, source.total_weight, source.grade) if field is not None}
    found |= {field.ref for field in source.header.values()} | {goal.field.ref for goal in source.goals} | {level.label.ref for level in source.levels}
    for fund in source.funds:
        found |= {field.ref for key in _FUND_FIELDS if (field := getattr(fund, key)) is not None}
    kept = {id(row.source) for row in matched}
    for row in source.indicators:
        own = [field for each in fields(row) if isinstance(field := getattr(row, each.name), Field)]
        found |= {field.ref for field in own}
        name = row.name.ref
        last = name.column if id(row) in kept else columns + 1
        found |= {Ref(name.sheet, row.row, column) for column in range(1, last)}
    return found


def covered_by_statement(statement: AssessedStatement) -> set[Ref]:
    """The cells of a statement that were compared."""
    lines = statement.statement.lines
    return {line.label.ref for line in lines} | {field.ref for line in lines for field in line.figures.values()}
