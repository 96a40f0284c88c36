"""A roll-up made by hand: every shape of column, every kind of chart, and words of strangers that want to be more."""

import random

from jixiao.reports.rollup.content import Block, Chart, Column, Fact, Link, Page, Rollup

# What a stranger may write into a cell, and what must come of it: the same characters.
NASTY = (
    "<img src=x onerror=document.title='taken'>",
    "</script><script>document.title='taken'</script>",
    "<!--<script>document.title='taken'",
    "javascript:document.title='taken'",
    "\\\\203.0.113.7\\share\\a.xlsx",
    '=HYPERLINK("http://203.0.113.7/")',
    "]]>&lt;b&gt;&#x27;",
    "__proto__",
    "constructor",
)
COUNTS = Block(
    "grades", "等级分布", (Column("等级", "grade"), Column("单位数", "whole"), Column("占比", "ratio")),
    (("优", 512, 0.512), ("良", 301, 0.301), ("中", 140, 0.14), ("差", 47, 0.047)),
    lead="按重算总分评定。", chart=Chart("doughnut", "各等级的单位", 0, (1,)),
)
SEVERITIES = Block(
    "months", "按检查类别", (Column("类别"), Column("错误", "whole"), Column("警告", "whole"), Column("提示", "whole")),
    (("识别和结构", 31, 120, 44), ("分值和得分", 402, 77, 12), ("偏差和原因", 87, 310, 105), ("资金和执行率", 66, 41, 9), ("取值和写法", 12, 290, 381)),
    chart=Chart("stacked", "各类检查的问题条数", 0, (1, 2, 3), "", "条数"),
)


def units(count, seed=7):
    rng = random.Random(seed)
    causes = ("完成不足", "未填完成值", "缺少偏差原因", "", "")
    for number in range(1, count + 1):
        rate = min(1.2, max(0.0, rng.gauss(0.87, 0.16)))
        score = round(min(100, max(40, 62 + 33 * min(rate, 1) + rng.gauss(0, 4))), 2)
        grade = "优" if score >= 90 else "良" if score >= 80 else "中" if score >= 60 else "差"
        budget = round(rng.lognormvariate(6, 1.4), 2)
        yield (
            f"某市第{number}管理中心", "市某局" if number % 3 else "市某委员会", "2024", Link(f"{number:04}-自评表.xlsx", f"/收件/{number % 7}/{number:04}-自评表.xlsx", "自评表", "A1"),
            budget, round(budget * rate, 2), rate, score, round(score + rng.choice((0, 0, 0, 1.5, -2.25)), 2), grade, rng.choice(("red", "yellow", "green", "blue", None)),
            rng.randrange(0, 9), rng.randrange(0, 20), rng.choice(causes) or None,
        )  # fmt: skip


UNIT_COLUMNS = (
    Column("单位", "text", 16, "没有写单位的，用工作簿的名字"), Column("主管部门"), Column("年度"), Column("工作簿", "link"), Column("预算数", "money", 0, "全年预算数，万元"),
    Column("执行数", "money"), Column("执行率", "ratio"), Column("重算总分", "points"), Column("所填总分", "points"), Column("等级", "grade"), Column("预警灯", "light"),
    Column("错误", "whole"), Column("警告", "whole"), Column("说明", "long"),
)  # fmt: skip


def findings(count):
    rng = random.Random(3)
    for number in range(count):
        code = rng.choice(("JX203", "JX301", "JX401", "JX506", "JX201", "JX523"))
        severity = {"JX203": "error", "JX201": "error", "JX401": "warning", "JX301": "warning"}.get(code, "info")
        row = rng.randrange(9, 160)
        yield (
            f"某市第{number % 900 + 1}管理中心", Link("自评表.xlsx", f"/收件/{number % 900}/自评表.xlsx", "自评表", f"H{row}"), code, severity,
            f"H{row}「完成培训人数{number}」完成 {row} 人，指标值 ≥{row + 9} 人，未完成，应得 0 分，现填 0.5 分。", "0.5", "0", "请改为 0 分，或说明计分的办法。",
        )  # fmt: skip


FINDING_COLUMNS = (
    Column("单位", "text", 16), Column("位置", "link", 16), Column("编号", "text", 5), Column("级别", "severity"), Column("问题", "long", 36), Column("现为"), Column("应为"), Column("建议", "long", 24),
)  # fmt: skip
HEAT = Block(
    "lost", "一级指标 × 失分原因", (Column("一级指标"), Column("未完成", "points"), Column("没有填", "points"), Column("资金没花完", "points"), Column("失分率", "ratio")),
    (("产出指标", 412.5, 96.25, None, 0.0831), ("效益指标", 188.75, 240, None, 0.0622), ("满意度指标", 31, 12.5, None, 0.0214), ("预算执行", None, None, 655.05, 0.0655)),
    heat=(1, 2, 3), chart=Chart("bar", "各级失分率", 0, (4,), "", "失分率"),
)
RAISED = Block(
    "raised", "按主管部门", (Column("主管部门"), Column("平均执行率", "ratio"), Column("平均得分率", "ratio")),
    (("市某局", 0.91, 0.93), ("市某委员会", 0.78, 0.9), ("市某中心", 0.64, 0.88)), heat=(1, 2), heat_high="good",
    chart=Chart("column", "执行率和得分率", 0, (1, 2), "主管部门", "比率"),
)
NASTY_BLOCK = Block(
    "nasty", NASTY[0], (Column("词", "text", 0, NASTY[0]), Column("工作簿", "link"), Column(NASTY[1]), Column("数", "whole")),
    tuple((word, Link(word, f"/收件/{word}", word, word), word, number) for number, word in enumerate(NASTY, 1)), lead=NASTY[2],
    chart=Chart("column", NASTY[1], 0, (3,), NASTY[0], NASTY[4]),
)


def made(units_count=400, findings_count=1500):
    rows = tuple(units(units_count))
    return Rollup(
        "预算绩效汇总", f"2025 年 3 月 6 日 10:15，由 收件 里的 {units_count + 3} 个工作簿汇总。", "0.1.0",
        (Fact("工作簿", f"{units_count + 3:,}"), Fact("自评表", f"{units_count:,}"), Fact("错误", "1,204", "bad"), Fact("警告", "3,377", "warn"), Fact("优", "512", "good"), Fact("预算数（万元）", "1,234,567.89")),
        (*(f"收件/{n}/坏表{n}.xlsx 打不开：不是工作簿。" for n in range(1, 9)), NASTY[0], NASTY[1]),
        (
            Page("总览", "先看等级和问题的分布，再到各页找单位。", (
                COUNTS, SEVERITIES, RAISED,
                Block("rates", "得分与执行率", UNIT_COLUMNS, rows, chart=Chart("scatter", "得分与执行率", 6, (7,), "执行率", "重算总分")),
            )),
            Page("单位", "每张绩效表一行。", (Block("units", "", UNIT_COLUMNS, rows),)),
            Page("问题", "全部问题。", (Block("findings", "", FINDING_COLUMNS, tuple(findings(findings_count))),)),
            Page("失分地图", "颜色越深失分越多。", (HEAT,)),
            Page("异常", "", (NASTY_BLOCK, Block("nothing", "完全相同的偏差原因", (Column("单位"),), (), empty="没有照抄的偏差原因。"))),
        ),
    )  # fmt: skip
