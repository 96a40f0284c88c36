"""总览: how the folder stands at a glance: grades, scores, money, and where the problems are.

For an accountant: 一页看全：多少工作簿、多少分、执行了多少、哪类问题多、哪些单位多.
For a programmer: facts and small blocks, each with a chart over its own columns; the long one (scatter) comes last, so
that nothing stands below it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from jixiao.reports.rollup.content import Block, Chart, Column, Fact, Page, Value
from jixiao.services.rollup.figures import (
    SEVERITIES,
    STAGES,
    mean,
    money_rate,
    owners,
    rows,
    scored,
    share,
    total_money,
    workbook,
)
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.problems import by_code, by_unit, owned

_GRADES = ("优", "良", "中", "差")
_UNGRADED = "不评级"
_LIGHTS = ("red", "yellow", "green", "blue")
_LONGEST = 15
_FLOOR, _STEP, _FULL = 60, 5, 100
# Beyond this share a rate is a slip (元 beside 万元), and one such point would press all others into a corner.
_DRAWN = 2.0
_KINDS = (
    Column("阶段", "text", 7), Column("表样", "text", 20), Column("表数", "whole"), Column("单位数", "whole"), Column("指标数", "whole"),
    Column("有总分的表", "whole"), Column("平均得分", "points"), Column("预算数", "money", 0, "万元"), Column("执行数", "money", 0, "万元"), Column("执行率", "ratio"),
)
_LEAD = "平均得分、等级、得分分布只看有总分的自评表；总分、等级按政策重算，不是表里所填。金额单位是万元。"


def _count(number: int) -> str:
    return f"{number:,}"


# ------------------------------------------------------------------ facts ----


def facts(material: Material) -> tuple[Fact, ...]:
    """The counts at the top."""
    frames = material.frames
    evaluations = frames.tables[frames.tables["stage"] == "evaluation"]
    totals = scored(frames.tables)["score"]
    average, rate = mean(math.fsum(totals), len(totals)), money_rate(evaluations)
    errors, warnings, infos, said = (int(frames.files[name].sum()) for name in ("errors", "warnings", "infos", "explained"))
    bad = int((~frames.files["status"].isin(["ok", "findings"])).sum())
    units = owners(frames.tables, material).nunique()
    return (
        Fact("工作簿", _count(len(frames.files))),
        Fact("绩效表", _count(len(frames.tables))),
        Fact("单位", _count(units)),
        Fact("错误", _count(errors), "bad" if errors else "good"),
        Fact("警告", _count(warnings), "warn" if warnings else "good"),
        Fact("提示", _count(infos)),
        *([Fact("已说明", _count(said))] if said else []),
        Fact("平均得分", "—" if average is None else f"{average:.2f}"),
        Fact("执行率", "—" if rate is None else f"{rate:.2%}"),
        Fact("打不开或认不出", _count(bad), "bad" if bad else "plain"),
    )


# ----------------------------------------------------------------- scores ----


def _grades(tables: pd.DataFrame) -> Block:
    """How many tables have each grade."""
    found = scored(tables).sort_values("score", ascending=False, kind="stable")
    counts: Counter[str] = Counter(found["grade"].where(found["grade"] != "", _UNGRADED))
    order = (*_GRADES, *(grade for grade in counts if grade not in {*_GRADES, _UNGRADED}), *([_UNGRADED] if _UNGRADED in counts else []))
    lines: list[tuple[Value, ...]] = [(grade, counts.get(grade, 0), share(counts.get(grade, 0), len(found))) for grade in order] if counts else []
    return Block(
        "grades", "等级分布", (Column("等级", "grade"), Column("表数", "whole"), Column("占比", "ratio")), lines,
        "等级按重算总分和各表的政策评定。", chart=Chart("column", "等级分布", 0, (1,), "等级", "表数"), empty="没有有总分的自评表。",
    )


def _bin(score: float) -> int:
    """Which class a score is in: 0 below the floor, then one each five points; a full score is in the last but one."""
    if score > _FULL:
        return (_FULL - _FLOOR) // _STEP + 1
    return 0 if score < _FLOOR else min(int(score - _FLOOR) // _STEP, (_FULL - _FLOOR) // _STEP - 1) + 1


def _scores(tables: pd.DataFrame) -> Block:
    """How many tables have how many points."""
    totals = scored(tables)["score"]
    counts = totals.map(_bin).value_counts().to_dict()
    names = [f"{_FLOOR} 以下", *(f"{low}–{low + _STEP}" for low in range(_FLOOR, _FULL, _STEP)), f"{_FULL} 以上"]
    lines: list[tuple[Value, ...]] = [(name, counts.get(place, 0), share(counts.get(place, 0), len(totals))) for place, name in enumerate(names)]
    if not counts.get(len(names) - 1):
        lines.pop()
    return Block(
        "scores", "得分分布", (Column("得分", "text", 6), Column("表数", "whole"), Column("占比", "ratio")), lines if counts else [],
        f"每档含下限、不含上限，满 {_FULL} 分的归入最后一个五分档。", chart=Chart("column", "得分分布", 0, (1,), "重算总分", "表数"), empty="没有有总分的自评表。",
    )


def _scatter(material: Material) -> Block:
    """Score against execution rate."""
    found = scored(material.frames.tables)
    found = found[found["rate"].notna()]
    near = found[found["rate"].between(0, _DRAWN)]
    beyond = len(found) - len(near)
    near = near.assign(owner=owners(near, material)).sort_values(["rate", "score"], kind="stable")
    lines: list[tuple[Value, ...]] = [
        (owner, rate, score, grade, workbook(path, sheet, cell))
        for owner, rate, score, grade, path, sheet, cell in rows(near, "owner", "rate", "score", "grade", "path", "sheet", "cell")
    ]
    left_out = f"执行率高于 {_DRAWN:.0%} 或为负的 {_count(beyond)} 张没有列入（多半是元、万元混填），见“单位”页。" if beyond else ""
    return Block(
        "ratescore", "得分与执行率", (Column("单位", "text", 16), Column("执行率", "ratio"), Column("重算总分", "points"), Column("等级", "grade"), Column("工作簿", "link", 16)),
        lines, f"每张有总分、有执行率的自评表一个点，执行率低的在前。左上角（花钱少而得分高）值得先看，红黄灯见“异常”页。{left_out}",
        chart=Chart("scatter", "得分与执行率", 1, (2,), "执行率", "重算总分"), empty="没有既有总分又有执行率的自评表。",
    )


# --------------------------------------------------------------- problems ----


def _serious(counts: pd.DataFrame) -> pd.DataFrame:
    """Those with errors or warnings: hints are many, ask for little, and would hide the rest."""
    return counts[(counts["error"] > 0) | (counts["warning"] > 0)]


def _commonest(material: Material, findings: pd.DataFrame) -> Block:
    """Which checks complain most."""
    counts = _serious(by_code(findings))
    lines: list[tuple[Value, ...]] = [
        (f"{code} {material.titles.get(code, '')}".rstrip(), *numbers) for code, *numbers in rows(counts[:_LONGEST], "code", *SEVERITIES, "units")
    ]
    return Block(
        "commonest", "最常见的错误和警告",
        (Column("问题", "text", 24), Column("错误", "whole"), Column("警告", "whole"), Column("提示", "whole"), Column("单位数", "whole")),
        lines, f"错误和警告合计最多的 {_LONGEST} 类，已说明的也计；只有提示的不列，全部见“问题汇总”。",
        chart=Chart("stacked", "最常见的错误和警告", 0, (1, 2), "", "条数"), empty="没有错误和警告。",
    )


def _busiest(findings: pd.DataFrame) -> Block:
    """Which units have most to do."""
    counts = _serious(by_unit(findings))
    lines: list[tuple[Value, ...]] = [
        (*numbers, workbook(path)) for *numbers, path in rows(counts[:_LONGEST], "owner", *SEVERITIES, "said", "paths", "path")
    ]
    return Block(
        "busiest", "错误和警告最多的单位",
        (Column("单位", "text", 18), Column("错误", "whole"), Column("警告", "whole"), Column("提示", "whole"), Column("已说明", "whole"), Column("工作簿数", "whole"), Column("问题最多的工作簿", "link", 18)),
        lines, f"错误最多的 {_LONGEST} 个单位，一样多的比警告；全部见“问题汇总”。",
        chart=Chart("stacked", "错误和警告最多的单位", 0, (1, 2), "", "条数"), empty="没有错误和警告。",
    )


# ------------------------------------------------------------------ kinds ----


def _kinds(material: Material) -> Block:
    """Stages and forms: how many tables, units and indicators, their mean score and their money."""
    tables = material.frames.tables.assign(owner=owners(material.frames.tables, material))
    order = {stage: place for place, stage in enumerate(STAGES)}

    def lines() -> Iterator[tuple[Value, ...]]:
        kinds = {(str(stage), str(form)): group for (stage, form), group in tables.groupby(["stage", "form"], sort=True)}
        for (stage, form), group in sorted(kinds.items(), key=lambda kind: order.get(kind[0][0], len(order))):
            totals = scored(group)["score"]
            money = [total_money(group[name]) for name in ("budget", "executed")]
            yield (
                STAGES.get(stage, stage), material.forms.get(form, form), len(group), group["owner"].nunique(), int(group["indicators"].sum()),
                len(totals), mean(math.fsum(totals), len(totals)), *money, money_rate(group),
            )

    lead = "一张表一计。执行率按金额加权：有预算数、有执行数的表，执行数之和÷预算数之和；部门整体表已含其项目的钱，各表样不宜相加。"
    return Block("kinds", "各阶段、各表样", _KINDS, tuple(lines()), lead, empty="没有绩效表。")


def _lights(material: Material) -> Block | None:
    """Lights of the monitoring tables and of their indicators; None where nothing is monitored."""
    tables, indicators = material.frames.tables, material.frames.indicators
    of_tables, of_rows = (frame["light"][frame["light"] != ""].value_counts().to_dict() for frame in (tables, indicators))
    if not of_tables and not of_rows:
        return None
    lines: list[tuple[Value, ...]] = [
        (light, of_tables.get(light, 0), share(of_tables.get(light, 0), sum(of_tables.values())), of_rows.get(light, 0), share(of_rows.get(light, 0), sum(of_rows.values())))
        for light in _LIGHTS
    ]
    return Block(
        "lights", "监控表的预警灯", (Column("预警灯", "light"), Column("表数", "whole"), Column("占比", "ratio"), Column("指标数", "whole"), Column("占指标", "ratio")), lines,
        "灯按重算的完成进度亮；表的灯取其中最差的。没有灯的表和指标不计。", chart=Chart("column", "预警灯", 0, (1, 3), "", "个数"),
    )


def page(material: Material) -> Page:
    """The first page."""
    findings = owned(material)
    blocks = (
        _grades(material.frames.tables), _scores(material.frames.tables), _commonest(material, findings), _busiest(findings),
        _kinds(material), _lights(material), _scatter(material),
    )
    return Page("总览", _LEAD, tuple(block for block in blocks if block is not None))
