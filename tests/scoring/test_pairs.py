"""Which indicator of a later table is which of the earlier one, and which tables belong together."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tables import book

from jixiao.forms import recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.likeness import plain
from jixiao.scoring.matching import match
from jixiao.scoring.pairs import kinship, pair_of
from jixiao.scoring.policy import load

CASES = [
    pytest.param(*[part.strip() for part in line.split("|")], id=f"{number}")
    for number, line in enumerate((Path(__file__).parent / "pairs.txt").read_text("utf-8").splitlines(), 1)
    if line.strip() and not line.startswith("#")
]


def table(text, stage="evaluation"):
    found, = recognise(book(text)).tables
    return assess(replace(found, stage=stage), load("mof-2020"))


def of(*rows, top="", stage="evaluation"):
    """A table of rows (二级指标, 三级指标, 指标值), with lines ``top`` above it."""
    lines = "\n".join(f"| 产出指标 | {level2} | {name} | {target} | | | |" for level2, name, target in rows)
    return table(f"{top}\n| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n{lines}", stage)


def matched(earlier, later):
    found = match(earlier.indicators, later.indicators)
    return (
        [(pair.earlier.source.name.text, pair.later.source.name.text, pair.how) for pair in found.pairs],
        [row.source.name.text for row in found.dropped], [row.source.name.text for row in found.added],
    )


@pytest.mark.parametrize(("name", "target", "other", "other_target", "expected"), CASES)
def test_one_row_beside_one_row(name, target, other, other_target, expected):
    pairs, dropped, added = matched(of(("数量指标", name, target)), of(("数量指标", other, other_target)))
    assert [how for *_, how in pairs] == ([] if expected == "apart" else [expected])
    assert (len(dropped), len(added)) == ((1, 1) if expected == "apart" else (0, 0))


def test_there_are_enough_cases():
    assert len(CASES) >= 40


def test_a_name_that_stands_twice_goes_to_the_row_of_its_place_and_target():
    earlier = of(("数量指标", "完成情况", "≥3次"), ("质量指标", "完成情况", "100%"))
    later = of(("质量指标", "完成情况", "100%"), ("数量指标", "完成情况", "≥3次"))
    pairs = match(earlier.indicators, later.indicators).pairs
    assert [(p.earlier.source.level2, p.later.source.level2) for p in pairs] == [("数量指标", "数量指标"), ("质量指标", "质量指标")]


def test_an_exact_name_is_never_given_to_another_row():
    earlier = of(("数量指标", "示范城市", "1项"), ("数量指标", "示范园区", "1项"))
    assert matched(earlier, of(("数量指标", "示范园区", "1项"))) == ([("示范园区", "示范园区", "same")], ["示范城市"], [])


def test_a_name_that_fits_two_rows_alike_is_given_to_neither():
    earlier = of(("质量指标", "监督检查覆盖率", "100%"))
    later = of(("质量指标", "食品监督检查覆盖率", "100%"), ("质量指标", "药品监督检查覆盖率", "100%"))
    assert matched(earlier, later) == ([], ["监督检查覆盖率"], ["食品监督检查覆盖率", "药品监督检查覆盖率"])


def test_other_words_with_a_telling_figure_count_only_where_nothing_else_is_left():
    earlier = of(("数量指标", "监督抽检批次", "≥4500批次"))
    alone = of(("数量指标", "抽样检验批次", "≥4500批次"))
    beside = of(("数量指标", "抽样检验批次", "≥4500批次"), ("数量指标", "快速检测批次", "≥900批次"))
    assert len(matched(earlier, alone)[0]) == 1
    assert len(matched(earlier, beside)[0]) == 0


def test_a_row_that_says_nothing_is_no_indicator():
    earlier = of(("数量指标", "走访企业数", "≥10家"), ("数量指标", "无", "无"))
    assert matched(earlier, of(("数量指标", "走访企业数", "≥10家"))) == ([("走访企业数", "走访企业数", "same")], [], [])


def test_a_row_moved_to_another_level_is_still_the_same():
    assert matched(of(("质量指标", "办结期限", "≤2日")), of(("时效指标", "办结期限", "≤2日")))[0] == [("办结期限", "办结期限", "same")]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text("走访企业检查次数率覆城市园区12一二（）.★", max_size=8), max_size=8), st.lists(st.text("走访企业检查次数率覆城市园区12一二（）.★", max_size=8), max_size=8))
def test_matching_is_one_to_one_and_leaves_no_row_out(names, others):
    earlier = of(("", "首行", "1"), *(("数量指标", name, "≥3次") for name in names)).indicators
    later = of(("", "首行", "1"), *(("数量指标", name, "≥3次") for name in others)).indicators
    found = match(earlier, later)
    assert len({id(p.earlier) for p in found.pairs}) == len({id(p.later) for p in found.pairs}) == len(found.pairs)
    named = [row for row in earlier if plain(row.source.name.text) not in {"", "无"}]
    assert len(found.pairs) + len(found.dropped) >= len(named)
    assert all(plain(p.earlier.source.name.text) == plain(p.later.source.name.text) for p in found.pairs if p.how == "same")


ROWS = (("数量指标", "走访企业数", "≥10家"), ("质量指标", "抽检合格率", "≥98%"))
OTHERS = (("数量指标", "道路养护里程", "≥10公里"), ("质量指标", "验收合格率", "100%"))


def together(earlier_top, later_top, earlier=ROWS, later=ROWS):
    pair = pair_of(of(*earlier, top=earlier_top, stage="target"), of(*later, top=later_top))
    return kinship(pair), [difference.what for difference in pair.differs]


@pytest.mark.parametrize(("earlier", "later", "expected"), [
    ("", "", (1, [])),
    ("| 单位名称 | 某市市场监督管理局 |", "| 部门名称 | 某市市场监督管理局 |", (2, [])),
    ("| 单位名称 | 某市市监局 |", "| 部门名称 | 某市市场监督管理局 |", (2, [])),
    ("| 单位名称 | 101某市水利局 |", "| 部门名称 | 某市水利局（本级） |", (2, [])),
    ("| 单位名称 | 某市水利局 |", "| 部门名称 | 某市林业局 |", (0, ["unit"])),
    ("| 单位名称 | 某市水利局 |\n| 单位职责 | 管理河道 |", "| 部门名称 | 某市水利局 |\n| 部门职责 | 防汛抗旱 |", (2, [])),
    ("| 单位职责 | 管理河道 |", "| 部门名称 | 某市水利局 |", (1, [])),
    ("| 项目名称 | 食品监管经费 |", "| 项目名称 | 食品监管项目 |", (3, [])),
    ("| 项目名称 | 食品监管经费 |", "| 项目名称 | 药品监管经费 |", (0, ["project"])),
    ("| 某市部门绩效自评表（2023年度） |", "| 某市部门绩效自评表（2024年度） |", (0, ["year"])),
])
def test_tables_belong_together_by_unit_project_and_year(earlier, later, expected):
    assert together(earlier, later) == expected


def test_tables_without_a_name_belong_together_only_by_half_of_their_rows():
    assert together("", "", later=OTHERS) == (0, [])
    assert together("", "", later=(ROWS[0], *OTHERS)) == (0, [])


def test_a_department_and_its_project_are_two_lives():
    unit = "| 单位名称 | 某市水利局 |"
    assert together(unit, f"{unit}\n| 项目名称 | 河道整治 |", later=OTHERS) == (0, [])


def test_an_evaluation_is_no_promise():
    pair = pair_of(of(*ROWS), of(*ROWS))
    assert kinship(pair) == 0
