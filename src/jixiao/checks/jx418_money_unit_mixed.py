"""万元和元混填

为什么：表头是万元，有的格按元填，就大了一万倍；反过来小一万倍。

怎么改：核对这一格的单位，改成表头的单位。

例（有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | 11           | 10           |
    | 公用经费             | 100          | 90           | 950000       |
    → warning D3 应为 95
例（没有问题）：
    | 经费控制情况（万元） | 2030年决算数 | 2031年预算数 | 2031年决算数 |
    | 三公经费             | 12           | 11           | 10           |
    | 公用经费             | 100          | 90           | 9500         |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points
from jixiao.model import Text
from jixiao.scoring.statements import AssessedStatement

CODE = "JX418"
SEVERITY = "warning"
TITLE = Text("万元和元混填", "万元 and 元 are mixed")
BASIS = Text("一张表的金额用同一单位", "the amounts of one statement are in one unit")
ABOUT = "statement"


def check(statement: AssessedStatement) -> Iterator[Problem]:
    """Figures that fit their neighbours when read in the other unit."""
    unit = statement.statement.money_unit
    for mix in statement.mixes:
        stated, fits = points(mix.figure, 6), points(mix.fits, 6)
        how, how_en = ("大了一万倍", "ten thousand times too large") if mix.smaller else ("小了一万倍", "ten thousand times too small")
        yield Problem(
            (mix.field,),
            Text(
                f"{at(mix.field, mix.line)}填 {stated}，像是单位填错，{how}：按 {fits} {unit}计，{mix.beside.zh}。",
                f"{at(mix.field, mix.line)} states {stated}, which seems {how_en}: read as {fits}, {mix.beside.en}.",
            ),
            subject=mix.line, expected=fits, found=stated,
            suggestion=Text(f"核对单位；属实则改为 {fits}。改正以前，由它算得的数不改写。", f"Check the unit; if so, change it to {fits}. Until then nothing that follows from it is written."),
        )
