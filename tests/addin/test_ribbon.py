"""The ribbon XML follows the rules of Office's schema (customui, 2006): an offence makes Excel leave the whole tab out."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from jixiao.excel.menu import Menu, buttons, groups
from jixiao.excel.ribbon import NAMESPACE, commands, procedure, ribbon_xml

HERE = Path(__file__).parent
COMMITTED = HERE.parents[1] / "addin" / "customUI.xml"
ROOT = ET.fromstring(ribbon_xml())
ELEMENTS = [(each.tag.removeprefix(f"{{{NAMESPACE}}}"), each) for each in ROOT.iter()]
# What the schema allows of what we use: attributes of an element, and elements within it.
TEXT = {"label", "imageMso", "screentip", "supertip", "keytip"}
ALLOWED = {
    "customUI": (set(), {"ribbon"}),
    "ribbon": (set(), {"tabs"}),
    "tabs": (set(), {"tab"}),
    "tab": ({"id", "label", "keytip"}, {"group"}),
    "group": ({"id", "label"}, {"button", "menu", "splitButton"}),
    "splitButton": ({"id", "keytip", "size"}, {"button", "menu"}),
    "menu": ({"id", "size", *TEXT}, {"button"}),
    "button": ({"id", "size", "tag", "onAction", *TEXT}, set()),
}
LONGEST = {"label": 1024, "screentip": 1024, "supertip": 1024, "tag": 1024, "onAction": 1024, "imageMso": 1024, "id": 1024, "keytip": 3}


def test_the_committed_ribbon_is_that_of_the_menu():
    assert COMMITTED.read_text(encoding="utf-8") == ribbon_xml(), "addin/customUI.xml is old: run make addin"


@pytest.mark.parametrize(("name", "element"), ELEMENTS, ids=[each.get("id") or name for name, each in ELEMENTS])
def test_only_what_the_schema_allows_is_written(name, element):
    attributes, children = ALLOWED[name]
    assert set(element.attrib) <= attributes
    assert {child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element} <= children
    for attribute, value in element.attrib.items():
        assert attribute == "size" or 1 <= len(value) <= LONGEST[attribute]


def test_ids_are_unique_and_are_xml_names():
    ids = [element.get("id") for name, element in ELEMENTS if name not in {"customUI", "ribbon", "tabs"}]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]*", each) for each in ids)


def test_sizes_are_given_in_a_group_and_never_in_a_menu():
    for group in ROOT.iter(f"{{{NAMESPACE}}}group"):
        assert all(item.get("size") in {"large", "normal"} for item in group)
        assert not [inner for item in group for inner in item.iter() if inner is not item and "size" in inner.attrib]


def test_every_button_has_a_label_an_icon_a_tip_and_a_procedure():
    found = [element for name, element in ELEMENTS if name == "button"]
    assert len(found) == len(buttons()) + sum(isinstance(item, Menu) and item.split for group in groups() for item in group.items)
    for element in found:
        assert {"label", "imageMso", "screentip", "supertip", "onAction"} <= set(element.attrib)


def test_key_tips_do_not_hide_one_another():
    top = [item.get("keytip") for group in ROOT.iter(f"{{{NAMESPACE}}}group") for item in group]
    menus = [[entry.get("keytip") for entry in menu if entry.get("keytip")] for menu in ROOT.iter(f"{{{NAMESPACE}}}menu")]
    assert None not in top
    for tips in [top, *menus]:
        assert len(tips) == len(set(tips))
        assert not [(one, other) for one in tips for other in tips if one != other and other.startswith(one)]
        assert all(re.fullmatch("[A-Z0-9]{1,3}", tip) for tip in tips)


def test_icons_are_known_to_office():
    known = {line for line in (HERE / "office_icons.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    assert {element.get("imageMso") for _, element in ELEMENTS if "imageMso" in element.attrib} == known


def test_every_command_has_a_procedure_of_its_own():
    assert len({procedure(command).lower() for command in commands()}) == len(commands())


def test_commands_and_arguments_need_no_quoting_in_the_line_that_python_runs():
    assert [each for button in buttons() for each in (button.command, button.argument) if not re.fullmatch("[a-z0-9_-]*", each)] == []
