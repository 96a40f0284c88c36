"""Goals read as items, and the figures in them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.scoring.narrative import items, stated
from jixiao.scoring.narrative.partners import partners


def numbered(text):
    return [(item.number, item.text) for item in items(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("1. 抽检；2. 培训；3. 宣传", [(1, "抽检；"), (2, "培训；"), (3, "宣传")]),
    ("1．抽检\n2．培训", [(1, "抽检"), (2, "培训")]),
    ("9、压缩时间。10、开展宣传。", [(None, "9、压缩时间。10、开展宣传。")]),
    ("\n".join(f"{n}、做第{n}件事。" for n in range(1, 10)) + "10、再做一件。", [*((n, f"做第{n}件事。") for n in range(1, 10)), (10, "再做一件。")]),
    ("一、抽检3.5万批次；二、2.5日内办结", [(1, "抽检3.5万批次；"), (2, "2.5日内办结")]),
    ("（一）抽检。（二）培训。", [(1, "抽检。"), (2, "培训。")]),
    ("(1)抽检(2)培训", [(None, "(1)抽检(2)培训")]),  # nothing ends the first: it may be a reference
    ("1)抽检；2)培训", [(1, "抽检；"), (2, "培训")]),
    ("①抽检；②培训", [(1, "抽检；"), (2, "培训")]),
    ("目标1：抽检,\n目标2：培训", [(1, "抽检,"), (2, "培训")]),
    ("一是抽检，二是培训，四是宣传", [(1, "抽检，"), (2, "培训，四是宣传")]),
    ("一是抽检；二是培训；四是宣传", [(1, "抽检；"), (2, "培训；"), (4, "宣传")]),
    ("一要求新、二要务实", [(None, "一要求新、二要务实")]),
    ("1.2月底前印发。2.12月底前验收。", [(1, "2月底前印发。"), (2, "12月底前验收。")]),
    ("1.2万亩造林。2.5万亩抚育。", [(None, "1.2万亩造林。2.5万亩抚育。")]),
    ("达到5.5批次/千人。6.5批次以上为优。", [(None, "达到5.5批次/千人。6.5批次以上为优。")]),
    ("按2024年方案办。2025年再办。", [(None, "按2024年方案办。2025年再办。")]),
    ("", []),
])
def test_items_are_those_that_a_person_counts(text, expected):
    assert numbered(text) == expected


def test_a_list_inside_an_item_belongs_to_it():
    first, second = items("一、宣传教育\n1、开展活动20场；\n2、发放手册。\n二、打击整治\n1、破案30起；\n2、查处120人次。")
    assert [part.text for part in first.parts] == ["开展活动20场；", "发放手册。"]
    assert [part.number for part in second.parts] == [1, 2]


@pytest.mark.parametrize(("text", "expected"), [
    ("全年培训教师不少于240人次", [("≥", 240, "人次")]),
    ("为35家企业提供诊断", [(None, 35, "家")]),
    ("接通率95%以上、回访率90%", [("≥", 95, "%"), (None, 90, "%")]),
    ("药品、化妆品抽检合格率98%", [(None, 98, "%")]),
    ("企业开办时间压缩至2个工作日以内", [("≤", 2, "个工作日")]),
    ("清淤45公里，其中支渠12公里", [(None, 45, "公里")]),
    ("开展315消费者权益日活动", []),
    ("落实《方案（2023—2025）》15条", [(None, 15, "条")]),
    ("比上年多40家；力争60场；约30户；400余家；11月鉴定300人；截至11月底，鉴定2600人", []),
    ("满意度95%", []),  # nobody says whose
])
def test_a_figure_is_stated_where_a_clause_says_how_much_of_what(text, expected):
    assert [(one.value.op, one.value.amount, one.value.unit.text) for one in stated(text)] == expected


def test_the_letters_of_药品_in_化妆品_are_not_药品():
    both, cosmetics = stated("药品、化妆品抽检合格率98%"), stated("化妆品抽检合格率98%")
    assert both[0].about != cosmetics[0].about


@given(st.text(alphabet="1234567890.、，。；;：:（）()一二三是要①②目标任务第年月日底前万%抽检\n ", max_size=80))
def test_any_text_gives_items_that_stand_in_it_in_order(text):
    at = 0
    for item in items(text):
        assert item.text in text[at:]
        at = text.index(item.text, at)
    for one in stated(text):
        assert one.about.strip() == one.about


def test_a_text_as_long_as_a_cell_may_be_takes_no_time():
    begun = time.process_time()  # of the processor: what else the machine does is no matter
    for text in ("1、抽检。" * 6000, "（一）" * 8000, "一是" * 10000, "".join(f"{n}、抽检{n}批次、" for n in range(1, 90)) * 40, "5" * 30000):
        items(text)
        stated(text)
    partners(tuple(f"抽检食品{n}" for n in range(300)), tuple(f"抽检药品{n}" for n in range(130)), frozenset(range(130)))
    assert time.process_time() - begun < 5
