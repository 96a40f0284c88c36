"""指标方向与指标值的文字矛盾

为什么：方向列写“等于”、指标值写“2次以上”，做了 3 次算不算完成就说不清。核算时以指标值的文字为准。

怎么改：方向改成与文字一致的比较符，指标值只留数字。“力争”“争取”是愿望，不能考核，要改成确定的数。部分占整体的率以 100% 为限，“≥100%”就是“=100%”，只作警告。

例（有问题）：
    | 三级指标     | 指标方向 | 目标值  | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 组织培训活动 | 等于     | 6次以上 | 次       | 7          | 5    | 5    |
    → error B2 应为 ≥ 6次
例（有问题）：
    | 三级指标     | 指标方向 | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 问题整改率   | 等于     | ≥100%  | %        | 100%       | 5    | 5    |
    → warning B2 应为 = 100%
例（有问题）：
    | 三级指标     | 指标方向 | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 报告出具时限 | ≥        | 10     | 工作日   | 8          | 5    | 5    |
    | 培训合格率   | ≤        | 95     | %        | 98         | 5    | 5    |
    → warning B2 应为 ≤
    → warning B3 应为 ≥
例（没有问题）：
    | 三级指标     | 指标方向   | 目标值  | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 组织培训活动 | 大于或等于 | 6次以上 | 次       | 7          | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, points, shorten
from jixiao.checks.jx507_unit_mismatch import is_share
from jixiao.model import Severity, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values.kinds import Op, Quantity

CODE = "JX504"
SEVERITY = "error"
TITLE = Text("指标方向与指标值的文字矛盾", "the direction contradicts the words of the target")
BASIS = Text("表内一致性：同一指标的比较方式只能有一个", "consistency: one indicator, one comparison")
NEEDS = ("target",)

_SIDE = {"≥": "up", ">": "up", "≤": "down", "<": "down", "=": "equal"}


def shown(quantity: Quantity) -> str:
    """The amount with its unit, without the words around: 6次, 100%."""
    upper = "" if quantity.high is None else f"-{points(quantity.high)}"
    return f"{points(quantity.amount)}{upper}{quantity.unit.text}"


def _verdict(row: AssessedIndicator, written: Op, word: Op) -> tuple[Severity, str] | None:
    """How bad the contradiction is and what should stand there; None if there is none."""
    target = row.target
    assert isinstance(target, Quantity)
    sides = (_SIDE.get(written), _SIDE.get(word))
    # 正向 says only which way is better: it contradicts ≤, but not = or >.
    loose = row.direction.kind == "polarity" and {"up", "down"} != set(sides)
    if None in sides or written == word or loose:
        return None
    at_the_top = target.unit.dimension == "ratio" and target.value == 1 and is_share(row.source.name.text)
    if at_the_top and "down" not in sides:
        return "warning", f"= {shown(target)}"
    return ("warning" if sides[0] == sides[1] else "error"), f"{written} {shown(target)}"


def _against_name(row: AssessedIndicator) -> Iterator[Problem]:
    """≥ for 办理时限, ≤ for 合格率: the sign may stand the wrong way round."""
    field = row.source.direction or row.source.nature
    if field is None or not row.against_name or not isinstance(row.target, Quantity):
        return
    name = row.source.name.text
    expected = "≤" if row.op in ("≥", ">") else "≥"
    wish, wish_en = ("小", "smaller") if expected == "≤" else ("大", "larger")
    yield Problem(
        (field, row.source.name),
        Text(
            f"{at(field, name)}比较方式为“{field.text}”，而这类指标一般是越{wish}越好（{expected} {shown(row.target)}），请核对。",
            f"{at(field, name)} has the comparison “{field.text}”, but of such indicators the {wish_en} is the better ({expected} {shown(row.target)}).",
        ),
        subject=name, expected=expected, found=field.text, severity="warning",
        suggestion=Text(f"写反了的改为“{expected}”；确是“{field.text}”的，把指标名称写明白。", f"Change it to {expected}, or make the name clearer."),
    )


def check(assessment: Assessment) -> Iterator[Problem]:
    """Rows in which the direction column and the target's own words, or the name, tell different comparisons."""
    for row in assessment.indicators:
        yield from _against_name(row)
        target, field, cell = row.target, row.source.direction, row.source.target
        if not isinstance(target, Quantity) or target.op is None or row.direction.op is None or field is None or cell is None:
            continue
        found = _verdict(row, target.op, row.direction.op)
        if found is None:
            continue
        severity, expected = found
        name = row.source.name.text
        wish = "；“力争”“争取”不能考核，须改成确定的指标值" if target.soft else ""
        wish_en = "; a wish (力争, 争取) cannot be scored and needs a definite target" if target.soft else ""
        limit = "（比率以 100% 为限，两者意思相同）" if expected.startswith("=") and severity == "warning" else ""
        limit_en = " (a share ends at 100%, so both mean the same)" if limit else ""
        yield Problem(
            (field, cell),
            Text(
                f"{at(field, name)}指标方向为“{field.text}”，而 {cell.ref.a1} 指标值写“{shorten(cell.text)}”，"
                f"应为 {expected}{limit}{wish}；核算时以指标值的文字为准。",
                f"{at(field, name)} direction is “{field.text}” but {cell.ref.a1} says “{shorten(cell.text)}”; "
                f"it should be {expected}{limit_en}{wish_en}. The target's words were used.",
            ),
            subject=name,
            expected=expected,
            found=f"{field.text} {cell.text}",
            severity=severity,
            suggestion=Text(
                f"方向改为 {expected[0]}，指标值只写 {points(target.amount)}。",
                f"Write {expected[0]} as the direction and {points(target.amount)} as the target.",
            ),
        )
