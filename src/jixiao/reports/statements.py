"""A statement in the reports: one sentence for people, one record for programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jixiao.model import Text
from jixiao.scoring.shown import points
from jixiao.scoring.statements import AssessedRelation, AssessedStatement
from jixiao.values import format_number
from jixiao.values.personal import mask

_KIND = {
    "sum": Text("合计", "sums"), "at_most": Text("其中项", "parts"), "ratio": Text("比率", "ratios"), "change": Text("变动率", "changes"),
    "balance": Text("结余", "balances"), "limit": Text("限额", "limits"), "same": Text("与自评表对照", "figures of the self-evaluation"),
}


def statement_summary(statement: AssessedStatement) -> Text:
    """What was checked and how many of the relations hold: 「核对 26 处（合计 21、比率 1 …），全部相符」."""
    judged = statement.judged
    wrong = sum(one.holds is False for one in judged)
    counts = {kind: sum(one.relation.kind == kind for one in judged) for kind in _KIND}
    if not judged:
        return Text(f"{mask(statement.statement.title)}：没有可核对的数", f"{mask(statement.statement.title)}: nothing to check")
    parts_zh = "、".join(f"{_KIND[kind].zh} {count}" for kind, count in counts.items() if count)
    parts_en = ", ".join(f"{count} {_KIND[kind].en}" for kind, count in counts.items() if count)
    return Text(
        f"{mask(statement.statement.title)}：核对 {len(judged)} 处（{parts_zh}），" + (f"{wrong} 处不符" if wrong else "全部相符"),
        f"{mask(statement.statement.title)}: {len(judged)} relations ({parts_en}), " + (f"{wrong} do not hold" if wrong else "all hold"),
    )


def _figure(one: AssessedRelation, figure: Fraction | None) -> str | None:
    """A ratio with four places, any other figure as it stands."""
    if figure is None:
        return None
    return format_number(figure, 4) if one.is_rate else points(figure, 6)


def statement_record(statement: AssessedStatement, language: str) -> dict[str, Any]:
    """One element of ``statements`` in the JSON: lines with their figures, and every relation that was judged."""
    source = statement.statement
    return {
        "sheet": source.sheet,
        "form": source.form,
        "title": mask(source.title),
        "year": source.year,
        "money_unit": source.money_unit,
        "lines": [
            {
                "key": line.key or None,
                "name": mask(line.name),
                "block": line.block,
                "parent": line.parent or None,
                "cell": line.label.ref.a1,
                "figures": {
                    key: None if (value := statement.figures.get(field.ref)) is None
                    else format_number(value, 4) if source.units.get(f"{line.block}.{key}") == "%" else points(value, 6)
                    for key, field in line.figures.items()
                },
            }
            for line in source.lines
        ],
        "relations": [
            {
                "kind": one.relation.kind,
                "subject": one.relation.subject,
                "column": one.relation.column,
                "cell": one.relation.result.ref.a1,
                "stated": _figure(one, one.stated),
                "computed": _figure(one, one.due if one.due is not None else one.computed),
                "holds": one.holds,
                "why": one.why.in_language(language),
            }
            for one in statement.judged
        ],
    }
