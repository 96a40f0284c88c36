"""Which spellings are hinted at as one unit, and which never."""

import pytest

from jixiao.services.rollup.unit_names import alike, project_key, same_unit, unit_key


def why(one, other, threshold=0.8):
    return [pair.why for pair in alike([one, other], threshold)]


@pytest.mark.parametrize(("one", "other", "reason"), [
    ("某市水务局", "某市 水务局", "写法"),
    ("某市水务局（本级）", "某市水务局(本级)", "写法"),
    ("某市水务局", "水务局", "地名"),
    ("某市某区水务局", "某区水务局", "地名"),
    ("某自治州某县民政局", "某县民政局", "地名"),
    ("某市市场监督管理局", "某市市监局", "简称"),
    ("某县人力资源和社会保障局", "某县人社局", "简称"),
    ("某县住房和城乡建设局", "某县住建局", "简称"),
    ("某县卫生健康委员会", "某县卫健委", "简称"),
    ("某县疾病预防控制中心", "某县疾控中心", "简称"),
    ("某镇人民政府", "某镇政府", "简称"),
    ("某县应急管理局", "某县应急局", "简称"),
    ("某市市场监督管理局", "某市市场监督管里局", "错字"),
    ("某县财政局", "某县财正局", "错字"),
])
def test_two_spellings_of_one_unit_are_hinted_at_with_the_reason(one, other, reason):
    assert why(one, other) == [reason]
    assert why(other, one) == [reason]


@pytest.mark.parametrize(("one", "other"), [
    ("某市第一中学", "某市第二中学"), ("某市一中", "某市二中"), ("甲镇人民政府", "乙镇人民政府"), ("某县公安局一分局", "某县公安局二分局"),
    ("某市教育局", "某市某区教育局"), ("甲区教育局", "乙区教育局"), ("某县农业局", "某县林业局"), ("某县民政局", "某县财政局"), ("某县教育局", "某县体育局"),
    ("某县水利局", "某县水利工程管理局"), ("某市水务局", "某市水务局（本级）"), ("某县公安局", "某县公安局交警大队"), ("某县教育局", "某县教育局幼儿园"),
    ("某市人民医院", "某市中医院"), ("某市人民医院", "某市第一人民医院"), ("红星小学", "红心小学"), ("城东街道办事处", "城西街道办事处"), ("东风路小学", "东方路小学"),
    ("某市市政管理局", "某市市场管理局"), ("上河村村民委员会", "下河村村民委员会"), ("甲街道", "乙街道"), ("某县委办", "某县委宣传部"), ("市", "县"), ("", "某局"),
])
def test_two_units_are_never_taken_for_one(one, other):
    assert not why(one, other)


def test_a_short_name_that_fits_two_units_is_given_to_neither():
    assert not alike(["甲市水务局", "乙市水务局", "水务局"], 0.8)


def test_a_wrong_letter_is_not_hinted_at_where_the_office_does_not_want_it():
    assert not why("某县财政局", "某县财正局", 1)
    assert not why("某县财政局", "某县财正局", 0.81)  # four letters of five


def test_names_that_may_be_one_stand_under_one_key():
    pairs = alike(["某市市场监督管理局", "市场监督管理局", "某市市监局", "某市水务局"], 0.8)
    keys = same_unit(pairs)
    assert len({keys[unit_key(name)] for name in ("某市市场监督管理局", "市场监督管理局", "某市市监局")}) == 1
    assert unit_key("某市水务局") not in keys


def test_a_project_is_the_same_in_another_year_and_not_in_another_phase():
    assert project_key("2023年绿化提升") == project_key("2024 年度绿化提升") == project_key("绿化提升")
    assert project_key("绿化提升（一期）") != project_key("绿化提升（二期）")
    assert project_key("2024") == "2024"
