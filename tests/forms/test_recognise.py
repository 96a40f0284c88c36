"""A table is found by what its headings mean, wherever and however they stand."""

import pytest
from tests.tables import book, grid

from jixiao.forms import FormError, find_form, load_forms, recognise
from jixiao.forms.spec import parse_form

PLAIN = """
| 项目支出绩效自评表 | < | < | < | < | < | < | < |
| （2024年度） | < | < | < | < | < | < | < |
| 项目名称 | 垃圾分类宣传 | < | < | < | < | < | < |
| 项目资金\\n（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| ^ | 年度资金总额 | 120 | 100 | 90 | 10 | 90.00% | 9 |
| ^ | 其中：当年财政拨款 | 120 | 100 | 90 | — | 90.00% | — |
| ^ | 其他资金 | 0 | 0 | 0 | — | — | — |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标(50分) | 数量指标 | 宣传场次 | ≥10场 | 12场 | 30 | 30 | |
| ^ | 质量指标 | 知晓率 | ≥80% | 75% | 20 | 18.75 | 宣传不足 |
| 效益指标 | 社会效益 | 投诉数 | ≤5起 | 4起 | 30 | 30 | |
| 满意度指标 | 服务对象满意度 | 居民满意度 | ≥90% | 92% | 10 | 10 | |
| 总分 | < | < | < | < | 100 | 97.75 | |
"""


def only(*sheets, form=None):
    tables = recognise(book(*sheets), form).tables
    assert len(tables) == 1
    return tables[0]


def facts(table):
    """What matters of a table, without its addresses."""
    rows = [
        (i.level1, i.level2, i.name.text, *(f.text if f else None for f in (i.target, i.actual, i.weight, i.score)))
        for i in table.indicators
    ]
    funds = [(f.role, f.name, *(x.text if x else None for x in (f.budget, f.executed, f.rate))) for f in table.funds]
    return rows, funds, table.total.text if table.total else None


def test_the_plain_form_is_read_whole():
    table = only(PLAIN)
    rows, funds, total = facts(table)
    assert table.form == "mof-project"
    assert table.year == 2024
    assert table.title == "项目支出绩效自评表"
    assert rows == [
        ("产出指标", "数量指标", "宣传场次", "≥10场", "12场", "30", "30"),
        ("产出指标", "质量指标", "知晓率", "≥80%", "75%", "20", "18.75"),
        ("效益指标", "社会效益", "投诉数", "≤5起", "4起", "30", "30"),
        ("满意度指标", "服务对象满意度", "居民满意度", "≥90%", "92%", "10", "10"),
    ]
    assert funds == [
        ("total", "年度资金总额", "100", "90", "90.00%"),
        ("part", "当年财政拨款", "100", "90", "90.00%"),
        ("part", "其他资金", "0", "0", "—"),
    ]
    assert total == "97.75"
    assert table.total.ref.a1 == "G13"
    assert table.total_weight.text == "100"
    assert [(level.name, level.weight_text, level.rows) for level in table.levels if level.depth == 1] == [
        ("产出指标", "50", (0, 1)), ("效益指标", None, (2,)), ("满意度指标", None, (3,)),
    ]
    assert table.drift == ()


def shifted(rows, columns):
    return "\n" * rows + "\n".join("|" + " |" * columns + line.strip()[1:] if line.strip() else line for line in PLAIN.strip("\n").split("\n"))


@pytest.mark.parametrize(("rows", "columns"), [(1, 0), (0, 1), (7, 3)])
def test_a_shifted_table_reads_the_same(rows, columns):
    # A leading blank line is a blank row; grid() strips outer newlines, so start with an empty row.
    text = "| |\n" * rows + shifted(0, columns)
    assert facts(only(text)) == facts(only(PLAIN))


def test_another_column_order_and_extra_columns_read_the_same():
    text = """
| 项目支出绩效自评表 |
| 序号 | 一级指标 | 三级指标 | 分值 | 二级指标 | 备注 | 实际完成值 | 年度指标值 | 得分 |
| 1 | 产出指标 | 宣传场次 | 30 | 数量指标 | | 12场 | ≥10场 | 30 |
| 2 | | 知晓率 | 20 | 质量指标 | | 75% | ≥80% | 18.75 |
"""
    rows, _, _ = facts(only(text))
    assert rows == [
        ("产出指标", "数量指标", "宣传场次", "≥10场", "12场", "30", "30"),
        ("产出指标", "质量指标", "知晓率", "≥80%", "75%", "20", "18.75"),
    ]


def test_synonyms_are_taken_and_said():
    text = PLAIN.replace("年度指标值", "计划指标值").replace("| 得分 | 偏差原因分析及改进措施", "| 自评分 | 未完成原因分析及拟采取的改进措施")
    table = only(text)
    assert facts(table) == facts(only(PLAIN))
    assert {(d.kind, d.key, d.found) for d in table.drift} == {
        ("renamed", "target", "计划指标值"), ("renamed", "score", "自评分"), ("renamed", "reason", "未完成原因分析及拟采取的改进措施"),
    }


def test_wrapped_starred_and_bracketed_headings_are_the_same_headings():
    text = PLAIN.replace("一级指标", "★一级\\n指标").replace("年度指标值", "年度\\n指标值（A）").replace("实际完成值", "实际\\n完成值 (B)")
    assert facts(only(text)) == facts(only(PLAIN))


def test_levels_written_in_every_row_or_only_in_the_first_or_merged_read_the_same():
    merged = only(PLAIN)
    blank = only(PLAIN.replace("| ^ | 质量指标", "|  | 质量指标"))
    repeated = only(PLAIN.replace("| ^ | 质量指标", "| 产出指标 | 质量指标"))
    assert facts(merged) == facts(blank) == facts(repeated)


def test_headings_repeated_at_a_page_break_are_no_rows():
    head = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |\n"
    text = PLAIN.replace("| 效益指标 |", head + "| 效益指标 |")
    assert facts(only(text)) == facts(only(PLAIN))


def test_a_cover_sheet_and_a_second_table_are_told_apart():
    cover = grid("| 2024年度 |\n| 某局绩效自评材料 |", "封面")
    recognition = recognise(book(cover, grid(PLAIN, "一"), grid(PLAIN, "二")))
    assert [table.sheet for table in recognition.tables] == ["一", "二"]
    assert "2 张绩效表" in recognition.notes[0].zh


def test_two_tables_on_one_sheet():
    first, second = recognise(book(PLAIN + "\n" + PLAIN.replace("垃圾分类宣传", "河道清理").strip("\n"))).tables
    assert facts(first) == facts(second)
    assert first.header["项目名称"].text == "垃圾分类宣传"
    assert second.header["项目名称"].text == "河道清理"


def test_money_in_yuan_is_said_by_the_heading():
    assert only(PLAIN).money_unit == "万元"
    assert only(PLAIN.replace("（万元）", "（元）")).money_unit == "元"


def test_notes_and_signatures_end_the_table():
    table = only(PLAIN.replace("| 总分 | < | < | < | < | 100 | 97.75 | |", "| 注：1.得分一档最高不能超过该指标分值上限。 |\n| 填表人：（略） |"))
    assert len(table.indicators) == 4
    assert table.total is None


def test_subtotals_and_placeholder_rows_are_no_indicators():
    text = PLAIN.replace("| 效益指标 |", "| ^ | | 小计 | | | 50 | 48.75 | |\n| ^ | 时效指标 | …… | | | | | |\n| ^ | 成本指标 | 指标1： | | | | | |\n| 效益指标 |")
    assert facts(only(text))[0] == facts(only(PLAIN))[0]


def test_one_weight_merged_over_two_rows_counts_once():
    text = PLAIN.replace("| 75% | 20 | 18.75 |", "| 75% | ^ | 18.75 |")
    assert [i.weight.text for i in only(text).indicators] == ["30", "", "30", "10"]


def test_a_missing_column_is_said_not_guessed():
    text = "\n".join("|".join(p for n, p in enumerate(line.split("|")) if n != 5) for line in PLAIN.split("\n"))
    table = only(text)
    assert "actual" not in table.columns
    assert ("missing", "actual") in {(d.kind, d.key) for d in table.drift}


def test_two_columns_that_claim_to_be_the_score():
    text = PLAIN.replace("| 得分 | 偏差原因分析及改进措施 |", "| 自评得分 | 得分 |")
    table = only(text)
    assert table.columns["score"].text == "自评得分"
    assert ("duplicate", "score") in {(d.kind, d.key) for d in table.drift}


def test_a_sheet_without_an_indicator_table_is_not_recognised():
    assert recognise(book("| 今日菜单 | 价格 |\n| 米饭 | 2 |")).tables == ()


def test_a_declaration_without_scores_is_not_taken_for_a_self_evaluation():
    table = only("| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| 产出指标 | 数量指标 | 宣传场次 | ≥10场 |")
    assert table.stage == "target"
    assert not table.scored


def test_a_form_can_be_forced():
    assert only(PLAIN, form="hunan-department").form == "hunan-department"
    with pytest.raises(FormError, match="hunan-department"):
        find_form("hunan-departmnt")


def test_every_form_file_names_what_it_may_compute():
    forms = load_forms()
    assert {"guangdong-department", "hunan-department", "mof-project", "mof-department"} <= {form.id for form in forms}
    assert all(form.basis and form.titles for form in forms)
    assert all(form.computed for form in forms if form.stage in {"evaluation", "monitoring"})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (('stage  = "evaluation"', 'stage  = "ja"'), "form.stage"),
        (('required = ["name", "target"', 'required = ["nme", "target"'), "indicators.required"),
        (("[total]", "[totel]"), "totel"),
        (('policy = "mof-2020"', ""), "form.policy"),
        (('fields = ["rate"', 'fields = ["rates"'), "computed.fields"),
    ],
)
def test_a_mistake_in_a_form_file_is_named_with_file_and_key(change, named):
    from importlib.resources import files

    text = files("jixiao.forms").joinpath("mof-project.toml").read_text("utf-8")
    assert change[0] in text
    with pytest.raises(FormError) as caught:
        parse_form(text.replace(*change), "我局.toml")
    assert "我局.toml" in str(caught.value)
    assert named in str(caught.value)


def test_a_weight_column_behind_each_level_belongs_to_that_level():
    text = """
| 一级指标 | 权重 | 二级指标 | 权重 | 三级指标 | 权重 | 指标值 | 完成值 | 得分 |
| 产出指标 | 60 | 数量指标 | 40 | 宣传场次 | 25 | ≥10场 | 12场 | 25 |
| | | | | 培训场次 | 15 | ≥2场 | 2场 | 15 |
| | | 质量指标 | 20 | 知晓率 | 20 | ≥80% | 85% | 20 |
"""
    table = only(text)
    assert [i.weight.text for i in table.indicators] == ["25", "15", "20"]
    assert {(level.name, level.weight_text) for level in table.levels} == {("产出指标", "60"), ("数量指标", "40"), ("质量指标", "20")}
    assert not [d for d in table.drift if d.kind == "duplicate"]


def test_group_headings_above_the_indicator_heading_are_no_line_of_money():
    text = PLAIN.replace("| 一级指标 | 二级指标", "| 绩效指标 | < | < | 指标值 | < | 自评 | < | |\n| 一级指标 | 二级指标")
    assert facts(only(text))[1] == facts(only(PLAIN))[1]


def test_the_last_closing_row_holds_the_total():
    text = PLAIN.replace("| 总分 | < | < | < | < | 100 | 97.75 | |", "| 合计 | < | < | < | < | 90 | 88.75 | |\n| 总分 | < | < | < | < | 100 | 97.75 | |")
    assert only(text).total.text == "97.75"


def test_a_total_is_found_in_a_mirrored_table():
    text = """
| 绩效自评表 | | | | | | |
| 得分 | 分值 | 实际完成值 | 年度指标值 | 三级指标 | 二级指标 | 一级指标 |
| 60 | 60 | 12场 | ≥10场 | 宣传场次 | 数量指标 | 产出指标 |
| 60 | 60 | | | | | 总分 |
"""
    table = only(text)
    assert (table.total.text, len(table.indicators)) == ("60", 1)


def test_a_hidden_sheet_is_left_alone_and_named():
    from dataclasses import replace

    recognition = recognise(book(replace(grid(PLAIN, "上年"), visible=False), grid(PLAIN, "本年")))
    assert [table.sheet for table in recognition.tables] == ["本年"]
    assert "上年" in recognition.notes[0].zh
    alone = recognise(book(replace(grid(PLAIN, "上年"), visible=False)))
    assert len(alone.tables) == 1


@pytest.mark.parametrize(
    "head",
    [
        "| 三级指标 | 年度指标值 | < | 完成值 | 分值 | 得分 |",
        "| 三级指标 | 符号 | 数值 | 完成值 | 分值 | 得分 |",
        "| 三级指标 | 年度指标值 | < | 完成值 | 分值 | 得分 |\n| ^ | 符号 | 数值 | ^ | ^ | ^ |",
    ],
)
def test_a_target_over_two_columns_is_a_direction_and_a_figure(head):
    table = only(f"{head}\n| 宣传场次 | ≥ | 10场 | 12场 | 60 | 60 |\n| 投诉数 | ≤ | 5起 | 4起 | 40 | 40 |")
    assert [(i.name.text, i.direction.text, i.target.text) for i in table.indicators] == [("宣传场次", "≥", "10场"), ("投诉数", "≤", "5起")]


LABELLED = """
| 部门预算项目支出绩效自评表 | < | < | < | < | < | < |
| 项目预算执行情况（10分） | 年度预算数（万元） | 年初预算 | 预算数（调整后） | 预算执行数 | 权重 | 得分 |
| ^ | 总额 | 180 | 172 | 170.28 | 10 | 9.9 |
| ^ | 其中：财政资金 | 180 | 172 | 170.28 | / | / |
| 三级指标 | 年初指标值 | 调整指标值 | 完成值 | 权重 | 得分 | 扣分原因及改进措施 |
| 采购册数 | ≥260册 | {first} | 265册 | 90 | 90 | |
| 活动场次 | ≥60场 | {second} | 63场 | 10 | 10 | |
"""


def test_a_heading_above_the_names_of_the_lines_is_no_amount():
    table = only(grid(LABELLED.format(first="≥250册", second="≥60场")))
    assert [(f.name, f.initial.text, f.budget.text, f.executed.text) for f in table.funds] == [
        ("总额", "180", "172", "170.28"), ("财政资金", "180", "172", "170.28")]
    assert table.columns["reason"].text == "扣分原因及改进措施"


@pytest.mark.parametrize(("first", "second", "targets", "open_"), [
    ("≥250册", "≥60场", ["≥250册", "≥60场"], False),
    ("", "", ["≥260册", "≥60场"], False),
    ("≥250册", "", ["≥260册", "≥60场"], True),
])
def test_the_adjusted_target_counts_where_every_row_has_one(first, second, targets, open_):
    table = only(grid(LABELLED.format(first=first, second=second)))
    assert [row.target.text for row in table.indicators] == targets
    assert any(drift.kind == "duplicate" for drift in table.drift) is open_
