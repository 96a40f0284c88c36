"""The same sources give the same wheel and the same source package, byte for byte; neither holds what is not meant for it."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
# What is in a checkout that was worked in, and in no package of it.
UNWANTED = {".venv", ".venv-supply", ".git", "__pycache__", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache", "corpus", "shared", "out", ".jixiao"}
MARCH = 1_772_323_200  # 1 March 2026, in seconds


def committed(folder):
    """The files that are under version control, as they are now, in a folder of their own."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached"], cwd=CHECKOUT, check=True, capture_output=True).stdout
    for name in listed.decode().strip("\0").split("\0"):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CHECKOUT / name, folder / name)
    return folder


def build(source, out):
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(MARCH)}
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", str(out), str(source)], check=True, capture_output=True, env=environment)
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return committed(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def built(sources, tmp_path_factory):
    return build(sources, tmp_path_factory.mktemp("out"))


def test_the_same_sources_give_the_same_bytes(sources, built, tmp_path):
    """In another folder, with other dates and a cache of compiled modules in it."""
    other = shutil.copytree(sources, tmp_path / "two")
    for path in other.rglob("*"):
        os.utime(path, (1, 1_000_000_000))
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(other / "src")], check=True)
    assert build(other, tmp_path / "out") == built
    assert {name.rpartition(".")[2] for name in built} == {"whl", "gz"}


def test_the_packages_hold_nothing_that_is_not_meant_for_them(built, tmp_path):
    for name, content in built.items():
        (tmp_path / name).write_bytes(content)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        names = [Path(each).relative_to(Path(each).parts[0]) for each in source.getnames()]
    folders = {path.parts[0] for path in names if len(path.parts) > 1}
    assert folders == {"src", "addin", "workbooks", "tests", "docs", "benchmarks", "requirements", "soak"}
    assert {str(path) for path in names} >= {"LICENSE", "Makefile", "CONTRIBUTING.md", "requirements/run.txt", "tests/conftest.py"}
    (wheel,) = tmp_path.glob("*.whl")
    inside = [Path(each) for each in zipfile.ZipFile(wheel).namelist()]
    assert {path.parts[0].partition("-")[0] for path in inside} == {"jixiao"}
    assert any(path.name == "LICENSE" for path in inside)
    for path in [*names, *inside]:
        assert not UNWANTED & set(path.parts)
        assert path.suffix not in {".pyc", ".log", ".tmp"}


def test_what_lies_about_in_a_checkout_is_left_out(sources, tmp_path):
    """Caches and environments of whoever worked there, in the folders that a package is made of."""
    source = shutil.copytree(sources, tmp_path / "worked-in")
    for litter in (".venv/lib/a.py", "src/jixiao/__pycache__/a.pyc", "tests/.hypothesis/a", "workbooks/examples/.jixiao/a.json", "corpus/a.xlsx"):
        (source / litter).parent.mkdir(parents=True, exist_ok=True)
        (source / litter).write_bytes(b"litter")
    out = build(source, tmp_path / "out")
    (package,) = (name for name in out if name.endswith(".gz"))
    with tarfile.open(tmp_path / "out" / package) as archive:
        assert not [name for name in archive.getnames() if UNWANTED & set(Path(name).parts)]
    (wheel,) = (name for name in out if name.endswith(".whl"))
    assert not [name for name in zipfile.ZipFile(tmp_path / "out" / wheel).namelist() if UNWANTED & set(Path(name).parts)]
