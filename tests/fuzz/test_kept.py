"""What fuzzing has found, each kept with the smallest input that shows it."""

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from jixiao.forms.spec import parse_form
from jixiao.model import Area, Cell, JixiaoError
from jixiao.reports.result import FileResult, Summary
from jixiao.reports.text_report import print_run
from jixiao.scoring import policy
from jixiao.scoring.rules import read_rule
from jixiao.services.analyse import Settings, analyse
from jixiao.services.library import Library
from jixiao.services.recalculate import edits_of
from jixiao.values import normalise, parse
from jixiao.workbooks import open_workbook, save, undo
from jixiao.workbooks.odf import _OFFICE, _cell
from tests.tables import book, grid
from tests.workbooks.samples import build, edit, findings_sheet, parts, sheet_xml

# ------------------------------------------------------------- the grammars ----


@pytest.mark.parametrize(("text", "once"), [
    ("====", "="), ("==5", "=5"), ("===>5", "≥5"), ("<==5", "≤5"), (">=5", "≥5"), ("<=>", "≤>"), ("-千分之-千分之08", "-千分之-08‰"), ("百分之95%", "百分之95%"),
])  # fmt: skip
def test_normalising_twice_changes_nothing(text, once):
    assert normalise(text) == once
    assert normalise(once) == once


def test_numerals_out_of_order_behind_a_hundredth_are_left_alone():
    assert normalise("百分之九十五一次") == "百分之九十五一次"
    assert normalise("百分之一三") == "百分之一三"
    assert parse("百分之九十五").amount == 95


def test_a_percentage_said_twice_is_read_once():
    value = parse("百分之95%")
    assert (value.amount, value.unit.text) == (95, "%")


def test_a_factor_of_zero_is_a_weight_of_zero():
    assert read_rule("0分*执行率").weight == 0


# ------------------------------------------------------------ the own files ----

POLICY = 'extends = "mof-2020"\nbasis = "本局"\n'
BAD_POLICIES = [
    "rules = 1", "parameters = 1", "valid_from = 0", "title = 1", "basis = []", "extends = 3", "x = nan", "x = inf", "x = 1e999999999", "x = -1e-999999999", "x = " + "9" * 5000, "x = " + "[" * 3000, "x = " + "{x=" * 3000,
    "[rules]\n走访 = 1", '[rules]\n走访 = {text = 1, basis = "x"}', '[rules]\n走访 = {basis = "x"}', "[parameters]\nover_target = {value = []}", "[parameters]\nover_target = {value = 1.2, basis = 3}", "[parameters]\nover_target = [[[]]]",
    'extends = "absent"', 'extends = "../own"', 'extends = "' + "x" * 300 + '"', 'extends = ""', 'extends = "own"', "[parameters]\n" + "x" * 500 + " = 1",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_POLICIES, ids=lambda text: text[:24])
def test_a_bad_policy_is_named_in_a_sentence(tmp_path, text):
    (tmp_path / "own.toml").write_text(text if "extends" in text else 'extends = "mof-2020"\n' + text, "utf-8")
    with pytest.raises(JixiaoError) as refused:
        Library(policy_folders=(str(tmp_path),)).verify()
    for sentence in refused.value.text:
        assert "own.toml" in sentence
        assert len(sentence) < 4000
    policy._load.cache_clear()


FORM = Path(policy.__file__).parents[1] / "forms" / "mof-project.toml"
BAD_FORMS = [
    ("titles", "[1]"), ("titles", '"x"'), ("signature", "[[]]"), ("required", "[{}]"), ("required", "[1]"), ("id", "1"), ("stage", "[]"), ("name", "nan"), ("money_unit", "1e999999999"), ("basis", "[" * 3000),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), BAD_FORMS)
def test_a_bad_form_is_named_in_a_sentence(key, value):
    lines = [line for line in FORM.read_text("utf-8").splitlines() if line.split("=")[0].strip() != key]
    lines.insert(lines.index("[indicators]" if key == "required" else "[form]") + 1, f"{key} = {value}")
    with pytest.raises(JixiaoError) as refused:
        parse_form("\n".join(lines), "own.toml")
    assert all("own.toml" in sentence for sentence in refused.value.text)


@pytest.mark.parametrize("more", ["rows = 1000000000", "rows = 0", "rows = true", "headings = {name = 1}", "notes = [1]", "blocks = [[]]", "funds = {divisions = [{lines = [1]}]}", "header = [1]", "goals = 1"])
def test_a_bad_template_is_named_in_a_sentence(more):
    text = FORM.read_text("utf-8").partition("[template]")[0] + f"\n[template]\n{more}\n"
    with pytest.raises(JixiaoError) as refused:
        parse_form(text, "own.toml")
    assert all("own.toml" in sentence for sentence in refused.value.text)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "标题".encode("gb18030"), None])
@pytest.mark.parametrize("kind", ["form_folders", "policy_folders"])
def test_what_is_no_text_is_named_and_a_folder_is_none_of_ours(tmp_path, kind, content):
    path = tmp_path / "own.toml"
    library = Library(**{kind: (str(tmp_path),)})
    if content is None:
        path.mkdir()
        library.verify()
        return
    path.write_bytes(content)
    with pytest.raises(JixiaoError, match=r"own\.toml"):
        library.verify()


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "own.toml").write_bytes(b"\xef\xbb\xbf" + POLICY.encode())
    assert policy.load("own", folders=(tmp_path,)).lineage == ("own", "mof-2020")


# ----------------------------------------------------------------- the table ----


class Opened:
    """A workbook that is open without a file."""

    notes = ()

    def __init__(self, sheets):
        self.book = book(*sheets)


MERGED = """
| 项目支出绩效自评表 |
| 一级指标 | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 走访企业数 | ≥10家      | 5家        | 50   | 50   |
| 产出指标 | 数量指标 | 培训场次   | ≥2场       | 1场        | 50   | 50   |
"""


def edited(sheet):
    return {change.ref.a1 for change in edits_of(analyse(Opened([sheet]), Settings()))}


PARTS_OF_MONEY = """
| 项目支出绩效运行监控表 | | | | | |
| 资金性质 | 年初预算  | 调整预算 | 截至6月30日执行数 | 预计全年执行数 | 执行率 |
| 合计     | {initial} | {budget} | 300 | 470 | {rate} |
| 中央资金 | 400       | 235      | 210 | 235 | 89.36% |
| 地方资金 | 400       | 235      | 90  | 235 | 38.30% |
| 一级指标 | 二级指标 | 三级指标   | 年度指标值 | 上半年实际完成值 | 全年预计完成值 | 完成目标可能性 | 偏差原因及改进措施 |
| 产出指标 | 数量指标 | 走访企业数 | ≥10家      | 5家              | 10家           | 能             |                    |
"""


def test_what_recalc_corrects_is_evidence_at_once_and_not_at_the_second_run_only():
    # 400 + 400 = 800 contradicts 635; then two columns show that the parts are all there is, and 235 + 235 = 470 corrects the third.
    assert edited(grid(PARTS_OF_MONEY.format(initial=635, budget=635, rate="47.24%"))) == {"B3", "C3", "F3"}
    assert edited(grid(PARTS_OF_MONEY.format(initial=800, budget=470, rate="63.83%"))) == set()


def test_nothing_is_written_into_a_cell_that_a_merged_range_hides():
    plain = grid(MERGED)
    assert edited(plain) == {"G3", "G4"}
    # The score of the second row is still stored, below the merged cell of the first.
    assert "G4" not in edited(replace(plain, merges=(*plain.merges, Area(3, 7, 4, 7))))


FUNDS = """
| 项目支出绩效自评表 |
| 项目资金（万元） | 资金来源     | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| ^                | 年度资金总额 | 90         | 90         | 90         | 10   | 50%    | 10   |
| ^                | 财政拨款     | 90         | 90         | 90         |      | 90%    |      |
| 一级指标 | 二级指标 | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 执行情况 | 得分 |
| 产出指标 | 数量指标 | 走访企业数 | ≥10家      | 12家       | 90   |          | 90   |
"""


def test_a_cell_in_which_several_figures_stand_is_not_written():
    plain = grid(FUNDS)
    assert "G3" in edited(plain)
    # 全年执行数 and 执行率 in one merged cell: neither is written.
    assert not edited(replace(plain, merges=(*plain.merges, Area(3, 5, 3, 7)))) & {"E3", "F3", "G3"}


def test_control_characters_do_not_reach_the_terminal():
    sheet = grid(MERGED)
    sheet = replace(sheet, cells=sheet.cells | {(3, 6): Cell("\x1b]0;x\x07\x00\x9b", "text", "\x1b]0;x\x07\x00\x9b")})
    analysis = analyse(Opened([sheet]), Settings())
    result = FileResult("a.xlsx", "findings", None, analysis.assessments, analysis.findings)
    shown = StringIO()
    print_run(Console(file=shown, width=160, highlight=False), [result], Summary(1, 0, 0, 0, 0.0), "zh", {}, None)
    assert "␛]0;x␇␀\ufffd" in shown.getvalue()
    assert not {"\x1b", "\x07", "\x00", "\x9b"} & set(shown.getvalue())


# -------------------------------------------------------------- the receipts ----


@pytest.fixture
def written(tmp_path):
    """A workbook that was written once, and its receipt."""
    path = build(tmp_path / "book.xlsx", parts(sheet_xml('<row r="1"><c r="A1"><v>60</v></c></row>')))
    before = path.read_bytes()
    save(open_workbook(path), path, [edit("表 1", 1, 1, Decimal(48), "60")], None)
    [receipt] = (tmp_path / ".jixiao").glob("*.json")
    return path, receipt, before


BAD_EDITS = [
    [None], [{}], [[]], [{"sheet": {}}], [{"value": "NaN"}], [{"value": "1e999999999"}], [{"value": None}], [{"number": 1}], [{"row": "1"}], [{"row": 0}], [{"column": 16385}], [{"column": None}], [{"why": ["x"]}], [{"why": 3}], [{"old": []}],
]  # fmt: skip


@pytest.mark.parametrize("changes", BAD_EDITS, ids=str)
@pytest.mark.parametrize("cells", [False, True])
def test_a_receipt_with_cells_of_the_wrong_kind_is_refused(written, changes, cells):
    path, receipt, _ = written
    content = json.loads(receipt.read_bytes())
    [sound] = content["edits"]
    content["edits"] = [sound | each if each else each for each in changes] if isinstance(changes[0], dict) and changes[0] else changes
    receipt.write_text(json.dumps(content), "utf-8")
    after = path.read_bytes()
    with pytest.raises(JixiaoError, match="回执已被改动"):
        undo(path, cells=cells)
    assert path.read_bytes() == after


@pytest.mark.parametrize("name", ["../secret.xlsx", "/etc/hostname", "..", "", "a\\b", "\ud800", None, 3])
@pytest.mark.parametrize("key", ["original", "undoes"])
def test_a_receipt_never_points_out_of_its_folder(written, tmp_path, key, name):
    path, receipt, before = written
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"PK another file")
    content = json.loads(receipt.read_bytes()) | {key: name}
    if key == "original":
        content["before"] = hashlib.sha256(secret.read_bytes()).hexdigest()
    receipt.write_text(json.dumps(content), "utf-8")
    after = path.read_bytes()
    if key == "undoes" and not name:
        undo(path)
        assert path.read_bytes() == before
        return
    with pytest.raises(JixiaoError):
        undo(path)
    assert path.read_bytes() == after
    assert secret.read_bytes() == b"PK another file"


@pytest.mark.parametrize("text", ["[" * 20_000, "{", "null", "[]", '{"schema": "jixiao-receipt/1"}'], ids=lambda text: text[:12])
def test_what_is_no_receipt_is_passed_over(written, text):
    path, receipt, _ = written
    receipt.write_text(text, "utf-8")
    with pytest.raises(JixiaoError, match="没有找到"):
        undo(path)


# --------------------------------------------------------------- other kinds ----


@pytest.mark.parametrize("duration", ["PT0H0M1E999999999S", "PT0H0MNaNS", "PT0H0MInfinityS", "PT1H1M" + "9" * 5000 + "S"])
def test_a_duration_that_is_none_stays_a_text(duration):
    cell = _cell({f"{_OFFICE}value-type": "time", f"{_OFFICE}time-value": duration}, "一天")
    assert (cell.kind, cell.stored) == ("text", "一天")


# --------------------------------------------------------------- the package ----


def test_an_id_that_a_sheet_without_a_part_names_is_given_to_no_other_sheet(tmp_path):
    members = parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    listed = members["xl/workbook.xml"].replace("</sheets>", '<sheet name="空" sheetId="2" r:id="rId2"/></sheets>')
    path = build(tmp_path / "book.xlsx", members | {"xl/workbook.xml": listed})
    workbook = open_workbook(path)
    save(workbook, tmp_path / "out.xlsx", [], findings_sheet())
    again = open_workbook(tmp_path / "out.xlsx")
    assert [each.sheet for each in again.book.grids] == ["表 1", "校验"]
    assert [each.sheet for each in again.book.grids if each.generated] == ["校验"]
