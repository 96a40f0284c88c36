"""报告前后对同一件事写了两个数

为什么：同一个名称前面一个数、后面一个数，总有一处没有改到；两处说的不是一回事的，读的人也分不清。

怎么改：核对原始资料，改成一致；确是两回事的（范围、时点不同），在文字里写明。

例（有问题）：
    报告：
    2024年度某区人社局整体支出绩效自评报告
    发放高校毕业生创业补贴人数120人，政策覆盖面扩大。
    通过政策宣传，发放高校毕业生创业补贴人数130人。
    → warning 第3段 应为 120人
例（没有问题）：
    报告：
    2024年度某区人社局整体支出绩效自评报告
    2023年发放高校毕业生创业补贴人数110人。
    2024年发放高校毕业生创业补贴人数120人，计划发放高校毕业生创业补贴人数100人。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.mentions import two_figures
from jixiao.scoring.prose.reading import Report

CODE = "JX622"
SEVERITY = "warning"
TITLE = Text("报告前后对同一件事写了两个数", "one quantity has two figures in the prose")
BASIS = Text("同一口径的数前后应一致", "one figure is the same throughout a report")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """Names that come again with another figure."""
    for found in two_figures(report):
        (there, first), (sentence, again) = found.first, found.again
        yield problem(
            sentence, (again.start, again.end),
            Text(f"“{found.name}”这里是 {again.text}，{there.place.told.zh}是 {first.text}。", f"“{found.name}” is {again.text} here, {first.text} at {there.place.told.en}."),
            Text("核对后改成一致；范围或时点不同的，写明。", "Make them agree, or say how they differ."),
            subject=found.name, expected=first.text, found=again.text, severity=None if found.sure else "info",
        )
