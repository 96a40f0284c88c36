"""Lists and manual pages: forms, policies, checks."""

from __future__ import annotations

import inspect

from jixiao.forms import StatementForm
from jixiao.model import Text
from jixiao.services.library import BUILT_IN, Library

_WORD = {"error": Text("错误", "error"), "warning": Text("警告", "warning"), "info": Text("提示", "info")}


COMPUTED = {
    "rate": Text("执行率", "execution rates"), "fund_score": Text("执行率得分", "execution score"),
    "fund_sum": Text("资金合计", "fund totals"), "score": Text("指标得分", "indicator scores"),
    "total": Text("总分", "total"), "grade": Text("等级", "grade"), "completion": Text("完成率", "completion"),
    "deviation": Text("偏差率", "deviation"), "light": Text("预警灯", "lights"),
}
RELATIONS = {
    "sum": Text("合计", "sums"), "ratio": Text("控制率等比率", "ratios"), "change": Text("变动率", "changes"), "balance": Text("结余", "balances"),
}


def forms_list(language: str, library: Library = BUILT_IN) -> str:
    """One line a form."""
    return "\n".join(f"{form.id:<22} {form.name.in_language(language)}" for form in library.forms())


def form_page(name: str, language: str, library: Library = BUILT_IN) -> str:
    """What a form expects and what may be computed.  Raises FormError."""
    form = library.form(name)
    if isinstance(form, StatementForm):
        return statement_page(form, language)
    said = Text("标题", "headings"), Text("资金列", "funds columns"), Text("可核算", "computed"), Text("默认政策", "policy"), Text("依据", "basis")
    words = [text.in_language(language) for text in said]
    return "\n".join([
        f"{form.id}  {form.name.in_language(language)}",
        f"{words[0]}：{'、'.join(form.headings.values())}",
        f"{words[1]}：{'、'.join(form.fund_headings.values())}",
        f"{words[2]}：{'、'.join(COMPUTED[key].in_language(language) for key in sorted(form.computed))}",
        f"{words[3]}：{form.policy}",
        f"{words[4]}：{form.basis}",
    ])


def statement_page(form: StatementForm, language: str) -> str:
    """What the form of a statement expects, block by block, and what may be computed."""
    said = Text("标题", "headings"), Text("行", "lines"), Text("可核算", "computed"), Text("依据", "basis")
    headings, lines, computed, basis = (text.in_language(language) for text in said)
    page = [f"{form.id}  {form.name.in_language(language)}"]
    for block in form.blocks:
        page.append(f"{block.name}")
        page.append(f"  {headings}：{'、'.join(words[0] for words in block.columns.values())}")
        if block.lines:
            page.append(f"  {lines}：{'、'.join(line.labels[0] for line in block.lines)}")
    page.append(f"{computed}：{'、'.join(RELATIONS[kind].in_language(language) for kind in sorted(form.computed))}")
    page.append(f"{basis}：{form.basis}")
    return "\n".join(page)


def policies_list(language: str, library: Library = BUILT_IN) -> str:
    """One line a policy."""
    loaded = [library.policy(name) for name in library.policy_names()]
    return "\n".join(f"{policy.name:<16} {policy.title.in_language(language)}" for policy in loaded)


def policy_page(name: str, language: str, library: Library = BUILT_IN) -> str:
    """Every parameter of a policy with value, meaning and basis.  Raises PolicyError."""
    policy = library.policy(name)
    allowed = Text("可用值", "allowed").in_language(language)
    basis = Text("依据", "basis").in_language(language)
    lines = [f"{policy.name}  {policy.title.in_language(language)}（{' ← '.join(policy.lineage)}）"]
    for setting in policy.parameters():
        options = f"（{allowed}：{' | '.join(setting.allowed)}）" if setting.allowed else ""
        lines.append(f"\n{setting.key} = {setting.value}{options}")
        lines.append(f"    {setting.meaning.in_language(language)}")
        lines.append(f"    {basis}：{setting.basis}")
    return "\n".join(lines)


def checks_list(language: str, library: Library = BUILT_IN) -> str:
    """One line a check."""
    return "\n".join(f"{check.code}  {_WORD[check.severity].in_language(language)}  {check.title.in_language(language)}" for check in library.checks())


def check_page(code: str, language: str, library: Library = BUILT_IN) -> str:
    """The manual page of a check.  Raises JixiaoError for an unknown code."""
    check = library.check(code)
    head = f"{check.code}  {_WORD[check.severity].in_language(language)}  {check.title.in_language(language)}"
    basis = Text("依据", "basis").in_language(language)
    body = inspect.cleandoc(check.manual).partition("\n")[2].strip()
    return f"{head}\n\n{body}\n\n{basis}：{check.basis.in_language(language)}"
