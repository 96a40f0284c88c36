"""The table cases.txt: what each text means."""

from fractions import Fraction
from pathlib import Path

import pytest

from jixiao.values import Deadline, Missing, Ordinal, Qualitative, Quantity, Unclear, parse
from jixiao.values.numerals import decimal, format_number

CASES = Path(__file__).with_name("cases.txt")


def cases():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.strip(" ") and not line.startswith("#"):
            text, kind, expected = (part.strip(" ") for part in line.split("|"))
            yield pytest.param(text.replace("\\n", "\n"), kind, expected, id=text or "blank")


def date_words(year, month, day):
    return "-".join("?" if part is None else str(part) for part in (year, month, day))


def hint(quantity):
    return (quantity.op or "") + quantity.text


def told(value):
    """Kind and meaning of a value in the words of cases.txt."""
    match value:
        case Quantity():
            words = [value.op or ".", format_number(value.amount), value.unit.text or "."]
            words += ["soft"] * value.soft + ["strict"] * value.strict_words
            words += [] if value.high is None else [f"high={format_number(value.high)}"]
            words += [] if value.base is None else [f"base={value.base.text}"]
            words += sorted(value.notes)
            words += [f"prefix={value.prefix}"] * bool(value.prefix) + [f"tail={value.tail}"] * bool(value.tail)
            return "quantity", words
        case Deadline():
            words = [date_words(value.year, value.month, value.day)]
            words += [flag for flag in ("before", "end", "recurring") if getattr(value, flag)]
            words += [] if value.start is None else [f"from={date_words(*value.start)}"]
            words += [f"prefix={value.prefix}"] * bool(value.prefix) + [f"tail={value.tail}"] * bool(value.tail)
            return "deadline", words
        case Ordinal():
            return "ordinal", [value.scale, str(value.rank), value.op or "."]
        case Qualitative(word=None):
            return "sentence", "; ".join(map(hint, value.numbers)).split()
        case Qualitative():
            return "word", [value.level or "-"]
        case Missing():
            return "missing", []
        case Unclear():
            return "unclear", [str(value.position), value.reason]


@pytest.mark.parametrize(("text", "kind", "expected"), list(cases()))
def test_a_text_means_what_the_table_says(text, kind, expected):
    found_kind, found = told(parse(text))
    assert (found_kind, sorted(found)) == (kind, sorted(expected.split()))


def test_the_table_has_every_kind():
    kinds = {case.values[1] for case in cases()}
    assert kinds == {"quantity", "deadline", "ordinal", "word", "sentence", "missing", "unclear"}


def test_scale_words_apply_to_counts_but_not_to_money():
    assert parse("19.44万批次").value == 194400
    assert parse("150万元").amount == 150
    assert parse("150万元").value == Fraction(1500000)


def test_unknown_words_are_units_of_their_own():
    unit = parse("≥10批絘").unit
    assert (unit.dimension, unit.known) == ("批絘", False)


def test_thousands_commas_separate_groups_of_three_only():
    assert parse("1,234,567").amount == 1234567
    assert isinstance(parse("1,2345"), Unclear)


def test_blanks_between_tokens_do_not_matter():
    for text in ("≥ 90 %", " ≥90% ", "≥\u300090％", "≥\n90%", "≥\u00a090%"):
        assert parse(text) == parse("≥90%")


def test_a_blank_between_digits_is_not_swallowed():
    assert isinstance(parse("1 000"), Unclear)


def test_ornamental_figures_are_no_numbers():
    assert isinstance(parse("①完成验收"), Qualitative)
    assert isinstance(parse("10²"), Unclear)
    assert not isinstance(parse("½"), Quantity)


def test_the_same_text_is_not_read_twice():
    text = "≥12345批次"
    assert parse(text) is parse(text)


@pytest.mark.parametrize("digits", ["0", "7", "0.5", "-3.25", "100.00", "12345678901234567890.5"])
def test_numbers_are_exact(digits):
    assert parse(digits).amount == decimal(digits) == Fraction(digits)
