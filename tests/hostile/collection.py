"""The whole collection."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile import documents, other_kinds, packages, sheets, tables
from tests.hostile.making import Hostile


def cases() -> Iterator[Hostile]:
    """Every hostile file there is."""
    for each in (packages, documents, sheets, other_kinds, tables):
        yield from each.cases()
