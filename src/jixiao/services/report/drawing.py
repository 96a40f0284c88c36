"""The charts of a report: scores by 一级指标, execution rates, how far the unmet indicators got.

For an accountant: 图里的数与表里的数相同.  For a programmer: blocks with one picture or none.
"""

from __future__ import annotations

from jixiao.reports.word.charts import Bar, bars
from jixiao.reports.word.content import Block, body
from jixiao.scoring.shown import percent, points
from jixiao.services.report.figures import executed_of, rate_of
from jixiao.services.report.material import ToldTable
from jixiao.services.report.results import by_level, score_sum, unmet, weight_sum

_MOST = 12


def _picture(title: str, rows: list[Bar], least: int) -> Block:
    drawn = bars(title, rows[:_MOST]) if len(rows) >= least else None
    return (drawn, body(title, look="figure")) if drawn is not None else ()


def level_chart(one: ToldTable) -> Block:
    """Points against weight of each 一级指标."""
    rows = []
    for name, members in by_level(one.assessment):
        weight, score = weight_sum(members), score_sum(members)
        if weight and score is not None:
            rows.append(Bar(name, float(score), float(weight), f"{points(score)} / {points(weight)}"))
    return _picture("各一级指标得分与分值", rows, 2)


def rate_chart(one: ToldTable) -> Block:
    """The execution rate of each line of the funds block that has money."""
    rows = [Bar(fund.line.name, float(rate), 1.0, percent(rate)) for fund in one.assessment.funds if (rate := rate_of(fund)) is not None and executed_of(fund)[0] is not None]
    return _picture("各项资金预算执行率", rows, 2)


def unmet_chart(one: ToldTable) -> Block:
    """How far each unmet indicator got."""
    rows = [
        Bar(row.source.name.text, float(row.score.completion), 1.0, percent(row.score.completion))
        for row in unmet(one.assessment) if row.score.completion is not None and 0 <= row.score.completion <= 1
    ]  # fmt: skip
    return _picture("未完成指标的完成率", rows, 2)
