"""The add-in's VBA run by a real LibreOffice: all modules as they ship, but for the host."""

import pytest
from tests.addin.ribbon_in_office import RECORDING, RibbonInOffice, with_host
from tests.engines.office import Office

from jixiao.excel import xlam
from jixiao.excel.functions import FUNCTIONS
from jixiao.excel.menu import buttons
from jixiao.excel.ribbon import control_id

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def ribbon(tmp_path_factory):
    with Office(tmp_path_factory.mktemp("profile")) as office:
        yield RibbonInOffice(office, with_host(RECORDING, tmp_path_factory.mktemp("xlam")))


def test_every_button_runs_its_command_with_its_argument(ribbon):
    expected = {control_id(button): [button.command, button.argument] for button in buttons()}
    expected["calculate-button"] = ["calculate_sheet", ""]
    pressed = {}
    for entry in ribbon.entries:
        ribbon.press(entry)
        pressed[entry.name] = ribbon.told(2)
    assert pressed == expected


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_passes_its_arguments_on_in_their_order(ribbon, function):
    every = [argument.name for argument in function.args]
    required = [argument.name for argument in function.args if not argument.optional]
    left_out = ["missing"] * (len(every) - len(required))
    assert ribbon.call(f"JxFunctions.{function.name}", *every) == "|".join([function.name, *every])
    assert ribbon.call(f"JxFunctions.{function.name}", *required) == "|".join([function.name, *required, *left_out])


@pytest.mark.parametrize("key", xlam.TEXTS)
def test_texts_come_from_the_hidden_sheet(ribbon, key):
    assert ribbon.call("JxBook.JxText", key) == xlam.TEXTS[key]


def test_the_hidden_sheet_is_out_of_reach_of_the_user(ribbon):
    assert not ribbon.document.Sheets.getByName("jixiao.texts").IsVisible


@pytest.mark.parametrize(("sheets", "refused"), [
    (["自评表"], False),
    (["jixiao.config", "py"], False),
    (["自评表", "jixiao.conf"], True),
    (["XLWINGS.Conf"], True),
    (["绩效.PY", "自评表"], True),
])
@pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
def test_a_workbook_with_settings_or_code_for_xlwings_is_refused(ribbon, sheets, refused, hidden):
    book = ribbon.office.new(hidden=False)
    try:
        for name in sheets:
            book.Sheets.insertNewByName(name, 0)
            book.Sheets.getByName(name).IsVisible = not hidden
        assert ribbon.call("JxHost.JxRefuses", book.Title) is refused
    finally:
        book.setModified(False)
        book.close(True)
