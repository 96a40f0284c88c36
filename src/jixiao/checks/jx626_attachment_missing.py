"""附件清单里的，后面没有

为什么：清单列了的附件没有附上，公开或报送时会被退回；也可能是附件的编号或名称改了，清单没有改。

怎么改：附上缺的附件，或者改清单。写了“如有”的不要求；一个附件也没有附在后面的（另行报送），不核对。

例（有问题）：
    报告：
    附件：1.部门整体支出绩效自评表
    2.项目支出绩效自评表
    3.政府性基金预算支出情况表（如有）
    附件1
    2024年度部门整体支出绩效自评表
    → warning 第2段
例（没有问题）：
    报告：
    附件：1.部门整体支出绩效自评表
    2.项目支出绩效自评表
    附件1
    2024年度部门整体支出绩效自评表
    附件2：
    2024年度项目支出绩效自评表
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.attachments import missing
from jixiao.scoring.prose.reading import Report

CODE = "JX626"
SEVERITY = "warning"
TITLE = Text("附件清单里的，后面没有", "a listed attachment is not there")
BASIS = Text("附件应与清单一致", "what is attached is what the list names")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """Every listed attachment that is not there."""
    for item in missing(report):
        yield problem(
            report.whole(item.paragraph), (item.start, item.end),
            Text(f"附件{item.number}“{item.name}”没有附在后面，工作簿里也没有。", f"attachment {item.number} “{item.name}” is not there."),
            Text("附上它，或者改清单。", "Attach it, or correct the list."), found=f"附件{item.number}",
        )
