"""Known vulnerabilities of what the locks pin: ``python -m requirements.vulnerabilities [ADVISORIES]``, in ``.venv-supply``.

For an accountant: 查询用到的第三方软件有没有已公布的漏洞；查不到时明说“没有查”.
For a programmer: pip-audit asks OSV, then PyPI.  Where neither answers, a copy of github.com/pypa/advisory-database may be
named; without one the outcome is "not checked", never "none known".  The audit ends with 1 for a vulnerability, 3 for not checked.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from requirements.lock import LOCKS, pins

SERVICES = ("osv", "pypi")
FOUND, NOT_CHECKED = 1, 3


def pinned() -> list[tuple[str, str]]:
    """Name and version of everything in the locks, whatever the system."""
    return sorted({(pin.name, pin.version) for lock in LOCKS for pin in pins(lock)})


# ------------------------------------------------------------- the services ----


def asked(service: str, packages: list[tuple[str, str]]) -> list[str] | None:
    """The vulnerabilities that a service knows, or None where it did not answer for every package."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, (name, version) in enumerate(packages):  # a file each: two versions of one package do not stand in one file
            file = Path(folder) / f"{number}.txt"
            file.write_text(f"{name}=={version}\n", "utf-8")
            files += ["--requirement", str(file)]
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json", f"--vulnerability-service={service}"]
        done = subprocess.run([*command, *files], capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # a tool of the lock, our own words
    try:
        answers = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return None
    if not {(canonicalize_name(each["name"]), each.get("version")) for each in answers} >= set(packages):
        return None
    return [f"{each['name']} {each['version']}: {known['id']}" for each in answers for known in each["vulns"]]


# --------------------------------------------------------- a copy of advisories ----


def advisories(folder: Path) -> Iterator[dict[str, object]]:
    """Every advisory of a copy of the PyPA's database."""
    for path in sorted((folder / "vulns").rglob("*.yaml")):
        yield yaml.safe_load(path.read_text("utf-8"))


def looked_up(folder: Path, packages: list[tuple[str, str]]) -> tuple[list[str], str]:
    """The vulnerabilities that a copy knows, and the day of its newest advisory ("" for a folder without any)."""
    found: list[str] = []
    newest = ""
    for advisory in advisories(folder):
        newest = max(newest, str(advisory["modified"])[:10])
        if "withdrawn" not in advisory:
            found += (f"{name} {version}: {advisory['id']}" for name, version in packages if _concerns(advisory, name, version))
    return found, newest


def _concerns(advisory: dict[str, object], name: str, version: str) -> bool:
    return any(
        canonicalize_name(affected["package"]["name"]) == name
        and (version in affected.get("versions", ()) or any(_between(each, version) for each in affected.get("ranges", ())))
        for affected in advisory["affected"]  # type: ignore[attr-defined]  # as OSV's schema says
    )


def _between(span: dict[str, object], version: str) -> bool:
    """Whether the last event up to a version introduced the vulnerability (OSV's schema: ranges of type ECOSYSTEM)."""
    if span["type"] != "ECOSYSTEM":
        return False
    inside = False
    here = Version(version)
    for event in span["events"]:  # type: ignore[attr-defined]
        (kind, at), *_ = event.items()
        try:
            point = Version("0" if at == "0" else at)
        except InvalidVersion:
            continue
        if point <= here and kind in {"introduced", "fixed"}:
            inside = kind == "introduced"
        elif kind == "last_affected" and point < here:
            inside = False
    return inside


def main() -> int:
    """Ask whoever answers; say who it was, and of which day the data is."""
    packages = pinned()
    for service in SERVICES:
        found = asked(service, packages)
        if found is not None:
            return _report(found, f"{len(packages)} pinned packages, asked of {service} today")
    if len(sys.argv) > 1:
        found, newest = looked_up(Path(sys.argv[1]), packages)
        if newest:
            return _report(found, f"{len(packages)} pinned packages, looked up in {sys.argv[1]}, whose newest advisory is of {newest}")
    sys.stdout.write("Known vulnerabilities: NOT CHECKED, no advisory service can be reached from here (ADVISORIES=FOLDER names a copy).\n")
    return NOT_CHECKED


def _report(found: list[str], source: str) -> int:
    sys.stdout.write("".join(f"{each}\n" for each in found) + f"Known vulnerabilities: {len(found)} ({source}).\n")
    return FOUND if found else 0


if __name__ == "__main__":
    sys.exit(main())
