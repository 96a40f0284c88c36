"""How a figure of a statement came about: what it follows from, and what follows from it."""

from __future__ import annotations

from jixiao.model import Text
from jixiao.scoring.statements import AssessedRelation, AssessedStatement

_SAYS = {
    "sum": Text("各部分之和", "the sum of its parts"), "at_most": Text("其中各项之和（不超过它）", "the sum of some parts, at most this"),
    "ratio": Text("比率", "a ratio"), "change": Text("变动率", "a change"), "balance": Text("结余", "a balance"),
    "limit": Text("限额", "a limit"), "same": Text("与自评表对照", "the same figure in the self-evaluation"),
}


def _stand(one: AssessedRelation) -> Text:
    if one.holds is None:
        return Text("没有可核对的数", "nothing to compare")
    stated = one.relation.result.text or "—"
    return Text(f"所填 {stated}，{'相符' if one.holds else '不符'}", f"stated {stated}: {'holds' if one.holds else 'does not hold'}")


def statement_steps(statement: AssessedStatement, a1: str) -> list[Text]:
    """The steps for one cell of a statement; empty where the cell is none of its figures."""
    found = next(
        ((line, key, field) for line in statement.statement.lines for key, field in line.figures.items() if field.ref.a1 == a1), None,
    )
    if found is None:
        return []
    line, key, field = found
    heading = statement.statement.columns[f"{line.block}.{key}"]
    unit = statement.statement.units.get(f"{line.block}.{key}", "")
    shown = f"（{unit}）" if unit not in ("", "%") else ""
    name = " ".join(heading.text.split()) if heading.text.isascii() else "".join(heading.text.split())
    steps = [Text(f"报表：{line.name}，{name}{shown}，所填“{field.text}”", f"statement: {line.name}, {name}, stated “{field.text}”")]
    for one in statement.relations:
        says = _SAYS[one.relation.kind]
        if one.relation.result.ref.a1 == a1:
            stand = _stand(one)
            steps.append(Text(
                f"{says.zh}：{one.why.zh or '各项都空着'}；{stand.zh}", f"{says.en}: {one.why.en or 'all blank'}; {stand.en}",
            ))
        elif one.why.zh and any(term.field.ref.a1 == a1 and term.field.ref.sheet == statement.sheet for term in one.terms):
            place = one.relation.result.ref.a1
            steps.append(Text(f"计入 {place}“{one.relation.subject}”（{says.zh}）：{one.why.zh}", f"part of {place} “{one.relation.subject}”: {one.why.en}"))
    if len(steps) == 1:
        steps.append(Text("这是填报数，没有别的数可以推算它", "this figure is stated; nothing else gives it"))
    return steps
