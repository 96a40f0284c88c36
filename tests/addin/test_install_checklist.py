"""What the checklist for Excel and WPS promises is what the product gives here: figures, formulas, labels."""

import re
from collections import Counter
from datetime import datetime
from pathlib import Path

from jixiao.excel import udfs
from jixiao.excel.attach import button_named
from jixiao.services.analyse import Settings, check_file
from jixiao.services.demo import data_folder

PAGE = (Path(__file__).parents[2] / "addin" / "CHECKLIST.md").read_text("utf-8")
DIVISION_BY_ZERO = -2146826281  # as COM hands #DIV/0! over
CELLS = {
    "A1": None, "A2": DIVISION_BY_ZERO, "A3": datetime(2024, 6, 15),  # noqa: DTZ001  # a cell knows no time zone
    "A4": "2024年6月30日前完成", "A5": "≥550批次", "A6": "≥95%", "A7": "≥10家",
    "B5": 475.0, "B6": 0.97, "B7": None, "C5": 0.5, "C6": 10.0, "C7": 5.0,
}


def range_of(text):
    first, _, last = text.partition(":")
    return [[CELLS[f"{first[0]}{row}"]] for row in range(int(first[1:]), int((last or first)[1:]) + 1)]


def argument(text):
    if re.fullmatch(r"[A-C]\d(?::[A-C]\d)?", text):
        return range_of(text)
    return [[text.strip('"') if text.startswith('"') else float(text)]]


def computed(formula):
    name, arguments = re.fullmatch(r"=(\w+)\((.*)\)", formula).groups()
    return [row[0] for row in getattr(udfs, name)(*map(argument, arguments.split(",")))]


def test_formulas_give_what_the_table_says():
    listed = dict(re.findall(r"^  \| `(=[^`]+)` \| ([^|]+?) \|$", PAGE, re.MULTILINE))
    for formula, expected in listed.items():
        got = computed(formula)
        if expected.startswith("一句话"):
            assert re.search("“(.*)”", expected)[1] in got[0]
        else:
            shown = "、".join("空白" if value == "" else f"{value:g}" if isinstance(value, float) else value for value in got)
            assert expected.partition("（")[0] == shown, formula
    assert len(listed) == 7


def test_the_figures_of_the_example_are_those_of_the_command():
    result = check_file(data_folder("examples") / "yiyang-2024.xlsx", Settings())
    counted = Counter(finding.severity for finding in result.findings)
    assert f"错误 {counted['error']}、警告 {counted['warning']}、提示 {counted['info']}" in PAGE
    (table,) = result.assessments
    assert f"H151 由 {float(table.stated_total):g} 变为 {float(table.score):g}" in PAGE
    (row,) = (row for row in table.indicators if row.source.score.ref.a1 == "H26")
    assert f"H26 由 {float(row.stated):g} 变为 {float(row.score.points):g}" in PAGE


def test_there_are_ten_steps_for_excel_and_three_for_wps_each_with_its_proof():
    assert [int(number) for number in re.findall(r"^### (\d+) ", PAGE, re.MULTILINE)] == list(range(1, 14))
    for step in PAGE.split("\n### ")[1:]:
        assert [part for part in ("- 做：", "- 看到：", "- 证明：") if part not in step] == []
    assert "下面没有一步是我们做过的" in PAGE


def test_files_that_are_double_clicked_are_called_like_buttons():
    for label in set(re.findall(r"`(?:命令[^`]*\\)?([^`\\]+)\.bat`", PAGE)) - {"安装", "卸载"}:
        assert button_named(label)
