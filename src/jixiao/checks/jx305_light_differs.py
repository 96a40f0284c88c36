"""预警灯与按进度算出的不同

为什么：红、黄、绿、蓝灯由完成进度得出：正向指标完成不足应完成数的 60% 为红，60%–80% 为黄，80%–120% 为绿，120% 以上为蓝；反向指标超过指标值为红。灯填错，该关注的指标就看不出来。比算出的灯更严、又写了原因的，不提示；表里没有蓝灯的，超前按绿灯。

怎么改：核对执行情况；无误则按算出的灯改正（recalc 会写入），另有考虑的写在偏差原因里。

例（有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-6月执行情况 | 预警灯 |
    | 培训场次 | ≥20场      | 5场           | 绿灯   |
    → warning D3 应为 红
例（没有问题）：
    | 项目支出绩效运行监控表 |
    | 三级指标 | 年度指标值 | 1-6月执行情况 | 预警灯 |
    | 培训场次 | ≥20场      | 9场           | 绿灯   |
    | 满意度   | ≥90%       | 88%           | 绿     |
    | 投诉件数 | ≤5件       | 6件           | 红色   |
    | 走访户数 | ≥20户      | 20户          | 绿灯   |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.progressing import rows_of
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.light import WORDS

CODE = "JX305"
SEVERITY = "warning"
TITLE = Text("预警灯与完成进度不符", "a light differs from the progress")
BASIS = Text("所选政策的监控阈值（light_red、light_yellow、light_blue；平台常见算法，非依据）", "thresholds of the chosen policy")
NEEDS = ("light", "actual", "target")


def check(assessment: Assessment) -> Iterator[Problem]:
    """Stated lights against computed ones, row by row."""
    for row, progress in rows_of(assessment):
        field = row.source.light
        if field is None or progress.light is None or progress.stated is None or progress.stands:
            continue
        name, right = row.source.name.text, WORDS[progress.light]
        yield Problem(
            (field, *(f for f in (row.source.actual, row.source.target) if f)),
            Text(f"{at(field, name)}预警灯填“{field.text}”；{progress.why.zh}。", f"{at(field, name)} shows “{field.text}”; {progress.why.en}."),
            subject=name, expected=right.zh, found=field.text,
            suggestion=Text(f"核对执行情况；无误则改为{right.zh}灯。", f"Check the actual; if it is right, the light is {right.en}."),
        )
