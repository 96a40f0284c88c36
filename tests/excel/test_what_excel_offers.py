"""Commands use nothing of xlwings that its Excel side leaves undone: read in its source, since Excel cannot run here."""

import ast
from pathlib import Path

import pytest
import xlwings
from tests.engines import openpyxl_engine, openpyxl_looks, openpyxl_range

from jixiao.excel.menu import buttons
from jixiao.excel.session import perform

EXAMPLES = Path(__file__).parents[2] / "workbooks" / "examples"
KINDS = ("App", "Books", "Book", "Sheets", "Sheet", "Range", "Names", "Name", "Note", "Font", "Borders", "ConditionalFormats", "ConditionalFormat", "PageSetup")


def classes_of(module):
    tree = ast.parse(Path(xlwings.__file__).with_name(module).read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def left_undone():
    """Class → members that xlwings promises and does not implement for Excel."""
    promised, done = classes_of("base_classes.py"), classes_of("_xlwindows.py")

    def implemented(name):
        node = done[name]
        own = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
        own |= {target.id for each in node.body if isinstance(each, ast.Assign) for target in each.targets if isinstance(target, ast.Name)}
        own |= {
            each.attr for each in ast.walk(node)
            if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "self" and isinstance(each.ctx, ast.Store)
        }
        return own.union(*(implemented(base.id) for base in node.bases if isinstance(base, ast.Name) and base.id in done))

    return {
        name: {
            each.name for each in promised[name].body
            if isinstance(each, ast.FunctionDef) and any(isinstance(step, ast.Raise) and "NotImplementedError" in ast.unparse(step) for step in each.body)
        } - implemented(name)
        for name in KINDS
    }


@pytest.fixture
def used(monkeypatch):
    """Class → members of the engine that xlwings asks for."""
    asked = {name: set() for name in KINDS}

    def watch(cls, name):
        found = cls.__getattribute__

        def asking(self, member):
            asked[name].add(member)
            return found(self, member)

        monkeypatch.setattr(cls, "__getattribute__", asking)

    for name in KINDS:
        for module in (openpyxl_engine, openpyxl_range, openpyxl_looks):
            if name in vars(module) and vars(module)[name].__module__ == module.__name__:
                watch(vars(module)[name], name)
    return asked


def test_what_commands_ask_of_excel_is_there(used, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "yiyang-2024.xlsx"
    path.write_bytes((EXAMPLES / path.name).read_bytes())
    app = openpyxl_engine.engine(path).apps.active
    for command in [*dict.fromkeys(button.command for button in buttons()), "undo", "undo", "undo", "recognise", "recognise"]:
        book = app.books.active
        perform(command, {"new": "mof-project", "policy": "platform", "summarise": str(tmp_path)}.get(command, ""), app=app, show=False)
        book.activate()
    assert sum(map(len, used.values())) > 60
    undone = left_undone()
    assert "freeze_panes" in undone["Sheet"]  # known: the host does it
    assert {name: members & undone[name] for name, members in used.items() if members & undone[name]} == {}
