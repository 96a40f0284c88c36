"""The locks as they are written: one pinned version a package, its condition, its hashes, who asks for it.

For an accountant: 锁定清单的读法.
For a programmer: pip's own format (``--require-hashes``), written by ``make lock``, the same for every system and Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parent
LOCKS = ("run", "dev", "supply")
_PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})$")
PROJECT = "jixiao (pyproject.toml"  # so the lock names whoever is asked for by pyproject.toml itself


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of one package.

    Attributes:
        name: in its canonical form (``et-xmlfile``).
        version: as the index writes it.
        marker: on which systems it is installed, None for all.
        hashes: SHA-256, in hexadecimal, of each file that may be installed.
        wanted_by: the packages that require it; ``PROJECT…`` for the project.

    """

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]
    wanted_by: tuple[str, ...]

    def holds(self, environment: Mapping[str, str] | None = None) -> bool:
        """Whether it is installed here, or in another environment."""
        return self.marker is None or self.marker.evaluate(environment)


def pins(lock: str) -> list[Pin]:
    """The pins of a lock of ``LOCKS``.  Raises ValueError for a line that says something else."""
    blocks: list[list[str]] = []
    for line in (FOLDER / f"{lock}.txt").read_text("utf-8").splitlines():
        if line and line[0] not in "# ":
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return [_pin(block) for block in blocks]


def _pin(block: list[str]) -> Pin:
    head, *lines = (line.strip().removesuffix("\\").strip() for line in block)
    found = _PIN.fullmatch(head)
    hashes = [_HASH.match(line) for line in lines if not line.startswith("#")]
    if found is None or not all(hashes):
        raise ValueError(f"not a pinned package: {head}")
    callers = (line.removeprefix("#").strip().removeprefix("via").strip() for line in lines if line.startswith("#"))
    return Pin(
        canonicalize_name(found["name"]), found["version"], Marker(found["marker"]) if found["marker"] else None,
        frozenset(each[1] for each in hashes if each), tuple(each for each in callers if each and not each.startswith("-c ")),
    )  # fmt: skip


def here(lock: str) -> dict[str, Pin]:
    """What a lock installs on this system, by name."""
    return {pin.name: pin for pin in pins(lock) if pin.holds()}
