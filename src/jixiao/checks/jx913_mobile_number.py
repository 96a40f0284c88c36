"""表里有手机号码

为什么：手机号码多是个人的，填报时要填，公开时要去掉。存成数字的 11 位数，只有标着“电话”“联系人”的才算。

怎么改：用 `jixiao redact 文件 -o 公开版.xlsx` 生成遮盖了号码的副本再公开；原件照常报送。

例（有问题）：
    | 填报人：甲某 | 联系电话：164-1234-5678 |
    → warning B1
例（有问题）：
    | 联系人 | 联系电话    |
    | 甲某   | 16412345678 |
    → warning B2
例（没有问题）：
    | 项目     | 金额（元）  |
    | 某项支出 | 16412345678 |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.privacy import PUBLICATION_BASIS, disclosed
from jixiao.model import Text
from jixiao.scoring.sheets import WholeSheet

CODE = "JX913"
SEVERITY = "warning"
TITLE = Text("表里有手机号码", "mobile numbers in the sheet")
BASIS = PUBLICATION_BASIS
ABOUT = "sheet"


def check(sheet: WholeSheet) -> Iterator[Problem]:
    """Mobile telephones."""
    yield from disclosed(sheet, frozenset({"mobile"}), Text("手机号码", "mobile numbers"), "error")
