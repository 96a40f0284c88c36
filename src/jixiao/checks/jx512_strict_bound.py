"""“大于”“小于”是否含本数

为什么：“大于 90%”按字面不含 90%，很多人写的时候却是“不低于”的意思。恰好等于指标值时，算不算达到要说清楚。

怎么改：含本数的写“大于等于（≥）”“小于等于（≤）”；确实不含的可以保留。读法由政策参数 strict_equal 决定。

完成值已填而且不等于指标值的，读法不影响得分，不提示。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于10家   | 10家       | 5    | 5    |
    → info B2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于10家   | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, at, listing, points
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Missing, Quantity, values_in_common

CODE = "JX512"
SEVERITY = "info"
TITLE = Text("“大于”“小于”是否含本数", "whether > and < include the number itself")
BASIS = Text("《民法典》第一千二百五十九条：“超过”不含本数（条文待核）", "Civil Code art. 1259 (text unverified)")
NEEDS = ("target",)
KEY = "strict_equal"


def _is_open(row: AssessedIndicator) -> bool:
    """Whether it matters: reached exactly, or not yet known."""
    target = row.target
    if not isinstance(target, Quantity) or row.op not in {">", "<"} or "benchmark" in target.notes or target.value == 0:
        return False
    if isinstance(row.actual, Missing):
        return True
    both = values_in_common(target, row.actual) if isinstance(row.actual, Quantity) else None
    return both is not None and both[0] == both[1]


def _cell(row: AssessedIndicator) -> Field:
    field = row.source.direction if row.op_source == "column" else row.source.target
    return field or row.source.name


def alternatives(assessment: Assessment, rows: list[AssessedIndicator], key: str, values: tuple[str, ...]) -> tuple[Alternative, ...]:
    """The other values of a parameter with the total that each would give; None where no score depends on it."""
    found: list[Alternative] = []
    for value in values:
        changes = [change for row in rows for change in _changes(row, key, value)]
        total = assessment.score + sum(changes) if changes and assessment.score is not None else None
        found.append(Alternative(value, None if total is None else points(total)))
    return tuple(found)


def _changes(row: AssessedIndicator, key: str, value: str) -> Iterator[Fraction]:
    for choice in row.score.choices:
        for alternative in choice.alternatives:
            if (choice.key, alternative.value) == (key, value) and alternative.score is not None and row.score.shown is not None:
                yield Fraction(alternative.score) - Fraction(row.score.shown)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all strict targets on whose bound something depends."""
    rows = [row for row in assessment.indicators if _is_open(row)]
    if not rows:
        return
    taken = f"{assessment.policy.strict_equal}"
    other = "met" if taken == "unmet" else "unmet"
    fields = tuple(dict.fromkeys(field for row in rows for field in (_cell(row), row.source.target) if field is not None))
    marks = tuple(_cell(row) for row in rows)
    zh = "算达到" if taken == "met" else "不算达到"
    en = "counts as met" if taken == "met" else "does not count as met"
    row = rows[0]
    assert isinstance(row.target, Quantity)
    yield Problem(
        fields,
        Text(
            f"{len(rows)} 个指标用“大于”或“小于”（{listing(marks)}，如 {at(marks[0], row.source.name.text)}{row.op} {points(row.target.amount)}{row.target.unit.text}），"
            f"恰好等于指标值时现按“{zh}”处理。",
            f"{len(rows)} indicators are strict ({listing(marks)}, such as {at(marks[0], row.source.name.text)} {row.op} "
            f"{points(row.target.amount)}{row.target.unit.text}); reaching the number exactly {en}.",
        ),
        subject="大于、小于恰好等于",
        suggestion=Text(
            f"含本数的改为 ≥ 或 ≤；不改的，可用 --set {KEY}={other} 换一种读法。",
            f"Write ≥ or ≤ if the number is included, or choose --set {KEY}={other}.",
        ),
        choice=Choice(KEY, taken, alternatives(assessment, rows, KEY, (other,))),
    )
