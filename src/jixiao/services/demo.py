"""The demonstration: the example workbooks, recalculated into a folder."""

from __future__ import annotations

from pathlib import Path

import jixiao
from jixiao.model import JixiaoError, Text


def data_folder(name: str) -> Path:
    """A folder of workbooks (``examples``, ``templates``): in the installed package, else in the checkout."""
    package = Path(jixiao.__file__).parent
    for folder in (package / "data" / name, package.parents[1] / "workbooks" / name):
        if folder.is_dir():
            return folder
    raise JixiaoError(Text(f"安装里缺少 {name} 文件夹，请重新安装 jixiao。", f"the folder {name} is missing: reinstall jixiao."))
