"""缺少核算必需的列

为什么：没有“实际完成值”“分值”“得分”等列，各行的得分就无法核对。整列缺失只报一条，不逐行报。

怎么改：按表样补上这一列。如果列在、只是标题换了说法而没有认出，请改回表样的标题。

例（有问题）：
    | 三级指标   | 年度指标值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 5    | 5    |
    → error A1
例（有问题）：
    表样 申报表
    | 某局整体支出预算绩效目标表 |
    | 产出指标     |        |
    | 数量指标     |        |
    | 印发手册数   | ≥200册 |
    | 质量指标     |        |
    | 手册合格率   | ≥95%   |
    → error A2 应为 分值、预算数
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import EMPTY_CELL, Drift, Field, Text
from jixiao.scoring.assess import Assessment

CODE = "JX102"
SEVERITY = "error"
_WHERE = {False: Text("整张表", "The table"), True: Text("资金部分", "The funds block")}
TITLE = Text("缺少核算必需的列", "a required column is missing")
BASIS = Text("表样结构", "structure of the form")


def _consequence(key: str, rows: int, *, scored: bool) -> Text:
    if key == "actual" and not scored:
        return Text(f"{rows} 行都无法看进度", f"nothing can be said about the progress of the {rows} rows")
    if key == "actual":
        return Text(f"{rows} 行得分都无法核对", f"none of the {rows} scores can be verified")
    if key.startswith("fund."):
        return Text("资金部分无法完整核对", "the funds block cannot be fully verified")
    return Text(f"{rows} 行指标无法完整核对", f"the {rows} indicators cannot be fully verified")


def _declaration(assessment: Assessment, missing: list[Drift]) -> Problem:
    """All that a declaration lacks, in one: it can only be filled in as a whole."""
    columns = [drift.expected for drift in missing if not drift.key.startswith("fund.")]
    funds = [drift.expected for drift in missing if drift.key.startswith("fund.")]
    parts = ([f"没有{'、'.join(f'“{c}”' for c in columns)}列"] if columns else []) + ([f"没有资金（{'、'.join(funds)}）"] if funds else [])
    return Problem(
        tuple(dict.fromkeys(Field(drift.ref, EMPTY_CELL) for drift in missing)),
        Text(
            f"申报表{'，'.join(parts)}，不能评分：{len(assessment.indicators)} 个指标到年底没有给分的依据。",
            f"The declaration lacks {', '.join(columns + funds)}: its {len(assessment.indicators)} indicators cannot be scored at the year's end.",
        ),
        subject="、".join(columns + funds),
        expected="、".join(columns + funds),
        suggestion=Text("补上分值（合计100分）和资金预算；实际完成值年底在自评表里填。", "Add weights and funds; actuals follow in the self-evaluation."),
    )


def _unscored(assessment: Assessment, missing: list[Drift]) -> Problem:
    """A table that is not scored at all: some forms only compare targets and actuals."""
    return Problem(
        tuple(dict.fromkeys(Field(drift.ref, EMPTY_CELL) for drift in missing)),
        Text(
            f"整张表没有“分值”“得分”列，不计分：{len(assessment.indicators)} 行只核对指标值与完成值。",
            f"The table has no columns for weights and scores: its {len(assessment.indicators)} rows are only compared with their targets.",
        ),
        subject="分值、得分", severity="warning",
        suggestion=Text("本表样要计分的，请补上这两列；本来不计分的（如转移支付区域绩效自评表），写一句说明即可。", "Add both columns if the form is scored; else say so."),
    )


def _initial_only(heading: Field) -> Problem:
    """年初预算数 stands for the budget of the year where nothing else does."""
    return Problem(
        (heading,),
        Text(
            f"资金部分没有“全年预算数”列，执行率按 {heading.ref.a1}“{heading.text}”计算。",
            f"The funds block has no budget of the whole year; rates are taken of {heading.ref.a1}.",
        ),
        subject="全年预算数", severity="info",
        suggestion=Text("年中调整过预算的，请补上调整后的全年预算数。", "If the budget was adjusted, add the adjusted one."),
    )


def check(assessment: Assessment) -> Iterator[Problem]:
    """Required columns that no heading was taken for."""
    table = assessment.table
    if not table.indicators or not any(drift.kind == "missing" for drift in table.drift):
        return  # JX101 says that there is nothing
    # Some tables score the execution rate as an indicator: then the funds block needs no weight.
    apart = any("执行率" in row.source.name.text and row.weight for row in assessment.indicators)
    missing: list[Drift] = [
        drift for drift in table.drift
        if drift.kind == "missing" and not (apart and drift.key in {"fund.weight", "fund.score", "fund.rate"})
    ]
    if table.stage == "target" and missing:
        yield _declaration(assessment, missing)
        return
    unscored = {"weight", "score"} <= {drift.key for drift in missing}
    if unscored:
        yield _unscored(assessment, [drift for drift in missing if drift.key in {"weight", "score"}])
    for drift in missing:
        if unscored and drift.key in {"weight", "score", "fund.weight", "fund.score"}:
            continue
        if drift.key == "fund.budget" and "initial" in table.fund_columns:
            yield _initial_only(table.fund_columns["initial"])
            continue
        what = _consequence(drift.key, len(table.indicators), scored=assessment.monitoring is None)
        yield Problem(
            (Field(drift.ref, EMPTY_CELL),),
            Text(f"{_WHERE[drift.key.startswith('fund.')].zh}没有“{drift.expected}”列，{what.zh}。", f"{_WHERE[drift.key.startswith('fund.')].en} has no column “{drift.expected}”: {what.en}."),
            subject=drift.expected,
            expected=drift.expected,
            # Where the execution rate is not scored, or its weight stands in a label, the block is complete without.
            severity="info" if drift.key in {"fund.weight", "fund.score"} else None,
            suggestion=Text(f"请补上“{drift.expected}”列。", f"Add the column “{drift.expected}”."),
        )
