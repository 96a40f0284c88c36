"""A comparison as JSON for other programs.

One object, UTF-8, Chinese unescaped, keys fixed; fields may be added, never renamed::

    {"schema": "jixiao-diff/1", "old": "报送稿", "new": "修改稿",
     "files": [{"old": "报送稿/a.xlsx", "new": "修改稿/a.xlsx",
       "status": "same|different|unknown-form|unreadable|failed", "message": null, "identical": false,
       "how": null,                              why files of unlike paths were compared
       "tables": [{"kind": "table|statement|sheet", "title": "…", "old_sheet": "自评表", "new_sheet": "自评表",
         "total": {"old": {"weight": "100", "stated": "98.9", "score": "95.5", "grade": "优"}, "new": {…}},   null without scores
         "rows": {"kept": 12, "renamed": 1, "removed": 0, "added": 2},                                       null but for tables
         "changes": [{"group": "result|rows|scores|funds|words|cells", "kind": "target", "subject": "走访企业数", "what": "指标值",
                      "old": {"text": "≥10家", "sheet": "自评表", "cell": "D5"}, "new": {…},                  null where there is nothing
                      "difference": "-2家", "note": "放宽", "wording": false}]}],
       "only_old": [{"title": "…", "sheet": "…", "cell": "A1"}], "only_new": [],
       "sheets_removed": [], "sheets_added": [],
       "findings": [{"state": "gone|new|altered|still", "code": "JX203", "severity": "error", "subject": "…",
                     "old": {"message": "…", "sheet": "…", "cell": "H33", "expected": "0.00", "found": "0.5", "explained": null, "stale": null},
                     "new": null}],
       "explanations": [{"state": "added|changed|removed", "code": "JX301", "message": "…", "sheet": "…", "cell": "J9",
                         "old": null, "new": "…", "stale": false}],
       "counts": {"changes": 3, "wording": 1, "gone": 2, "new": 0, "altered": 0, "still": 5}}],
     "only_old": [{"path": "报送稿/b.xlsx", "message": null}], "only_new": [],
     "summary": {"files": 1, "same": 0, "different": 1, "only_old": 1, "only_new": 0, "unknown": 0, "unreadable": 0}}

Texts of cells are as people see them, numbers of persons masked; ``difference`` is new minus old with its unit, "" where
that means nothing; ``wording`` is true where only the way of writing differs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from jixiao.model import Text
from jixiao.reports.diff_content import Change, FileDifference, LoneFile, Said, Section, Summary

SCHEMA = "jixiao-diff/1"


def _or_null(text: Text, language: str) -> str | None:
    return text.in_language(language) or None


def _change(change: Change, language: str) -> dict[str, Any]:
    return {
        **change._asdict(), "what": change.what.in_language(language), "note": change.note.in_language(language),
        "old": change.old._asdict() if change.old else None, "new": change.new._asdict() if change.new else None,
    }


def _section(section: Section, language: str) -> dict[str, Any]:
    both = section.old and section.new
    return {
        "kind": section.kind, "title": section.title, "old_sheet": section.old_sheet, "new_sheet": section.new_sheet,
        "total": {"old": section.old._asdict(), "new": section.new._asdict()} if both and section.old and section.new else None,
        "rows": section.rows._asdict() if section.rows else None,
        "changes": [_change(change, language) for change in section.changes],
    }


def _said(said: Said | None, language: str) -> dict[str, Any] | None:
    return None if said is None else said._asdict() | {"message": said.message.in_language(language)}


def record(done: FileDifference, language: str = "zh") -> dict[str, Any]:
    """One pair of workbooks, as in ``files``."""
    return {
        "old": done.old, "new": done.new, "status": done.status, "message": _or_null(done.message, language),
        "identical": done.identical, "how": _or_null(done.how, language),
        "tables": [_section(section, language) for section in done.sections],
        "only_old": [one._asdict() for one in done.only_old], "only_new": [one._asdict() for one in done.only_new],
        "sheets_removed": list(done.sheets_removed), "sheets_added": list(done.sheets_added),
        "findings": [one._asdict() | {"old": _said(one.old, language), "new": _said(one.new, language)} for one in done.findings],
        "explanations": [one._asdict() for one in done.explanations],
        "counts": {"changes": done.real, "wording": done.worded, "gone": done.count("gone"), "new": done.count("new"), "altered": done.count("altered"), "still": done.count("still")},
    }


def _dumped(value: object) -> str:
    # A lone surrogate can come from a file's name: escaped, the whole stays UTF-8.
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() or not any("\ud800" <= ch <= "\udfff" for ch in text) else json.dumps(value)


def stream(
    given: tuple[str, str], files: Iterable[FileDifference], lone: tuple[Sequence[LoneFile], Sequence[LoneFile]],
    summary: Callable[[], Summary], language: str = "zh",
) -> Iterator[str]:
    """The object piece by piece, pairs as they are done."""
    yield f'{{"schema": "{SCHEMA}", "old": {_dumped(given[0])}, "new": {_dumped(given[1])},\n "files": ['
    for number, done in enumerate(files):
        yield (",\n  " if number else "\n  ") + _dumped(record(done, language))
    sides = ([{"path": one.path, "message": _or_null(one.message, language)} for one in side] for side in lone)
    only_old, only_new = map(_dumped, sides)
    yield f'],\n "only_old": {only_old}, "only_new": {only_new},\n "summary": {_dumped(summary()._asdict())}}}\n'
