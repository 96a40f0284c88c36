"""What every refusal promises.

For an accountant: 拒绝时总有一句话，中文和英文都有.  For a programmer: shared by the targets.
"""

from __future__ import annotations

from jixiao.model import JixiaoError


def worded(error: JixiaoError) -> None:
    """A refusal has its sentence in both languages."""
    assert error.text.zh, "a refusal without words"
    assert error.text.en, "a refusal without English words"
