"""新建表 and 结转: new workbooks, written beside the one in front and opened."""

from __future__ import annotations

import os
from pathlib import Path

from jixiao.excel.desk import Desk, Outcome
from jixiao.model import JixiaoError, Text
from jixiao.services.carry import Wishes, carry_opened, stage_named
from jixiao.services.new import new_file

_MOST_COPIES = 999
_LONGEST_STEM = 200  # bytes, of the 255 that a file system takes
# What the folder of documents is called; a Chinese Linux translates it.
_DOCUMENTS = ("Documents", "文档", "我的文档")
_NAMES = {"evaluation": "自评表", "monitoring": "监控表"}


def new(desk: Desk, argument: str) -> Outcome:
    """A blank workbook of the form that the argument names."""
    if not argument:
        raise JixiaoError(Text("请在“新建表”的菜单里选一种表样。", "choose a form in the menu."))
    form = desk.settings.library.form(argument)
    path = _free_name(desk, form.name.zh)
    desk.progress(f"正在新建{form.name.zh}……")
    made = new_file(form.id, path, library=desk.settings.library)
    desk.app.books.open(str(made.path))
    return Outcome(f"已新建“{made.form.zh}”并打开：{made.path}。浅黄格填写，灰格自动计算，填法见“填报说明”工作表。", moved=True)


def carry(desk: Desk, argument: str) -> Outcome:
    """The table that follows the target table in front: self-evaluation or monitoring."""
    stage = stage_named(argument or "self-evaluation")
    target = _free_name(desk, f"{_stem(desk)}-{_NAMES[stage]}")
    workbook = desk.read()
    desk.progress("正在结转……")
    outcome = carry_opened(workbook, target, Wishes(stage), desk.settings)
    desk.app.books.open(str(outcome.path))
    return Outcome("\n".join([f"已结转并打开：{outcome.path}。", *(text.zh for text in outcome.said)]), moved=True)


def _stem(desk: Desk) -> str:
    """The name of the workbook in front, short enough that a longer one made of it leaves room for a program's lock beside it."""
    stem = Path(desk.book.name).stem
    while len(os.fsencode(stem)) > _LONGEST_STEM:
        stem = stem[:-1]
    return stem


def _folder(desk: Desk) -> Path:
    """Beside the workbook in front; one that was never saved, or lies in the cloud, has no folder: then among the user's documents."""
    beside = Path(desk.book.fullname)
    if beside.is_absolute() and beside.is_file():
        return beside.parent
    return next((path for name in _DOCUMENTS if (path := Path.home() / name).is_dir()), Path.home())


def _free_name(desk: Desk, stem: str) -> Path:
    """A name that nothing has yet, 自评表.xlsx, 自评表(2).xlsx …; programs open no two workbooks of one name, whatever their folders."""
    folder = _folder(desk)
    opened = {book.name.casefold() for book in desk.app.books}
    for number in range(1, _MOST_COPIES):
        path = folder / (f"{stem}.xlsx" if number == 1 else f"{stem}({number}).xlsx")
        if not path.exists() and path.name.casefold() not in opened:
            return path
    raise JixiaoError(Text(f"{folder} 里同名的文件太多了，请先整理。", f"too many files of that name in {folder}."))
