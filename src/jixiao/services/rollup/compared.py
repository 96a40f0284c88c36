"""政策比较: the same tables under several policies, and who changes grade.

For an accountant: 换一种办法算，谁的等级会变.
For a programmer: one row a table; None where fewer than two policies were asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from jixiao.model import JixiaoError
from jixiao.reports.rollup.content import Block, Chart, Column, Page, Value
from jixiao.scoring.policy import load
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import TableRow, exact, link, owner, table_rows

_USUAL = ("优", "良", "中", "差")
_Under = dict[str, TableRow]


def page(material: Material) -> Page | None:
    """The page 政策比较; None with fewer than two policies."""
    policies = tuple(dict.fromkeys(material.policies))
    if len(policies) < 2:
        return None
    found: dict[tuple[str, int], _Under] = defaultdict(dict)
    tables = material.frames.tables
    for row in table_rows(tables[(tables["stage"] == "evaluation") & tables["score"].notna()]):
        if row.policy in policies:
            found[row.place][row.policy] = row
    both = [under for under in found.values() if len(under) > 1]
    ranks = {policy: _ranks(policy) for policy in policies}
    return Page(
        "政策比较",
        f"同样的表按 {'、'.join(policies)} 各算一遍。分数不同是办法不同，不是谁填错了。",
        (_moves(both, policies, ranks), _grades(both, policies, ranks), _tables(both, policies)),
    )


def _ranks(policy: str) -> dict[str, int]:
    """Place of each grade, the best first; the usual ones where the policy is in a folder of the office's own."""
    try:
        grades = sorted(load(policy).grades, key=lambda each: -each[1])
    except JixiaoError:
        return {name: place for place, name in enumerate(_USUAL)}
    return {name: place for place, (name, _) in enumerate(grades)}


def _moves(both: Sequence[_Under], policies: Sequence[str], ranks: dict[str, dict[str, int]]) -> Block:
    """One row a pair of policies: how many tables are graded better, worse and the same under the second."""
    lines: list[tuple[Value, ...]] = []
    for one, other in combinations(policies, 2):
        moved: Counter[str] = Counter()
        gaps = []
        for under in both:
            if one in under and other in under:
                moved[_move(ranks[one].get(under[one].grade), ranks[other].get(under[other].grade))] += 1
                gaps.append((exact(under[other].score) or 0) - (exact(under[one].score) or 0))
        mean = float(sum(gaps) / len(gaps)) if gaps else None
        lines.append((f"{one} → {other}", len(gaps), moved["up"], moved["down"], moved["same"], moved["open"], mean, float(min(gaps)) if gaps else None, float(max(gaps)) if gaps else None))
    return Block(
        "compared_moves", "等级变动", (
            Column("从 → 到", width=20), Column("表数", "whole"), Column("等级上升", "whole"), Column("等级下降", "whole"), Column("不变", "whole"), Column("没有等级", "whole"),
            Column("平均分差", "points", note="后者 − 前者"), Column("最小分差", "points"), Column("最大分差", "points"),
        ), lines,
        chart=Chart("stacked", "等级变动", 0, (2, 3, 4), "", "表数"),
    )


def _move(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return "open"
    return "same" if before == after else "up" if after < before else "down"


def _grades(both: Sequence[_Under], policies: Sequence[str], ranks: dict[str, dict[str, int]]) -> Block:
    """How many tables have each grade, a column a policy."""
    counts = {policy: Counter(under[policy].grade for under in both if policy in under) for policy in policies}
    names = dict.fromkeys(name for policy in policies for name in ranks[policy])
    return Block(
        "compared_grades", "各政策下的等级", (Column("等级", "grade"), *(Column(policy, "whole") for policy in policies)),
        [(name, *(counts[policy][name] for policy in policies)) for name in names if both],
        chart=Chart("column", "各政策下的等级", 0, tuple(range(1, len(policies) + 1)), "等级", "表数"), empty="没有在两种政策下都有总分的自评表。",
    )


def _tables(both: Sequence[_Under], policies: Sequence[str]) -> Block:
    """One row a table: those whose grade changes first, then the largest difference."""
    lines: list[tuple[bool, float, tuple[Value, ...]]] = []
    for under in both:
        first = next(iter(under.values()))
        scores = [score for row in under.values() if (score := exact(row.score)) is not None]
        gap = float(max(scores) - min(scores)) if scores else 0.0
        changes = len({row.grade for row in under.values() if row.grade}) > 1
        figures: list[Value] = []
        for policy in policies:
            row = under.get(policy)
            figures += [row.score, row.grade] if row else [None, ""]
        lines.append((changes, gap, (
            owner(first), first.project, first.year, "是" if changes else "否", gap, *figures, link(first),
        )))
    lines.sort(key=lambda line: (not line[0], -line[1]))
    each = (column for policy in policies for column in (Column(f"{policy} 得分", "points"), Column(f"{policy} 等级", "grade")))
    return Block(
        "compared_tables", "各表", (
            Column("单位", width=18), Column("项目", width=18), Column("年度", "whole"), Column("等级变了"), Column("最大分差", "points"), *each, Column("位置", "link"),
        ), [line for _, _, line in lines],
        lead="等级变了的在前，其余按分差从大到小。", empty="没有在两种政策下都有总分的自评表。",
    )
