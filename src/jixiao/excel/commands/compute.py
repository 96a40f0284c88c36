"""计算: rates, scores, totals and grades into the cells of the sheet, the selection or the whole workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from jixiao.excel.areas import area_of, holds
from jixiao.excel.desk import EXCEL_UNDO, Desk, Outcome, listed
from jixiao.excel.journal import Step
from jixiao.excel.wording import shortened
from jixiao.excel.writing import Done, plan, put
from jixiao.model import Area, Edit, JixiaoError, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.shown import points
from jixiao.services.analyse import Analysis
from jixiao.services.recalculate import edits_of

_NAMED, _MOST_TABLES = 8, 6
_LONGEST_WORDS = 20


def calculate_sheet(desk: Desk, _argument: str) -> Outcome:
    """The tables of the sheet in front."""
    name = desk.sheet.name
    return _calculate(desk, lambda edit: edit.ref.sheet == name, [name], f"工作表“{name}”")


def calculate_book(desk: Desk, _argument: str) -> Outcome:
    """Every table of the workbook."""
    return _calculate(desk, lambda _: True, None, "工作簿")


def calculate_selection(desk: Desk, _argument: str) -> Outcome:
    """Only the cells that are selected; the tables are worked out as a whole."""
    selected, name = desk.selection, desk.sheet.name
    areas = [area_of(selected.sheet.range(part)) for part in selected.address.split(",")]

    def chosen(edit: Edit) -> bool:
        return edit.ref.sheet == name and any(holds(area, Area(edit.ref.row, edit.ref.column, edit.ref.row, edit.ref.column)) for area in areas)

    return _calculate(desk, chosen, [name], f"选中的 {shortened(selected.get_address(False, False), _LONGEST_WORDS)}")


def _calculate(desk: Desk, chosen: Callable[[Edit], bool], sheets: list[str] | None, place: str) -> Outcome:
    analysis = desk.analysed()
    tables = [each for each in analysis.main if sheets is None or each.sheet in sheets]
    statements = [each for each in analysis.statements if sheets is None or each.sheet in sheets]
    if not tables and not statements:
        known = [*(table.sheet for table in analysis.main), *(statement.sheet for statement in analysis.statements)]
        found = listed([f"“{sheet}”" for sheet in dict.fromkeys(known)])
        raise JixiaoError(Text(
            f"{place}里没有认出绩效表，没有改动。认出的表在 {found}，请切换过去再按，或用“计算全簿”。", f"no table was recognised in {place}.",
        ))
    here = [edit for edit in edits_of(analysis) if sheets is None or edit.ref.sheet in sheets]
    edits = [edit for edit in here if chosen(edit)]
    beside = [edit for edit in here if not chosen(edit)]
    step = Step(desk.label)
    done, blocks = plan(desk.book, desk.host, desk.workbook, edits, step)
    desk.remember(step)
    desk.progress(f"正在写入 {len(done.edits)} 格……")
    put(blocks)
    several = len({edit.ref.sheet for edit in done.edits}) > 1
    said = [
        _changed(place, done, several=several), _beside(beside), *(_result(table, done) for table in tables[:_MOST_TABLES]),
        f"（其余 {len(tables) - _MOST_TABLES} 张表的总分见“校验”表。）" if len(tables) > _MOST_TABLES else "",
        _left(done), *desk.notes(analysis), _findings(analysis, sheets),
    ]
    if done.edits:
        said.append(EXCEL_UNDO)
    return Outcome("\n".join(line for line in said if line))


def _changed(place: str, done: Done, *, several: bool) -> str:
    if not done.edits:
        return f"{place}：没有改动。" if done.locked or done.formulas else f"{place}：没有要改的数，没有改动。"
    named = "、".join(
        (f"“{edit.ref.sheet}”" if several else "") + f"{edit.ref.a1} {shortened(edit.old, _LONGEST_WORDS) or '空'}→{edit.new}" for edit in done.edits[:_NAMED])
    more = f"等 {len(done.edits)} 格" if len(done.edits) > _NAMED else f"共 {len(done.edits)} 格"
    return f"{place}：改了 {named}，{more}。"


def _beside(edits: Sequence[Edit]) -> str:
    return f"选中范围之外还有 {_places(edits)} 与核算结果不同，没有写；要写请用“计算本表”。" if edits else ""


def _result(table: Assessment, done: Done) -> str:
    """The total that stands in the table now, and that of the rules where it is another: a score that was filled in lower is kept."""
    if not table.table.scored:
        return ""
    grade = f"，等级 {table.grade}" if table.grade else ""
    accepted = f"（其中 {table.accepted} 项要由人评定，沿用所填得分）" if table.accepted else ""
    field = table.table.total
    written = next((edit.value for edit in done.edits if field is not None and edit.ref == field.ref), None)
    stands = Fraction(written) if isinstance(written, Decimal) else table.stated_total
    policy = f"政策：{table.policy.title.zh}。"
    if field is None or stands is None or table.score is None or stands == table.score or field.cell.formula is not None:
        return f"“{table.sheet}”核算总分 {points(table.score)}{grade}{accepted}；{policy}"
    return (
        f"“{table.sheet}”表里的总分（{field.ref.a1}）是 {points(stands)}；逐项按规则重算是 {points(table.score)}{grade}{accepted}，"
        f"差在没有改的得分格，见“校验”；{policy}"
    )


def _left(done: Done) -> str:
    said = []
    if done.locked:
        said.append(f"{_places(done.locked)} 被工作表保护锁定，没有写；请先撤销工作表保护再按一次。")
    if done.formulas:
        said.append(f"{_places(done.formulas)} 是公式，没有改；如果公式算出来的数不对，请检查公式。")
    return "".join(said)


def _places(edits: Sequence[Edit]) -> str:
    return listed([edit.ref.a1 for edit in edits])


def _findings(analysis: Analysis, sheets: list[str] | None) -> str:
    here = [finding for finding in analysis.findings if sheets is None or finding.cells[0].sheet in sheets]
    errors, warnings = (sum(finding.severity == level for finding in here) for level in ("error", "warning"))
    return f"写入之前的检查：错误 {errors} 处，警告 {warnings} 处；按“校验”逐条查看。" if errors or warnings else ""
