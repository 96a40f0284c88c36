"""绩效: compute and check 预算绩效 tables inside the workbooks that accountants already use.

For an accountant: 在 Python 里，``jixiao.read("自评表.xlsx")`` 读一个工作簿，``jixiao.read_folder("上报")`` 读一个文件夹.
For a programmer: `read` and `read_folder` give pandas data frames (`Frames`); pandas is imported on first use only, so
that the command does not wait for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.model import JixiaoError
    from jixiao.services.frames import Frames, NoSuchPathError, read, read_folder

__version__ = "0.1.0"
__all__ = ["Frames", "JixiaoError", "NoSuchPathError", "read", "read_folder"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module("jixiao.model" if name == "JixiaoError" else "jixiao.services.frames"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
