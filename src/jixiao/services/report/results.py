"""What a report says about indicators: how many were met, which were not, the goals, the projects, the score.

For an accountant: 按一级指标统计，未完成的逐条列出；得分能重算的用重算数.
For a programmer: functions from `Material` to a `Block`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from jixiao.reports.word.content import Block, Piece, Run, WordCell, WordTable, body, placeholder
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.shown import percent, points
from jixiao.scoring.total import grade, stated_grade, total
from jixiao.services.report.figures import (
    amount,
    budget_of,
    completion,
    counted,
    counted_rate,
    executed_of,
    main_fund,
    rate_of,
    reached_of,
    told,
    total_of,
    wanted_of,
)
from jixiao.services.report.material import Material, ToldTable
from jixiao.services.report.money import heading_cells, titled
from jixiao.values import is_nothing

_BREAK = re.compile(r"\n+")
_MOST_LISTED = 60
_SHORT = 12
_MOST_SHORT = 6


# ------------------------------------------------------------------- goals ----


def goals(material: Material) -> Block:
    """年度总体目标 and its 实际完成情况, and 年度主要任务, in the table's own words."""
    made: list[Piece] = []
    for one in material.main:
        named = f"“{one.name}”" if len(material.main) > 1 else ""
        for kind, title in (("expected", "预期目标"), ("achieved", "实际完成情况")):
            texts = [goal.field.text for goal in one.assessment.table.goals if goal.kind == kind and not is_nothing(goal.field.text)]
            if not texts:
                continue
            made.append(body(f"{named}{title}：", look="item"))
            made += [body(line.strip()) for text in texts for line in _BREAK.split(text) if line.strip()]
        made += _tasks(one)
    return tuple(made) or (body(placeholder("年度总体目标和实际完成情况")),)


def _tasks(one: ToldTable) -> Block:
    """年度主要任务 as a table, by the headings that it has."""
    tasks = one.assessment.table.tasks
    columns = list(dict.fromkeys(key for task in tasks for key, field in task.details.items() if field.text))
    if not tasks:
        return ()
    rows = [heading_cells("任务名称", *columns)]
    for task in tasks:
        texts = [task.details[key].text if key in task.details else "" for key in columns]
        rows.append((WordCell(task.name.text, align="left"), *(WordCell(text, align="left" if len(text) > _SHORT else "center") for text in texts)))
    longest = [max((len(task.details[key].text) for task in tasks if key in task.details), default=0) for key in columns]
    widths = (12.0, *(min(max(6.0, length / 8), 40.0) for length in longest))
    return (body("年度主要任务完成情况", look="caption"), WordTable(tuple(rows), widths, size=9))


# -------------------------------------------------------------- indicators ----


def rows_of(assessment: Assessment) -> list[AssessedIndicator]:
    """The indicators that say something: rows without name and target are none."""
    return [row for row in assessment.indicators if row.source.name.text]


def unmet(assessment: Assessment) -> list[AssessedIndicator]:
    """The indicators whose target was missed beyond doubt."""
    return [row for row in rows_of(assessment) if row.score.met is False]


def _count(rows: Sequence[AssessedIndicator]) -> tuple[int, int, int]:
    met = sum(row.score.met is True for row in rows)
    missed = sum(row.score.met is False for row in rows)
    return met, missed, len(rows) - met - missed


def _counted_words(rows: Sequence[AssessedIndicator]) -> str:
    met, missed, open_ = _count(rows)
    words = f"共{len(rows)}个，完成{met}个，未完成{missed}个"
    return f"{words}，{open_}个未能由表判定（没有完成值，或须由人评定）" if open_ else words


def indicators(material: Material) -> Block:
    """By 一级指标: how many were met, weight and score; then the unmet ones, one by one."""
    made: list[Piece] = []
    for one in material.main:
        made += _indicators_of(one, named=len(material.main) > 1)
    return tuple(made)


def _indicators_of(one: ToldTable, *, named: bool) -> Block:
    rows = rows_of(one.assessment)
    if not rows:
        return (body(placeholder("绩效指标完成情况")),)
    subject = f"“{one.name}”绩效指标" if named else "绩效指标"
    first = body(f"{subject}{_counted_words(rows)}。按一级指标统计如下：")
    missed = unmet(one.assessment)
    listed = (body(f"未完成的{len(missed)}个指标如下："), _unmet_table(one, missed)) if missed else ()
    return (first, *_level_table(one), *listed)


def by_level(assessment: Assessment) -> list[tuple[str, list[AssessedIndicator]]]:
    """The rows under each 一级指标, in the order of the table."""
    groups: dict[str, list[AssessedIndicator]] = {}
    for row in rows_of(assessment):
        groups.setdefault(row.source.level1, []).append(row)
    return list(groups.items())


def weight_sum(rows: Sequence[AssessedIndicator]) -> Fraction | None:
    """What the weights of rows add up to."""
    return total(row.weight for row in rows)


def score_sum(rows: Sequence[AssessedIndicator]) -> Fraction | None:
    """What the scores of rows add up to; None where one that counts has none."""
    return None if any(counted(row) is None for row in rows if row.weight) else total(counted(row) for row in rows)


def _level_table(one: ToldTable) -> Block:
    assessment = one.assessment
    every = rows_of(assessment)
    counts = ("完成", "未完成", "未能判定")[: 3 if _count(every)[2] else 2]
    rows = [heading_cells("一级指标", "指标数", *counts, "分值", "得分")]
    for name, members in by_level(assessment):
        levels = [level.level.label for level in assessment.levels if level.level.depth == 1 and level.level.name == name]
        figures = (*map(str, (len(members), *_count(members)[: len(counts)])), points(weight_sum(members)), points(score_sum(members)))
        rows.append((WordCell(name, notes=one.source.notes(*levels)), *map(WordCell, figures)))
    execution = assessment.execution
    if execution is not None and execution.weight is not None:
        score = WordCell(points(counted_rate(assessment)), notes=one.source.notes(execution.line.score))
        rows.append((WordCell("预算执行率"), *(WordCell("—") for _ in (every, *counts)), WordCell(points(execution.weight)), score))
    score = WordCell(points(total_of(assessment)), bold=True)
    whole = points(total([execution.weight if execution is not None else None, weight_sum(every)]))
    rows.append((WordCell("合计", bold=True), *(WordCell(str(count), bold=True) for count in (len(every), *_count(every)[: len(counts)])), WordCell(whole, bold=True), score))
    return titled("绩效指标完成情况", "个、分", WordTable(tuple(rows), (22, *(11 for _ in rows[0][1:]))))


def _unmet_table(one: ToldTable, rows: Sequence[AssessedIndicator]) -> WordTable:
    made = [heading_cells("指标", "指标值", "完成值", "完成率", "分值", "得分")]
    for row in rows[:_MOST_LISTED]:
        source = row.source
        score = WordCell(points(counted(row)), notes=one.source.notes(source.score))
        texts = (wanted_of(row), reached_of(row), completion(row), points(row.weight))
        made.append((WordCell(source.name.text, align="left"), *map(WordCell, texts), score))
    return WordTable(tuple(made), (34, 16, 16, 12, 9, 9))


# ---------------------------------------------------------------- projects ----


def project_results(material: Material) -> Block:
    """One line for each project table beside the department's."""
    if material.department is None:
        return ()
    if not material.projects:
        return (body("各专项资金、项目的支出金额见第二部分“项目支出情况”，完成情况见附件自评表。"),) if material.statements else ()
    rows = [heading_cells("项目", "全年预算数", "全年执行数", "执行率", "指标数", "完成", "得分")]
    units = {one.assessment.table.money_unit for one in material.projects}
    rows += [_project_row(one, mixed=len(units) > 1) for one in material.projects]
    table = WordTable(tuple(rows), (32, 14, 14, 12, 9, 9, 10))
    first = body(f"{len(material.projects)}个项目开展了绩效自评，情况如下：")
    return (first, *titled("项目支出绩效自评情况", "、".join(sorted(units)), table))


def _project_row(one: ToldTable, *, mixed: bool) -> tuple[WordCell, ...]:
    assessment, rows = one.assessment, rows_of(one.assessment)
    fund = main_fund(assessment)
    planned, planned_at = budget_of(fund) if fund is not None else (None, None)
    spent, spent_at = executed_of(fund) if fund is not None else (None, None)
    rate = rate_of(fund) if fund is not None else None
    unit = assessment.table.money_unit if mixed else ""
    met, _, _ = _count(rows)
    return (
        WordCell(one.name, align="left"),
        WordCell("" if planned is None else f"{amount(planned)}{unit}", notes=one.source.notes(planned_at)),
        WordCell("" if spent is None else f"{amount(spent)}{unit}", notes=one.source.notes(spent_at)),
        WordCell("" if rate is None else percent(rate), notes=one.source.notes(fund.line.rate if fund is not None else None)),
        WordCell(str(len(rows))), WordCell(str(met)),
        WordCell(points(total_of(assessment)), notes=one.source.notes(assessment.table.total)),
    )  # fmt: skip


# ------------------------------------------------------------------ result ----


def grade_of(assessment: Assessment) -> str:
    """The grade of the total that the report names, "" where the policy gives none."""
    score = total_of(assessment)
    if score is None:
        return ""
    by_policy = grade(score, assessment.policy)
    stated = assessment.table.grade
    return by_policy or (stated_grade(stated.text, assessment.policy) or stated.text if stated is not None else "")


def result(material: Material) -> Block:
    """总分, 等级 and 执行率, and how they came about."""
    return tuple(item for one in material.main for item in _result_of(one, material)) or (body(placeholder("自评得分和等级")),)


def _result_of(one: ToldTable, material: Material) -> Block:
    assessment = one.assessment
    score = total_of(assessment)
    year = f"{material.year}年度" if material.year else "本年度"
    subject = "部门整体支出" if one is material.department else f"“{one.name}”项目支出"
    if score is None:
        return (body(f"{year}{subject}绩效自评得分", placeholder("自评得分（自评表没有总分，也有指标没有得分）"), "。"),)
    marks = grade_of(assessment)
    figure = told(f"{points(score)}分", one.source, assessment.table.total, assessment.table.grade)
    words: list[str | Run] = [f"{year}{subject}绩效自评得分", figure]
    if marks:
        words.append(f"，等级为“{marks}”")
    fund = main_fund(assessment)
    rate = rate_of(fund) if fund is not None else None
    if rate is not None:
        words.append(f"，预算执行率{percent(rate)}")
    return (body(*words, f"。{_how(assessment)}"),)


def _how(assessment: Assessment) -> str:
    """Whether the score is recomputed, stated, or partly a person's."""
    if not assessment.complete:
        return "该得分为自评表所填总分（有指标没有得分，未能逐项重算）。"
    if assessment.accepted:
        return f"该得分由各指标得分相加，其中{assessment.accepted}项为自评表所填得分，其余按完成值、分值和评分标准核算。"
    return "该得分按各指标完成值、分值和评分标准逐项核算。"


def level_scores(material: Material) -> Block:
    """One line for the public sheet: points of each 一级指标."""
    if len(material.main) > 1:
        return _project_lines(material)
    said = []
    for one in material.main:
        pieces = [f"{name}{points(score_sum(rows))}分（满分{points(weight_sum(rows))}分）" for name, rows in by_level(one.assessment) if weight_sum(rows) is not None]
        execution = one.assessment.execution
        if execution is not None and execution.weight is not None and counted_rate(one.assessment) is not None:
            pieces.append(f"预算执行率{points(counted_rate(one.assessment))}分（满分{points(execution.weight)}分）")
        counted_words = f"绩效指标{_counted_words(rows_of(one.assessment))}。"
        said.append(body(counted_words + ("；".join(pieces) + "。" if pieces else "")))
    return tuple(said)


def _project_lines(material: Material) -> Block:
    """One line for each of several projects."""
    said = []
    for one in material.main[:_MOST_SHORT]:
        assessment = one.assessment
        fund, score, marks = main_fund(assessment), total_of(assessment), grade_of(assessment)
        rate = rate_of(fund) if fund is not None else None
        words = [f"绩效指标{_counted_words(rows_of(assessment))}"]
        words += [f"预算执行率{percent(rate)}"] if rate is not None else []
        words += [f"自评得分{points(score)}分{f'（{marks}）' if marks else ''}"] if score is not None else []
        said.append(body(f"{one.name}：{'，'.join(words)}。"))
    more = len(material.main) - len(said)
    return (*said, body(f"其余{more}个项目见自评报告。")) if more > 0 else tuple(said)
