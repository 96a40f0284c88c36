"""Two tables of one life side by side: what was promised in the 绩效目标表, and what is now accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jixiao.scoring.assess import Assessment


@dataclass(frozen=True, slots=True)
class Pair:
    """An earlier table (目标) and a later one (监控, 自评) of the same unit and year.

    Attributes:
        earlier, later: both worked out.
    """

    earlier: Assessment
    later: Assessment
    about: ClassVar[str] = "pair"

    @property
    def sheet(self) -> str:
        """Name of the later table's sheet: there the findings are."""
        return self.later.sheet

    @property
    def form(self) -> str:
        """Id of the later table's form."""
        return self.later.form

    @property
    def keys(self) -> frozenset[str]:
        """Columns that both have."""
        return self.earlier.keys & self.later.keys
