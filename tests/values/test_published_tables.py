"""Every target and actual of the two published tables in workbooks/examples can be read."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from jixiao.values import Deadline, Missing, Ordinal, Qualitative, Quantity, Unclear, direction, parse

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
HEADINGS = {
    "shaoguan-2022": {"目标值"},
    "yiyang-2024": {"年度指标值", "实际完成值"},
}


def column_under(sheet, heading):
    """Texts below a heading, which may be broken over lines."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "".join(cell.value.split()).startswith(heading):
                below = sheet.iter_rows(min_row=cell.row + 1, min_col=cell.column, max_col=cell.column)
                return [str(found.value) for (found,) in below if found.value is not None]
    return []


def texts(name):
    sheet = load_workbook(EXAMPLES / f"{name}.xlsx").active
    return sorted({text for heading in HEADINGS[name] for text in column_under(sheet, heading)})


@pytest.mark.parametrize(("name", "least"), [("shaoguan-2022", 20), ("yiyang-2024", 60)])
def test_there_are_texts_to_read(name, least):
    assert len(texts(name)) >= least


@pytest.mark.parametrize("text", [text for name in sorted(HEADINGS) for text in texts(name)])
def test_each_of_them_is_read(text):
    assert not isinstance(parse(text), Unclear)


@pytest.mark.parametrize("text", [text for name in sorted(HEADINGS) for text in texts(name)])
def test_a_text_with_a_figure_is_no_mere_sentence(text):
    if any(sign.isdigit() for sign in text):
        assert isinstance(parse(text), Quantity | Deadline | Ordinal)
    else:
        assert isinstance(parse(text), Qualitative | Missing | Ordinal)


def test_the_directions_of_a_published_table_are_three_signs_and_one_mistake():
    sheet = load_workbook(EXAMPLES / "shaoguan-2022.xlsx").active
    words = set(column_under(sheet, "指标方向"))
    read = {word: direction(word).op for word in words if not word.startswith("指标")}
    assert read["大于或等于"] == read["大于等于"] == read["等于或大于"] == "≥"
    assert (read["大于"], read["小于"], read["等于"]) == (">", "<", "=")
    assert direction("等于或等于").kind == "invalid"
