"""报告里有写重的词

为什么：“意见意见”“的的”是改稿时留下的，不影响数字，但报告要公开。

怎么改：删去多写的一个；确是两个词连在一起的（如“重点项目项目支出”），可以不改。

例（有问题）：
    报告：
    加强调研，提出优化资金配置的建议建议。
    对存在的的问题逐项整改。
    重点项目项目支出进度较慢。
    → warning 第1段
    → warning 第2段
    → info 第3段
例（没有问题）：
    报告：
    为了了解群众需求，逐项逐项核对，一件一件办理，目的的实现靠人人尽责。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.reading import Report
from jixiao.scoring.prose.slips import doubled

CODE = "JX628"
SEVERITY = "warning"
TITLE = Text("报告里有写重的词", "a word is written twice in the prose")
BASIS = Text("公开的报告应是定稿", "what is published is final")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """Every word or mark that stands twice in a row."""
    for slip in doubled(report):
        once = slip.words[: len(slip.words) // 2]
        said = Text(f"标点“{slip.words}”连用了。", f"the marks “{slip.words}” stand together.") if slip.kind == "mark" else Text(
            f"“{once}”写重了。" if slip.sure else f"“{once}”连着出现两次，看看是不是写重了。", f"“{once}” is written twice.")
        yield problem(
            report.whole(slip.paragraph), (slip.start, slip.end), said, Text("删去多写的一个。", "Delete one of them."),
            found=slip.words, severity=None if slip.sure and slip.kind != "mark" else "info",
        )
