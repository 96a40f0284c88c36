"""Every workbook that the tests build and every one of the corpus is edited, checked, checked again and taken back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lossless.audit import Auditor, new_complaints
from tests.lossless.nasty import BUILT, build
from tests.lossless.trial import WORKBOOKS, Result, try_workbook

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
FOLDERS = [CORPUS, *map(Path, filter(None, os.environ.get("JIXIAO_CORPUS", "").split(os.pathsep)))]
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.suffix.lower() in WORKBOOKS)


@pytest.fixture(scope="session")
def auditor() -> Iterator[Auditor]:
    with Auditor() as made:
        yield made


def assert_unharmed(result: Result, path: Path, folder: Path, auditor: Auditor) -> None:
    assert result.harms == []
    written = folder / f"written{path.suffix}"
    written.write_bytes(result.first)
    complaints = new_complaints(auditor, path, written)
    if complaints is None:
        pytest.skip(f"unharmed, but not audited: openxml-audit takes longer than {auditor.limit:g} s over it (`python -m tests.lossless` waits longer)")
    assert complaints == []


@pytest.mark.parametrize("name", BUILT)
def test_a_built_workbook_is_unharmed(name: str, tmp_path: Path, auditor: Auditor) -> None:
    path = build(name, tmp_path)
    result = try_workbook(path, tmp_path)
    assert result.status != "refused", result.refusal
    assert result.edits >= 6
    assert_unharmed(result, path, tmp_path, auditor)


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of third-party workbooks is absent: there is no {CORPUS}")
def test_the_corpus_is_here() -> None:
    assert len([path for path in FILES if path.parent == CORPUS]) == 143


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_workbook_of_other_people_is_unharmed(path: Path, tmp_path: Path, auditor: Auditor) -> None:
    result = try_workbook(path, tmp_path)
    if result.status == "refused":
        assert path.parent != CORPUS, result.refusal
        pytest.skip(f"not opened, so nothing was written: {result.refusal}")
    assert_unharmed(result, path, tmp_path, auditor)
