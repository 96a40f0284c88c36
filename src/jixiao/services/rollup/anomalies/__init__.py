"""异常: what is worth a question although no rule is broken, one module an anomaly.

For an accountant: 都是提示：每一条都可能有正当的原因，先核对再下结论.
For a programmer: each module has ``block(material)`` or ``blocks(material)``; they stand on the page in this order.
"""

from __future__ import annotations

from jixiao.reports.rollup.content import Page
from jixiao.services.rollup.anomalies import copied_reasons, equal_values, lowered_targets, rate_and_score, unit_costs
from jixiao.services.rollup.material import Material


def page(material: Material) -> Page:
    """The page 异常."""
    return Page(
        "异常",
        "这里列的都是提示，不是结论：没有违反哪一条规则，但值得问一句。每一条都可能有正当的原因，请先核对。",
        (
            rate_and_score.block(material),
            *copied_reasons.blocks(material),
            equal_values.block(material),
            lowered_targets.block(material),
            unit_costs.block(material),
        ),
    )
