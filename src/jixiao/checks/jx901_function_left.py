"""表里还有绩效函数的公式

为什么：JX 函数要装了绩效加载项才能算。发给没有装的人，单元格会显示 #NAME?，或变成指向您电脑里文件的链接，接收平台也不认。

怎么改：发出前在功能区“绩效”里按“转为数值”，把函数换成算好的数；报送平台用的文件都应只留数值或普通公式。

例（有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分                     |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5{=JXSCORE(B2,C2,D2)}    |
    → warning E2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分            |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5{=ROUND(D2,2)} |
    → 无
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jixiao.checks.base import Problem, listing
from jixiao.model import FundLine, Indicator, Text
from jixiao.scoring.assess import Assessment

CODE = "JX901"
SEVERITY = "warning"
TITLE = Text("表里还有绩效函数的公式", "functions of the add-in are left in the table")
BASIS = Text("报送文件应能在没有加载项的电脑上打开", "a workbook that is handed in must open without the add-in")

# JXSCORE(…), 'C:\\…\\jixiao.xlam'!JXSCORE(…), and LibreOffice's long name ORG.JIXIAO.….JXSCORE(…).
_FUNCTION = re.compile(r"(?<![A-Z0-9_])JX[A-Z]{3,12}\(", re.IGNORECASE)


def check(assessment: Assessment) -> Iterator[Problem]:
    """Every cell of the table with such a formula, in one finding."""
    table = assessment.table
    records: tuple[FundLine | Indicator, ...] = (*table.funds, *table.indicators)
    fields = [field for record in records for field in record.fields] + [field for field in (table.total, table.grade) if field is not None]
    left = tuple(dict.fromkeys(field for field in fields if field.cell.formula is not None and _FUNCTION.search(field.cell.formula)))
    if left:
        yield Problem(
            left,
            Text(
                f"{listing(left)}是绩效加载项的函数，没有装加载项的电脑上算不出来。",
                f"{listing(left)} hold functions of the add-in, which do not compute where it is not installed.",
            ),
            subject="function",
            suggestion=Text("发出前按“转为数值”，换成算好的数。", "Turn them into values before the workbook leaves the office."),
        )
