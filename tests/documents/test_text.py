"""Plain text with tables, as converters leave it: three dialects, their encodings, and what is not sure."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.documents.text import read_text
from jixiao.forms import recognise
from jixiao.model import Area, Book
from jixiao.services.importing.grids import sheets_of
from jixiao.workbooks.unreadable import Unreadable


def rows(table):
    """The texts of a table, row by row, as {column: text}."""
    last = max((row for row, _ in table.pieces), default=0)
    return [{column: piece.text for (row, column), piece in sorted(table.pieces.items()) if row == number} for number in range(1, last + 1)]


def only_table(text):
    (table,) = read_text(text.encode(), "表.txt").tables
    return table


def doubted(table):
    return {piece.text for piece in table.pieces.values() if piece.doubt.zh}


def recognised(text):
    """The one table that the recogniser reads in a text."""
    (table,) = [table for sheet in sheets_of(read_text(text.encode(), "表.txt")).sheets for table in recognise(Book("表.txt", (sheet.grid,))).tables]
    return table


# ------------------------------------------------------------- the bytes ----


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_the_encoding_is_told_from_the_bytes(encoding):
    document = read_text("一、部门概况\n指标 2024\n名称\t数量\n培训场次\t12\n".encode(encoding), "a.txt")
    assert [paragraph.text for paragraph in document.paragraphs] == ["一、部门概况", "指标 2024"]
    assert document.paragraphs[0].heading == 1
    assert rows(document.tables[0]) == [{1: "名称", 2: "数量"}, {1: "培训场次", 2: "12"}]
    assert document.tables[0].pieces[2, 2].place.told.zh == "第4行"
    assert bool(document.notes) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, b"\x81" * 7 + b"\x00\xff", b"\n" * 300_001])
def test_what_is_no_text_is_refused_with_what_to_do(data):
    with pytest.raises(Unreadable) as refused:
        read_text(data, "a.txt")
    assert "请" in refused.value.text.zh


def test_control_characters_are_left_out_and_word_marks_end_cells():
    document = read_text("第一\x00页\x0c第二页".replace("\x00", "\x02").encode() + "\n名称\x07数量\x07\n甲\x073\x07\n".encode(), "a.txt")
    assert [(paragraph.text, paragraph.place.line) for paragraph in document.paragraphs] == [("第一页", 1), ("第二页", 1)]
    assert rows(document.tables[0]) == [{1: "名称", 2: "数量"}, {1: "甲", 2: "3"}]


# ------------------------------------------------------- one cell a line ----

CELLS = """附件2
2024年度部门整体支出绩效自评表

\t部门名称
\t江北市文化馆

\t年度预算（万元）
\t
\t年初预算数
\t全年预算数
\t全年执行数
\t分值
\t执行率
\t得分

\t
\t年度资金总额
\t120
\t125.5
\t125.5
\t10
\t100%
\t10

\t绩
效
指
标
\t一级指标
\t二级指标
\t三级指标
\t年度指标值
\t实际完成值
\t分值
\t得分
\t偏差原因

\t
\t产出

指标
\t数量指标
\t举办展览场次
\t≥6场
\t8场
\t50
\t50
\t

\t
\t
\t
\t开展培训人次
\t≥300人次
\t280人次
\t40
\t37.33
\t生源不足

\t总分
\t97.33


填表人：略
"""


def test_rows_of_cells_are_put_together_and_the_sum_stands_below_the_scores():
    document = read_text(CELLS.encode(), "表.txt")
    (table,) = document.tables
    found = rows(table)
    assert found[0] == {1: "部门名称", 2: "江北市文化馆"}
    assert found[4] == {2: "产出\n指标", 3: "数量指标", 4: "举办展览场次", 5: "≥6场", 6: "8场", 7: "50", 8: "50"}
    assert found[-1] == {1: "总分", 8: "97.33"}
    assert doubted(table) == set()
    assert Area(1, 2, 1, 9) in table.merges
    assert [paragraph.text for paragraph in document.paragraphs] == ["附件2", "2024年度部门整体支出绩效自评表", "填表人：略"]
    read = recognised(CELLS)
    assert [(i.level1, i.level2, i.name.text, i.target.text, i.actual.text, i.score.text) for i in read.indicators] == [
        ("产出指标", "数量指标", "举办展览场次", "≥6场", "8场", "50"), ("产出指标", "数量指标", "开展培训人次", "≥300人次", "280人次", "37.33")]
    assert [(line.name, line.initial.text, line.budget.text, line.executed.text, line.rate.text) for line in read.funds] == [("年度资金总额", "120", "125.5", "125.5", "100%")]
    assert read.total.text == "97.33"


HEAD = "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\t实际完成值\n\t分值\n\t得分\n\n"


def test_a_row_with_fewer_cells_is_laid_out_by_what_they_are_and_asked_where_two_ways_are_alike():
    table = only_table(HEAD + "\t产出指标\n\t数量指标\n\t巡查次数\n\t≥12次\n\t12次\n\t10\n\t10\n\n\t修缮点位\n\t≥3处\n\t4处\n\t8\n")
    assert rows(table)[-1] == {3: "修缮点位", 4: "≥3处", 5: "4处", 6: "8"} or rows(table)[-1] == {3: "修缮点位", 4: "≥3处", 5: "4处", 7: "8"}
    assert doubted(table) == {"8"}
    assert "得分" in table.pieces[max(at for at in table.pieces if at[0] == 3)].doubt.zh


def test_rows_that_ran_together_are_parted_and_say_so():
    one, two = "\t产出指标\n\t数量指标\n\t巡查次数\n\t≥12次\n\t12次\n\t10\n\t10\n", "\t\n\t质量指标\n\t合格率\n\t≥95%\n\t97%\n\t8\n\t8\n"
    table = only_table(HEAD + one + two)
    assert [row.get(3) for row in rows(table)] == ["三级指标", "巡查次数", "合格率"]
    assert "连在一起" in table.pieces[3, 3].doubt.zh


def test_headings_over_several_columns_are_put_back():
    table = only_table(
        "\t一级指标\n\t二级指标\n\t三级指标\n\t年度指标值\n\t实际完成值\n\t分值\n\n\t\n\t\n\t\n\t符号\n\t数值\n\t单位\n\t\n\t\n\n"
        "\t产出指标\n\t数量指标\n\t巡查次数\n\t≥\n\t12\n\t次\n\t14次\n\t10\n\n")
    assert {Area(1, 4, 1, 6), Area(1, 1, 2, 1), Area(1, 7, 2, 7)} <= set(table.merges)
    assert rows(table)[0] == {1: "一级指标", 2: "二级指标", 3: "三级指标", 4: "年度指标值", 7: "实际完成值", 8: "分值"}
    assert doubted(table) == set()


# -------------------------------------------------------- one row a line ----


def test_rows_separated_by_tabs_keep_their_columns_quoted_cells_their_lines():
    table = only_table('单位名称\t南山区图书馆\n年度目标\t"一、办好展览；\n二、""送书下乡""。"\n\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t借阅册次\t≥8万册\n\t\t送书次数\t≥20次\n')
    assert rows(table)[1] == {1: "年度目标", 2: '一、办好展览；\n二、"送书下乡"。'}
    assert rows(table)[-1] == {3: "送书次数", 4: "≥20次"}


def test_a_row_broken_over_two_lines_is_joined_and_asked():
    whole = "".join(f"产出指标\t数量指标\t任务{n}\t≥{n}次\t{n}次\n" for n in range(1, 6))
    table = only_table("一级指标\t二级指标\t三级指标\t指标值\t完成值\n" + whole + "产出指标\t数量指标\t修订\n管理制度\t≥2项\t3项\n")
    assert rows(table)[-1] == {1: "产出指标", 2: "数量指标", 3: "修订\n管理制度", 4: "≥2项", 5: "3项"}
    assert doubted(table) == {"产出指标", "数量指标", "修订\n管理制度", "≥2项", "3项"}


# --------------------------------------------------------------- printed ----

PRINTED = """
 部门整体支出绩效自评表
部门名称及编码 临江市图书馆 205003

预期目标

1.办好全民阅读活动，服务读者二十万人次，馆藏图书稳步
增长。2.完成古籍修复年度任务。

目标实际完成情况

1.举办阅读活动四十场，服务读者二十一万人次。

项目资金（万元）
年初预算（万

元） 全年预算（万元）
全年执行（万元） 执行率 分值 得分

其中：财政拨款 210.5 1,210.00 1,198.60 99.06% 10 9.91
合计 210.5 1,210.00 1,198.60 99.06% 10 9.91

绩效指标

一级指标 二级指标 三级指标 指标性质(注:定
量或者定性)

指标方向 目标值 计量单位 分值 得分 偏差原因分析及改进

措施

产出指标

数量指标 全民阅读活动场次 定量 大于等于 40 场 10 10 无

数量指标
新增入藏普通图书及电子文献总

册数 定量 大于等于 不少于2.6万
册

册 10 10 无
质量指标 古籍修复合格率 定量 等于 100% 10 10 无
12
绩效指标
产出指标
质量指标 读者投诉办结率 定量 大于等于 ≥98% 10 9.5 系统升级停
机三日

时效指标 年度计划按期完成 定性 等于 按期 10 10 无
效益指标
社会效益 阅读推广影响力持续提升 定性 2.5 2.5 无

总分 100 98.5
填表人：略
"""


def test_a_printed_page_is_read_by_what_each_word_can_be():
    document = read_text(PRINTED.encode(), "表.txt")
    assert [paragraph.text for paragraph in document.paragraphs] == ["部门整体支出绩效自评表", "填表人：略"]
    (table,) = document.tables
    assert rows(table)[0] == {1: "部门名称及编码", 2: "临江市图书馆 205003"}
    assert rows(table)[1] == {1: "预期目标", 2: "1.办好全民阅读活动，服务读者二十万人次，馆藏图书稳步增长。2.完成古籍修复年度任务。"}
    read = recognised(PRINTED)
    assert [(line.name, line.initial.text, line.budget.text, line.executed.text, line.rate.text, line.weight.text, line.score.text) for line in read.funds] == [
        ("财政拨款", "210.5", "1,210.00", "1,198.60", "99.06%", "10", "9.91"), ("合计", "210.5", "1,210.00", "1,198.60", "99.06%", "10", "9.91")]
    assert [(i.level1, i.level2, i.name.text, i.nature.text, i.target.text, i.unit.text, i.weight.text, i.score.text, i.reason.text) for i in read.indicators[:5]] == [
        ("产出指标", "数量指标", "全民阅读活动场次", "定量", "40", "场", "10", "10", "无"),
        ("产出指标", "数量指标", "新增入藏普通图书及电子文献总册数", "定量", "不少于2.6万册", "册", "10", "10", "无"),
        ("产出指标", "质量指标", "古籍修复合格率", "定量", "100%", "", "10", "10", "无"),
        ("产出指标", "质量指标", "读者投诉办结率", "定量", "≥98%", "", "10", "9.5", "系统升级停机三日"),
        ("产出指标", "时效指标", "年度计划按期完成", "定性", "按期", "", "10", "10", "无"),
    ]
    assert read.total.text == "98.5"


def test_the_number_of_a_page_is_no_cell_and_a_label_spread_over_its_cell_opens_a_sum():
    text = PRINTED.replace("时效指标 年度计划", "— 12 —\n\n时效指标 年度计划").replace("总分 100", "总 分 100")
    assert "— 12 —" in text
    assert "总 分 100" in text
    read, plain = recognised(text), recognised(PRINTED)
    assert [[getattr(row, key).text if getattr(row, key) else "" for key in ("name", "target", "weight", "score")] for row in read.indicators] == [
        [getattr(row, key).text if getattr(row, key) else "" for key in ("name", "target", "weight", "score")] for row in plain.indicators]
    assert read.total.text == "98.5"


BESIDE = """部门整体支出绩效自评表
年度 预算数 执行数 执行率 分值 得分
资金 年度资金总额 421.6 410.9 97.46% 10 9.75
（万 基本支出 86.2 86.2 100% - -
元） 项目支出 335.4 324.7 96.81% - -
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 备注
产出指标 数量指标 巡查河道次数 ≥310次 316次 30 30
河道保洁志愿
产出指标 服务人数 ≥42人 39人 30 28
质量指标 保洁达标率 100% 100% 30 30
"""


def test_names_that_may_hold_a_label_beside_them_or_begin_in_the_row_above_are_asked():
    (table,) = read_text(BESIDE.encode(), "表.txt").tables
    asked = {piece.text for piece in table.pieces.values() if piece.doubt.zh}
    assert {"资金 年度资金总额", "（万 基本支出", "元） 项目支出", "河道保洁志愿", "服务人数"} <= asked
    assert not asked & {"421.6", "巡查河道次数", "保洁达标率", "100%"}


def test_a_row_with_the_bars_of_a_web_page_is_asked_as_a_whole():
    text = PRINTED.replace("时效指标 年度计划按期完成 定性", "时效指标 | 年度计划按期完成 定性")
    assert text != PRINTED
    (table,) = read_text(text.encode(), "表.txt").tables
    barred = {row for (row, _), piece in table.pieces.items() if "|" in piece.text}
    assert barred
    assert all(piece.doubt.zh for (row, _), piece in table.pieces.items() if row in barred)


def test_where_a_printed_figure_may_stand_in_two_columns_both_are_named():
    (table,) = read_text(PRINTED.encode(), "表.txt").tables
    (row,) = {row for (row, _), piece in table.pieces.items() if piece.text == "阅读推广影响力持续提升"}
    doubts = {piece.doubt.zh for (r, _), piece in table.pieces.items() if r == row and piece.text == "2.5"}
    assert all("目标值" in doubt or "分值" in doubt for doubt in doubts)
    assert any(doubts)


SIDE_BY_SIDE = """2024年度部门整体支出绩效自评表
年度主要任务 任务名称 主要内容 完成情况

办好群众身边的文化
活动，丰富基层供给
。

送戏
下乡

组织专业院团到偏远乡镇巡回演出
，全年不少于六十场次，覆盖三十个
村。

全年巡演六十二场，观众四万余人，其中偏远村十
八个；新编小戏两出。

保护文物和非物质文
化遗产。

非遗
保护

完成三个项目的记录工程，培养一批
传承人。

记录工程三个项目全部验收，新增市级传承人九名
，开展研学活动三十次。

一级指标 二级指标 三级指标 目标值 实际完成值 分值 得分
产出指标 数量指标 演出场次 ≥60场 62场 50 50
数量指标 记录项目 3个 3个 40 40
"""


def test_texts_that_stood_side_by_side_are_told_apart_by_the_breadth_of_their_lines():
    (table,) = read_text(SIDE_BY_SIDE.encode(), "表.txt").tables
    assert rows(table)[1:3] == [
        {1: "办好群众身边的文化活动，丰富基层供给。", 2: "送戏下乡", 3: "组织专业院团到偏远乡镇巡回演出，全年不少于六十场次，覆盖三十个村。",
         4: "全年巡演六十二场，观众四万余人，其中偏远村十八个；新编小戏两出。"},
        {1: "保护文物和非物质文化遗产。", 2: "非遗保护", 3: "完成三个项目的记录工程，培养一批传承人。", 4: "记录工程三个项目全部验收，新增市级传承人九名，开展研学活动三十次。"},
    ]


def test_dialects_may_stand_in_one_text():
    document = read_text((CELLS + "\n二、其他\n名称\t数量\t单价\n甲\t3\t4\n" + PRINTED).encode(), "全文.txt")
    assert [len(rows(table)[-1]) for table in document.tables] == [2, 3, 3]
    assert [table.place.table for table in document.tables] == [1, 2, 3]


WORDS = ["一级指标", "三级指标", "指标值", "分值", "得分", "年初预算数", "全年预算数", "执行率", "数量指标", "定量", "≥95%", "12", "（", "）", "合计", "部门名称", "年度主要任务",
         "任务名称", "主要内容", "预期目标", "2024年", "。", "无", "家", '"']
BETWEEN = [" ", "\n", "\t", "\n\n", "\n\t"]


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BETWEEN)), max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_to_its_end_and_no_word_is_lost(parts):
    text = "".join(word + between for word, between in parts)
    document = read_text(text.encode(), "a.txt")
    found = [paragraph.text for paragraph in document.paragraphs] + [piece.text for table in document.tables for piece in table.pieces.values()]
    kept = Counter("".join("".join(found).split()).replace('"', ""))
    assert Counter("".join(text.split()).replace('"', "")) - kept == Counter()
    for table in document.tables:
        assert all(1 <= area.top <= area.bottom and 1 <= area.left <= area.right for area in table.merges)
        assert all(1 <= piece.place.line <= text.count("\n") + 1 for piece in table.pieces.values())
