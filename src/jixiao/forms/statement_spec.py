"""What the form of a statement promises: its blocks of headed columns, its lines, and what must follow from what.

For an accountant: 三公经费 ＝ 公务用车＋出国＋接待, 控制率 ＝ 在职 ÷ 编制, 期末结余 ＝ 上年结余＋收入－支出 are written down in the form's
TOML file, one line each.  For a programmer: the file is read into frozen records; a mistake in it is answered with file, key and
the allowed values.

    [form]                 as for every form, with stage = "statement"
    untitled = true        also known without its title, by headings and lines alone
    closing = ["…"]        labels below which no figures stand

    [[blocks]]             lines under one heading row
    key = "spending"
    name = "经费控制情况"
    measure = "money"      "money" (万元 or 元, as the heading says) or "count" (人, ㎡)
    required = ["final"]   columns without which the block cannot be checked
    totals = ["合计"]      in a block without lines, where every row is one of the unit's own: the row that adds them up
    columns.final = ["本年决算数", …]      headings; a year in a heading is read as 本年 or 上年
    lines = [{ key, labels, parent, parts, open }, …]
        parts = "sum"      the parts below add up to it; "at_most": they may not exceed it
        open = true        the unit's own lines follow it, and are its parts
    ratios = [{ column, of, by, over, kind }, …]    column = of ÷ by, or kind = "change": (of − by) ÷ by; over: what a ratio above 100% means
    balances = [{ column, plus, minus }, …]         column = plus − minus
    limits = [{ line, column, within }, …]          the column's figure should not exceed those of the other columns
    links = [{ line, column, funds }, …]            the same figure stands in the funds block of the 自评表, under that name

    [computed]
    fields = ["sum", "ratio", "change", "balance"]  what recalc may write
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from jixiao.forms.errors import fail, of_type, one_of, texts_of, unknown_key
from jixiao.forms.template_spec import StatementTemplate, parse_statement_template
from jixiao.model import Stage, Text

RELATION_KINDS = ("sum", "ratio", "change", "balance")
Measure = Literal["money", "count"]
Parts = Literal["sum", "at_most", ""]


@dataclass(frozen=True, slots=True)
class LineSpec:
    """One line that the form names.

    Attributes:
        labels: its wordings, the form's own first.
        parent: key of the line that it is a part of, "" for none.
        parts: how its own parts relate to it.
        open: the unit's own lines follow it and are its parts.
    """

    key: str
    labels: tuple[str, ...]
    parent: str = ""
    parts: Parts = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class RatioSpec:
    """A column that is ``of`` ÷ ``by`` ("ratio"), or (``of`` − ``by``) ÷ ``by`` ("change"); ``over`` is what more than 100% means, "" for nothing."""

    column: str
    of: str
    by: str
    over: str
    kind: Literal["ratio", "change"]


@dataclass(frozen=True, slots=True)
class BalanceSpec:
    """A column that is the sum of ``plus`` less that of ``minus``."""

    column: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitSpec:
    """A line whose figure in ``column`` should not exceed those in the columns ``within``."""

    line: str
    column: str
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """A figure that stands in the 自评表 too: ``line`` ("total" for the row that adds up), ``column``, and its name among the funds there."""

    line: str
    column: str
    funds: str


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """Lines under one heading row; without ``lines`` every row is one of the unit's own."""

    key: str
    name: str
    measure: Measure
    required: tuple[str, ...]
    totals: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    lines: tuple[LineSpec, ...]
    ratios: tuple[RatioSpec, ...]
    balances: tuple[BalanceSpec, ...]
    limits: tuple[LimitSpec, ...]
    links: tuple[LinkSpec, ...]

    @property
    def derived(self) -> frozenset[str]:
        """Columns that follow from others by a ratio; they are never added up."""
        return frozenset(ratio.column for ratio in self.ratios)


@dataclass(frozen=True, slots=True)
class StatementForm:
    """The form of a statement, read; the first attributes are those of every form.

    Attributes:
        untitled: known by its headings and lines alone; else a title is wanted.
        closing: labels below which no figures stand.
        computed: kinds of relations whose result recalc may write.
    """

    id: str
    name: Text
    titles: tuple[str, ...]
    signature: tuple[str, ...]
    basis: str
    money_unit: str
    untitled: bool
    closing: tuple[str, ...]
    blocks: tuple[BlockSpec, ...]
    computed: frozenset[str]
    template: StatementTemplate
    source: str
    stage: Stage = "statement"
    policy: str = ""
    follows: tuple[str, ...] = ()


_FORM: dict[str, type] = {
    "id": str, "name": str, "name_en": str, "stage": str, "titles": list, "signature": list, "basis": str, "money_unit": str,
    "untitled": bool, "closing": list,
}
_BLOCK: dict[str, type] = {
    "key": str, "name": str, "measure": str, "required": list, "totals": list, "columns": dict, "lines": list, "ratios": list,
    "balances": list, "limits": list, "links": list,
}
_LINE: dict[str, type] = {"key": str, "labels": list, "parent": str, "parts": str, "open": bool}
_RATIO: dict[str, type] = {"column": str, "of": str, "by": str, "over": str, "kind": str}
_BALANCE: dict[str, type] = {"column": str, "plus": list, "minus": list}
_LIMIT: dict[str, type] = {"line": str, "column": str, "within": list}
_LINK: dict[str, type] = {"line": str, "column": str, "funds": str}
_TOP: dict[str, type] = {"form": dict, "blocks": list, "computed": dict, "template": dict}
_SECTIONS = frozenset({"blocks", "lines", "ratios", "balances", "limits", "links"})
_OPTIONAL = frozenset({
    "name_en", "money_unit", "untitled", "closing", "template", "measure", "totals", "lines", "ratios", "balances", "limits", "links",
    "parent", "parts", "open", "over", "kind",
})


def _shape(data: dict[str, Any], keys: dict[str, type], source: str, place: str) -> dict[str, Any]:
    """A section whose keys are all known, present where they must be, and of the right type."""
    prefix = f"{place}." if place else ""
    for key, value in data.items():
        if key not in keys:
            raise unknown_key(source, prefix + key, keys)
        of_type(source, prefix + key, value, keys[key])
        if key in _SECTIONS:
            for item in value:
                of_type(source, prefix + key, item, dict)
        elif isinstance(value, list):
            texts_of(source, prefix + key, value)
    for key in keys:
        if key not in data and key not in _OPTIONAL:
            raise fail(source, prefix + key, Text("缺失", "is missing"))
    return data


def _once(source: str, place: str, keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise fail(source, place, Text(f"里“{key}”出现了两次", f"has “{key}” twice"))


class _Block:
    """Reads one [[blocks]] section."""

    def __init__(self, data: dict[str, Any], source: str) -> None:
        self.source = source
        self.data = _shape(data, _BLOCK, source, "blocks")
        self.place = f"blocks.{data['key']}"
        self.columns = {key: self._headings(key, value) for key, value in data["columns"].items()}

    def _headings(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
            raise fail(self.source, f"{self.place}.columns.{key}", Text("应是非空的文字列表", "must be a list of texts, not empty"))
        return tuple(value)

    def _items(self, name: str, keys: dict[str, type]) -> list[dict[str, Any]]:
        return [_shape(item, keys, self.source, f"{self.place}.{name}") for item in self.data.get(name, [])]

    def _column(self, place: str, *keys: str) -> None:
        one_of(self.source, f"{self.place}.{place}", keys, self.columns)

    def lines(self) -> tuple[LineSpec, ...]:
        items = self._items("lines", _LINE)
        keys = [item["key"] for item in items]
        _once(self.source, f"{self.place}.lines.key", keys)
        for item in items:
            if item.get("parent"):
                one_of(self.source, f"{self.place}.lines.parent", [item["parent"]], keys)
            one_of(self.source, f"{self.place}.lines.parts", [item["parts"]] if "parts" in item else [], ("sum", "at_most"))
        return tuple(
            LineSpec(item["key"], tuple(item["labels"]), item.get("parent", ""), item.get("parts", ""), item.get("open", False)) for item in items
        )

    def ratios(self) -> tuple[RatioSpec, ...]:
        read: list[RatioSpec] = []
        for item in self._items("ratios", _RATIO):
            self._column("ratios", item["column"], item["of"], item["by"])
            kind = item.get("kind", "ratio")
            one_of(self.source, f"{self.place}.ratios.kind", [kind], ("ratio", "change"))
            read.append(RatioSpec(item["column"], item["of"], item["by"], item.get("over", ""), kind))
        return tuple(read)

    def balances(self) -> tuple[BalanceSpec, ...]:
        read: list[BalanceSpec] = []
        for item in self._items("balances", _BALANCE):
            self._column("balances", item["column"], *item["plus"], *item["minus"])
            read.append(BalanceSpec(item["column"], tuple(item["plus"]), tuple(item["minus"])))
        return tuple(read)

    def read(self) -> BlockSpec:
        data, lines = self.data, self.lines()
        named = [line.key for line in lines]
        self._column("required", *data["required"])
        measure = data.get("measure", "money")
        one_of(self.source, f"{self.place}.measure", [measure], ("money", "count"))
        limits, links = self._items("limits", _LIMIT), self._items("links", _LINK)
        for item in limits:
            one_of(self.source, f"{self.place}.limits.line", [item["line"]], named)
            self._column("limits", item["column"], *item["within"])
        for item in links:
            one_of(self.source, f"{self.place}.links.line", [item["line"]], [*named, "total"])
            self._column("links", item["column"])
        return BlockSpec(
            key=data["key"], name=data["name"], measure=cast("Measure", measure), required=tuple(data["required"]),
            totals=tuple(data.get("totals", ())), columns=self.columns, lines=lines, ratios=self.ratios(), balances=self.balances(),
            limits=tuple(LimitSpec(item["line"], item["column"], tuple(item["within"])) for item in limits),
            links=tuple(LinkSpec(item["line"], item["column"], item["funds"]) for item in links),
        )


def parse_statement(data: dict[str, Any], source: str) -> StatementForm:
    """Read the TOML data of a statement's form; ``source`` names it in messages.  Raises FormError."""
    _shape(data, _TOP, source, "")
    form = _shape(data["form"], _FORM, source, "form")
    computed = _shape(data["computed"], {"fields": list}, source, "computed")["fields"]
    blocks = tuple(_Block(block, source).read() for block in data["blocks"])
    if not blocks:
        raise fail(source, "blocks", Text("缺失", "is missing"))
    _once(source, "blocks.key", [block.key for block in blocks])
    return StatementForm(
        id=form["id"],
        name=Text(form["name"], form.get("name_en", form["name"])),
        titles=tuple(form["titles"]),
        signature=tuple(form["signature"]),
        basis=form["basis"],
        money_unit=form.get("money_unit", "万元"),
        untitled=form.get("untitled", False),
        closing=tuple(form.get("closing", ())),
        blocks=blocks,
        computed=frozenset(one_of(source, "computed.fields", computed, RELATION_KINDS)),
        template=parse_statement_template(
            data.get("template"), source, titles=tuple(form["titles"]) or (form["name"],),
            columns={block.key: tuple(block.columns) for block in blocks},
        ),
        source=source,
    )
