"""Lines above the table: whose it is, in two cells or in one."""

import pytest
from tests.tables import grid

from jixiao.forms.around import header_fields
from jixiao.forms.view import SheetView


def said(text):
    found = grid(text)
    return {label: field.text for label, field in header_fields(SheetView(found), 1, max(row for row, _ in found.cells)).items()}


def test_a_label_and_the_value_right_of_it():
    assert said("| 预算部门、单位名称 | 青石县图书馆 |\n| 项目名称： | 读者活动 |") == {"预算部门、单位名称": "青石县图书馆", "项目名称": "读者活动"}


@pytest.mark.parametrize(("line", "label", "value"), [
    ("填报单位：青石县图书馆", "填报单位", "青石县图书馆"),
    ("填报单位（盖章）：青石县图书馆　　填报日期：2025年3月1日", "填报单位", "青石县图书馆"),
    ("项目名称:读者活动 主管部门:青石县文旅局", "项目名称", "读者活动"),
    ("单位名称：青石县图书馆，联系人：某某", "单位名称", "青石县图书馆"),
])  # fmt: skip
def test_label_and_value_in_one_cell(line, label, value):
    assert said(f"| {line} |\n| 一级指标 |")[label] == value


@pytest.mark.parametrize("line", ["单位：万元", "填报单位（盖章）：", "填报单位：（公章）", "注：填报单位须盖章", "单位名称：" + "很长的说明" * 20, "填报日期：2025年3月1日"])
def test_what_names_nobody(line):
    assert said(f"| {line} |") == {}
