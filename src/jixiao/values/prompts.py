"""Prompts of a template, where somebody is to write.

For an accountant: “【请填写：……】”“单击此处输入文字”还没有填.  For a programmer: the words tell; the mark that Word keeps on a place
that shows its prompt is left there by other programs after somebody has written.
"""

from __future__ import annotations

import re

_ASKING = re.compile(r"[\[【〔（(<＜]*(?:请|单击|点击|点按|在此|此处|Click|Tap|Enter|Choose)")


def asks(text: str) -> bool:
    """Whether a text only asks for one.

    >>> asks("【请填写：单位职责】"), asks("Click here to enter text."), asks("负责水资源管理。")
    (True, True, False)
    """
    return _ASKING.match(text.strip()) is not None
