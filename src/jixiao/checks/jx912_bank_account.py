"""表里有银行卡号或账号

为什么：卡号、账号公开后可能被人冒用。卡号按发卡行前缀和校验位认，对公账号只认标着“账号”“开户行及账号”的；金额、编码不算。

怎么改：用 `jixiao redact 文件 -o 公开版.xlsx` 生成遮盖了号码的副本再公开。

例（有问题）：
    | 收款单位     | 某单位            |
    | 开户行及账号 | 0000 1234 5678 90 |
    → warning B2
例（有问题）：
    | 补助对象 | 卡号             |
    | 甲某     | 6200000000000005 |
    → warning B2
例（没有问题）：
    | 项目编码           | 预算数      |
    | 620000240000000005 | 16412345678 |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.privacy import PUBLICATION_BASIS, disclosed
from jixiao.model import Text
from jixiao.scoring.sheets import WholeSheet

CODE = "JX912"
SEVERITY = "warning"
TITLE = Text("表里有银行卡号或账号", "bank cards or accounts in the sheet")
BASIS = PUBLICATION_BASIS
ABOUT = "sheet"


def check(sheet: WholeSheet) -> Iterator[Problem]:
    """Cards and accounts."""
    yield from disclosed(sheet, frozenset({"card", "account"}), Text("银行卡号或账号", "bank cards or accounts"), "error")
