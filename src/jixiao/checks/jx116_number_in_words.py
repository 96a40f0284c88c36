"""指标值用文字表示，读法要确认

为什么：“事故数为零”读作 0，“达98%”读作 ≥98%。“达”也有人理解为正好达到；写成文字的数，汇总、比对时容易漏掉。

怎么改：写成“≤0起”“≥98%”。“达到”一律当作等于的，用 --set reach_words=equal。

只看申报表，合成一条。

例（有问题）：
    表样 申报表
    | 三级指标   | 年度指标值 | 分值 | 得分 |
    | 设备检验率 | 达98%      | 5    |      |
    | 火灾起数   | 零         | 5    |      |
    → info B2
    → info B3
例（没有问题）：
    表样 申报表
    | 三级指标   | 年度指标值 | 分值 | 得分 |
    | 设备检验率 | ≥98%       | 5    |      |
    | 火灾起数   | 0起        | 5    |      |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, points
from jixiao.model import Alternative, Choice, Field, Text
from jixiao.scoring.assess import REACH, AssessedIndicator, Assessment
from jixiao.values import Quantity, normalise

CODE = "JX116"
SEVERITY = "info"
TITLE = Text("指标值用文字表示", "a target in words")
BASIS = Text("绩效指标设置要求：指标值明确、可衡量（条文待核）", "targets should be definite and measurable (text unverified)")
NEEDS = ("target",)
_DIGIT = re.compile(r"\d")


def _reaches(row: AssessedIndicator) -> bool:
    return isinstance(row.target, Quantity) and row.source.target is not None and REACH.match(normalise(row.source.target.text)) is not None


def _in_words(row: AssessedIndicator) -> bool:
    target = row.target
    return isinstance(target, Quantity) and "chinese-numeral" in target.notes and not _DIGIT.search(target.text)


def _read(row: AssessedIndicator) -> str:
    assert isinstance(row.target, Quantity)
    assert row.source.target is not None
    return f"{row.source.target.ref.a1}“{row.source.target.text}”读作 {row.op or '='}{points(row.target.amount)}{row.target.unit.text}"


def _problem(rows: list[AssessedIndicator], key: str, taken: str, other: str, subject: str) -> Problem:
    fields: tuple[Field, ...] = tuple(row.source.target for row in rows if row.source.target is not None)
    said = "、".join(_read(row) for row in rows[:6])
    more = f" 等 {len(rows)} 处" if len(rows) > 6 else ""
    return Problem(
        fields,
        Text(
            f"{len(rows)} 个指标值{subject}：{said}{more}。",
            f"{len(rows)} targets are in words ({listing(fields)}): {said}.",
        ),
        subject=subject,
        found=fields[0].text,
        suggestion=Text(f"改用符号和数字；另一种读法用 --set {key}={other}。", f"Use a sign and figures, or choose --set {key}={other}."),
        choice=Choice(key, taken, (Alternative(other, None),)),
    )


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for 达98% and the like, one for numbers in words."""
    if assessment.table.stage != "target":
        return
    reaching = [row for row in assessment.indicators if _reaches(row)]
    worded = [row for row in assessment.indicators if _in_words(row)]
    policy = assessment.policy
    if reaching:
        other = "equal" if policy.reach_words == "at-least" else "at-least"
        yield _problem(reaching, "reach_words", policy.reach_words, other, "写的是“达”“达到”")
    if worded:
        other = "equal" if policy.assumed_direction == "by-name" else "by-name"
        yield _problem(worded, "assumed_direction", policy.assumed_direction, other, "的数写成文字")
