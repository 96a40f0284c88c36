"""自评表有目标表里没有的指标

为什么：年初没有设定的指标，事后补上的多半是已经完成好的，会抬高总分、挤占原有指标的分值。

怎么改：核对是不是改了名称；确属年中经批准增加的，在说明里写明批复文号，否则删去。

例（有问题）：
    目标表：
    | 二级指标 | 三级指标   | 年度指标值 | 分值 |
    | 数量指标 | 走访企业数 | ≥10家      | 5    |
    自评表：
    | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    | 数量指标 | 表彰人数   | ≥4人       | 9人        | 5    | 5    |
    → warning B3
例（没有问题）：
    目标表：
    | 二级指标 | 三级指标   | 年度指标值 | 分值 |
    | 数量指标 | 走访企业数 | ≥10家      | 5    |
    | 数量指标 | 无         | 无         |      |
    自评表：
    | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import anchor, cited, earlier_name, there
from jixiao.model import Text
from jixiao.scoring.pairs import Pair

CODE = "JX602"
SEVERITY = "warning"
TITLE = Text("目标表没有的指标", "an indicator that the target table does not have")
BASIS = PROMISED
ABOUT = "pair"


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each added row, at its name."""
    earlier, table = earlier_name(pair), there(pair, anchor(pair.earlier.table))
    for row in pair.matches.added:
        name = row.source.name
        weight = f"（分值 {points(row.weight)}）" if row.weight else ""
        weight_en = f" (weight {points(row.weight)})" if row.weight else ""
        yield Problem(
            cited(pair, name),
            Text(
                f"{at(name, name.text)}{weight}在{table.zh}里没有。",
                f"{at(name, name.text)}{weight_en} is not in the {table.en}.",
            ),
            subject=name.text,
            suggestion=Text(
                f"是改名的，恢复{earlier.zh}的名称；经批准增加的，写明批复文号。",
                f"If it was renamed, restore the name of the {earlier.en}; if it was added with approval, cite the document.",
            ),
        )
