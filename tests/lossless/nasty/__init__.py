"""Workbooks with everything that a naive editor trips over, built when the tests run."""

from pathlib import Path

from tests.lossless.nasty.libraries import LIBRARIES
from tests.lossless.nasty.parts import HAND_MADE
from tests.lossless.nasty.spellings import SPELLINGS

BUILT = {builder.__name__: builder for builder in (*HAND_MADE, *SPELLINGS, *LIBRARIES)}
WITH_MACROS = frozenset({"macros_ribbon_and_controls", "xlsxwriter_rich"})


def build(name: str, folder: Path) -> Path:
    """One of the built workbooks, under its name."""
    return BUILT[name](folder / f"{name}{'.xlsm' if name in WITH_MACROS else '.xlsx'}")


def build_all(folder: Path) -> list[Path]:
    return [build(name, folder) for name in BUILT]
