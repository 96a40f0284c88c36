"""The gallery of the documentation: every check, form and policy as a page of Markdown, made from its own file."""

from __future__ import annotations

import inspect
import re

from jixiao.checks import Check
from jixiao.forms import AnyForm, StatementForm
from jixiao.model import Text
from jixiao.reports.records import COLUMNS, Frame
from jixiao.scoring.policy import Policy
from jixiao.services.catalogue import COMPUTED, RELATIONS
from jixiao.services.library import BUILT_IN, Library

_SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}
_FAMILIES = {
    "1": "认表与结构", "2": "分值与得分", "3": "偏差与监控", "4": "资金与报表", "5": "指标值、单位与用词", "6": "目标表与自评表之间、报告文字与表之间",
    "7": "年度与部门之间", "9": "一体化平台会退回的",
}
_STAGES = {"target": "绩效目标", "monitoring": "绩效运行监控", "evaluation": "绩效自评", "statement": "报表"}
_MADE = "<!-- 由 make docs 生成；请改源文件，不要改本页。 -->\n"
_EXAMPLE = re.compile(r"^例（")


def _manual(check: Check) -> str:
    """The body of a manual page with its examples as blocks of text."""
    lines = inspect.cleandoc(check.manual).partition("\n")[2].strip().split("\n")
    out: list[str] = []
    inside = False
    for line in lines:
        if _EXAMPLE.match(line):
            out += ["```"] if inside else []
            out += ["", f"**{line.rstrip('：')}**", "", "```text"]
            inside = True
            continue
        if inside and line and not line.startswith(" "):
            out += ["```", ""]
            inside = False
        out.append(line.removeprefix("    ") if inside else line)
    while out and not out[-1].strip():
        out.pop()
    return "\n".join([*out, "```"] if inside else out).replace("\n\n\n", "\n\n")


def checks_page(library: Library = BUILT_IN) -> str:
    """docs/checks.md: what each check looks for, why, how to mend it, examples, basis."""
    checks = library.checks()
    parts = [_MADE, "# 检查一览", "", f"共 {len(checks)} 项。编号不会改作他用；`jixiao checks 编号` 显示同样的说明。", ""]
    for digit, family in _FAMILIES.items():
        own = [check for check in checks if check.code[2] == digit]
        if not own:
            continue
        parts += [f"- {family}：" + "、".join(f"[{check.code}](#{check.code.lower()})" for check in own)]
    for check in checks:
        parts += [
            "", f'<a id="{check.code.lower()}"></a>', f"## {check.code} {check.title.zh}", "",
            f"级别：{_SEVERITY[check.severity]}。依据：{check.basis.zh}。", "", _manual(check),
        ]
    return "\n".join(parts) + "\n"


def _columns(headings: dict[str, str]) -> str:
    return "、".join(headings.values()) or "—"


def _form(form: AnyForm) -> list[str]:
    head = [
        "", f"## {form.name.zh}", "", f"- 编号：`{form.id}`（{_STAGES[form.stage]}）", f"- 依据：{form.basis}",
    ]
    if isinstance(form, StatementForm):
        for block in form.blocks:
            lines = "、".join(line.labels[0] for line in block.lines)
            head += [f"- {block.name}：{'、'.join(words[0] for words in block.columns.values())}" + (f"；行：{lines}" if lines else "")]
        return [*head, f"- 可核算：{_words(RELATIONS, form.computed)}"]
    return [
        *head,
        f"- 指标列：{_columns(form.headings)}",
        f"- 资金列：{_columns(form.fund_headings)}",
        f"- 可核算：{_words(COMPUTED, form.computed)}",
        f"- 默认政策：`{form.policy}`",
        *([f"- 承接：{'、'.join(f'`{earlier}`' for earlier in form.follows)}"] if form.follows else []),
        f"- 空白表：`jixiao new {form.id} -o 新表.xlsx`",
    ]


def _words(names: dict[str, Text], keys: frozenset[str]) -> str:
    return "、".join(names[key].zh for key in sorted(keys)) or "—"


def forms_page(library: Library = BUILT_IN) -> str:
    """docs/forms.md: every form, with its headings and what is computed in it."""
    forms = sorted(library.forms(), key=lambda form: (list(_STAGES).index(form.stage), form.id))
    parts = [
        _MADE, "# 表样一览", "",
        f"共 {len(forms)} 种。标题按意思认，不按位置；没有专门表样的表按标题的意思读，`jixiao forms draft 文件` 可据此起草表样。",
    ]
    for form in forms:
        parts += _form(form)
    return "\n".join(parts) + "\n"


def _policy(policy: Policy) -> list[str]:
    lines = ["", f"## {policy.title.zh}", "", f"编号 `{policy.name}`（{' ← '.join(policy.lineage)}）", "", "| 参数 | 取值 | 意思 | 依据 |", "| --- | --- | --- | --- |"]
    for setting in policy.parameters():
        allowed = f"（可用：{' / '.join(setting.allowed)}）" if setting.allowed else ""
        cells = (f"`{setting.key}`", f"{setting.value}", f"{setting.meaning.zh}{allowed}", f"{setting.basis}")
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return lines


def policies_page(library: Library = BUILT_IN) -> str:
    """docs/policies.md: every policy with its parameters, their values and their basis."""
    names = library.policy_names()
    parts = [_MADE, "# 政策一览", "", "政策决定分值、评分公式、等级和提示的界限；`--set 参数=取值` 改一项，`--policies 文件夹` 用自己的政策。"]
    for name in names:
        parts += _policy(library.policy(name))
    return "\n".join(parts) + "\n"


_FRAMES: dict[Frame, str] = {"files": "工作簿", "tables": "绩效表", "funds": "资金", "indicators": "三级指标", "findings": "问题"}
_KINDS = {"text": "文字", "whole": "整数", "number": "小数", "yes": "是/否"}


def columns_tables() -> str:
    """The end of docs/数据.md: every column of every frame with its type, unit and meaning."""
    parts: list[str] = []
    for frame, columns in COLUMNS.items():
        parts += ["", f"## {frame}", "", f"{_FRAMES[frame]}。", "", "| 列 | 中文 | 类型 | 单位 | 意思 |", "| --- | --- | --- | --- | --- |"]
        parts += ["| " + " | ".join((f"`{each.name}`", each.zh, _KINDS[each.kind], each.unit or "—", each.about.replace("|", "\\|") or "—")) + " |" for each in columns]
    return "\n".join(parts) + "\n"


PAGES = {"checks.md": checks_page, "forms.md": forms_page, "policies.md": policies_page}
