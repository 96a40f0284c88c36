"""SARIF 2.1.0, for tools that collect findings: one result a finding, the cell as its place."""

from __future__ import annotations

import json
from collections.abc import Iterable

from jixiao.model import Finding
from jixiao.reports.result import FileResult

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def _location(path: str, finding: Finding, language: str) -> dict[str, object]:
    """The cell; in prose the line, or the paragraph where the document has no lines, and its words."""
    place = finding.place
    if place is not None:
        region: dict[str, object] = {"startLine": place.line or place.paragraph or 1, "startColumn": 1, "snippet": {"text": finding.quote}}
    else:
        region = {"startLine": finding.cells[0].row, "startColumn": finding.cells[0].column}
    return {
        "physicalLocation": {"artifactLocation": {"uri": path.replace("\\", "/")}, "region": region},
        "logicalLocations": [{"fullyQualifiedName": finding.where.in_language(language)}],
    }


def _result(path: str, finding: Finding, language: str) -> dict[str, object]:
    record: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message.in_language(language)},
        "locations": [_location(path, finding, language)],
        "partialFingerprints": {"jixiao/1": finding.fingerprint},
    }
    if finding.explained is not None:
        record["suppressions"] = [{"kind": "external", "justification": finding.explained}]
    return record


def piece(result: FileResult, language: str) -> str:
    """The results of one workbook, as they stand in the document: "" where there are none."""
    return ",\n".join(json.dumps(_result(result.path, finding, language), ensure_ascii=False) for finding in result.findings)


def head(rules: Iterable[tuple[str, str]], version: str) -> str:
    """The document as far as its first result; ``rules`` are (code, title) of all checks."""
    driver = {"name": "jixiao", "version": version, "rules": [{"id": code, "shortDescription": {"text": title}} for code, title in rules]}
    opening = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    return f'{json.dumps(opening)[:-1]}, "runs": [{{"tool": {json.dumps({"driver": driver}, ensure_ascii=False)},\n"results": [\n'


TAIL = "\n]}]}\n"


def sarif(results: Iterable[FileResult], rules: Iterable[tuple[str, str]], version: str, language: str = "zh") -> str:
    """The whole document."""
    pieces = (piece(result, language) for result in results)
    return head(rules, version) + ",\n".join(each for each in pieces if each) + TAIL
