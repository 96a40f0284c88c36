"""失分地图: where the points are lost and why; and how far each table is from the next grade.

For an accountant: 每一级指标因为什么丢了多少分；离上一等级最近的表排在前面，并列出补回哪几行就够.
For a programmer: rows of all self-evaluations in one frame, grouped once; the execution rate is a row of its own
level, weight and score taken from the funds line that is scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from jixiao.reports.records import CAUSES
from jixiao.reports.rollup.content import Block, Chart, Column, Page, Value
from jixiao.scoring.likeness import plain as without_signs
from jixiao.services.rollup.figures import TABLE, exact, half_up, mean, owners, plain, points, rows, share, workbook
from jixiao.services.rollup.material import Material
from jixiao.values import format_number

_EXECUTION = "预算执行"
_RATE = "预算执行率"
_NO_NAME = "（没有写）"
_MOST_BARS = 20
_MOST_ROWS = 5
_LONGEST_NAME = 24
_CAUSES = tuple(Column(name, "points") for name in CAUSES.values())
_LEVEL1, _LEVEL2 = Column("一级指标", "text", 10), Column("二级指标", "text", 12)
_SUMS = (Column("可得分值", "points"), *_CAUSES, Column("失分合计", "points"), Column("失分率", "ratio", 0, "失分合计÷可得分值"), Column("占全部失分", "ratio"))
_MEANS = (Column("表数", "whole", 0, "有这一级的自评表"), Column("平均分值", "points"), *_CAUSES, Column("平均失分", "points"))
_NEXT = (
    Column("单位", "text", 16), Column("项目", "text", 16), Column("年度", "text", 4), Column("工作簿", "link", 16), Column("重算总分", "points"), Column("等级", "grade"),
    Column("上一等级", "grade"), Column("还差", "points"), Column("接近", "text", 3), Column("补回失分最大的几行即达", "long", 40), Column("可补回", "points"),
)
_LEAD = "只看自评表里算得出失分的行：失分＝分值－计入总分的得分；没有填实际完成值又没有得分的行按全失计。得分高于分值的行不抵别的行。"


# ------------------------------------------------------------ rows of points ----


def _level(name: str) -> str:
    """A level as it is grouped: 产出指标 and （一）产出 are one, and so are 预算执行率 and 预算执行情况.

    >>> _level("（一）产出指标"), _level("预算执行率指标"), _level("")
    ('产出', '预算执行', '')
    """
    bare = without_signs(name).removesuffix("指标")
    return _EXECUTION if bare.removesuffix("率").removesuffix("情况") == _EXECUTION else bare


def _execution(material: Material) -> pd.DataFrame:
    """The execution rate of each table as a row: the total line with a weight, else the only line that has one."""
    funds = material.frames.funds
    lines = funds[funds["weight"].notna() & (funds["breakdown"] == "")]
    alone = ~lines.duplicated(TABLE, keep=False)
    lines = lines[(lines["role"] == "total") | alone].drop_duplicates(TABLE)
    score = lines["score"].fillna(lines["stated_score"])
    return lines.assign(level1=_EXECUTION, level2=_RATE, name=_RATE, lost=lines["weight"] - score, cause="execution")


def point_rows(material: Material) -> pd.DataFrame:
    """Every row of a self-evaluation whose loss is known, the execution rates first.

    Columns: those of TABLE; ``level1``, ``level2``, ``name`` as written; ``key1``, ``key2`` (levels as grouped);
    ``weight``, ``lost`` (not negative, points); ``cause`` ("" where nothing is lost).
    """
    tables = material.frames.tables
    wanted = tables.loc[tables["stage"] == "evaluation", TABLE]
    columns = [*TABLE, "level1", "level2", "name", "weight", "lost", "cause"]
    parts = [frame[columns].merge(wanted, on=TABLE) for frame in (_execution(material), material.frames.indicators)]
    found = pd.concat(parts, ignore_index=True)
    found = found[found["weight"].notna() & found["lost"].notna()]
    lost = found["lost"].clip(lower=0).round(4)
    keys = {f"key{place}": found[f"level{place}"].map({name: _level(name) for name in found[f"level{place}"].unique()}) for place in (1, 2)}
    keys["key2"] = keys["key2"].where(keys["key1"] != _EXECUTION, _EXECUTION)  # that level has no other below it
    return found.assign(lost=lost, cause=found["cause"].where(lost > 0, ""), **keys)


# -------------------------------------------------------------------- maps ----


def _names(found: pd.DataFrame, place: int) -> dict[str, str]:
    """How each grouped level is called: as most rows write it."""
    written = found.groupby([f"key{place}", f"level{place}"], sort=False).size().reset_index(name="size").sort_values("size", ascending=False, kind="stable")
    first = written.drop_duplicates(f"key{place}")
    return {key: name or _NO_NAME for key, name in rows(first, f"key{place}", f"level{place}")} | {_EXECUTION: _EXECUTION}


def _sums(found: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Weight, loss by cause, loss, and number of tables of each group; in the order in which tables bring the levels."""
    groups = found.groupby(keys, sort=False)
    sums = pd.DataFrame({"weight": groups["weight"].sum(), "lost": groups["lost"].sum()})
    for cause in CAUSES:
        sums[cause] = found[found["cause"] == cause].groupby(keys, sort=False)["lost"].sum()
    sums = sums.fillna(0.0)
    sums["tables"] = found.drop_duplicates([*keys, *TABLE]).groupby(keys, sort=False).size()
    sums = sums.reset_index()
    # The levels of one 一级指标 stand together, though another table may bring one more later.
    order = {key: place for place, key in enumerate(sums["key1"].drop_duplicates())}
    return sums.sort_values("key1", key=lambda column: column.map(order), kind="stable")


def _map(found: pd.DataFrame, keys: list[str], block: str, title: str, lead: str) -> Block:
    """Points lost, level × cause."""
    called = [_names(found, place) for place in range(1, len(keys) + 1)]
    whole = found["lost"].sum()
    lines: list[tuple[Value, ...]] = []
    for row in rows(_sums(found, keys), *keys, "weight", "lost", *CAUSES):
        levels, (weight, lost, *causes) = row[: len(keys)], row[len(keys) :]
        named = [names[key] for names, key in zip(called, levels, strict=True)]
        lines.append((*named, points(weight), *(points(each) or None for each in causes), points(lost), share(lost, weight), share(lost, whole)))
    first = len(keys) + 1
    bars = tuple(place for place in range(first, first + len(CAUSES)) if any(line[place] for line in lines))
    drawn = Chart("stacked", title, len(keys) - 1, bars, "", "失分") if bars and len(lines) <= _MOST_BARS else None
    heads = (_LEVEL1, _LEVEL2)[: len(keys)]
    return Block(block, title, (*heads, *_SUMS), lines, lead, heat=tuple(range(first, first + len(CAUSES))), chart=drawn, empty="没有可以算失分的自评表。")


def _means(found: pd.DataFrame) -> Block:
    """The same as an average of the tables that have the level."""
    called = [_names(found, place) for place in (1, 2)]
    lines: list[tuple[Value, ...]] = [
        (called[0][key1], called[1][key2], tables, mean(weight, tables), *(mean(each, tables) if each else None for each in causes), mean(lost, tables))
        for key1, key2, tables, weight, lost, *causes in rows(_sums(found, ["key1", "key2"]), "key1", "key2", "tables", "weight", "lost", *CAUSES)
    ]
    lead = "上面的合计除以有这一级的自评表张数：平均每张表在这一级因这个原因失几分。"
    return Block("lostmeans", "平均每张表的失分", (_LEVEL1, _LEVEL2, *_MEANS), lines, lead, heat=tuple(range(4, 4 + len(CAUSES))), empty="没有可以算失分的自评表。")


# ------------------------------------------------------------- next grades ----


def _said(name: str, lost: Fraction, cause: str) -> str:
    short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    number = format_number(lost, 2)
    return f"{short} {number.rstrip('0').rstrip('.')} 分（{CAUSES.get(cause, cause)}）"  # type: ignore[call-overload]


def _enough(losses: list[tuple[str, Fraction, str]], wanted: Fraction) -> tuple[str, float | None]:
    """The fewest largest losses that make up ``wanted`` points, at most five, and what they come to."""
    taken: list[str] = []
    points_back = Fraction(0)
    for name, lost, cause in losses[:_MOST_ROWS]:
        taken.append(_said(name, lost, cause))
        points_back += lost
        if points_back >= wanted:
            return "；".join(taken), half_up(points_back)
    if not taken:
        return "", None
    return f"失分最大的 {len(taken)} 行还不够：{'；'.join(taken)}", half_up(points_back)


def _losses(found: pd.DataFrame, tables: pd.DataFrame) -> dict[tuple[Any, ...], list[tuple[str, Fraction, str]]]:
    """The losses of each table that is below another grade, the largest first."""
    rows_of = found[found["lost"] > 0].merge(tables[TABLE], on=TABLE).sort_values("lost", ascending=False, kind="stable")
    by_table: dict[tuple[Any, ...], list[tuple[str, Fraction, str]]] = {}
    for path, sheet, table, name, lost, cause in rows(rows_of, *TABLE, "name", "lost", "cause"):
        held = by_table.setdefault((path, sheet, table), [])
        amount = exact(lost) if len(held) < _MOST_ROWS else None
        if amount is not None:
            held.append((name, amount, cause))
    return by_table


def _next_grades(material: Material, found: pd.DataFrame) -> Block:
    """How far each table is from the next grade, the nearest first."""
    tables = material.frames.tables
    below = tables[(tables["stage"] == "evaluation") & tables["to_next"].notna()].sort_values("to_next", kind="stable")
    losses, limit = _losses(found, below), material.thresholds.grade_near

    def lines() -> Iterator[tuple[Value, ...]]:
        columns = (*TABLE, "cell", "project", "year", "score", "grade", "next_grade", "to_next")
        for owner, (path, sheet, table, cell, project, year, score, grade, above, gap) in zip(plain(owners(below, material)), rows(below, *columns), strict=True):
            text, back = _enough(losses.get((path, sheet, table), []), exact(gap) or Fraction(0))
            yield (
                owner, project, year, workbook(path, sheet, cell), score, grade, above, gap,
                "接近" if gap <= limit else "", text, back,
            )

    near = int((below["to_next"] <= limit).sum())
    lead = (
        f"还差 {limit:g} 分以内的 {near:,} 张标“接近”。所列是这张表失分最大的几行，补回它们就到上一等级；"
        "失分是否合理要看实际，不是建议改分。已是最高等、不评级、没有总分的表不列。"
    )
    return Block("nextgrades", "距上一等级", _NEXT, tuple(lines()), lead, empty="没有低于最高等级的自评表。")


def page(material: Material) -> Page:
    """Where the points are lost, and who is near the next grade."""
    found = point_rows(material)
    weight, lost = points(found["weight"].sum()), points(found["lost"].sum())
    whole = f"合计可得 {weight:,.2f} 分，失 {lost:,.2f} 分。" if weight and lost is not None else ""
    note = "颜色越深失分越多，空白是没有失分。预算执行率单列一级。名称只差“指标”二字或序号的级别算同一级。"
    blocks = (
        _map(found, ["key1"], "lostlevels", "一级指标失分", f"{whole}{note}"),
        _map(found, ["key1", "key2"], "lostmap", "二级指标失分", note),
        _means(found),
        _next_grades(material, found),
    )
    return Page("失分地图", _LEAD, blocks)
