"""Worksheet functions give what the command line gives: on every example, on filled templates, and on every known layout.

The figures expected come from ``jixiao check --format json`` in a process of its own.  The functions get the cells as a
spreadsheet program would hand them over (values by openpyxl, without formats), a whole column in one call.  Where both
may differ, a general rule says so, and the rows that it takes out are counted.
"""

import datetime as dt
import json
import re
import subprocess
import sys
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from tests.layouts.truth import layouts, read
from tests.services.filling import Sheet

from jixiao.excel.functions import FUNCTIONS
from jixiao.forms import find_form, recognise
from jixiao.model import Book
from jixiao.reports.json_report import file_record
from jixiao.reports.result import FileResult
from jixiao.scoring.assess import assess
from jixiao.scoring.light import WORDS
from jixiao.scoring.policy import load
from jixiao.services.analyse import Settings, analyse
from jixiao.services.new import blank
from jixiao.values import Deadline, Missing, Quantity, Unclear, direction, format_number
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import drawing_bytes

EXAMPLES = sorted((Path(__file__).parents[2] / "workbooks" / "examples").glob("*.xlsx"))
CALL = {function.name: function.call for function in FUNCTIONS}
LIGHTS = {light: f"{word.zh}灯" for light, word in WORDS.items()}


def checked(path):
    done = subprocess.run([sys.executable, "-m", "jixiao", "check", str(path), "--format", "json", "--fail-on", "never"],
                          capture_output=True, text=True, encoding="utf-8", check=True)
    (file,) = json.loads(done.stdout)["files"]
    return file["tables"]


def four_places(value):
    return f"{Decimal(f'{value:.15g}').quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"


class Rows:
    """The indicators of a table as columns of raw values, and what takes some of them out of a comparison."""

    def __init__(self, assessment, raw):
        self.assessment, self.raw, self.rows = assessment, raw, assessment.indicators
        self.sources = [row.source for row in self.rows]

    def column(self, key):
        return [[self.raw(getattr(source, key))] for source in self.sources]

    def directions(self):
        """指标方向; where it is blank, a comparison that stands in 指标性质 counts."""
        found = []
        for source in self.sources:
            signs = [field for field in (source.direction, source.nature) if field is not None]
            telling = [f for f in signs if direction(f.text).kind != "blank" and (f is source.direction or direction(f.text).op)]
            found.append([self.raw(telling[0]) if telling else None])
        return found

    def call(self, name, *, weighted=False, month=None, interim=False):
        columns = [self.column("target"), self.column("actual")]
        columns += [self.column("weight"), self.column("rule")] if weighted else []
        columns += [month] if month else []
        columns += [self.directions(), self.column("unit"), self.assessment.policy.name, self.column("name"), self.assessment.table.year]
        columns += [self.column("interim")] if interim else []
        answer = CALL[name](*columns)
        assert [len(row) for row in answer] == [1] * len(self.rows)
        return [value for (value,) in answer]

    def meanings(self):
        columns = [self.column("target"), self.directions(), self.column("unit"), self.assessment.policy.name, self.column("name"), self.assessment.table.year]
        return [value for (value,) in CALL["JXTARGET"](*columns)]

    def outside(self, index):
        """Why a row cannot be compared, "" if it can: general reasons only."""
        source = self.sources[index]
        fields = [getattr(source, key) for key in ("target", "actual", "weight", "rule", "direction", "nature", "unit", "name", "interim")]
        if any(field is not None and field.part is not None for field in fields):
            return "part"  # one cell holds several things: no single cell can be given
        if source.weight is not None and source.weight.cell.kind == "percent":
            return "weight in percent"  # 5% comes as 0.05, which may as well be 0.05 points
        if self.rows[index].direction.kind == "invalid":
            return "direction"  # the command names it in JX503 and goes on; a function can only say one thing
        return ""


def compare(rows, expected, seen):
    """One table's rows against the command's; ``expected``: its dicts of JSON, or what gives the same."""
    table = rows.assessment.table
    kept = [index for index in range(len(rows.rows)) if not rows.outside(index)]
    seen.update(filter(None, map(rows.outside, range(len(rows.rows)))))
    for index, meaning in enumerate(rows.meanings()):
        seen[f"target {type(rows.rows[index].target).__name__}"] += index in kept
        assert index not in kept or says(meaning, rows.rows[index]), meaning
    if table.stage == "evaluation":
        scores, derivations = rows.call("JXSCORE", weighted=True), rows.call("JXWHY", weighted=True)
        answers, completions = rows.call("JXMET"), rows.call("JXCOMPLETION")
        for index in kept:
            row, name = expected[index], (table.sheet, index, expected[index]["name"])
            seen["score" if row["score"] is not None else "no score"] += 1
            same_or_told(scores[index], None if row["score"] is None else float(row["score"]), name)
            same_or_told(answers[index], {True: "是", False: "否", None: None}[row["met"]], name)
            seen[f"met {row['met']}"] += 1
            if isinstance(completions[index], float):
                assert four_places(completions[index]) == row["completion"], name
                seen["completion"] += 1
            else:
                assert row["completion"] is None, name
            why_is_the_same(rows, index, derivations[index], row["why"], seen)
    if table.stage == "monitoring" and rows.assessment.monitoring.month:
        lights = rows.call("JXLIGHT", month=rows.assessment.monitoring.month, interim=True)
        # A table that knows three lights calls green what would be blue.
        three = "blue" not in {row["light"] for row in expected} and any(row["stated_light"] for row in expected)
        for index in kept:
            light = expected[index]["light"]
            seen[f"light {light}"] += 1
            if three and lights[index] == "蓝灯":
                seen["blue in a table of three lights"] += 1
                assert light == "green"
            else:
                same_or_told(lights[index], LIGHTS.get(light), expected[index]["name"])
    return scores if table.stage == "evaluation" else []


COMPARED = {"≥": "不低于", "≤": "不超过", ">": "高于", "<": "低于", "=": "等于", "≈": "大约"}


def says(meaning, row):
    """Whether the words for a target say what the command works with."""
    target = row.target
    if isinstance(target, Missing | Unclear):
        return meaning == "" if isinstance(target, Missing) else meaning.startswith("错误：")
    if isinstance(target, Quantity):
        # What was shown as a percentage may be told as a ratio.
        figures = {format_number(value) for value in (target.amount, target.value)}
        return any(figure in meaning for figure in figures) and (target.high is not None or COMPARED[row.op] in meaning)
    return meaning.startswith("时限：") if isinstance(target, Deadline) else target.text in meaning or meaning.startswith(tuple(COMPARED.values()))


def same_or_told(answer, expected, name):
    """The same figure or word; where the command has none, blank or a text that says why."""
    if expected is not None:
        assert answer == expected, name
    else:
        assert answer == "" or answer.startswith(("错误：", "待定：")), (name, answer)
        assert "程序出了意外" not in answer, (name, answer)


def why_is_the_same(rows, index, answer, why, seen):
    source, target = rows.sources[index], rows.rows[index].target
    if not (source.target and source.target.text) and not (source.actual and source.actual.text):
        assert answer == ""
        seen["why of a blank row"] += 1
    elif isinstance(target, Quantity) and not target.unit.known:
        seen["why with a unit that nobody knows"] += 1  # whether it means percents, neither can say
    elif rows.rows[index].against_name and rows.rows[index].score.met is None:
        assert answer.startswith(f"{why}；比较符 ")  # the command says that in JX504
        seen["why with a doubt"] += 1
    elif answer == why:
        seen["why"] += 1
    else:
        # Where nothing tells that 0.95 was shown as 95%, the same sentence says 0.95.
        assert as_ratios(answer) == as_ratios(why)
        seen["why without percent signs"] += 1


def as_ratios(sentence):
    """The sentence with 95% as 0.95."""
    return re.sub(r"(\d+(?:\.\d+)?)%", lambda found: f"{(Decimal(found[1]) / 100).normalize():f}", sentence)


def funds_are_the_same(assessment, expected, raw, seen):
    """Rates of all lines, the score of the scored one; the score."""
    found = None
    for fund, record in zip(assessment.funds, expected["funds"], strict=True):
        line = fund.line
        fields = (line.budget, line.executed, line.weight)
        if any(field is not None and field.part is not None for field in fields):
            seen["part of a cell in the funds"] += 1
            continue
        if fund.mixed or fund.budget != fund.base or fund.added_executed is not None:
            if fund.mixed:
                seen["amounts in doubt"] += 1  # JX122: the command computes nothing from them
                continue
            # JX403: the command corrects a total whose parts do not add up, before anything else.
            seen["rates of corrected amounts"] += 1
            amounts = [None if value is None else float(value) for value in (fund.base, fund.added_executed or fund.executed)]
        else:
            amounts = [raw(line.budget), raw(line.executed)]
        ((rate,),) = CALL["JXRATE"](*amounts, assessment.table.money_unit)
        same_or_told(four_places(rate) if isinstance(rate, float) else rate, record["rate"], record)
        seen["rate" if record["rate"] else "no rate"] += 1
        if record["score"] is not None:
            weight = raw(line.weight) if line.weight is not None and line.weight.text else float(fund.weight)
            ((found,),) = CALL["JXRATESCORE"](*amounts, weight, assessment.policy.name, assessment.table.money_unit)
            assert found == float(record["score"])
            seen["rate score"] += 1
    return found


def compare_workbook(path):
    """Everything that the command says of a workbook, against the functions on its raw cells."""
    seen = Counter()
    book = openpyxl.load_workbook(path, data_only=True)
    analysis = analyse(open_workbook(path), Settings())
    for assessment, expected in zip(analysis.assessments, checked(path), strict=True):
        sheet = book[assessment.table.sheet]

        def raw(field, sheet=sheet):
            return None if field is None else sheet.cell(field.ref.row, field.ref.column).value

        rows = Rows(assessment, raw)
        scores = compare(rows, expected["indicators"], seen)
        rate_score = funds_are_the_same(assessment, expected, raw, seen)
        if scores:
            total_and_grade_are_the_same(rows, expected, scores, rate_score, sheet, seen)
    return seen


def total_and_grade_are_the_same(rows, expected, scores, rate_score, sheet, seen):
    """JXTOTAL of the score column from the heading's row to the last, our figures in it, as the sheet has it."""
    table = rows.assessment.table
    if expected["total"]["score"] is None:
        return
    score_column, name_column = (table.columns[key].ref.column for key in ("score", "name"))
    first, last = rows.sources[0].row, sheet.max_row
    points = {source.row: score for source, score in zip(rows.sources, scores, strict=True) if isinstance(score, float)}
    column = [[points.get(row, sheet.cell(row, score_column).value)] for row in range(first, last + 1)]
    names = [[sheet.cell(row, name_column).value] for row in range(first, last + 1)]
    ((total,),) = CALL["JXTOTAL"](column, names, rate_score, rows.assessment.policy.name)
    assert total == float(expected["total"]["score"])
    ((grade,),) = CALL["JXGRADE"](total, rows.assessment.policy.name)
    assert grade == expected["grade"]
    seen["total"] += 1


# ---------------------------------------------------- examples and templates ----


# What cannot be compared, by the rules above; everything else that is counted was compared and found the same.
LEFT_OUT = {
    "part", "part of a cell in the funds", "weight in percent", "direction", "amounts in doubt", "why with a unit that nobody knows",
}


def both(seen):
    """What was compared, and what was left out."""
    return {key: n for key, n in seen.items() if key not in LEFT_OUT}, {key: n for key, n in seen.items() if key in LEFT_OUT}


EXPECTED = {
    "yiyang-2024": (
        {"score": 135, "met True": 129, "met False": 6, "why": 134, "completion": 103, "rate": 1, "rate score": 1, "total": 1},
        {"part of a cell in the funds": 6, "why with a unit that nobody knows": 1},
    ),
    # No column for what was done: no score can be computed, and 得分 are the office's own.
    "shaoguan-2022": (
        {"no score": 43, "met None": 43, "why": 40, "rate": 3, "rate score": 1, "total": 1, "rates of corrected amounts": 1},
        {"direction": 1, "why with a unit that nobody knows": 1},
    ),
    # Declarations: what the targets mean.
    "dongguan-2022": ({"target Quantity": 27, "target Deadline": 4}, {}),
    "hengyang-2023": ({"target Quantity": 18, "target Qualitative": 4}, {}),
    "gaoxin-2021": ({"target Quantity": 12, "target Deadline": 2}, {"part": 14}),
}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_on_every_example(path):
    compared, left_out = both(compare_workbook(path))
    wanted, outside = EXPECTED[path.stem]
    assert wanted.items() <= compared.items(), compared
    assert left_out == outside


# name, direction, target, unit, actual, weight; a figure with its own number format is given as (figure, format).
FILLED = [
    ("培训场次", "≥", 12, "场", 12, 5), ("抽检批次", "≥", 550, "批次", 475, 5), ("新增企业", ">", 30, "家", 31, 5), ("重点报告", "=", 2, "个", 2, 5),
    ("宣传活动", "=", 4, "次", 3, 5), ("办理时限", "≤", 15, "天", 16, 5), ("项目成本", "≤", 53, "万元", 58.3, 5), ("事故起数", "≤", 0, "起", 0, 5),
    ("产品合格率", "≥", (0.95, "0.00%"), None, (0.9312, "0.00%"), 5), ("检查覆盖率", "≥", 98, "%", (0.9712, "0.00%"), 5),
    ("任务完成率", "≥", (1, "0%"), None, (1.05, "0%"), 5), ("差错率", "≤", (0.01, "0.0%"), None, (0.008, "0.0%"), 5),
    ("投诉率", "≤", "0.5%", None, (0.008, "0.0%"), 2), ("收入增长率", "≥", "3%", None, (-0.01, "0%"), 2), ("支付率", "≥", 95, "%", 96.5, 3),
    ("完工时间", "≤", dt.date(2024, 10, 31), "日期", dt.date(2024, 11, 2), 5), ("营商环境", "定性", "不断提升", None, "达成预期指标", 5),
    ("市容市貌", "定性", "显著改善", None, "较好", 5), ("群众满意度", "≥", "90%", None, "92.5%", 8),
]
RULES = {
    "培训场次": "完成得5分", "抽检批次": "完成得5分", "办理时限": "每超过1天扣0.5分，扣完为止", "产品合格率": "95%（含）以上得5分，90%（含）-95%得3分，90%以下不得分",
    "检查覆盖率": "每低于1个百分点扣0.5分，扣完为止", "投诉率": "每超过0.1个百分点扣0.1分，扣完为止", "市容市貌": "酌情给分",
    "群众满意度": "满意度90%（含）以上得8分，80%（含）-90%得5分，80%以下不得分", "项目成本": "每超过1%扣权重分的5%，扣完为止",
}
AMOUNTS = [813.27, 813.27, 750.5, 20, 20, 20, 100.1, 100.1, 96.33, 44.4, 44.4, 44.4]


SCORED = {"target Quantity": 16, "score": 17, "no score": 2, "met True": 9, "met False": 9, "completion": 15, "why": 19, "total": 1}


@pytest.mark.parametrize(("form", "wanted"), [
    ("mof-project", SCORED | {"rate": 3}),
    ("hunan-department", SCORED | {"rate": 1, "rate score": 1}),
    ("hengyang-department", SCORED),
    ("mof-monitoring", {"light blue": 7, "light green": 6, "light red": 5, "light None": 1, "rate": 3}),
])
def test_on_a_filled_template(form, wanted, tmp_path):
    path = tmp_path / f"{form}.xlsx"
    path.write_bytes(drawing_bytes(blank(find_form(form), load("platform"), rows=4)))
    sheet = Sheet(path)
    for row, cells in zip(sheet.rows, FILLED, strict=False):
        plain = [cell[0] if isinstance(cell, tuple) else cell for cell in cells]
        sheet.indicator(row, *plain)
        sheet.put(row, RULES.get(plain[0]), "评分标准", "评分细则", "评（扣）分标准")
        for value, headings in ((cells[2], ("年度指标值", "目标值", "指标值")), (cells[4], ("实际完成值", "1-7月执行情况"))):
            if isinstance(value, tuple):
                sheet.sheet.cell(row, sheet.column(*headings)).number_format = value[1]
    for (row, column), amount in zip(sheet.open_amounts(), AMOUNTS, strict=False):
        sheet.sheet.cell(row, column).value = amount
    compared, left_out = both(compare_workbook(sheet.save(path)))
    assert wanted.items() <= compared.items(), compared
    assert set(left_out) <= {"part of a cell in the funds"}


# ---------------------------------------------------------------- layouts ----


def stored(field):
    """What a program hands over of a cell: numbers as doubles without their formats."""
    value = None if field is None else field.cell.value
    if isinstance(value, Decimal):
        return float(value)
    return dt.datetime.fromisoformat(value.isoformat()[:10]) if isinstance(value, dt.date) else value


def test_on_every_known_layout():
    """Published tables of all kinds; the core's own figures here, because the command makes its JSON from them."""
    seen = Counter()
    for path in layouts():
        grid, _ = read(path)
        for table in recognise(Book(path.stem, (grid,))).tables:
            assessment = assess(table, load(table.policy or "mof-2020"))
            (record,) = file_record(FileResult(path.stem, "ok", None, (assessment,)))["tables"]
            compare(Rows(assessment, stored), record["indicators"], seen)
            funds_are_the_same(assessment, record, stored, seen)
    compared, left_out = both(seen)
    wanted = {
        "score": 427, "no score": 217, "met True": 494, "completion": 474, "why": 564, "rate": 202, "target Quantity": 889, "light green": 80, "light blue": 12,
        "light yellow": 7, "light red": 5,
    }
    assert {key: n for key, n in wanted.items() if compared[key] < n} == {}, compared
    assert sum(left_out.values()) * 8 < compared["score"] + compared["no score"], left_out
