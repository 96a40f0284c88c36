"""指标性质与指标值不符

为什么：标“定性”却给了数（如 100%），平台按定性档次打分，数就白填了；标“定量”却写“不断提升”，没有数可比。合格率之类的指标值写“好”，也没有数可比。

怎么改：有数的改为“定量”；没有数的改为“定性”，或补上数。

例（有问题）：
    | 三级指标   | 指标性质 | 目标值 | 实际完成值 | 分值 | 得分 |
    | 整改完成率 | 定性     | 100%   | 100%       | 5    | 5    |
    | 满意率     | 定性     | ≥90%   | 95%        | 5    | 5    |
    → warning B2 应为 定量
例（有问题）：
    | 三级指标   | 指标性质 | 目标值   | 实际完成值 | 分值 | 得分 |
    | 营商环境   | 定量     | 不断提升 | 不断提升   | 5    | 5    |
    → warning B2 应为 定性
例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 体检合格率 | 好         | 好         | 5    | 5    |
    → warning B2
例（没有问题）：
    | 三级指标   | 指标性质 | 目标值   | 实际完成值 | 分值 | 得分 |
    | 整改完成率 | 定量     | 100%     | 100%       | 5    | 5    |
    | 营商环境   | 定性     | 不断提升 | 不断提升   | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.checks.jx507_unit_mismatch import bare_name
from jixiao.model import Field, Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import part_of_whole
from jixiao.values.kinds import Qualitative, Quantity

CODE = "JX510"
SEVERITY = "warning"
TITLE = Text("指标性质与指标值不符", "the nature of an indicator does not fit its target")
BASIS = Text("表样填报要求：指标性质为定量或定性", "form instructions: an indicator is quantitative or qualitative")
NEEDS = ("target",)
_CHANGE = re.compile("[提增升降减改达完]")


def _nature(row: AssessedIndicator) -> Field | None:
    """The cell that says 定量 or 定性: the column of that name, else the direction (≥, ≤, 定性)."""
    for field in (row.source.nature, row.source.direction):
        if field is not None and ("定性" in field.text) != ("定量" in field.text):
            return field
    return None


def _wordy_rate(row: AssessedIndicator) -> bool:
    """合格率 with 好 for a target; 知晓率 that shall rise is another thing."""
    target, name = row.target, row.source.name.text
    if not isinstance(target, Qualitative) or target.word is None or _CHANGE.search(target.text):
        return False
    return bare_name(name).endswith("率") and "满意" not in name and part_of_whole(name)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for numeric targets called 定性, one for words called 定量."""
    numeric: list[tuple[Field, str]] = []
    verbal: list[tuple[Field, str]] = []
    for row in assessment.indicators:
        nature, target = _nature(row), row.source.target
        if nature is None or target is None:
            continue
        if "定性" in nature.text and isinstance(row.target, Quantity):
            numeric.append((nature, target.text))
        elif "定量" in nature.text and isinstance(row.target, Qualitative) and row.target.word is not None:
            verbal.append((nature, target.text))
    if numeric:
        fields = tuple(field for field, _ in numeric)
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 个指标标为定性，指标值却是数（{listing(fields, 20)}，如“{shorten(numeric[0][1])}”），应为定量。",
                f"{len(fields)} indicators are called qualitative but have numeric targets ({listing(fields, 20)}, such as “{shorten(numeric[0][1])}”).",
            ),
            subject="定性",
            expected="定量",
            found="定性",
            suggestion=Text("把指标性质改为“定量”。", "Change the nature to 定量 (quantitative)."),
        )
    rates = [row for row in assessment.indicators if _wordy_rate(row)]
    if rates:
        fields = tuple(row.source.target for row in rates if row.source.target is not None)
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 个指标名称是比率，指标值却没有数（{listing(fields, 20)}，如「{rates[0].source.name.text}」填“{shorten(fields[0].text)}”）。",
                f"{len(fields)} indicators are rates by their names but have no number for a target ({listing(fields, 20)}, such as “{shorten(fields[0].text)}”).",
            ),
            subject="比率", found=fields[0].text,
            suggestion=Text("写成百分数，如“≥95%”。", "Give a percentage, such as ≥95%."),
        )
    if verbal:
        fields = tuple(field for field, _ in verbal)
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 个指标标为定量，指标值却没有数（{listing(fields, 20)}，如“{shorten(verbal[0][1])}”），应为定性。",
                f"{len(fields)} indicators are called quantitative but have no number ({listing(fields, 20)}, such as “{shorten(verbal[0][1])}”).",
            ),
            subject="定量",
            expected="定性",
            found="定量",
            suggestion=Text("把指标性质改为“定性”，或补上可量化的指标值。", "Change the nature to 定性 (qualitative), or give a number."),
        )
