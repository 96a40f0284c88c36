"""What an import says: lines for a person, and one object of JSON; numbers of persons are masked, the workbook has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jixiao.model import Text
from jixiao.model.documents import Piece
from jixiao.services.importing.imported import Imported
from jixiao.services.importing.notes_sheet import loose_text, summary
from jixiao.services.importing.run import Outcome
from jixiao.values.personal import mask
from jixiao.workbooks.findings_sheet import IMPORT_NOTES

SCHEMA = "jixiao-import/1"
_FIRST, _FIRST_NOTES = 12, 6
_LONGEST = 40


def lines(outcome: Outcome) -> Iterator[Text]:
    """What to print of one file."""
    if outcome.target is not None:
        yield Text(f"已写出 {outcome.target}", f"written {outcome.target}")
    else:
        yield Text(f"✗ {outcome.path}", f"✗ {outcome.path}")
    imported = outcome.imported
    if imported is not None:
        yield from (Text("  " + said.zh, "  " + said.en) for said in _of(imported))
    if outcome.message is not None:
        yield outcome.message


def _of(imported: Imported) -> Iterator[Text]:
    for sheet in imported.sheets:
        yield summary(sheet)
        yield from sheet.said
    yield from imported.said[:_FIRST_NOTES]
    if len(imported.said) > _FIRST_NOTES:
        yield Text(f"……还有 {len(imported.said) - _FIRST_NOTES} 句，见“{IMPORT_NOTES}”工作表。", f"… and {len(imported.said) - _FIRST_NOTES} more sentences, on the sheet {IMPORT_NOTES}.")
    doubtful = [entry for sheet in imported.sheets for entry in sheet.doubtful]
    for entry in doubtful[:_FIRST]:
        words = " ".join(mask(entry.piece.text).split())
        words = words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
        place, why = entry.piece.place.told, entry.doubt
        yield Text(f"? {entry.cell.sheet}!{entry.cell.a1}“{words}”（{place.zh}）：{why.zh}", f"? {entry.cell.sheet}!{entry.cell.a1} “{words}” ({place.en}): {why.en}")
    if len(doubtful) > _FIRST:
        yield Text(f"……还有 {len(doubtful) - _FIRST} 格，见“{IMPORT_NOTES}”工作表。", f"… and {len(doubtful) - _FIRST} more, on the sheet {IMPORT_NOTES}.")
    left = sum(len(sheet.left) for sheet in imported.sheets) + len(imported.left)
    if left:
        yield Text(f"有 {left} 处内容没有放进表里，列在“{IMPORT_NOTES}”工作表。", f"{left} pieces found no place and are listed on the sheet {IMPORT_NOTES}.")
    if (loose := loose_text(imported)) is not None:
        yield loose


def as_json(outcomes: Sequence[Outcome], language: str) -> dict[str, Any]:
    """All files as one object; every cell with its place and its doubt."""
    return {
        "schema": SCHEMA,
        "files": [_file(outcome, language) for outcome in outcomes],
        "summary": {
            "files": len(outcomes),
            "written": sum(outcome.target is not None for outcome in outcomes),
            "cells": sum(len(sheet.entries) for outcome in outcomes if outcome.imported for sheet in outcome.imported.sheets),
            "doubtful": sum(len(sheet.doubtful) for outcome in outcomes if outcome.imported for sheet in outcome.imported.sheets),
        },
    }


def _file(outcome: Outcome, language: str) -> dict[str, Any]:
    imported = outcome.imported
    return {
        "path": str(outcome.path),
        "output": None if outcome.target is None else str(outcome.target),
        "status": outcome.status,
        "message": None if outcome.message is None else outcome.message.in_language(language),
        "kind": None if imported is None else imported.document.kind,
        "sha256": None if imported is None else imported.document.sha256,
        "notes": [] if imported is None else [text.in_language(language) for text in imported.said],
        "sheets": [] if imported is None else [
            {
                "sheet": sheet.name, "form": sheet.form_id or None, "layout": sheet.layout,
                "notes": [text.in_language(language) for text in sheet.said],
                "cells": [
                    {"cell": entry.cell.a1, "text": mask(entry.piece.text), "place": entry.piece.place.told.in_language(language),
                     "doubt": entry.doubt.in_language(language) or None}
                    for entry in sheet.entries
                ],
                "left": [_left(piece, language) for piece in sheet.left],
            }
            for sheet in imported.sheets
        ],
        "left": [] if imported is None else [_left(piece, language) for piece in imported.left],
    }


def _left(piece: Piece, language: str) -> dict[str, str]:
    return {"text": mask(piece.text), "place": piece.place.told.in_language(language)}
