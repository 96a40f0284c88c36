"""Lays the invented tables out as the forms that offices use, with what real workbooks carry: merges, styles, comments, formulas.

For a programmer: XlsxWriter; the same table gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from benchmarks.filling import Line, Table, shown, written
from benchmarks.invented import WORDS

FORMS = ("hunan-department", "mof-department", "guangdong-department")
"""The forms of departments and units, in turn."""

PROJECT_FORMS = ("mof-project", "mof-project", "unusual", "mof-project")
"""Those of projects; ``unusual`` is the general form with words that no model has."""

_MOMENT = datetime(2025, 1, 15, 9, 30, tzinfo=UTC).replace(tzinfo=None)
_GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
_SIDE = "side"


@dataclass(frozen=True)
class Layout:
    """The words of a form.

    Attributes:
        title: with the year for ``{}``; subtitle: the same, or "".
        columns: heading of each column of indicators, by its key, in order.
        widths: in characters, in the same order; money: headings of initial, budget, executed, weight, rate, score.
        header: label and field (``unit``, ``department``, ``project``) in rows of one or two.
        total: what stands before the sum.
    """

    title: str
    subtitle: str
    columns: dict[str, str]
    widths: tuple[int, ...]
    money: dict[str, str]
    money_label: str
    header: tuple[tuple[tuple[str, str], ...], ...]
    total: str
    goals: tuple[str, str] = ("预期目标", "实际完成情况")


_MONEY = {"initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数", "weight": "分值", "rate": "执行率", "score": "得分"}
LAYOUTS = {
    "mof-project": Layout(
        "项目支出绩效自评表", "（{}年度）",
        {
            _SIDE: "绩效指标", "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "target": "年度指标值", "prior": "上年值",
            "actual": "实际完成值", "weight": "分值", "rule": "评分标准", "score": "得分", "reason": "偏差原因分析及改进措施",
        },
        (5, 11, 14, 32, 16, 12, 16, 7, 36, 8, 34), _MONEY, "项目资金（万元）",
        ((("项目名称", "project"),), (("主管部门", "department"), ("实施单位", "unit"))), "总分",
    ),
    "mof-department": Layout(
        "{}年度部门整体支出绩效自评表", "",
        {
            _SIDE: "绩效指标", "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "target": "年度指标值", "actual": "实际完成值",
            "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施",
        },
        (5, 11, 14, 34, 18, 18, 8, 8, 36), _MONEY, "年度资金（万元）",
        ((("部门（单位）名称", "unit"),), (("主管部门", "department"),)), "总分",
    ),
    "hunan-department": Layout(
        "{}年度部门整体支出绩效自评表", "",
        {
            _SIDE: "绩\n效\n指\n标", "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "target": "年度指标值", "actual": "实际\n完成值",
            "weight": "分值", "score": "自评得分", "reason": "偏差原因\n分析及\n改进措施",
        },
        (6, 12, 13, 36, 18, 18, 14, 10, 34), {**_MONEY, "initial": "年初\n预算数", "executed": "全年\n执行数"}, "年度预\n算申请\n（万元）",
        ((("预算部门、单位名称", "unit"),),), "总分",
    ),
    "guangdong-department": Layout(
        "部门整体支出绩效自评表", "（{}年度）",
        {
            _SIDE: "绩效指标", "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "nature": "指标性质\n（定量或定性）", "direction": "指标方向",
            "target": "目标值", "unit": "计量单位", "actual": "实际完成值", "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施",
        },
        (10, 11, 15, 32, 9, 10, 14, 9, 16, 7, 8, 34),
        {
            "initial": "年初预算（万元）", "budget": "全年预算（万元）\n（注：调整预算数）", "executed": "全年执行（万元）\n（注：实际支出数）", "weight": "分值",
            "rate": "执行率", "score": "得分",
        },
        "项目资金（万元）", ((("部门名称及编码", "unit"),),), "合计",
    ),
    "unusual": Layout(
        "{}年度专项资金使用绩效自评表", "",
        {
            "level1": "指标类别", "level2": "二级", "name": "考核指标", "target": "年初设定目标值", "actual": "全年完成值", "weight": "标准分",
            "rule": "计分办法", "score": "自评分", "reason": "未达标原因",
        },
        (12, 16, 34, 18, 18, 8, 38, 8, 36),
        {"initial": "年初批复数", "budget": "预算下达数", "executed": "累计支出", "weight": "标准分", "rate": "支付进度", "score": "自评分"}, "资金情况（万元）",
        ((("项目名称", "project"), ("项目单位", "unit")), (("主管部门", "department"),)), "合计得分",
    ),
}


class _Page:
    """A sheet that is filled from the top."""

    def __init__(self, book: Any, name: str, hand: Random) -> None:
        self.sheet = book.add_worksheet(name)
        self.row = 0
        font = {"font_name": hand.choice(("宋体", "仿宋_GB2312", "Microsoft YaHei")), "font_size": hand.choice((9, 10)), "valign": "vcenter"}
        grid = {**font, "border": 1, "text_wrap": True, "align": "center"}
        shade = {"bg_color": "#DDEBF7"} if hand.random() < 0.4 else {}
        self.styles = {
            "title": book.add_format({"font_name": "黑体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}),
            "plain": book.add_format({**font, "align": "center"}),
            "head": book.add_format({**grid, **shade, "bold": True}),
            "cell": book.add_format(grid),
            "left": book.add_format({**grid, "align": "left"}),
            "money": book.add_format({**grid, "num_format": hand.choice(("#,##0.00", "0.00"))}),
            "percent": book.add_format({**grid, "num_format": "0.00%"}),
            "points": book.add_format({**grid, "num_format": hand.choice(("0.00", "General"))}),
        }

    def put(self, column: int, value: object, style: str = "cell", *, to: int | None = None, down: int = 0) -> None:
        """A value at a column of the present row, merged to a column and so many rows down."""
        last, form = column if to is None else to, self.styles[style]
        if last > column or down:
            self.sheet.merge_range(self.row, column, self.row + down, last, "", form)
        if isinstance(value, Fraction):
            self.sheet.write_number(self.row, column, float(value), form)
        elif value == "" or value is None:
            self.sheet.write_blank(self.row, column, None, form)
        else:
            self.sheet.write_string(self.row, column, str(value), form)

    def formula(self, column: int, formula: str, value: Fraction, style: str) -> None:
        """A formula with what it gives."""
        self.sheet.write_formula(self.row, column, formula, self.styles[style], float(value))

    def at(self, column: int) -> str:
        """The cell of a column in the present row."""
        return str(xl_rowcol_to_cell(self.row, column))


def write(path: Path, table: Table) -> None:
    """Write one table as a workbook."""
    layout, hand = LAYOUTS[table.form], Random(table.hand)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": table.unit, "created": _MOMENT})
        page = _Page(book, hand.choice(("自评表", "Sheet1", "附件2", f"{table.year}年自评")), hand)
        columns = list(layout.columns)
        for column, width in enumerate(layout.widths):
            page.sheet.set_column(column, column, width)
        _top(page, layout, table, len(columns) - 1)
        fund_cell = _money(page, layout, table, columns, hand)
        _goals(page, layout, table, len(columns) - 1)
        _indicators(page, layout, table, columns, fund_cell, hand)
        page.sheet.set_landscape()
        page.sheet.set_paper(9)
        page.sheet.fit_to_pages(1, 0)
        if hand.random() < 0.3:
            notes = book.add_worksheet("填表说明")
            notes.set_column(0, 0, 80)
            notes.write_column(0, 0, ["填表说明", "1. 资金以万元为单位，保留两位小数。", "2. 未完成的指标应写明原因和改进措施。", "3. 本表由实施单位填报，主管部门审核。"])


def _top(page: _Page, layout: Layout, table: Table, last: int) -> None:
    page.put(0, layout.title.format(table.year), "title", to=last)
    page.sheet.set_row(page.row, 30)
    page.row += 1
    if layout.subtitle:
        page.put(0, layout.subtitle.format(table.year), "plain", to=last)
        page.row += 1
    middle = last // 2
    for row in layout.header:
        cells = [(label, str(getattr(table, name))) for label, name in row if getattr(table, name)]
        if not cells:
            continue
        page.put(0, cells[0][0], "head", to=1)
        page.put(2, cells[0][1], to=last if len(cells) == 1 else middle)
        if len(cells) > 1:
            page.put(middle + 1, cells[1][0], "head")
            page.put(middle + 2, cells[1][1], to=last)
        page.row += 1


def _money(page: _Page, layout: Layout, table: Table, columns: list[str], hand: Random) -> str:
    """The block of money; gives the cell of its score."""
    start = columns.index("name")
    anchors = dict(zip(layout.money, (start, *(columns.index(key) for key in ("target", "actual", "weight", "score", "reason"))), strict=True))
    ends = dict(zip(anchors, [*(column - 1 for column in list(anchors.values())[1:]), len(columns) - 1], strict=True))
    guangdong, hunan = table.form == "guangdong-department", table.form == "hunan-department"

    def cells(values: dict[str, object], styles: dict[str, str]) -> None:
        for key, column in anchors.items():
            page.put(column, values.get(key, ""), styles.get(key, "cell"), to=ends[key])

    initial = sum((money.initial for money in table.funds), Fraction(0))
    figures = {"initial": "money", "budget": "money", "executed": "money", "rate": "percent", "score": "points"}
    stated = table.extra.get("rate", table.rate)
    total: dict[str, object] = {"initial": initial, "budget": table.budget, "executed": table.executed, "weight": Fraction(10), "rate": stated, "score": table.rate_score}
    parts: list[tuple[str, dict[str, object]]] = [
        (money.label, {"initial": money.initial, "budget": money.budget, "executed": money.executed, "weight": "-", "rate": "-", "score": "-"})
        for money in table.funds
    ]
    lines = [*parts, ("合计", total)] if guangdong else [("年度资金总额", total), *([] if hunan else parts)]
    height = len(lines) + (len(table.funds) + 1 if hunan else 0)
    if guangdong:
        page.put(0, layout.money_label, "head", to=start - 1)
    elif "side" in columns:
        page.put(0, layout.money_label, "head", down=height)
        page.put(1, "", "head", to=start - 1)
    else:
        page.put(0, layout.money_label, "head", to=start - 1)
    cells(dict(layout.money), dict.fromkeys(layout.money, "head"))
    page.sheet.set_row(page.row, 32)
    page.row += 1
    score_cell = ""
    for label, values in lines:
        page.put(0 if guangdong or "side" not in columns else 1, label, "left", to=start - 1)
        cells(values, figures)
        if values is total:
            score_cell = page.at(anchors["score"])
            if "rate" not in table.extra and hand.random() < 0.3:
                page.formula(anchors["rate"], f"=ROUND({page.at(anchors['executed'])}/{page.at(anchors['budget'])},4)", table.rate, "percent")
        page.row += 1
    if hunan:
        half = len(columns) // 2
        right = ["其中：基本支出：", "项目支出："]
        project = table.extra.get("projects", table.executed)
        amounts = [table.executed - project, project]
        page.put(1, "按收入性质分：", "left", to=half - 1)
        page.put(half, "按支出性质分：", "left", to=len(columns) - 1)
        page.row += 1
        for number, money in enumerate(table.funds):
            page.put(1, f"{'其中：' if number == 0 else ''}{money.label}：{shown(money.executed)}", "left", to=half - 1)
            page.put(half, f"{right[number]}{shown(amounts[number])}" if number < 2 else "", "left", to=len(columns) - 1)
            page.row += 1
    return score_cell


def _goals(page: _Page, layout: Layout, table: Table, last: int) -> None:
    middle = last // 2
    whole = table.project or table.unit
    page.put(0, "年度总体目标", "head", down=1, to=1)
    page.put(2, layout.goals[0], "head", to=middle)
    page.put(middle + 1, layout.goals[1], "head", to=last)
    page.row += 1
    page.put(2, f"围绕{whole}年度任务，完成{len(table.lines)}项绩效指标，规范使用资金，提升服务水平。", "left", to=middle)
    page.put(middle + 1, f"各项任务有序推进，{sum(line.met for line in table.lines)}项指标达到年初目标。", "left", to=last)
    page.sheet.set_row(page.row, 48)
    page.row += 1


# ------------------------------------------------------------- indicators ----


def target_text(line: Line, year: int, hand: Random) -> str:
    """A target as people write it."""
    value, unit = written(line.target, line), line.pattern.unit
    match line.kind:
        case "count" | "saved":
            thousands = f"≥{int(line.target):,}{unit}" if line.target >= 1000 else f"≥{value}"
            many = f"≥{shown(line.target / 10000)}万{unit}" if unit != "万元" and line.target >= 10000 and line.target % 100 == 0 else thousands
            return hand.choice((f"≥{value}", f"≥{value}", thousands, many, f"不少于{value}", f"{value}以上", f"至少{value}"))
        case "share":
            return "100%" if line.target == 100 else hand.choice((f"≥{value}", f"≥{value}", f"不低于{value}", f"{value}以上", f"≥{value}"))
        case "cost":
            return hand.choice((f"≤{value}", f"≤{value}", f"不超过{value}"))
        case "money":
            return hand.choice((f"≤{value}", f"控制在{value}以内", f"不高于{value}"))
        case "days":
            return hand.choice((f"≤{value}", f"{value}以内"))
        case "deadline":
            return f"{year}年{shown(line.target)}月底前"
        case "none":
            return value
        case "words":
            return hand.choice(WORDS[line.pattern.usual])


def actual_text(line: Line, year: int, hand: Random, target: str) -> str:
    """What was done, as people write it."""
    if line.kind == "deadline":
        return f"{year}年{shown(line.actual)}月{hand.randint(1, 28)}日"
    if line.kind == "words":
        return hand.choice((target, "达成预期指标", target))
    return written(line.actual, line)


_DIRECTIONS = {"count": "大于等于", "share": "大于等于", "saved": "大于等于", "cost": "小于等于", "money": "小于等于", "days": "小于等于", "none": "等于"}


def _cells(line: Line, table: Table, hand: Random) -> dict[str, object]:
    """What stands in a row of indicators, by the key of the column."""
    target = target_text(line, table.year, hand)
    row: dict[str, object] = {
        "level1": line.pattern.level1, "level2": line.pattern.level2, "name": line.name, "target": target,
        "actual": actual_text(line, table.year, hand, target), "weight": line.weight, "rule": line.rule, "score": line.score, "reason": line.reason,
        "prior": "" if line.prior is None or line.kind in {"deadline", "words"} else written(line.prior, line),
    }
    if table.form == "hunan-department":
        row["weight"] = line.rule
    if table.form == "guangdong-department":
        number = line.kind in _DIRECTIONS
        row |= {"nature": "定量" if number or line.kind == "deadline" else "定性", "direction": _DIRECTIONS.get(line.kind, ""), "unit": line.pattern.unit}
        if number:
            row["target"] = line.target
    return row


def _indicators(page: _Page, layout: Layout, table: Table, columns: list[str], fund_cell: str, hand: Random) -> None:
    lines, index = table.lines, {key: number for number, key in enumerate(columns)}
    if _SIDE in index:
        page.put(0, layout.columns[_SIDE], "head", down=len(lines))
    for key, heading in layout.columns.items():
        if key != _SIDE:
            page.put(index[key], heading, "head")
    page.sheet.set_row(page.row, 44)
    if hand.random() < 0.5:
        page.sheet.repeat_rows(page.row)
    page.row += 1
    first = page.row
    percents, merged, number_cells = hand.random() < 0.5, table.form != "unusual" or hand.random() < 0.5, {"weight": "points", "score": "points", "target": "cell"}
    for line in lines:
        for key, value in _cells(line, table, hand).items():
            if key not in index or (merged and key in {"level1", "level2"}):
                continue
            if percents and key in {"actual", "prior"} and isinstance(value, str) and line.kind == "share" and value:
                page.put(index[key], Fraction(value.removesuffix("%")) / 100, "percent")
            else:
                page.put(index[key], value, "left" if key in {"name", "rule", "reason"} else number_cells.get(key, "cell"))
        page.sheet.set_row(page.row, 40 if len(line.reason) + len(line.rule) > 30 else 24)
        page.row += 1
    last = page.row - 1
    if merged:
        _levels(page, table, lines, index, first)
        page.row = last + 1
    _closing(page, layout, table, index, (first, last), fund_cell, hand)
    _extras(page, index, (first, last), hand)


def _levels(page: _Page, table: Table, lines: Sequence[Line], index: dict[str, int], first: int) -> None:
    """The names of levels, each over its rows."""
    points = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    for key in ("level1", "level2"):
        page.row = first
        for name, group in groupby(lines, lambda line, key=key: getattr(line.pattern, key)):  # type: ignore[misc]
            many = len(list(group))
            label = f"{name}\n({points[name]}分)" if key == "level1" and table.form == "hunan-department" and len(lines) <= 400 else name
            page.put(index[key], label, "cell", down=many - 1)
            page.row += many


def _closing(page: _Page, layout: Layout, table: Table, index: dict[str, int], rows: tuple[int, int], fund_cell: str, hand: Random) -> None:
    total, column = table.extra.get("total", table.total), index["score"]
    page.put(0, layout.total, "head", to=index["weight"] - 1)
    page.put(index["weight"], sum((line.weight for line in table.lines), Fraction(10)), "points")
    for between in range(index["weight"] + 1, column):
        page.put(between, "", "cell")
    if "total" not in table.extra and hand.random() < 0.4:
        letter = xl_col_to_name(column)
        page.formula(column, f"=SUM({letter}{rows[0] + 1}:{letter}{rows[1] + 1})+{fund_cell}", total, "points")
    else:
        page.put(column, total, "points")
    page.put(column + 1, "", "cell", to=len(index) - 1)
    page.row += 1
    if table.form in {"mof-project", "mof-department"}:
        page.put(0, "自评等级", "head", to=1)
        page.put(2, next(name for least, name in _GRADES if total >= least), "cell", to=len(index) - 1)
        page.row += 1
    page.put(0, "填表人：甲  审核人：乙", "plain", to=len(index) - 1)


def _extras(page: _Page, index: dict[str, int], rows: tuple[int, int], hand: Random) -> None:
    """What some workbooks carry besides: comments, lists of choices, colours by value, panes that stay."""
    sheet, (first, last) = page.sheet, rows
    if hand.random() < 0.2:
        for row in sorted(hand.sample(range(first, last + 1), min(2, last - first + 1))):
            sheet.write_comment(row, index["actual"], hand.choice(("数据来源：业务台账", "已与业务股核对", "见佐证材料")), {"author": "甲"})
    if hand.random() < 0.15:
        sheet.data_validation(first, index["score"], last, index["score"], {"validate": "decimal", "criteria": ">=", "value": 0})
    if hand.random() < 0.15:
        sheet.conditional_format(first, index["score"], last, index["score"], {"type": "cell", "criteria": "==", "value": 0, "format": page.styles["head"]})
    if hand.random() < 0.3:
        sheet.freeze_panes(first, 0)
