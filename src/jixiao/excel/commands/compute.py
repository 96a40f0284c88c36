"""计算: rates, scores, totals and grades into the cells of the sheet, the selection or the whole workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jixiao.excel.areas import area_of, holds
from jixiao.excel.desk import EXCEL_UNDO, Desk, Outcome
from jixiao.excel.journal import Step
from jixiao.excel.writing import Done, plan, put
from jixiao.model import Area, Edit, JixiaoError, Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.shown import points
from jixiao.services.analyse import Analysis
from jixiao.services.recalculate import edits_of

_NAMED = 8


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
        own = Area(edit.ref.row, edit.ref.column, edit.ref.row, edit.ref.column)
        return edit.ref.sheet == name and any(holds(area, own) for area in areas)

    return _calculate(desk, chosen, [name], f"选中的 {selected.get_address(False, False)}")


def _calculate(desk: Desk, chosen: Callable[[Edit], bool], sheets: list[str] | None, place: str) -> Outcome:
    analysis = desk.analysed()
    tables = [each for each in analysis.main if sheets is None or each.sheet in sheets]
    statements = [each for each in analysis.statements if sheets is None or each.sheet in sheets]
    if not tables and not statements:
        known = [*(table.sheet for table in analysis.main), *(statement.sheet for statement in analysis.statements)]
        found = "、".join(dict.fromkeys(f"“{sheet}”" for sheet in known))
        raise JixiaoError(Text(
            f"{place}里没有认出绩效表，没有改动。认出的表在 {found}，请切换过去再按，或用“计算全簿”。", f"no table was recognised in {place}.",
        ))
    edits = [edit for edit in edits_of(analysis) if chosen(edit)]
    step = Step(desk.label)
    done, blocks = plan(desk.book, desk.host, analysis.workbook.book.grids, edits, step)
    desk.remember(step)
    desk.progress(f"正在写入 {len(done.edits)} 格……")
    put(blocks)
    said = [_changed(place, done), *(_result(table) for table in tables), _left(done), _findings(analysis, sheets)]
    if done.edits:
        said.append(EXCEL_UNDO)
    return Outcome("\n".join(line for line in said if line))


def _changed(place: str, done: Done) -> str:
    if not done.edits:
        return f"{place}：要写的数都已经在表里，没有改动。"
    named = "、".join(f"{edit.ref.a1} {edit.old or '空'}→{edit.new}" for edit in done.edits[:_NAMED])
    more = f"等 {len(done.edits)} 格" if len(done.edits) > _NAMED else f"共 {len(done.edits)} 格"
    return f"{place}：改了 {named}，{more}。"


def _result(table: Assessment) -> str:
    if not table.table.scored:
        return ""
    grade = f"，等级 {table.grade}" if table.grade else ""
    accepted = f"（其中 {table.accepted} 项要由人评定，沿用所填得分）" if table.accepted else ""
    return f"“{table.sheet}”总分 {points(table.score)}{grade}{accepted}；政策：{table.policy.title.zh}。"


def _left(done: Done) -> str:
    said = []
    if done.locked:
        said.append(f"{_places(done.locked)} 被工作表保护锁定，没有写；请先撤销工作表保护再按一次。")
    if done.formulas:
        said.append(f"{_places(done.formulas)} 是公式，没有改；如果公式算出来的数不对，请检查公式。")
    return "".join(said)


def _places(edits: Sequence[Edit]) -> str:
    more = f" 等 {len(edits)} 格" if len(edits) > _NAMED else ""
    return "、".join(edit.ref.a1 for edit in edits[:_NAMED]) + more


def _findings(analysis: Analysis, sheets: list[str] | None) -> str:
    here = [finding for finding in analysis.findings if sheets is None or finding.cells[0].sheet in sheets]
    errors, warnings = (sum(finding.severity == level for finding in here) for level in ("error", "warning"))
    return f"写入之前的检查：错误 {errors} 处，警告 {warnings} 处；按“校验”逐条查看。" if errors or warnings else ""
