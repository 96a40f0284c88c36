"""表里有身份证件号码

为什么：绩效目标表和自评结果要随预算、决算公开，身份证号、护照号属于个人信息，公开前必须去掉。18 位号码按校验码、出生日期和地区代码认；统一社会信用代码不算。

怎么改：用 `jixiao redact 文件 -o 公开版.xlsx` 生成遮盖了号码的副本再公开。马上要公开的表，检查时加 `--set for_publication=true`，这里就按错误处理。

例（有问题）：
    | 补助对象 | 身份证号码         |
    | 甲某     | 110101190001010014 |
    → warning B2
例（没有问题）：
    | 项目单位 | 统一社会信用代码   |
    | 某单位   | 12430000MB0A0000XX |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.privacy import PUBLICATION_BASIS, disclosed
from jixiao.model import Text
from jixiao.scoring.sheets import WholeSheet

CODE = "JX911"
SEVERITY = "warning"
TITLE = Text("表里有身份证件号码", "identity numbers in the sheet")
BASIS = PUBLICATION_BASIS
ABOUT = "sheet"


def check(sheet: WholeSheet) -> Iterator[Problem]:
    """Identity cards and passports."""
    yield from disclosed(sheet, frozenset({"identity", "passport"}), Text("身份证件号码", "identity numbers"), "error")
