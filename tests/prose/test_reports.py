"""Reports in many styles, each with what is wrong in it noted by its author before any check saw it.

A file begins with its truth: ``→ 无``, or ``→ JX620 error 第6段`` a line; then the paragraphs, and at the end the rows of a
workbook, where one belongs to it.  Most reports are right: what they are found guilty of is a false alarm.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.checks.text_tables import reported, split

from jixiao.checks import all_checks, run_checks

FOLDER = Path(__file__).parent / "reports"
CHECKS = tuple(check for check in all_checks() if check.about == "report")
NAMES = sorted(path.name for path in FOLDER.glob("*.txt"))


def read(name):
    """The truth of a report, and what is said of it: both as lists of (code, severity, place)."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    truth = [tuple(line.split()[1:4]) for line in lines if line.startswith("→ JX")]
    rows = [split(line) for line in lines if line.startswith("|")]
    report = reported([line for line in lines if not line.startswith(("→", "|"))], rows)
    return truth, [(found.code, found.severity, found.place.told.zh) for found in run_checks(report, None, CHECKS)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_found_and_nothing_else(name):
    truth, said = read(name)
    assert sorted(said) == sorted(truth)


_WORDS = st.sampled_from([
    "其中", "，", "。", "、", "；", "：", "（", "）", "“", "”", "《", "》", "共", "为", "占", "的", "增长", "下降", "比上年", "由", "提高到", "百分点", "一是", "二是", "四是", "（三）", "1.",
    "附件：", "附件1", "2024年度", "2024年2月30日", "自评结果", "公开", "执行率", "全年预算数", "总分", "等级为", "优", "万元", "%", "亿元", "批次", "余", "约", "-", "0", "12.5", "1,234", "99999999999", "\n", "\u3000", "XX", "🙂",
])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_WORDS, max_size=25).map("".join), max_size=6))
def test_no_check_fails_whatever_a_report_says(lines):
    rows = [["三级指标", "年度指标值", "实际完成值", "分值", "得分"], ["抽检批次", "≥10批次", "12批次", "100", "99"], ["总分", "", "", "100", "99"]]
    for found in run_checks(reported(lines, rows), None, CHECKS):
        assert found.place is not None
        assert found.quote
        assert found.message.zh.strip()
        assert found.message.en.strip()


def test_most_of_them_are_right():
    truths = [read(name)[0] for name in NAMES]
    assert len(truths) >= 12
    assert sum(not truth for truth in truths) * 3 >= len(truths)
