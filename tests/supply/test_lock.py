"""The locks hold what pyproject.toml asks for and nothing else; what is installed is what they say, unaltered and licensed."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from requirements.audit import altered, deviating, installed
from requirements.licences import (
    IN_EXTENSION,
    LICENCES,
    NOT_IN_PORTABLE,
    PERMISSIVE,
    TOOLS_ONLY,
    USES,
    identifiers,
    left_out,
    page,
    texts,
    unlicensed,
)
from requirements.lock import FOLDER, LOCKS, PROJECT, here, pins
from requirements.vulnerabilities import looked_up

from jixiao.excel.oxt import build

PROJECT_FILE = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text("utf-8"))
GROUPS = {"run": [], "dev": PROJECT_FILE["dependency-groups"]["dev"], "supply": PROJECT_FILE["dependency-groups"]["supply"]}
RUN = PROJECT_FILE["project"]["dependencies"]
EXTRAS = PROJECT_FILE["project"]["optional-dependencies"]
OPTIONAL = [each for extra in EXTRAS.values() for each in extra]
ASKED = {"run": RUN, "dev": RUN + OPTIONAL + GROUPS["dev"], "supply": GROUPS["supply"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_of_the_project_is_pinned_to_a_version_that_it_admits(lock):
    for requirement in map(Requirement, ASKED[lock]):
        versions = [pin.version for pin in pins(lock) if pin.name == canonicalize_name(requirement.name)]
        assert any(requirement.specifier.contains(version) for version in versions), f"{requirement}: {versions}; run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_is_pinned_that_nobody_asks_for(lock):
    listed = pins(lock)
    asked = {canonicalize_name(Requirement(each).name) for each in ASKED[lock]}
    names = {pin.name for pin in listed}
    for pin in listed:
        callers = {canonicalize_name(each) for each in pin.wanted_by if not each.startswith(PROJECT)}
        assert callers or pin.name in asked
        assert callers <= names


def test_what_only_an_extra_needs_is_not_installed_for_everyone():
    """Many machines and Parquet are for those who ask for them; tests have both."""
    assert EXTRAS.keys() == {"cluster", "parquet"}
    optional = {canonicalize_name(Requirement(each).name) for each in OPTIONAL}
    assert optional == {"distributed", "pyarrow"}
    run, dev = ({pin.name for pin in pins(lock)} for lock in ("run", "dev"))
    assert optional <= dev
    assert not run & {*optional, "dask", "tornado"}


def test_what_users_may_ask_for_is_permissive_too():
    asked = {canonicalize_name(Requirement(each).name) for each in OPTIONAL}
    while more := {pin.name for pin in pins("dev") if asked & {canonicalize_name(each) for each in pin.wanted_by}} - asked:
        asked |= more
    assert {"dask", "jinja2", "markupsafe", "tornado"} <= asked
    assert [name for name in sorted(asked) if not identifiers(LICENCES[name]) <= PERMISSIVE] == []


def test_what_the_installed_packages_require_is_pinned():
    """From the packages' own words, not the lock's: every requirement that holds here, met at an admitted version."""
    locked = here("dev")
    for package in installed():
        if canonicalize_name(package.name) not in {*locked, "jixiao"}:
            continue
        for requirement in map(Requirement, package.requires or ()):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)].version, prereleases=True), f"{package.name}: {requirement}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_no_line_names_an_index_or_a_folder(lock):
    assert all(pin.hashes for pin in pins(lock))
    text = (FOLDER / f"{lock}.txt").read_text("utf-8")
    assert not re.search(r"://|^--?[a-z]|\.\./|^/| @ ", text, re.MULTILINE)
    # A compiled package has a file for each system and Python, not only that of the machine where it was locked.
    for name in {"cryptography", "lxml", "numpy", "pandas", "pyarrow", "python-calamine", "pydantic-core"} & {pin.name for pin in pins(lock)}:
        assert len(next(pin for pin in pins(lock) if pin.name == name).hashes) > 40


def test_run_and_dev_agree():
    versions = {(pin.name, pin.version) for pin in pins("dev")}
    assert {(pin.name, pin.version) for pin in pins("run")} <= versions


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="only CI's environment is made from the lock for certain; elsewhere: make audit")
def test_what_is_installed_is_what_the_lock_says():
    assert list(deviating(here("dev"), installed())) == []


def test_a_package_too_many_too_few_or_of_another_version_is_named(tmp_path):
    locked = here("dev")
    assert any("lark: the lock says" in each for each in deviating(locked, []))
    for name, version in (("lark", "0.1"), ("stranger", "1.0")):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    said = list(deviating(locked, installed(str(tmp_path))))
    assert f"lark: the lock says {locked['lark'].version}, 0.1 is installed" in said
    assert "stranger 1.0 is installed and not in the lock" in said


# ------------------------------------------------------------------- altered ----


def test_no_installed_file_was_altered():
    assert list(altered(installed())) == []


def test_an_altered_a_missing_and_a_foreign_file_are_named(tmp_path):
    folder = tmp_path / "lark-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: lark\nVersion: 1.0\n", "utf-8")
    (tmp_path / "lark.py").write_text("1", "utf-8")
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"1").digest()).rstrip(b"=").decode()
    (folder / "RECORD").write_text(f"lark.py,sha256={digest},1\nlark-1.0.dist-info/METADATA,,\nlark-1.0.dist-info/RECORD,,\n", "utf-8")
    assert list(altered(installed(str(tmp_path)))) == []
    (tmp_path / "lark.py").write_text("2", "utf-8")
    (tmp_path / "foreign.pth").write_text("import os", "utf-8")
    assert list(altered(installed(str(tmp_path)))) == ["lark: lark.py is not what was installed", "foreign.pth belongs to no package"]
    (tmp_path / "lark.py").unlink()
    assert "lark: lark.py is gone" in list(altered(installed(str(tmp_path))))


# ------------------------------------------------------------------ licences ----


def test_every_licence_is_written_down_allowed_and_what_the_package_states():
    assert list(unlicensed(installed())) == []
    assert not PERMISSIVE & TOOLS_ONLY


def test_another_licence_than_the_one_written_down_is_named(tmp_path):
    folder = tmp_path / "lark-9.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.4\nName: lark\nVersion: 9.0\nLicense-Expression: AGPL-3.0-only\n", "utf-8")
    assert list(unlicensed(installed(str(tmp_path)))) == ["lark 9.0: written down as MIT, the package states AGPL-3.0-only"]


def test_nothing_is_written_down_of_packages_that_are_gone():
    names = {pin.name for lock in LOCKS for pin in pins(lock)}
    assert LICENCES.keys() == names
    assert USES.keys() == {canonicalize_name(Requirement(each).name) for lock in LOCKS for each in ASKED[lock]}


def test_what_users_receive_comes_with_its_licence_text():
    """The portable folder holds each wheel's metadata, and so its licence; the extension's are tested with it."""
    for pin in here("run").values():
        assert texts(metadata.distribution(pin.name)), f"{pin.name} brings no licence text"
        assert identifiers(LICENCES[pin.name]) <= PERMISSIVE


def test_the_portable_folder_does_without_what_only_the_roll_up_and_documents_need():
    assert NOT_IN_PORTABLE == ("lxml", "matplotlib", "pandas", "pdfplumber", "python-docx")
    assert {"pandas", "numpy", "python-dateutil", "tzdata", "pillow", "pdfminer-six", "pypdfium2", "kiwisolver"} <= left_out(pins("run"))
    assert not {"cryptography", "openpyxl", "lark", "rich"} & left_out(pins("run"))
    kept = re.findall(r"^\| (\S+) .*\| ✓ \|$", page(), re.MULTILINE)
    assert "openpyxl" in kept
    assert not {"pandas", "numpy", "python-dateutil", "tzdata"} & set(kept)


def test_the_extension_carries_what_the_page_says(tmp_path):


    names = zipfile.ZipFile(build(tmp_path / "jixiao.oxt")).namelist()
    packages = {name.split("/")[1] for name in names if name.startswith("pythonpath/")} - {"jixiao"}
    assert {canonicalize_name(each) for each in packages} == set(IN_EXTENSION)


# ----------------------------------------------------------- vulnerabilities ----

ADVISORY = """\
id: PYSEC-0000-1
modified: '2024-05-06T07:08:09Z'
affected:
- package: {name: Example_Package, ecosystem: PyPI}
  ranges:
  - {type: ECOSYSTEM, events: [{introduced: '0'}, {fixed: '1.2'}, {introduced: '2.0'}, {fixed: '2.1'}]}
  versions: ['3.0']
"""


def test_a_copy_of_the_advisories_is_looked_up(tmp_path):

    folder = tmp_path / "vulns" / "example"
    folder.mkdir(parents=True)
    (folder / "PYSEC-0000-1.yaml").write_text(ADVISORY, "utf-8")
    versions = ("1.1", "1.2", "2.0.5", "2.1", "3.0")
    found, newest = looked_up(tmp_path, [("example-package", each) for each in versions] + [("other", "1.1")])
    assert found == [f"example-package {each}: PYSEC-0000-1" for each in ("1.1", "2.0.5", "3.0")]
    assert newest == "2024-05-06"


def test_without_a_service_the_outcome_is_not_checked():
    """pip-audit is not among the packages of the tests, so no service can be asked here, whatever the network."""
    assert "pip-audit" not in here("dev")
    done = subprocess.run([sys.executable, "-m", "requirements.vulnerabilities"], cwd=Path(FOLDER).parent, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "NOT CHECKED" in done.stdout
