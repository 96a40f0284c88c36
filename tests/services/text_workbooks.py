"""Real workbooks from tables written as text."""

from pathlib import Path

import openpyxl
from tests.tables import grid

PROJECT = """
| 项目支出绩效自评表 | < | < | < | < | < | < | < |
| （2025年度） | < | < | < | < | < | < | < |
| 项目名称 | < | {project} | < | < | < | < | < |
| 主管部门 | < | {department} | < | 实施单位 | < | {unit} | < |
| 项目资金（万元） | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| 年度资金总额 | < | {budget} | {budget} | {executed} | 10 | | |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | {name} | ≥120场 | {actual} | 40 | 40 | {reason} |
| 产出指标 | 质量指标 | 验收合格率 | ≥90% | 92.5% | 30 | 30 | |
| 满意度指标 | 服务对象满意度指标 | 读者满意度 | ≥90% | {liked} | 20 | 20 | |
| 总分 | < | < | < | < | 100 | {stated} | |
"""
"""With 120 场 or more done, 10 × executed ÷ budget + 90 points."""

USUAL = {
    "project": "读者活动", "department": "青石县文旅局", "unit": "青石县图书馆", "budget": "100", "executed": "95",
    "name": "举办活动场次", "actual": "90场", "reason": "场馆维修", "liked": "95%", "stated": "99.5",
}  # fmt: skip
"""90 of 120 场: 40 × 0.75 = 30 of 40 points; rate 95 % → 9.5 of 10; together 9.5 + 30 + 30 + 20 = 89.5."""


def saved(path: Path, text: str, sheet: str = "自评表") -> Path:
    """A workbook of one sheet."""
    made = grid(text, sheet)
    book = openpyxl.Workbook()
    book.active.title = sheet
    for (row, column), cell in made.cells.items():
        here = book.active.cell(row, column)
        here.value = cell.value
        if isinstance(cell.value, str):
            here.data_type = "s"
        if cell.kind == "percent":
            here.number_format = "0.00%"
    for area in made.merges:
        book.active.merge_cells(start_row=area.top, start_column=area.left, end_row=area.bottom, end_column=area.right)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def project(path: Path, **words: str) -> Path:
    """A project's self-evaluation; what is not said is as in ``USUAL``."""
    return saved(path, PROJECT.format(**(USUAL | words)))
