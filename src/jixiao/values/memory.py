"""Remember what short texts mean: a table says the same few things over and over.

For an accountant: nothing to see.  For a programmer: ``functools.lru_cache`` for functions of text
that keeps no long texts, so that a folder of odd workbooks cannot fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_LONGEST = 256

_Result = TypeVar("_Result")


def remembering(size: int) -> Callable[[Callable[..., _Result]], Callable[..., _Result]]:
    """Decorator: keep the last ``size`` results, except those of texts longer than 256 signs."""

    def decorate(function: Callable[..., _Result]) -> Callable[..., _Result]:
        remembered = lru_cache(maxsize=size)(function)

        @wraps(function)
        def recall(text: str, *others: str) -> _Result:
            return remembered(text, *others) if len(text) <= _LONGEST else function(text, *others)

        # As with lru_cache itself, whoever measures can start from nothing.
        recall.cache_clear = remembered.cache_clear  # type: ignore[attr-defined]
        return recall

    return decorate
