"""The examples of every manual page hold, and every manual page is complete."""

import re
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from text_tables import assessed, examples, findings, grid, paired, reported, stating

from jixiao.checks import all_checks, run_checks
from jixiao.scoring.policy import load
from jixiao.scoring.sheets import WholeSheet

CHECKS = {check.code: check for check in all_checks()}
FILES = sorted(
    entry.name for entry in files("jixiao.checks").iterdir() if re.fullmatch(r"jx\d{3}_\w+\.py", entry.name)
)
EXAMPLES = [
    pytest.param(check, example, id=f"{check.code}-{number}")
    for check in all_checks()
    for number, example in enumerate(examples(check.manual), 1)
]


def _subject(check, example):
    if check.about == "report":
        return reported(example.prose, example.rows)
    if check.about == "statement":
        return stating(example.rows)
    if check.about == "sheet":
        return WholeSheet(grid(example.rows), load(example.policy))
    if example.earlier is not None:
        return paired(example.earlier, example.rows, example.policy)
    return assessed(example.rows, example.policy, scored=example.scored)


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_an_example_of_the_manual_gives_what_it_says(check, example):
    found = findings(check, _subject(check, example))
    stated = {said.cell: said.expected for said in example.said if said.expected is not None}
    shown = [(f.severity, place, f.expected if place in stated else None) for f in found for place in [f.place.told.zh if f.place else f.cells[0].a1]]
    assert sorted(shown, key=str) == sorted((tuple(said) for said in example.said), key=str)


@pytest.mark.parametrize("code", CHECKS)
def test_a_manual_shows_a_table_with_findings_and_one_without(code):
    said = [bool(example.said) for example in examples(CHECKS[code].manual)]
    assert True in said
    assert False in said


@pytest.mark.parametrize("code", CHECKS)
def test_a_manual_begins_with_one_line_and_says_why_and_how_to_correct(code):
    first, blank, *_ = CHECKS[code].manual.splitlines()
    assert first.strip()
    assert not blank
    assert "为什么：" in CHECKS[code].manual
    assert "怎么改：" in CHECKS[code].manual


@pytest.mark.parametrize("code", CHECKS)
def test_title_and_basis_are_there_in_both_languages(code):
    check = CHECKS[code]
    assert all(part.strip() for part in (*check.title, *check.basis))
    assert check.severity in {"error", "warning", "info"}


def test_codes_are_unique_and_match_their_file_names():
    assert len(CHECKS) == len(all_checks()) == len(FILES)
    assert [name[:5].upper() for name in FILES] == list(CHECKS)


# What people put into cells, and what nobody should.
_HEADINGS = (
    "一级指标", "二级指标", "三级指标", "指标性质", "指标方向", "年度指标值", "计量单位", "实际完成值", "分值", "评分标准", "得分", "偏差原因分析及改进措施",
)
_TYPICAL = st.sampled_from([
    "", "/", "—", "无", "≥10家", "不少于19.44万批次", "100%（26家）", "290%", "2024年12月31日前", "每年10月前", "10月", "A级", "优", "不断提升", "力争3件",
    "省局平均水平2300元/批次", "至少2个以上", "15日以内", "≥100%", "105%", "0.95", "≥", "≥≤5", "5..3", "家", "元/批次", "%", "等于或等于", "大于", "定性",
    "定量", "正向", "完成得0.5分", "每超过1%扣0.5分，扣完为止", "酌情扣分", "产品合格率", "宣传次数", "事故率", "产出指标(50分)", "总分", "合计", "指标1：", "10%-90%",
])
_TEXTS = st.one_of(
    _TYPICAL,
    st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=12).map(lambda text: text.replace("|", "")),
    st.integers(-10, 10**12).map(str),
    st.decimals(-1000, 1000, allow_nan=False, places=3).map(lambda number: f"{number}%"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    headings=st.lists(st.sampled_from(_HEADINGS), unique=True).map(lambda extra: ["三级指标", "年度指标值", "得分", *(h for h in extra if h not in {"三级指标", "年度指标值", "得分"})]),
    rows=st.lists(st.lists(_TEXTS, min_size=12, max_size=12), max_size=6),
    funds=st.lists(st.lists(_TEXTS, min_size=7, max_size=7), max_size=3),
    policy=st.sampled_from(["mof-2020", "hunan", "guangdong", "platform"]),
)
def test_no_check_fails_whatever_the_cells_hold(headings, rows, funds, policy):
    money = [["项目资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], *funds, []]
    body = [["第一行", *row[1:]] if not row[0] else row for row in rows]
    assessment = assessed([*money, headings, *body, ["总分", "", "98"]], policy)
    for finding in run_checks(assessment):
        assert finding.cells
        assert finding.message.zh.strip()
        assert finding.message.en.strip()
