"""Lights of monitoring tables; every expected light was worked out by hand from the rules of the platform.

Forward: actual ÷ (target ÷ 12 × month): below 60% red, below 80% yellow, below 120% green, else blue.
Reverse: up to the target green, else red.  Money: rate ÷ planned share: below 60% red, below 80% yellow, else green.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.tables import book, cell

from jixiao.forms import recognise
from jixiao.model import Field, PlanStep, Ref
from jixiao.scoring.assess import assess
from jixiao.scoring.light import read_light
from jixiao.scoring.plan import plan_shares, planned, with_plans
from jixiao.scoring.policy import load

F = Fraction


def monitored(rows, month="1-6月", money="", policy="mof-2020", **overrides):
    """A monitoring table of (name, target, actual) rows, worked out."""
    head = f"| 项目支出绩效运行监控表 |\n| 2031年度 |\n{money}\n| 三级指标 | 年度指标值 | {month}执行情况 | 全年预计完成情况 | 预警灯 |\n"
    text = head + "\n".join(f"| {' | '.join(row)} |" for row in rows)
    (table,) = recognise(book(text)).tables
    return assess(table, load(policy).with_overrides(overrides)).monitoring


def light(target, actual, month="1-6月", name="巡查次数", **overrides):
    (row,) = monitored([(name, target, actual)], month, **overrides).rows
    return row.light


@pytest.mark.parametrize(
    ("actual", "expected"),
    # Half of 200 is due: 100.
    [("59次", "red"), ("60次", "yellow"), ("79次", "yellow"), ("80次", "green"), ("119次", "green"), ("120次", "blue"), ("200次", "blue"), ("0次", "red")],
)
def test_forward_indicators_at_each_threshold(actual, expected):
    assert light("≥200次", actual) == expected


@pytest.mark.parametrize(
    ("month", "expected"),
    # 7 of 12 are 100% of what is due by July, 175% by April (4), 70% by October (10), 63.6% by November (7 ÷ 11), 140% by May (5).
    [("1-7月", "green"), ("1-4月", "blue"), ("1-10月", "yellow"), ("1-11月", "yellow"), ("1-5月", "blue"), ("1-12月", "red")],
)
def test_the_same_figure_month_by_month(month, expected):
    assert light("≥12次", "7次", month) == expected


@pytest.mark.parametrize(("actual", "expected"), [("0件", "green"), ("5件", "green"), ("6件", "red")])
def test_reverse_indicators(actual, expected):
    assert light("≤5件", actual, name="投诉件数") == expected


def test_a_target_of_zero_is_reverse():
    assert [light("0起", actual, name="事故起数") for actual in ("0起", "1起", "无")] == ["green", "red", "green"]
    assert [light("=0起", actual, name="事故起数") for actual in ("0起", "2起")] == ["green", "red"]


def test_exact_targets_are_forward():
    assert [light("=12次", actual) for actual in ("3次", "4次", "6次")] == ["red", "yellow", "green"]


@pytest.mark.parametrize(("actual", "expected"), [("达成目标", "green"), ("部分达成目标", "yellow"), ("未达成目标", "red"), ("正在推进", None)])
def test_words_in_three_levels_and_words_for_a_person(actual, expected):
    assert light("不断提升", actual, name="居民意识") == expected


class TestRates:
    @pytest.mark.parametrize(
        ("actual", "expected"),
        # Against 90%: 88 ÷ 90 = 97.8%, 70 ÷ 90 = 77.8%, 50 ÷ 90 = 55.6%.
        [("88%", "green"), ("70%", "yellow"), ("50%", "red"), ("95%", "green")],
    )
    def test_satisfaction_is_compared_with_the_full_target(self, actual, expected):
        assert light("≥90%", actual, name="居民满意度") == expected

    def test_a_completion_rate_grows_with_the_months(self):
        # 50% of 100% by June: on time.  Of the full target it would be red.
        assert light("100%", "50%", name="任务完成率") == "green"
        assert light("100%", "50%", name="任务完成率", monitoring_ratio="full") == "red"

    def test_being_on_time_is_no_amount_that_grows(self):
        assert light("100%", "50%", name="任务按时完成率") == "red"

    def test_the_policy_may_count_all_rates_by_months(self):
        # 45% is all that is due of 90% by June.
        assert light("≥90%", "45%", name="居民满意度", monitoring_ratio="pro-rata") == "green"

    def test_the_derivation_says_which_way_was_taken(self):
        (row,) = monitored([("居民满意度", "≥90%", "70%")]).rows
        assert "不按月份折算" in row.why.zh
        (row,) = monitored([("巡查次数", "≥200次", "70次")]).rows
        assert row.why.zh == "完成 70次，年度指标值 ≥200次，到 6 月底应完成 100次（全年的 6/12），进度 70.00%，黄灯"

    def test_amounts_per_head_and_levels_do_not_grow(self):
        # 5 of 6 patents per 10,000 people: 83.3%.
        assert light("≥6件/万人", "5件/万人", name="万人发明专利拥有量") == "green"
        # 280 of 300 yuan: 93.3%.
        assert light("≥300元", "280元", name="人均补助标准") == "green"


@pytest.mark.parametrize(
    ("target", "actual", "month", "expected"),
    [
        ("12月31日前", "", "1-7月", "green"), ("12月31日前", "正在推进", "1-7月", "green"), ("6月30日前", "未完成", "1-7月", "red"), ("6月30日前", "", "1-7月", "red"),
        ("6月30日前", "已完成", "1-7月", "green"), ("6月30日前", "2031年6月20日", "1-7月", "green"), ("6月30日前", "2031年7月3日", "1-7月", "red"),
        ("7月31日前", "未完成", "1-7月", "red"), ("8月1日前", "未完成", "1-7月", "green"), ("6月底前", "正在验收", "1-7月", None), ("2031年9月底前", "60%", "1-9月", "red"),
        ("2031年9月底前", "100%", "1-9月", "green"), ("2032年3月底前", "", "1-9月", "green"),
    ],
)
def test_dates(target, actual, month, expected):
    assert light(target, actual, month, name="项目完工时间") == expected


def test_what_nobody_can_judge_has_no_light():
    assert light("≥12次", "") is None
    assert light("≥12次", "3吨") is None
    assert light("80%-90%", "85%", name="设备使用率") is None
    assert light("≥12次", "5~7次") is None


def test_without_a_month_there_are_no_lights_but_shares_of_the_year():
    monitoring = monitored([("巡查次数", "≥200次", "50次")], month="")
    assert (monitoring.month, monitoring.light, monitoring.rows[0].light, monitoring.rows[0].completion) == (None, None, None, F(1, 4))


def test_the_month_can_be_given():
    monitoring = monitored([("巡查次数", "≥200次", "50次")], month="", monitoring_month="3")
    assert (monitoring.month, monitoring.rows[0].light) == (3, "green")


def test_the_goals_light_is_the_worst_and_counts_a_persons_light_where_we_have_none():
    rows = [("巡查次数", "≥12次", "6次", "", ""), ("居民意识", "不断提升", "正在推进", "", "黄灯")]
    assert monitored(rows).light == "yellow"
    assert monitored([*rows, ("投诉件数", "≤5件", "6件", "", "")]).light == "red"
    assert monitored(rows[:1]).light == "green"


@pytest.mark.parametrize(("text", "expected"), [
    ("红", "red"), ("红灯", "red"), ("亮黄灯", "yellow"), ("绿色", "green"), ("●蓝", "blue"), ("红色预警", "red"), ("正常", None), ("", None), ("红黄绿", None), ("不是红灯", None),
])
def test_stated_lights(text, expected):
    assert read_light(text) == expected


def test_what_is_expected_of_the_year():
    rows = monitored([
        ("巡查次数", "≥12次", "7次", "10次", ""), ("宣传次数", "≥12次", "7次", "12次", ""), ("投诉件数", "≤5件", "3件", "6件", ""), ("走访户数", "≥12户", "7户", "", ""),
        ("培训人数", "≥12人", "7人", "5人", ""), ("居民满意度", "≥90%", "95%", "92%", ""), ("完工时间", "10月底前", "", "11月20日", ""),
    ]).rows
    assert [row.falls_short for row in rows] == [True, False, True, None, True, False, True]
    assert [row.shrinks for row in rows] == [False, False, False, False, True, False, False]


# --------------------------------------------------------------------- money ----

MONEY = "| 项目资金 | 年初预算数 | {month}执行数 | {month}执行率 | 全年预计执行数 |\n| 年度资金总额 | {budget} | {executed} | | |"


def money_light(budget, executed, month="1-6月", unit=""):
    money = MONEY.format(month=month, budget=budget, executed=executed)
    monitoring = monitored([("巡查次数", "≥12次", "6次")], month, (f"| 单位：{unit} |\n" if unit else "") + money)
    return monitoring.budget, monitoring.funds[0].reached


@pytest.mark.parametrize(
    ("executed", "expected"),
    # Half of 200 is due by June: 100.
    [(59, ("red", F(59, 100))), (60, ("yellow", F(60, 100))), (79, ("yellow", F(79, 100))), (80, ("green", F(80, 100))), (150, ("green", F(150, 100)))],
)
def test_money_against_the_months(executed, expected):
    assert money_light(200, executed) == expected


def test_a_budget_of_zero_has_no_light():
    assert money_light(0, 0) == (None, None)


def test_the_rate_is_of_the_initial_budget_where_there_is_no_other():
    monitoring = monitored([("巡查次数", "≥12次", "6次")], "1-6月", MONEY.format(month="1-6月", budget=80, executed=60))
    assert monitoring.funds[0].completion == F(3, 4)


# ---------------------------------------------------------- 资金支出计划 as yardstick ----


def step(month, share):
    return PlanStep(month, Field(Ref("目标表", 9, month), cell(f"{month}月底")), Field(Ref("目标表", 10, month), cell(share)))


GAOXIN = (step(3, "25%"), step(6, "50%"), step(10, "75%"), step(12, "100%"))
MONITORING = f"| 项目支出绩效运行监控表 |\n| 项目名称 | 市场监管 |\n{MONEY}\n| 三级指标 | 年度指标值 | {{month}}执行情况 |\n| 巡查次数 | ≥12次 | 6次 |"


def table_of(month, executed, plan=GAOXIN):
    (table,) = recognise(book(MONITORING.format(month=f"1-{month}月", budget=40, executed=executed))).tables
    return replace(table, plan=plan)


@pytest.mark.parametrize(
    ("month", "executed", "share", "expected"),
    [
        # By July and by August the step of June (50%) has been reached: 20 of 40.
        (7, 20, F(1, 2), "green"), (7, 15, F(1, 2), "yellow"), (8, 11, F(1, 2), "red"), (9, 16, F(1, 2), "green"),
        # By October 75%: 30 of 40.
        (10, 16, F(3, 4), "red"), (10, 20, F(3, 4), "yellow"), (11, 24, F(3, 4), "green"), (12, 30, F(1), "yellow"), (3, 10, F(1, 4), "green"),
        # Before March nothing is due.
        (2, 0, F(0), "green"),
    ],
)
def test_the_step_of_the_plan_that_has_been_reached_is_the_yardstick(month, executed, share, expected):
    monitoring = assess(table_of(month, executed), load("mof-2020")).monitoring
    assert (monitoring.planned.share, monitoring.budget) == (share, expected)


def test_the_yardstick_says_where_it_is_from():
    table = table_of(7, 15)
    assert planned(table, 7, F(40)).why.zh == "支出计划到 6 月底 50.00%"
    assert assess(table, load("mof-2020")).monitoring.funds[0].why.zh == "执行率 37.50%，支出计划到 6 月底 50.00%，进度 75.00%，黄灯"


@pytest.mark.parametrize(
    "shares",
    [
        ("25%", "50%", "75%", "100%"), ("25", "50", "75", "100"), ("0.25", "0.5", "0.75", "1"), ("25%", "25%", "25%", "25%"), ("10万元", "20万元", "30万元", "40万元"),
        ("10万元", "10万元", "10万元", "10万元"),
    ],
)
def test_a_plan_in_shares_or_amounts_added_up_or_not(shares):
    plan = [step(month, share) for month, share in zip((3, 6, 10, 12), shares, strict=True)]
    assert [share for _, share in plan_shares(plan, F(40), "万元")] == [F(1, 4), F(1, 2), F(3, 4), F(1)]


@pytest.mark.parametrize("shares", [("25%", "50%", "", "100%"), ("25%", "50%", "75%", "90%"), ("按进度", "50%", "75%", "100%"), ("50%", "25%", "75%", "100%"), ("10", "20", "30", "40")])
def test_a_plan_that_cannot_be_read_is_none(shares):
    plan = tuple(step(month, share) for month, share in zip((3, 6, 10, 12), shares, strict=True))
    assert plan_shares(plan, F(40), "万元") == ()
    assert planned(table_of(6, 20, plan), 6, F(40)).share == F(1, 2)


def test_a_plan_is_taken_from_the_declaration_of_the_same_project():
    table = table_of(7, 15, ())
    declared = replace(table, stage="target", plan=GAOXIN)
    other = replace(declared, plan=(step(12, "100%"),), header={"项目名称": Field(Ref("目标表", 2, 2), cell("别的项目"))})
    assert with_plans([declared, table])[1].plan == GAOXIN
    assert with_plans([other, declared, table])[2].plan == GAOXIN
    assert with_plans([other, table])[1].plan == ()
    assert with_plans([table])[0].plan == ()
    assert with_plans([declared, declared, table])[2].plan == ()


def test_no_monitoring_no_lights():
    (table,) = recognise(book("| 绩效自评表 |\n| 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n| 巡查 | ≥10次 | 10次 | 90 | 90 |")).tables
    assert assess(table, load("mof-2020")).monitoring is None


def test_figures_are_exact():
    # One third of 1 by April: 0.2 of it is 60% exactly, which is no longer red.
    (row,) = monitored([("清淤长度", "≥1公里", "0.2公里")], "1-4月").rows
    assert (row.reached, row.light) == (F(Decimal("0.6")), "yellow")


def test_what_the_table_itself_wants_by_now_outranks_a_share_of_the_year():
    text = """
| 2031年上半年绩效监控表 |
| 三级指标 | 年度目标值 | 半年目标值 | 半年完成值 | 完成率 |
| 布设监测点 | 85个 | 85个 | 85个 | 100% |
| 采集土样 | ≥1000份 | 600份 | 420份 | 70% |
| 编印手册 | ≥1000册 | 尽快 | 300册 | 30% |
"""
    (table,) = recognise(book(text)).tables
    rows = assess(table, load("mof-2020")).monitoring.rows
    # 85 of 85; 420 of 600 is 70%; without a figure half of 1000 is due: 300 of 500 is 60%.
    assert [(row.light, row.reached) for row in rows] == [("green", 1), ("yellow", F(7, 10)), ("yellow", F(3, 5))]
    assert "阶段指标值 ≥600份" in rows[1].why.zh


def test_a_table_without_blue_lights_calls_far_ahead_green():
    rows = [("巡查次数", "≥12次", "12次", "", "绿灯"), ("走访户数", "≥12户", "2户", "", "红灯")]
    monitoring = monitored(rows)
    assert [(row.light, row.stands) for row in monitoring.rows] == [("green", True), ("red", True)]
    assert monitoring.rows[0].why.zh.endswith("绿灯")
    assert [row.light for row in monitored([*rows, ("培训人数", "≥12人", "12人", "", "蓝灯")]).rows] == ["blue", "red", "blue"]


def test_a_light_that_warns_more_and_says_why_stands():
    def stands(stated, reason):
        text = f"| 项目支出绩效运行监控表 |\n| 三级指标 | 年度指标值 | 1-6月执行情况 | 偏差原因分析 | 预警灯 |\n| 巡查次数 | ≥12次 | 6次 | {reason} | {stated} |"
        (table,) = recognise(book(text)).tables
        return assess(table, load("mof-2020")).monitoring.rows[0].stands

    assert stands("黄灯", "十月换设备")
    assert not stands("黄灯", "")
    assert not stands("蓝灯", "十月换设备")


@pytest.mark.parametrize("words", ["未开展", "尚未测评", "待年末调查", "未到评审时间"])
def test_what_is_measured_later_is_not_red(words):
    assert light("≥90%", words, name="居民满意度") is None


def test_what_should_grow_and_has_not_begun_is_red():
    assert light("≥12场", "未开展", name="培训场次") == "red"


def test_rates_that_only_sound_like_progress():
    assert light("≥92%", "91%", name="技术到位率") == "green"
    assert light("≥92%", "46%", name="技术到位率") == "red"
    assert light("100%", "50%", name="资金到位率") == "green"
