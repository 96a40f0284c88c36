"""What `python -m build` makes works far from the checkout: forms, policies, templates, examples are inside."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(CHECKOUT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_all_data(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("src/jixiao", "jixiao"), ("workbooks/examples", "jixiao/data/examples"), ("workbooks/templates", "jixiao/data/templates")):
        wanted = [path for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".toml", ".lark", ".xlsx", ".py", ".css", ".js"}]
        assert wanted
        for path in wanted:
            assert f"{inside}/{path.relative_to(CHECKOUT / folder).as_posix()}" in names


def test_it_works_outside_the_checkout(wheel, tmp_path):
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # -P and the path: this very wheel, not the checkout.
    environment = {**os.environ, "PYTHONPATH": str(site)}
    code = "import jixiao, sys; print(jixiao.__file__); from jixiao.cli import run; sys.exit(run(['demo', '-o', 'out']))"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stdout.splitlines()[0]
    assert "95.5" in done.stdout
    assert {path.name for path in (tmp_path / "out").glob("*.xlsx")} == {path.name for path in (CHECKOUT / "workbooks" / "examples").glob("*.xlsx")}
