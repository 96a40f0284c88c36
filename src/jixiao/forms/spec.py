"""What a form promises: its title, its headings, and which fields jixiao may compute.

A form is one TOML file in this folder (or in an office's own folder).  A mistake in it is answered
with file, key and the allowed values.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jixiao.model import JixiaoError, Stage, Text

STAGES: tuple[Stage, ...] = ("target", "monitoring", "evaluation", "statement")
FUND_KEYS = ("initial", "budget", "executed", "expected", "rate", "weight", "score")
INDICATOR_KEYS = (
    "level1", "level2", "name", "nature", "direction", "target", "unit", "actual", "weight",
    "rule", "score", "reason", "completion", "deviation", "prior", "description", "evidence", "expected", "outlook", "light",
)
COMPUTABLE = ("rate", "fund_score", "fund_sum", "score", "total", "grade", "completion", "deviation", "light")
_SHAPE: dict[str, dict[str, type]] = {
    "form": {
        "id": str, "name": str, "name_en": str, "stage": str, "policy": str, "titles": list, "signature": list, "basis": str,
        "money_unit": str, "follows": list,
    },
    "funds": {"required": list, "inline": str, "columns": dict},
    "indicators": {"required": list, "columns": dict},
    "total": {"required": bool},
    "computed": {"fields": list},
}
_OPTIONAL = {"form.name_en", "form.money_unit", "form.signature", "form.follows", "funds.inline"}


class FormError(JixiaoError):
    """A form file that cannot be used: names file, key and what is allowed."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form file, read.

    Attributes:
        stage: "target", "monitoring", "evaluation" or "statement".
        titles: words in its title; signature: words that only this form has.
        follows: ids of the forms whose tables it continues (a 自评表 follows a 绩效目标表).
        fund_headings, headings: field key → the form's own heading for it.
        fund_required, required: keys without which the table cannot be checked.
        inline: what a figure behind a label in the same cell means ("executed"), or "".
        total_required: whether the form ends with a row 总分.
        computed: fields that recalc may write.
        source: the file that it was read from.
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


def _fail(source: str, key: str, problem: Text) -> FormError:
    return FormError(
        Text(f"表样文件 {source}：键 {key} {problem.zh}", f"form file {source}: key {key} {problem.en}")
    )


def _one_of(source: str, key: str, values: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    allowed = tuple(allowed)
    values = tuple(values)
    for value in values:
        if value not in allowed:
            options = "、".join(allowed)
            raise _fail(
                source, key,
                Text(f"的值“{value}”不在可用值之内：{options}", f"has “{value}”, which is none of {', '.join(allowed)}"),
            )
    return values


def _check_shape(data: dict[str, Any], source: str) -> None:
    for section, keys in data.items():
        if section not in _SHAPE or not isinstance(keys, dict):
            near = difflib.get_close_matches(section, _SHAPE, 1)
            hint = near[0] if near else "、".join(_SHAPE)
            raise _fail(source, section, Text(f"不认识，可用的是 {hint}", f"is unknown; allowed: {hint}"))
        for key, value in keys.items():
            kind = _SHAPE[section].get(key)
            if kind is None:
                options = "、".join(_SHAPE[section])
                raise _fail(source, f"{section}.{key}", Text(f"不认识，可用的是 {options}", f"is unknown; allowed: {options}"))
            if not isinstance(value, kind):
                raise _fail(
                    source, f"{section}.{key}",
                    Text(f"应是 {kind.__name__} 类型", f"must be of type {kind.__name__}"),
                )
    for section, shape in _SHAPE.items():
        for key in shape:
            if key not in data.get(section, {}) and f"{section}.{key}" not in _OPTIONAL:
                raise _fail(source, f"{section}.{key}", Text("缺失", "is missing"))


def _stage(source: str, stage: str) -> Stage:
    _one_of(source, "form.stage", [stage], STAGES)
    return next(known for known in STAGES if known == stage)


def parse_form(text: str, source: str) -> Form:
    """Read one form file's text; ``source`` names it in messages.  Raises FormError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(Text(f"表样文件 {source} 不是正确的 TOML：{error}", f"form file {source} is not valid TOML: {error}")) from None
    _check_shape(data, source)
    form, funds, indicators = data["form"], data["funds"], data["indicators"]
    _one_of(source, "funds.columns", funds["columns"], FUND_KEYS)
    _one_of(source, "indicators.columns", indicators["columns"], INDICATOR_KEYS)
    inline = funds.get("inline", "")
    if inline:
        _one_of(source, "funds.inline", [inline], FUND_KEYS)
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
        fund_required=_one_of(source, "funds.required", funds["required"], FUND_KEYS),
        inline=inline,
        headings=indicators["columns"],
        required=_one_of(source, "indicators.required", indicators["required"], INDICATOR_KEYS),
        total_required=data["total"]["required"],
        computed=frozenset(_one_of(source, "computed.fields", data["computed"]["fields"], COMPUTABLE)),
        source=source,
    )


@lru_cache(maxsize=8)
def load_forms(folders: tuple[str, ...] = ()) -> tuple[Form, ...]:
    """All forms: the built-in ones, then those of the given folders; a later id replaces an earlier one."""
    forms: dict[str, Form] = {}
    built_in = sorted((entry.name, entry.read_text("utf-8")) for entry in files(__package__).iterdir()
                      if entry.name.endswith(".toml") and entry.name != "vocabulary.toml")
    own = [(str(path), path.read_text("utf-8")) for folder in folders for path in sorted(Path(folder).glob("*.toml"))]
    for source, text in [*built_in, *own]:
        form = parse_form(text, source)
        forms[form.id] = form
    return tuple(forms.values())


def find_form(name: str, folders: tuple[str, ...] = ()) -> Form:
    """The form with that id or Chinese name.  Raises FormError naming near ones."""
    forms = load_forms(folders)
    for form in forms:
        if name in (form.id, form.name.zh):
            return form
    known = [form.id for form in forms]
    near = difflib.get_close_matches(name, known, 3, 0.4) or known
    raise FormError(
        Text(
            f"没有叫“{name}”的表样，相近的有：{'、'.join(near)}。用 jixiao forms 查看全部。",
            f"no form is called “{name}”; near ones: {', '.join(near)}. `jixiao forms` lists all.",
        )
    )
