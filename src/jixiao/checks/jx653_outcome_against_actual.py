"""完成情况里的数与实际完成值不同

为什么：同一张表里，文字说“评查200个”，指标的实际完成值却是180个，总有一处不对，得分也就没有依据。

怎么改：核对台账，把不对的一处改正。

只在文字的一句话与一个指标说的确是同一件事、计量单位相同、文字里只有这一个数时比较。“95%以上”包括95%和更高；“约”“余”“同比”“其中”“累计”一类的数不比，四舍五入后相等的不算不同。

例（有问题）：
    | 预期目标                           | 实际完成情况                                   |
    | 1、开展案卷评查。2、提高接通率。   | 1、评查案卷200个。2、热线接通率达到95%以上。   |
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 评查案卷数 | ≥150个     | 180个      | 5    | 5    |
    | 热线接通率 | ≥90%       | 92%        | 5    | 5    |
    → warning C4
    → warning C5
例（没有问题）：
    | 预期目标                           | 实际完成情况                                                             |
    | 1、开展案卷评查。2、提高接通率。   | 1、评查案卷200个，其中公开评查20个。2、热线接通率达到95%以上。3、走访企业400余家。 |
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 评查案卷数 | ≥150个     | 200个      | 5    | 5    |
    | 热线接通率 | ≥90%       | 95.6%      | 5    | 5    |
    | 走访企业   | ≥300家     | 412家      | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.model import Text
from jixiao.scoring.assess import Assessment
from jixiao.scoring.narrative import Same, achieved_texts, agree, same_figures

CODE = "JX653"
SEVERITY = "warning"
TITLE = Text("完成情况里的数与实际完成值不同", "the outcome in words differs from the actual")
BASIS = Text("表内一致性：文字与指标数据一致", "consistency: words and figures agree")
NEEDS = ("actual",)


def _holds(same: Same) -> bool:
    """Whether the actual is what the words say."""
    said, own = same.stated.value, same.value
    if said.op in {"≥", ">"}:
        return own.value >= said.value or agree(said, own)
    if said.op in {"≤", "<"}:
        return own.value <= said.value or agree(said, own)
    return agree(said, own)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for each figure of the outcome that the indicator of the same thing has otherwise."""
    for same in same_figures(assessment, achieved_texts(assessment.table), "actual"):
        actual = same.row.source.actual
        if actual is None or _holds(same):
            continue
        name, clause, figure = same.row.source.name.text, shorten(same.stated.clause), shorten(actual.text)
        yield Problem(
            (actual, same.field),
            Text(
                f"{at(actual, name)}实际完成值“{figure}”，与 {same.field.ref.a1} 所写“{clause}”不同。",
                f"{at(actual, name)}: the actual “{figure}” differs from “{clause}” in {same.field.ref.a1}.",
            ),
            subject=name,
            found=figure,
            suggestion=Text("核对台账，把不对的一处改正。", "Check the records and correct the one that is wrong."),
        )
