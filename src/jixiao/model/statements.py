"""A statement of figures, read: labelled lines under headed columns, and what they promise to add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from jixiao.model.cells import Ref
from jixiao.model.tables import Drift, Field


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One labelled row of a statement (三公经费, 公务接待 …).

    Attributes:
        key: its id in the form, "total" for a row 合计, "" for one of the unit's own lines.
        name: the label without numbering, 其中 and colons.
        label: the cell with the label.
        parent: key of the line that it is a part of, "" for none.
        block: key of the block of headed columns that it stands in.
        figures: column key → the cell with its figure.
    """

    key: str
    name: str
    label: Field
    parent: str
    block: str
    figures: dict[str, Field]


class Term(NamedTuple):
    """One figure that another one follows from; ``sign`` is 1 or -1."""

    name: str
    field: Field
    sign: int = 1


RelationKind = Literal["sum", "at_most", "ratio", "change", "balance", "limit", "same"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What must follow from what in a statement, in cells.

    Attributes:
        kind: "sum" (the parts add up to the result), "at_most" (they do not exceed it), "ratio" (first term ÷ second),
            "change" ((first − second) ÷ second), "balance" (terms with their signs), "limit" (the result should not
            exceed any term), "same" (the figure stands in the funds block of the 自评表 too).
        subject: name of the line; column: words of the column's heading.
        result: the cell that must follow.
        readings: the terms; where it is open which lines belong to a sum, each possible choice, the likeliest first.
        remark: what a ratio above 100% means; for "same" the name of the funds line.
    """

    kind: RelationKind
    subject: str
    column: str
    result: Field
    readings: tuple[tuple[Term, ...], ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of figures (基础数据表, 收支结转结余情况表 …): labelled lines under headed columns.

    Attributes:
        columns: "block.column" key → heading cell; units: the same key → "万元" or "元", "" for a count, "%" for a rate.
        lines: of all its blocks (人员, 经费, 楼堂馆所), from the top; a line has the columns of its block.
        relations: what its form promises about these cells.
        computed: kinds of relations whose result recalc may write.
    """

    sheet: str
    form: str
    title: str
    anchor: Ref
    columns: dict[str, Field]
    units: dict[str, str]
    lines: tuple[StatementLine, ...]
    relations: tuple[Relation, ...] = ()
    header: dict[str, Field] = field(default_factory=dict)
    drift: tuple[Drift, ...] = ()
    money_unit: str = "万元"
    year: int | None = None
    computed: frozenset[str] = frozenset()
