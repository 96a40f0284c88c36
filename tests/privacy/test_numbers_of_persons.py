"""A number of a person is told from a code, an amount, a date: by check digits, prefixes, labels."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tables import grid

from jixiao.scoring.sheets import personal_cells
from jixiao.values.personal import label_of, mask, personal_data
from jixiao.values.persons import names_in

ID = "110101190001010014"


@pytest.mark.parametrize(("text", "masked"), [
    ("16412345678", "164****5678"),
    ("手机：164-1234-5678", "手机：164-****-5678"),
    ("+86 164 1234 5678", "+86 164 **** 5678"),
    ("１６４１２３４５６７８", "１６４****５６７８"),
    ("甲某16412345678，乙某16487654321", "甲某164****5678，乙某164****4321"),
    ("16412345678,16487654321", "164****5678,164****4321"),
    ("0601-2345678", "0601-*****78"),
    ("（0601）2345678", "（0601）*****78"),
    ("010-62345678转801", "010-********转*01"),
    ("联系电话：2345678、2345679", "联系电话：*****78、*****79"),
    ("填报人：张三 联系电话：2345678 日期：20240105", "填报人：张三 联系电话：*****78 日期：20240105"),
    (ID, "110*************14"),
    ("身份证号：" + ID, "身份证号：110*************14"),
    ("身份证号：110101190001010011", "身份证号：110*************11"),  # mistyped, but somebody's
    ("6213 0000 0000 0000 003", "6213 **** **** ***0 003"),
    ("账号：1234 5678 9012 345", "账号：**** **** ***2 345"),
    ("护照号：E12345678", "护照号：E******78"),
    ("zhang@example.com", "z****@example.com"),
])
def test_a_number_of_a_person_is_masked_in_its_own_shape(text, masked):
    assert mask(text) == masked
    assert personal_data(masked) == ()


@pytest.mark.parametrize("text", [
    "16412345678元", "16412345678.00元", "16412345678 万元", "¥16412345678", "金额：16412345678", "项目编码16412345678", "批次号 16412345678",
    "财预〔2024〕16412345678号", "164123456789", "ZB16412345678", "0.16412345678", "51000021-16412345678", "预算单位编码：16412345678",
    "2345678", "2345678件", "12345热线受理2345678件", "电话费 2345678", "电话费2345678元", "办公电话2345678部", "联系电话：20240105",
    "110101190001010011",  # the check digit is wrong
    "110101190013010012",  # no such month
    "990101190001010014",  # no such region
    "91110101MA00000000", "12430000MB0A0000XX", "统一社会信用代码：" + ID,
    "620000240000000005", "6201002400000005", "000010263357", "000000019951", "2024年12月31日前", "2023-2024-0601", "0712-2023001", "文号 0601-2345678",
    "≥1234567人次", "SUM(A1:A1234567)", "1,641,234,567,890", "零余额账户用款额度16412345678", "账户余额 123456789012", "E12345678",
])
def test_a_figure_a_code_or_a_date_is_not(text):
    assert personal_data(text) == ()


def found(text):
    return [(each.ref.a1, [data.kind for data in each.data]) for each in personal_cells(grid(text))]


def test_a_stored_number_is_told_by_its_label():
    assert found("| 联系电话 | 16412345678 |\n| 预算数 | 16412345678 |\n| | 16412345678 |") == [("B1", ["mobile"])]


def test_a_stored_number_is_told_by_its_heading():
    assert found("| 姓名 | 办公电话 | 身份证号码 |\n| 甲某 | 2345678 | 110101190001010000 |\n| 乙某 | 2345679 | |\n| 丙某 | 无 | |\n| 丁某 | 2345670 | |") == [
        ("B2", ["landline"]), ("C2", ["identity"]), ("B3", ["landline"]), ("B5", ["landline"])]


def test_a_label_with_its_value_beside_it_is_no_heading():
    assert found("| 填报人 | 甲某 | 联系电话 | 2345678 |\n| 某项 | 1 | 2345678 | 3 |") == [("D1", ["landline"])]


def test_money_below_another_heading_is_money():
    assert found("| 联系电话 | 0601-2345678 |\n| 项目资金 | 全年预算数（元） |\n| 某项 | 2345678 |\n| 某项 | 16412345678 |") == [("B1", ["landline"])]


def test_a_joined_heading_speaks_for_all_its_columns():
    assert found("| 姓名 | 联系方式 | < |\n| 甲某 | 16412345678 | 2345678 |") == [("B2", ["mobile"]), ("C2", ["landline"])]


def test_the_department_beside_a_telephone_says_nothing_about_it():
    assert found("| 科室 | 电话 |\n| 预算 | 2345678 |\n| 资金 | 16412345678 |") == [("B2", ["landline"]), ("B3", ["mobile"])]


def test_labels():
    assert label_of("项目负责人及联系电话") == {"phone", "person"}
    assert label_of("统一社会信用代码/身份证号") == {"identity"}
    assert label_of("全年预算数") == {"other"}
    assert label_of("12345热线办结率") == label_of("电话费") == set()


def test_names_stand_beside_the_words_that_ask_for_them():
    assert [text[a:b] for text in ["填报人：王某某  联系电话：", "单位负责人（签字）：李 某"] for a, b in names_in(text)] == ["王某某", "李 某"]
    assert names_in("王某某") == names_in("填报人：（略）") == names_in("项目负责人：综合科") == ()
    assert names_in("王某某", label_of("经办人")) == ((0, 3),)


@given(st.text(alphabet="0123456789 -()（）转:：.,，xX@号电话账身份证元万编码a０１９\n", max_size=60))
def test_masking_keeps_the_length_and_leaves_nothing_to_mask(text):
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(now in (was, "*") for was, now in zip(text, masked, strict=True))


@pytest.mark.parametrize("text", ["1" * 32767, "16412345678 " * 2700, "联系电话：" + "2345678、" * 4000, "1 " * 16000, "a@" + "a." * 16000, "0601-" * 6500, "(" * 32767, "身份证号" * 8000 + ID])
def test_a_cell_as_long_as_excel_allows_is_read_in_time(text):
    begun = time.process_time()
    personal_data(text)
    names_in(text)
    assert time.process_time() - begun < 20
