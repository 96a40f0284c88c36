"""A table of no known form: its own headings, read by their meaning, are its form.

For an accountant: another province's layout is read all the same, and one is told which heading was taken for what.
For a programmer: `generic` makes a Form of what was found; `draft` writes it as the TOML of a new form file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jixiao.forms.headings import clean
from jixiao.forms.spec import FUND_KEYS, INDICATOR_KEYS, Form
from jixiao.forms.template_spec import Template, parse_template
from jixiao.model import Field, Stage, Table, Text

GENERIC = "generic"
GENERIC_NAME = Text("通用绩效表（按标题的意思读）", "any table, read by the meaning of its headings")
DEFAULT_POLICY = "mof-2020"
_BASIS = "没有专门的表样：按标题的意思读出，按默认政策核算"
INDICATOR_NAMES = {
    "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "nature": "指标性质", "direction": "指标方向", "target": "指标值",
    "unit": "计量单位", "actual": "实际完成值", "weight": "分值", "rule": "评分标准", "score": "得分", "reason": "偏差原因",
    "completion": "完成率", "deviation": "偏差率", "prior": "上年值", "description": "指标解释", "evidence": "指标值确定依据",
    "expected": "全年预计完成情况", "outlook": "完成目标可能性", "light": "预警灯", "interim": "阶段指标值",
}
FUND_NAMES = {
    "initial": "年初预算数", "budget": "全年预算数", "executed": "全年执行数", "expected": "全年预计执行数", "rate": "执行率",
    "weight": "分值", "score": "得分",
}
# Without these a table of that stage cannot be checked.
_REQUIRED: dict[Stage, tuple[str, ...]] = {
    "target": ("name", "target"),
    "monitoring": ("name", "target", "actual"),
    "evaluation": ("name", "target", "actual", "weight", "score"),
}
_COMPUTED: dict[Stage, tuple[str, ...]] = {
    "target": (),
    "monitoring": ("rate", "completion", "light"),
    "evaluation": ("rate", "fund_score", "fund_sum", "score", "total", "grade"),
}


def generic(stage: Stage, headings: Mapping[str, Field], fund_headings: Mapping[str, Field]) -> Form:
    """The form that a table's own headings make: the fields that it has, under their usual names."""
    return Form(
        id=GENERIC,
        name=GENERIC_NAME,
        stage=stage,
        policy=DEFAULT_POLICY,
        titles=(),
        signature=(),
        basis=_BASIS,
        money_unit="万元",
        follows=(),
        fund_headings={key: FUND_NAMES[key] for key in fund_headings if key in FUND_KEYS},
        fund_required=tuple(key for key in ("budget", "executed", "rate") if key in fund_headings),
        inline="",
        headings={key: INDICATOR_NAMES[key] for key in headings if key in INDICATOR_KEYS},
        required=_REQUIRED[stage],
        total_required=stage == "evaluation",
        computed=frozenset(_COMPUTED[stage]),
        source="",
        template=_template(stage),
    )


@cache
def _template(stage: Stage) -> Template:
    """What a blank workbook of such tables would look like; the same for all of a stage."""
    return parse_template(
        None, "", name=GENERIC_NAME.zh, stage=stage, money_unit="万元", titles=(),
        headings=INDICATOR_NAMES, fund_headings=FUND_NAMES, keys=INDICATOR_KEYS,
    )


def reading(headings: Mapping[str, Field], names: Mapping[str, str]) -> str:
    """Which heading was taken for what: 「三级指标←“指标内容”(D5)」; ``names`` gives the field's usual heading."""
    return "、".join(
        f"{names[key]}←“{clean(field.text)[0]}”({field.ref.a1})" if names.get(key, "") != clean(field.text)[0] else f"{names[key]}({field.ref.a1})"
        for key, field in headings.items() if key in names
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _block(headings: Mapping[str, Field], keys: tuple[str, ...]) -> list[str]:
    own = {key: clean(field.text)[0] for key, field in headings.items() if key in keys}
    width = max((len(key) for key in own), default=0)
    return [f"{key:<{width}} = {_quoted(heading)}" for key, heading in own.items()]


def draft(table: Table, form_id: str, policy: str) -> str:
    """The TOML of a form file for such tables, to be looked through by a person."""
    title = "".join(ch for ch in table.title if not ch.isspace())
    words = clean(title.split("年度")[-1])[0] or title
    fund_required = [key for key in ("budget", "executed", "rate", "weight", "score") if key in table.fund_columns]
    required = [key for key in _REQUIRED[table.stage] if key in table.columns]
    lists = {name: ", ".join(_quoted(key) for key in keys) for name, keys in (
        ("funds", fund_required), ("indicators", required), ("computed", _COMPUTED[table.stage]))}
    return "\n".join([
        "# 按一张表的标题起草的表样，请核对：编号、名称、标题用词、依据，以及每一列是否认对。",
        "[form]",
        f"id     = {_quoted(form_id)}",
        f"name   = {_quoted(words)}",
        f"stage  = {_quoted(table.stage)}",
        f"policy = {_quoted(policy)}",
        f"titles = [{_quoted(words)}]",
        'basis  = "（请填写制表文件名称、文号和年度）"',
        f"money_unit = {_quoted(table.money_unit)}",
        "",
        "[funds]",
        f"required = [{lists['funds']}]",
        "[funds.columns]",
        *_block(table.fund_columns, FUND_KEYS),
        "",
        "[indicators]",
        f"required = [{lists['indicators']}]",
        "[indicators.columns]",
        *_block(table.columns, INDICATOR_KEYS),
        "",
        "[total]",
        f"required = {'true' if table.stage == 'evaluation' and table.total is not None else 'false'}",
        "",
        "# recalc 可以写的栏目",
        "[computed]",
        f"fields = [{lists['computed']}]",
    ])
