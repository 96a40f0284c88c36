"""The lights of a monitoring table in words: one line for the whole, and which line shines how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jixiao.model import Text
from jixiao.reports.quoting import words
from jixiao.scoring.assess import Assessment
from jixiao.scoring.light import WORDS, Light
from jixiao.scoring.shown import percent
from jixiao.values.personal import mask

LIGHTS: tuple[Light, ...] = ("red", "yellow", "green", "blue")
_UNLIT = Text("未亮灯", "no light")


class Lit(NamedTuple):
    """One line of money or one indicator: its cell, its name, what it is measured by, and its light.

    Attributes:
        target, actual: as written; for money the budget and what was spent.
        light: ours, else the stated one; None where nobody can say.
    """

    cell: str
    name: str
    target: str
    actual: str
    progress: str
    light: Light | None
    why: Text


def lit(assessment: Assessment) -> Iterator[Lit]:
    """The total of the funds, then every indicator; nothing for a table that is no monitoring table."""
    monitoring = assessment.monitoring
    if monitoring is None:
        return
    for fund, at in zip(assessment.funds, monitoring.funds, strict=True):
        line = fund.line
        if line.role == "total":
            base = line.budget or line.initial
            yield Lit(line.label.ref.a1, mask(line.name), words(base), words(line.executed),
                      percent(at.reached) if at.reached is not None else "", at.settled, at.why)
    for row, at in zip(assessment.indicators, monitoring.rows, strict=True):
        source = row.source
        yield Lit(source.name.ref.a1, words(source.name), words(source.target), words(source.actual),
                  percent(at.reached) if at.reached is not None else "", at.settled, at.why)


def light_word(light: Light | None) -> Text:
    """「红灯」, or 「未亮灯」."""
    return _UNLIT if light is None else Text(f"{WORDS[light].zh}灯", WORDS[light].en)


def goal_light(assessment: Assessment) -> Text | None:
    """The light of the whole goal; None for a table that is no monitoring table."""
    monitoring = assessment.monitoring
    return None if monitoring is None else light_word(monitoring.light)


def summary(assessment: Assessment) -> Text:
    """「监控到 7 月底；资金 绿灯；目标 红灯；指标：红 1、黄 2、绿 5、蓝 0、未亮灯 1」."""
    monitoring = assessment.monitoring
    assert monitoring is not None
    counts = {light: sum(at.settled == light for at in monitoring.rows) for light in LIGHTS}
    unlit = sum(at.settled is None for at in monitoring.rows)
    until = Text(f"监控到 {monitoring.month} 月底", f"up to month {monitoring.month}") if monitoring.month else Text("没有写监控到几月", "no month is named")
    budget, goal = light_word(monitoring.budget), light_word(monitoring.light)
    listed = "、".join(f"{WORDS[light].zh} {counts[light]}" for light in LIGHTS) + (f"、未亮灯 {unlit}" if unlit else "")
    listed_en = ", ".join(f"{WORDS[light].en} {counts[light]}" for light in LIGHTS) + (f", none {unlit}" if unlit else "")
    if not monitoring.month:  # ours need a month: these are the table's own
        listed, listed_en = f"（表内自填）{listed}", f"(as stated) {listed_en}"
    plan = monitoring.planned
    yardstick = Text(f"（{plan.why.zh}）", f" ({plan.why.en})") if plan else Text("", "")
    money = Text(f"；资金 {budget.zh}{yardstick.zh}", f"; funds {budget.en}{yardstick.en}") if monitoring.funds else Text("", "")
    return Text(f"{until.zh}{money.zh}；目标 {goal.zh}；指标：{listed}", f"{until.en}{money.en}; goal {goal.en}; indicators: {listed_en}")
