"""报告里的序号跳号或重号

为什么：“一是……二是……四是”，多半是删了一条没有改号，也可能漏了一条；查的人会问第三条在哪里。

怎么改：补上漏掉的一条，或者把后面的序号改过来。

例（有问题）：
    报告：
    主要做法：一是建章立制。二是加强培训。四是公开信息。
    （一）资金管理
    （二）项目管理
    （二）档案管理
    → warning 第1段 应为 三是
    → warning 第4段 应为 （三）
例（没有问题）：
    报告：
    一、基本情况
    （一）职能。（一）拟订规划。（二）组织实施。
    （二）机构
    1.内设科室
    2.直属单位
    二、绩效情况
    （一）产出
    1.数量：一是完成抽检；二是完成培训。
    2.质量：一是合格率提高；二是无事故。3.时效：按期完成。
    4.成本：没有超支。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.numbering import gaps
from jixiao.scoring.prose.reading import Report

CODE = "JX630"
SEVERITY = "warning"
TITLE = Text("报告里的序号跳号或重号", "a number is left out or comes twice")
BASIS = Text("序号应连续", "numberings go on without gaps")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """Every number that continues nothing."""
    for gap in gaps(report):
        said = (
            Text(f"“{gap.found}”出现了两次，这里应为“{gap.expected}”。", f"“{gap.found}” comes twice; “{gap.expected}” is due here.")
            if gap.repeated else
            Text(f"前面没有“{gap.expected}”，直接到了“{gap.found}”。", f"“{gap.found}” follows without “{gap.expected}”.")
        )
        yield problem(
            report.whole(gap.paragraph), (gap.start, gap.end), said,
            Text("补上漏掉的一条，或改正序号。", "Add what is missing, or correct the number."), expected=gap.expected, found=gap.found,
        )
