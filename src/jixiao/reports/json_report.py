"""The JSON that other programs rely on: schema ``jixiao/1``; keys are added, never renamed.

Numbers are strings: ratios with four places half up, scores with the policy's places, money as
stated; null where a number does not exist.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from jixiao.model import Edit, Field, Finding, Ref
from jixiao.reports.quoting import words, words_stored
from jixiao.reports.result import FileResult, Summary
from jixiao.reports.statements import statement_record
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.scoring.funds import AssessedFund
from jixiao.scoring.monitoring import Progress
from jixiao.scoring.pairs import Pair
from jixiao.scoring.shown import points
from jixiao.values import format_number
from jixiao.values.personal import mask, mask_quotes

SCHEMA = "jixiao/1"
SummaryMaker = Callable[[], Summary]


def _ratio(value: Fraction | None) -> str | None:
    return None if value is None else format_number(value, 4)


def _plain(value: Fraction | None) -> str | None:
    """A stated figure as it stands: 6653.73, 0.5, 10."""
    return None if value is None else points(value, 6)


def _text(field: Field | None) -> str | None:
    return words(field) or None


def _cell(ref: Ref) -> str:
    return ref.a1


def _fund(fund: AssessedFund, progress: Progress | None) -> dict[str, Any]:
    line = fund.line
    return {
        "name": mask(line.name),
        "cell": _cell(line.label.ref),
        "budget": _plain(fund.budget),
        "executed": _plain(fund.executed),
        "rate": _ratio(fund.rate),
        "weight": _plain(fund.weight),
        "score": f"{fund.score.shown}" if fund.score and fund.score.shown is not None else None,
        "initial": _plain(fund.initial),
        "role": line.role,
        "breakdown": line.breakdown or None,
        "stated_rate": _ratio(fund.stated_rate.value) if fund.stated_rate else None,
        "stated_score": _plain(fund.stated_score),
        "expected": _plain(fund.expected),
        "light": progress.light if progress else None,
        "progress": _ratio(progress.reached) if progress else None,
    }


def _indicator(row: AssessedIndicator, progress: Progress | None, language: str) -> dict[str, Any]:
    source, score = row.source, row.score
    why = progress.why if progress else score.why
    return {
        "name": words(source.name),
        "level1": source.level1 or None,
        "level2": source.level2 or None,
        "row": source.row,
        "target": _text(source.target),
        "actual": _text(source.actual),
        "completion": _ratio(progress.completion if progress else score.completion),
        "weight": _plain(row.weight),
        "score": f"{score.shown}" if score.shown is not None else None,
        "stated_score": _plain(row.stated),
        "rule": score.rule_id or None,
        "why": mask_quotes(why.in_language(language), map(words_stored, (source.target, source.actual))) or None,
        "met": score.met,
        "cell": _cell(source.score.ref) if source.score else None,
        "expected": _text(source.expected),
        "outlook": _text(source.outlook),
        "light": progress.light if progress else None,
        "stated_light": progress.stated if progress else None,
        "progress": _ratio(progress.reached) if progress else None,
    }


def _table(assessment: Assessment, language: str) -> dict[str, Any]:
    table = assessment.table
    places = assessment.policy.score_places
    score, monitoring = assessment.score, assessment.monitoring
    money: Sequence[Progress | None] = monitoring.funds if monitoring else [None] * len(assessment.funds)
    goals: Sequence[Progress | None] = monitoring.rows if monitoring else [None] * len(assessment.indicators)
    return {
        "sheet": table.sheet,
        "form": table.form,
        "policy": assessment.policy.name,
        "title": mask(table.title),
        "year": table.year,
        "money_unit": table.money_unit,
        "stage": table.stage,
        "month": monitoring.month if monitoring else None,
        "light": monitoring.light if monitoring else None,
        "funds": [_fund(fund, progress) for fund, progress in zip(assessment.funds, money, strict=True)],
        "indicators": [_indicator(row, progress, language) for row, progress in zip(assessment.indicators, goals, strict=True)],
        "total": {
            "weight": _plain(assessment.weight),
            "score": format_number(score, places) if score is not None else None,
            "stated": _plain(assessment.stated_total),
            "cell": _cell(table.total.ref) if table.total else None,
            "accepted": assessment.accepted,
        },
        "grade": assessment.grade or None,
    }


def _side(assessment: Assessment, file: str | None) -> dict[str, Any]:
    return {"file": file, "sheet": assessment.sheet, "form": assessment.form}


def _pair(pair: Pair) -> dict[str, Any]:
    found = pair.matches
    return {
        "earlier": _side(pair.earlier, pair.file or None),
        "later": _side(pair.later, None),
        "matched": len(found.pairs),
        "renamed": sum(match.how == "renamed" for match in found.pairs),
        "dropped": [words(row.source.name) for row in found.dropped],
        "added": [words(row.source.name) for row in found.added],
        "compared": not pair.differs,
    }


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    choice = finding.choice
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": finding.sheet or None,
        "cell": _cell(finding.cells[0]) if finding.cells else None,
        "cells": [_cell(ref) for ref in finding.cells],
        "message": finding.message.in_language(language),
        "expected": finding.expected,
        "found": finding.found,
        "suggestion": finding.suggestion.in_language(language) or None,
        "basis": finding.basis.in_language(language) or None,
        "fingerprint": finding.fingerprint,
        "explained": finding.explained,
        "stale": finding.stale,
        "subject": finding.subject or None,
        "quote": finding.quote or None,
        "place": finding.place.told.in_language(language) if finding.place else None,
        "choice": None if choice is None else {
            "key": choice.key,
            "taken": choice.taken,
            "alternatives": [{"value": a.value, "score": a.score} for a in choice.alternatives],
        },
    }


def _edit(edit: Edit, language: str) -> dict[str, Any]:
    return {"sheet": edit.ref.sheet, "cell": _cell(edit.ref), "old": edit.old, "new": edit.new, "why": edit.why.in_language(language)}


def file_record(result: FileResult, language: str = "zh") -> dict[str, Any]:
    """One element of ``files``."""
    return {
        "path": result.path,
        "status": result.status,
        "message": result.message.in_language(language) if result.message else None,
        "tables": [_table(assessment, language) for assessment in result.assessments],
        "statements": [statement_record(statement, language) for statement in result.statements],
        "pairs": [_pair(pair) for pair in result.pairs],
        "findings": [_finding(finding, language) for finding in result.findings],
        "edits": [_edit(edit, language) for edit in result.edits],
        "output": None if result.dry else result.output or None,
        "dry_run": result.dry,
        "sha256": result.input_hash or None,
        "output_sha256": result.output_hash or None,
        "receipt": result.receipt or None,
        "notes": [note.in_language(language) for note in result.notes],
    }


def summary_record(summary: Summary) -> dict[str, Any]:
    """The object ``summary``."""
    return {
        "files": summary.files,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "infos": summary.infos,
        "seconds": round(summary.seconds, 3),
        "unreadable": summary.unreadable,
        "unknown_form": summary.unknown,
        "interrupted": summary.interrupted,
        "resumed": summary.resumed,
    }


def _dump(record: dict[str, Any]) -> str:
    # A lone surrogate in a cell cannot be written as UTF-8; it goes out escaped.
    text = json.dumps(record, ensure_ascii=False)
    return text if text.isascii() or not _has_surrogate(text) else json.dumps(record)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= ch <= "\udfff" for ch in text)


def piece(result: FileResult, language: str) -> str:
    """One element of ``files``, as it is written."""
    return _dump(file_record(result, language))


def head() -> str:
    """The document as far as its first file."""
    return f'{{"schema": "{SCHEMA}",\n "files": ['


def tail(summary: Summary) -> str:
    """What follows the last file."""
    return f'],\n "summary": {_dump(summary_record(summary))}}}\n'


def last_line(summary: Summary) -> str:
    """What follows the last line of JSON lines."""
    return _dump({"summary": summary_record(summary)}) + "\n"


def stream(results: Iterable[FileResult], summarise: SummaryMaker, language: str = "zh") -> Iterator[str]:
    """The whole document in pieces: files as they finish, the summary last."""
    yield head()
    for index, result in enumerate(results):
        yield (",\n  " if index else "\n  ") + piece(result, language)
    yield tail(summarise())


def stream_lines(results: Iterable[FileResult], summarise: SummaryMaker, language: str = "zh") -> Iterator[str]:
    """The same as JSON lines: one file a line, then ``{"summary": …}``."""
    for result in results:
        yield piece(result, language) + "\n"
    yield last_line(summarise())
