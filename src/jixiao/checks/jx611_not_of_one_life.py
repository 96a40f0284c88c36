"""两张表不是同一单位、项目或年度的

为什么：拿去年的、别的单位的目标表来对照，比出来的差别没有意义。

怎么改：换成同一单位、同一项目、同一年度的目标表；表头写错的，改正表头再核对。这种情况下不再比较指标。

例（有问题）：
    目标表：
    | 单位名称 | 某市水利局 |
    | 二级指标 | 三级指标   | 年度指标值 | 分值 |
    | 数量指标 | 走访企业数 | ≥10家      | 5    |
    自评表：
    | 单位名称 | 某市林业局 |
    | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访企业数 | ≥8家       | 12家       | 5    | 5    |
    → info B1 应为 某市水利局
例（没有问题）：
    目标表：
    | 单位名称 | 某市水利局 |
    | 二级指标 | 三级指标   | 年度指标值 | 分值 |
    | 数量指标 | 走访企业数 | ≥10家      | 5    |
    自评表：
    | 部门名称 | 某市水利局（本级） |
    | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, shorten
from jixiao.checks.promises import anchor, cited, there
from jixiao.model import Text
from jixiao.scoring.pairs import Pair

CODE = "JX611"
SEVERITY = "info"
TITLE = Text("两张表不是同一单位或年度", "the two tables are of different units or years")
BASIS = Text("只有同一单位、项目、年度的表才能对照", "only tables of one unit, project and year can be compared")
ABOUT = "pair"

_WHAT = {"year": Text("年度", "year"), "unit": Text("单位", "unit"), "project": Text("项目", "project")}


def check(pair: Pair) -> Iterator[Problem]:
    """The first reason why the tables were not compared."""
    for difference in pair.differs[:1]:
        field = difference.field or anchor(pair.later.table)
        what = _WHAT[difference.what]
        earlier = there(pair, anchor(pair.earlier.table))
        yield Problem(
            cited(pair, field),
            Text(
                f"{field.ref.a1} 的{what.zh}是“{shorten(difference.later)}”，{earlier.zh}的是“{shorten(difference.earlier)}”，没有对照。",
                f"{field.ref.a1}: the {what.en} is “{shorten(difference.later)}”, that of the {earlier.en} “{shorten(difference.earlier)}”; they were not compared.",
            ),
            subject=difference.what,
            expected=difference.earlier,
            found=difference.later,
            suggestion=Text("换成同一单位、同一年度的目标表。", "Take the target table of the same unit and year."),
        )
