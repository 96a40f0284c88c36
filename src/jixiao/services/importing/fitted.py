"""A table written into the template of its form."""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.forms.spec import AnyForm
from jixiao.model import Statement, Table, Text
from jixiao.scoring.policy import Policy
from jixiao.services.importing.grids import SourceSheet
from jixiao.services.library import Library
from jixiao.workbooks.drawing import SheetDrawing


@dataclass(frozen=True, slots=True)
class Fitted:
    """A filled template.

    Attributes:
        where: (row, column) in the document's table → in the new sheet.
        words: cells of the document whose words the template itself has (headings, labels).
        said: what is to be said of it.
    """

    drawing: SheetDrawing
    where: dict[tuple[int, int], tuple[int, int]]
    words: frozenset[tuple[int, int]]
    said: tuple[Text, ...] = ()


def fitted(source: SourceSheet, table: Table | Statement, form: AnyForm, policy: Policy | None, library: Library) -> Fitted | None:  # noqa: ARG001
    """The template, filled; None where the table does not go into it whole."""
    return None
