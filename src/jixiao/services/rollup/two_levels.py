"""两级汇总: the self-evaluations of projects made into their department's, and beside it what the department says itself.

For an accountant: 绝对值直接相加，相对值按资金额加权平均，先汇总完成数再算得分；旁边是部门自己的整体自评表.
For a programmer: tables with a project are grouped by department (else unit) and year; ``merged`` does the arithmetic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from jixiao.model import JixiaoError
from jixiao.reports.rollup.content import Block, Column, Page, Value
from jixiao.scoring.policy import DEFAULT, Policy, load
from jixiao.scoring.shown import points as shown_points
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.merged import Department, Merged, Project, merge, name_of_row
from jixiao.services.rollup.rows import (
    IndicatorRow,
    TableRow,
    done,
    exact,
    figure,
    goal,
    indicator_rows,
    link,
    of_stage,
    once,
    owner,
    table_rows,
)
from jixiao.services.rollup.unit_names import project_key, unit_key

_HINT = 4
_HOW = {"sum": "相加", "mean": "按资金加权"}
# The blocks stand below each other, and so do their columns: whose, what, where, and what to say about it.
_DEPARTMENTS = (
    Column("部门", width=18), Column("年度", "whole"), Column("部门整体自评", "link", 20), Column("政策"), Column("说明", "long", 40), Column("项目数", "whole"),
    Column("项目预算合计", "money", note="万元"), Column("项目执行合计", "money", note="万元"), Column("执行率", "ratio"), Column("汇总的指标", "whole"),
    Column("按原表计的指标", "whole"), Column("适用分值", "points"), Column("汇总得分", "points"), Column("百分制", "points"), Column("等级", "grade"),
    Column("部门预算数", "money", note="万元"), Column("部门重算总分", "points"),
)
_INDICATORS = (
    Column("部门", width=18), Column("年度", "whole"), Column("三级指标", width=20), Column("例如", "link"), Column("说明", "long", 40), Column("项目数", "whole"),
    Column("指标值", width=12), Column("完成值", width=12), Column("完成率", "ratio"), Column("分值", "points"), Column("得分", "points"), Column("怎样汇总"),
    Column("一级指标"), Column("二级指标"),
)
_AGAINST = (
    Column("部门", width=18), Column("年度", "whole"), Column("三级指标", width=20), Column("位置", "link"), Column("提示", "long", 40), Column("哪个数"),
    Column("各项目汇总", width=12), Column("部门表", width=12), Column("差额", width=12, note="部门表 − 各项目汇总"), Column("怎样汇总"),
)


class _Group(NamedTuple):
    """A department's projects worked out, and its own table with its indicators, None where the folder has none."""

    made: Department
    own: TableRow | None
    rows: Sequence[IndicatorRow]


def page(material: Material) -> Page:
    """The page 两级汇总; its blocks say why they are empty."""
    groups, nameless = _groups(material)
    without = f"有 {nameless} 张项目自评表没有写主管部门和单位，没有汇总。" if nameless else ""
    no_projects = f"没有写项目名称的自评表，不能由项目汇总到部门。{without}"
    return Page(
        "两级汇总",
        "把项目自评表汇总到部门（没有写主管部门的汇总到单位）：绝对值直接相加，相对值（比率、单价、均值、时限）按资金额加权平均，先汇总完成数，再算得分。"
        f"资金额用全年预算数。{without}",
        (
            Block(
                "two_levels_departments", "各部门", _DEPARTMENTS, [_department(group) for group in groups],
                lead="同名指标按汇总数和政策的公式计分，分值相加；只有一个项目有的、不是数的，按原表得分计；不适用的不计。最后用适用的分值折成百分制。",
                empty=no_projects,
            ),
            Block(
                "two_levels_indicators", "汇总的指标", _INDICATORS, [_indicator(group.made, row) for group in groups for row in group.made.merged],
                lead="两个以上项目有同级、同名、同计量单位的数值指标。原表写有评分标准的，这里也按政策的公式。",
                empty=no_projects if not groups else "没有两个以上项目同名、同计量单位的数值指标。",
            ),
            Block(
                "two_levels_against", "与部门整体自评表对照", _AGAINST,
                sorted((row for group in groups for row in _against(group)), key=lambda row: not row[_HINT]),  # what is worth a question first
                lead="只列有差别的。部门还有项目之外的工作，部门的数大一些是正常的；比各项目之和小，或者比率不在各项目之间，才需要核对。",
                empty=no_projects if not groups else "没有同一部门、同一年度的整体自评表，或者其中没有同名的指标。",
            ),
        ),
    )


# ----------------------------------------------------------------- groups ----


def _groups(material: Material) -> tuple[list[_Group], int]:
    """Each department and year with its projects; and how many project tables name neither department nor unit."""
    tables = table_rows(once(material.frames.tables))
    evaluations = [table for table in tables if table.stage == "evaluation"]
    rows: dict[tuple[str, int], list[IndicatorRow]] = defaultdict(list)
    for row in indicator_rows(of_stage(material, "evaluation")):
        rows[row.place].append(row)
    execution = _execution_weights(material)
    projects: dict[tuple[str, int | None], list[TableRow]] = defaultdict(list)
    own: dict[tuple[str, int | None], TableRow] = {}
    nameless = 0
    for table in evaluations:
        name = unit_key(table.department or table.unit) if table.project else unit_key(table.unit)
        if table.project and not name:
            nameless += 1
        elif table.project:
            projects[name, table.year].append(table)
        else:
            own.setdefault((name, table.year), table)
    groups = []
    for key, found in sorted(projects.items(), key=lambda item: (item[0][1] or 0, item[0][0])):
        single = list({(unit_key(table.unit), project_key(table.project)): table for table in reversed(found)}.values())[::-1]
        made = merge(
            found[0].department or found[0].unit, key[1], _policy(single),
            [Project(table, rows[table.place], execution.get(table.place)) for table in single], len(found) - len(single),
        )
        ours = own.get(key)
        groups.append(_Group(made, ours, rows[ours.place] if ours else ()))
    return groups, nameless


def _policy(tables: Sequence[TableRow]) -> Policy:
    """The policy of most of the tables; the general one where that is in a folder of the office's own."""
    for name, _ in Counter(table.policy for table in tables).most_common():
        try:
            return load(name)
        except JixiaoError:
            continue
    return load(DEFAULT)


def _execution_weights(material: Material) -> dict[tuple[str, int], Fraction]:
    """The weight of the execution rate of each table: of its total, not of 其中 lines that repeat it."""
    funds = once(material.frames.funds)
    found: dict[tuple[str, int], Fraction] = {}
    weighed = funds[funds["weight"].notna()].sort_values("role", ascending=False, kind="stable")  # total before part
    for path, table, weight in zip(weighed["path"], weighed["table"], weighed["weight"], strict=True):
        value = exact(float(weight))
        if value is not None:
            found.setdefault((path, int(table)), value)
    return found


# ------------------------------------------------------------------- rows ----


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _department(group: _Group) -> tuple[Value, ...]:
    made, own = group.made, group.own
    return (
        made.name, made.year, link(own, own.sheet) if own else None, made.policy.name, "".join(_remarks(group)), len(made.projects),
        _float(made.budget), _float(made.executed), _float(made.rate), len(made.merged), made.kept,
        _float(made.weight), _float(made.points), _float(made.score), made.grade, own.budget if own else None, own.score if own else None,
    )


def _remarks(group: _Group) -> Iterator[str]:
    made, own = group.made, group.own
    if made.repeated:
        yield f"有 {made.repeated} 张表是重复报送的，同一项目只计一张。"
    if made.paid < len(made.projects):
        yield f"{len(made.projects) - made.paid} 张表没有预算数或执行数，没有计入资金合计。"
    if len({one.table.policy for one in made.projects}) > 1:
        yield f"各表的政策不同，汇总按 {made.policy.name}。"
    budget = exact(own.budget) if own else None
    if own is None:
        yield "没有这个部门的整体自评表。"
    elif budget is not None and made.paid and made.budget > budget:
        more = shown_points(made.budget - budget)
        yield f"项目预算合计比部门整体预算数多 {more} 万元，部门预算应包含各项目：请核对口径和单位（元、万元）。"


def _indicator(made: Department, row: Merged) -> tuple[Value, ...]:
    score, first = row.score, row.first
    why = score.why.zh + "。" if score is not None else ""
    return (
        made.name, made.year, first.name, link(first), why + "".join(f"{said}。" for said in row.apart), row.count,
        f"{row.op}{figure(row.target, first)}", figure(row.actual, first), _float(score.completion) if score else None, _float(row.weight),
        None if score is None or score.shown is None else float(score.shown), _HOW[row.how], first.level1, first.level2,
    )


# ---------------------------------------------------------------- against ----


def _against(group: _Group) -> list[tuple[Value, ...]]:
    """The department's figures beside the merged ones, where they differ."""
    made, own = group.made, {name_of_row(row): row for row in group.rows}
    lines: list[tuple[Value, ...]] = []
    for merged in made.merged:
        row = own.get(merged.name)
        if row is None:
            continue
        for what, summed, stated in (("指标值", merged.target, goal(row)), ("完成值", merged.actual, done(row))):
            # 88.2678% beside 88.27% is no difference.
            if stated is None or figure(stated, row) == figure(summed, row):
                continue
            gap = stated - summed
            sign = "+" if gap > 0 else "−"
            lines.append((
                owner(row), made.year, row.name, link(row), _hint(merged, what, stated, summed), what, figure(summed, row), figure(stated, row),
                f"{sign}{figure(abs(gap), row)}", _HOW[merged.how],
            ))
    return lines


def _hint(merged: Merged, what: str, stated: Fraction, summed: Fraction) -> str:
    """What to ask; "" where the difference is what one expects."""
    if merged.how == "sum":
        return f"部门的{what}比 {merged.count} 个项目之和小：可能有项目没有算进去，请核对。" if stated < summed else ""
    if what == "完成值" and not merged.lowest <= stated <= merged.highest:
        return f"部门的完成值不在各项目的 {figure(merged.lowest, merged.first)}—{figure(merged.highest, merged.first)} 之间：请核对是怎样汇总的。"
    return ""
