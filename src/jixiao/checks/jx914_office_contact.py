"""表里有固定电话或电子邮箱

为什么：表样自己要填联系电话，报送时应当填；公开版一般不带联系方式，这里只作提示。

怎么改：不用改原件；公开前用 `jixiao redact 文件 -o 公开版.xlsx` 生成副本。

例（有问题）：
    | 填报人：甲某 | 联系电话：0601-2345678 |
    → info B1
例（没有问题）：
    | 联系电话 | （略）       |
    | 文号     | 0601-2345678 |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.checks.privacy import PUBLICATION_BASIS, disclosed
from jixiao.model import Text
from jixiao.scoring.sheets import WholeSheet

CODE = "JX914"
SEVERITY = "info"
TITLE = Text("表里有固定电话或电子邮箱", "office telephones or e-mail addresses in the sheet")
BASIS = PUBLICATION_BASIS
ABOUT = "sheet"


def check(sheet: WholeSheet) -> Iterator[Problem]:
    """Landlines and e-mail addresses."""
    yield from disclosed(sheet, frozenset({"landline", "email"}), Text("固定电话或电子邮箱", "office telephones or e-mail addresses"), "warning")
