"""Commands, edits, rows put in and sheets renamed in any order, then everything undone: what nobody touched is as it was."""

import random

import pytest
from tests.engines.openpyxl_engine import engine as openpyxl_engine
from tests.engines.working import contents, insert_rows, workbook

from jixiao.excel.session import perform

_ROWS = 12
_PRESSES = ("calculate_book", "calculate_selection", "check", "why", "recognise", "undo", "policy")


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class Person:
    """Somebody at a workbook: knows which row of each sheet was which, and what was typed over."""

    def __init__(self, app, book, seed):
        self.app, self.book, self.random = app, book, random.Random(seed)  # the same each time
        self.rows = {sheet.name: list(range(1, _ROWS + 1)) for sheet in book.sheets}
        self.first_names = {name: name for name in self.rows}
        self.typed = set()

    def does_something(self):
        sheet = self.random.choice([sheet for sheet in self.book.sheets if sheet.name in self.first_names])
        rows = self.rows[self.first_names[sheet.name]]
        row = self.random.randint(1, len(rows))
        what = self.random.choice(["press", "press", "press", "type", "insert", "rename"])
        if what == "press":
            self.presses(sheet, row, self.random.choice(_PRESSES))
        elif what == "type" and rows[row - 1] is not None and 4 < row < len(rows):
            column = self.random.choice([5, 7, 8])
            sheet.range((row, column)).value = self.random.choice(["改过", 7, None])
            self.typed.add((self.first_names[sheet.name], rows[row - 1], column))
        elif what == "insert":
            insert_rows(sheet, row)
            rows.insert(row - 1, None)
            if self.random.random() < 0.5:
                sheet.range((row, 3)).value = f"新插入的{self.random.random()}"
        elif what == "rename":
            name = f"改名{len(self.first_names)}{self.random.randint(0, 999)}"
            self.first_names[name] = self.first_names.pop(sheet.name)
            sheet.name = name

    def presses(self, sheet, row, command):
        sheet.activate()
        sheet.range(f"{self.random.choice('ABCDEFGH')}{row}" if command == "why" else f"A{row}:H{row + 5}").select()
        outcome = perform(command, self.random.choice(["mof-2020", "hunan", "auto"]) if command == "policy" else "", app=self.app)
        assert not outcome.message.startswith("没有完成"), outcome.message

    def undoes_everything(self):
        said = []
        while not (outcome := perform("undo", app=self.app)).message.startswith("没有可以撤销的写入"):
            assert not outcome.message.startswith("没有完成"), outcome.message
            said.append(outcome.message)
        return said


@pytest.mark.parametrize("seed", range(40))
def test_what_nobody_touched_is_as_it_was(tmp_path, seed):
    app = openpyxl_engine().apps.active
    book = app.books.open(str(workbook(tmp_path / "自评.xlsx", sheets=("自评表", "另一张")[: 1 + seed % 2])))
    before = contents(book)
    person = Person(app, book, seed)
    for _ in range(10):
        person.does_something()
    said = person.undoes_everything()
    after = contents(book)
    names = {first: name for name, first in person.first_names.items()}
    now = {
        (first, row, column): after.get((names[first], number, column))
        for first, rows in person.rows.items() for number, row in enumerate(rows, 1) if row is not None for column in range(1, 9)
    }
    differ = {place: held for place, held in now.items() if held != before.get(place) and place not in person.typed}
    # A figure of ours may stay where its cell is not certain, and then it is told; nothing else may differ.
    assert {place for place in differ if before.get(place) is not None} == set()
    assert not differ or any("没有动" in message for message in said), differ


def test_more_steps_than_are_kept(tmp_path):
    app = openpyxl_engine().apps.active
    book = app.books.open(str(workbook(tmp_path / "自评.xlsx")))
    sheet = book.sheets[0]
    sheet.range("G9").select()
    for number in range(35):
        sheet.range("G9").value = number / 100
        assert perform("calculate_selection", app=app).ok
        sheet.range("G9").value = None
        assert perform("calculate_selection", app=app).ok
    done = 0
    while perform("undo", app=app).ok:
        done += 1
        sheet.range("G9").value = 15
    assert done == 30
