"""完成目标可能性没有选，或选了不止一项

为什么：确定能、有可能、完全不可能三项中必须且只能选一项。

整栏都没有选的只作提示；有的行选了、有的行没有选，是漏填。

怎么改：每行只在一项下打“√”。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 确定能 | 有可能 | 完全不可能 |
    | 培训场次 | ≥12场      | 7场           | √      | √      |            |
    | 宣传次数 | ≥12次      | 7次           |        |        |            |
    → warning D3
    → warning D4
例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 确定能 | 有可能 | 完全不可能 |
    | 培训场次 | ≥12场      | 7场           |        |        |            |
    | 宣传次数 | ≥12次      | 7次           |        |        |            |
    → info D3
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-7月执行情况 | 确定能 | 有可能 | 完全不可能 |
    | 培训场次 | ≥12场      | 7场           | √      |        |            |
    | 宣传次数 | ≥12次      | 7次           | 否     | 是     | 否         |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, listing
from jixiao.checks.progressing import is_blank, outlook_of, rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX313"
SEVERITY = "warning"
TITLE = Text("完成目标可能性应选一项", "exactly one likelihood is to be chosen")
BASIS = Text("财预〔2019〕136号附表：完成目标可能性（条文待核）", "form of 2019: likelihood of reaching the target (text unverified)")
NEEDS = ("outlook",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows with several ticks, one by one; rows without any in one hint."""
    blank, chosen = [], 0
    for row, _ in rows_of(assessment):
        field, name = row.source.outlook, row.source.name.text
        if field is None:
            continue
        if is_blank(field):
            blank.append(field)
            continue
        chosen += 1
        if outlook_of(field) == "several":
            yield Problem(
                (field,),
                Text(f"{at(field, name)}完成目标可能性选了不止一项：{field.text}。", f"{at(field, name)}: more than one likelihood is chosen ({field.text})."),
                subject=name, found=field.text,
                suggestion=Text("只保留一项。", "Keep one."),
            )
    if blank:
        fields = tuple(blank)
        yield Problem(
            fields,
            Text(f"{len(fields)} 行没有选完成目标可能性：{listing(fields)}。", f"{len(fields)} rows have no likelihood chosen: {listing(fields)}."),
            severity="warning" if chosen else "info",  # with none chosen at all, the column was left for later
            suggestion=Text("在确定能、有可能、完全不可能中选一项。", "Choose one of the three."),
        )
