"""Workbooks of an invented office, as small as they can be and still be reported on."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

HEADINGS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
ROWS = [
    ["产出指标", "数量指标", "清淤河道长度", "≥12公里", "9公里", 40, 30, "原因：雨季停工。改进措施：汛前完成招标，错峰施工"],
    ["产出指标", "质量指标", "验收合格率", "≥95%", "100%", 20, 20, None],
    ["效益指标", "社会效益指标", "受益村数", "≥8个", "8个", 20, 20, None],
    ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "93%", 10, 10, None],
]


def project(path: Path, *, name: str = "河道清淤", unit: str = "某市水务局", department: str = "某市水务局", met: bool = False, year: int = 2024, phone: str = "") -> Path:
    """A 项目支出绩效自评表: 200 万元, 160 spent (80%, 8 points); its first row met (98 points) or not (9 of 12 公里: 30 of 40, 88 points)."""
    length = ["12公里", 40, 40, None] if met else ["9公里", 40, 30, ROWS[0][-1]]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目自评表"
    rows: list[list[object]] = [
        [f"{year}年度项目支出绩效自评表"],
        ["项目名称", name, None, None, "主管部门", department],
        ["实施单位", unit],
        ["项目资金（万元）", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        [None, "年度资金总额", 180, 200, 160, 10, "80%", 8],
        [None, "其中：当年财政拨款", 180, 180, 150, "—", "83.33%", "—"],
        [None, "其他资金", 0, 20, 10, "—", "50%", "—"],
        ["年度总体目标", "预期目标", None, None, "实际完成情况"],
        [None, "1.完成清淤12公里。\n2.改善八个村的水环境。", None, None, f"1.完成清淤9公里。\n2.八个村水环境改善{phone}。"],
        HEADINGS,
    ]
    rows += [[*ROWS[0][:4], *length], *ROWS[1:]]
    rows.append(["总分", None, None, None, None, 100, 98 if met else 88])
    for row in rows:
        sheet.append(row)
    for area in ("A1:H1", "B2:D2", "F2:H2", "B3:H3", "A4:B4", "A5:A7", "A8:A9", "B8:D8", "E8:H8", "B9:D9", "E9:H9", "A11:A12", f"A{len(rows)}:E{len(rows)}"):
        sheet.merge_cells(area)
    book.save(path)
    return path
