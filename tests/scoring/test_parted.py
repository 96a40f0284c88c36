"""Targets in three columns: parted where nothing is lost, left alone where something would be."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tables import book

from jixiao.forms import recognise
from jixiao.scoring.assess import assess
from jixiao.scoring.parted import parted
from jixiao.scoring.policy import load
from jixiao.values import Quantity, parse


def row(target, direction="", unit="", name="走访企业数"):
    text = f"| 三级指标 | 方向 | 年度指标值 | 计量单位 | 实际完成值 |\n| {name} | {direction} | {target} | {unit} | |"
    table, = recognise(book(text), "mof-project").tables
    return assess(table, load("mof-2020")).indicators[0]


@pytest.mark.parametrize(("target", "direction", "unit", "expected"), [
    ("≥160件", "", "", ("≥", Decimal(160), "件")),
    ("不少于7家", "", "", ("≥", Decimal(7), "家")),
    ("160", "≥", "件", ("≥", Decimal(160), "件")),
    ("不少于19.44万批次", "", "", ("≥", Decimal(194400), "批次")),
    ("≤1722.4万元", "", "", ("≤", Decimal("1722.4"), "万元")),
    ("≥98.5%", "", "", ("≥", Decimal("98.5"), "%")),
    ("100%", "", "", ("", Decimal(100), "%")),
    ("零", "", "起", ("", Decimal(0), "起")),
    ("15日以内", "", "", ("≤", Decimal(15), "日")),
    ("100%（26家）", "", "", ("", "100%（26家）", "")),
    ("浓度 ≥300mg/L消毒液", "", "", ("≥", "浓度 ≥300mg/L消毒液", "")),
    ("力争3件", "", "", ("≥", "力争3件", "")),
    ("80%-90%", "", "", ("", "80%-90%", "")),
    ("2024年12月底前", "", "", ("", "2024年12月底前", "")),
    ("A级", "", "", ("", "A级", "")),
    ("不断提升", "定性", "", ("定性", "不断提升", "")),
    ("", "", "", ("", None, "")),
    ("2300", "小于", "元/批次", ("<", Decimal(2300), "元/批次")),
])
def test_a_target_is_parted_only_where_nothing_is_lost(target, direction, unit, expected):
    assert tuple(parted(row(target, direction, unit))) == expected


@given(st.sampled_from(["≥", "≤", "不少于", "不超过", "", "达到", "力争", "约"]), st.decimals(0, 10**7, places=2, allow_nan=False),
       st.sampled_from(["%", "家", "万元", "亿元", "件/万人", "个工作日", "万批次", "以上", "", "（3家）", "左右", "mg/L"]))
def test_what_is_parted_reads_as_the_same_quantity(op, amount, unit):
    text = f"{op}{amount}{unit}"
    found = parted(row(text))
    if isinstance(found.target, Decimal):
        again = row(f"{found.target:f}", found.direction, found.unit)
        before = parse(text)
        assert isinstance(before, Quantity)
        assert (again.target.value, again.target.unit.dimension) == (before.value, before.unit.dimension)
        assert before.op in {None, again.op}
    elif found.target is not None:
        assert found.target == text
