"""Blank workbooks: they compute by themselves what the core computes, for every form and policy, and survive inserted rows."""

import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
import uuid
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from filling import Sheet, calculated
from lxml import etree
from openpyxl import load_workbook

from jixiao.forms import FormError, StatementForm, find_form, load_forms, recognise
from jixiao.model import EMPTY_CELL, Cell, Field, FundLine, Goal, Indicator, JixiaoError, Ref, Table
from jixiao.scoring.policy import load, names
from jixiao.services.analyse import Settings, analyse
from jixiao.services.new import blank, new_file
from jixiao.workbooks import open_workbook
from jixiao.workbooks.drawing import Formula, drawing_bytes

FORMS = load_forms()
TABLES = [form for form in FORMS if not isinstance(form, StatementForm)]
STATEMENTS = [form for form in FORMS if isinstance(form, StatementForm)]
SCORED = [form for form in TABLES if form.stage == "evaluation"]
# direction, target, unit, actual, reason; the last row needs a person.
ROWS = [
    ("≥", 12, "场", 12, None), ("≥", 550, "批次", 475, "人手不足"), (">", 30, "家", 31, None), ("=", 2, "个", 2, None), ("=", 4, "次", 3, "改期"),
    ("≤", 15, "天", 15, None), ("≤", 53, "万元", 58.3, "材料涨价"), ("<", 5, "件", 6, "突发"), ("≤", 0, "起", 0, None), ("=", 0, "起", 1, "突发"),
    ("≥", 98, "%", 96.5, "差距"), ("≥", 95, "%", 0.97, None), ("定性", "不断提升", None, "达成预期指标", None),
    ("≤", dt.date(2024, 10, 31), "日期", dt.date(2024, 10, 20), None), ("≥", 3, "%", -1, "下降"),
    ("定性", "显著改善", None, "部分达成预期指标并具有一定效果", "差距"),
]
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
AMOUNTS = [813.27, 813.27, 750.5, 20, 20, 20, 100.1, 100.1, 96.33, 44.4, 44.4, 44.4]
TYPED = Decimal("0.75")


def written(form, folder, **wishes):
    path = folder / f"{form.id}.xlsx"
    path.write_bytes(drawing_bytes(blank(form, **wishes)))
    return path


def fill(form, path):
    """Every kind of row, with figures in every yellow amount; the weights make up what the execution rate leaves of a hundred."""
    sheet = Sheet(path)
    rows = list(zip(sheet.rows, ROWS, strict=False))
    weights = [5] * (len(rows) - 1)
    execution = 10 if "score" in form.fund_headings else 0
    weights.append(100 - execution - sum(weights))
    for number, ((row, (direction, target, unit, actual, reason)), weight) in enumerate(zip(rows, weights, strict=True)):
        sheet.indicator(row, f"事项{NAMES[number]}", direction, target, unit, actual, weight)
        sheet.put(row, reason, "偏差原因")
        sheet.put(row, actual, "全年预计完成情况")
        if number == len(ROWS) - 1 and form.stage == "evaluation" and "完成得" not in form.template.rule:
            sheet.put(row, float(TYPED * weight), "得分", "自评得分")
        if isinstance(target, dt.date):
            for words in (("年度指标值", "目标值", "指标值"), ("实际完成值", "1-7月")):
                if column := sheet.column(*words):
                    sheet.sheet.cell(row, column).number_format = 'yyyy"年"m"月"d"日"'
    for (row, column), amount in zip(sheet.open_amounts(), AMOUNTS, strict=False):
        sheet.sheet.cell(row, column).value = amount
    return sheet.save(path)


def fill_statement(path):
    """A rising figure in every yellow cell, a name for every line of the unit's own."""
    book = load_workbook(path)
    number = 0
    for row in book.worksheets[0].iter_rows(min_row=3):
        for cell in row:
            if cell.protection.locked or cell.value is not None or type(cell).__name__ == "MergedCell":
                continue
            number += 1
            cell.value = f"专项{number}" if cell.column == 1 else round(10 + 3.37 * number, 2)
    book.save(path)
    return path


def judged(path, policy=None, overrides=None):
    return analyse(open_workbook(path), Settings((policy,) if policy else (), overrides or {}))


@pytest.fixture(scope="module")
def round_trip(tmp_path_factory):
    """Form → its filled workbook as LibreOffice calculated it."""
    folder = tmp_path_factory.mktemp("forms")
    filled = [fill(form, written(form, folder)) for form in TABLES] + [fill_statement(written(form, folder)) for form in STATEMENTS]
    return dict(zip([form.id for form in (*TABLES, *STATEMENTS)], calculated(filled, folder), strict=True))


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", TABLES, ids=lambda form: form.id)
def test_a_filled_template_is_known_as_its_form_and_has_no_figure_that_the_core_would_change(form, round_trip):
    analysis = judged(round_trip[form.id])
    (assessment,) = analysis.main
    assert assessment.table.form == form.id
    assert len(assessment.indicators) == min(len(ROWS), len(Sheet(round_trip[form.id]).rows))
    arithmetic = [f.message.zh for f in analysis.findings if f.code in {
        "JX101", "JX102", "JX103", "JX104", "JX105", "JX106", "JX201", "JX203", "JX205", "JX207", "JX208", "JX209", "JX211", "JX301", "JX303",
        "JX304", "JX305", "JX310", "JX401", "JX402", "JX403", "JX404", "JX408", "JX410", "JX501", "JX502", "JX503", "JX504", "JX505", "JX507",
    }]
    assert arithmetic == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", SCORED, ids=lambda form: form.id)
def test_scores_total_rates_and_grade_are_the_cores(form, round_trip):
    (assessment,) = judged(round_trip[form.id]).main
    computed = [row for row in assessment.indicators if row.score.shown is not None]
    assert len(computed) >= len(assessment.indicators) - 1
    assert [row.stated for row in computed] == [Fraction(row.score.shown) for row in computed]
    assert assessment.stated_total == assessment.score
    assert assessment.stated_total_weight == assessment.weight == 100
    assert assessment.table.grade.text == assessment.grade
    lines = [fund for fund in assessment.funds if fund.rate is not None and fund.line.rate is not None]
    assert all(abs(fund.stated_rate.value - fund.rate) < Fraction(1, 10**9) for fund in lines)
    if "score" in form.fund_headings:
        assert assessment.execution.stated_score == Fraction(assessment.execution.score.shown)


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", STATEMENTS, ids=lambda form: form.id)
def test_sums_ratios_and_balances_of_a_filled_statement_hold(form, round_trip):
    analysis = judged(round_trip[form.id])
    (statement,) = analysis.statements
    assert statement.statement.form == form.id
    relations = [one for one in statement.judged if one.relation.kind in {"sum", "ratio", "change", "balance"}]
    assert relations
    assert [one.why.zh for one in relations if not one.holds] == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("form", [find_form("mof-project"), find_form("hunan-department"), find_form("hunan-basic-data")], ids=lambda form: form.id)
def test_recalc_changes_no_cell_of_a_calculated_template(form, round_trip, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", "recalc", str(round_trip[form.id]), "-o", str(tmp_path), "--format", "json"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )
    (found,) = json.loads(done.stdout)["files"]
    assert found["edits"] == []
    before, after = (load_workbook(path).worksheets[0] for path in (round_trip[form.id], tmp_path / f"{form.id}.xlsx"))
    assert {c.coordinate: c.value for row in before for c in row} == {c.coordinate: c.value for row in after for c in row}


CASES = [
    *(("mof-project", policy, {}) for policy in names()),
    *(("mof-project", "mof-2020", dict([pair])) for pair in (
        ("strict_equal", "met"), ("equal_over", "unmet"), ("forward_unmet", "zero"), ("equal_unmet", "zero"), ("rounding", "truncate"),
        ("score_places", "1"), ("bare_ratio", "as-written"),
    )),
    *(("hunan-department", "hunan", {"binary_reading": reading}) for reading in ("binary", "proportional", "threshold-ratio", "threshold-excess")),
    *(("hengyang-department", "hengyang-2023", {"threshold_reading": reading}) for reading in ("excess", "ratio")),
]


def scattered(rng):
    """A target, an actual, a unit and a weight; every second actual lies near its target."""
    target = rng.choice([0, rng.randint(1, 50), round(rng.uniform(0.1, 120), rng.randint(0, 3)), rng.choice([95, 98, 100, 12, 3]), -rng.randint(1, 4)])
    near = round(target * rng.uniform(0.3, 2.3), rng.randint(0, 3))
    actual = rng.choice([target, 0, near, near, round(rng.uniform(0, 130), rng.randint(0, 4)), round(rng.uniform(0.01, 1), 3), -rng.randint(1, 4)])
    return target, rng.choice(["家", "%", "万元", "天", None]), actual, rng.choice([1, 2, 3, 5, 0.5, 2.5, 10, 8, 15, 1.25])


@pytest.mark.libreoffice
def test_the_score_formula_of_every_policy_gives_the_cores_points(tmp_path):
    files = []
    for number, (form, policy, overrides) in enumerate(CASES):
        rng = random.Random(number)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(drawing_bytes(blank(find_form(form), load(policy).with_overrides(overrides), rows=20)))
        sheet = Sheet(path)
        for index, row in enumerate(sheet.rows):
            target, unit, actual, weight = scattered(rng)
            sheet.indicator(row, f"事项{index}", rng.choice("≥>=≤<"), target, unit, actual, weight)
        files.append(sheet.save(path))
    wrong, compared = [], 0
    for (form, policy, overrides), path in zip(CASES, calculated(files, tmp_path), strict=True):
        (assessment,) = judged(path, policy, overrides).main
        for row in assessment.indicators:
            due = None if row.score.shown is None else Fraction(row.score.shown)
            compared += 1
            if row.stated != due:
                wrong.append((form, policy, overrides, row.source.row, row.score.why.zh, row.stated))
    assert wrong == []
    assert compared >= len(CASES) * 180


@pytest.mark.libreoffice
def test_rows_inserted_under_protection_are_inside_every_sum(tmp_path):
    python = "/usr/bin/python3"
    if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode and os.environ.get("CI") != "true":
        pytest.skip("the system's Python has no UNO (python3-uno)")
    sheet = Sheet(written(find_form("mof-project"), tmp_path))
    for row, actual in ((sheet.rows[0], 8), (sheet.rows[1], 12), (sheet.rows[-1], 5)):
        sheet.indicator(row, f"事项{row}", "≥", 10, "家", actual, 20)
    path, out, pipe = sheet.save(tmp_path / "filled.xlsx"), tmp_path / "out.xlsx", f"jixiao{uuid.uuid4().hex}"
    total = f"J{sheet.line + 1}"
    office = subprocess.Popen([
        shutil.which("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;",
    ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        script = Path(__file__).with_name("insert_rows.py")
        done = subprocess.run(
            [python, str(script), pipe, str(path), "3", total, str(sheet.rows[1]), str(sheet.line), str(out)],
            capture_output=True, text=True, timeout=300, check=False,
        )
        assert done.returncode == 0, done.stderr
        office.wait(30)
    finally:
        office.kill()
    inserted = Sheet(out)
    assert inserted.line == sheet.line + 2
    analysis = judged(out)
    (assessment,) = analysis.main
    # 8/10, 8/10 (filled down), 12/10, 5/10, 5/10 (filled down) of 20 points each
    assert [row.stated for row in assessment.indicators] == [16, 16, 20, 10, 10]
    assert assessment.stated_total == 72
    assert assessment.stated_total_weight == 110
    # The row inside a merged level belongs to it.
    assert [row.source.level2 for row in assessment.indicators][:3] == ["数量指标"] * 3


# ---------------------------------------------------------------- filled from a table


def cell(value):
    kind = "number" if isinstance(value, Decimal) else "text"
    return Field(Ref("目标表", 1, 1), Cell(value, kind, str(value)) if value is not None else EMPTY_CELL)


def test_a_workbook_is_filled_from_a_table_and_reads_back_as_it():
    rows = (
        Indicator(9, cell("培训场次"), "产出指标", "数量指标", direction=cell("≥"), target=cell(Decimal(12)), unit=cell("场"), weight=cell(Decimal(30))),
        Indicator(10, cell("编印手册"), "产出指标", "数量指标", direction=cell("≥"), target=cell(Decimal("1.5")), unit=cell("万册"), weight=cell(Decimal(20))),
        Indicator(11, cell("群众满意度"), "满意度指标", "服务对象满意度指标", direction=cell("≥"), target=cell(Decimal(95)), unit=cell("%"), weight=cell(Decimal(40))),
    )
    funds = (
        FundLine("年度资金总额", cell("年度资金总额"), "total", initial=cell(Decimal("120.5"))),
        FundLine("当年财政拨款", cell("当年财政拨款"), "part", initial=cell(Decimal("100.5"))),
        FundLine("其他资金", cell("其他资金"), "part", initial=cell(Decimal(20))),
    )
    table = Table(
        "目标表", "mof-project", "目标表", "evaluation", Ref("目标表", 1, 1), {}, {}, funds, rows, (), (Goal("expected", cell("=让群众满意")),),
        header={"项目名称": cell("惠民工程")}, year=2031,
    )
    form = find_form("mof-project")
    drawn = blank(form, filled=table)
    values = [found.value for found in drawn.sheets[0].cells.values()]
    assert {"惠民工程", "（2031年度）", "培训场次", 1.5, "万册", 100.5} <= set(values)
    assert 120.5 not in values  # the total is the sum of its parts
    assert sum(isinstance(value, str) and value.startswith("=IF(OR(F") for value in values) == 3
    (goal,) = (value for value in values if value == "=让群众满意")
    assert not isinstance(goal, Formula)


def test_texts_that_look_like_formulas_stay_texts(tmp_path):
    rows = (Indicator(9, cell("=1+1"), "产出指标", "数量指标", direction=cell("=")),)
    table = Table("表", "mof-project", "表", "evaluation", Ref("表", 1, 1), {}, {}, (), rows, ())
    path = tmp_path / "x.xlsx"
    path.write_bytes(drawing_bytes(blank(find_form("mof-project"), filled=table)))
    texts = [found for row in load_workbook(path).worksheets[0] for found in row if found.value in {"=1+1", "="}]
    assert [found.value for found in texts] == ["=1+1", "="]
    assert {found.data_type for found in texts} == {"s"}
    (assessment,) = judged(path).main
    assert assessment.indicators[0].source.name.cell.formula is None
    assert assessment.indicators[0].source.name.text == "=1+1"


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_blank_workbook_is_recognised_even_before_it_is_filled(form, tmp_path):
    found = recognise(open_workbook(written(form, tmp_path)).book)
    kinds = {table.form for table in found.tables} | {statement.form for statement in found.statements}
    assert kinds == {form.id}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_sheet_is_protected_and_lets_rows_be_inserted(form, tmp_path):
    book = load_workbook(written(form, tmp_path))
    assert book.sheetnames[1:] == ["填报说明"]
    for sheet in book:
        protection = sheet.protection
        assert (protection.sheet, protection.password) == (True, None)
        # In the file, false stands for allowed.
        assert not any((protection.insertRows, protection.deleteRows, protection.formatRows, protection.formatColumns))
    assert {prop.name for prop in book.custom_doc_props.props} >= {"jixiao.form", "jixiao.version"}
    assert book.properties.title == form.name.zh


@pytest.mark.parametrize("form", SCORED, ids=lambda form: form.id)
def test_every_cell_of_an_indicator_row_is_unlocked_so_that_the_row_can_be_filled_down_and_deleted(form, tmp_path):
    path = written(form, tmp_path)
    sheet = Sheet(path)
    with zipfile.ZipFile(path) as parts:
        styles, cells = (etree.fromstring(parts.read(f"xl/{name}.xml")) for name in ("styles", "worksheets/sheet1"))
    main = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    unlocked = {str(n) for n, xf in enumerate(styles.iterfind("x:cellXfs/x:xf", main)) if xf.find("x:protection[@locked='0']", main) is not None}
    # Also those below a merge: a row with a locked cell cannot be deleted.
    assert {c.get("s") for row in cells.iterfind(".//x:row", main) if int(row.get("r")) in sheet.rows for c in row} <= unlocked
    assert all(sheet.sheet.cell(row, sheet.column("得分", "自评得分")).value.startswith("=IF(") for row in sheet.rows)
    locked = [found for row in sheet.sheet.iter_rows(min_row=sheet.line) for found in row if isinstance(found.value, str) and found.value.startswith("=")]
    assert locked
    assert all(found.protection.locked for found in locked)


def test_formulas_need_nothing_later_than_excel_2010(tmp_path):
    later = ("LET(", "FILTER(", "XLOOKUP(", "IFS(", "SWITCH(", "TEXTJOIN(", "CONCAT(", "SEQUENCE(", "LAMBDA(", "_xl")
    for form in FORMS:
        for sheet in load_workbook(written(form, tmp_path)):
            formulas = [found.value for row in sheet for found in row if found.data_type == "f"]
            assert not [formula for formula in formulas if any(name in formula for name in later) or len(formula) > 8000]


def test_the_policy_is_in_the_file_and_check_uses_it(tmp_path):
    path = tmp_path / "a.xlsx"
    made = new_file("mof-project", path, policy="platform")
    assert made.policy == "platform"
    assert {p.name: p.value for p in load_workbook(path).custom_doc_props.props}["jixiao.policy"] == "platform"
    (assessment,) = judged(path).main
    assert assessment.policy.name == "platform"


def test_an_offices_own_form_without_a_template_gets_one(tmp_path):
    own = Path(__file__).parents[2] / "src" / "jixiao" / "forms" / "mof-project.toml"
    text = own.read_text("utf-8").partition("[template]")[0].replace('"mof-project"', '"own-project"')
    (tmp_path / "own.toml").write_text(text, "utf-8")
    form = find_form("own-project", (str(tmp_path),))
    path = written(form, tmp_path)
    assert Sheet(path).columns.keys() >= {"三级指标", "方向", "年度指标值", "计量单位", "分值", "得分"}


@pytest.mark.parametrize(("text", "said"), [
    ('blocks = ["fundz"]', "template.blocks"), ("rows = 0", "template.rows"), ('colums = ["name"]', "columns"),
    ("title = 5", "template.title"), ('columns = ["nam"]', "template.columns"),
])
def test_a_wrong_template_names_file_key_and_what_is_allowed(text, said, tmp_path):
    own = Path(__file__).parents[2] / "src" / "jixiao" / "forms" / "mof-project.toml"
    (tmp_path / "own.toml").write_text(f'{own.read_text("utf-8").partition("[template]")[0]}\n[template]\n{text}\n', "utf-8")
    with pytest.raises(FormError) as error:
        load_forms((str(tmp_path),))
    assert "own.toml" in error.value.text.zh
    assert said in error.value.text.zh


# ---------------------------------------------------------------- the command


def jixiao(*arguments, cwd):
    return subprocess.run([sys.executable, "-m", "jixiao", *arguments], capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd)


def test_the_command_writes_the_form_by_its_chinese_name(tmp_path):
    done = jixiao("new", "项目支出绩效自评表（财政部）", "--year", "2031", "--rows", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("*.xlsx")
    assert path.name == "项目支出绩效自评表（财政部）.xlsx"
    assert "jixiao check" in done.stdout
    sheet = Sheet(path)
    assert len(sheet.rows) == 18  # nine second levels
    assert "（2031年度）" in [found.value for row in sheet.sheet for found in row]


def test_an_unknown_form_is_answered_with_near_ones(tmp_path):
    done = jixiao("new", "运行监控", "-o", "a.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert "mof-monitoring" in done.stderr
    assert "mof-department-monitoring" in done.stderr
    assert not (tmp_path / "a.xlsx").exists()
    assert "mof-project（" in jixiao("new", "mof-projct", cwd=tmp_path).stderr


def test_an_existing_file_is_replaced_only_by_force(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    assert jixiao("new", "mof-project", "-o", "a.xlsx", cwd=tmp_path).returncode == 2
    assert (tmp_path / "a.xlsx").read_bytes() == b"mine"
    assert jixiao("new", "mof-project", "-o", "a.xlsx", "--force", cwd=tmp_path).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".jixiao", "a.xlsx"]
    assert jixiao("undo", "a.xlsx", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["a.xls", "a", "nowhere/a.xlsx"])
def test_a_name_that_cannot_be_written_is_refused(name, tmp_path):
    with pytest.raises(JixiaoError):
        new_file("mof-project", tmp_path / name)
    assert list(tmp_path.iterdir()) == []
