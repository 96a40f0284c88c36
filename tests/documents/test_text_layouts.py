"""Tables of other provinces as converters leave them in text: what is read back is right or asked."""

import pytest

from tests.documents.text_as_converted import measure

# Some of each set, of all three stages; `python tests/documents/text_as_converted.py` measures all 107.
SOME = ("01", "08", "13", "18", "23", "32", "44", "50", "61", "77", "88", "102", "110", "121", "124")


@pytest.mark.parametrize(("converter", "right", "wrong"), [
    ("one cell a line", 0.96, 0), ("one row a line", 0.97, 0), ("printed", 0.7, 0.02), ("lines", 0.6, 0.04),
])
def test_what_is_read_back_is_right_or_asked(converter, right, wrong):
    tally = measure(converter, SOME)
    assert tally.right >= right, tally.wrong
    assert tally.cells["wrong"] <= wrong * sum(tally.cells.values()), tally.wrong
