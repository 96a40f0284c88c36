"""指标值、完成值或评分标准读不懂

为什么：读不懂的内容不能核算，也不会被当作 0；要请填表人写清楚。公式从未计算过的，文件里没有结果可读。

怎么改：按“比较符＋数字＋单位”（如 ≥95%）、“某年某月某日前”或完成程度的用语重写。公式没有结果的，用 Excel 或 WPS 打开并保存一次。

评分标准读不懂的是警告：该行得分要由人评定。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥≤10家     | 12家       | 5    | 5    |
    → error B2
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 1.2.3家    | 5    | 5    |
    → error C2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jixiao.checks.base import Problem, at, listing, shorten
from jixiao.checks.jx501_not_a_number import never_calculated
from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment
from jixiao.values.kinds import Unclear

CODE = "JX502"
SEVERITY = "error"
TITLE = Text("指标值、完成值或评分标准读不懂", "a target, an actual or a rule cannot be read")
BASIS = Text("表样结构：指标值应可衡量、可核对", "targets must be measurable")

_WHAT = {
    "number": Text("数字写法不明", "the number is not clear"),
    "operator": Text("比较符写法不明", "the comparison is not clear"),
    "date": Text("日期写法不明或不存在", "the date is not clear or does not exist"),
    "unit": Text("单位写法不明", "the unit is not clear"),
    "boolean": Text("是逻辑值（TRUE/FALSE），不是数", "it is a logical value, not a number"),
}
_OTHER = Text("写法不明", "the wording is not clear")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Unclear targets and actuals row by row, formulas without result once, unclear rules by text."""
    yield from _uncalculated(assessment)
    for row in assessment.indicators:
        for label, value, field in (("指标值", row.target, row.source.target), ("完成值", row.actual, row.source.actual)):
            if isinstance(value, Unclear) and field is not None and not never_calculated(field):
                yield _problem(label, value, field, row.source.name)
    yield from _rules(assessment)


def _problem(label: str, value: Unclear, field: Field, name: Field) -> Problem:
    if value.reason == "error" or field.cell.kind == "error":
        return Problem(
            (field, name),
            Text(f"{at(field, name.text)}{label}显示错误值 {field.text}。", f"{at(field, name.text)} shows the error value {field.text}."),
            subject=name.text,
            found=field.text,
            suggestion=Text("改正这个单元格的公式。", "Correct the formula of this cell."),
        )
    what = _WHAT.get(value.reason, _OTHER)
    rest = value.text[value.position :]
    place = f"从第 {value.position + 1} 个字“{shorten(rest, 12)}”起读不下去" if rest else "到末尾仍不完整"
    place_en = f"reading stopped at character {value.position + 1}, “{shorten(rest, 12)}”" if rest else "it ends too early"
    return Problem(
        (field, name),
        Text(
            f"{at(field, name.text)}{label}“{shorten(field.text)}”{what.zh}，{place}，本行不能核算。",
            f"{at(field, name.text)} “{shorten(field.text)}”: {what.en}; {place_en}. The row cannot be computed.",
        ),
        subject=name.text,
        found=field.text,
        suggestion=Text(
            "改成“比较符＋数字＋单位”（如 ≥95%），或写明日期、完成程度。",
            "Write comparison, number and unit (such as ≥95%), a date, or how far the goal was met.",
        ),
    )


def _uncalculated(assessment: Assessment) -> Iterator[Problem]:
    table = assessment.table
    fields: list[Field | None] = [table.total, table.total_weight]
    for line in table.funds:
        fields += [line.initial, line.budget, line.executed, line.rate, line.weight, line.score]
    for row in table.indicators:
        fields += [row.target, row.actual, row.weight, row.score]
    waiting = tuple(field for field in fields if field is not None and never_calculated(field))
    if waiting:
        # A blank form that no office program has opened yet is no error of anybody's.
        begun = any(row.source.actual is not None and row.source.actual.text for row in assessment.indicators)
        yield Problem(
            waiting,
            Text(
                f"{listing(waiting)}是公式，但文件里没有计算结果，读不到数。",
                f"{listing(waiting)} hold formulas whose results are not stored in the file.",
            ),
            subject="formula", severity=None if begun else "warning",
            suggestion=Text("用 Excel 或 WPS 打开这个文件并保存一次，再检查。", "Open the file in Excel or WPS, save it once, and check again."),
        )


def _rules(assessment: Assessment) -> Iterator[Problem]:
    groups: dict[str, list[tuple[Field, Field]]] = defaultdict(list)
    stops: dict[str, str] = {}
    for row in assessment.indicators:
        field = row.source.rule
        if row.unclear_rule is None or field is None:
            continue
        groups[field.text].append((field, row.source.name))
        stops[field.text] = row.unclear_rule.text[row.unclear_rule.position :]
    for text, rows in groups.items():
        fields = tuple(field for field, _ in rows)
        rest = shorten(stops[text], 20)
        stop = f"读到“{rest}”处停下" if rest else "没有读出计分办法"
        stop_en = f"reading stopped at “{rest}”" if rest else "no way of scoring was found"
        yield Problem(
            fields,
            Text(
                f"{listing(fields)}的评分标准“{shorten(text)}”{stop}，这 {len(fields)} 行的得分要由人评定。",
                f"The rule “{shorten(text)}” in {listing(fields)}: {stop_en}; a person has to score these {len(fields)} rows.",
            ),
            subject=rows[0][1].text,
            found=text,
            severity="warning",
            suggestion=Text(
                "写成可计算的规则，如“完成得2分”“按完成比例得分”“每超过1%扣0.5分，扣完为止”。",
                "Write a rule that can be computed, such as 完成得2分 or 每超过1%扣0.5分，扣完为止.",
            ),
        )
