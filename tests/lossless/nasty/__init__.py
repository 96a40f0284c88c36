"""Workbooks with everything that a naive editor trips over, built when the tests run."""

from tests.lossless.nasty.libraries import LIBRARIES
from tests.lossless.nasty.parts import HAND_MADE
from tests.lossless.nasty.spellings import SPELLINGS

BUILT = {builder.__name__: builder for builder in (*HAND_MADE, *SPELLINGS, *LIBRARIES)}
