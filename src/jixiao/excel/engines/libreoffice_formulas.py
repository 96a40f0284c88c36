"""Excel's formulas and number formats, and LibreOffice's: the same things in other words.

LibreOffice separates arguments by semicolons and sheets by a point (``$'表 1'.A1``), joins areas by ``~``, intersects them by
``!``, and separates the columns of an inline array by ``;`` and its rows by ``|``; a few functions have other names.
"""

from __future__ import annotations

import re

from jixiao.excel.engines.blocks import quoted

_QUOTED = r"'(?:[^']|'')*'"
_TEXT = r'"(?:[^"]|"")*"'
_ERROR = r"\#(?:REF!|DIV/0!|NULL!|VALUE!|NUM!|NAME\?|N/A)"
_PLACE = r"\$?[A-Z]{1,3}\$?[0-9]+"
_AREA = rf"(?:{_PLACE}(?::{_PLACE})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?[0-9]+:\$?[0-9]+|\#REF!)"
_FUNCTION = r"[A-Za-z_][\w.]*(?=\()"

_THEIRS = re.compile(
    rf"(?P<text>{_TEXT})|(?P<error>{_ERROR})"
    rf"|(?:(?P<file>{_QUOTED})\#)?\$?(?P<sheet>{_QUOTED}|[^\W]+)\.(?P<first>{_AREA})(?::\$?(?P<last_sheet>{_QUOTED}|[^\W]+)\.(?P<last>{_PLACE}))?(?![\w.(])"
    rf"|(?P<function>{_FUNCTION})|(?P<mark>[{{}};|~!])",
    re.VERBOSE,
)
_OURS = re.compile(
    rf"(?P<text>{_TEXT})|(?P<error>{_ERROR})"
    rf"|(?P<sheet>{_QUOTED}|[\w.]+(?::[\w.]+)?)!(?:(?P<area>{_AREA})(?![\w.(]))?"
    rf"|(?P<function>{_FUNCTION})|(?P<constant>\b(?:TRUE|FALSE)\b(?!\())|(?P<meet>(?<=[\w)'])[ ]+(?=[$A-Z'(]))|(?P<mark>[{{}};,()])",
    re.VERBOSE | re.IGNORECASE,
)
_FILE_SHEET = re.compile(r"'(.*)\[([^\]]*)\](.*)'")
_ADD_IN = re.compile(r"COM\.SUN\.STAR\.SHEET\.ADDIN\.ANALYSIS\.GET(\w+)|[\w.]*\.(JX[A-Z]+)")
_NAMES = {
    "CEILING.XCL": "CEILING", "FLOOR.XCL": "FLOOR", "CEILING": "CEILING.MATH", "FLOOR": "FLOOR.MATH", "EFFECTIVE": "EFFECT", "ZGZ": "RRI",
    "SKEWP": "SKEW.P", "FORMULA": "FORMULATEXT", "FORECAST.ETS.ADD": "FORECAST.ETS", "FORECAST.ETS.PI.ADD": "FORECAST.ETS.CONFINT",
}
_THEIR_NAMES = {ours: theirs for theirs, ours in _NAMES.items()}


def to_excel(formula: str) -> str:
    """A formula of LibreOffice as Excel's Formula gives it.

    >>> to_excel("=IF($'表 1'.A1>0;SUM(A1:B2~C3);{1;2|3;4})&org.jixiao.addin.JXRATE(A1;B1)")
    "=IF('表 1'!A1>0,SUM(A1:B2,C3),{1,2;3,4})&JXRATE(A1,B1)"
    """
    braces = 0

    def word(found: re.Match[str]) -> str:
        nonlocal braces
        if found["text"] or found["error"]:
            return found[0]
        if found["sheet"]:
            return _their_reference(found)
        if found["function"]:
            name = found["function"].upper()
            add_in = _ADD_IN.fullmatch(name)
            return (add_in[1] or add_in[2]) if add_in else _NAMES.get(name, name)
        mark = found["mark"]
        braces += {"{": 1, "}": -1}.get(mark, 0)
        return {";": ",", "|": ";", "~": ",", "!": " "}.get(mark, mark)

    return re.sub(r"\b(TRUE|FALSE)\(\)", r"\1", _THEIRS.sub(word, formula))


def _their_reference(found: re.Match[str]) -> str:
    name, area = _bare(found["sheet"]), found["first"]
    if found["last_sheet"]:
        last = _bare(found["last_sheet"])
        sheets = f"{name}:{last}" if quoted(name + last) == name + last else _in_quotes(f"{name}:{last}")
        return f"{sheets}!{area}" + (f":{found['last']}" if found["last"] != area else "")
    if found["file"]:
        folder, _, file = _bare(found["file"]).rpartition("/")
        return f"{_in_quotes(f'{folder}/[{file}]{name}')}!{area}"
    return f"{quoted(name)}!{area}"


def to_libreoffice(formula: str) -> str:
    """A formula of Excel as LibreOffice reads it.

    >>> to_libreoffice("=IF('表 1'!A1>0,SUM((A1:B2,C3)),{1,2;3,4})&TRUE")
    "=IF($'表 1'.A1>0;SUM((A1:B2~C3));{1;2|3;4})&TRUE()"
    """
    braces, parentheses, function = 0, [False], False

    def word(found: re.Match[str]) -> str:
        nonlocal braces, function
        was_function, function = function, False
        if found["text"] or found["error"]:
            return found[0]
        if found["sheet"]:
            return _our_reference(found)
        if found["function"]:
            function = True
            name = found["function"].upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
            return _THEIR_NAMES.get(name, name)
        if found["constant"]:
            return found["constant"].upper() + ("" if braces else "()")
        if found["meet"]:
            return "!"
        mark = found["mark"]
        braces += {"{": 1, "}": -1}.get(mark, 0)
        if mark == "(":
            parentheses.append(was_function)
        elif mark == ")" and len(parentheses) > 1:
            parentheses.pop()
        if braces:
            return {",": ";", ";": "|"}.get(mark, mark)
        # A comma between arguments, or between areas in parentheses of their own.
        return (";" if parentheses[-1] else "~") if mark == "," else mark

    return _OURS.sub(word, formula)


def _our_reference(found: re.Match[str]) -> str:
    name, area = found["sheet"], found["area"]
    if area is None:  # a name that belongs to a sheet
        return found[0]
    linked = _FILE_SHEET.fullmatch(name)
    if linked:
        return f"'{linked[1]}{linked[2]}'#${_in_quotes(linked[3].replace(chr(39) * 2, chr(39)))}.{area}"
    first, _, last = _bare(name).partition(":")
    if not last:
        return f"${_in_quotes(first)}.{area}"
    start, _, end = area.partition(":")
    return f"${_in_quotes(first)}.{start}:${_in_quotes(last)}.{end or start}"


def _bare(name: str) -> str:
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _in_quotes(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


_CODE_PART = re.compile(
    r'(?P<kept>"[^"]*"|\\.|_.|\*.|AM/PM|A/P|General)|(?P<elapsed>\[[HMS]+\])'
    r"|(?P<color>\[(?:BLACK|BLUE|CYAN|GREEN|MAGENTA|RED|WHITE|YELLOW|COLOR\d+)\])|(?P<bracket>\[[^\]]*\])|(?P<letters>[A-Z]+)",
)


def excel_code(code: str, *, moment: bool) -> str:
    """A number format as Excel writes it; ``moment`` for one of dates or times.

    >>> excel_code('YYYY"年"M"月" AM/PM', moment=True), excel_code("[RED]0.00", moment=False), excel_code("BOOLEAN", moment=False)
    ('yyyy"年"m"月" AM/PM', '[Red]0.00', 'General')
    """
    if code == "BOOLEAN":
        return "General"

    def part(found: re.Match[str]) -> str:
        if found["color"]:
            return "[" + found[0][1:].capitalize()
        return found[0].lower() if found["elapsed"] or (found["letters"] and moment) else found[0]

    return _CODE_PART.sub(part, code)
