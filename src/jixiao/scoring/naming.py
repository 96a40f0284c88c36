"""Whose table it is: unit, department above it, project and year, as the table itself states them.

For an accountant: 表头里的单位名称、主管部门、项目名称；编码不算名称的一部分.
For a programmer: pure functions of a Table; what is not stated is "", never guessed from a file's name.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jixiao.model import Table
from jixiao.scoring.pairs import names_unit, year_of
from jixiao.values.personal import mask

_ABOVE = re.compile("主管|上级|归口|填报部门及")
_CODE = re.compile(r"^[\[【(（]?\s*[\dA-Za-z]{3,}\s*[\]】)）]?[\s\-—_:：]+(?=\D)|[\s\-—_]*[\[【(（]?\s*[\dA-Za-z]{3,}\s*[\]】)）]?$")


class Identity(NamedTuple):
    """Whose table it is; "" and None where the table does not say.

    Attributes:
        unit: 预算单位, 项目实施单位, 部门名称: who fills the table in.
        department: 主管部门, where it is stated beside the unit.
        project: 项目名称.
        year: the budget year.
    """

    unit: str
    department: str
    project: str
    year: int | None


def without_code(name: str) -> str:
    """A name without the code before or behind it.

    >>> without_code("某市水务局 141001"), without_code("[141001]某市水务局"), without_code("第12中学")
    ('某市水务局', '某市水务局', '第12中学')
    """
    text = " ".join(name.split())
    bare = _CODE.sub("", text).strip()
    bare = re.sub(r"^[\[【(（]\s*[\dA-Za-z]{3,}\s*[\]】)）]\s*", "", bare)
    return bare or text


def identity(table: Table) -> Identity:
    """Unit, department, project and year of a table."""
    units: list[str] = []
    departments: list[str] = []
    project = ""
    for label, field in table.header.items():
        name = mask(without_code(field.text)) if field.cell.kind == "text" else ""
        if not name:
            continue
        if "项目名称" in label:
            project = project or name
        elif names_unit(label):
            # 主管部门 stands above 实施单位; 主管部门及代码 alone names whoever there is.
            (departments if _ABOVE.search(label) else units).append(name)
    unit = units[0] if units else departments[0] if departments else ""
    return Identity(unit, departments[0] if departments else "", project, year_of(table))
