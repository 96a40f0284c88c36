"""What every page of the roll-up is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jixiao.services.frames import Frames
from jixiao.services.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Material:
    """What a run over a folder found, and what is needed to tell it.

    Attributes:
        frames: every row; with several policies the tables and indicators of each.
        thresholds: what is near, low, copied …
        titles: check code → its title; forms: form id → its name, in Chinese.
        policies: as asked for on the command line, () for each table's own.
        folders: as the user named them; when: the office's own clock.
    """

    frames: Frames
    thresholds: Thresholds
    titles: dict[str, str]
    forms: dict[str, str]
    policies: tuple[str, ...]
    folders: tuple[str, ...]
    when: datetime
