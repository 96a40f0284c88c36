"""Words of cells as reports quote them: numbers of persons are masked, and none steers the terminal.

For an accountant: 报告会转发、存档，里面不带完整的电话、身份证号、银行账号；原表里的不变.
For a programmer: only what stands in a cell as text is masked, a stored number is a figure.
"""

from __future__ import annotations

from jixiao.model import Field
from jixiao.values.personal import mask

# ␀ ␁ … for the control characters, but for tab and line feed; the second set of them has no pictures, nor have those
# that turn the direction of writing, so that a name reads otherwise than it is.
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in {0x09, 0x0A}} | dict.fromkeys((*range(0x7F, 0xA0), *_TURNING), 0xFFFD)


def visible(text: str) -> str:
    """A text in which control characters are pictures of themselves: an .xls, or _x001B_ in an .xlsx, can hold any."""
    return text if text.isprintable() else text.translate(_PICTURES)


def words(field: Field | None) -> str:
    """What a cell says, masked; "" where there is none."""
    if field is None:
        return ""
    return mask(field.text) if field.cell.kind == "text" else field.text


def words_stored(field: Field | None) -> str:
    """What a cell says as a text, not masked; "" for a figure."""
    return field.cell.text if field is not None and field.cell.kind == "text" else ""
