"""执行率偏低，没有说明

为什么：有的地方（如四川）规定执行率低于 90% 必须说明原因。只在政策有此规定时检查。

怎么改：在备注或偏差原因里写明结余、未支付的原因。

例（有问题）：
    政策 sichuan
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额 | 200        | 200        | 150        | 10   | 75.00% | 7.5  |
    → warning F2
例（没有问题）：
    政策 sichuan
    | 项目         | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
    | 年度资金总额 | 200        | 200        | 190        | 10   | 95.00% | 9.5  |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, percent
from jixiao.model import Text
from jixiao.scoring.assess import Assessment

CODE = "JX407"
SEVERITY = "warning"
TITLE = Text("执行率偏低，没有说明", "a low execution rate without a reason")
BASIS = Text("执行率低于政策规定的界限须说明原因", "below the policy's limit a reason is needed")
NEEDS = ("fund.rate",)


def check(assessment: Assessment) -> Iterator[Problem]:
    """The scored line, where the policy has a limit."""
    limit, fund = assessment.policy.execution_reason_below, assessment.execution
    if not limit or fund is None or fund.rate is None or fund.rate >= limit or fund.line.rate is None:
        return
    if fund.line.remark is not None and fund.line.remark.text:
        return
    yield Problem(
        (fund.line.rate,),
        Text(
            f"{at(fund.line.rate, fund.line.name)}执行率 {percent(fund.rate)}，低于 {percent(limit)}，没有说明原因。",
            f"{at(fund.line.rate, fund.line.name)}: rate {percent(fund.rate)} is below {percent(limit)}, without a reason.",
        ),
        subject=fund.line.name, found=percent(fund.rate),
        suggestion=Text("写明未执行完的原因。", "State why the money was not spent."),
    )
