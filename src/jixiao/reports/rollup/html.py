"""The roll-up as one page for the browser: nothing is fetched, every table sorts and filters, and it prints.

For an accountant: 一个网页文件，双击就能看，不联网；点表头排序，输入文字筛选，直接打印；数字与汇总工作簿相同.
For a programmer: shows any ``Rollup``.  The first rows of a table are markup, all of them are JSON for the script beside this file,
written row by row.  The page's policy admits this style and this script by their hashes, nothing else: words of strangers
that were to become markup all the same could do nothing.
"""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PureWindowsPath
from typing import IO
from urllib.parse import quote

from jixiao.reports.rollup.colours import TINTS, TONES
from jixiao.reports.rollup.content import Block, Column, Fact, Link, Page, Rollup, Shape, Value
from jixiao.reports.rollup.figures import ORDERED, PLACES, Carried, clean, rounded, shown
from jixiao.reports.rollup.svg import drawn

MOST_ROWS = 100_000
"""So many rows of one table a browser still sorts without a pause that is felt; what is beyond stands in the workbook."""

_FIRST, _STEP = 50, 200
_CELLS_ON_PAPER = 6_000  # of one table: some fifteen pages
_WHOLE_AT_ONCE = 100  # a table up to here is shown whole
_LONG = 12  # from here on a table has a filter
_MOST_CHOICES, _MOST_SELECTS = 100, 6
_WIDE, _WIDER = 9, 14  # columns; from here on the first stays in view, and letters are smaller on paper
_NARROW = 6  # columns; up to here a chart stands beside its table
_FOLDED = 4  # warnings that are shown at once
_WIDEST = 40  # Chinese characters; the style has a width for every fourth
_SHORT = 6
# Of columns that name no width, in Chinese characters.
_WIDTHS: dict[Shape, int] = {
    "text": 8, "long": 28, "whole": 4, "points": 6, "ratio": 7, "money": 8, "grade": 4, "severity": 7, "light": 5, "link": 14,
}
_HEAT = 8


def write_html(rollup: Rollup, stream: IO[str], beside: Path) -> None:
    """Write the page.

    Args:
        rollup: what is shown.
        stream: where the page goes, as UTF-8.
        beside: the folder in which the page will lie; links to workbooks are written as seen from there.

    """
    stream.writelines(_page(rollup, _Addresses(beside)))


def _page(rollup: Rollup, addresses: _Addresses) -> Iterator[str]:
    style, script = _beside("page.css") + _tints() + "".join(_paper(block) for page in rollup.pages for block in page.blocks), _beside("page.js")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    yield f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_text(rollup.title)}</title>
<style>{style}</style>
</head>
<body>
<nav aria-label="各页"><b>{_text(rollup.title)}</b>"""
    for number, page in enumerate(rollup.pages, 1):
        yield f'<a href="#p{number}">{_text(page.name)}</a>'
    yield f"</nav>\n<main>\n<header><h1>{_text(rollup.title)}</h1><p>{_text(rollup.made)}</p></header>\n"
    yield f'<noscript><p class="warnings">浏览器没有启用脚本：不能排序和筛选，每张长表只显示前 {_FIRST} 行；全部的行在汇总工作簿里。</p></noscript>\n'
    yield from _facts(rollup.facts)
    yield from _warnings(rollup.warnings)
    for number, page in enumerate(rollup.pages, 1):
        yield from _section(page, number, addresses)
    yield f"</main>\n<footer>jixiao {_text(rollup.version)}</footer>\n"
    yield _json_script({"words": ORDERED, "first": _FIRST, "step": _STEP, "cells": _CELLS_ON_PAPER}, "config")
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _tints() -> str:
    """The colours that mean something: of cells by the place of their word in its order, of the large figures."""
    cells = (
        f"td.{shape}-{at}{{background:{tint.fill};color:{tint.font}}}"
        for shape, words in ORDERED.items() for at, tint in enumerate(TINTS[shape][word] for word in words)
    )  # fmt: skip
    tiles = (f".fact.{tone}{{border-top-color:{tint.strong}}}.fact.{tone} dd{{color:{tint.font}}}" for tone, tint in TONES.items())
    return "".join((*cells, *tiles)) + "\n"


def _paper(block: Block) -> str:
    """Widths of the columns on paper, where nothing scrolls: shares of the width that each asks for, long ones give way."""
    if len(block.columns) < _WIDE:
        return ""
    asked = [column.width or _WIDTHS[column.shape] for column in block.columns]
    needed = [width if width <= _SHORT or column.shape == "link" else _SHORT + (width - _SHORT) / 2 for width, column in zip(asked, block.columns, strict=True)]
    rules = "".join(f"#{_key(block)} th:nth-child({at}){{width:{width / sum(needed):.2%}}}" for at, width in enumerate(needed, 1))
    return f"@media print{{#{_key(block)} table{{table-layout:fixed}}{rules}}}\n"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _text(text: str) -> str:
    return markup.escape(clean(text))


def _json(value: object) -> str:
    """JSON that a page may hold: nothing in it ends a script or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _json_script(value: object, name: str) -> str:
    return f'<script type="application/json" id="{name}">{_json(value)}</script>\n'


# --------------------------------------------------------------------- links ----


class _Addresses:
    """Addresses of workbooks as seen from the page's folder."""

    def __init__(self, beside: Path) -> None:
        self._beside = os.path.abspath(beside)  # noqa: PTH100  # Path.resolve would follow links
        self._known: dict[str, str | None] = {}

    def of(self, path: str) -> str | None:
        """The address of a file; None where a page had better not lead there, as to another computer."""
        if path not in self._known:
            self._known[path] = _address(path, self._beside)
        return self._known[path]


def _address(path: str, beside: str) -> str | None:
    """A relative address that cannot be taken for a scheme or a server; with its drive where that is another one.

    >>> _address("/收件/甲 局/javascript:1#.xlsx", "/收件/汇总")
    '../%E7%94%B2%20%E5%B1%80/javascript%3A1%23.xlsx'
    >>> _address("/收件/a.xlsx", "/收件"), _address("", "/收件")
    ('./a.xlsx', None)
    """
    if not path:
        return None
    whole = os.path.abspath(path)  # noqa: PTH100
    try:
        relative = os.path.relpath(whole, beside).replace(os.sep, "/")
    except ValueError:  # another drive, or another computer
        found = PureWindowsPath(whole)
        return f"file:///{found.drive}{quote(found.as_posix()[2:])}" if re.fullmatch("[A-Za-z]:", found.drive) else None
    quoted = quote(relative, errors="surrogateescape")
    return quoted if quoted.startswith("../") else f"./{quoted}"


def _place(link: Link) -> str:
    """Where in the workbook, in words: a browser cannot go there."""
    place = f"{link.sheet}!{link.cell}" if link.sheet and link.cell else link.sheet or link.cell
    return "" if place and place in link.text else clean(place)


# --------------------------------------------------------------------- pages ----


def _facts(facts: Sequence[Fact]) -> Iterator[str]:
    if facts:
        yield '<dl class="facts">\n'
        for fact in facts:
            yield f'<div class="fact {fact.tone}"><dt>{_text(fact.label)}</dt><dd>{_text(fact.value)}</dd></div>\n'
        yield "</dl>\n"


def _warnings(warnings: Sequence[str]) -> Iterator[str]:
    if not warnings:
        return
    yield f'<section class="warnings"><h2>材料本身的问题（{len(warnings):,} 条）</h2>\n'
    yield _list(warnings[:_FOLDED])
    if len(warnings) > _FOLDED:
        yield f"<details><summary>其余 {len(warnings) - _FOLDED:,} 条</summary>{_list(warnings[_FOLDED:])}</details>"
    yield "</section>\n"


def _list(sentences: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_text(each)}</li>" for each in sentences) + "</ul>"


def _section(page: Page, number: int, addresses: _Addresses) -> Iterator[str]:
    first = " first" if number == 1 else ""
    yield f'<section class="page{first}" id="p{number}" aria-labelledby="h{number}"><h2 id="h{number}">{_text(page.name)}</h2>\n'
    if page.lead:
        yield f'<p class="lead">{_text(page.lead)}</p>\n'
    titled = [block for block in page.blocks if block.title]
    if len(titled) > 2:
        yield '<ul class="within">' + "".join(f'<li><a href="#{_key(block)}">{_text(block.title)}</a></li>' for block in titled) + "</ul>\n"
    for block in page.blocks:
        yield from _block(block, page.name, addresses)
    yield "</section>\n"


def _key(block: Block) -> str:
    return "b-" + re.sub(r"[^\w-]", "-", block.key, flags=re.ASCII)


def _block(block: Block, page: str, addresses: _Addresses) -> Iterator[str]:
    table = _Table(block, addresses)
    key, name = _key(block), _text(block.title or page)
    counted = f' data-rows="{table.count}"' if table.count else ""
    yield f'<div class="block" id="{key}"{counted}>\n'
    if block.title:
        yield f"<h3>{name}</h3>\n"
    if block.lead:
        yield f'<p class="lead">{_text(block.lead)}</p>\n'
    if not block.rows:
        yield f'<p class="empty">{_text(block.empty)}</p></div>\n'
        return
    beside = block.chart is not None and len(block.columns) <= _NARROW and len(block.rows) <= _LONG
    yield '<div class="beside">' if beside else ""
    picture = drawn(block)
    if not beside:
        yield picture
    wide = (" wide" if len(block.columns) >= _WIDE else "") + (" wider" if len(block.columns) >= _WIDER else "")
    yield f'<div class="table{wide}">'
    yield from table.written(key, name)
    yield "</div>\n" + (f"{picture}</div>" if beside else "")
    yield "</div>\n"


class _Table:
    """One table: its first rows as markup, all that the page carries as JSON."""

    def __init__(self, block: Block, addresses: _Addresses) -> None:
        self._block = block
        self._columns = block.columns
        self._addresses = addresses
        self.count = min(len(block.rows), MOST_ROWS)
        self._listed: dict[str, int] = {}
        self._distinct = [self._values(at) for at in range(len(block.columns))]
        self._words = [self._numbered(at) for at in range(len(block.columns))]
        self._heat = self._heated()

    def _rows(self) -> Iterator[tuple[Value, ...]]:
        return islice(self._block.rows, self.count)

    def written(self, key: str, name: str) -> Iterator[str]:
        """Tools, table, and data."""
        first = self.count if self.count <= _WHOLE_AT_ONCE else _FIRST
        if self.count > _LONG:
            yield from self._tools(first, name)
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table>\n<thead><tr>{"".join(map(_heading, self._columns))}</tr></thead>\n<tbody>\n'
        for row in islice(self._block.rows, first):
            yield f"<tr>{''.join(self._cell(value, at) for at, value in enumerate(row))}</tr>\n"
        yield "</tbody></table></div>\n"
        if self.count > first:
            yield f'<p class="more screen"><button type="button" class="next">再显示 {_STEP} 行</button></p>\n'
        if self.count > _WHOLE_AT_ONCE:
            yield '<p class="paper"></p>\n'
        if self.count < len(self._block.rows):
            yield f'<p class="note cut">共 {len(self._block.rows):,} 行，本页只带前 {self.count:,} 行，排序和筛选也只对这些行；全部的行在汇总工作簿里。</p>\n'
        yield from self._data(key)

    # ---- markup ----

    def _tools(self, first: int, name: str) -> Iterator[str]:
        yield f'<div class="tools screen"><label>筛选 <input type="search" placeholder="任意文字，空格隔开多个词" aria-label="筛选{name}"></label>'
        for at in self._selectable():
            heading = _text(self._columns[at].heading)
            options = "".join(f'<option value="{number}">{_option(value, self._columns[at])}</option>' for number, value in enumerate(self._choices(at)))
            yield f'<label>{heading} <select data-column="{at}"><option value="">全部</option>{options}</select></label>'
        cut = f"，显示前 {first:,} 行" if first < self.count else ""
        yield f'<span class="count" role="status">共 {self.count:,} 行{cut}</span></div>\n'

    def _cell(self, value: Value, at: int) -> str:
        shape = self._columns[at].shape
        carried = rounded(value, shape)
        return f'<td class="{self._kind(carried, at)}">{self._link(value) if isinstance(value, Link) else _text(shown(carried, shape))}</td>'

    def _link(self, link: Link) -> str:
        address, place = self._addresses.of(link.path), _place(link)
        text = f'<a href="{markup.escape(address)}">{_text(link.text)}</a>' if address else _text(link.text)
        return f'{text}<span class="place">{markup.escape(place)}</span>' if place else text

    def _kind(self, carried: Carried, at: int) -> str:
        """The classes of a cell; the script makes the same."""
        shape = self._columns[at].shape
        order = ORDERED.get(shape, {})
        kind = f"{shape} {shape}-{list(order).index(carried)}" if isinstance(carried, str) and carried in order else shape
        if self._heat and at in self._block.heat and isinstance(carried, int | float):
            low, high = self._heat
            level = int((carried - low) / (high - low) * _HEAT + 0.5)
            kind += f" {self._block.heat_high}-{level}" if level else ""
        return kind

    # ---- what the columns hold ----

    def _values(self, at: int) -> dict[Carried, int] | None:
        """The different values of a column of words, each with its place; None where most differ."""
        shape = self._columns[at].shape
        if shape in PLACES or shape == "link":
            return None
        found: dict[Carried, int] = {}
        for row in self._rows():
            found.setdefault(rounded(row[at], shape), len(found))
            if len(found) > _MOST_CHOICES and len(found) * 2 > self.count:
                return None
        return found

    def _numbered(self, at: int) -> dict[str, int] | None:
        """Words that are carried once, each with its number."""
        found = self._distinct[at]
        return None if found is None else {word: number for number, word in enumerate(each for each in found if isinstance(each, str))}

    def _selectable(self) -> list[int]:
        """Columns that can be chosen from: those with an order first, then from left to right."""
        found = [at for at, values in enumerate(self._distinct) if values and 2 <= len(values) <= _MOST_CHOICES and self._columns[at].shape != "long"]
        found.sort(key=lambda at: self._columns[at].shape not in ORDERED)
        return sorted(found[:_MOST_SELECTS])

    def _choices(self, at: int) -> list[Carried]:
        """What can be chosen: in its order, else by the alphabet, nothing last."""
        order = list(ORDERED.get(self._columns[at].shape, {}))
        return sorted(self._distinct[at] or (), key=lambda each: (each is None, order.index(each) if each in order else len(order), str(each)))

    def _heated(self) -> tuple[float, float] | None:
        """Lowest and highest of the shaded figures; None where there is nothing to tell apart."""
        low = high = None
        for row in self._rows() if self._block.heat else ():
            for at in self._block.heat:
                value = rounded(row[at], self._columns[at].shape)
                if isinstance(value, int | float):
                    low, high = value if low is None else min(low, value), value if high is None else max(high, value)
        return (low, high) if low is not None and high is not None and low < high else None

    # ---- data ----

    def _data(self, key: str) -> Iterator[str]:
        """All rows for the script, one a line."""
        yield f'<script type="application/json" id="{key}-rows">{{"rows":[\n'
        before = ""
        for row in self._rows():
            yield before + _json([self._carried(value, at) for at, value in enumerate(row)])
            before = ",\n"
        heat = {"columns": self._block.heat, "low": self._heat[0], "high": self._heat[1], "kind": self._block.heat_high} if self._heat else None
        rest = {
            "shapes": [column.shape for column in self._columns], "heat": heat, "addresses": [self._addresses.of(path) for path in self._listed],
            "words": [list(words) if words is not None else None for words in self._words],
            "choices": {at: self._choices(at) for at in self._selectable()},
        }  # fmt: skip
        yield f"\n],{_json(rest)[1:]}</script>\n"

    def _carried(self, value: Value, at: int) -> object:
        if isinstance(value, Link):
            return [rounded(value, "link") or "", self._listed.setdefault(value.path, len(self._listed)), _place(value)]
        carried, words = rounded(value, self._columns[at].shape), self._words[at]
        return words[carried] if words is not None and isinstance(carried, str) else carried


def _heading(column: Column) -> str:
    heading, note = _text(column.heading), _text(column.note)
    figures = " data-figures" if column.shape in PLACES else ""
    told = f'<span class="unseen">（{note}）</span>' if note else ""
    width = f" w{min(column.width, _WIDEST) // 4 * 4}" if column.width >= 4 else ""
    return f'<th scope="col" class="{column.shape}{width}"{figures}{f" title={chr(34)}{note}{chr(34)}" if note else ""}><button type="button"><span>{heading}</span>{told}</button></th>'


def _option(value: Carried, column: Column) -> str:
    return "（空白）" if value is None else _text(shown(value, column.shape))
