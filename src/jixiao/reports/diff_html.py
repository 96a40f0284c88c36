"""A comparison as one self-contained page: no script, no network, everything escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from jixiao.model import Text
from jixiao.reports.diff_content import (
    GROUPS,
    STATES,
    Change,
    FileDifference,
    FindingChange,
    LoneFile,
    Place,
    Section,
    Spoken,
    Summary,
    grouped,
)
from jixiao.reports.diff_text import closing, result_sentence
from jixiao.reports.html_report import escape

_STYLE = """
body{font-family:"Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif;margin:2em auto;max-width:76em;padding:0 1em;color:#222;line-height:1.6}
h1{font-size:1.4em}h2{font-size:1.15em;margin-top:2em;border-bottom:2px solid #555}h3{font-size:1.05em;margin:1.4em 0 .3em}
h4{font-size:.95em;margin:1em 0 .3em;color:#444}p{margin:.3em 0}
table{border-collapse:collapse;width:100%;font-size:.9em;table-layout:fixed}th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef2f7}.cell{color:#666;font-size:.85em}.none{color:#999}
del{background:#fbdcdc;text-decoration:line-through}ins{background:#d9f2d9;text-decoration:none}
.c1{width:22%}.c2{width:14%}.c3,.c4{width:25%}.c5{width:14%}
.new,.error{color:#a40000}.gone{color:#176b17}.altered,.warning{color:#8a5a00}.info,.still{color:#205c8a}
details{margin:.5em 0}summary{cursor:pointer;color:#444}
@media print{body{margin:0;max-width:none}h2,h3,h4{break-after:avoid}tr{break-inside:avoid}}
"""
# Longer texts are shown without the letters that differ marked: the search takes the product of their lengths.
_LONGEST_MARKED = 3000
_SHORTEST_MARKED = 6
_MARK = {"error": "● 错误", "warning": "▲ 警告", "info": "○ 提示"}


def _marked(old: str, new: str) -> tuple[str, str]:
    """Two texts with what differs marked, where enough is the same for that to help."""
    figures = old.strip("0123456789.,%-") == "" or new.strip("0123456789.,%-") == ""
    if max(len(old), len(new)) > _LONGEST_MARKED or min(len(old), len(new)) < _SHORTEST_MARKED or figures:
        return escape(old), escape(new)
    found = SequenceMatcher(None, old, new, autojunk=False)
    if found.ratio() < 0.5:
        return escape(old), escape(new)
    a, b = "", ""
    for tag, i1, i2, j1, j2 in found.get_opcodes():
        if tag == "equal":
            a, b = a + escape(old[i1:i2]), b + escape(new[j1:j2])
            continue
        a += f"<del>{escape(old[i1:i2])}</del>" if i2 > i1 else ""
        b += f"<ins>{escape(new[j1:j2])}</ins>" if j2 > j1 else ""
    return a, b


def _place(place: Place | None, marked: str, language: str) -> str:
    if place is None:
        return f'<td class="none">{Text("（没有）", "(nothing)").in_language(language)}</td>'
    return f'<td><span class="cell">{escape(place.cell)}</span> {marked}</td>'


def _change(change: Change, language: str) -> str:
    old, new = _marked(change.old.text if change.old else "", change.new.text if change.new else "")
    asides = "；".join(each for each in (change.difference, change.note.in_language(language)) if each)
    return (
        f"<tr><td>{escape(change.subject)}</td><td>{escape(change.what.in_language(language))}</td>"
        f"{_place(change.old, old, language)}{_place(change.new, new, language)}<td>{escape(asides)}</td></tr>"
    )


def _changes(changes: Sequence[Change], language: str) -> str:
    heads = Text("指标或栏目,改了什么,原稿,修改稿,变化", "about,what,old,new,change").in_language(language).split(",")
    head = "".join(f'<th class="c{number}">{each}</th>' for number, each in enumerate(heads, 1))
    return f"<table><thead><tr>{head}</tr></thead><tbody>" + "".join(_change(change, language) for change in changes) + "</tbody></table>"


def _section(section: Section, language: str) -> Iterator[str]:
    zh = language != "en"
    sheets = section.new_sheet if section.old_sheet == section.new_sheet else f"{section.old_sheet} → {section.new_sheet}"
    title = f"{section.title}（{sheets}）" if section.kind != "sheet" else (f"工作表“{sheets}”的其他单元格" if zh else f"other cells of sheet “{sheets}”")
    yield f"<h3>{escape(title)}</h3>"
    if amounts := result_sentence(section, language):
        yield f"<p>{escape(amounts)}</p>"
    if not section.changes:
        yield f"<p>{'没有不同。' if zh else 'No difference.'}</p>"
    for group, changes in grouped(section.changes):
        if section.kind != "sheet":
            yield f"<h4>{GROUPS[group].in_language(language)}（{len(changes)}）</h4>"
        yield _changes(changes, language)
    if section.worded:
        yield f"<details><summary>{'只是写法不同，数和意思没有变' if zh else 'Written otherwise, the same in value'}（{len(section.worded)}）</summary>{_changes(section.worded, language)}</details>"


def _finding(one: FindingChange, language: str) -> str:
    said = one.now
    cells = (
        f'<td class="{one.state}">{STATES[one.state].in_language(language)}</td>', f'<td class="{one.severity}">{_MARK[one.severity]} {one.code}</td>',
        f"<td>{escape(f'{said.sheet}!{said.cell}')}</td>", f"<td>{escape(said.message.in_language(language))}</td>", f"<td>{escape(said.explained or said.stale or '')}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _findings(done: FileDifference, language: str) -> Iterator[str]:
    heads = Text("情况,级别,位置,问题,说明", "state,level,cell,finding,explanation").in_language(language).split(",")
    widths = (13, 12, 15, 45, 15)
    head = "".join(f'<th style="width:{width}%">{each}</th>' for width, each in zip(widths, heads, strict=True))
    changed = [one for one in done.findings if one.state != "still"]
    still = [one for one in done.findings if one.state == "still"]
    counts = "，".join(f"{STATES[state].in_language(language)} {done.count(state)}" for state in STATES)
    yield f"<h3>{Text('问题', 'Findings').in_language(language)}</h3><p>{counts}</p>"
    if changed:
        yield f"<table><thead><tr>{head}</tr></thead><tbody>" + "".join(_finding(one, language) for one in changed) + "</tbody></table>"
    if still:
        yield f"<details><summary>{STATES['still'].in_language(language)}（{len(still)}）</summary><table><thead><tr>{head}</tr></thead><tbody>" + "".join(_finding(one, language) for one in still) + "</tbody></table></details>"


def _explanations(spoken: Sequence[Spoken], language: str) -> str:
    heads = Text("位置,问题,原说明,现说明", "cell,finding,old,new").in_language(language).split(",")
    rows = []
    for one in spoken:
        old, new = _marked(one.old or "", one.new or "")
        stale = Text("（数字后来变了，说明已过期）", " (the figures changed since)").in_language(language) if one.stale else ""
        place = f"{one.sheet}!{one.cell}" if one.cell else ""
        rows.append(f"<tr><td>{escape(place)}</td><td>{escape(one.code)} {escape(one.message)}</td><td>{old}</td><td>{new}{stale}</td></tr>")
    head = "".join(f"<th>{each}</th>" for each in heads)
    return f"<h3>{Text('说明（校验表）', 'Explanations').in_language(language)}</h3><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _file(done: FileDifference, language: str) -> Iterator[str]:
    how = f"（{done.how.in_language(language)}）" if done.how.zh else ""
    yield f"<h2>{escape(done.old)} → {escape(done.new)}{escape(how)}</h2>"
    if done.message.zh:
        yield f"<p>{escape(done.message.in_language(language))}</p>"
    for lone, word in ((done.only_old, Text("只在原稿里的表", "Table of the old workbook only")), (done.only_new, Text("只在修改稿里的表", "Table of the new workbook only"))):
        yield from (f"<p>{word.in_language(language)}：{escape(one.title)}（{escape(one.sheet)}!{one.cell}）</p>" for one in lone)
    for names, word in ((done.sheets_removed, Text("没有了的工作表", "Sheets removed")), (done.sheets_added, Text("新增的工作表", "Sheets added"))):
        if names:
            yield f"<p>{word.in_language(language)}：{escape('、'.join(names))}</p>"
    if done.status == "different":
        for section in done.sections:
            yield from _section(section, language)
        if done.findings:
            yield from _findings(done, language)
        if done.explanations:
            yield _explanations(done.explanations, language)


def html(
    given: tuple[str, str], files: Iterable[FileDifference], lone: tuple[Sequence[LoneFile], Sequence[LoneFile]],
    summary: Callable[[], Summary], language: str = "zh",
) -> Iterator[str]:
    """The page piece by piece, pairs as they are done."""
    title = Text("两稿对照", "jixiao: two submissions").in_language(language)
    yield (
        f'<!doctype html>\n<html lang="{"zh-CN" if language != "en" else "en"}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>"
        f"<p>{Text('原稿', 'old').in_language(language)} {escape(given[0])}；{Text('修改稿', 'new').in_language(language)} {escape(given[1])}</p>\n"
    )
    for done in files:
        yield "\n".join(_file(done, language)) + "\n"
    yield "".join(f"<p>{escape(line)}</p>\n" for line in closing(summary(), lone, language)) + "</body></html>\n"
