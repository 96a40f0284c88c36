"""The ribbon as Excel reads it: ``menu`` written in the XML of Office's custom user interface.

For an accountant: 「绩效」功能区.  For a programmer: the namespace of 2006, which every Excel since 2007 reads.  Each button
names a procedure of the VBA module JxRibbon; what the command is given lies in the button's tag.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from jixiao.excel.menu import TAB_ID, TAB_KEY, TAB_LABEL, Button, Menu, buttons, groups

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
MODULE = "JxRibbon"


def ribbon_xml() -> str:
    """The whole part customUI.xml."""
    root = Element("customUI", xmlns=NAMESPACE)
    tab = SubElement(SubElement(SubElement(root, "ribbon"), "tabs"), "tab", id=TAB_ID, label=TAB_LABEL, keytip=TAB_KEY)
    for group in groups():
        box = SubElement(tab, "group", id=group.name, label=group.label)
        for item in group.items:
            if isinstance(item, Button):
                _button(box, item, size=_size(item))
            elif item.split:
                _split_button(box, item)
            else:
                _menu(box, item)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def commands() -> tuple[str, ...]:
    """Every command of the ribbon, once."""
    return tuple(dict.fromkeys(button.command for button in buttons()))


def procedure(command: str) -> str:
    """The VBA procedure that a command's buttons call.

    >>> procedure("calculate_sheet")
    'OnCalculateSheet'
    """
    return "On" + command.title().replace("_", "")


def control_id(button: Button) -> str:
    """A button's id in the XML, unique in the ribbon.

    >>> control_id(Button("carry", "", "", "", "", "", "monitoring"))
    'carry-monitoring'
    """
    return f"{button.command}-{button.argument}" if button.argument else button.command


def _button(parent: Element, button: Button, **more: str) -> None:
    _control(
        parent, "button",
        id=control_id(button), label=button.label, imageMso=button.icon, screentip=button.tip, supertip=button.help,
        keytip=button.key, tag=button.argument, onAction=f"{MODULE}.{procedure(button.command)}", **more,
    )


def _menu(parent: Element, menu: Menu) -> None:
    _buttons(
        _control(parent, "menu", id=f"{menu.name}-menu", label=menu.label, imageMso=menu.icon, screentip=menu.tip, keytip=menu.key, size=_size(menu)),
        menu.entries,
    )


def _split_button(parent: Element, menu: Menu) -> None:
    """A button that does what its first entry does, with an arrow for the others."""
    first = menu.entries[0]
    split = _control(parent, "splitButton", id=f"{menu.name}-split", keytip=menu.key, size=_size(menu))
    _control(
        split, "button",
        id=f"{menu.name}-button", label=menu.label, imageMso=menu.icon, screentip=menu.tip, supertip=first.help,
        tag=first.argument, onAction=f"{MODULE}.{procedure(first.command)}",
    )
    _buttons(_control(split, "menu", id=f"{menu.name}-menu"), menu.entries)


def _buttons(parent: Element, entries: Iterable[Button]) -> None:
    for entry in entries:
        _button(parent, entry)


def _control(parent: Element, kind: str, **attributes: str) -> Element:
    """An element with those attributes that say something: Office refuses an empty one."""
    return SubElement(parent, kind, {name: value for name, value in attributes.items() if value})


def _size(item: Button | Menu) -> str:
    return "large" if item.large else "normal"
