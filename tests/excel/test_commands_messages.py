"""What the add-in says: Chinese, with cells and the next step, nothing that only the command line has, short enough for a box."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engines.openpyxl_engine import engine as openpyxl_engine
from tests.engines.working import TABLE, contents, protect, workbook, workbook_of
from tests.layouts.truth import layouts, read

from jixiao.excel.menu import buttons
from jixiao.excel.session import perform
from jixiao.excel.wording import MOST, in_the_ribbon

SOURCES = Path(__file__).parents[2] / "src" / "jixiao"


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def table(app, tmp_path, name="自评", **options):
    return app.books.open(str(workbook(tmp_path / f"{name}.xlsx", **options)))


def press(app, command, argument=""):
    outcome = perform(command, argument, app=app)
    assert "没有完成" not in outcome.message, outcome.message
    return outcome


def read_aloud(message):
    """Fails for what an accountant at a workbook cannot use."""
    assert re.search("[一-鿿]", message), message
    told = re.sub("命令行参数 --set", "", message)
    assert not re.search(r"--[a-z]|jixiao (new|check|recalc|carry|forms|policies)", told), message
    assert not re.search(r"Error|Exception|Traceback|None\b|NoneType", message), message


def test_no_message_tells_options_of_the_command_line(tmp_path):
    """Every command on every published layout, and on a sheet that is protected."""
    app = openpyxl_engine().apps.active
    for each in layouts():
        grid, _ = read(each)
        book = app.books.open(str(workbook_of(tmp_path / f"{each.stem}.xlsx", grid)))
        for command in ("recognise", "recognise", "calculate_sheet", "calculate_book", "next", "next", "check", "to_values", "undo", "undo"):
            read_aloud(press(app, command).message)
        book.sheets[0].activate()
        for stage in ("self-evaluation", "monitoring"):
            read_aloud(press(app, "carry", stage).message)
            for other in list(app.books):
                if other.name != book.name:
                    other.close()
        book.close()


@pytest.mark.parametrize("text", re.findall(
    r'Text\(\s*\(?f?"((?:[^"\\]|\\.)*--(?:form|year|weights|convert|forms|force)\b(?:[^"\\]|\\.)*)"',
    "\n".join(path.read_text("utf-8") for folder in ("services", "forms", "workbooks") for path in sorted((SOURCES / folder).glob("*.py"))),
))
def test_sentences_of_carrying_and_recognising_lose_their_options(text):
    if any(words in text for words in ("--to 的值", "-o 就是", "请换一个 --form；", "只能写 .xlsx", "--weights even 不起作用", "指定的", "--cells")):
        return  # only with an option of the command line does this happen
    assert not re.search(r"--(form|year|weights|convert|forms|force)\b| -o ", in_the_ribbon(text)), in_the_ribbon(text)


def test_a_box_is_not_longer_than_a_screen(app, tmp_path):
    long = "超长的指标名称" * 4000
    book = table(app, tmp_path, text=TABLE.replace("新增就业", long))
    alerts = app.engine.impl.alerts
    for command in ("calculate_sheet", "next", "recognise", "check", "undo"):
        press(app, command)
    book.sheets[0].activate()
    book.sheets[0].range("G9").select()
    whole = press(app, "why").message
    assert len(whole) > MOST
    assert all(len(shown) <= MOST for shown in alerts)
    assert alerts[-1].endswith("……（以下略）")
    assert len(book.sheets[0].range("G9").note.text) <= 2000
    assert press(app, "undo").message.startswith("已撤销“为什么”")
    assert book.sheets[0].range("G9").note is None


def test_the_total_that_is_told_is_the_one_that_stands_in_the_table(app, tmp_path):
    book = table(app, tmp_path)
    message = press(app, "calculate_sheet").message
    assert book.sheets[0].range("G12").value == 67
    assert "表里的总分（G12）是 67；逐项按规则重算是 98" in message


def test_figures_beside_the_selection_are_told(app, tmp_path):
    book = table(app, tmp_path)
    for address in ("B6", "XX900", "A9:A10"):
        book.sheets[0].range(address).select()
        message = press(app, "calculate_selection").message
        assert "选中范围之外还有 G3、H3、G9、G10、G11、G12 与核算结果不同" in message
    for address, count in (("G9,G11", 2), ("G:G", 5), ("9:9", 1), ("A1:XFD1048576", 6)):
        book.sheets[0].range(address).select()
        before = app.selection.address
        press(app, "calculate_selection")
        assert app.selection.address == before
        assert f"退回 {count} 处" in press(app, "undo").message


def test_a_cell_inside_a_merged_area_stands_for_it(app, tmp_path):
    book = table(app, tmp_path)
    book.sheets[0].range("C12").select()
    assert perform("why", app=app).message.startswith("“自评表”A12 不在认出的表里")
    book.sheets[0].range("G12").select()
    assert "总分 = 执行率得分" in press(app, "why").message


def test_a_derivation_is_told_on_a_protected_sheet_and_no_note_is_tried(app, tmp_path):
    book = table(app, tmp_path)
    protect(book.sheets[0])
    book.sheets[0].range("G9").select()
    assert "（工作表受保护，没有写批注。）" in press(app, "why").message
    assert not perform("undo", app=app).ok
    message = press(app, "calculate_sheet").message
    assert message.startswith("工作表“自评表”：没有改动。")
    assert "被工作表保护锁定，没有写" in message
    assert "受保护，没有标色" in press(app, "recognise").message
    assert not perform("undo", app=app).ok


def test_colours_on_a_sheet_that_was_protected_since(app, tmp_path):
    book = table(app, tmp_path)
    press(app, "recognise")
    protect(book.sheets[0])
    for command in ("recognise", "undo"):
        outcome = perform(command, app=app)
        assert not outcome.ok
        assert "受保护，识别的标色去不掉" in outcome.message
    protect(book.sheets[0], on=False)
    assert press(app, "recognise").message == "识别的标色已去掉。"
    assert not perform("undo", app=app).ok


def test_a_policy_that_is_not_known_here_is_told(app, tmp_path):
    book = table(app, tmp_path)
    app.engine.impl.host.set_property(book, "jixiao.policy", "我局-2019")
    for command in ("policy", "calculate_sheet", "recognise", "check"):
        assert "政策“我局-2019”这里没有" in perform(command, app=app).message, command
    assert app.engine.impl.host.property(book, "jixiao.policy") == "我局-2019"
    assert press(app, "policy", "mof-2020").ok


def test_scores_under_another_policy_go_back_step_by_step(app, tmp_path):
    book = table(app, tmp_path)
    states = [contents(book)]
    for policy in ("mof-2020", "hunan", "platform"):
        press(app, "policy", policy)
        press(app, "calculate_book")
        states.append(contents(book))
    while perform("undo", app=app).ok:
        pass
    assert contents(book) == states[0]
    assert app.engine.impl.host.property(book, "jixiao.policy") == ""


# ------------------------------------------------------- new workbooks and folders ----


def test_a_workbook_never_saved_has_new_ones_among_the_documents(app, tmp_path, monkeypatch):
    home = tmp_path / "home"
    (home / "文档").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    assert str(home / "文档") in press(app, "new", "mof-project").message
    (made,) = (home / "文档").glob("*.xlsx")
    assert Path(app.books.active.fullname) == made


def test_names_of_open_workbooks_are_taken_whatever_their_folders(app, tmp_path):
    """No program opens two workbooks of one name."""
    table(app, tmp_path / "甲")
    first = press(app, "new", "mof-project").message
    book = table(app, tmp_path / "乙", name="自评2")
    book.activate()
    second = press(app, "new", "mof-project").message
    assert "(2).xlsx" not in first
    assert "(2).xlsx" in second
    assert (tmp_path / "乙" / f"{Path(app.books.active.fullname).name}").is_file()


def test_what_is_carried_from_a_long_name_has_room_for_a_lock_beside_it(app, tmp_path):
    table(app, tmp_path, name="长" * 80)
    target = next(each for each in layouts() if "mubiao" in each.stem)
    source = workbook_of(tmp_path / f"{'标' * 80}.xlsx", read(target)[0])
    app.books.open(str(source))
    outcome = perform("carry", "self-evaluation", app=app)
    assert outcome.ok, outcome.message
    (made,) = (each for each in tmp_path.glob("标*.xlsx") if each.name != source.name)
    assert made.stem.endswith("-自评表")
    assert len(os.fsencode(f".~lock.{made.name}#")) <= 255


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root, to become somebody without the right")
def test_a_folder_without_the_right_to_write_is_told(tmp_path):
    """In a process of its own, as nobody: root may write everywhere."""
    folder = tmp_path / "只读"
    path = workbook(folder / "自评.xlsx")
    for each in (folder, *folder.parents):
        if each == Path(each.anchor):
            break
        each.chmod(0o755)
    warm = workbook(tmp_path / "先" / "先.xlsx")
    (tmp_path / "临时").mkdir()
    (tmp_path / "临时").chmod(0o777)  # the folder of temporary files is not the one in question
    code = (
        "import os, sys\nfrom jixiao.excel.session import perform\nfrom tests.engines.openpyxl_engine import engine\n"
        "def press(path):\n    app = engine(path).apps.active\n"
        "    for command in ('calculate_sheet', 'check', 'new'):\n        print(perform(command, 'mof-project', app=app).message)\n"
        # Once as root, so that everything is imported that only root may read.
        "press(sys.argv[1])\nprint('——')\nos.environ['XDG_STATE_HOME'] = sys.argv[3]\nos.setuid(65534)\npress(sys.argv[2])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(warm), str(path), str(folder / "state")], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": ".", "TMPDIR": str(tmp_path / "临时")})
    _, said = done.stdout.split("——")
    assert "没有权限写入 项目支出绩效自评表" in said
    assert " -o " not in said
    assert said.count("记不下撤销用的内容") == 2
    assert "Error" not in said
    assert [each.name for each in folder.iterdir()] == ["自评.xlsx"]


def test_folders_of_all_kinds(app, tmp_path):
    table(app, tmp_path / "开着")
    outcome = perform("summarise", str(tmp_path / "没有"), app=app)
    assert not outcome.ok
    assert "这个文件夹" in outcome.message
    (tmp_path / "空").mkdir()
    outcome = perform("summarise", str(tmp_path / "空"), app=app)
    assert not outcome.ok
    assert "没有找到工作簿" in outcome.message
    mixed = tmp_path / "混"
    for name in ("+1", "001", "=SUM(A1)", "下级/一局"):
        workbook(mixed / f"{name}.xlsx")
    (mixed / "~$一局.xlsx").write_bytes(b"lock")
    (mixed / "零.xlsx").write_bytes(b"")
    (mixed / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    books = len(app.books)
    opened = app.books.open(str(mixed / "+1.xlsx"))
    opened.sheets[0].range("E9").value = "10人"
    message = press(app, "summarise", str(mixed)).message
    assert "6 个工作簿，其中 2 个读不出或认不出" in message
    assert "“+1.xlsx”正开着，汇总的是上次存盘的内容" in message
    assert len(app.books) == books + 2
    sheet = app.books.active.sheets["汇总"]
    rows = sheet.used_range.options(ndim=2).value
    assert [row[0] for row in rows[1:]] == ["+1.xlsx", "001.xlsx", "=SUM(A1).xlsx", str(Path("下级/一局.xlsx")), "旧.xls", "零.xlsx"]
    for row in rows[1:]:
        read_aloud(str(row[11] or "好"))
        assert row[3] in {None, "财政部口径（2020）"}
    assert not getattr(app.engine.impl, "misread", None)


def test_help_shows_its_texts_as_they_are(app):
    press(app, "help")
    sheet = app.books.active.sheets[0]
    for row in sheet.used_range.formula:
        assert not any(str(cell).startswith("=") for cell in row)
    shown = {str(cell) for row in sheet.used_range.value for cell in row}
    assert all(button.help in shown for button in buttons() if button.key)
    assert not getattr(app.engine.impl, "misread", None)


def test_a_function_in_a_name_is_told_and_many_functions_are_written_in_one_run(app, tmp_path):
    import xlsxwriter

    def functions(count):
        path = tmp_path / f"函数{count}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("表")
            for row in range(count):
                sheet.write_number(row, 0, row)
                sheet.write_formula(row, 1, f"=JXRATE(A{row + 1},A{row + 1})", None, 0.5)
            sheet.write_formula(1, 2, "=JXRATE(A1,A1)", None, "#NAME?")
            book.define_name("率", "=JXRATE(表!$A$1,表!$A$2)")
        book = app.books.open(str(path))
        app.engine.impl.calls.clear()
        outcome = perform("to_values", app=app)
        assert f"{count} 格的绩效函数已换成数值：“表”B1:B{count}" in outcome.message
        assert "名称 率 的公式里也用了绩效函数" in outcome.message
        assert "“表”C2 显示错误值，没有转换" in outcome.message
        assert app.engine.impl.calls["write"] == 1
        assert book.sheets[0].range(f"B{count}").formula == "0.5"
        assert f"退回 {count} 处" in press(app, "undo").message
        assert book.sheets[0].range(f"B{count}").formula == f"=JXRATE(A{count},A{count})"
        book.close()

    functions(10)
    functions(1000)
