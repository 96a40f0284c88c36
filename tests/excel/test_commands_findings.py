"""校验, 上一条 and 下一条: nobody's sheet and nobody's words are lost, and the walk goes where the findings are; on both engines."""

import os
import subprocess
import sys

import pytest
from tests.engines.working import TABLE, contents, protect, protect_structure, workbook

from jixiao.excel.session import perform


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def book(app, tmp_path):
    return app.books.open(str(workbook(tmp_path / "自评.xlsx")))


def listed(sheet):
    """The findings of a 校验 sheet: row number and heading → cell."""
    rows = sheet.used_range.options(ndim=2).value
    head = next(number for number, row in enumerate(rows) if "指纹" in row)
    return head + 1, rows[head], rows[head + 1 :]


def names(book):
    return [sheet.name for sheet in book.sheets]


def test_sheets_of_other_people_are_left_alone(app, tmp_path):
    def change(book):
        for name in ("校验", "校验(绩效)"):
            book.create_sheet(name)["A1"] = f"我的{name}"

    book = app.books.open(str(workbook(tmp_path / "占用.xlsx", change=change)))
    assert "写在“校验(2)”工作表里" in perform("check", app=app).message
    assert names(book) == ["自评表", "校验", "校验(绩效)", "校验(2)"]
    assert book.sheets["校验"].range("A1").value == "我的校验"
    assert "写在“校验(2)”工作表里" in perform("check", app=app).message
    assert names(book) == ["自评表", "校验", "校验(绩效)", "校验(2)"]
    assert book.sheets["校验(绩效)"].range("A1").value == "我的校验(绩效)"


@pytest.mark.parametrize("name", ["a!b", "自评'核", "核对 结果"])
def test_our_sheet_is_found_under_any_name_and_its_explanations_stay(app, book, name):
    assert perform("check", app=app).ok
    sheet = book.sheets["校验"]
    head, headings, _ = listed(sheet)
    sheet.range((head + 1, headings.index("说明") + 1)).value = "经核实无误"
    sheet.name = name
    outcome = perform("check", app=app)
    assert f"其中已说明 1 处），写在“{name}”工作表里" in outcome.message
    assert names(book) == ["自评表", name]


def test_explanations_follow_columns_that_moved_and_rows_that_were_sorted(app, book):
    assert perform("check", app=app).ok
    sheet = book.sheets["校验"]
    head, headings, body = listed(sheet)
    body[0][headings.index("说明")] = "经核实无误"
    mark = body[0][headings.index("指纹")]
    order = [12, 10, *(number for number in range(14) if number not in {10, 12})]
    block = [[row[number] for number in order] for row in [headings, *reversed(body)]]
    sheet.range((head, 1), (head + len(body), 14)).value = block
    assert "其中已说明 1 处" in perform("check", app=app).message
    _, headings, body = listed(sheet)
    assert [row[headings.index("指纹")] for row in body if row[headings.index("说明")]] == [mark]


def test_nothing_that_is_written_is_hidden_by_an_earlier_filter(app, book):
    assert perform("check", app=app).ok
    sheet = book.sheets["校验"]
    sheet.range("A8:A12").rows.hidden = True
    sheet.range("C:D").columns.hidden = True
    assert perform("check", app=app).ok
    assert sheet.range("A1:A20").rows.hidden is False
    assert sheet.range("A:L").columns.hidden is False
    assert sheet.range("M:N").columns.hidden is True


@pytest.mark.parametrize("where", ["column", "below", "note"])
def test_a_sheet_in_which_the_user_wrote_more_is_kept_as_it_is(app, book, where):
    assert perform("check", app=app).ok
    sheet = book.sheets["校验"]
    head, headings, body = listed(sheet)
    if where == "column":
        sheet.range((head, 16)).value, sheet.range((head + 1, 16)).value = "责任人", "张三"
    elif where == "below":
        sheet.range((head + len(body) + 3, 3)).value = "以上已报局长"
    else:
        sheet.range((head + 1, 6)).add_note("请李四核对")
    sheet.range((head + 1, headings.index("说明") + 1)).value = "经核实无误"
    before = contents(book, without=("自评",))
    outcome = perform("check", app=app)
    assert "“校验”工作表里有您另外写的内容，原样保留" in outcome.message
    assert names(book) == ["自评表", "校验", "校验(绩效)"]
    after = contents(book, without=("自评",))
    assert {place: held for place, held in after.items() if place[0] == "校验"} == before
    _, headings, body = listed(book.sheets["校验(绩效)"])
    assert next(row[headings.index("说明")] for row in body) == "经核实无误"
    # From now on the new one is ours; undoing it gives the earlier one back.
    assert "写在“校验(绩效)”工作表里" in perform("check", app=app).message
    book.sheets["校验(绩效)"].range((head + 1, headings.index("说明") + 1)).value = None
    assert perform("undo", app=app).ok
    assert names(book) == ["自评表", "校验"]
    assert "其中已说明 1 处" in perform("check", app=app).message


def test_protection_is_told_before_anything_is_written(app, book):
    protect_structure(book)
    outcome = perform("check", app=app)
    assert not outcome.ok
    assert "工作簿的结构受保护" in outcome.message
    assert names(book) == ["自评表"]
    protect_structure(book, on=False)
    assert perform("check", app=app).ok
    before = contents(book, without=())
    protect(book.sheets["校验"])
    outcome = perform("check", app=app)
    assert not outcome.ok
    assert "“校验”工作表受保护" in outcome.message
    assert contents(book, without=()) == before
    protect(book.sheets["校验"], on=False)
    # A sheet that is there already can be written in a workbook of a protected structure.
    protect_structure(book)
    assert perform("check", app=app).ok


_TEXTS = ["=cmd|' /C calc'!A0", "+1", "-5", "@x", "1/2", "2024-12-31", "001", "TRUE", "'quoted", "😀指标", "5" * 400, "超" * 32_000]


@pytest.mark.parametrize("texts", [_TEXTS[:7], _TEXTS[5:]], ids=["formulas and numbers", "others"])
def test_whatever_stands_in_a_table_stands_as_text_in_our_sheet(app, tmp_path, texts):
    def change(book):
        sheet = book["自评表"]
        for row, text in enumerate(texts, 5):
            sheet.cell(row, 5).value, sheet.cell(row, 7).value = "没有完成", None
            for column in (3, 4):
                cell = sheet.cell(row, column)
                cell.value, cell.data_type = text, "s"

    book = app.books.open(str(workbook(tmp_path / "文字.xlsx", change=change)))
    before = contents(book)
    outcome = perform("check", app=app)
    assert outcome.ok, outcome.message
    assert contents(book) == before
    sheet = book.sheets["校验"]
    head, headings, body = listed(sheet)
    subjects = {row[headings.index("指标")] for row in body}
    assert {text for text in texts if len(text) < 100} <= subjects
    used = sheet.used_range
    formulas, values = used.formula, used.options(ndim=2, err_to_str=True).value
    links = headings.index("位置")
    for row, (written, shown) in enumerate(zip(formulas, values, strict=True), 1):
        for column, (formula, value) in enumerate(zip(written, shown, strict=True)):
            if isinstance(formula, str) and formula.startswith("=") and formula != value:
                assert row > head
                assert column == links
                assert formula.startswith('=HYPERLINK("#')
            if row > head and column not in {0, links} and value is not None:
                assert isinstance(value, str), (row, column, value)
    assert not getattr(app.engine.impl, "misread", None)


# ---------------------------------------------------------------- the walk ----


def test_the_walk_ends_and_begins_where_it_should(app, book):
    first = perform("next", app=app).message
    count = int(first.split("共 ")[1].split(" 条")[0])
    seen = [first, *(perform("next", app=app).message for _ in range(count - 1))]
    assert [message.split("，")[0] for message in seen] == [f"第 {number} 条" for number in range(1, count + 1)]
    assert perform("next", app=app).message == "已经是最后一条了。"
    assert perform("previous", app=app).message.startswith(f"第 {count - 1} 条")
    for _ in range(count - 2):
        assert perform("previous", app=app).ok
    before = app.selection.address
    assert perform("previous", app=app).message == "已经是第一条了。"
    assert app.selection.address == before
    assert book.sheets.active.name == "自评表"


def test_what_is_mended_is_gone_and_the_next_has_moved_up(app, book):
    sheet = book.sheets[0]
    first, second = perform("next", app=app).message, perform("next", app=app).message
    assert "H5" in first
    assert "H6" in second
    sheet.range("H6").value = "报名人数少，已加开两期"
    third = perform("next", app=app).message
    assert "H7" in third
    assert third.startswith("第 2 条")
    for row in (5, 7, 8):
        sheet.range(f"H{row}").value = "按计划执行"
    assert perform("next", app=app).ok


def test_a_finding_on_a_hidden_sheet_is_told_and_the_selection_stays(app, tmp_path):
    def change(book):
        book.create_sheet("封面")["A1"] = "封面"
        book["自评表"].sheet_state, book.active = "hidden", 1

    book = app.books.open(str(workbook(tmp_path / "隐藏.xlsx", change=change)))
    outcome = perform("next", app=app)
    assert "“自评表”是隐藏的工作表，没有走过去" in outcome.message
    assert book.sheets.active.name == "封面"
    assert perform("next", app=app).message.startswith("第 2 条")


def test_walking_asks_for_merges_and_formats_once_until_something_changes(app, book):
    calls = app.engine.impl.calls

    def asked(command):
        calls.clear()
        assert perform(command, app=app).ok
        return calls["ask"]

    assert asked("next") > 10
    assert asked("next") <= 2
    assert asked("previous") <= 2
    assert calls["read"] <= 2 * len(book.sheets)
    book.sheets[0].range("E9").value = "10人"
    assert asked("next") > 10
    assert "“自评表”" in perform("next", app=app).message
    # A table that moved as a whole has the same values elsewhere.
    before = perform("previous", app=app).message
    assert "H5" in before or "H6" in before


def test_a_table_that_moved_with_the_same_values_is_read_anew(app, tmp_path):
    from tests.engines.working import insert_rows

    book = app.books.open(str(workbook(tmp_path / "下移.xlsx")))
    assert "“自评表”H5" in perform("next", app=app).message
    insert_rows(book.sheets[0], 1)
    assert "“自评表”H7" in perform("next", app=app).message
    assert app.selection.address == "$H$7"


def test_each_press_may_be_a_process_of_its_own(tmp_path):
    """As with the commands from outside, or Excel without its helper process."""
    path = workbook(tmp_path / "自评.xlsx")
    press = (
        "import sys\nfrom jixiao.excel.session import perform\nfrom tests.engines.openpyxl_engine import engine\n"
        "print(perform('next', app=engine(sys.argv[1]).apps.active).message)"
    )
    said = [
        subprocess.run([sys.executable, "-c", press, str(path)], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."}).stdout
        for _ in range(3)
    ]
    assert [each[:5] for each in said] == ["第 1 条", "第 2 条", "第 3 条"]


def test_thirty_sheets_of_which_one_is_empty_and_one_only_formatted(app, tmp_path):
    def change(book):
        from openpyxl.styles import PatternFill

        book.create_sheet("空的")
        far = book.create_sheet("格式")
        far["B2"].fill = far["D20000"].fill = PatternFill("solid", fgColor="FFFF00")
        for number in range(27):
            book.create_sheet(f"附{number}")["B3"] = "说明"

    book = app.books.open(str(workbook(tmp_path / "三十.xlsx", change=change)))
    assert len(names(book)) == 30
    assert perform("calculate_book", app=app).ok
    assert perform("check", app=app).ok
    assert perform("undo", app=app).ok
    assert perform("undo", app=app).message.startswith("已撤销“计算全簿”，退回 6 处")


def test_a_table_without_problems_says_so(app, tmp_path):
    text = TABLE.replace("| 20 | 3 |  |", "| 20 | 20 |  |").replace("90人 | 10 | 4", "100人 | 10 | 10").replace("| 10 | 5 |", "| 10 | 10 |").replace("| 10 | 6 |", "| 10 | 10 |")
    app.books.open(str(workbook(tmp_path / "好.xlsx", text=text)))
    assert perform("calculate_book", app=app).ok
    outcome = perform("next", app=app)
    assert outcome.message == "没有发现问题，不用逐条看了。"
    assert "没有发现问题" in perform("check", app=app).message
    assert "没有发现问题" in perform("check", app=app).message
    assert names(app.books.active) == ["自评表", "校验"]
