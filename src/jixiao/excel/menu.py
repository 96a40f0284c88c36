"""The ribbon as data: groups, buttons, labels, tips, key tips and icons.

The ribbon XML, the LibreOffice menu and the help page are made from it, and each entry names a command of
``jixiao.excel.commands``.  A newcomer adds a command with one function there and one entry here.
"""

from __future__ import annotations

from typing import NamedTuple


class Button(NamedTuple):
    """One command as people see it.

    Attributes:
        command: name in ``jixiao.excel.commands.COMMANDS``.
        label, tip, help: label, screentip, and the longer text below it.
        key: key tip (letters after Alt); "" for an entry inside a menu.
        icon: name of a built-in Office icon (imageMso).
        argument: what the command is given, "" for nothing.
        large: takes the full height of the ribbon.
    """

    command: str
    label: str
    tip: str
    help: str
    key: str
    icon: str
    argument: str = ""
    large: bool = False


class Menu(NamedTuple):
    """A button with entries.

    Attributes:
        name: its id; label, tip, key, icon as for a button.
        entries: its buttons, each with a command and an argument.
        split: the first entry is also what pressing the button itself does.
    """

    name: str
    label: str
    tip: str
    key: str
    icon: str
    entries: tuple[Button, ...]
    split: bool = False
    large: bool = False


class Group(NamedTuple):
    """A group of the ribbon."""

    name: str
    label: str
    items: tuple[Button | Menu, ...]


TAB_ID, TAB_LABEL, TAB_KEY = "jixiaoTab", "绩效", "Y"


def groups() -> tuple[Group, ...]:
    """The whole ribbon; forms and policies are those that come with the product."""
    from jixiao.services.library import BUILT_IN  # noqa: PLC0415  # reading every form takes a moment

    forms = tuple(
        Button("new", form.name.zh, form.name.zh, f"新建一张空白的{form.name.zh}：公式、下拉列表和填报说明都在里面。", "", "FileNew", form.id)
        for form in BUILT_IN.forms()
    )
    policies = tuple(
        Button("policy", f"{BUILT_IN.policy(name).title.zh}（{name}）", BUILT_IN.policy(name).title.zh,
               "这个工作簿以后都按这项政策计分，记在工作簿的属性里，随文件走。", "", "ReviewAcceptChange", name)
        for name in BUILT_IN.policy_names()
    )
    automatic = Button("policy", "按表样自动选择", "不固定政策", "取消记住的政策，以后按表样自带的政策计分。", "", "ReviewRejectChange", "auto")
    return (
        Group("jixiaoCompute", "核算", (
            Menu("calculate", "计算", "算出执行率、得分、总分、等级，写到该在的格子里", "J", "CalculateNow", (
                Button("calculate_sheet", "计算本表", "计算当前工作表", "算出当前工作表里的执行率、得分、总分和等级，只改算出来与所填不同的格子；公式保持公式。", "B", "CalculateSheet"),
                Button("calculate_selection", "计算选中", "只写选中的格子", "整张表照样核算，只把选中范围里的结果写进去。", "X", "CalculateNow"),
                Button("calculate_book", "计算全簿", "计算所有工作表", "工作簿里认得出的每张绩效表都算一遍。", "Q", "CalculateFull"),
            ), split=True, large=True),
            Button("why", "为什么", "这个数怎么来的", "选中一个得分、执行率或总分，按一下，把推导过程写成批注放在格子上。", "W", "Help", large=True),
            Button("undo", "撤销", "撤销上一次写入", "逐格退回上一次写入的内容，后来又被改过的格子不动。Excel 自带的撤销退不回宏写入的内容，请用这个按钮。", "Z", "Undo", large=True),
            Button("recognise", "识别表样", "看看认出了什么", "说明认出的表样、政策和各栏，并把认出的格子标上颜色；再按一次去掉。", "S", "TableFind"),
            Button("to_values", "转为数值", "把 JX 函数换成数值", "工作簿发出去之前，把其中的 JX 函数换成算好的数值，并列出换了哪些格子。", "V", "PasteValues"),
        )),
        Group("jixiaoCheck", "校验", (
            Button("check", "校验", "列出每一处差错", "只检查不改数，结果写在“校验”工作表里，每一条都能点到对应的格子；写过的说明会保留。", "C", "SpellingMenu", large=True),
            Button("previous", "上一条", "回到上一处问题", "选中上一处问题所在的格子。", "P", "ReviewPreviousComment"),
            Button("next", "下一条", "到下一处问题", "选中下一处问题所在的格子，说明问题和应填的数。", "N", "ReviewNextComment"),
        )),
        Group("jixiaoForms", "表格", (
            Menu("new", "新建表", "从表样新建一张空白表", "K", "FileNew", forms, large=True),
            Menu("carry", "结转", "由绩效目标表生成同年度的下一张表", "T", "RecordsAddFromOutlook", (
                Button("carry", "结转为自评表", "目标表 → 自评表", "照抄目标、指标、分值和预算，生成一个新的自评表工作簿。", "Z", "RecordsAddFromOutlook", "self-evaluation"),
                Button("carry", "结转为监控表", "目标表 → 监控表", "照抄目标、指标和预算，生成一个新的运行监控表工作簿。", "J", "RecordsAddFromOutlook", "monitoring"),
            ), large=True),
            Button("summarise", "汇总文件夹", "检查一个文件夹里的全部工作簿", "逐个检查文件夹里的工作簿，把总分、等级、执行率和差错数列成一张新表；不改动任何文件。", "H", "Consolidate"),
        )),
        Group("jixiaoSettings", "设置", (
            Menu("policy", "政策", "选择计分政策", "D", "PropertySheet", (automatic, *policies)),
            Button("selftest", "自检", "检查加载项装得对不对", "列出版本、位数、解释器和各部分是否可用。", "I", "FileProperties"),
            Button("help", "帮助", "按钮和函数的说明", "新开一个工作簿，列出每个按钮和每个 JX 函数的用法。", "F", "Help"),
        )),
    )


def buttons() -> tuple[Button, ...]:
    """Every button and every entry of a menu, in the order of the ribbon."""
    return tuple(
        button
        for group in groups() for item in group.items
        for button in ((item,) if isinstance(item, Button) else item.entries)
    )
