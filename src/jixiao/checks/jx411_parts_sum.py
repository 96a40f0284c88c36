"""合计与各部分之和不符

为什么：三公经费＝公务用车＋出国＋接待，项目支出＝业务＋运行维护＋专项，专项＝各专项之和，合计行＝各单位之和。空格和“/”按 0 计。

怎么改：核对各部分；常见的是改了明细没有改合计，或漏列一项。

例（有问题）：
    | 经费控制情况（万元）    | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费                | 12           | 11           | 10           |
    | 1、公务用车购置和维护经费 | 8          | 8            | 7            |
    | 2、出国经费             | /            | /            | /            |
    | 3、公务接待             | 4            | 3            | 2            |
    → error D2 应为 9
例（有问题）：
    | 单位名称 | 上年结余 | 本年收入 | 本年支出 | 期末结余 |
    | 甲所     | /        | 100      | 100      | /        |
    | 乙所     | 5        | 200      | 190      | 15       |
    | 合计     | 5        | 300      |          | 15       |
    → warning D4 应为 290
例（没有问题）：
    | 经费控制情况（万元）    | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 项目支出：              | 30           | 40           | 50           |
    | 1、业务工作经费         | 10           | 10           | 20           |
    | 2、运行维护经费         | /            |              |              |
    | 3、本级专项资金         | 20           | 30           | 30           |
    | 甲专项                  | 15           | 20           | 20           |
    | 乙专项                  | 5            | 10           | 10           |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.stating import figure_due
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX411"
SEVERITY = "error"
TITLE = Text("合计与各部分之和不符", "a figure differs from the sum of its parts")
BASIS = Text("基础数据表、收支结转结余情况表：合计＝各部分之和", "statements: a whole is the sum of its parts")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Every line with parts, in every column."""
    for one in statement.relations:
        if one.relation.kind != "sum" or one.holds is not False or one.due is None:
            continue
        yield figure_due(one, statement, Text("各部分之和", "its parts add up to"), Text("为 ", " "))
