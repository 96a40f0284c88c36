"""What a run found as flat rows: the one description behind exports, data frames and the roll-up.

For an accountant: 每张表、每笔资金、每条指标、每个问题各占一行，列名和单位都有说明.
For a programmer: five frames of plain values (str, int, float, bool, None), in the order of ``COLUMNS``; rows are
small enough to be sent between processes.  Ratios are fractions (1 = 100%), money is in 万元, scores are in 分.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import PurePath
from typing import Literal, NamedTuple

from jixiao.model import NOTHING_SAID, Field, Finding, Indicator, Text
from jixiao.reports.quoting import words, words_stored
from jixiao.reports.result import FileResult
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.cells import read_cell
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.naming import identity
from jixiao.scoring.total import deviation
from jixiao.values import Deadline, Missing, Ordinal, Qualitative, Quantity, Value, format_number
from jixiao.values.personal import mask, mask_quotes

Kind = Literal["text", "whole", "number", "yes"]
Frame = Literal["files", "tables", "funds", "indicators", "findings"]
Cause = Literal["execution", "unmet", "missing", "judged", "deducted", "unclear"]
PlainValue = str | int | float | bool | None
Row = tuple[PlainValue, ...]
Records = dict[Frame, list[Row]]
"""Rows of each frame, in the order of its columns."""

CAUSES: dict[Cause, str] = {
    "execution": "预算执行不足",
    "unmet": "实际未达目标",
    "missing": "未填实际完成值",
    "judged": "定性或人工评分未给满",
    "deducted": "已达目标仍扣分",
    "unclear": "目标或规则读不懂",
}
"""Why points are missing, and what to call it."""


class Column(NamedTuple):
    """One column of a frame.

    Attributes:
        name: in data frames and files; zh: heading for people.
        kind: "text", "whole" (an integer), "number" or "yes" (true, false or unknown).
        unit: "分", "万元", "比率" (1 = 100%), "" where there is none; about: what it says.
    """

    name: str
    zh: str
    kind: Kind
    unit: str
    about: str


def _text(name: str, zh: str, about: str) -> Column:
    return Column(name, zh, "text", "", about)


_PLACE = (
    _text("path", "文件", "工作簿的路径，与命令中写的一致"),
    _text("sheet", "工作表", "工作表名"),
    Column("table", "表序", "whole", "", "第几张表：同一工作簿里从 1 数起，几种政策下是同一个号"),
    _text("policy", "政策", "计分政策的编号"),
)
_WHOSE = (
    _text("unit", "单位", "表头里的单位名称；没有写时为空"),
    _text("project", "项目", "表头里的项目名称；没有写时为空"),
    Column("year", "年度", "whole", "", "预算年度；没有写时为空"),
)

COLUMNS: dict[Frame, tuple[Column, ...]] = {
    "files": (
        _PLACE[0],
        _text("status", "状态", "ok 没有问题；findings 有问题；unknown-form 没有认出表；unreadable 打不开；failed 没有做成"),
        _text("message", "说明", "打不开、没认出、没做成的原因"),
        _text("sha256", "指纹", "文件内容的 SHA-256"),
        Column("tables", "表数", "whole", "", "认出的绩效表张数（基础数据表等不计）"),
        Column("errors", "错误", "whole", "", "错误条数，已说明的也计"),
        Column("warnings", "警告", "whole", "", "警告条数"),
        Column("infos", "提示", "whole", "", "提示条数"),
        Column("explained", "已说明", "whole", "", "单位写了说明、且说明仍然有效的条数"),
        _text("output", "写出", "recalc 写出的工作簿；check 为空"),
    ),
    "tables": (
        *_PLACE, *_WHOSE,
        _text("department", "主管部门", "表头里的主管部门；没有写时为空"),
        _text("form", "表样", "表样的编号"),
        _text("stage", "阶段", "target 目标申报；monitoring 运行监控；evaluation 自评"),
        _text("title", "标题", "表的标题"),
        Column("indicators", "指标数", "whole", "", "三级指标行数"),
        Column("budget", "全年预算数", "number", "万元", "计算执行率所用的预算数，已换算成万元"),
        Column("executed", "全年执行数", "number", "万元", "执行数，已换算成万元"),
        Column("rate", "执行率", "number", "比率", "执行数÷预算数，按表内的数重算"),
        Column("weight", "分值合计", "number", "分", "执行率分值加各指标分值"),
        Column("score", "重算总分", "number", "分", "按政策重算的总分；算不出的行取所填得分"),
        Column("stated", "所填总分", "number", "分", "表里写的总分"),
        Column("accepted", "沿用行数", "whole", "", "重算总分里沿用所填得分的行数"),
        _text("grade", "等级", "重算总分的等级；政策不评级时为空"),
        _text("next_grade", "上一等级", "再高一等是什么；已是最高等时为空"),
        Column("to_next", "距上一等级", "number", "分", "离上一等级还差多少分"),
        Column("month", "监控月份", "whole", "", "监控表统计到几月"),
        _text("light", "预警灯", "监控表的灯：red、yellow、green、blue"),
        Column("errors", "错误", "whole", "", "这张工作表上的错误条数"),
        Column("warnings", "警告", "whole", "", "这张工作表上的警告条数"),
        Column("infos", "提示", "whole", "", "这张工作表上的提示条数"),
        _text("cell", "总分位置", "总分所在的单元格，没有总分格时为表的起点"),
    ),
    "funds": (
        *_PLACE, *_WHOSE,
        _text("name", "资金", "资金行的名称"),
        _text("role", "性质", "total 合计行；part 其中行"),
        _text("breakdown", "分类", "按哪种分法（按收入性质、按支出性质 …），只有一种时为空"),
        Column("initial", "年初预算数", "number", "万元", "已换算成万元"),
        Column("budget", "全年预算数", "number", "万元", "已换算成万元"),
        Column("executed", "全年执行数", "number", "万元", "已换算成万元"),
        Column("expected", "全年预计执行数", "number", "万元", "监控表，已换算成万元"),
        Column("rate", "执行率", "number", "比率", "按表内的数重算"),
        Column("stated_rate", "所填执行率", "number", "比率", "表里写的执行率"),
        Column("weight", "分值", "number", "分", "执行率的分值"),
        Column("score", "重算得分", "number", "分", "执行率得分"),
        Column("stated_score", "所填得分", "number", "分", "表里写的得分"),
        _text("light", "预警灯", "监控表的灯"),
        _text("cell", "位置", "资金行名称所在的单元格"),
    ),
    "indicators": (
        *_PLACE, *_WHOSE,
        Column("row", "行号", "whole", "", "在工作表里的行号"),
        _text("level1", "一级指标", "产出指标 …"),
        _text("level2", "二级指标", "数量指标 …"),
        _text("name", "三级指标", "指标名称"),
        _text("target", "指标值", "照表里所写"),
        _text("actual", "实际完成值", "照表里所写"),
        _text("unit_text", "计量单位", "指标值的单位；表里没有时为空"),
        _text("kind", "类型", "指标值是什么：quantity 数、ratio 比率、deadline 期限、ordinal 等级、words 文字、missing 没有填、unclear 读不懂"),
        _text("op", "方向", "按哪个比较：≥ ≤ > < = ≈"),
        Column("target_value", "指标值（数）", "number", "基本单位", "换算到基本单位的数：比率 1 = 100%，万元换成元，万人次换成人次；不是数时为空"),
        Column("actual_value", "完成值（数）", "number", "基本单位", "同上"),
        Column("completion", "完成率", "number", "比率", "按政策算的完成率"),
        Column("deviation", "偏差率", "number", "比率", "(完成值−指标值)÷指标值"),
        Column("met", "达成", "yes", "", "是否达到目标；说不准时为空"),
        Column("weight", "分值", "number", "分", ""),
        Column("score", "重算得分", "number", "分", "按政策算的得分；要由人定或缺数时为空"),
        Column("stated_score", "所填得分", "number", "分", "表里写的得分"),
        Column("lost", "失分", "number", "分", "分值减去计入总分的得分；没填完成值又没有得分的，是全部分值；没有分值或算不出时为空"),
        _text("cause", "失分原因", "；".join(f"{key} {name}" for key, name in CAUSES.items())),
        _text("rule", "计分规则", "读出的评分标准属于哪一类"),
        _text("rule_text", "评分标准", "照表里所写"),
        _text("reason", "偏差原因", "表里写的偏差原因及改进措施"),
        _text("prior", "上年值", "表里写的上年值"),
        Column("prior_value", "上年值（数）", "number", "基本单位", "换算到基本单位的数；不是数时为空"),
        _text("light", "预警灯", "监控表的灯"),
        _text("why", "依据", "得分（或灯）是怎么来的；不评分的申报表为空"),
        _text("cell", "位置", "得分所在的单元格；没有得分列时为指标名称所在的单元格"),
    ),
    "findings": (
        _PLACE[0], _PLACE[1], *_WHOSE,
        _text("cell", "位置", "问题所在的单元格，最要紧的一个；报告文字里的问题没有单元格时为段落或行"),
        _text("code", "编号", "检查的编号，如 JX203"),
        _text("severity", "级别", "error 错误；warning 警告；info 提示"),
        _text("subject", "对象", "哪条指标、哪一行"),
        _text("message", "问题", "整句"),
        _text("expected", "应为", "应有的数"),
        _text("found", "现为", "表里的数"),
        _text("suggestion", "建议", "怎么改"),
        _text("basis", "依据", "按哪条规则"),
        _text("explained", "说明", "单位在校验表里写的说明（仍然有效的）"),
        _text("fingerprint", "指纹", "问题的指纹：同一个问题在两次运行里相同"),
    ),
}  # fmt: skip
"""Every frame and its columns."""


class _Whose(NamedTuple):
    """The columns that say whose a row is."""

    unit: str
    project: str
    year: int | None


# ----------------------------------------------------------------- figures ----


def _number(value: Fraction | None, places: int) -> float | None:
    """A figure rounded half up from the exact value, as binary number."""
    return None if value is None else float(format_number(value, places))


def _ratio(value: Fraction | None) -> float | None:
    return _number(value, 4)


def _points(value: Fraction | None) -> float | None:
    return _number(value, 4)


def _money(value: Fraction | None, unit: str) -> float | None:
    return None if value is None else _number(value / 10000 if unit == "元" else value, 6)


def _kind_of(value: Value) -> str:
    if isinstance(value, Quantity):
        return "ratio" if value.unit.dimension == "ratio" else "quantity"
    kinds: tuple[tuple[type, str], ...] = ((Deadline, "deadline"), (Ordinal, "ordinal"), (Qualitative, "words"), (Missing, "missing"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "unclear")


def _base(value: Value) -> Fraction | None:
    return value.value if isinstance(value, Quantity) and value.high is None else None


def _prior(field: Field | None, like: Value) -> Fraction | None:
    """Last year's value in the unit of the target: a bare figure has the target's."""
    if field is None or field.cell.kind == "empty":
        return None
    value = read_cell(field)
    if not isinstance(value, Quantity) or value.high is not None:
        return None
    if value.unit.text == "" and isinstance(like, Quantity):
        return value.amount * like.unit.factor
    return value.value if isinstance(like, Quantity) and value.unit.dimension == like.unit.dimension else None


# ------------------------------------------------------------------- rows ----


def _cause(row: AssessedIndicator, lost: Fraction | None) -> Cause | None:
    """Why a row has not all its points."""
    if not lost or lost < 0:
        return None
    score = row.score
    if isinstance(row.actual, Missing):
        return "missing"
    if score.met is False:
        return "unmet"
    if score.manual or isinstance(row.actual, Qualitative):
        return "judged"
    if score.points is None:
        return "unclear"
    return "unmet" if score.points < (row.weight or 0) else "deducted"


def _value_text(source: Indicator) -> str:
    return words(source.unit)


def _indicators(assessment: Assessment, place: Row, whose: _Whose, language: str) -> Iterator[Row]:
    monitoring = assessment.monitoring
    for index, row in enumerate(assessment.indicators):
        source, score = row.source, row.score
        progress = monitoring.rows[index] if monitoring else None
        target, actual = _base(row.target), _base(row.actual)
        lost = row.weight - row.accepted if row.weight is not None and row.accepted is not None else None
        if lost is None and row.weight is not None and isinstance(row.actual, Missing) and assessment.table.scored:
            lost = row.weight
        why = progress.why if progress else score.why if assessment.table.scored else NOTHING_SAID
        cell = source.score or source.name
        yield (
            *place, *whose, source.row, source.level1, source.level2, words(source.name), words(source.target), words(source.actual),
            _value_text(source) or (row.target.unit.text if isinstance(row.target, Quantity) else ""),
            _kind_of(row.target), row.op or "", _number(target, 6), _number(actual, 6),
            _ratio(progress.completion if progress else score.completion),
            _ratio(deviation(target, actual)) if target is not None and actual is not None and _same_dimension(row) else None,
            score.met, _points(row.weight), None if score.shown is None else float(score.shown), _points(row.stated),
            _points(lost), _cause(row, lost) or "", score.rule_id, words(source.rule), words(source.reason), words(source.prior),
            _number(_prior(source.prior, row.target), 6), (progress.light or "") if progress else "",
            mask_quotes(why.in_language(language), map(words_stored, (source.target, source.actual))), cell.ref.a1,
        )


def _same_dimension(row: AssessedIndicator) -> bool:
    return isinstance(row.target, Quantity) and isinstance(row.actual, Quantity) and row.target.unit.dimension == row.actual.unit.dimension


def _funds(assessment: Assessment, place: Row, whose: _Whose) -> Iterator[Row]:
    monitoring, unit = assessment.monitoring, assessment.table.money_unit
    for index, fund in enumerate(assessment.funds):
        line = fund.line
        progress = monitoring.funds[index] if monitoring else None
        yield (
            *place, *whose, mask(line.name), line.role, line.breakdown,
            *(_money(value, unit) for value in (fund.initial, fund.budget, fund.executed, fund.expected)),
            _ratio(fund.rate), _ratio(fund.stated_rate.value) if fund.stated_rate else None, _points(fund.weight),
            float(fund.score.shown) if fund.score and fund.score.shown is not None else None, _points(fund.stated_score),
            (progress.light or "") if progress else "", line.label.ref.a1,
        )


def _next_grade(assessment: Assessment) -> tuple[str, float | None]:
    """The grade above, and how many points are missing to it."""
    if assessment.score is None or not assessment.grade:
        return "", None
    above = [(lowest, name) for name, lowest in assessment.policy.grades if lowest > assessment.score]
    if not above:
        return "", None
    lowest, name = min(above)
    return name, _points(lowest - assessment.score)


def _tables(assessment: Assessment, place: Row, whose: _Whose, department: str, counts: Counter[str]) -> Row:
    table, fund = assessment.table, _main_fund(assessment)
    unit = table.money_unit
    base = executed = None
    if fund is not None:  # what the rate was taken of: corrected sums where the stated ones do not add up
        base = next((value for value in (fund.base, fund.added_budget, fund.budget) if value is not None), None)
        executed = fund.executed if fund.added_executed is None else fund.added_executed
    return (
        *place, *whose, department, table.form, table.stage, mask(table.title), len(assessment.indicators),
        _money(base, unit), _money(executed, unit), _ratio(fund.rate if fund else None),
        _points(assessment.weight), _points(assessment.score), _points(assessment.stated_total), assessment.accepted,
        assessment.grade or "", *_next_grade(assessment),
        assessment.monitoring.month if assessment.monitoring else None, (assessment.monitoring.light or "") if assessment.monitoring else "",
        *(counts[severity] for severity in ("error", "warning", "info")), (table.total.ref if table.total else table.anchor).a1,
    )


def _main_fund(assessment: Assessment) -> AssessedFund | None:
    """The line whose rate is scored, else the first total, else the only line."""
    if assessment.execution is not None:
        return assessment.execution
    totals = [fund for fund in assessment.funds if fund.line.role == "total"]
    return totals[0] if totals else assessment.funds[0] if len(assessment.funds) == 1 else None


def _finding(path: str, whose: _Whose, finding: Finding, language: str) -> Row:
    cell = finding.cells[0].a1 if finding.cells else finding.where.in_language(language)
    return (
        path, finding.sheet, *whose, cell, finding.code, finding.severity, finding.subject, finding.message.in_language(language),
        finding.expected, finding.found, finding.suggestion.in_language(language), finding.basis.in_language(language),
        finding.explained, finding.fingerprint,
    )


def records_of(result: FileResult, language: str = "zh") -> Records:
    """Everything about one workbook, as rows of each frame.  Numbers of persons are masked."""
    found: Records = {frame: [] for frame in COLUMNS}
    by_sheet: dict[str, Counter[str]] = {}
    for finding in result.findings:
        by_sheet.setdefault(finding.sheet, Counter())[finding.severity] += 1
    numbers: dict[int, int] = {}
    owners: dict[str, _Whose] = {}
    for assessment in result.assessments:
        table = assessment.table
        number = numbers.setdefault(id(table), len(numbers) + 1)
        who = identity(table)
        whose = _Whose(who.unit, who.project, who.year)
        owners.setdefault(table.sheet, whose)
        place: Row = (result.path, table.sheet, number, assessment.policy.name)
        found["tables"].append(_tables(assessment, place, whose, who.department, by_sheet.get(table.sheet, Counter())))
        found["funds"].extend(_funds(assessment, place, whose))
        found["indicators"].extend(_indicators(assessment, place, whose, language))
    nobody = next(iter(owners.values()), _Whose("", "", None))
    found["findings"].extend(
        _finding(result.path, owners.get(finding.sheet, nobody), finding, language) for finding in result.findings
    )
    message: Text | None = result.message if result.status not in {"ok", "findings"} or result.refused else None
    found["files"].append((
        result.path, result.status, message.in_language(language) if message else "", result.input_hash, len(numbers),
        result.count("error"), result.count("warning"), result.count("info"),
        sum(finding.explained is not None for finding in result.findings), "" if result.dry else result.output,
    ))
    return found


def name_of(path: str) -> str:
    """The name of a workbook without folders and ending, to call a table by that names no unit."""
    return PurePath(path).stem
