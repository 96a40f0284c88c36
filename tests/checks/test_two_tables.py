"""What is said about a table beside its target table: kinds of change, figures, places, and what must not be said."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_manual_examples import _TEXTS
from text_tables import assessed, paired

from jixiao.checks import run_checks
from jixiao.scoring.pairs import pair_of

PLEDGED = ["二级指标", "三级指标", "指标方向", "年度指标值", "计量单位", "分值", "评分标准"]
ACCOUNTED = ["二级指标", "三级指标", "指标方向", "年度指标值", "计量单位", "实际完成值", "分值", "评分标准", "得分"]


def row(name="走访企业数", direction="", target="", unit="", weight="5", rule=""):
    return name, direction, target, unit, weight, rule


def said(before, after):
    """Codes and severities for one row of the target table beside one of the self-evaluation."""
    first = [PLEDGED, ["数量指标", *before]]
    name, direction, target, unit, weight, rule = after
    second = [ACCOUNTED, ["数量指标", name, direction, target, unit, "", weight, rule, ""]]
    return sorted((f.code, f.severity) for f in run_checks(paired(first, second)))


# Stated by hand: what a person comparing the two lines would say.
CHANGES = [
    ("≥10家", "≥10家", []), ("≥10家", "不少于10家", []), ("≥10家", "≥8家", [("JX603", "error")]), ("≥10家", "≥12家", [("JX604", "info")]),
    ("≤5日", "≤8日", [("JX603", "error")]), ("≤5日", "≤3日", [("JX604", "info")]), ("≥1万元", "≥10000元", []), ("≥1万元", "≥9999元", [("JX603", "error")]),
    ("≤150万元", "≤150元", [("JX607", "warning")]), ("≤5个工作日", "≤5日", [("JX607", "warning")]), ("≥10家", "≥10个", []), ("≥10家", "≥10", []),
    ("≥5场", "≥5亩", [("JX607", "warning")]), ("＝4场", "＝3场", [("JX603", "warning")]), ("＝100%", "≥100%", [("JX610", "warning")]),
    ("≤5日", "≥5日", [("JX610", "error")]), ("＞10家", "≥10家", [("JX610", "info")]), ("10家", "≥10家", []), ("10家", "≥8家", [("JX603", "error")]),
    ("80%-90%", "80%-90%", []), ("80%-90%", "70%-90%", [("JX603", "error")]), ("80%-90%", "80%-95%", [("JX603", "warning")]),
    ("100%（26家）", "100%（26家）", []), ("100%（26家）", "100%（20家）", [("JX603", "warning")]), ("力争3件", "3件", []),
    ("2024年10月前", "2024年12月前", [("JX603", "error")]), ("2024年12月底前", "2024年12月31日前", []), ("12月底前", "11月底前", [("JX604", "info")]),
    ("每年10月前", "10月前", []), ("A级", "B级", [("JX603", "error")]), ("良", "优", [("JX604", "info")]),
    ("不断提升", "不断提升", []), ("不断提升", "有所提升", [("JX603", "warning")]), ("≥10家", "完成", [("JX603", "warning")]),
    ("≥10家", "", [("JX603", "error")]), ("", "≥10家", [("JX604", "info")]), ("", "", []), ("0起", "≤2起", [("JX603", "error")]),
    ("≥30%", "≥0.3", []), ("１０家", "10 家", []), ("≥1,000家", "≥1000家", []),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_what_became_of_a_target(before, after, expected):
    assert said(row(target=before), row(target=after)) == expected


def test_a_target_split_over_direction_and_unit_is_the_same_target():
    assert said(row(target="≥160件"), row(direction="≥", target="160", unit="件")) == []
    assert said(row(direction="≥", target="160", unit="件"), row(target="≥150件")) == [("JX603", "error")]
    assert said(row(direction="大于等于", target="95", unit="%"), row(target="≥95%")) == []


def test_a_share_that_has_to_be_all_is_the_same_with_either_sign():
    assert said(row("抽检合格率", target="＝100%"), row("抽检合格率", target="≥100%")) == []
    assert said(row("抽检合格率", target="＝100%"), row("抽检合格率", target="≥95%")) == [("JX603", "error")]


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("每少1家扣1分，扣完为止", "每少1家扣1分,扣完为止。", []),
    ("完成得5分，未完成不得分…", "完成得5分，未完成不得分，逾期扣1分", []),
    ("每少1家扣1分", "每少1家扣2分", [("JX609", "warning")]),
    ("每少1家扣0.5分", "每少1家扣5分", [("JX609", "warning")]),
    ("每少1家扣1分", "", [("JX609", "warning")]),
    ("", "按比例得分", []),
])
def test_what_became_of_a_rule(before, after, expected):
    assert said(row(target="≥10家", rule=before), row(target="≥10家", rule=after)) == expected


def test_a_weight_that_changed_in_its_rule_is_said_once():
    first, second = row(target="≥10家", weight="5", rule="完成得5分"), row(target="≥10家", weight="3", rule="完成得3分")
    assert said(first, second) == [("JX606", "warning")]


def test_a_table_without_weights_beside_one_with_weights_says_nothing():
    assert said(row(target="≥10家", weight=""), row(target="≥10家", weight="5")) == []


def test_a_renamed_row_is_still_compared():
    assert said(row("走访企业家数", target="≥10家"), row("走访企业数量", target="≥8家")) == [("JX603", "error"), ("JX605", "info")]


def test_the_cell_of_another_file_is_only_in_the_words():
    first, second = [PLEDGED, ["数量指标", *row(target="≥10家")]], [ACCOUNTED, ["数量指标", "走访企业数", "", "≥8家", "", "", "5", "", ""]]
    apart = run_checks(paired(first, second))
    together = run_checks(pair_of(assessed(first, scored=False, form="mof-project"), assessed(second)))
    assert [[ref.a1 for ref in f.cells] for f in apart] == [["D2"]]
    assert [[ref.a1 for ref in f.cells] for f in together] == [["D2", "D2"]]
    assert "目标表（目标.xlsx 自评表!D2）" in apart[0].message.zh
    assert "目标表（自评表!D2）" in together[0].message.zh


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_TEXTS, min_size=6, max_size=6), min_size=1, max_size=5), st.lists(st.lists(_TEXTS, min_size=8, max_size=8), min_size=1, max_size=5))
def test_no_check_of_two_tables_fails_whatever_the_cells_hold(before, after):
    first = [PLEDGED, *(["数量指标", *cells] for cells in before), ["数量指标", "末行", "", "1家", "", "1", ""]]
    second = [ACCOUNTED, *(["数量指标", *cells] for cells in after), ["数量指标", "末行", "", "1家", "", "1", "1", "", "1"]]
    for finding in run_checks(paired(first, second)):
        assert finding.cells
        assert finding.message.zh.strip()
        assert finding.message.en.strip()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_TEXTS, min_size=6, max_size=6), min_size=1, max_size=5))
def test_a_table_beside_its_copy_says_nothing(rows):
    first = [PLEDGED, *(["数量指标", *cells] for cells in rows), ["数量指标", "末行", "", "1家", "", "1", ""]]
    assert run_checks(pair_of(assessed(first, scored=False, form="mof-project"), assessed(first, form="mof-project"))) == []
