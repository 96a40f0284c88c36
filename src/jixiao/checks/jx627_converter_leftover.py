"""报告里有转换或模板留下的东西

为什么：“错误!未找到引用源”“[bookmark: …]”“【请填写】”“XXX”这类字样，是域没有更新、格式转换或者模板没有填完留下的，公开出去不好看，也可能漏了内容。

怎么改：删去；是引用的，更新域或改写成文字；是待填的，填上内容。为保密用“××”代替的可以保留。

例（有问题）：
    报告：
    具体见错误!未找到引用源。的说明。
    [bookmark: _Toc1]（二）资金使用情况
    联系【请填写部门名称】办理。
    XX项目已完成验收。
    → warning 第1段
    → warning 第2段
    → warning 第3段
    → info 第4段
例（没有问题）：
    报告：
    □是 ☑否 纳入政府采购；详见附件2。
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.passages import problem
from jixiao.model import Text
from jixiao.scoring.prose.reading import Report
from jixiao.scoring.prose.slips import leftovers

CODE = "JX627"
SEVERITY = "warning"
TITLE = Text("报告里有转换或模板留下的东西", "something of a converter or a template is left in the prose")
BASIS = Text("公开的报告应是定稿", "what is published is final")
ABOUT = "report"

_SAID = {
    "leftover": Text("“{}”是转换格式或没有更新的域留下的。", "“{}” was left by a converter or a field."),
    "garbled": Text("“{}”是乱码或没有选的方框。", "“{}” is garbled."),
    "prompt": Text("“{}”像是模板里待填的地方。", "“{}” looks like a blank of the template."),
}


def check(report: Report) -> Iterator[Problem]:
    """Every leftover, once in a paragraph."""
    seen: set[tuple[int, str]] = set()
    for slip in leftovers(report):
        if (slip.paragraph, slip.kind) in seen:
            continue
        seen.add((slip.paragraph, slip.kind))
        said = _SAID[slip.kind]
        crosses = slip.words[0] in "Xx×╳"
        yield problem(
            report.whole(slip.paragraph), (slip.start, slip.end), Text(said.zh.format(slip.words), said.en.format(slip.words)),
            Text("删去，或补上内容。", "Delete it, or fill it in."), found=slip.words, severity="info" if crosses else None,
        )
