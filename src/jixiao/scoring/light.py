"""监控红绿灯: how far a year's goal is on its way after some months."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from jixiao.model import Text
from jixiao.scoring.policy import Policy

Light = Literal["red", "yellow", "green", "blue"]
_WORST_FIRST: tuple[Light, ...] = ("red", "yellow", "green", "blue")
WORDS: dict[Light, Text] = {
    "red": Text("红", "red"), "yellow": Text("黄", "yellow"), "green": Text("绿", "green"), "blue": Text("蓝", "blue"),
}
_STATED = re.compile(r"[●○◉■]?(?:亮)?([红黄绿蓝])(?:色|灯|色灯|色预警|灯预警|色警示|牌)?[●○◉■]?")


def read_light(text: str) -> Light | None:
    """The light that a cell names; None for anything else.

    >>> read_light("●红色预警"), read_light("绿灯"), read_light("正常")
    ('red', 'green', None)
    """
    found = _STATED.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    return next((light for light, word in WORDS.items() if found and word.zh == found[1]), None)


def is_worse(one: Light, other: Light) -> bool:
    """Whether the first light warns more than the second."""
    return _WORST_FIRST.index(one) < _WORST_FIRST.index(other)


def progress(target: Fraction, actual: Fraction, month: int) -> Fraction | None:
    """Actual ÷ (target/12 × months passed); None for a zero target.

    Raises:
        ValueError: ``month`` is not 1 to 12.

    """
    if not 1 <= month <= 12:
        message = f"month {month} is not 1 to 12"
        raise ValueError(message)
    return actual / (target * month / 12) if target else None


def forward_light(reached: Fraction, policy: Policy) -> Light:
    """Light of a forward indicator: <60% red, 60–80% yellow, 80–120% green, from 120% blue."""
    return "blue" if reached >= policy.light_blue else budget_light(reached, policy)


def reverse_light(target: Fraction, actual: Fraction) -> Light:
    """Light of a reverse indicator: green up to the target, else red."""
    return "green" if actual <= target else "red"


def level_light(level: Literal["full", "partial", "none"]) -> Light:
    """Light of a qualitative goal: 达成 green, 部分达成 yellow, 未达成 red."""
    lights: dict[str, Light] = {"full": "green", "partial": "yellow", "none": "red"}
    return lights[level]


def budget_light(reached: Fraction, policy: Policy) -> Light:
    """Light of the execution rate over the months passed: <60% red, 60–80% yellow, else green."""
    if reached < policy.light_red:
        return "red"
    return "yellow" if reached < policy.light_yellow else "green"


def worst(lights: Iterable[Light]) -> Light | None:
    """The light of a goal: the worst among its indicators; None without any."""
    return min(lights, key=_WORST_FIRST.index, default=None)
