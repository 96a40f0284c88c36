"""目标表里的指标，自评表没有

为什么：自评要对照年初批复的绩效目标逐项进行。悄悄去掉完成不好的指标，总分就失去意义，这也是财政复核首先对照的地方。

怎么改：按目标表补上这一行，填完成值、得分，未完成的写原因；经批准调整过目标的，在说明里写明批复文号。只改了名称的，恢复原名称。

例（有问题）：
    目标表：
    | 二级指标 | 三级指标   | 年度指标值 | 分值 |
    | 数量指标 | 走访企业数 | ≥10家      | 5    |
    | 数量指标 | 培训场次   | ≥4场       | 5    |
    自评表：
    | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → error A2 应为 ≥4场
例（没有问题）：
    目标表：
    | 二级指标 | 三级指标       | 年度指标值 | 分值 |
    | 数量指标 | 1.走访企业数   | ≥10家      | 5    |
    | 数量指标 | 开展培训场次   | ≥4场       | 5    |
    自评表：
    | 二级指标 | 三级指标       | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | ★走访企业数    | ≥10家      | 12家       | 5    | 5    |
    | 数量指标 | 培训次数       | ≥4场       | 4场        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, points, shorten
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, place_for, there
from jixiao.model import Text
from jixiao.scoring.pairs import Pair

CODE = "JX601"
SEVERITY = "error"
TITLE = Text("目标表的指标没有自评", "an indicator of the target table was dropped")
BASIS = PROMISED
ABOUT = "pair"


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each dropped row, at the level where it belongs."""
    for row in pair.matches.dropped:
        source = row.source
        name = shorten(source.name.text) or "（没有名称）"
        target = source.target.text if source.target else ""
        weight = f"，分值 {points(row.weight)}" if row.weight else ""
        weight_en = f", weight {points(row.weight)}" if row.weight else ""
        field, label = place_for(pair, source.level1, source.level2)
        where = f"{field.ref.a1}“{label}”下" if label else f"{field.ref.sheet}里"
        earlier = there(pair, source.name)
        yield Problem(
            cited(pair, field, source.name),
            Text(
                f"{where}没有指标「{name}」：{earlier.zh}有，指标值 {target or '未填'}{weight}。",
                f"{field.ref.a1}: the indicator “{name}” is missing; the {earlier.en} has it (target {target or 'none'}{weight_en}).",
            ),
            subject=source.name.text,
            expected=target or None,
            suggestion=Text("按目标表补上这一行并自评；经批准取消的，写明批复文号。", "Add the row and evaluate it; if it was cancelled with approval, cite the document."),
        )
