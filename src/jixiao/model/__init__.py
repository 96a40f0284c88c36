"""What the rooms of the house hand to each other: cells, tables, findings, edits.

For an accountant: the vocabulary of a 绩效 workbook (funds line, indicator, finding …).
For a programmer: frozen records without behaviour beyond themselves.  Nothing here reads a
file, judges a figure or prints.
"""

from jixiao.model.cells import EMPTY_CELL, Area, Book, Cell, CellValue, Grid, Ref, column_letters
from jixiao.model.documents import Document, DocumentKind, DocumentTable, Paragraph, Piece, Place
from jixiao.model.edits import Edit, Receipt, SheetCell, SheetSpec, SheetStyle
from jixiao.model.findings import Alternative, Choice, Explanation, Finding, Severity
from jixiao.model.statements import Relation, RelationKind, Statement, StatementLine, Term
from jixiao.model.tables import (
    Drift,
    DriftKind,
    Field,
    FundLine,
    FundRole,
    Goal,
    Indicator,
    Level,
    PlanStep,
    Stage,
    Table,
    Task,
)
from jixiao.model.texts import NOTHING_SAID, JixiaoError, Text

__all__ = [
    "EMPTY_CELL",
    "NOTHING_SAID",
    "Alternative",
    "Area",
    "Book",
    "Cell",
    "CellValue",
    "Choice",
    "Document",
    "DocumentKind",
    "DocumentTable",
    "Drift",
    "DriftKind",
    "Edit",
    "Explanation",
    "Field",
    "Finding",
    "FundLine",
    "FundRole",
    "Goal",
    "Grid",
    "Indicator",
    "JixiaoError",
    "Level",
    "Paragraph",
    "Piece",
    "Place",
    "PlanStep",
    "Receipt",
    "Ref",
    "Relation",
    "RelationKind",
    "Severity",
    "SheetCell",
    "SheetSpec",
    "SheetStyle",
    "Stage",
    "Statement",
    "StatementLine",
    "Table",
    "Task",
    "Term",
    "Text",
    "column_letters",
]
