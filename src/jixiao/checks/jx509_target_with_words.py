"""指标值里又写了比较词或单位

为什么：表内另有指标方向列、计量单位列，指标值应只填数字。同一件事写在两三处，改了一处就会不一致，平台导入时也读不出数。

怎么改：比较词（不少于、以上）移到方向列，单位移到计量单位列，指标值只留数字。

例（有问题）：
    | 三级指标   | 指标方向   | 目标值     | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于或等于 | 不少于10家 | 家       | 12         | 5    | 5    |
    | 组织活动   | 等于       | 1场        | 场       | 1          | 5    | 5    |
    → warning C2
例（没有问题）：
    | 三级指标   | 指标方向   | 目标值 | 计量单位 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | 大于或等于 | 10     | 家       | 12         | 5    | 5    |
    | 整改完成率 | 大于或等于 | 95%    |          | 96%        | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.checks.jx507_unit_mismatch import mismatch
from jixiao.model import Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values.kinds import NO_UNIT, Quantity

CODE = "JX509"
SEVERITY = "warning"
TITLE = Text("指标值里又写了比较词或单位", "a target repeats the direction or the unit")
BASIS = Text("表样结构：指标方向、指标值、计量单位各有一列", "structure of the form: direction, target and unit have a column each")
NEEDS = ("target",)


def _is_mixed(row: AssessedIndicator, directed: bool) -> bool:
    cell = row.source.target
    target = row.own_target
    if not isinstance(target, Quantity) or cell is None or cell.cell.kind != "text" or "benchmark" in target.notes or mismatch(row) is not None:
        return False
    if directed and (target.op is not None or target.soft):
        return True
    has_unit = row.source.unit is not None and bool(row.source.unit.text)
    return has_unit and target.unit != NO_UNIT and target.unit.dimension != "ratio"


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all targets that hold more than a number although columns exist for the rest."""
    columns = assessment.table.columns
    if "direction" not in columns and "unit" not in columns:
        return
    rows = [row for row in assessment.indicators if _is_mixed(row, "direction" in columns)]
    fields = tuple(row.source.target for row in rows if row.source.target is not None)
    if not fields:
        return
    own = "、".join(label for key, label in (("direction", "指标方向"), ("unit", "计量单位")) if key in columns)
    yield Problem(
        fields,
        Text(
            f"{len(fields)} 个指标值里写了比较词或单位（{listing(fields)}，如“{shorten(fields[0].text)}”），而表内另有{own}列，同一内容写了几处。",
            f"{len(fields)} targets hold words or units ({listing(fields)}, such as “{shorten(fields[0].text)}”) "
            "although direction or unit have columns of their own.",
        ),
        found=fields[0].text,
        suggestion=Text("指标值只留数字，比较词和单位各填在自己的列。", "Keep the number in the target and the rest in its own column."),
    )
