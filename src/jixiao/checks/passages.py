"""How findings in the prose of a report are told: place, words, figures.

For an accountant: 先说第几段、原话，再说哪里不对.  For a programmer: what checks about a "report" share.
"""

from __future__ import annotations

from fractions import Fraction

from jixiao.checks.base import Problem, points
from jixiao.model import Field, Severity, Text
from jixiao.scoring.prose.reading import Sentence
from jixiao.values.prose import Figure


def problem(
    sentence: Sentence, span: tuple[int, int], said: Text, suggestion: Text, *,
    subject: str = "", expected: str | None = None, found: str | None = None, severity: Severity | None = None, fields: tuple[Field, ...] = (),
) -> Problem:
    """A problem in a sentence; ``said`` is what is wrong, without place and words."""
    quote = sentence.quote(*span)
    place = sentence.place.told
    return Problem(
        fields,
        Text(f"{place.zh}“{quote}”：{said.zh}", f"{place.en} “{quote}”: {said.en}"),
        subject=subject or quote, expected=expected, found=found, suggestion=suggestion, severity=severity, quote=quote, place=sentence.place,
    )


def in_unit_of(amount: Fraction, figure: Figure) -> str:
    """An amount in base units, shown as that figure is: 341.72万元 beside 338.72万元."""
    worth = figure.scale * figure.unit.factor
    return f"{points(amount / worth, max(figure.places, 4))}{unit_of(figure)}"


def unit_of(figure: Figure) -> str:
    """What stands behind the digits: 万元, 批次, 万."""
    return "".join(sign for sign in figure.text if not (sign.isdigit() or sign in ".,， 余多来"))


def cell_of(field: Field) -> str:
    """Sheet and cell: ``自评表!H33``."""
    return f"{field.ref.sheet}!{field.ref.a1}"
