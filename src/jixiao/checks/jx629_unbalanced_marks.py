"""报告里引号、括号、书名号不成对

为什么：少一半引号或括号，读的人分不清到哪里为止，也常常是删改时多删了一段。

怎么改：补上缺的一半，或删去多出的一半；前后引号写反的，改正过来。

例（有问题）：
    报告：
    修订了《财务管理办法》《公务接待管理制度等制度。
    完成了“一网通办”改造（含三个系统。
    → warning 第1段
    → warning 第2段
例（没有问题）：
    报告：
    1）修订《办法》（试行）；2）开展“双随机、一公开”检查，a)抽查企业(含个体户）30家。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.reading import Report
from jixiao.scoring.prose.slips import unbalanced

CODE = "JX629"
SEVERITY = "warning"
TITLE = Text("报告里标点不成对", "a quotation mark or bracket has no partner")
BASIS = Text("GB/T 15834 标点符号用法：引号、括号、书名号成对使用", "quotation marks and brackets come in pairs (GB/T 15834)")
ABOUT = "report"


def check(report: Report) -> Iterator[Problem]:
    """The first mark of a paragraph that has no partner."""
    for slip in unbalanced(report):
        yield problem(
            report.whole(slip.paragraph), (slip.start, slip.end),
            Text(f"“{slip.words}”没有与它成对的另一半。" if slip.words not in "“”" else "引号没有成对。", f"{slip.words} has no partner."),
            Text("补上缺的一半，或删去多出的一半。", "Add the other half, or delete this one."), found=slip.words,
        )
