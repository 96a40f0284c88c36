"""表样的提示语没有删掉

为什么：“请在此填写”“指标1：”是表样里的提示，留在表里说明这一格没有认真填，公开时也不好看。

怎么改：换成本单位的内容；没有内容的整行删去。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 指标1：    | ≥10家      | 12家       | 5    | 5    |
    → warning A2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.model import Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX523"
SEVERITY = "warning"
TITLE = Text("表样的提示语没有删掉", "words of the template left in")
BASIS = Text("表样填报要求：提示语填写后删除", "form instructions: hints are to be removed")

_HINT = re.compile(
    r"(?:三级)?指标\s*[\d一二三四五六七八九十]{1,2}\s*[:：]?|"
    r"[（(【\[]?\s*(?:请(?:在此|在这里|据实|如实)?(?:填写|填入|填列|选择|输入|说明)|此处填写?|在此填写|填写说明|下拉选择|点击选择|自行填写).{0,30}|"
    r"[xX×＊*_＿]{2,}(?:指标)?"
)


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all cells that hold nothing but a hint of the template."""
    fields: dict[Field, None] = {}
    for row in assessment.indicators:
        source = row.source
        for field in (source.name, source.target, source.actual, source.rule, source.reason):
            if field is not None and field.cell.kind == "text" and _HINT.fullmatch(field.text):
                fields[field] = None
    cells = tuple(fields)
    if cells:
        yield Problem(
            cells,
            Text(
                f"{len(cells)} 个单元格（{listing(cells)}）还是表样的提示语，如“{shorten(cells[0].text)}”。",
                f"{len(cells)} cells ({listing(cells)}) still hold words of the template, such as “{shorten(cells[0].text)}”.",
            ),
            found=cells[0].text,
            suggestion=Text("换成本单位的内容；不用的行删去。", "Replace them, or delete rows that are not used."),
        )
