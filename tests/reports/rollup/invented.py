"""An invented roll-up with every shape, every chart and several blocks: nothing in it is anybody's."""

from __future__ import annotations

from jixiao.reports.rollup.content import Block, Chart, Column, Fact, Link, Page, Rollup

UNITS = 40
FINDINGS = 2_000
_GRADES = ("优", "优", "良", "优", "中", "良", "差")
_SEVERITIES = ("error", "warning", "info", "warning")
_LIGHTS = ("red", "yellow", "green", "blue", "green")

STRANGE = (
    "=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://invented.invalid","点这里")', "http://invented.invalid/x", "mailto:a@invented.invalid",
    "<r><t>粗</t></r>", "<b>&amp;</b>", "_x000D_", "_x0041_字", "{=A1}", "'引号", "  前后有空格  ", "0012", "1e5", "第一行\n第二行", "TRUE", "#REF!",
)  # fmt: skip
"""Texts that a careless writer turns into something else."""


def _unit(at: int) -> str:
    return f"第{at + 1:02}{'局' if at % 3 else '中心学校（含附属幼儿园）'}"


def _grades() -> Block:
    rows = tuple((grade, count, count / UNITS) for grade, count in (("优", 22), ("良", 11), ("中", 5), ("差", 2)))
    columns = (Column("等级", "grade"), Column("表数", "whole"), Column("占比", "ratio"))
    return Block("grades", "等级分布", columns, rows, lead="按重算总分评定的等级。", chart=Chart("column", "等级分布（张）", 0, (1,), "等级", "表数"))


def _scatter() -> Block:
    rows = tuple((_unit(at), 0.35 + (at * 37 % 70) / 100, 99.5 - (at * 13 % 29)) for at in range(UNITS))
    columns = (Column("单位"), Column("执行率", "ratio"), Column("总分", "points"))
    return Block("scatter", "得分与执行率", columns, rows, lead="左上角的：执行得少，分却高。", chart=Chart("scatter", "得分与执行率", 1, (2,), "执行率", "总分（分）"))


def _causes() -> Block:
    rows = (("预算执行不足", 120.5), ("实际未达目标", 86.25), ("未填实际完成值", 40.0), ("已达目标仍扣分", 0.0))
    return Block("causes", "失分原因", (Column("原因"), Column("失分", "points")), rows, chart=Chart("doughnut", "失分原因", 0, (1,)))


def _codes() -> Block:
    names = ("得分与公式不符", "偏差没有写原因", "指标值里混有说明文字", "执行率与执行数不符", "权重合计不是一百", "完成值没有单位")
    rows = tuple((f"JX{200 + at}", "error" if at < 3 else "warning", name, 90 - 13 * at, 30 - 4 * at) for at, name in enumerate(names))
    columns = (Column("编号"), Column("级别", "severity"), Column("检查"), Column("条数", "whole"), Column("涉及单位", "whole"))
    return Block("codes", "最多的问题", columns, rows, chart=Chart("bar", "最多的问题（条）", 2, (3,), "", "条数"))


def _heat() -> Block:
    rows = tuple((level, *((row + 1) * (at + 1) % 11 * 1.5 for at in range(5)), 30.0) for row, level in enumerate(("数量指标", "质量指标", "时效指标", "成本指标", "效益指标", "满意度指标")))
    heads = ("预算执行不足", "实际未达目标", "未填实际完成值", "定性或人工评分未给满", "已达目标仍扣分")
    columns = (Column("二级指标"), *(Column(head, "points", note="分值减去计入总分的得分，单位：分") for head in heads), Column("合计", "points"))
    return Block("heat", "失分地图", columns, rows, lead="颜色越红，丢分越多。", heat=(1, 2, 3, 4, 5), chart=Chart("stacked", "各类指标丢分", 0, (1, 2, 3), "", "分"))


def _units() -> Block:
    columns = (
        Column("单位"), Column("工作簿", "link"), Column("年度", "whole"), Column("总分", "points"), Column("等级", "grade"), Column("执行率", "ratio"),
        Column("全年预算数（万元）", "money"), Column("灯", "light"), Column("说明", "long"), Column("备注"),
    )  # fmt: skip
    rows = tuple(
        (
            _unit(at), Link(f"{_unit(at)}.xlsx", f"收件/{_unit(at)} 2024#1.xlsx", "自评表", "H33"), 2024, 100 - at * 0.75, _GRADES[at % 7],
            None if at == 3 else 0.3 + at / 40, 123456.789 * (at + 1), _LIGHTS[at % 5], "因招标推迟，部分设备年底才到货，" * (1 + at % 4), STRANGE[at] if at < len(STRANGE) else None,
        )
        for at in range(UNITS)
    )  # fmt: skip
    return Block("units", "", columns, rows, lead="点工作簿名打开原表。")


def _findings() -> Block:
    columns = (
        Column("级别", "severity"), Column("编号"), Column("单位"), Column("位置", "link"), Column("问题", "long", note="整句"), Column("应为"), Column("现为"), Column("已说明"),
    )  # fmt: skip
    rows = tuple(
        (
            _SEVERITIES[at % 4], f"JX{101 + at % 80}", _unit(at % UNITS), Link(f"自评表!H{at + 5}", f"收件/{_unit(at % UNITS)} 2024#1.xlsx", "自评 '表'", f"H{at + 5}"),
            f"H{at + 5}“开展检查次数”完成 {at % 50} 次，指标值 ≥50 次，未完成，按“完成得2分”应得 0 分，现填 {at % 3} 分。", "0.00", str(at % 3), at % 5 == 0,
        )
        for at in range(FINDINGS)
    )  # fmt: skip
    return Block("findings", "", columns, rows)


def rollup() -> Rollup:
    """The whole."""
    return Rollup(
        title="预算绩效汇总",
        made="2025年3月1日 09:30 由 收件 汇总，共 40 个工作簿",
        version="9.9.9",
        facts=(
            Fact("工作簿", "1,000"), Fact("绩效表", "1,024"), Fact("错误", "3,207", "bad"), Fact("警告", "812", "warn"),
            Fact("平均总分", "93.42", "good"), Fact("平均执行率", "87.65%"), Fact("全年预算数（万元）", "1,234,567.89"), Fact("未说明的错误", "0", "good"),
        ),
        warnings=("2 个文件打不开，没有计入：收件/坏.xlsx、收件/锁.xlsx。", "第01中心学校（含附属幼儿园）2024 年有两份自评表：收件/甲.xlsx、收件/甲(改).xlsx，两份都计入了。"),
        pages=(
            Page("总览", "先看这里。", (_grades(), _scatter(), _codes(), _causes())),
            Page("单位", "一行一个单位。", (_units(),)),
            Page("问题", "全部问题，一行一条。", (_findings(),)),
            Page("失分地图", "分丢在哪里。", (_heat(), Block("none", "单位成本异常", (Column("单位"), Column("成本", "money")), (), empty="没有发现。"), _causes())),
            Page("空页", "", (Block("empty", "", (Column("单位"),), (), empty="没有可列的。"),)),
        ),
    )  # fmt: skip
