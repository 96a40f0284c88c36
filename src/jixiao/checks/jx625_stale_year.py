"""报告里的年份像是往年留下的

为什么：报告常在上一年的稿子上改，说当年情况的句子里留着往年的年份，读的人会以为抄了旧稿。

怎么改：说的是当年，改成当年；确实说往年的事，可以不改（如“自2022年起”）。

例（有问题）：
    报告：
    2024年度某市文化馆项目支出绩效自评报告
    2023年，我馆认真组织群众文化活动，丰富了群众生活。
    → info 第2段
例（没有问题）：
    报告：
    2024年度某市文化馆项目支出绩效自评报告
    2024年，我馆对2022年确定的示范点进行了考核。
    项目自2021年起实施，2023年，与上年同期相比增加5场。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.dates import stale_years
from jixiao.scoring.prose.reading import Report

CODE = "JX625"
SEVERITY = "info"
TITLE = Text("报告里的年份像是往年留下的", "a year of the prose seems left over")
BASIS = Text("自评报告说的是本年度的情况", "a self-evaluation speaks of its own year")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """Sentences about the present that name an earlier year."""
    for found in stale_years(report):
        yield problem(
            found.sentence, (found.start, found.end),
            Text(f"这是{report.year}年度的报告，这里写的是{found.year}年，看看是不是往年留下的。", f"the report is of {report.year}, this says {found.year}."),
            Text("说的是当年就改成当年；说往年的不用改。", "Change it where the present year is meant."), found=f"{found.year}年",
        )
