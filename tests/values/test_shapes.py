"""What a text of a known shape means is what the grammar says of it: the two ways through `parse` agree, text by text."""

from itertools import product
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.values import Missing, is_nothing
from jixiao.values.normalise import normalise
from jixiao.values.parser import terminal
from jixiao.values.reading import by_grammar, by_shape

HERE = Path(__file__)
ROOT = HERE.parents[2]
BEFORE = (
    "", "≥", "≤", ">", "<", "=", "≈", "±", "不少于", "不低于", "不超过", "至少", "最多", "达到", "达", "超", "超过", "约", "大约", "不足", "力争",
    "控制在", "控制在≤", "≥≤", "完成", "共", "第", "前", "每年", "每月", "每月15", "年均", "覆盖率", "合格率达", "合格率达到", "省局平均水平", "严格按照", "于",
    "本年底", "年底", "提高到", "截至", "至", "零", "三", "三十", "工", "Z", "ISO", "A级", "（", "(", "￥", "¥", "$", "-", "+", "~", "1", "1.", "2024年", "12月",
    "2024-", "2024.", "不", "未", "没有", "无", "最高", "最低", "早于", "不晚于", "累计", "同比增长", "增长", "下降", "每人", "每千人", "不少于每年",
)
AFTER = (
    "", "%", "‰", "家", "个", "人", "人次", "次", "次/年", "件", "批", "批次", "批絘", "场", "份", "元", "万元", "亿元", "千元", "万", "亿", "千", "万人", "万人次",
    "元/人", "万元/年", "元/人/年", "元/(人·天)", "件/万人", "/年", "/人", "天", "日", "日前", "号", "月", "个月", "月底", "月底前", "年", "年底", "年底前", "年以上",
    "小时", "小时内", "个工作日", "个工作日内", "工作日以内", "分钟", "分", "平方米", "m2", "㎡", "公里", "km", "mg/L", "kW", "A", "A级", "倍", "个百分点", "百分点",
    "以上", "以内", "以下", "%以上", "%以上（含）", "家以上", "家企业", "家企业以上", "余家", "多人", "左右", "元左右", "内", "前", "底", "之前", "以前", "末",
    "名", "位", "项", "条", "乡镇", "村", "个村", "街道", "所学校", "台（套）", "个(次)", "%（26家）", "（26家）", "。", "；", "、", "，", "5", ".", "..", ",5", ":30", "-90%",
    "~", "至", "到", "级", "类", "星级", "等奖", "万元整", "美元", "次完成", "次，效果好", "%，达标", "万立方米", "百万", "千万元", "岁", "度", "层", "周岁以上", "完成", "完成率",
)
NUMBERS = (
    "0", "1", "2", "5", "7", "12", "15", "20", "29", "31", "32", "90", "98", "99.5", "100", "110", "200", "201", "290", "295.5", "2100", "2024", "2025.5",
    "1999", "2019.12", "13", "007", "0.5", "3.14", "19.44", "12.31", "1.0", "365", "86400", "550", "1234567", "12345.67", "0.0", "20240101", "123456789012345",
)  # fmt: skip


def agree(text):
    words = normalise(text)
    found = by_shape(words) if words else None
    if found is None:
        return False
    said = by_grammar(words)
    assert found == said, text
    assert found.value == said.value, text
    return True


def test_every_shape_with_a_changing_number_means_what_the_grammar_says():
    known = 0
    for place, (before, after) in enumerate(product(BEFORE, AFTER)):
        # All numbers in turn: one and the same shape meets four of them.
        known += sum(agree(before + NUMBERS[(5 * place + step) % len(NUMBERS)] + after) for step in (0, 11, 23, 34))
    assert known > 10_000  # or nothing was compared


def texts_of_layouts():
    for path in sorted(ROOT.glob("tests/layouts/*.txt")):
        for line in path.read_text("utf-8").splitlines():
            yield from (cell.strip().replace("\\n", "\n") for cell in line.split("|"))


def texts_of_workbooks():
    for path in sorted((ROOT / "workbooks").rglob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True):
                yield from (value for value in row if isinstance(value, str))


def texts_of_cases():
    lines = HERE.with_name("cases.txt").read_text("utf-8").splitlines()
    yield from (line.split("|")[0].strip(" ").replace("\\n", "\n") for line in lines)


@pytest.mark.parametrize("texts", [texts_of_layouts, texts_of_workbooks, texts_of_cases])
def test_every_text_that_people_wrote_means_what_the_grammar_says(texts):
    found = {text for text in texts() if len(text) <= 256}
    assert sum(map(agree, found)) > 20
    for text in found:
        words = normalise(text)
        assert is_nothing(text) == (not words or isinstance(by_grammar(words), Missing)), text


PIECES = st.sampled_from([*BEFORE, *AFTER, *NUMBERS, " ", "无", "—", "/", "n/a", "其中", "及", "和"])


@given(st.lists(PIECES, max_size=5).map("".join))
def test_whatever_is_put_together_means_what_the_grammar_says(text):
    agree(text)
    words = normalise(text)
    assert is_nothing(text) == (not words or isinstance(by_grammar(words), Missing))


@given(st.text(max_size=12))
def test_any_text_is_nothing_only_where_the_grammar_finds_nothing(text):
    words = normalise(text)
    assert is_nothing(text) == (not words or isinstance(by_grammar(words), Missing))


def test_the_terminal_of_nothing_ends_with_the_text():
    assert terminal("MISSING").match("/5") is None
