"""A comparison as an accountant reads it: by table, first what changes scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

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
from jixiao.reports.quoting import visible

MOST_CELLS, MOST_STILL = 20, 5
_LONGEST = 60
_MANY = 4
_MARK = {"error": "●", "warning": "▲", "info": "○"}
_STATE_MARK = {"new": "+", "altered": "~", "gone": "-", "still": "="}


# ------------------------------------------------------------------- words ----


def _line(text: str) -> str:
    return " ".join(text.split())


def excerpts(old: str, new: str, longest: int = _LONGEST) -> tuple[str, str]:
    """Two texts cut to the stretch where they differ.

    >>> excerpts("甲" * 80 + "完成率95%。", "甲" * 80 + "完成率98%。", 16)
    ('…甲甲甲完成率95%。', '…甲甲甲完成率98%。')
    """
    a, b = _line(old), _line(new)
    if max(len(a), len(b)) <= longest:
        return a, b
    first = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    start = max(0, first - longest // 2 + 1)
    return _cut(a, start, longest), _cut(b, start, longest)


def _cut(text: str, start: int, longest: int) -> str:
    stretch = text[start : start + longest]
    return ("…" if start else "") + stretch + ("…" if start + longest < len(text) else "")


def _where(old: Place | None, new: Place | None) -> str:
    """The cells of a change: one where it has not moved."""
    cells = [place.cell for place in (old, new) if place is not None]
    return cells[0] if len(set(cells)) == 1 else "→".join(cells)


def change_sentence(change: Change, language: str = "zh") -> str:
    """One change on one line, cells first.

    >>> change_sentence(Change("scores", "target", "走访企业数", Text("指标值", "target"), Place("≥10家", "自评表", "D5"), Place("≥8家", "自评表", "D6"), "-2家", Text("放宽", "relaxed")))
    'D5→D6「走访企业数」指标值：≥10家 → ≥8家（-2家，放宽）'
    """
    zh = language != "en"
    name = (f"「{_line(change.subject)}」" if zh else f" “{_line(change.subject)}” ") if change.subject else ""
    what = change.what.in_language(language) if change.kind != "cell" else ""
    head = f"{_where(change.old, change.new)}{name or ' '}{what}".rstrip()
    old, new = excerpts(change.old.text if change.old else "", change.new.text if change.new else "")
    colon = "：" if zh else ": "
    if change.old is None:
        said = f"{colon}{Text('新增', 'added').in_language(language)} {new}"
    elif change.new is None:
        said = f"{colon}{Text('删去', 'removed').in_language(language)} {old}"
    else:
        said = f"{colon}{old} → {new}"
    asides = [each for each in (change.difference, change.note.in_language(language)) if each]
    joined = ("，" if zh else ", ").join(asides)
    return head + said + ((f"（{joined}）" if zh else f" ({joined})") if joined else "")


def result_sentence(section: Section, language: str = "zh") -> str:
    """What the table amounts to, before and now; and how many rows came and went."""
    zh = language != "en"
    parts: list[str] = []
    if section.old is not None and section.new is not None:
        for zh_name, en_name, a, b in (
            ("所填总分", "stated total", section.old.stated, section.new.stated), ("重算总分", "recomputed", section.old.score, section.new.score),
            ("等级", "grade", section.old.grade, section.new.grade),
        ):
            parts.append(f"{zh_name if zh else en_name} {a if a == b else f'{a} → {b}'}")
    rows = section.rows
    if rows is not None:
        kept = rows.kept + rows.renamed
        counts = ((rows.renamed, "改名", "renamed"), (rows.removed, "删去", "removed"), (rows.added, "新增", "added"))
        moved = "".join(f"，{zh_name} {count}" if zh else f", {count} {en_name}" for count, zh_name, en_name in counts if count)
        parts.append(f"指标 {kept} 条两稿都有{moved}" if zh else f"{kept} indicators in both{moved}")
    return ("；" if zh else "; ").join(parts)


def _finding(one: FindingChange, language: str) -> str:
    said = one.now
    before = ""
    if one.state == "altered" and one.old is not None and one.new is not None and one.old.found != one.new.found:
        before = Text(f"（原为 {one.old.found or '空'}）", f" (was {one.old.found or 'blank'})").in_language(language)
    explained = Text("（已说明）", " (explained)").in_language(language) if said.explained else ""
    return f"{_STATE_MARK[one.state]} {_MARK[one.severity]} {one.code} {said.sheet}!{said.cell} {_line(said.message.in_language(language))}{before}{explained}"


def _spoken(one: Spoken, language: str) -> str:
    word = {"added": Text("新写说明", "explained"), "changed": Text("改了说明", "explanation changed"), "removed": Text("说明没有了", "explanation gone")}[one.state]
    place = f"{one.sheet}!{one.cell} " if one.cell else ""
    old, new = excerpts(one.old or "", one.new or "")
    said = f"{old} → {new}" if one.old and one.new else new or old
    stale = Text("（数字后来变了，说明已过期）", " (the figures changed since)").in_language(language) if one.stale else ""
    return f"{place}{one.code} {word.in_language(language)}：{said}{stale}"


# ------------------------------------------------------------------- lines ----


def _sentences(changes: Sequence[Change], language: str, *, everything: bool) -> Iterator[str]:
    """A line a change; the same change in many rows (another 二级指标, another 评分标准) is one line."""
    alike: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(changes):
        key = (change.kind, change.old and change.old.text, change.new and change.new.text, change.note) if change.old and change.new else number
        alike.setdefault((key,), []).append(change)
    for same in alike.values():
        if everything or len(same) < _MANY:
            yield from (change_sentence(change, language) for change in same)
        else:
            yield change_sentence(same[0], language) + Text(f"；等 {len(same)} 行同样改动", f"; {len(same)} rows likewise").in_language(language)


def _section(section: Section, most: int | None, language: str) -> Iterator[str]:
    zh = language != "en"
    sheets = section.new_sheet if section.old_sheet == section.new_sheet else f"{section.old_sheet} → {section.new_sheet}"
    title = _line(section.title)
    if section.kind == "sheet":
        yield f"  {'工作表' if zh else 'sheet'}“{sheets}”{'里不属于各表栏目的单元格' if zh else ': cells that belong to no field of a table'}"
    else:
        yield f"  【{title}】" + (f"（{'工作表' if zh else 'sheet'} {sheets}）" if title != sheets else "")
    if amounts := result_sentence(section, language):
        yield f"    {amounts}"
    if not section.changes:
        yield f"    {'没有不同。' if zh else 'no difference.'}"
    for group, changes in grouped(section.changes):
        if section.kind != "sheet":
            yield f"    {GROUPS[group].in_language(language)}（{len(changes)}）"
        shown = changes if most is None or group != "cells" else changes[:most]
        yield from (f"      {sentence}" for sentence in _sentences(shown, language, everything=most is None))
        if len(shown) < len(changes):
            yield f"      … {'还有' if zh else 'and'} {len(changes) - len(shown)} {'处，用 --all 显示' if zh else 'more; --all shows them'}"
    if worded := list(section.worded):
        yield f"    {'只是写法不同，数和意思没有变' if zh else 'written otherwise, the same in value'}（{len(worded)}）"
        shown = worded if most is None else worded[:most]
        yield from (f"      {sentence}" for sentence in _sentences(shown, language, everything=most is None))
        if len(shown) < len(worded):
            yield f"      … {'还有' if zh else 'and'} {len(worded) - len(shown)} {'处，用 --all 显示' if zh else 'more; --all shows them'}"


def _findings(done: FileDifference, most: int | None, language: str) -> Iterator[str]:
    zh = language != "en"
    if not done.findings:
        return
    counts = "，".join(f"{STATES[state].in_language(language)} {done.count(state)}" for state in STATES)
    yield f"  {'问题' if zh else 'findings'}：{counts}"
    for state, found in groupby(done.findings, key=lambda one: one.state):
        listed = list(found)
        shown = listed if most is None or state != "still" else listed[:MOST_STILL]
        yield from (f"      {_finding(one, language)}" for one in shown)
        if len(shown) < len(listed):
            yield f"      … {'还有' if zh else 'and'} {len(listed) - len(shown)} {'条仍未改，用 --all 显示' if zh else 'more; --all shows them'}"


def lines(done: FileDifference, language: str = "zh", most: int | None = MOST_CELLS) -> Iterator[str]:
    """One pair of workbooks; ``most`` cells outside of fields and changes of writing a section, all if None."""
    zh = language != "en"
    how = f"（{done.how.in_language(language)}）" if done.how.zh else ""
    yield f"{done.old} → {done.new}{how}"
    if done.message.zh:
        yield f"  {done.message.in_language(language)}"
    for lone, word in ((done.only_old, Text("只在原稿里的表", "table of the old workbook only")), (done.only_new, Text("只在修改稿里的表", "table of the new workbook only"))):
        yield from (f"  {word.in_language(language)}：{_line(one.title)}（{one.sheet}!{one.cell}）" for one in lone)
    for names, word in ((done.sheets_removed, Text("没有了的工作表", "sheets removed")), (done.sheets_added, Text("新增的工作表", "sheets added"))):
        if names:
            yield f"  {word.in_language(language)}：{'、'.join(names)}"
    if done.status == "different":
        for section in done.sections:
            yield from _section(section, most, language)
        yield from _findings(done, most, language)
        if done.explanations:
            yield f"  {'说明（校验表）' if zh else 'explanations'}（{len(done.explanations)}）"
            yield from (f"      {_spoken(one, language)}" for one in done.explanations)


def closing(summary: Summary, lone: tuple[Sequence[LoneFile], Sequence[LoneFile]], language: str = "zh") -> Iterator[str]:
    """Files without partner, and the counts where there is more than one pair."""
    zh = language != "en"
    for files, word in zip(lone, (Text("只在原文件夹里", "in the old folder only"), Text("只在新文件夹里", "in the new folder only")), strict=True):
        for one in files:
            yield f"{word.in_language(language)}：{one.path}" + (f"（{one.message.in_language(language)}）" if one.message.zh else "")
    if summary.files + summary.only_old + summary.only_new != 1:
        yield (
            f"共对照 {summary.files} 对：有不同 {summary.different}，相同 {summary.same}，没有认出表 {summary.unknown}，打不开 {summary.unreadable}；"
            f"只在原文件夹 {summary.only_old} 个，只在新文件夹 {summary.only_new} 个。" if zh else
            f"{summary.files} pairs: {summary.different} different, {summary.same} the same, {summary.unknown} without a table, {summary.unreadable} unreadable; "
            f"{summary.only_old} in the old folder only, {summary.only_new} in the new one only.")


def text(files: Iterable[FileDifference], language: str = "zh", most: int | None = MOST_CELLS) -> Iterator[str]:
    """Every line of the pairs; what a cell says steers no terminal."""
    for number, done in enumerate(files):
        if number:
            yield ""
        yield from map(visible, lines(done, language, most))
