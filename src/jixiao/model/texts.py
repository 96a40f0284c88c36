"""Sentences for people, in both languages of the product, and refusals that carry one."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One sentence for people, in both languages of the product.

    Attributes:
        zh: Chinese, the default everywhere.
        en: English, shown with ``--lang en``.
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` ("zh" or "en")."""
        return self.en if language == "en" else self.zh


NOTHING_SAID = Text("", "")


class JixiaoError(Exception):
    """A refusal that a person can act upon: its text says what happened and what to do next."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.zh)
        self.text = text
