"""监控表的完成率（完成进度）算错

为什么：完成率＝执行情况÷年度指标值；有的地方按应完成数（年度指标值÷12×月数）计算进度。两种算法都对不上，就是算错了。

怎么改：按其中一种算法改正；recalc 会按“执行情况÷年度指标值”写入。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-6月执行情况 | 完成率 |
    | 培训场次 | ≥20场      | 9场           | 60%    |
    → error D3 应为 45.00%
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-6月执行情况 | 完成率 |
    | 培训场次 | ≥20场      | 9场           | 45%    |
    | 宣传次数 | ≥20次      | 9次           | 90%    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, percent
from jixiao.checks.progressing import rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.monitoring import states_progress
from jixiao.values import RateReading, ratio

CODE = "JX310"
SEVERITY = "error"
TITLE = Text("完成进度算错", "a progress rate is wrong")
BASIS = Text("完成率＝执行情况÷年度指标值，或÷应完成数", "progress = actual ÷ target, or ÷ what is due by now")
NEEDS = ("completion", "actual", "target")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Stated rates against both ways of computing them."""
    for row, progress in rows_of(assessment):
        field, right = row.source.completion, progress.completion
        stated = ratio(field.cell) if field else None
        if field is None or right is None or not isinstance(stated, RateReading) or states_progress(progress, stated.value):
            continue
        name = row.source.name.text
        other = f"（按应完成数为 {percent(progress.reached)}）" if progress.reached not in {None, right} else ""
        other_en = f" ({percent(progress.reached)} of what is due)" if other else ""
        yield Problem(
            (field, *(f for f in (row.source.actual, row.source.target) if f)),
            Text(f"{at(field, name)}完成率填 {field.text}，应为 {percent(right)}{other}。", f"{at(field, name)} states {field.text}, expected {percent(right)}{other_en}."),
            subject=name, expected=percent(right), found=field.text,
            suggestion=Text(f"改为 {percent(right)}。", f"Change it to {percent(right)}."),
        )
