"""Whatever the cells of a monitoring table hold, nothing fails and every light has its why."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from text_tables import grid

from jixiao.checks import run_checks
from jixiao.forms import recognise
from jixiao.model import Book
from jixiao.scoring.assess import assess
from jixiao.scoring.policy import load

_TYPICAL = st.sampled_from([
    "", "/", "—", "无", "≥10家", "0", "0起", "=0", "≥0", "-5%", "≤-5%", "不少于19.44万批次", "100%（26家）", "2031年12月31日前", "每年10月前", "10月", "每月15日前", "2月30日前", "A级", "优",
    "不断提升", "力争3件", "15日以内", "≥100%", "105%", "0.95", "80%-90%", "5~7次", "约7次", "10余家", "≥", "≥≤5", "家", "元/批次", "3吨", "已完成", "未完成", "部分达成目标", "正在推进",
    "√", "☑确定能 □有可能", "确定能、有可能", "完全不可能", "红", "绿灯", "正常", "半年", "1-13月", "0月", "99999999999999999999", "1e9", "#DIV/0!", "TRUE",
])
_TEXTS = st.one_of(_TYPICAL, st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=10).map(lambda text: text.replace("|", "")), st.integers(-10, 10**12).map(str))
_HEADINGS = ["二级指标", "三级指标", "年度指标值", "计量单位", "执行情况", "全年预计完成情况", "完成进度", "预警灯", "原因说明", "确定能", "有可能", "完全不可能", "分值", "得分"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    period=st.sampled_from(["1-7月", "1-12月", "上半年", "截至1月底", ""]),
    rows=st.lists(st.lists(_TEXTS, min_size=14, max_size=14), min_size=1, max_size=5),
    funds=st.lists(st.lists(_TEXTS, min_size=5, max_size=5), max_size=3),
    ratio=st.sampled_from(["by-name", "full", "pro-rata"]),
)
def test_nothing_fails(period, rows, funds, ratio):
    money = [["项目资金", "年初预算数", f"{period}执行数", f"{period}执行率", "全年预计执行数"], *funds, []]
    heads = [heading.replace("执行情况", f"{period}执行情况") for heading in _HEADINGS]
    body = [[row[0], row[1] or "某指标", *row[2:]] for row in rows]
    book = Book("任意", (grid([["项目支出绩效运行监控表"], *money, heads, *body]),))
    for table in recognise(book).tables:
        assessment = assess(table, load("mof-2020").with_overrides({"monitoring_ratio": ratio}))
        monitoring = assessment.monitoring
        assert monitoring is not None
        for progress in (*monitoring.funds, *monitoring.rows):
            assert progress.why.zh
            assert progress.why.en
            assert progress.light is None or monitoring.month is not None
        for finding in run_checks(assessment):
            assert finding.cells
            assert finding.message.zh.strip()
            assert finding.message.en.strip()
