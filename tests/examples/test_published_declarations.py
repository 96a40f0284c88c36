"""The three published declarations in workbooks/examples are what was published, errors included, and nothing else."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "workbooks" / "examples"
PUBLISHED = REPOSITORY.parent / "shared" / "seeds"
NAMES = {"dongguan-2022": "001", "hengyang-2023": "003", "gaoxin-2021": "004"}


def published(name: str) -> str:
    """The published document."""
    found = sorted(PUBLISHED.glob(f"{NAMES[name]}_*.txt"))
    if not found:
        pytest.skip("the published documents are not beside the repository")
    return found[0].read_text("utf-8")


def shown(cell) -> str:
    """A cell as the printed table shows it, without white space."""
    if isinstance(cell.value, int | float) and cell.number_format.endswith("%"):
        places = len(cell.number_format.partition(".")[2].rstrip("%"))
        return f"{Decimal(str(cell.value)) * 100:.{places}f}%"
    return re.sub(r"\s", "", str(cell.value))


def cells(name: str) -> list:
    return [cell for sheet in load_workbook(EXAMPLES / f"{name}.xlsx") for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(name: str, text: str) -> dict[str, object]:
    """Column letter → value of the row that holds a text."""
    [found] = [cell for cell in cells(name) if cell.value == text]
    return {cell.column_letter: cell.value for cell in found.parent[found.row] if cell.value is not None}


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_one_after_another_are_the_published_document_and_nothing_else(name):
    assert "".join(map(shown, cells(name))) == re.sub(r"\s", "", published(name))


@pytest.mark.parametrize(("name", "first"), [("dongguan-2022", "年度重点工作任务"), ("hengyang-2023", "* 一级指标")])
def test_every_cell_stands_in_the_published_column(name, first):
    lines = [line.split("\t") for line in published(name).split("\n") if line.strip()]
    start = next(number for number, line in enumerate(lines) if line[0] == first)
    sheet = load_workbook(EXAMPLES / f"{name}.xlsx").active
    top = next(cell.row for cell in sheet["A"] if cell.value == first)
    for offset, line in enumerate(lines[start:]):
        values = {n: re.sub(r"\s", "", text) for n, text in enumerate(line, 1) if text.strip()}
        assert {cell.column: shown(cell) for cell in sheet[top + offset] if cell.value is not None} == values


def test_dongguan_has_33_indicators_and_9_levels_of_which_8_hold_a_value():
    sheet = load_workbook(EXAMPLES / "dongguan-2022.xlsx").active
    top = next(cell.row for cell in sheet["A"] if cell.value == "产出指标")
    rows = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(top, sheet.max_row + 1)]
    levels = [(name, value) for name, value in rows if name.endswith("指标")]
    assert len(rows) - len(levels) == 33
    assert levels == [
        ("产出指标", None), ("质量指标", "全市34个镇街（园区）"), ("时效指标", "每年12月底前"), ("成本指标", "每年12月底前"),
        ("经济效益指标", "≥0%"), ("服务对象满意度指标", "≥90%"), ("社会效益指标", "≥85%"), ("效益指标", "≥85%"), ("可持续影响指标", "≥85%"),
    ]


def test_hengyang_keeps_its_slipped_rows():
    assert row_of("hengyang-2023", "重点工作任务完成时间") == {
        "B": "成本指标", "C": "时效指标", "D": "重点工作任务完成时间", "E": "定性", "F": "2023年12月前", "G": "时间",
        "H": "该指标主要考察重点工作任务完成时间是否达到计划标准",
        "I": "该指标分值为5分，工作完成在2023年12月底之前完成得5分，每延后1个月扣1分，扣完为止。",
    }
    assert row_of("hengyang-2023", "专项商品和服务支出")["F"] == 354


def test_gaoxin_has_two_tables_on_one_sheet():
    book = load_workbook(EXAMPLES / "gaoxin-2021.xlsx")
    assert book.sheetnames == ["部门整体绩效目标", "预算项目绩效目标"]
    sheet = book["预算项目绩效目标"]
    assert [cell.value for cell in sheet["A"] if str(cell.value).endswith("绩效目标表")] == [
        "1.  市场秩序监督管理及食安办经费项目绩效目标表", "2.  产品质量安全、标准化、认证认可监督管理项目绩效目标表",
    ]
    plans = [[cell.value for cell in sheet[row] if cell.value is not None] for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == 0.25]
    assert plans == [[0.25, 0.5, 0.75, 1]] * 2
