"""What a form promises: its title, its headings, and which fields jixiao may compute.

A form is one TOML file in this folder (or in an office's own folder).  A mistake in it is answered
with file, key and the allowed values.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jixiao.forms.errors import FormError, fail, of_type, one_of, texts_of, unknown_key
from jixiao.forms.headings import Block, Words, clean, meaning
from jixiao.forms.statement_spec import StatementForm, parse_statement
from jixiao.forms.template_spec import Template, parse_template
from jixiao.model import Stage, Text
from jixiao.values.own_files import OwnFileError, own_data, own_text

STAGES: tuple[Stage, ...] = ("target", "monitoring", "evaluation", "statement")
FUND_KEYS = ("initial", "budget", "executed", "expected", "rate", "weight", "score")
INDICATOR_KEYS = (
    "level1", "level2", "name", "nature", "direction", "target", "unit", "actual", "weight",
    "rule", "score", "reason", "completion", "deviation", "prior", "description", "evidence", "expected", "outlook", "light", "interim",
)
COMPUTABLE = ("rate", "fund_score", "fund_sum", "score", "total", "grade", "completion", "deviation", "light")
_SHAPE: dict[str, dict[str, type]] = {
    "form": {
        "id": str, "name": str, "name_en": str, "stage": str, "policy": str, "titles": list, "signature": list, "basis": str,
        "money_unit": str, "follows": list,
    },
    "funds": {"required": list, "wanted": list, "inline": str, "columns": dict},
    "indicators": {"required": list, "wanted": list, "levels": list, "columns": dict},
    "total": {"required": bool},
    "computed": {"fields": list},
}
_OPTIONAL = {"form.name_en", "form.money_unit", "form.signature", "form.follows", "funds.inline", "funds.wanted", "indicators.levels", "indicators.wanted"}


@dataclass(frozen=True, slots=True)
class Form:
    """One form file, read.

    Attributes:
        stage: "target", "monitoring", "evaluation" or "statement".
        titles: words in its title; signature: words that only this form has.
        follows: ids of the forms whose tables it continues (a 自评表 follows a 绩效目标表).
        fund_headings, headings: field key → the form's own heading for it.
        fund_required, required: keys without which the table cannot be checked.
        fund_wanted, wanted: keys that the form has for good reason, and without which the table can still be read.
        inline: what a figure behind a label in the same cell means ("executed"), or "".
        levels: 一级指标 of which one must be there for a table to be of this form; () for no such demand.
        total_required: whether the form ends with a row 总分.
        computed: fields that recalc may write.
        source: the file that it was read from.
        template: how its blank workbook is laid out; None for a table that was read without a form.
    """

    id: str
    name: Text
    stage: Stage
    policy: str
    titles: tuple[str, ...]
    signature: tuple[str, ...]
    basis: str
    money_unit: str
    follows: tuple[str, ...]
    fund_headings: dict[str, str]
    fund_required: tuple[str, ...]
    inline: str
    headings: dict[str, str]
    required: tuple[str, ...]
    total_required: bool
    computed: frozenset[str]
    source: str
    levels: tuple[str, ...] = ()
    fund_wanted: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    template: Template | None = None


AnyForm = Form | StatementForm


def _check_shape(data: dict[str, Any], source: str) -> None:
    for section, keys in data.items():
        if section not in _SHAPE or not isinstance(keys, dict):
            raise unknown_key(source, section, _SHAPE)
        for key, value in keys.items():
            kind = _SHAPE[section].get(key)
            if kind is None:
                options = "、".join(_SHAPE[section])
                raise fail(source, f"{section}.{key}", Text(f"不认识，可用的是 {options}", f"is unknown; allowed: {options}"))
            of_type(source, f"{section}.{key}", value, kind)
            texts_of(source, f"{section}.{key}", value)
    for section, shape in _SHAPE.items():
        for key in shape:
            if key not in data.get(section, {}) and f"{section}.{key}" not in _OPTIONAL:
                raise fail(source, f"{section}.{key}", Text("缺失", "is missing"))


def _stage(source: str, stage: str) -> Stage:
    one_of(source, "form.stage", [stage], STAGES)
    return next(known for known in STAGES if known == stage)


def parse_form(text: str, source: str) -> AnyForm:
    """Read one form file's text; ``source`` names it in messages.  Raises FormError."""
    try:
        data = own_data(text, source)
    except OwnFileError as error:
        raise FormError(error.text) from error
    if isinstance(data.get("form"), dict) and data["form"].get("stage") == "statement":
        return parse_statement(data, source)
    template = data.pop("template", None)
    _check_shape(data, source)
    form, funds, indicators = data["form"], data["funds"], data["indicators"]
    one_of(source, "funds.columns", funds["columns"], FUND_KEYS)
    one_of(source, "indicators.columns", indicators["columns"], INDICATOR_KEYS)
    inline = funds.get("inline", "")
    if inline:
        one_of(source, "funds.inline", [inline], FUND_KEYS)
    return Form(
        id=form["id"],
        name=Text(form["name"], form.get("name_en", form["name"])),
        stage=_stage(source, form["stage"]),
        policy=form["policy"],
        titles=tuple(form["titles"]),
        signature=tuple(form.get("signature", ())),
        basis=form["basis"],
        money_unit=form.get("money_unit", "万元"),
        follows=tuple(form.get("follows", ())),
        fund_headings=funds["columns"],
        fund_required=one_of(source, "funds.required", funds["required"], FUND_KEYS),
        inline=inline,
        headings=indicators["columns"],
        required=one_of(source, "indicators.required", indicators["required"], INDICATOR_KEYS),
        levels=tuple(indicators.get("levels", ())),
        fund_wanted=one_of(source, "funds.wanted", funds.get("wanted", ()), FUND_KEYS),
        wanted=one_of(source, "indicators.wanted", indicators.get("wanted", ()), INDICATOR_KEYS),
        total_required=data["total"]["required"],
        computed=frozenset(one_of(source, "computed.fields", data["computed"]["fields"], COMPUTABLE)),
        source=source,
        template=parse_template(
            template, source, name=form["name"], stage=_stage(source, form["stage"]), money_unit=form.get("money_unit", "万元"),
            titles=tuple(form["titles"]), headings=indicators["columns"], fund_headings=funds["columns"], keys=INDICATOR_KEYS,
        ),
    )


@lru_cache(maxsize=8)
def load_forms(folders: tuple[str, ...] = ()) -> tuple[AnyForm, ...]:
    """All forms, of tables and of statements: the built-in ones, then those of the given folders; a later id replaces an earlier one."""
    forms: dict[str, AnyForm] = {}
    built_in = sorted((entry.name, entry.read_text("utf-8")) for entry in files(__package__).iterdir()
                      if entry.name.endswith(".toml") and entry.name != "vocabulary.toml")
    for source, text in [*built_in, *_own(folders)]:
        form = parse_form(text, source)
        forms[form.id] = form
    return tuple(forms.values())


def _own(folders: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name and text of every form file of the office's own.  Raises FormError."""
    try:
        return [(str(path), own_text(path)) for folder in folders for path in sorted(Path(folder).glob("*.toml")) if path.is_file()]
    except OwnFileError as error:
        raise FormError(error.text) from error


def table_forms(folders: tuple[str, ...] = ()) -> tuple[Form, ...]:
    """The forms of tables with indicators."""
    return tuple(form for form in load_forms(folders) if isinstance(form, Form))


def statement_forms(folders: tuple[str, ...] = ()) -> tuple[StatementForm, ...]:
    """The forms of statements of figures."""
    return tuple(form for form in load_forms(folders) if isinstance(form, StatementForm))


@lru_cache(maxsize=8)
def words_of(folders: tuple[str, ...]) -> Words:
    """The headings of an office's own forms that the vocabulary does not know."""
    blocks: list[tuple[Block, dict[str, str]]] = []
    for form in table_forms(folders) if folders else ():
        blocks += [("indicator", form.headings), ("fund", form.fund_headings)]
    return {
        (block, clean(heading)[0]): key
        for block, headings in blocks for key, heading in headings.items() if meaning(heading, block) is None
    }


def find_form(name: str, folders: tuple[str, ...] = ()) -> AnyForm:
    """The form with that id or Chinese name.  Raises FormError naming near ones."""
    forms = load_forms(folders)
    for form in forms:
        if name in (form.id, form.name.zh):
            return form
    near = _near(name, forms) or forms
    raise FormError(
        Text(
            f"没有叫“{name}”的表样，相近的有：{'、'.join(f'{form.id}（{form.name.zh}）' for form in near)}。用 jixiao forms 查看全部。",
            f"no form is called “{name}”; near ones: {', '.join(form.id for form in near)}. `jixiao forms` lists all.",
        )
    )


_MOST_NEAR = 5


def _near(name: str, forms: tuple[AnyForm, ...]) -> tuple[AnyForm, ...]:
    """Forms whose id, name or title holds what was asked for, or is held by it; else those spelt like it."""
    asked = name.strip().lower()
    held = [form for form in forms if asked and any(asked in word or word in asked for word in (form.id, form.name.zh.lower(), *form.titles))]
    words = {word: form for form in forms for word in (form.name.zh, *form.titles[:1], form.id)}
    spelt = [words[word] for word in difflib.get_close_matches(name, words, _MOST_NEAR, 0.4)]
    return tuple({form.id: form for form in held or spelt}.values())[:_MOST_NEAR]
