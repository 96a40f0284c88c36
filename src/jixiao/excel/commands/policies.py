"""政策: which policy scores this workbook, remembered in its properties."""

from __future__ import annotations

from jixiao.excel.desk import Desk, Outcome
from jixiao.excel.journal import Step
from jixiao.services.analyse import PROPERTY

AUTOMATIC = "auto"


def policy(desk: Desk, argument: str) -> Outcome:
    """Remember a policy (by name), forget it ("auto"), or tell which one is remembered ("")."""
    remembered = desk.host.property(desk.book, PROPERTY)
    if remembered and remembered not in desk.settings.library.policy_names() and not argument:
        return Outcome(f"这个工作簿记住的政策“{remembered}”这里没有，现按表样自带的政策计分。请在“政策”菜单里重新选择。", ok=False)
    if not argument:
        title = f"：{desk.settings.library.policy(remembered).title.zh}（{remembered}）" if remembered else "是按表样自动选择的"
        return Outcome(f"这个工作簿的政策{title}。在“政策”菜单里可以更换。")
    chosen = "" if argument == AUTOMATIC else desk.settings.library.policy(argument).name
    if chosen == remembered:
        return Outcome("这个工作簿已经是这项政策，没有改动。")
    step = Step(desk.label, properties={PROPERTY: remembered})
    desk.remember(step)
    desk.host.set_property(desk.book, PROPERTY, chosen)
    if not chosen:
        return Outcome("已取消记住的政策，以后按表样自带的政策计分。要让结果生效，请再按“计算”。")
    title = desk.settings.library.policy(chosen).title.zh
    return Outcome(f"这个工作簿以后按“{title}”计分，记在工作簿属性里，存盘后随文件走。要让结果生效，请再按“计算”。")
