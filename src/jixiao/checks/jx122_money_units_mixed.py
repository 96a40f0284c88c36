"""资金部分万元和元混填

为什么：表头是万元，有的格按元填，就大了一万倍（或小一万倍）；执行率和合计会全错，所以这些格先不核算。

怎么改：核对这一格的单位，改成表头的单位。

例（有问题）：
    | 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额     | 120        | 120        | 1100000    | 91.67% |
    → warning D2 应为 110
例（有问题）：
    | 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额     | 120        | 120        | 110        | 91.67% |
    | 其中：财政拨款   | 100        | 1000000    | 95         |        |
    | 其他资金         | 20         | 20         | 15         |        |
    → warning C3 应为 100
例（没有问题）：
    | 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |
    | 年度资金总额     | 12000.5    | 12000.5    | 11000.5    | 91.67% |
    | 其中：财政拨款   | 12000      | 12000      | 11000      | 91.67% |
    | 其他资金         | 0.5        | 0.5        | 0.5        | 100%   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX122"
SEVERITY = "warning"
TITLE = Text("资金部分万元和元混填", "万元 and 元 are mixed in the funds block")
BASIS = Text("一张表的金额用同一单位", "the amounts of one table are in one unit")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Amounts that fit their neighbours when read in the other unit."""
    unit = assessment.table.money_unit
    for fund in assessment.funds:
        for mix in fund.mixed:
            stated, fits = points(mix.stated, 6), points(mix.fits, 6)
            how, how_en = ("大了一万倍", "ten thousand times too large") if mix.stated > mix.fits else ("小了一万倍", "ten thousand times too small")
            yield Problem(
                (mix.field,),
                Text(
                    f"{at(mix.field, fund.line.name)}填 {stated}，表头单位是{unit}，看来{how}：按 {fits} {unit}才与同表其他金额相称。这一行没有核算。",
                    f"{at(mix.field, fund.line.name)} states {stated} under a heading in {unit}, which seems {how_en}: {fits} would fit the other amounts. "
                    "Nothing was computed from it.",
                ),
                subject=fund.line.name, expected=fits, found=stated,
                suggestion=Text(f"核对单位；属实则改为 {fits}。", f"Check the unit; if so, change it to {fits}."),
            )
