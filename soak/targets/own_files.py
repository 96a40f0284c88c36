"""The office's own files: forms and policies in TOML, alone and in folders.

For an accountant: 自己写的表样、政策写错了，会说清楚是哪个文件、哪个键、应该怎么写.
For a programmer: a built-in file with some values changed, a few lines of odd TOML, or raw text; a policy lies in a folder
beside one that it extends.  What loads is used: a blank workbook is drawn, a table is read.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jixiao.forms import spec
from jixiao.forms.spec import parse_form
from jixiao.model import JixiaoError
from jixiao.scoring import policy
from jixiao.scoring.score import score_indicator
from jixiao.services.library import Library
from jixiao.services.new import blank
from jixiao.values import parse
from jixiao.workbooks.drawing import drawing_bytes
from soak.choices import Choices, chosen
from soak.promises import worded

LONGEST = 400
_DRAWN_ONCE_IN = 8  # it takes as long as all else together
ROOT = Path(policy.__file__).parents[1]
_LINE = re.compile(r"^([\w.-]+) *= *(.+)$", re.MULTILINE)
_VALUE = re.compile(r'"[^"\n]*"|(?<![\w"])-?[\d.]+(?![\w"])|true|false')
VALUES = (
    '""', '"x"', '" "', "0", "-1", "1", "1.5", "1e400", "-1e-400", "1e999999999", "nan", "inf", "true", "[]", "{}", '["x"]', "[1]", "[[]]", "[[1]]", "{x=1}", "{value=1}", '{value="x", basis=""}', "{value=[], basis=3}", "2024-02-29", "12:00:00",
    "2024-01-01T00:00:00Z", '"\\u0000"', '"\\n"', "'''\n'''", '"a/b"', '"../x"', '"mof-2020"', '"own"', '"other"', '"{year}"', '"{"', '"{0}"', '"{x}"', '"{year.__class__}"', '"%s"', '"执行率 10, 产出 50"', "[0, 13]", '["name", "name"]', '[["x"]]', "[{}]", '[{label="x"}]',
    "[{label=1}]", '[{name="x", second="y"}]', '[{name="x", weight=true}]', "999999999999999999999999", "9" * 5000, "[" * 200 + "]" * 200, "[" * 3000, "{x=" * 3000, '"' + "长" * 2000 + '"', '"target"', '"evaluation"', '"monitoring"', '"statement"', "0x_", "1__0", "'", '"""',
)  # fmt: skip
KEYS = (
    "extends", "title", "title_en", "basis", "valid_from", "rules", "parameters", "form", "id", "name", "stage", "policy", "titles", "signature", "money_unit", "follows", "funds", "indicators", "total", "computed", "columns", "required", "wanted", "levels", "inline", "fields", "template",
    "rows", "header", "blocks", "headings", "goals", "tasks", "plan", "lines", "weight_schemes", "grades", "over_target", "score_places", "rounding", "tiers", "binary_reading", "a.b.c", '"甲"', '""', "x" * 200,
)  # fmt: skip
SECTIONS = ("form", "funds", "funds.columns", "indicators", "indicators.columns", "total", "computed", "template", "template.goals", "template.funds", "[template.levels]", "[blocks]", "blocks", "parameters", "rules", "rules.x", "parameters.over_target", "x", "")
WORDS = ("extends = ", "[parameters]", "[form]", "[[blocks]]", '"""', "\\u", "1e9", "= {", "= [")
NAMES = ("own.toml", "other.toml", "own.TOML", "我镇.toml", "a b.toml", ".toml", "..toml", "own.toml.toml", "-.toml", "[x].toml", "own\udcff.toml", "mof-2020.toml", "x" * 200 + ".toml")


# ---------------------------------------------------------------- building ----


@cache
def bases() -> tuple[str, ...]:
    """The built-in forms and policies, and three short ones."""
    found = [path.read_text("utf-8") for folder in ("forms", "scoring/policies") for path in sorted((ROOT / folder).glob("*.toml"))]
    return ("", 'extends = "mof-2020"\nbasis = "本局"\n', 'extends = "other"\nbasis = "本局"\n[parameters]\nover_target = 1.2\n', *found)


def text(choices: Choices) -> str:
    """One file's text."""
    text = choices.pick(bases())
    for _ in range(12):
        if not choices.left:
            break
        what = choices.below(8)
        lines, values = list(_LINE.finditer(text)), list(_VALUE.finditer(text))
        if what <= 2 and lines:  # another value for a key
            line = choices.pick(lines)
            text = text[: line.start(2)] + choices.pick(VALUES) + text[line.end(2) :]
        elif what == 3 and values:
            value = choices.pick(values)
            text = text[: value.start()] + choices.pick(VALUES) + text[value.end() :]
        elif what == 4 and lines:  # a key less
            line = choices.pick(lines)
            text = text[: line.start()] + text[line.end() :]
        elif what == 5:
            text += f"\n{choices.pick(KEYS)} = {choices.pick(VALUES)}\n"
        elif what == 6:
            text += f"\n[{choices.pick(SECTIONS)}]\n{choices.pick(KEYS)} = {choices.pick(VALUES)}\n"
        else:
            at = choices.below(len(text) + 1)
            text = text[:at] + choices.text() + text[at:]
    return text


def seeds() -> Iterator[bytes]:
    """Every built-in file as it is, and with each odd value for its first keys."""
    for index in range(len(bases())):
        yield b"\x01" + chosen(bases(), index)
    for value in range(len(VALUES)):
        yield b"\0" + bytes([1, 5, value % len(KEYS), value])


# ----------------------------------------------------------------- holding ----


def _names_its_file(error: JixiaoError, *files: str) -> None:
    for sentence in (error.text.zh, error.text.en):
        assert any(file in sentence for file in files), f"a sentence that does not name the file\n{sentence[:300]}"
        assert len(sentence) < 5000, "a sentence that nobody reads"


def _form(written: str) -> None:
    try:
        form = parse_form(written.encode("utf-8", "replace").decode(), "own.toml")
    except JixiaoError as error:
        _names_its_file(error, "own.toml")
        return
    try:
        drawing = blank(form, policy.load(), rows=2)
        if zlib.crc32(written.encode("utf-8", "replace")) % _DRAWN_ONCE_IN == 0:
            drawing_bytes(drawing)
    except JixiaoError as error:
        worded(error)


def _policies(folder: Path, name: str) -> None:
    try:
        found = policy._load.__wrapped__(name, (folder,))
    except JixiaoError as error:
        _names_its_file(error, f"{name}.toml", "own.toml", "other.toml", "名为", "extends")
        return
    for setting in found.parameters():
        assert isinstance(setting.value, str), "a value that cannot be shown"
    score_indicator(name="走访企业数", target=parse("≥10家"), actual=parse("8家"), weight=None, rule=None, op=None, op_source="text", policy=found, year=2024)


def _store(path: Path, written: str) -> None:
    path.write_bytes(written.encode("utf-8", "surrogatepass"))


def check(data: bytes) -> None:
    """One file as a form, or as a policy beside another, or a folder of files of odd names."""
    choices = Choices(data)
    what = choices.below(4)
    written = text(choices)
    if what == 1:
        _form(written)
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _store(folder / "own.toml", written)
        _store(folder / "other.toml", choices.pick(('extends = "own"', 'extends = "mof-2020"\nbasis = "x"', "extends = 3", "", "[")))
        if what == 0 or choices.below(8):
            _policies(folder, "own")
            return
        (folder / "dir.toml").mkdir()
        _store(folder / choices.pick(NAMES), written)
        for library in (Library(policy_folders=(place,)), Library(form_folders=(place,))):
            try:
                library.verify()
            except JixiaoError as error:
                _names_its_file(error, ".toml", ".TOML", "extends")
            finally:
                policy._load.cache_clear()
                spec.load_forms.cache_clear()
