"""得分与执行率不相称: little of the money is spent, and nearly all the points are there."""

from __future__ import annotations

from jixiao.reports.rollup.content import Block, Column
from jixiao.scoring.shown import percent, points
from jixiao.services.rollup.anomalies.columns import WHOSE
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import TableRow, exact, link, owner, table_rows

_COLUMNS = (
    *WHOSE, Column("灯", "light"), Column("位置", "link"), Column("提示", "long", 40),
    Column("执行率", "ratio"), Column("重算总分", "points"), Column("所填总分", "points"), Column("政策"),
)


def block(material: Material) -> Block:
    """One row a self-evaluation with many points and a low rate; red before yellow, the lowest rate first."""
    limits, tables = material.thresholds, material.frames.tables
    low = table_rows(tables[(tables["stage"] == "evaluation") & (tables["rate"] < max(limits.rate_red, limits.rate_yellow))])
    lit = [("red" if (row.rate or 0) < limits.rate_red else "yellow", row, high) for row in low if (high := _highest(row)) >= limits.score_high]
    return Block(
        "rate_and_score", "得分与执行率不相称", _COLUMNS,
        [
            (owner(row), row.project, row.year, light, link(row), _why(row, high), row.rate, row.score, row.stated, row.policy)
            for light, row, high in sorted(lit, key=lambda item: (item[0], item[1].rate or 0))
        ],
        lead=f"自评表里执行率低于 {_share(limits.rate_red)}（红）或 {_share(limits.rate_yellow)}（黄），而总分（重算的或所填的）不低于 {points(exact(limits.score_high))} 分。"
        "节约、年底才下达、跨年支付都可能是正当的原因。",
        empty="没有执行率低而得分高的自评表。",
    )


def _highest(row: TableRow) -> float:
    return max((score for score in (row.score, row.stated) if score is not None), default=-1.0)


def _share(value: float) -> str:
    return percent(exact(value), 0)


def _why(row: TableRow, high: float) -> str:
    return f"只执行了预算的 {percent(exact(row.rate))}，总分却有 {points(exact(high))} 分：指标是否真的完成，指标值是否偏低，请核对。"
