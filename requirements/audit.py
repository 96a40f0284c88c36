"""Whether the packages that are installed are those of the lock, unaltered and licensed: ``python -m requirements.audit``; no network.

For an accountant: 核对装好的第三方软件：与锁定清单一致、文件没有被改过、许可都允许.
For a programmer: three generators of sentences, one a problem; the tests call the same ones.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from requirements.licences import unlicensed
from requirements.lock import Pin, here

# What stands in every environment before anything is installed, and what is installed without a lock: the project.
BESIDE = frozenset({"jixiao", "pip", "setuptools"})


def installed(folder: str | None = None) -> list[metadata.Distribution]:
    """The packages in a site-packages folder, of the running Python unless told otherwise."""
    # Python's own finder: another package may have put a finder of its own in front of it.
    context = metadata.DistributionFinder.Context(path=[folder or sysconfig.get_path("purelib")])
    return list(metadata.MetadataPathFinder.find_distributions(context))


def deviating(pins: dict[str, Pin], packages: list[metadata.Distribution]) -> Iterator[str]:
    """Each package that is not installed as the lock says."""
    found: dict[str, str] = {canonicalize_name(each.name): each.version for each in packages}
    for name, pin in sorted(pins.items()):
        if found.get(name) != pin.version:
            yield f"{name}: the lock says {pin.version}, {found.get(name, 'nothing')} is installed"
    for name in sorted(found.keys() - pins.keys() - BESIDE):
        yield f"{name} {found[name]} is installed and not in the lock"


def altered(packages: list[metadata.Distribution]) -> Iterator[str]:
    """Each installed file that differs from what its package recorded, is gone, or belongs to no package."""
    owned: set[Path] = set()
    folders: set[Path] = set()
    for package in packages:
        folders.add(Path(str(package.locate_file(""))).resolve())
        if package.files is None:
            yield f"{package.name}: no record of its files"
        for file in package.files or ():
            path = Path(str(file.locate())).resolve()
            owned.add(path)
            if file.hash is None:  # of the record itself, and of what Python compiled
                continue
            if not path.is_file():
                yield f"{package.name}: {file} is gone"
            elif _digest(path, file.hash.mode) != file.hash.value:
                yield f"{package.name}: {file} is not what was installed"
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and path.resolve() not in owned:
                yield f"{path.relative_to(folder)} belongs to no package"


def _digest(path: Path, mode: str) -> str:
    with path.open("rb") as file:
        return base64.urlsafe_b64encode(hashlib.file_digest(file, mode).digest()).rstrip(b"=").decode()


def main() -> int:
    """Audit the running environment against the lock of development."""
    packages = installed()
    problems = [*deviating(here("dev"), packages), *altered(packages), *unlicensed(packages)]
    sys.stdout.write("".join(f"{each}\n" for each in problems))
    if not problems:
        files = sum(len(each.files or ()) for each in packages)
        sys.stdout.write(f"{len(packages)} packages as the lock says, {files} files as they were installed, all licences allowed.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
