"""Names, help texts and the page docs/函数.md, whose examples are calculated here."""

import re
from pathlib import Path

import pytest

from jixiao.excel.functions import CATEGORY, FUNCTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "函数.md").read_text("utf-8")
CALL = {function.name: function.call for function in FUNCTIONS}
_EXAMPLE = re.compile(r"`=(JX[^`]+)` → (.+)")
_TOKEN = re.compile(r'"(?P<text>[^"]*)"|(?P<call>JX\w+)\(|(?P<area>[A-Z]\d+(?::[A-Z]\d+)?)|(?P<number>[\d.]+)|(?P<sign>[,)])')


def test_there_are_the_eleven_functions():
    assert CATEGORY == "绩效"
    assert {function.name for function in FUNCTIONS} == {
        "JXRATE", "JXRATESCORE", "JXSCORE", "JXCOMPLETION", "JXDEVIATION", "JXMET", "JXTARGET", "JXTOTAL", "JXGRADE", "JXLIGHT", "JXWHY",
    }


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_help_fits_excels_wizard_and_is_chinese(function):
    # VBA stands between: its names are ASCII, its own words are no names.
    reserved = {"name", "date", "time", "type", "end", "next", "set", "let", "get", "property", "string", "object", "option", "each", "in", "is", "to", "on"}
    assert 0 < len(function.doc) <= 255
    assert "\n" not in function.doc
    for arg in function.args:
        assert re.fullmatch(r"[a-z_]+", arg.name)
        assert arg.name not in reserved
        assert len(arg.doc) <= 255
        assert re.fullmatch(r"[\u4e00-\u9fff]{2,6}", arg.label), arg.doc
    optional = [arg.optional for arg in function.args]
    assert optional == sorted(optional)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_page_names_every_argument_in_order(function):
    (section,) = re.findall(rf"### {function.name} .+?(?=\n##|\Z)", PAGE, re.DOTALL)
    same = re.search(r"参数与 (JX\w+) 相同", section)
    if same:
        (twin,) = [other for other in FUNCTIONS if other.name == same[1]]
        assert function.args == twin.args
    else:
        listed = "、".join(f"[{arg.label}]" if arg.optional else arg.label for arg in function.args)
        assert f"`{function.name}({listed.replace('、', ', ')})`" in section


# ----------------------------------------------------------- examples of the page ----


def _value(text):
    if re.fullmatch(r"-?\d+(\.\d+)?%?", text):
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    return text or None


def _sheet():
    """The table of the page as (column letter, row) → value."""
    cells = {}
    letters = None
    for line in PAGE.splitlines():
        parts = [part.strip() for part in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if parts[1:3] == ["A", "B"]:
            letters = parts[1:]
        elif letters and parts and parts[0].isdigit():
            cells |= {(letter, int(parts[0])): _value(text) for letter, text in zip(letters, parts[1:], strict=True)}
    return cells


def _area(words, cells):
    first, _, last = words.partition(":")
    last = last or first
    return [[cells[chr(column), row] for column in range(ord(first[0]), ord(last[0]) + 1)] for row in range(int(first[1:]), int(last[1:]) + 1)]


def _calculated(tokens, cells):
    """The value of one argument or call; tokens are taken from the end of a reversed list."""
    token = tokens.pop()
    if token["call"]:
        arguments = [None]
        while True:
            if tokens[-1]["sign"] == ")":
                tokens.pop()
                return CALL[token["call"]](*arguments)
            if tokens[-1]["sign"] == ",":
                tokens.pop()
                arguments.append(None)
            else:
                arguments[-1] = _calculated(tokens, cells)
    if token["area"]:
        return _area(token["area"], cells)
    return float(token["number"]) if token["number"] else token["text"]


def _shown(value, like):
    if isinstance(value, str):
        return value or "空白"
    return f"{value:.2%}" if like.endswith("%") else f"{value:.15g}"


@pytest.mark.parametrize(("formula", "results"), _EXAMPLE.findall(PAGE), ids=[formula for formula, _ in _EXAMPLE.findall(PAGE)])
def test_an_example_of_the_page_holds(formula, results):
    tokens = list(_TOKEN.finditer(formula))
    assert "".join(token[0] for token in tokens) == formula
    answer = _calculated(tokens[::-1], _sheet())
    wanted = re.findall("`([^`]*)`", results)
    assert [_shown(value, like) for (value,), like in zip(answer, wanted, strict=True)] == wanted


def test_every_function_has_an_example():
    assert {formula.partition("(")[0] for formula, _ in _EXAMPLE.findall(PAGE)} == set(CALL)
    assert any(":" in formula for formula, _ in _EXAMPLE.findall(PAGE))
