"""Every block of a report, by the tag of its place.

For an accountant: 一个内容控件对应这里的一段.  For a programmer: the registry that ``places`` promises; a public sheet is masked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from jixiao.model import Field
from jixiao.reports.word.content import Block, Paragraph, Piece, Report, Run, WordTable, body, placeholder
from jixiao.reports.word.outlines import TITLES, Kind
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.shown import percent, points
from jixiao.services.report import attachments, money, problems, results
from jixiao.services.report.drawing import level_chart, rate_chart, unmet_chart
from jixiao.services.report.figures import amount, budget_of, executed_of, main_fund, rate_of, total_of
from jixiao.services.report.material import Material
from jixiao.values.personal import mask
from jixiao.values.persons import mask_name, names_in

_NAMED = 2


def _line(text: str, wanted: str) -> Block:
    return (body(text or placeholder(wanted)),)


def _amounts(material: Material, which: Callable[[AssessedFund], tuple[Fraction | None, Field | None]]) -> list[Fraction | None]:
    funds = (main_fund(one.assessment) for one in material.main)
    return [None if fund is None else which(fund)[0] for fund in funds]


def _summed(material: Material, which: Callable[[AssessedFund], tuple[Fraction | None, Field | None]]) -> Fraction | None:
    """The amount of the table, or of several projects together; None where one is missing or the units differ."""
    known = [value for value in _amounts(material, which) if value is not None]
    units = {one.assessment.table.money_unit for one in material.main}
    return sum(known, Fraction(0)) if known and len(known) == len(material.main) and len(units) == 1 else None


def _rate(material: Material) -> Fraction | None:
    if len(material.main) == 1:
        fund = main_fund(material.main[0].assessment)
        return rate_of(fund) if fund is not None else None
    planned, spent = _summed(material, budget_of), _summed(material, executed_of)
    return spent / planned if planned and spent is not None else None


def _scores(material: Material) -> tuple[str, str]:
    """Score and grade; of several projects each has its own, in the lines below."""
    if len(material.main) > 1:
        return "见下栏", "　"
    one = material.main[0].assessment
    score = total_of(one)
    return ("" if score is None else points(score)), results.grade_of(one)


def projects_of(material: Material) -> str:
    """The projects that the report is about, named in a line; "" in a department's."""
    names = [] if material.department is not None else list(dict.fromkeys(one.name for one in material.main))
    return f"{names[0]}等{len(names)}个" if len(names) > _NAMED else "、".join(names)


def _lines(material: Material) -> dict[str, Block]:
    """The places inside a line."""
    units = list(dict.fromkeys(one.assessment.table.money_unit for one in material.main))
    planned, spent, rate = _summed(material, budget_of), _summed(material, executed_of), _rate(material)
    score, marks = _scores(material)
    return {
        "jixiao.year": _line(str(material.year) if material.year else "", "年度"),
        "jixiao.unit": _line(material.unit, "单位名称"),
        "jixiao.project": _line(projects_of(material), "项目名称"),
        "jixiao.money_unit": _line("、".join(units), "金额单位"),
        "jixiao.budget": _line("" if planned is None else amount(planned), "全年预算数"),
        "jixiao.executed": _line("" if spent is None else amount(spent), "全年执行数"),
        "jixiao.rate": _line("" if rate is None else percent(rate), "预算执行率"),
        "jixiao.score": _line(score, "自评得分"),
        "jixiao.grade": _line(marks, "等级"),
    }


def report_of(material: Material, kind: Kind) -> Report:
    """Everything that the report says.  Blocks that tell most come first: a note is attached to a figure once."""
    single = material.main[0] if len(material.main) == 1 else None
    result = results.result(material)
    execution = (*money.execution(material), *(rate_chart(single) if single else ()))
    problem_block = problems.problems(material)
    indicators = (*results.indicators(material), *((*level_chart(single), *unmet_chart(single)) if single else ()))
    blocks: dict[str, Block] = {
        "jixiao.staff": money.staff(material), "jixiao.balance": money.balance(material), "jixiao.basic": money.basic(material),
        "jixiao.three_public": money.three_public(material), "jixiao.projects": money.projects(material),
        "jixiao.government_fund": money.other_budget(material, "government_fund"),
        "jixiao.state_capital": money.other_budget(material, "state_capital"),
        "jixiao.social_insurance": money.other_budget(material, "social_insurance"),
        "jixiao.execution": execution, "jixiao.indicators": indicators, "jixiao.goals": results.goals(material),
        "jixiao.project_results": results.project_results(material), "jixiao.problems": problem_block,
        "jixiao.measures": problems.measures(material), "jixiao.result": result,
        "jixiao.level_scores": results.level_scores(material), "jixiao.problems_short": problems.problems_short(material),
        "jixiao.attachment_list": attachments.attachment_list(material), "jixiao.attachments": attachments.attachments(material),
    }  # fmt: skip
    year = f"{material.year}年度" if material.year else ""
    return Report(f"{year}{material.unit}{TITLES[kind]}", _lines(material) | blocks)


# ------------------------------------------------------------------ public ----


def public(report: Report, title: str) -> Report:
    """The same for everybody to read: telephone, identity and bank numbers masked, names beside 联系人 too, no notes."""
    return Report(title, {tag: tuple(_masked(piece) for piece in block) for tag, block in report.blocks.items()})


def _masked(piece: Piece) -> Piece:
    if isinstance(piece, Paragraph):
        return replace(piece, runs=tuple(Run(_hidden(run.text), run.bold, run.placeholder) for run in piece.runs))
    if isinstance(piece, WordTable):
        return replace(piece, rows=tuple(tuple(None if cell is None else replace(cell, text=_hidden(cell.text), notes=()) for cell in row) for row in piece.rows))
    return piece  # a picture shows figures and names of indicators


def _hidden(text: str) -> str:
    out = mask(text)
    for start, end in names_in(out):
        out = out[:start] + mask_name(out[start:end]) + out[end:]
    return out

