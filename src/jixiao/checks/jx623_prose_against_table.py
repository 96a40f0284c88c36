"""报告里的数与表里的不一样

为什么：总分、预算数、执行数、指标完成值，文字和表各写一遍；表改了文字没有跟着改，公开后两处对不上。

怎么改：核对后把错的一处改过来。名称相同、口径不同的（如只说一般公共预算），在文字里写明口径。
有一处文字与表一致的，其余同名的数按“说的是另一件事”处理，不报。

例（有问题）：
    报告：
    经自评，2024年度整体支出绩效自评得分96.5分，评价等级为“良”。
    全年开展技能培训场次35场。
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 技能培训场次 | ≥30场      | 32场       | 100  | 95.5 |
    | 总分         |            |            | 100  | 95.5 |
    → error 第1段 应为 95.5分
    → error 第1段 应为 优
    → warning 第2段 应为 32场
例（没有问题）：
    报告：
    经自评，2024年度整体支出绩效自评得分95.5分，评价等级为“优”。
    全年开展技能培训场次32场，计划开展技能培训场次30场，上年开展技能培训场次28场。
    群众满意度调查得分91分。
    | 三级指标     | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 技能培训场次 | ≥30场      | 32场       | 100  | 95.5 |
    | 总分         |            |            | 100  | 95.5 |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from jixiao.checks.base import Problem, shorten
from jixiao.checks.passages import cell_of, in_unit_of, problem
from jixiao.model import Field, Severity, Text
from jixiao.scoring.prose.facts import Difference, differences, grades
from jixiao.scoring.prose.reading import Report

CODE = "JX623"
SEVERITY = "error"
TITLE = Text("报告里的数与表里的不一样", "a figure of the prose differs from the table's")
BASIS = Text("报告与所附的表应一致", "a report agrees with the tables attached to it")
ABOUT = "report"
NEEDS = ("tables",)

_SUGGESTION = Text("核对后改正文字或表；口径不同的，在文字里写明。", "Correct the prose or the table; where the basis differs, say so.")
_RANK = {"error": 0, "warning": 1, "info": 2}
_LEVEL: dict[str, Severity] = {"score": "error", "budget": "error", "indicator": "warning", "goal": "warning", "line": "warning"}


def _where(report: Report, field: Field) -> Text:
    """The cell, or its place where the table is in the document itself."""
    place = report.places.get(field.ref)
    return place.told if place is not None else Text(cell_of(field), cell_of(field))


def _severity(report: Report, found: Difference) -> Severity:
    doubtful = report.flowed and any(field.ref in report.places for _, field in found.fact.values)
    return _LEVEL[found.fact.kind] if found.same and not found.goal and not doubtful else "info"


def _once(report: Report) -> list[tuple[Difference, int]]:
    """Each wrong figure once, with how often it comes again.

    Of several cells that it differs from, the one whose name is its own; the workbook's before the document's.
    """
    best: dict[tuple[int, int], tuple[tuple[int, bool], Difference]] = {}
    for found in differences(report):
        rank = (_RANK[_severity(report, found)], any(field.ref in report.places for _, field in found.fact.values))
        at = (id(found.sentence), found.figure.start)
        if at not in best or rank < best[at][0]:
            best[at] = (rank, found)
    alike: dict[tuple[str, Fraction], list[Difference]] = {}
    for _, found in best.values():
        alike.setdefault((found.fact.name, found.figure.amount), []).append(found)
    return [(group[0], len(group) - 1) for group in alike.values()]


def check(report: Report) -> Iterator[Problem]:
    """Figures, then grades, that the table states differently."""
    for found, again in _once(report):
        amount, field = found.fact.values[-1 if found.fact.kind == "line" else 0]
        figure, there = found.figure, _where(report, field)
        due = in_unit_of(amount, figure) if found.fact.dimension == figure.dimension else shorten(field.text)
        more = Text(f"（另有 {again} 处同样）", f" ({again} more times)") if again else Text("", "")
        many = Text("等处", " and elsewhere") if len(found.fact.values) > 1 else Text("", "")
        aim = Text("，文字写的是指标值", "; the prose states the target") if found.goal else Text("", "")
        said = Text(
            f"表里{there.zh}{many.zh}“{shorten(found.fact.name)}”是 {due}，文字是 {figure.text}{aim.zh}{more.zh}。",
            f"the table has {due} for “{shorten(found.fact.name)}” at {there.en}{many.en}, the prose {figure.text}{aim.en}{more.en}.",
        )
        yield problem(
            found.sentence, (figure.start, figure.end), said, _SUGGESTION, subject=found.fact.name,
            expected=due, found=figure.text, severity=_severity(report, found), fields=(field,),
        )
    for sentence, match, due, assessment in grades(report):
        stated = assessment.table.grade or assessment.table.total
        yield problem(
            sentence, (match.start("grade"), match.end("grade")),
            Text(f"按表里的总分，等级是“{due}”，文字是“{match['grade']}”。", f"by the table's total the grade is {due}, the prose says {match['grade']}."),
            _SUGGESTION, subject="等级", expected=due, found=match["grade"], fields=(stated,) if stated is not None else (),
        )
