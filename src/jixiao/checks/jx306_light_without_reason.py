"""亮红灯或黄灯，却没有写偏差原因

为什么：监控的目的就是及早发现偏差。进度落后的指标要说明原因（经费、制度、人员、硬件条件等）和下一步措施。

怎么改：在“偏差原因分析”里勾选或写明原因；如果是填错了执行情况，改正后即不再提示。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-8月执行情况 | 偏差原因分析 |
    | 培训场次 | ≥12场      | 4场           |              |
    → warning D3
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-8月执行情况 | 偏差原因分析   |
    | 培训场次 | ≥12场      | 4场           | 场地下半年到位 |
    | 宣传次数 | ≥12次      | 8次           |                |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.progressing import funds_of, is_blank, outlook_of, rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.light import WORDS

CODE = "JX306"
SEVERITY = "warning"
TITLE = Text("红灯或黄灯没有写偏差原因", "a red or yellow light without a reason")
BASIS = Text("财预〔2019〕136号：偏离绩效目标的须分析原因（条文待核）", "deviations are to be explained (text unverified)")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows behind schedule with an empty reason; lines of money where the table has a column for words."""
    for row, progress in rows_of(assessment):
        reason, light = row.source.reason, progress.settled
        if reason is None or light not in {"red", "yellow"} or not is_blank(reason):
            continue
        if outlook_of(row.source.outlook) == "never":
            continue  # JX307 says so, as an error
        name, word = row.source.name.text, WORDS[light]
        why = progress.why if progress.light else Text(f"所填为{word.zh}灯", f"it is stated as {word.en}")
        yield Problem(
            (reason, row.source.name),
            Text(f"{at(reason, name)}{why.zh}，但没有写偏差原因。", f"{at(reason, name)}: {why.en}, but no reason is given."),
            subject=name, found=word.zh,
            suggestion=Text("勾选或写明偏差原因和改进措施。", "Give the reason and what will be done."),
        )
    for fund, progress in funds_of(assessment):
        remark, light = fund.line.remark, progress.light
        if remark is None or fund.line.role != "total" or light not in {"red", "yellow"} or not is_blank(remark):
            continue
        yield Problem(
            (remark, fund.line.label),
            Text(f"{at(remark, fund.line.name)}{progress.why.zh}，但没有写原因。", f"{at(remark, fund.line.name)}: {progress.why.en}, but no reason is given."),
            subject=fund.line.name, found=WORDS[light].zh,
            suggestion=Text("写明资金执行慢的原因。", "State why the money is spent slowly."),
        )
