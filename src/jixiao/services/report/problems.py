"""存在的问题 and 改进措施: what the tables themselves show, with the reasons that the office has given there.

For an accountant: 未完成的指标、偏低的执行率、偏差过大的指标逐条列出，原因和措施照抄自评表；表里没写的请补写.
For a programmer: arithmetic that does not hold is no problem of the office's work: it is told in notes, not here.
"""

from __future__ import annotations

import re
from fractions import Fraction

from jixiao.reports.word.content import Block, Paragraph, Run, body, placeholder
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.shown import percent
from jixiao.services.report.figures import (
    amount,
    budget_of,
    completion,
    executed_of,
    main_fund,
    rate_of,
    reached_of,
    wanted_of,
)
from jixiao.services.report.material import Material, ToldTable
from jixiao.services.report.results import rows_of, unmet
from jixiao.values import is_nothing

_LOW = Fraction(9, 10)
"""Below this rate the money is told as not spent, where the policy has no limit of its own."""
_MEASURE = re.compile(r"(?:[;；。，,\n]|^)\s*(?:\d+[.、]\s*)?(?:改进|整改|下一步|解决|采取的?|拟采取的?)(?:工作)?(?:措施|打算|计划)?(?:是|为)?\s*[:：,，]?\s*")
_REASON = re.compile(r"^\s*(?:\d+[.、]\s*)?(?:偏差|主要|未完成|存在|产生)?(?:的)?原因(?:分析)?(?:是|为)?\s*[:：]?\s*")
_ENDING = "。；;，, \n"
_MOST = 30
_MOST_SHORT = 5
_WORDS_SHORT = 24


def split_reason(text: str) -> tuple[str, str]:
    """Reason and measure of a cell that asks for both (偏差原因分析及改进措施); "" for what is not there.

    >>> split_reason("原因：招标推迟。改进措施：提前编制采购计划。"), split_reason("雨季停工")
    (('招标推迟', '提前编制采购计划'), ('雨季停工', ''))
    """
    if is_nothing(text):
        return "", ""
    parts = _MEASURE.split(" ".join(text.split()), maxsplit=1)
    reason = _REASON.sub("", parts[0]).strip(_ENDING)
    return reason, parts[1].strip(_ENDING) if len(parts) > 1 else ""


def _reason(row: AssessedIndicator) -> tuple[str, str]:
    return split_reason(row.source.reason.text) if row.source.reason is not None else ("", "")


def _cell_hint(row: AssessedIndicator) -> str:
    field = row.source.reason
    return f"（建议写在自评表 {field.ref.a1} 后重新生成）" if field is not None else ""


def _far_over(assessment: Assessment) -> list[AssessedIndicator]:
    return [row for row in rows_of(assessment) if row.score.over and row.score.met and row.score.completion is not None]


def _short_of_money(assessment: Assessment) -> Fraction | None:
    """The execution rate where it is low; else None."""
    fund = main_fund(assessment)
    rate = rate_of(fund) if fund is not None else None
    return rate if rate is not None and rate < (assessment.policy.execution_reason_below or _LOW) else None


def _beyond_budget(assessment: Assessment) -> Fraction | None:
    fund = main_fund(assessment)
    rate = fund.rate if fund is not None else None
    return rate if rate is not None and rate > 1 else None


# ---------------------------------------------------------------- problems ----


def problems(material: Material) -> Block:
    """What the tables show, numbered."""
    made: list[Paragraph] = []
    tables = _tables(material)
    for one in tables:
        made += _problems_of(one, named=one is not material.department and len(tables) > 1)
    numbered: list[Paragraph] = []
    place = 0
    for paragraph in made:
        if paragraph.look == "item":
            place += 1
            numbered.append(body(f"{place}. ", *paragraph.runs, look="item"))
        else:
            numbered.append(paragraph)
    return tuple(numbered) or (body("从自评表看，各项绩效指标均已完成，未发现明显偏差。") if _all_known(material) else body(placeholder("存在的问题和原因")),)


def _tables(material: Material) -> tuple[ToldTable, ...]:
    """The tables that the report is about, and the projects beside a department."""
    return (*material.main, *(material.projects if material.department is not None else ()))


def _all_known(material: Material) -> bool:
    return bool(material.main) and all(row.score.met is not None for one in material.main for row in rows_of(one.assessment))


def _problems_of(one: ToldTable, *, named: bool) -> list[Paragraph]:
    of = f"“{one.name}”" if named else ""
    made: list[Paragraph] = []
    missed, over = unmet(one.assessment), _far_over(one.assessment)
    if missed:
        made.append(body(f"{of}有{len(missed)}个绩效指标未完成。", look="item"))
        made += [_missed(one, row, place) for place, row in enumerate(missed[:_MOST], 1)]
        if len(missed) > _MOST:
            made.append(body(f"其余{len(missed) - _MOST}个见附件自评表。"))
    made += _money_problems(one, of)
    if over:
        listed = "；".join(f"“{row.source.name.text}”指标值{wanted_of(row)}，完成{reached_of(row)}" for row in over[:_MOST])
        more = f"；另有{len(over) - _MOST}个" if len(over) > _MOST else ""
        made.append(body(f"{of}有{len(over)}个绩效指标的完成值明显超过指标值。", look="item"))
        made.append(body(f"{listed}{more}。", *_reasons_of(over)))
    return made


def _shortly(words: str) -> str:
    text = " ".join(words.split())
    return text if len(text) <= _WORDS_SHORT else text[: _WORDS_SHORT - 1] + "…"


def _missed(one: ToldTable, row: AssessedIndicator, place: int) -> Paragraph:
    source = row.source
    rate = f"，完成率{completion(row)}" if completion(row) else ""
    reason, _ = _reason(row)
    cells = (source.actual, source.target, source.reason)
    first = Run(f"（{place}）“{source.name.text}”指标值{wanted_of(row)}，实际完成{reached_of(row)}{rate}。", notes=one.source.notes(*cells))
    if reason:
        return body(first, f"原因：{reason}。")
    return body(first, "原因：", placeholder(f"未完成的原因{_cell_hint(row)}"))


def _reasons_of(rows: list[AssessedIndicator]) -> list[Run]:
    given = list(dict.fromkeys(reason for row in rows if (reason := _reason(row)[0])))
    if given:
        return [Run(f"原因：{'；'.join(given)}。")]
    return [Run("原因："), placeholder("超额完成较多的原因，年初指标值是否定低了")]


def _money_problems(one: ToldTable, of: str) -> list[Paragraph]:
    assessment, source = one.assessment, one.source
    fund = main_fund(assessment)
    low, beyond = _short_of_money(assessment), _beyond_budget(assessment)
    if fund is None or (low is None and beyond is None):
        return []
    planned, spent = budget_of(fund)[0], executed_of(fund)[0]
    unit = assessment.table.money_unit
    figures = f"全年预算数{amount(planned)}{unit}，全年执行数{amount(spent)}{unit}，执行率{percent(low if low is not None else beyond)}。"
    title = "预算执行率偏低。" if low is not None else "执行数超过全年预算数。"
    reason = fund.line.remark.text if fund.line.remark is not None and not is_nothing(fund.line.remark.text) else ""
    why: tuple[str | Run, ...] = (f"原因：{reason.strip(_ENDING)}。",) if reason else ("原因：", placeholder("结余、未支付的原因" if low is not None else "超过预算的原因，预算是否调整过"))
    return [body(f"{of}{title}", look="item"), body(Run(figures, notes=source.notes(fund.line.executed, fund.line.rate)), *why)]


# ---------------------------------------------------------------- measures ----


def measures(material: Material) -> Block:
    """For each problem what the table says is to be done; else a place to say it."""
    made: list[Paragraph] = []
    for one in _tables(material):
        missed, over = unmet(one.assessment), _far_over(one.assessment)
        given = [(row, measure) for row in (*missed, *over) if (measure := _reason(row)[1])]
        of = f"“{one.name}”" if one is not material.department and len(_tables(material)) > 1 else ""
        made += [body(f"{of}针对“{row.source.name.text}”：{measure}。") for row, measure in given]
        done = {id(row) for row, _ in given}
        left = [row.source.name.text for row in missed if id(row) not in done]
        if left:
            named = "、".join(f"“{name}”" for name in left[:_MOST_SHORT]) + ("等" if len(left) > _MOST_SHORT else "")
            made.append(body(of, placeholder(f"针对{named}{len(left)}个未完成指标的改进措施")))
        if any(id(row) not in done for row in over):
            made.append(body(of, placeholder("针对指标值定得偏低的改进措施，如结合上年完成值合理确定指标值")))
        if _short_of_money(one.assessment) is not None:
            made.append(body(of, placeholder("针对预算执行率偏低的改进措施")))
        if _beyond_budget(one.assessment) is not None:
            made.append(body(of, placeholder("针对执行数超过预算数的改进措施")))
    return tuple(made) or (body(placeholder("下一步改进措施")),)


def problems_short(material: Material) -> Block:
    """The same in a few sentences, for the public sheet."""
    said = []
    for one in material.main[:_MOST_SHORT]:
        missed, low = unmet(one.assessment), _short_of_money(one.assessment)
        if (missed or low is not None) and len(material.main) > 1:
            said.append(f"{one.name}：")
        if missed:
            listed = "、".join(f"“{row.source.name.text}”（指标值{_shortly(wanted_of(row))}，完成{_shortly(reached_of(row))}）" for row in missed[:_MOST_SHORT])
            said.append(f"有{len(missed)}个绩效指标未完成：{listed}{'等' if len(missed) > _MOST_SHORT else ''}。")
        if low is not None:
            said.append(f"预算执行率{percent(low)}，偏低。")
    return (body("".join(said)),) if said else (body("绩效指标均已完成。"),) if _all_known(material) else (body(placeholder("主要问题")),)
