"""Policies: dated sets of answers, each with the document that it rests on (文号).

For an accountant: 「按哪个办法算」.  For a programmer: frozen, typed values read from
``policies/*.toml``; a file extends another and states only what differs.  No province is
named in code.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jixiao.model import JixiaoError, Text
from jixiao.scoring.coercion import UnfitValueError, coerce, describe, write
from jixiao.scoring.parameters import Parameters, Scheme, schema
from jixiao.values.own_files import OwnFileError, own_data, own_text

BUILT_IN = Path(__file__).with_name("policies")
DEFAULT = "mof-2020"
OVERRIDE_BASIS = "使用者指定"
_HEAD: dict[str, tuple[type, Text]] = {
    "title": (str, Text("一段文字", "a text")), "title_en": (str, Text("一段文字", "a text")), "basis": (str, Text("一段文字", "a text")),
    "extends": (str, Text("一个政策的名称", "the name of a policy")), "valid_from": (date, Text("日期，如 2024-01-01", "a date such as 2024-01-01")),
    "parameters": (dict, Text("一节（[parameters]）", "a section ([parameters])")), "rules": (dict, Text("一节（[rules]）", "a section ([rules])")),
}
_LONGEST_SHOWN = 60


class PolicyError(JixiaoError):
    """A policy that cannot be used; the text names the file, the key and what is allowed."""


class Setting(NamedTuple):
    """One parameter as listed to people: key, value as text, its basis and its meaning."""

    key: str
    value: str
    basis: str
    meaning: Text
    allowed: tuple[str, ...]


class TableRule(NamedTuple):
    """A 评分标准 that the policy gives to an indicator of a certain name, with its basis."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Policy(Parameters):
    """One policy: its parameters by name, and where they come from.

    Attributes:
        name: file name without ending; title: what people call it.
        valid_from: from when it applies, None if unknown.
        source: the file it was read from.
        lineage: this policy and those that it extends, nearest first.
        bases: parameter → basis.
        rules: indicator name → rule used where the table states none.

    """

    name: str
    title: Text
    valid_from: date | None
    source: str
    lineage: tuple[str, ...]
    bases: Mapping[str, str]
    rules: Mapping[str, TableRule]

    def value(self, key: str) -> object:
        """The value of the parameter ``key``; PolicyError for an unknown key."""
        _known(key, self.name)
        return getattr(self, key)

    def basis(self, key: str) -> str:
        """The document on which the value of ``key`` rests."""
        _known(key, self.name)
        return self.bases[key]

    def parameters(self) -> tuple[Setting, ...]:
        """Every parameter with value, basis and meaning, in the order of the schema."""
        return tuple(
            Setting(key, write(getattr(self, key)), self.bases[key], item.meaning, item.allowed)
            for key, item in schema().items()
        )

    def with_overrides(self, overrides: Mapping[str, object]) -> Policy:
        """A copy with some parameters changed, values as text or typed.

        Raises:
            PolicyError: unknown key or value; the sentence names the allowed ones.

        """
        if not overrides:
            return self
        state = _state(self)
        state["bases"] = dict(self.bases)
        for key, value in overrides.items():
            state[key] = _typed(key, value, "--set")
            state["bases"][key] = OVERRIDE_BASIS
        return Policy(**state)


@lru_cache(maxsize=256)
def variants(policy: Policy, key: str) -> tuple[tuple[str, Policy], ...]:
    """The policy with every other allowed value of ``key``, for showing other readings."""
    taken = write(policy.value(key))
    others = (value for value in schema()[key].allowed if value != taken)
    return tuple((value, policy.with_overrides({key: value})) for value in others)


def names(*, folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Names of all policies that can be loaded, built-in and in ``folders``."""
    return tuple(sorted({path.stem for folder in (*folders, BUILT_IN) for path in _files(folder)}))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.toml") if path.is_file()]


def load(name: str = DEFAULT, *, folders: tuple[Path, ...] = ()) -> Policy:
    """The policy called ``name``, from ``folders`` first and else from the built-in ones.

    Raises:
        PolicyError: no such policy, a cycle in ``extends``, an unknown key or a bad value.

    """
    return _load(name, tuple(Path(folder) for folder in folders))


@lru_cache(maxsize=64)
def _load(name: str, folders: tuple[Path, ...]) -> Policy:
    chain = _chain(name, folders)
    state: dict[str, Any] = {"bases": {}, "rules": {}}
    for path, data in reversed(chain):
        _apply(state, path, data)
    path, data = chain[0]
    missing = [key for key in schema() if key not in state]
    if missing:
        raise PolicyError(Text(
            f"{path.name} 缺少参数 {missing[0]}：请写上，或用 extends 继承 {DEFAULT}。",
            f"{path.name} lacks the parameter {missing[0]}: state it, or extend {DEFAULT}."))
    return Policy(
        name=name, title=Text(data.get("title", name), data.get("title_en", name)),
        valid_from=data.get("valid_from"), source=path.name,
        lineage=tuple(p.stem for p, _ in chain), **state)


def _chain(name: str, folders: tuple[Path, ...]) -> list[tuple[Path, dict[str, Any]]]:
    chain: list[tuple[Path, dict[str, Any]]] = []
    following: str | None = name
    while following is not None:
        if following in [path.stem for path, _ in chain]:
            circle = " → ".join([*(path.stem for path, _ in chain), following])
            raise PolicyError(Text(
                f"{chain[-1][0].name} 的 extends 绕成了圈：{circle}。请去掉其中一个 extends。",
                f"extends goes round in {chain[-1][0].name}: {circle}. Remove one of them."))
        path = _find(following, folders, f"{chain[-1][0].name} extends: " if chain else "")
        data = _read(path)
        chain.append((path, data))
        following = data.get("extends")
    return chain


def _find(name: str, folders: tuple[Path, ...], asker: str) -> Path:
    for folder in (*folders, BUILT_IN):
        for path in _files(folder):
            if path.stem == name:
                return path
    known = names(folders=folders)
    zh, en = _nearest(name, known)
    listed = "、".join(known)
    raise PolicyError(Text(f"{asker}没有名为 {_short(name)} 的政策{zh or '。'}可用：{listed}。",
                           f"{asker}There is no policy called {_short(name)}{en}. Known: {', '.join(known)}."))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = own_data(own_text(path), path.name)
    except OwnFileError as error:
        raise PolicyError(error.text) from error
    for key, value in data.items():
        if key not in _HEAD:
            zh, en = _nearest(key, tuple(_HEAD))
            raise PolicyError(Text(f"{path.name} 里不认识 {_short(key)}{zh}。",
                                   f"{path.name}: unknown key {_short(key)}{en}."))
        kind, wanted = _HEAD[key]
        if not isinstance(value, kind):
            raise PolicyError(Text(f"{path.name}：{key} 应是{wanted.zh}。", f"{path.name}: {key} must be {wanted.en}."))
    return data


def _apply(state: dict[str, Any], path: Path, data: dict[str, Any]) -> None:
    general = data.get("basis", "")
    for key, entry in data.get("parameters", {}).items():
        value, basis = (entry.get("value"), entry.get("basis", general)) \
            if isinstance(entry, dict) else (entry, general)
        state[key] = _typed(key, value, path.name)
        if not basis or not isinstance(basis, str):
            raise PolicyError(Text(f"{path.name} 的 {key} 没有写依据（basis）。",
                                   f"{path.name}: {key} has no basis."))
        state["bases"][key] = basis
    for name, entry in data.get("rules", {}).items():
        texts = entry if isinstance(entry, dict) else {}
        text, basis = texts.get("text"), texts.get("basis", general)
        if not isinstance(text, str) or not isinstance(basis, str):
            raise PolicyError(Text(
                f'{path.name} 的 rules 里，{_short(name)} 应写作 {{ text = "评分标准", basis = "依据" }}。',
                f'{path.name}: in rules, write {_short(name)} = {{ text = "…", basis = "…" }}.'))
        state["rules"][name] = TableRule(text, basis)


def _short(text: str) -> str:
    """What somebody wrote, cut to what fits into a sentence."""
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _typed(key: str, value: object, where: str) -> object:
    _known(key, where)
    try:
        return coerce(schema()[key].type, value)
    except UnfitValueError:
        allowed = describe(schema()[key].type)
        raise PolicyError(Text(
            f"{where}：{key} 不能是 {_short(write(value))}，{allowed.zh}。",
            f"{where}: {key} cannot be {_short(write(value))}; {allowed.en}.")) from None


def _known(key: str, where: str) -> None:
    if key not in schema():
        zh, en = _nearest(key, tuple(schema()))
        raise PolicyError(Text(
            f"{where}：没有参数 {_short(key)}{zh}。全部参数：{'、'.join(schema())}。",
            f"{where}: there is no parameter {_short(key)}{en}. All: {', '.join(schema())}."))


def _nearest(word: str, known: tuple[str, ...]) -> tuple[str, str]:
    near = difflib.get_close_matches(word, known, n=1)
    return (f"，是否指 {near[0]}？", f"; did you mean {near[0]}?") if near else ("", "")


def _state(policy: Policy) -> dict[str, Any]:
    return {item.name: getattr(policy, item.name) for item in fields(policy)}


# 效益 and 满意度 may share their points; more levels in one sum leave them open.
_MOST_JOINED = 2


@cache
def _schemes() -> tuple[tuple[str, Text, tuple[Scheme, ...]], ...]:
    """Every built-in policy with a scheme of its own, not one that it has from the policy it extends."""
    found: dict[tuple[Scheme, ...], tuple[str, Text]] = {}
    for name in (DEFAULT, *names()):
        policy = load(name)
        found.setdefault(policy.weight_schemes, (policy.name, policy.title))
    return tuple((name, title, schemes) for schemes, (name, title) in found.items())


def fitting(sums: Mapping[str, Fraction]) -> list[tuple[str, Text, bool]]:
    """Name and title of the built-in policies whose scheme gives these points to each 一级指标.

    The last is whether the scheme says something about each: one that only asks for 90 in all fits too easily.
    """
    return [
        (name, title, all(len(share.levels) <= _MOST_JOINED for share in scheme.shares))
        for name, title, schemes in _schemes() for scheme in schemes if scheme.fits(sums)
    ]
