"""Workbooks and sheets that the tests of this folder share, written out by hand."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

from jixiao.model import Area, Edit, Ref, SheetCell, SheetSpec, Text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = (
    "序号",
    "级别",
    "编号",
    "位置",
    "指标",
    "问题",
    "现为",
    "应为",
    "建议",
    "依据",
    "说明",
    "状态",
    "指纹",
    "状态指纹",
)


def edit(sheet: str, row: int, column: int, value: Decimal | str, old: str = "") -> Edit:
    return Edit(Ref(sheet, row, column), old, str(value), value, Text("按规则重算", "recomputed"))


def findings_sheet(link_sheet: str = "表 1", count: int = 6, explained: dict[str, str] | None = None) -> SheetSpec:
    """A sheet as the report room makes it: title, summary, then the table."""
    cell = SheetCell
    rows: list[tuple[SheetCell, ...]] = [
        (cell("绩效自评表校验结果", "title"),),
        (cell("单位", "label"), cell(None, "label"), cell("湖南省农产品质量检验检测中心", "value")),
        (cell("结论", "label"), cell(None, "label"), cell("错误 2 项，提醒 2 项，提示 2 项；请先处理错误。", "value")),
        (cell("表内得分", "label"), cell(None, "label"), cell(Decimal("98.9"), "value")),
        (cell("点击“位置”可跳到单元格；“说明”一栏可填写，下次校验仍会保留。", "muted"),),
        tuple(cell(each, "head") for each in HEAD),
    ]
    levels = (("✘ 错误", "error"), ("▲ 提醒", "warning"), ("● 提示", "info"))
    for number in range(count):
        label, style = levels[number % 3]
        fingerprint = f"fp{number:04}"
        rows.append((
            cell(number + 1, "center"), cell(label, style), cell(f"JX{201 + number}", "center"),
            cell(f"H{33 + number}", "link", Ref(link_sheet, 33 + number, 8)), cell("开展抽检产商品批次", "wrap"),
            cell(f"H{33 + number}「开展抽检产商品批次」完成 475 批次，指标值 ≥550 批次，未完成（86.36%），按“完成得0.5分”应得 0 分，现填 0.5 分。", "wrap"),
            cell("0.5", "center"), cell("0", "center"), cell("=请核对完成值" if number == 1 else "将得分改为 0，或在说明中写明理由", "wrap"),
            cell("财预〔2020〕10号", "wrap"), cell((explained or {}).get(fingerprint), "input"), cell("待处理", "center"),
            cell(fingerprint, "hidden"), cell(f"st{number:04}", "hidden"),
        ))  # fmt: skip
    merges = (
        Area(1, 1, 1, 12),
        Area(2, 1, 2, 2),
        Area(2, 3, 2, 12),
        Area(3, 1, 3, 2),
        Area(3, 3, 3, 12),
        Area(4, 1, 4, 2),
        Area(4, 3, 4, 12),
        Area(5, 1, 5, 12),
    )
    widths = (6, 9, 9, 9, 20, 46, 10, 10, 26, 20, 24, 10, 0, 0)
    return SheetSpec(
        "校验", "校验(绩效)", tuple(rows), widths, {1: 30, 2: 20, 3: 20, 4: 20, 5: 18, 6: 24}, merges, 6, 12, 12
    )


CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "{more}</Types>"
)
ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{{before}}<sheets><sheet name="表 1" sheetId="1" r:id="rId1"/></sheets>{{after}}</workbook>'
WORKBOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>{{more}}</Relationships>'
)
STYLE_TYPE = '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
STYLE_REL = f'<Relationship Id="rId2" Type="{REL}/styles" Target="styles.xml"/>'


def sheet_xml(rows: str, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles_xml(xfs: str, formats: str = "") -> str:
    return (
        f'<styleSheet xmlns="{MAIN}">{formats}<fonts count="1"><font><sz val="11"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f"<cellXfs>{xfs}</cellXfs></styleSheet>"
    )


def parts(
    sheet: str | bytes, *, styles: str | None = None, before: str = "", after: str = ""
) -> dict[str, str | bytes]:
    """The members of a small package around one sheet."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES.format(more=STYLE_TYPE if styles else ""),
        "_rels/.rels": ROOT_RELS,
        "xl/workbook.xml": WORKBOOK.format(before=before, after=after),
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELS.format(more=STYLE_REL if styles else ""),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if styles:
        members["xl/styles.xml"] = styles
    return members


def build(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
