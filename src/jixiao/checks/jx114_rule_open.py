"""评分标准有几种读法，申报时可以写明

为什么：“大于等于60%的，按超过的比重赋分”“每超过1%扣权重分的5%”，不同的读法得分不同；门槛写的是指标自己的率，还是完成率，结果也不同。年底才发现，就要争执。

怎么改：在评分标准里写明算法（如“得分＝分值×(完成率－60%)/40%”“不足1%的按1%计”），门槛写“完成率”；或由本地在政策里定下读法。

只看申报表。每种读法举一个假设的完成值说明差别；自评时按实际完成值另报（JX210）。

例（有问题）：
    表样 申报表
    | 三级指标     | 指标值类型 | 指标值 | 计量单位 | 评分标准 | 分值 | 得分 |
    | 走访商户户次 | ≥          | 100    | 户次     | 该指标分值为2分，完成率小于60%不得分；大于等于60%的，按超过的比重赋分 | 2 | |
    | 投诉办结率   | ≥          | 95     | %        | 该指标分值为2分，办结率小于60%不得分；大于等于60%的，按超过的比重赋分 | 2 | |
    → info E2
    → warning E3
例（没有问题）：
    表样 申报表
    | 三级指标     | 指标值类型 | 指标值 | 计量单位 | 评分标准               | 分值 | 得分 |
    | 走访商户户次 | ≥          | 100    | 户次     | 按完成比例得分         | 2    |      |
    → 无
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import Choice, Severity, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.parameters import schema
from jixiao.scoring.supposed import Supposed, supposed_choices

CODE = "JX114"
SEVERITY = "info"
TITLE = Text("评分标准有几种读法", "a scoring rule that can be read in several ways")
BASIS = Text("所选政策的读法参数", "a parameter of the chosen policy")
NEEDS = ("target",)
# Readings of dates and of bounds are said by checks of their own.
_SAID_ELSEWHERE = frozenset({"before_inclusive", "month_limit", "strict_equal", "equal_over"})
# The threshold names the wrong rate: that is to be mended, not only to be known.
_TO_BE_MENDED = frozenset({"threshold_base"})


def _example(supposed: Supposed) -> tuple[str, str]:
    """What one supposed actual would score under each reading."""
    choice = supposed.choice
    others_zh = "，".join(f"按 {a.value} 得 {a.score if a.score is not None else '—'} 分" for a in choice.alternatives)
    others_en = ", ".join(f"{a.value}: {a.score or '—'}" for a in choice.alternatives)
    return (f"如完成 {supposed.actual}，按 {choice.taken} 得 {supposed.score} 分，{others_zh}",
            f"with {supposed.actual} done, {choice.taken} gives {supposed.score}; {others_en}")


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for every parameter on which the rules of a declaration depend."""
    if assessment.table.stage != "target":
        return
    groups: dict[str, list[tuple[AssessedIndicator, Supposed]]] = defaultdict(list)
    for row in assessment.indicators:
        for key, supposed in supposed_choices(row, assessment.policy, assessment.table.year).items():
            if key not in _SAID_ELSEWHERE:
                groups[key].append((row, supposed))
    for key, rows in groups.items():
        yield _problem(key, rows)


def _problem(key: str, rows: list[tuple[AssessedIndicator, Supposed]]) -> Problem:
    meaning = schema()[key].meaning
    fields = tuple(row.source.rule for row, _ in rows if row.source.rule is not None)
    choice = rows[0][1].choice
    zh, en = _example(rows[0][1])
    cut = sum(row.rule is not None and row.rule.truncated for row, _ in rows)
    cut_zh = f"；其中 {cut} 行文字末尾是省略号，后面可能还有" if cut else ""
    endless = sum(row.rule is not None and row.rule.id.startswith("step") and "扣完" not in row.rule.text for row, _ in rows)
    endless_zh = f"；{endless} 行没有写“扣完为止”，最低按 0 分" if endless else ""
    severity: Severity = "warning" if key in _TO_BE_MENDED else "info"
    return Problem(
        fields,
        Text(
            f"{len(rows)} 行（{listing(fields)}）的评分标准有几种读法：{meaning.zh}（{key}）。现取 {choice.taken}：{fields[0].ref.a1} {zh}{cut_zh}{endless_zh}。",
            f"{len(rows)} rules ({listing(fields)}) can be read in several ways, {meaning.en} ({key}); taken: {choice.taken}. {fields[0].ref.a1}: {en}.",
        ),
        subject=meaning.zh,
        severity=severity,
        suggestion=Text(f"在评分标准里写明算法；如认定另一种读法，用 --set {key}=…。", f"State the formula in the rule, or choose a reading with --set {key}=…."),
        choice=Choice(key, choice.taken, choice.alternatives),
    )
