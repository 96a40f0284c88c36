"""实际完成值全等于指标值: a table in which everything came out exactly as promised."""

from __future__ import annotations

from collections import defaultdict

from jixiao.reports.rollup.content import Block, Column
from jixiao.scoring.shown import percent
from jixiao.services.rollup.anomalies.columns import WHOSE
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import IndicatorRow, done, exact, goal, indicator_rows, link, of_stage, owner
from jixiao.values import part_of_whole

_COLUMNS = (
    *WHOSE, Column("例如", "long", 20), Column("位置", "link"), Column("提示", "long", 40),
    Column("比较的指标", "whole"), Column("完全相等", "whole"), Column("占", "ratio"),
)


def block(material: Material) -> Block:
    """One row a self-evaluation whose actuals are its targets; the most indicators first."""
    limits = material.thresholds
    compared: dict[tuple[str, int], list[tuple[IndicatorRow, bool]]] = defaultdict(list)
    frame = of_stage(material, "evaluation")
    for row in indicator_rows(frame[frame["op"].isin(["≥", "≤", ">", "<"]) & frame["target_value"].notna() & frame["actual_value"].notna()]):
        target, actual = goal(row), done(row)
        if target is not None and actual is not None and not _bound_to_be_equal(row):
            compared[row.place].append((row, target == actual))
    found = []
    for rows in compared.values():
        equal = [row for row, same in rows if same]
        if equal and len(rows) >= limits.equal_rows and len(equal) >= limits.equal_share * len(rows):
            found.append((len(rows), equal))
    return Block(
        "equal_values", "实际完成值全等于指标值", _COLUMNS,
        [
            (owner(first), first.project, first.year, f"{first.name}：{first.target} → {first.actual}", link(first), _why(count, len(equal)), count, len(equal), len(equal) / count)
            for count, equal in sorted(found, key=lambda item: -item[0]) for first in equal[:1]
        ],
        lead=f"自评表里至少有 {limits.equal_rows} 条可比的数值指标，其中 {percent(exact(limits.equal_share), 0)} 以上完成值正好等于指标值。只看 ≥、≤、>、< 的指标："
        "“=”的本来就该相等；要求 100% 的比率、要求为 0 的次数不会更好，也不算。计划本来就是定数的（如按人数发放），相等是正常的。",
        empty="没有完成值全等于指标值的自评表。",
    )


def _bound_to_be_equal(row: IndicatorRow) -> bool:
    """Nothing can be better than the whole, or than none."""
    whole = row.kind == "ratio" and row.op in {"≥", ">"} and row.target_value == 1 and part_of_whole(row.name)
    return whole or not row.target_value


def _why(count: int, equal: int) -> str:
    many = "都" if equal == count else f"有 {equal} 条"
    return f"{count} 条可比的数值指标{many}正好等于指标值，可能是照抄指标值：请对照台账核实实际数。"
