"""What the tables state, under names by which sentences may speak of it, and where a sentence says otherwise.

For an accountant: 文字里的总分、预算数、执行数、指标完成值、三公经费，与表里同一个名称的数比.
For a programmer: a name of a table is looked for in the words before a figure.  Where any sentence states the table's figure under
that name, the others speak of something else (another unit, another project) and are left alone; what is only alike is a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from jixiao.model import Field
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.likeness import contrasts, core, extends, likeness, same_core
from jixiao.scoring.prose.reading import Report, Sentence
from jixiao.scoring.statements import AssessedStatement
from jixiao.scoring.total import grade, stated_grade
from jixiao.values import Quantity, unit
from jixiao.values.numerals import decimal
from jixiao.values.prose import Figure, figures, fold
from jixiao.values.units import SCALES

FactKind = Literal["score", "budget", "indicator", "goal", "line"]

_LEADING = re.compile(
    r"^(?:其中：?|截至|截止|到|至|年底|年末|本年度?|今年|全年度?|年度|我[局市县区省厅委院校单位部门]+|本[局市县区省厅委院校单位部门项目]+|共计|共|合计|累计|分别|实现|完成了?|开展了?|组织|支付|收到|取得|已|的|并|和|及|由|对)+"
)
_TRAILING = re.compile(r"(?:共计|总计|合计|累计|实际|实现|完成|达到?|为|是|共有?|约|有|数为|：|已|分别|支出|经费|金额|费用?|资金|决算数?|预算数?|执行数?|数)+$")
_OTHER_TIME = re.compile("上年|去年|同期|上一年|往年|历年|截至[^，]{0,8}[1-9]月|上半年|季度")
_OTHER_SCOPE = re.compile("一般公共预算|政府性基金|国有资本|社会保险|本级|机关本部|财政专户")
_GOAL_WORDS = re.compile("目标|计划|任务|力争|确保|不少于|不低于|年初设定|预期|拟")
_SCORE = re.compile(r"^(?=.*(?:得分|总分|评分|自评分))(?!.*(?:产出|效益|满意|执行|成本|过程|投入|决策|数量|质量|时效|扣|单项|平均|指标得分|可持续|社会|生态|管理)).*(?:得分|总分|评分|自评分|总得分)(?:为|是|：)?$")
_ABOUT_SELF = re.compile("自评|评价|整体支出|绩效|项目支出")
_BUDGET: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("initial", re.compile(r"^(?:部门|单位|项目|整体支出|资金|总额)*年初(?:批复)?预算(?:数|总额|金额|安排|资金)?(?:为|是|共)?$")),
    ("budget", re.compile(r"^(?:部门|单位|项目|整体支出|资金|总额|年度)*(?:全年|调整后的?|年度调整后)预算(?:数|总额|金额|资金)?(?:为|是|共)?$")),
    ("executed", re.compile(r"^(?:部门|单位|项目|整体支出|资金|总额|年度|预算)*(?:全年)?(?:预算)?(?:执行数|执行金额|实际执行数|全年实际支出)(?:为|是|共)?$")),
    ("rate", re.compile(r"^(?:部门|单位|项目|整体支出|资金|总体|年度|预算|全年)*执行率(?:为|是|达到?)?$")),
)
_PER = re.compile(r"^每(百|千|万|十万|百万)?(人|户|名|亩|平方公里)口?")
_DIGITS = re.compile(r"\d{1,15}(?:\.\d{1,8})?")
_SCALE = re.compile("[十百千]?[万亿](?=.)")
_LIKE = 0.85
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a table and how it is called.

    Attributes:
        kind: what it is; name: in the table's words.
        values: amounts in base units, each with its cell; a sentence may state any of them.
        dimension: what its unit measures; goal: the target of an indicator, in base units.
        key: which column of the funds block.
    """

    kind: FactKind
    name: str
    values: tuple[tuple[Fraction, Field], ...]
    dimension: str
    goal: Fraction | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence and a cell that state different figures under one name.

    Attributes:
        same: the names are the same, not only alike; goal: the sentence states the target.
    """

    sentence: Sentence
    figure: Figure
    fact: Fact
    same: bool
    goal: bool = False


# ------------------------------------------------------------------ facts ----


def facts(report: Report) -> Iterator[Fact]:
    """All that the tables state."""
    evaluations = [each for each in report.assessments if each.table.stage == "evaluation"]
    yield from _scores(evaluations)
    yield from _budgets(evaluations)
    for assessment in evaluations:
        for row in assessment.indicators:
            fact = _indicator(row)
            if fact is not None:
                yield fact
        yield from _achieved(assessment)
    for statement in report.statements:
        yield from _lines(statement)


def _scores(tables: Iterable[Assessment]) -> Iterator[Fact]:
    found = [(each.stated_total, each.table.total) for each in tables if each.stated_total is not None and each.table.total is not None]
    values = tuple((amount, field) for amount, field in found if amount is not None and field is not None)
    if values:
        yield Fact("score", "总分", values, "分")


def _budgets(tables: Iterable[Assessment]) -> Iterator[Fact]:
    """Totals of the funds blocks of all tables, by column."""
    found: dict[str, list[tuple[Fraction, Field]]] = {}
    for each in tables:
        factor = unit(each.table.money_unit).factor
        for fund in each.funds:
            if fund.line.role != "total" or fund.mixed:
                continue
            for key, amount, field in (
                ("initial", fund.initial, fund.line.initial), ("budget", fund.budget, fund.line.budget), ("executed", fund.executed, fund.line.executed),
            ):
                if amount is not None and field is not None:
                    found.setdefault(key, []).append((Fraction(amount * factor), field))
            if fund.stated_rate is not None and fund.line.rate is not None and fund.line.role == "total":
                found.setdefault("rate", []).append((fund.stated_rate.value, fund.line.rate))
    names = {"initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数", "rate": "执行率"}
    for key, values in found.items():
        yield Fact("budget", names[key], tuple(values), "ratio" if key == "rate" else "元", key=key)


def _indicator(row: AssessedIndicator) -> Fact | None:
    if not isinstance(row.actual, Quantity) or row.actual.high is not None or row.source.actual is None or not row.actual.unit.dimension:
        return None
    dimension, amount = _counted(row.actual)
    goal = _counted(row.target)[1] if isinstance(row.target, Quantity) else None
    return Fact("indicator", row.source.name.text, ((amount, row.source.actual),), dimension, goal)


def _counted(value: Quantity) -> tuple[str, Fraction]:
    """Dimension and amount in its base unit; 1450万尾 are 14500000尾, though the grammar knows no 尾."""
    dimension, amount = value.unit.dimension, Fraction(value.amount * value.unit.factor)
    if not value.unit.known and (scale := _SCALE.match(dimension)) is not None:
        return dimension[scale.end() :], amount * SCALES[scale[0]]
    return dimension, amount


def _achieved(assessment: Assessment) -> Iterator[Fact]:
    """Figures of 实际完成情况 of the 总体目标."""
    for goal in assessment.table.goals:
        if goal.kind != "achieved":
            continue
        for part in re.split(r"[。；\n]", fold(goal.field.text)):
            for figure in figures(part):
                label = bare(figure.label)
                if not figure.about and figure.dimension and len(label) >= _LEAST:
                    yield Fact("goal", label, ((figure.amount, goal.field),), figure.dimension)


def _lines(statement: AssessedStatement) -> Iterator[Fact]:
    units = statement.statement.units
    for line in statement.statement.lines:
        if line.key == "total":
            continue
        by_dimension: dict[str, list[tuple[Fraction, Field]]] = {}
        for column, field in line.figures.items():
            amount = statement.figures.get(field.ref)
            measure = units.get(f"{line.block}.{column}", "")
            if amount is not None and measure in {"万元", "元"}:
                by_dimension.setdefault("元", []).append((Fraction(amount * unit(measure).factor), field))
        for dimension, values in by_dimension.items():
            yield Fact("line", line.name, tuple(values), dimension)


# -------------------------------------------------------------- sentences ----


@lru_cache(maxsize=8192)
def bare(label: str) -> str:
    """The words before a figure without what only leads to it: 其中, 共, 为, 支出 ….

    >>> bare("其中公务接待费支出"), bare("全年完成医疗器械抽检")
    ('公务接待', '医疗器械抽检')
    """
    return _TRAILING.sub("", _LEADING.sub("", label))


def _elsewhere(report: Report, sentence: Sentence, figure: Figure) -> bool:
    """Whether a figure is of another year or only up to some month."""
    begin = max(sentence.text.rfind(mark, 0, figure.start) for mark in "。；") + 1
    words = sentence.text[begin : figure.start]
    if _OTHER_TIME.search(words[-40:]):
        return True
    years = re.findall(r"(20\d\d)\s*年", words)
    return bool(years) and report.year is not None and years[-1] != str(report.year)


def _comparable(fact: Fact, figure: Figure) -> Fraction | None:
    """The figure's amount in the base unit of the fact; None where the units are two."""
    if fact.dimension == figure.dimension:
        return figure.amount
    per = _PER.match(bare(figure.label)) or _PER.match(figure.label)
    if per is not None and fact.dimension == f"{figure.dimension}/{per[2]}":
        return Fraction(figure.amount / unit((per[1] or "") + per[2]).factor)
    return None


@lru_cache(maxsize=65536)
def _named(kind: FactKind, name: str, words: str, measure: str) -> Literal["same", "alike", ""]:
    """Whether the words before a figure, or these with its unit, are that name."""
    label = _PER.sub("", bare(words))
    if kind in {"score", "budget"} or len(label) < 2:
        return ""
    if kind == "line":
        return "same" if label == bare(name) and len(label) >= _LEAST else ""
    if kind == "goal":
        return "same" if label == name else ""
    variants = [label, label + measure, label + measure + "数", label + "数"]
    if any(len(core(each)) >= _LEAST and same_core(name, each) for each in variants):
        return "same"
    if any(extends(name, each) for each in variants[:1]):
        return "alike"
    full = label + measure
    near = len(label) >= _LEAST and likeness(name, full) >= _LIKE and not contrasts(name, full) and core(name)[:2] == core(full)[:2]
    return "alike" if near else ""


def _is_score(sentence: Sentence, figure: Figure) -> bool:
    return figure.dimension == "分" and 0 < figure.amount <= 120 and _SCORE.match(figure.label) is not None and _ABOUT_SELF.search(sentence.text) is not None


def _scope(report: Report, paragraph: int, cache: dict[int, bool]) -> bool:
    """Whether the heading above speaks of one kind of money alone, so that figures of the whole are not to be met there."""
    if paragraph not in cache:
        cache[paragraph] = next((
            _OTHER_SCOPE.search(text) is not None
            for text in reversed(report.folded[: paragraph + 1]) if re.match(r"[一二三四五六七八九十]{1,3}、", text) and len(text) <= 40
        ), False)
    return cache[paragraph]


def _states(fact: Fact, amount: Fraction, figure: Figure) -> bool:
    """Whether one of the fact's figures is that amount, as exactly as the sentence and the cell say it."""
    ulp = figure.ulp * (amount / figure.amount if figure.amount else 1)
    return any(abs(value - amount) < max(abs(ulp), _ulp(value, field) / 2) for value, field in fact.values)


def _ulp(value: Fraction, field: Field) -> Fraction:
    """The worth of one in the last place of a cell: 0.01 of 8876.29."""
    written = _DIGITS.search(field.text)
    if written is None or not value or not decimal(written[0]):
        return Fraction(0)
    return abs(value / decimal(written[0])) / Fraction(10) ** len(written[0].partition(".")[2])


def differences(report: Report) -> Iterator[Difference]:
    """Figures of sentences that differ from the table's under the same name."""
    if not report.keys:
        return
    scopes: dict[int, bool] = {}
    mentions = [
        (sentence, figure) for sentence in report.sentences if sentence.paragraph not in report.aims for figure in sentence.figures
        if not figure.about and figure.unit.text and figure.dimension and not _elsewhere(report, sentence, figure)
    ]
    by_dimension: dict[str, list[tuple[Sentence, Figure]]] = {}
    for mention in mentions:
        by_dimension.setdefault(mention[1].dimension, []).append(mention)
    for fact in facts(report):
        # 7.31件/万人 may be told as 每万人…7.31件.
        yield from _of(report, fact, [*by_dimension.get(fact.dimension, ()), *(by_dimension.get(fact.dimension.partition("/")[0], ()) if "/" in fact.dimension else ())], scopes)


def _of(report: Report, fact: Fact, mentions: list[tuple[Sentence, Figure]], scopes: dict[int, bool]) -> Iterator[Difference]:
    found: list[Difference] = []
    for sentence, figure in mentions:
        same = _meant(report, fact, sentence, figure, scopes)
        if not same:
            continue
        amount = _comparable(fact, figure)
        if amount is None:
            continue
        if _states(fact, amount, figure):
            return
        goal = fact.goal is not None and fact.goal == amount
        if goal and _GOAL_WORDS.search(sentence.text):
            continue
        found.append(Difference(sentence, figure, fact, same == "same", goal))
    amounts = {each.figure.amount for each in found}
    several = len(amounts) > 1 or (len({amount for amount, _ in fact.values}) > 1 and fact.kind != "line")
    for each in found:
        yield Difference(each.sentence, each.figure, fact, each.same and not several, each.goal)


def _meant(report: Report, fact: Fact, sentence: Sentence, figure: Figure, scopes: dict[int, bool]) -> Literal["same", "alike", ""]:
    if fact.kind == "score":
        return "same" if _is_score(sentence, figure) else ""
    if figure.dimension == "ratio" and fact.dimension != "ratio":
        return ""
    if fact.kind == "budget":
        label = _LEADING.sub("", figure.label)
        pattern = next(pattern for key, pattern in _BUDGET if key == fact.key)
        return "same" if pattern.match(label) and not _scope(report, sentence.paragraph, scopes) else ""
    if fact.kind == "line" and _scope(report, sentence.paragraph, scopes):
        return ""
    return _named(fact.kind, fact.name, figure.label, figure.unit.text)


# ------------------------------------------------------------------ grade ----

_GRADE = re.compile(r"(?:等级|等次|评级|级别|评定|结果)[^，。；]{0,8}?[为是：“]\s*[“\"]?(?P<grade>优|良|中|差)(?:秀|好|等)?[”\"]?(?=[，。；、）]|$|级|等)")


def grades(report: Report) -> Iterator[tuple[Sentence, re.Match[str], str, Assessment]]:
    """Sentences that name another grade than the only self-evaluation does."""
    tables = [each for each in report.assessments if each.table.stage == "evaluation"]
    if len(tables) != 1:
        return
    due = _due(tables[0])
    if due is None:
        return
    for sentence in report.sentences:
        if not _ABOUT_SELF.search(sentence.text):
            continue
        for match in _GRADE.finditer(sentence.text):
            if match["grade"] != due:
                yield sentence, match, due, tables[0]


def _due(assessment: Assessment) -> str | None:
    """The grade that the table names, else the one that its policy gives to the stated total."""
    stated, policy = assessment.table.grade, assessment.policy
    if stated is not None and stated.text.strip():
        return stated_grade(stated.text, policy)
    return grade(assessment.stated_total, policy) if assessment.stated_total is not None else None
