"""SARIF 2.1.0, for tools that collect findings: one result a finding, the cell as its place."""

from __future__ import annotations

import json
from collections.abc import Iterable

from jixiao.model import Finding
from jixiao.reports.result import FileResult

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def _result(path: str, finding: Finding, language: str) -> dict[str, object]:
    first = finding.cells[0]
    record: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message.in_language(language)},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": path.replace("\\", "/")}, "region": {"startLine": first.row, "startColumn": first.column}},
            "logicalLocations": [{"fullyQualifiedName": f"{first.sheet}!{first.a1}"}],
        }],
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
