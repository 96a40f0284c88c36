"""What is seen while a command runs: its progress in the status bar, no redrawing, no event macros; and afterwards none of it."""

import pytest
from tests.engines.working import workbook

from jixiao.excel.session import perform


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def shown(app, monkeypatch):
    """What the status bar was told, each with whether the screen was drawn and events were on."""
    found = []
    kind = type(app.impl)
    own = vars(kind)["status_bar"]

    def tell(impl, words):
        found.append((words, impl.screen_updating, impl.enable_events))
        if isinstance(own, property):
            own.fset(impl, words)

    monkeypatch.setattr(kind, "status_bar", property(own.fget if isinstance(own, property) else lambda _: found[-1][0] if found else own, tell))
    return found


PROGRESS = {
    "calculate_sheet": ["正在读取 自评.xlsx……", "正在核算和检查……", "正在写入 6 格……"],
    "calculate_book": ["正在读取 自评.xlsx……", "正在核算和检查……", "正在写入 6 格……"],
    "check": ["正在读取 自评.xlsx……", "正在核算和检查……", "正在写校验表……"],
    "recognise": ["正在读取 自评.xlsx……", "正在核算和检查……"],
    "next": ["正在读取 自评.xlsx……", "正在核算和检查……"],
    "to_values": ["正在查找“自评表”里的函数……"],
    "summarise": ["汇总 1/1：自评.xlsx"],
    "new": ["正在新建项目支出绩效自评表（财政部）……"],
}


@pytest.mark.parametrize("command", PROGRESS)
def test_progress_stands_in_the_status_bar_and_nothing_is_drawn_meanwhile(app, shown, tmp_path, command):
    folder = tmp_path / "单位"
    app.books.open(str(workbook(folder / "自评.xlsx")))
    shown.clear()
    outcome = perform(command, {"summarise": str(folder), "new": "mof-project"}.get(command, ""), app=app)
    assert outcome.ok, outcome.message
    *progress, last = shown
    assert progress == [(f"绩效：{words}", False, False) for words in PROGRESS[command]]
    assert last == (False, True, True)
    assert (app.status_bar, app.screen_updating, app.enable_events) == (False, True, True)


def test_after_a_failure_the_screen_is_drawn_again_and_the_status_bar_is_the_programs(app, shown, tmp_path):
    app.books.open(str(workbook(tmp_path / "自评.xlsx", text="| 甲 | 乙 |\n| 1 | 2 |\n")))
    assert not perform("calculate_sheet", app=app).ok
    assert len(shown) > 1
    assert (app.status_bar, app.screen_updating, app.enable_events) == (False, True, True)
