"""一行各格与标题错开一列

为什么：复制、合并单元格时多出或少了一格，整行就与标题错开：“指标值”下面成了“≥”，“三级指标”下面成了层级名。按列取数的系统会把整行读错。

怎么改：把这些行移回标题下面。核算时已按移正后的位置读，读法写在消息里。

只有各格内容与标题两处以上不符、移一列后全部相符的行，才算错列。

例（有问题）：
    | 二级指标 | 三级指标 | 指标值类型 | 指标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访商户数 | ≥ | 10 | 家 | 12 | 5 | 5 |
    | 数量指标 | | 印发手册数 | ≥ | 200 | 册 | 260 | 5 |
    → error A3
例（没有问题）：
    | 二级指标 | 三级指标   | 指标值类型 | 指标值   | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 数量指标 | 走访商户数 | ≥          | 10       | 家       | 12         | 5    | 5    |
    | 质量指标 | 营商环境   | 定性       | 不断改善 | 不断改善 | 不断改善   | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from jixiao.checks.base import Problem, shorten
from jixiao.model import EMPTY_CELL, Drift, Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment

CODE = "JX107"
SEVERITY = "error"
TITLE = Text("一行各格与标题错开一列", "a row that stands beside its columns")
BASIS = Text("表样结构：各格内容与标题一致", "structure of the form: cells hold what their headings say")


def _runs(drift: tuple[Drift, ...]) -> Iterator[list[Drift]]:
    """Shifted rows that follow each other, shifted the same way."""
    shifted = sorted((d for d in drift if d.kind == "shifted"), key=lambda d: d.ref.row)
    for _, run in groupby(enumerate(shifted), key=lambda pair: (pair[1].ref.row - pair[0], pair[1].key)):
        yield [found for _, found in run]


def _reading(rows: list[AssessedIndicator]) -> str:
    """What was read in these rows: 时效指标：甲；成本指标：乙、丙."""
    parts = []
    for level, group in groupby(rows, key=lambda row: row.source.level2):
        names = [shorten(row.source.name.text, 16) for row in group]
        shown = "、".join(names[:3]) + (f"等 {len(names)} 行" if len(names) > 3 else "")
        parts.append(f"{level}：{shown}" if level else shown)
    return "；".join(parts)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for every block of rows that slipped together."""
    by_row = {row.source.row: row for row in assessment.indicators}
    for run in _runs(assessment.table.drift):
        rows = [by_row[drift.ref.row] for drift in run if drift.ref.row in by_row]
        fields = tuple(Field(drift.ref, EMPTY_CELL, drift.found) for drift in run)
        first, last = run[0].ref.row, run[-1].ref.row
        where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
        right = run[0].key == "right"
        reading = _reading(rows)
        yield Problem(
            fields,
            Text(
                f"{where}（{run[0].ref.a1} 起）各格比标题靠{'右' if right else '左'}一列："
                f"“{shorten(run[0].found)}”应在“{shorten(run[0].expected.strip('* '))}”列下。已按移正后的位置读作——{reading}。",
                f"row {first}{'' if first == last else f'–{last}'} stands one column to the {'right' if right else 'left'} of its headings; it was read as {reading}.",
            ),
            subject=run[0].found,
            found=run[0].found,
            expected=reading,
            suggestion=Text("把这些行移回标题下面，多出的层级名放到它自己的行。", "Move these rows back below their headings."),
        )
