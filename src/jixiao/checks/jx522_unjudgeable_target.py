"""申报的定性指标值无法判断

为什么：指标值只写了要做的事（如“每年安排经费”），没有程度、结果或期限，年底无法判断达到没有。

怎么改：写成可以判断的结果，如“经费全部到位”“持续改善”“不发生事故”，或改为定量指标。

只看申报表：自评时指标值已经定了，再提示也改不了。

例（有问题）：
    表样 申报表
    | 三级指标     | 年度指标值   | 分值 | 得分 |
    | 服务可持续性 | 每年安排经费 | 5    |      |
    → warning B2
例（没有问题）：
    表样 申报表
    | 三级指标     | 年度指标值   | 分值 | 得分 |
    | 营商环境     | 不断改善     | 5    |      |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing, shorten
from jixiao.model import Text
from jixiao.scoring.assess import AssessedIndicator, Assessment
from jixiao.values import Qualitative

CODE = "JX522"
SEVERITY = "warning"
TITLE = Text("定性指标值无法判断", "a qualitative target that cannot be judged")
BASIS = Text("绩效指标设置要求：定性指标可衡量、可评价（条文待核）", "qualitative targets should be open to judgement (text unverified)")
NEEDS = ("target",)

# Words that state a degree, a result or an end; with one of them a person can say yes or no.
_JUDGEABLE = re.compile(
    "不断|持续|长期|有效|显著|明显|逐步|逐年|稳步|进一步|良好|较好|优|及时|按时|按期|如期|合规|合格|规范|健全|完善|完成|完整|达到|达标|得到|提升|提高|改善|"
    "增强|增加|增长|优化|下降|减少|降低|满意|不发生|未发生|无|零|杜绝|避免|防止|遏制|全覆盖|全部|覆盖|充分|稳定|有序|安全|可持续|促进|推动|加强|保持|建立|建成|实现|"
    "通过|落实|到位|公开|准确|真实|足额|严格|符合|科学|合理|正常|畅通|顺利|是|否|好|高|强|前|底|末|月|日|年内"
)


def _is_empty_phrase(row: AssessedIndicator) -> bool:
    target = row.target
    if not isinstance(target, Qualitative) or target.word is not None or target.numbers:
        return False
    return _JUDGEABLE.search(target.text) is None


def check(assessment: Assessment) -> Iterator[Problem]:
    """One finding for all sentences in a declaration that name neither degree nor result."""
    if assessment.table.stage != "target":
        return
    fields = tuple(row.source.target for row in assessment.indicators if row.source.target and _is_empty_phrase(row))
    if fields:
        yield Problem(
            fields,
            Text(
                f"{len(fields)} 个定性指标值（{listing(fields)}，如“{shorten(fields[0].text)}”）没有程度、结果或期限，年底无法判断是否达到。",
                f"{len(fields)} qualitative targets ({listing(fields)}, such as “{shorten(fields[0].text)}”) name no degree, result or date and cannot be judged.",
            ),
            found=fields[0].text,
            suggestion=Text("写成可以判断的结果，或改为定量指标。", "State a result that can be judged, or give a number."),
        )
