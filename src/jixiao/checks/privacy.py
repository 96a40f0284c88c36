"""What the checks for personal data share: one finding a sheet and kind, with masked numbers only.

For an accountant: 报告里只写遮盖后的号码.  For a programmer: the list of places, the severity and the next step.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem
from jixiao.model import Severity, Text
from jixiao.scoring.sheets import WholeSheet
from jixiao.values.personal import PersonalKind

PUBLICATION_BASIS = Text(
    "《个人信息保护法》第二十五条、第二十八条；《政府信息公开条例》第十五条（条文待核）",
    "Personal Information Protection Law, art. 25 and 28; Regulations on Open Government Information, art. 15",
)
_LISTED = 8


def disclosed(sheet: WholeSheet, kinds: frozenset[PersonalKind], what: Text, raised: Severity) -> Iterator[Problem]:
    """The one problem about numbers of these kinds in a sheet; ``raised`` is its severity where the table goes public now."""
    found = [(field, data) for field, data in sheet.personal if data.kind in kinds]
    if not found:
        return
    places = [f"{field.ref.a1}“{data.masked}”" for field, data in found]
    more = len(places) - _LISTED
    listed = "、".join(places[:_LISTED])
    public = sheet.policy.for_publication
    hidden = Text("（隐藏的工作表，公开时一样看得到）", " (a hidden sheet: readers can unhide it)") if not sheet.grid.visible else Text("", "")
    yield Problem(
        tuple(field for field, _ in found),
        Text(
            f"「{sheet.grid.sheet}」{listed}{f' 等 {len(places)} 处' if more > 0 else ''}有{what.zh}{hidden.zh}，随预算、决算公开的表不应带有。",
            f"「{sheet.grid.sheet}」 {listed}{f' and {more} more' if more > 0 else ''} hold {what.en}{hidden.en}; a table that is published should not.",
        ),
        subject=what.zh,
        suggestion=Text(
            "公开前用 jixiao redact 生成遮盖了号码的副本，原件照常报送。",
            "Before publishing, make a masked copy with jixiao redact; the original is handed in as it is.",
        ),
        severity=raised if public else None,
    )
