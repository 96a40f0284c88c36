"""指标方向与目标表不同

为什么：“≤5日”写成“≥5日”，好坏就颠倒了；“≥”改成“＝”，超额完成就不算完成。

怎么改：改回目标表的方向。指标值也变了的，见 JX603。

方向颠倒是错误；＝ 与 ≥、≤ 互换是警告；大于与大于等于之间只提示。

例（有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 办理时限   | ≤5日       | 5    |
    | 培训场次   | ≥4场       | 5    |
    | 走访企业数 | ＞10家     | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 办理时限   | ≥5日       | 7日        | 5    | 5    |
    | 培训场次   | ＝4场       | 4场        | 5    | 5    |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → error B2 应为 ≤
    → warning B3 应为 ≥
    → info B4 应为 >
例（没有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 抽检合格率 | ＝100%      | 5    |
    | 培训场次   | 4场        | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 抽检合格率 | ≥100%      | 100%       | 5    | 5    |
    | 培训场次   | ≥4场       | 4场        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, field_or_name, there
from jixiao.model import Field, Severity, Text
from jixiao.scoring.assess import AssessedIndicator
from jixiao.scoring.changes import change, way
from jixiao.scoring.pairs import Pair

CODE = "JX610"
SEVERITY = "warning"
TITLE = Text("指标方向与目标表不同", "a direction was changed")
BASIS = PROMISED
ABOUT = "pair"
NEEDS = ("target",)


def _cell(row: AssessedIndicator) -> Field:
    """Where a row's comparison is written."""
    column = row.source.direction
    return column if row.op_source == "column" and column is not None else field_or_name(row.source.target, row.source.name)


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each comparison that was turned round or replaced."""
    for match in pair.matches.pairs:
        found = change(pair, match.earlier, match.later)
        if found not in {"direction", "strict"}:
            continue
        turned = {way(match.earlier), way(match.later)} == {"up", "down"}
        severity: Severity = "error" if turned else "info" if found == "strict" else "warning"
        field, origin, name = _cell(match.later), _cell(match.earlier), match.later.source.name.text
        place = there(pair, origin)
        yield Problem(
            cited(pair, field, origin),
            Text(
                f"{at(field, name)}方向是“{match.later.op}”，{place.zh}是“{match.earlier.op}”。",
                f"{at(field, name)} has {match.later.op}, but {match.earlier.op} in the {place.en}.",
            ),
            subject=name,
            expected=match.earlier.op,
            found=match.later.op,
            severity=severity,
            suggestion=Text(f"改回“{match.earlier.op}”。", f"Restore {match.earlier.op}."),
        )
