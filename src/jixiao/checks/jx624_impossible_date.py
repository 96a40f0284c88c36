"""报告里有不可能的日期

为什么：2月30日不存在；2024年度的自评结果也不会在2024年4月就公开，多半是年份写成了上一年。

怎么改：对照日历和实际公开、报送的日子改正。

例（有问题）：
    报告：
    2024年度某县水利局部门整体支出绩效自评报告
    2025年3月20日
    培训于2024年2月30日结束。
    自评结果已于2024年4月20日在县政府网站公开。
    → error 第3段
    → error 第4段
例（没有问题）：
    报告：
    2024年度某县水利局部门整体支出绩效自评报告
    2025年3月20日
    2024年2月29日完成招标，2024年3月公开部门预算和绩效目标。
    自评结果将于2025年4月20日前在县政府网站公开；2023年度自评结果已于2024年4月公开。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.dates import WrongDate, wrong_dates
from jixiao.scoring.prose.reading import Report

CODE = "JX624"
SEVERITY = "error"
TITLE = Text("报告里有不可能的日期", "a date of the prose cannot be")
BASIS = Text("自评在年度结束之后进行，结果在自评之后公开", "a year is evaluated after its end, and told of after that")
ABOUT = "report"


def _said(report: Report, found: WrongDate) -> Text:
    due = "" if found.due is None else f"{found.due.year}年{found.due.month}月{found.due.day}日"
    day = "" if found.due is None else found.due.isoformat()
    if found.kind == "none":
        return Text(f"没有“{found.words}”这一天。", f"there is no such day as {found.words}.")
    if found.kind == "early":
        return Text(f"{report.year}年度的结果不会在年度结束（{due}）之前公开或报送，看看年份是不是写错了。", f"results of {report.year} cannot be told before {day}.")
    if found.kind == "before":
        return Text(f"公开的日子早于报告的日期（{due}）。", f"it is earlier than the date of the report ({day}).")
    return Text(f"{report.year}年度还没有结束，报告就落款了，看看年份是不是写错了。", f"the report is dated before the end of {report.year}.")


def check(report: Report) -> Iterator[Problem]:
    """Every date that cannot be; one that is merely odd is a warning."""
    for found in wrong_dates(report):
        yield problem(
            found.sentence, (found.start, found.end), _said(report, found), Text("改正日期。", "Correct the date."),
            found=found.words, severity=None if found.kind in {"none", "early"} else "warning",
        )
