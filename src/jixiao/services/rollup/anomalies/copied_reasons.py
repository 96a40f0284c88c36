"""偏差原因照抄: different units explain themselves in the same words."""

from __future__ import annotations

import re
from collections import defaultdict

from jixiao.reports.rollup.content import Block, Column, Value
from jixiao.services.rollup.anomalies.columns import WHOSE
from jixiao.services.rollup.material import Material
from jixiao.services.rollup.rows import IndicatorRow, indicator_rows, link, once
from jixiao.services.rollup.unit_names import alike, same_unit, unit_key
from jixiao.values import normalise

_CLAUSE = re.compile(r"[,;:。!?、\n]+|(?<=[^\d])\.(?=[^\d]|$)")
_SIGNS = re.compile(r"[\W_]+")
# Says that there is nothing to explain; everybody writes it in the same words.
_STOCK = re.compile(
    "(?:(?:均|已|都|全部|按时|按期|如期|按计划|超额|圆满|顺利|基本)*(?:完成|达成|达到|实现|达标)(?:了)?(?:年初|年度|预期|既定|设定|绩效|全年|全部|各项|的)*(?:指标|目标|任务|值|要求|计划|工作|效果)*"
    "|(?:年初|年度|绩效|各项|全部|该|本|此|项|的)*(?:指标|目标|任务|工作)(?:值)?(?:均|已|都|全部|按时|按期|如期|基本)*(?:完成|达成|达到|实现|达标)"
    "|(?:无|没有|不存在|未发生|未出现|没有出现)(?:偏差|明显|较大|异常|问题|改进|措施|原因|情况|需要|说明|的)*"
    "|不适用|不涉及|略|同上|见(?:上|附件|说明)|继续(?:保持|努力)|(?:下一步|今后|将|会|并|我们|单位)*(?:继续|进一步)(?:加强|做好|保持|提高|完善)(?:管理|工作|绩效)*|符合(?:预期|要求|规定))"
)
_LONGEST_STOCK = 40
_NAMED = 8
_COLUMNS = (
    Column("单位", "long", 16), Column("组", "whole"), Column("单位数", "whole"), Column("条数", "whole"), Column("第一处", "link"), Column("偏差原因", "long", 40),
)
_PLACES = (*WHOSE, Column("三级指标", width=20), Column("位置", "link"), Column("偏差原因", "long", 40), Column("组", "whole"))


def blocks(material: Material) -> tuple[Block, Block]:
    """One row a group of equal reasons; and one row a place where they stand, by the number of the group."""
    limits = material.thresholds
    written, nameless = _reasons(material)
    groups = [rows for rows in written.values() if len(_units(rows)) >= max(limits.reason_units, 2)]
    one = _one_unit(groups, limits.names_alike)
    groups = [rows for rows in groups if len({one.get(unit, unit) for unit in _units(rows)}) >= max(limits.reason_units, 2)]
    groups.sort(key=lambda rows: (-len(_units(rows)), -len(rows)))
    without = f"没有写单位名称的 {nameless} 张表没有比较。" if nameless else ""
    return (
        Block(
            "copied_reasons", "偏差原因照抄", _COLUMNS, [_group(number, rows) for number, rows in enumerate(groups, 1)],
            lead=f"不同单位写了同样的偏差原因（不计空格、标点，本单位名称当作“本单位”），至少 {limits.reason_length} 个字；“无偏差”“已完成目标”一类的套话不算。"
            f"上级统一的原因也会写得一样，确属同一原因的不必改。{without}",
            empty=f"没有不同单位写同样偏差原因的情况。{without}",
        ),
        Block(
            "copied_reason_places", "照抄的偏差原因在哪里", _PLACES,
            [(row.unit, row.project, row.year, row.name, link(row), row.reason, number) for number, rows in enumerate(groups, 1) for row in rows],
            lead="组号与上一块相同，每个单位、每一处都列。",
        ),
    )


def _reasons(material: Material) -> tuple[dict[str, list[IndicatorRow]], int]:
    """Reasons that say something, by what they say; and in how many tables no unit is named."""
    frame = once(material.frames.indicators)
    frame = frame[frame["reason"].str.len() >= material.thresholds.reason_length]
    said: dict[str, list[IndicatorRow]] = defaultdict(list)
    nameless = set()
    for row in indicator_rows(frame):
        words = said_in(row.reason, row.unit)
        if len(words) >= material.thresholds.reason_length:
            if row.unit:
                said[words].append(row)
            else:
                nameless.add(row.place)
    return said, len(nameless)


def said_in(reason: str, unit: str = "") -> str:
    """What a reason says, without signs, stock phrases and the unit's own name.

    >>> said_in("已完成年度指标值，无偏差。"), said_in("因 雨季提前，工期顺延；已按期完成。")
    ('', '因雨季提前工期顺延')
    """
    clauses = (_SIGNS.sub("", clause) for clause in _CLAUSE.split(normalise(reason)))
    words = "".join(clause for clause in clauses if clause and not (len(clause) <= _LONGEST_STOCK and _STOCK.fullmatch(clause))).casefold()
    name = unit_key(unit)
    return words.replace(name, "本单位") if len(name) > 2 else words


def _units(rows: list[IndicatorRow]) -> list[str]:
    return list(dict.fromkeys(unit_key(row.unit) for row in rows))


def _one_unit(groups: list[list[IndicatorRow]], threshold: float) -> dict[str, str]:
    """Units that may be one under two names: what one unit writes twice is no copy."""
    return same_unit(alike((row.unit for rows in groups for row in rows), threshold))


def _group(number: int, rows: list[IndicatorRow]) -> tuple[Value, ...]:
    names = list({unit_key(row.unit): row.unit for row in reversed(rows)}.values())[::-1]
    more = f" 等 {len(names)} 个单位" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more, number, len(names), len(rows), link(rows[0]), rows[0].reason
