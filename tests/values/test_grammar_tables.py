"""The tables that are kept of the grammar: of this very grammar, and read as it is read when built."""

import re

import pytest
from tests.values.test_published_tables import HEADINGS, texts

from jixiao.values import grammar_tables, parser

TEXTS = [text for name in sorted(HEADINGS) for text in texts(name)]


def test_they_are_of_this_grammar_and_of_the_pinned_lark():
    assert parser.edition() == grammar_tables.EDITION, "the grammar or its lark has changed: run make grammar"


def test_they_read_as_the_grammar_does():
    kept, built = parser.kept(), parser.built()
    assert {each.name: each.pattern.to_regexp() for each in kept.terminals} == {each.name: each.pattern.to_regexp() for each in built.terminals}
    read = 0
    for text in TEXTS:
        for start in parser.STARTS:
            outcomes = []
            for each in (kept, built):
                try:
                    outcomes.append(each.parse(text, start=start))
                except Exception as error:  # noqa: BLE001  # what does not fit, does not fit in both
                    outcomes.append(re.sub(r"0x[0-9a-f]+", "", type(error).__name__))
            assert outcomes[0] == outcomes[1], (text, start)
            read += not isinstance(outcomes[0], str)
    assert read > len(TEXTS) / 2


def test_of_another_grammar_they_are_not_taken(monkeypatch):
    monkeypatch.setattr(grammar_tables, "EDITION", "another")
    assert parser.kept() is None
    parser._parser.cache_clear()
    try:
        assert parser.tree("≥95%", "value") == parser.built().parse("≥95%", start="value")
    finally:
        parser._parser.cache_clear()


@pytest.mark.parametrize("name", ["UNIT", "MEASURE", "MISSING", "CHINESE"])
def test_their_terminals_can_be_asked_for(name):
    assert parser.terminal(name).pattern == parser.built().get_terminal(name).pattern.to_regexp()
