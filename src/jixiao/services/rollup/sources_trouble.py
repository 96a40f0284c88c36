"""What is wrong with the material itself: files that could not be read, tables that came twice, units under two names.

For an accountant: 先看收到的材料齐不齐、有没有重复，再看里面的数.
For a programmer: ``troubles`` says each kind in one counted sentence, ``blocks`` lists them with links.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePath

from jixiao.reports.rollup.content import Block, Column, Link, Value
from jixiao.services.rollup.figures import STAGES, STATUSES
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import TableRow, link, once, table_rows
from jixiao.services.rollup.unit_names import Alike, alike, project_key, unit_key

_NAMED = 3
_WHY = {
    "写法": "只差空格、括号或全半角", "地名": "少写了上级地名", "简称": "像是简称", "错字": "只差一个字，像是错字",
}


def troubles(material: Material) -> tuple[str, ...]:
    """One sentence a kind of trouble, with its count and the first few; () where there is none."""
    said = []
    files = material.frames.files
    for status, what in STATUSES.items():
        paths = files.loc[files["status"] == status, "path"].tolist()
        if paths:
            said.append(f"{len(paths)} 个工作簿{what}：{_some(_short(paths))}。")
    if same := _same_content(material):
        said.append(f"{len(same)} 组工作簿内容完全相同：{_some(['＝'.join(_short(paths)[:_NAMED]) for paths in same])}。")
    if twice := _sent_twice(material):
        said.append(f"{len(twice)} 组表是同一单位、项目、年度的重复报送：{_some([_called(tables[0]) for tables in twice])}。")
    if pairs := _two_names(material):
        said.append(f"{len(pairs)} 对单位名称可能是同一单位的两种写法：{_some([f'{pair.one}／{pair.other}' for pair in pairs])}。")
    return tuple(said)


def blocks(material: Material) -> tuple[Block, ...]:
    """The same at length."""
    return (_not_read(material), _copies(material), _repeated(material), _names(material))


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")


def _short(paths: Sequence[str]) -> list[str]:
    """Names of files, with their folder where two have one name."""
    names = Counter(PurePath(path).name for path in paths)
    return ["/".join(PurePath(path).parts[-1 if names[PurePath(path).name] == 1 else -2:]) for path in paths]


# ------------------------------------------------------------------ files ----


def _not_read(material: Material) -> Block:
    files = material.frames.files
    wrong = files[files["status"].isin(list(STATUSES))]
    lines: list[tuple[Value, ...]] = [
        (Link(path, path), STATUSES[status], message) for path, status, message in zip(wrong["path"], wrong["status"], wrong["message"], strict=True)
    ]
    return Block(
        "not_read", "没有读成的工作簿", (Column("工作簿", "link", 30), Column("结果"), Column("原因", "long", 50)), lines,
        lead="这些工作簿里的表没有算进各页的数；“单位”页末尾也各有一行，写着原因。", empty="每个工作簿都读成了。",
    )


def _same_content(material: Material) -> list[list[str]]:
    """Paths of workbooks that are byte for byte the same."""
    files = material.frames.files
    paths: dict[str, list[str]] = defaultdict(list)
    for path, fingerprint in zip(files["path"], files["sha256"], strict=True):
        if fingerprint:
            paths[fingerprint].append(path)
    return [same for same in paths.values() if len(same) > 1]


def _copies(material: Material) -> Block:
    lines: list[tuple[Value, ...]] = [
        (number, Link(path, path)) for number, paths in enumerate(_same_content(material), 1) for path in paths
    ]
    return Block(
        "same_content", "内容完全相同的工作簿", (Column("组", "whole"), Column("工作簿", "link", 40)), lines,
        lead="同一份文件放了几处，汇总里每份都计了：删去多余的再汇总。", empty="没有内容完全相同的工作簿。",
    )


# ----------------------------------------------------------------- tables ----


def _sent_twice(material: Material) -> list[list[TableRow]]:
    """Tables of one unit, project, year, stage, month and form in files that differ."""
    repeats = {path for paths in _same_content(material) for path in paths[1:]}
    groups: dict[tuple[object, ...], list[TableRow]] = defaultdict(list)
    for row in table_rows(once(material.frames.tables)):
        if row.unit and row.path not in repeats:
            groups[unit_key(row.unit), project_key(row.project), row.year, row.stage, row.month, row.form].append(row)
    return [tables for tables in groups.values() if len(tables) > 1]


def _called(row: TableRow) -> str:
    year = f"{row.year} 年" if row.year else ""
    return " ".join(part for part in (row.unit, row.project, f"{year}{STAGES.get(row.stage, row.stage)}") if part)


def _repeated(material: Material) -> Block:
    lines: list[tuple[Value, ...]] = [
        (number, row.unit, row.project, row.year, STAGES.get(row.stage, row.stage), material.forms.get(row.form, row.form), row.score, link(row, f"{row.path} {row.sheet}"))
        for number, tables in enumerate(_sent_twice(material), 1) for row in tables
    ]
    return Block(
        "sent_twice", "重复报送", (
            Column("组", "whole"), Column("单位", width=18), Column("项目", width=18), Column("年度", "whole"), Column("阶段"), Column("表样", width=16), Column("重算总分", "points"), Column("位置", "link", 30),
        ), lines,
        lead="同一单位、项目、年度、阶段和表样有几张表，哪张是定稿请核对；没有写项目名称的，也可能是不同的项目。汇总里每张都计了，“两级汇总”只计第一张。", empty="没有重复报送的表。",
    )


# ------------------------------------------------------------------ names ----


def _places(material: Material) -> dict[str, list[TableRow]]:
    """Name of a unit or department → the tables that write it so."""
    places: dict[str, list[TableRow]] = defaultdict(list)
    for row in table_rows(once(material.frames.tables)):
        for name in dict.fromkeys((row.unit, row.department)):
            if name:
                places[name].append(row)
    return places


def _two_names(material: Material) -> list[Alike]:
    return alike(_places(material), material.thresholds.names_alike)


def _names(material: Material) -> Block:
    places = _places(material)
    lines: list[tuple[Value, ...]] = [
        (pair.one, len(places[pair.one]), link(places[pair.one][0]), pair.other, len(places[pair.other]), link(places[pair.other][0]), _WHY[pair.why])
        for pair in alike(places, material.thresholds.names_alike)
    ]
    return Block(
        "two_names", "可能是同一单位的两种写法", (
            Column("写法一", width=20), Column("表数", "whole"), Column("例如", "link"), Column("写法二", width=20), Column("表数", "whole"), Column("例如", "link"), Column("为什么", width=16),
        ), lines,
        lead="单位和主管部门的名称，只是提示；确是同一单位的，统一写法后再汇总，各页才会合在一起。", empty="没有看起来是同一单位的不同写法。",
    )
