"""Words of cells as reports quote them: numbers of persons are masked.

For an accountant: 报告会转发、存档，里面不带完整的电话、身份证号、银行账号；原表里的不变.
For a programmer: only what stands in a cell as text is masked, a stored number is a figure.
"""

from __future__ import annotations

from jixiao.model import Field
from jixiao.values.personal import mask


def words(field: Field | None) -> str:
    """What a cell says, masked; "" where there is none."""
    if field is None:
        return ""
    return mask(field.text) if field.cell.kind == "text" else field.text


def words_stored(field: Field | None) -> str:
    """What a cell says as a text, not masked; "" for a figure."""
    return field.cell.text if field is not None and field.cell.kind == "text" else ""
