"""The worksheet functions in the cells of a real LibreOffice: what a cell shows is what a direct call gives.

Values go into cells, formulas refer to them, and every answer is compared by value; what is said twice (here and in the
functions' own tests) is left to the direct call.
"""

import datetime as dt
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path

import pytest
from tests.addin.oxt_probe import basic, probe
from tests.engines.office import Office

from jixiao.excel import extension, oxt
from jixiao.excel.functions import FUNCTIONS
from jixiao.services.analyse import Settings, analyse
from jixiao.workbooks import open_workbook

pytestmark = pytest.mark.libreoffice

FUNCTION = {function.name: function for function in FUNCTIONS}
EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
LONG_NAME = "ORG.JIXIAO.ADDIN."
# Arguments of one row each, by position; None is an empty cell.
ROWS = {
    "JXRATE": [(6653.73, 8876.29), (100, 50), (100, None), (None, None), (0, 0), (0, 5), ("150万元", 30, "元"), ("一百", 5)],
    "JXRATESCORE": [(6653.73, 6600, 10), (100, 120, 10), (100, 50, None), (100, 50, 10, "hunan"), (100, 50, 10, None, "元"), (100, 50, -1)],
    "JXSCORE": [
        ("≥550批次", 475, 0.5, "完成得0.5分"), ("≥550批次", 475, 0.5), ("≥95%", 0.96, 5), ("≥95%", 0.9, 5), ("0.95", 0.97, 5, None, None, "%"),
        ("=0", 0, 3), ("=0", None, 3), ("≥5", "", 5), (None, None, None), ("2024年12月31日前", dt.date(2024, 12, 1), 10),
        (None, 5, 5), ("10", 12, 5, None, "反向"), ("良好", "基本达到", 5), ("≥5个", 7, 5, None, None, None, "无此政策"), ("≥5个", 7, "五分钟"),
        (8, 9, 5, None, None, "天", None, "平均办理时限"), ("12月31日", dt.date(2025, 1, 5), 6, None, None, None, None, None, 2024),
    ],
    "JXCOMPLETION": [("≥550批次", 475), ("≤10天", 12), ("12月底前", "已完成"), (None, None), ("100万元", "1百万元")],
    "JXDEVIATION": [("≥550批次", 475), ("10-20个", 30), ("≥0", 3), (None, None)],
    "JXMET": [("≥550批次", 475), ("≥550批次", "551批次"), ("有所提高", "有所提高"), (None, None), ("≥5", None)],
    "JXTARGET": [("不少于19.44万批次",), (95, None, "%"), ("≥≥5",), (None,), ("有效提升",), ("2024年6月底前",)],
    "JXGRADE": [(89.5,), (90,), (None,), (59.99,), ("优",), (100, "hunan")],
    "JXLIGHT": [("≥100个", 30, 6), ("≥100个", 60, 6), ("≥100个", None, 6), ("≤100个", 130, 6), ("≥100个", 45, 6, None, None, None, None, None, 40), ("≥5", 5, 13)],
    "JXWHY": [("≥550批次", 475, 0.5, "完成得0.5分"), ("酌情", "好", 5), (None, None, None)],
}  # fmt: skip
# Whole tables: 总分.
SCORES, NAMES = [(9.5,), (None,), (10.25,), (19.75,), ("",), (1 / 3,)], [("批次",), ("无分",), ("合格率",), ("小计",), ("",), ("满意度",)]

PROBE = '''
import unohelper
from com.sun.star.container import XNamed

calls = []

class Probe(unohelper.Base, XNamed):
    """Its name is how often a function was called since it was last asked."""
    def __init__(self, context):
        context.ServiceManager.createInstance("org.jixiao.AddIn")
        from jixiao.excel import calc
        if not hasattr(calc, "uncounted"):
            calc.uncounted, calc.call = calc.call, self.counted
    @staticmethod
    def counted(method, *others):
        from jixiao.excel import calc
        calls.append(method)
        return calc.uncounted(method, *others)
    def getName(self):
        count = len(calls)
        calls.clear()
        return str(count)
    def setName(self, name):
        pass

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Probe, "org.jixiao.test.Probe.python", ("org.jixiao.test.Probe",))
'''



@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oxt")
    extension.install(oxt.build(folder / "jixiao.oxt"), profile=folder / "profile")
    extension.install(probe(folder / "probe.oxt", PROBE), profile=folder / "profile")
    with Office(folder / "profile") as running:
        yield running


@pytest.fixture
def document(office):
    made = office.new()
    yield made
    made.close(True)


@pytest.fixture
def sheet(document):
    return document.Sheets[0]


def serial(value):
    return (value - dt.date(1899, 12, 30)).days if isinstance(value, dt.date) else value


def put(sheet, row, column, values):
    """Values into cells side by side, None leaves one empty; the addresses of the cells."""
    addresses = []
    for offset, value in enumerate(values):
        cell = sheet.getCellByPosition(column + offset, row)
        if isinstance(value, str):
            cell.String = value
        elif value is not None:
            cell.Value = serial(value)
        addresses.append(cell.AbsoluteName.rpartition(".")[2])
    return addresses


def shown(cell):
    """A number, a text, or an error's number with a mark."""
    if cell.getError():
        return f"Err:{cell.getError()}"
    return cell.Value if cell.FormulaResultType2 == 1 else cell.String


def directly(name, row):
    (value,), *rest = FUNCTION[name].call(*[serial(value) for value in row])
    assert not rest
    return pytest.approx(value, rel=1e-14) if isinstance(value, float) else value


@pytest.mark.parametrize("name", ROWS)
def test_a_single_cell_gives_what_a_direct_call_gives(sheet, name):
    for number, row in enumerate(ROWS[name]):
        cells = put(sheet, number, 1, row)
        sheet.getCellByPosition(0, number).Formula = f"={name}({';'.join(cells)})"
    found = [shown(sheet.getCellByPosition(0, number)) for number in range(len(ROWS[name]))]
    assert found == [directly(name, row) for row in ROWS[name]]


@pytest.mark.parametrize("name", ROWS)
def test_an_array_formula_gives_the_same_for_every_row(sheet, name):
    width = len(FUNCTION[name].args)
    rows = [(*row, *[None] * (width - len(row))) for row in ROWS[name]]
    for number, row in enumerate(rows):
        put(sheet, number, 1, row)
    columns = [sheet.getCellRangeByPosition(1 + column, 0, 1 + column, len(rows) - 1).AbsoluteName.rpartition(".")[2] for column in range(width)]
    answer = sheet.getCellRangeByPosition(0, 0, 0, len(rows) - 1)
    answer.setArrayFormula(f"={name}({';'.join(columns)})")
    found = [shown(sheet.getCellByPosition(0, number)) for number in range(len(rows))]
    assert found == [directly(name, row) for row in ROWS[name]]


def test_every_function_is_among_these():
    assert {*ROWS, "JXTOTAL"} == set(FUNCTION)


def test_figures_are_those_of_the_published_table(sheet):
    put(sheet, 0, 0, ["≥550批次", 475, 0.5, "完成得0.5分", 6653.73, 8876.29])
    sheet["A2"].Formula = "=JXSCORE(A1;B1;C1;D1)"
    sheet["B2"].Formula = "=JXRATE(E1;F1)"
    sheet["C2"].Formula = "=JXCOMPLETION(A1;B1)"
    assert (shown(sheet["A2"]), round(shown(sheet["B2"]), 4), round(shown(sheet["C2"]), 4)) == (0.0, 1.3340, 0.8636)


def test_a_total_adds_the_rows_of_indicators_alone(sheet):
    for number, (score, name) in enumerate(zip(SCORES, NAMES, strict=True)):
        put(sheet, number, 0, [*score, *name])
    put(sheet, 0, 3, [9.986])
    sheet["F1"].Formula = "=JXTOTAL(A1:A6;B1:B6;D1)"
    sheet["F2"].Formula = "=JXTOTAL(A1:A6;B1:B6)"
    sheet["F3"].Formula = "=JXGRADE(JXTOTAL(A1:A6;B1:B6)+70)"
    ((with_rate,),) = FUNCTION["JXTOTAL"].call(SCORES, NAMES, 9.986)
    assert (shown(sheet["F1"]), shown(sheet["F2"]), shown(sheet["F3"])) == (with_rate, 20.08, "优")
    assert with_rate == 30.07


def filled(sheet, name, count):
    """Rows of arguments from column B on, over and over; the rows, and the address of each column."""
    width = len(FUNCTION[name].args)
    rows = list(islice(cycle([(*map(serial, row), *[None] * (width - len(row))) for row in ROWS[name]]), count))
    sheet.getCellRangeByPosition(1, 0, width, count - 1).setDataArray(tuple(tuple("" if value is None else value for value in row) for row in rows))
    return rows, [sheet.getCellRangeByPosition(column, 0, column, count - 1).AbsoluteName.rpartition(".")[2] for column in range(1, width + 1)]


@pytest.mark.parametrize("name", ROWS)
def test_an_array_formula_over_10000_rows_is_one_call(document, sheet, name):
    rows, columns = filled(sheet, name, 10_000)
    count(document)
    answer = sheet.getCellRangeByPosition(0, 0, 0, len(rows) - 1)
    answer.setArrayFormula(f"={name}({';'.join(columns)})")
    found = [value for (value,) in answer.DataArray]
    expected = [value for (value,) in FUNCTION[name].call(*[[[value] for value in column] for column in zip(*rows, strict=True)])]
    assert found == expected
    assert count(document) == 1


def test_a_total_of_10000_rows_is_one_call(document, sheet):
    rows = [(*score, *name) for score, name in islice(cycle(zip(SCORES, NAMES, strict=True)), 10_000)]
    sheet.getCellRangeByPosition(0, 0, 1, len(rows) - 1).setDataArray(tuple(tuple("" if value is None else value for value in row) for row in rows))
    count(document)
    sheet["C1"].Formula = "=JXTOTAL(A1:A10000;B1:B10000)"
    ((expected,),) = FUNCTION["JXTOTAL"].call([[score] for score, _ in rows], [[name] for _, name in rows])
    assert shown(sheet["C1"]) == expected > 30_000
    assert count(document) == 1


@pytest.mark.parametrize("name", ROWS)
def test_one_array_formula_is_one_call_and_a_formula_in_every_row_one_for_each(document, sheet, name):
    rows, columns = filled(sheet, name, 150)
    above, single = sheet.getCellRangeByPosition(0, 0, 0, len(rows) - 1), sheet.getCellRangeByPosition(20, 0, 20, len(rows) - 1)
    formulas = tuple((f"={name}({';'.join(f'{chr(66 + column)}{row}' for column in range(len(columns)))})",) for row in range(1, len(rows) + 1))
    count(document)
    single.setFormulaArray(formulas)
    by_row = single.DataArray
    assert count(document) >= len(rows)
    above.setArrayFormula(f"={name}({';'.join(columns)})")
    assert above.DataArray == by_row
    assert count(document) == 1


def test_each_cell_of_its_own_is_a_call_of_its_own(document, sheet):
    count(document)
    for number in range(20):
        sheet.getCellByPosition(0, number).Formula = f"=JXRATE({number + 1};1)"
    assert [round(sheet.getCellByPosition(0, number).Value * (number + 1), 9) for number in range(20)] == [1.0] * 20
    assert count(document) == 20


def count(document):
    """Calls of functions since the last count."""
    return int(basic(document, 'Function Run\nRun = CreateUnoService("org.jixiao.test.Probe").getName()\nEnd Function'))


def test_a_cell_follows_its_arguments(document, sheet):
    put(sheet, 0, 0, ["≥100个", 50, 10])
    sheet["D1"].Formula = "=JXSCORE(A1;B1;C1)"
    sheet["E1:E1"].setArrayFormula("=JXSCORE(A1:A1;B1:B1;C1:C1)")
    assert (shown(sheet["D1"]), shown(sheet["E1"])) == (5.0, 5.0)
    sheet["B1"].Value = 80
    document.calculateAll()
    assert (shown(sheet["D1"]), shown(sheet["E1"])) == (8.0, 8.0)
    sheet["B1"].clearContents(1 | 2 | 4)
    document.calculateAll()
    assert (shown(sheet["D1"]), shown(sheet["E1"])) == ("", "")


def test_optional_arguments_may_be_left_out_anywhere(sheet):
    put(sheet, 0, 0, ["10", 12, 5, "天", "平均办理时限"])
    formulas = {
        "=JXSCORE(A1;B1;C1)": ("10", 12, 5),
        '=JXSCORE(A1;B1;C1;;"反向")': ("10", 12, 5, None, "反向"),
        "=JXSCORE(A1;B1;C1;;;D1;;E1)": ("10", 12, 5, None, None, "天", None, "平均办理时限"),
        "=JXSCORE(A1;B1;C1;Z1;Z2;D1;Z3;E1;)": ("10", 12, 5, None, None, "天", None, "平均办理时限"),
        '=JXSCORE(A1;B1;C1;;;;"hunan")': ("10", 12, 5, None, None, None, "hunan"),
    }  # fmt: skip
    for number, formula in enumerate(formulas):
        sheet.getCellByPosition(7, number).Formula = formula
    assert [shown(sheet.getCellByPosition(7, number)) for number in range(len(formulas))] == [directly("JXSCORE", row) for row in formulas.values()]


def test_a_required_argument_left_out_is_calc_s_own_error(sheet):
    sheet["A1"].Formula = "=JXRATE(100)"
    sheet["A2"].Formula = '=JXSCORE("≥5")'
    assert (shown(sheet["A1"]), shown(sheet["A2"])) == ("Err:504", "Err:504")


def test_an_error_among_the_arguments_is_an_error(sheet):
    put(sheet, 0, 0, ["≥5", 7, 5])
    sheet["B2"].Formula = "=1/0"
    sheet["D1"].Formula = "=JXSCORE(A1;B2;C1)"
    sheet["D2:D3"].setArrayFormula("=JXSCORE(A1:A2;B1:B2;C1)")
    sheet["E2:E3"].setArrayFormula('=JXSCORE(A1;IFERROR(B1:B2;"");C1)')
    # One bad cell spoils a whole range, as with every add-in of Calc; IFERROR is the way round it.
    assert [shown(sheet[place]) for place in ("D1", "D2", "D3", "E2", "E3")] == ["Err:532", "Err:504", "Err:504", 5.0, ""]


def test_a_number_written_as_text_counts_as_the_number(sheet):
    put(sheet, 0, 0, ["≥95%", "0.96", 5])
    sheet["D1"].Formula = "=JXMET(A1;B1)"
    put(sheet, 1, 0, ["007"])
    sheet["D2"].Formula = "=JXTARGET(A2)"
    assert (shown(sheet["D1"]), shown(sheet["D2"])) == (directly("JXMET", ("≥95%", 0.96)), directly("JXTARGET", ("007",)))


def test_a_decimal_comma_is_one_where_calc_writes_one(tmp_path):
    profile = tmp_path / "profile"
    extension.install(oxt.build(tmp_path / "jixiao.oxt"), profile=profile)
    with Office(profile) as office:
        provider = office.service("com.sun.star.configuration.ConfigurationProvider")
        settings = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess", (office.property("nodepath", "/org.openoffice.Setup/L10N"),),
        )
        settings.setPropertyValue("ooSetupSystemLocale", "de-DE")
        settings.commitChanges()
    with Office(profile) as office:
        document = office.new()
        sheet = document.Sheets[0]
        put(sheet, 0, 0, [1000, 0.333])
        sheet["C1"].Formula = "=JXRATE(A1;B1*1000)"
        sheet["C2"].Formula = "=JXRATE(1;B1)"
        assert (sheet["C2"].String, shown(sheet["C1"]), shown(sheet["C2"])) == ("0,333", 0.333, 0.333)
        document.close(True)


def test_what_is_typed_into_the_formula_and_nested_counts_too(sheet):
    sheet["A1"].Formula = '=JXSCORE("≥550批次";475;0.5)'
    sheet["A2"].Formula = "=JXGRADE(JXRATE(3;1)*30)"
    sheet["A3"].Formula = "=JXRATE({3|6};{1|1})"
    sheet["A4"].Formula = "=SUM(JXRATE({3|6};{1|1}))"
    assert [shown(sheet[place]) for place in ("A1", "A2", "A3", "A4")] == [0.43, "差", pytest.approx(1 / 3, rel=1e-14), pytest.approx(0.5, rel=1e-14)]


def test_files_keep_the_long_name_and_calculate_again(office, document, sheet, tmp_path):
    put(sheet, 0, 0, ["≥100个", 50, 10])
    sheet["D1"].Formula = "=JXSCORE(A1;B1;C1)"
    assert sheet["D1"].Formula == f"={LONG_NAME}JXSCORE(A1;B1;C1)"
    for kind, part, name in (("Calc MS Excel 2007 XML", "xl/worksheets/sheet1.xml", "a.xlsx"), ("calc8", "content.xml", "a.ods")):
        document.storeToURL((tmp_path / name).as_uri(), (office.property("FilterName", kind),))
        with zipfile.ZipFile(tmp_path / name) as package:
            assert f"{LONG_NAME}JXSCORE(" in package.read(part).decode()
        opened = office.open(tmp_path / name)
        again = opened.Sheets[0]
        again["B1"].Value = 80
        opened.calculateAll()
        assert shown(again["D1"]) == 8.0
        opened.close(True)


PUBLISHED = {
    "yiyang-2024": {"score": 135, "met": 135, "completion": 103, "why": 135, "rate": 1, "rate score": 1, "total": 1, "grade": 1},
    # No column for what was done: the scores are the office's own, and the total is theirs.
    "shaoguan-2022": {"rate": 2, "rate score": 1, "total": 1, "grade": 1},
}


@pytest.mark.parametrize("stem", PUBLISHED)
def test_a_published_table_has_in_cells_the_figures_of_the_command(office, stem, tmp_path):
    path, seen = EXAMPLES / f"{stem}.xlsx", Counter()
    done = subprocess.run([sys.executable, "-m", "jixiao", "recalc", str(path), "-o", str(tmp_path), "--format", "json", "--fail-on", "never"],
                          capture_output=True, encoding="utf-8", check=True)
    opened = office.open(path)
    for assessment, table in zip(analyse(open_workbook(path), Settings()).assessments, json.loads(done.stdout)["files"][0]["tables"], strict=True):
        beside = inserted(opened, f"公式{assessment.table.sheet}")
        compare_indicators(beside, assessment, table["indicators"], seen)
        compare_sums(beside, assessment, table, seen)
    opened.close(True)
    assert PUBLISHED[stem].items() <= seen.items(), seen


def inserted(document, name):
    document.Sheets.insertNewByName(name, document.Sheets.Count)
    return document.Sheets[name]


def compare_indicators(beside, assessment, expected, seen):
    """JXSCORE (or the score as filled in), name, JXMET, JXCOMPLETION and JXWHY of every row, in columns A to E."""
    context = f'"{assessment.policy.name}"', str(assessment.table.year or "")
    for number, (row, record) in enumerate(zip(assessment.indicators, expected, strict=True)):
        target, actual, weight, rule, direction, unit, name, score = (
            address(getattr(row.source, key)) for key in ("target", "actual", "weight", "rule", "direction", "unit", "name", "score"))
        around = ";".join((direction, unit, context[0], name, context[1]))
        computed = f"JXSCORE({target};{actual};{weight};{rule};{around})"
        formulas = (
            computed if record["score"] is not None else score, name, f"JXMET({target};{actual};{around})",
            f"JXCOMPLETION({target};{actual};{around})", f"JXWHY({target};{actual};{weight};{rule};{around})",
        )
        for column, formula in enumerate(formulas):
            beside.getCellByPosition(column, number).Formula = f"={formula}"
        points, _, met, completion, why = (shown(beside.getCellByPosition(column, number)) for column in range(5))
        if record["score"] is not None:
            assert (points, as_ratios(why)) == (float(record["score"]), as_ratios(record["why"]))
            seen.update(("score", "why"))
        if record["met"] is not None:
            assert met == {True: "是", False: "否"}[record["met"]]
            seen["met"] += 1
        if record["completion"] is not None:
            assert f"{completion:.4f}" == record["completion"]
            seen["completion"] += 1


def as_ratios(sentence):
    """The sentence with 95% as 0.95: a function is given figures without their formats."""
    return re.sub(r"(\d+(?:\.\d+)?)%", lambda found: f"{Decimal(found[1]) / 100:f}".rstrip("0").rstrip("."), sentence)


def compare_sums(beside, assessment, table, seen):
    """Rates, the score of the rate, total and grade, in columns G to J."""
    score = ""
    for number, (fund, record) in enumerate(zip(assessment.funds, table["funds"], strict=True)):
        line = fund.line
        if fund.budget != fund.base or fund.added_executed is not None or any(field is None or field.part is not None for field in (line.budget, line.executed)):
            continue  # amounts that the command corrects first, or that share a cell
        beside.getCellByPosition(6, number).Formula = f"=JXRATE({address(line.budget)};{address(line.executed)})"
        assert f"{shown(beside.getCellByPosition(6, number)):.4f}" == record["rate"]
        seen["rate"] += 1
    scored = next(((fund, record) for fund, record in zip(assessment.funds, table["funds"], strict=True) if record["score"] is not None), None)
    if scored is not None:
        fund, record = scored
        beside["H1"].Formula = f"=JXRATESCORE({float(fund.base)};{float(fund.added_executed or fund.executed)};{float(fund.weight)})"
        assert shown(beside["H1"]) == float(record["score"])
        seen["rate score"] += 1
        score = "H1"
    if table["total"]["score"] is not None:
        rows = len(assessment.indicators)
        beside["I1"].Formula = f'=JXTOTAL(A1:A{rows};B1:B{rows};{score};"{assessment.policy.name}")'
        beside["J1"].Formula = f'=JXGRADE(I1;"{assessment.policy.name}")'
        assert (shown(beside["I1"]), shown(beside["J1"])) == (float(table["total"]["score"]), table["grade"])
        seen.update(("total", "grade"))


def address(field):
    """A cell as a formula of Calc on another sheet names it, "" for none."""
    return "" if field is None else f"$'{field.ref.sheet}'.{field.ref.a1}"


def test_the_function_wizard_explains_every_function_and_argument(office):
    described = {entry["Name"]: entry for entry in all_descriptions(office) if entry["Name"] in FUNCTION}
    assert set(described) == set(FUNCTION)
    for name, function in FUNCTION.items():
        assert described[name]["Description"] == function.doc
        explained = [(each.Name, f"{each.Name}：{each.Description}", each.IsOptional) for each in described[name]["Arguments"]]
        assert explained == [(each.label, each.doc, each.optional) for each in function.args]


def all_descriptions(office):
    listed = office.service("com.sun.star.sheet.FunctionDescriptions")
    for number in range(listed.Count):
        yield {each.Name: each.Value for each in listed.getByIndex(number)}
