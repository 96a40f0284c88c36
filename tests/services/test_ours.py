"""What jixiao itself has written is no table, however large it is; under several policies it is said whose grade depends on them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from text_workbooks import project


@pytest.fixture(autouse=True)
def _no_journal(monkeypatch):
    monkeypatch.setenv("JIXIAO_STATE", "")


def jixiao(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", env=os.environ | (env or {}), check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project(tmp_path / "上报" / "甲.xlsx", unit="青石县图书馆")
    project(tmp_path / "上报" / "乙.xlsx", unit="白水县文化馆")
    return tmp_path / "上报"


def test_a_roll_up_and_an_opinion_among_the_workbooks_are_named_and_left_out(folder):
    assert jixiao("rollup", folder, "-o", folder / "汇总.xlsx").returncode == 0
    assert jixiao("review", folder, "-o", folder / "意见").returncode == 0
    again = jixiao("rollup", folder, "-o", folder / "又一份.xlsx", "--export", folder / "数据")
    assert again.returncode == 0
    assert "3 个工作簿是 jixiao 写的" in again.stdout
    assert [Path(file["path"]).name for file in json.loads((folder / "数据" / "files.json").read_text("utf-8"))] == ["乙.xlsx", "甲.xlsx"]
    opinions = jixiao("review", folder, "-o", folder / "再审")
    assert "已写出审核意见 2 份" in opinions.stdout


@pytest.mark.parametrize("command", ["check", "recalc"])
def test_a_roll_up_that_is_too_large_to_be_read_is_known_all_the_same(folder, command):
    assert jixiao("rollup", folder, "-o", folder / "汇总.xlsx").returncode == 0
    before = (folder / "汇总.xlsx").read_bytes()
    run = jixiao(command, folder / "汇总.xlsx", "--limit", "cells=50", "--format", "json")
    (file,) = json.loads(run.stdout)["files"]
    assert (run.returncode, file["status"], file["tables"]) == (0, "ok", [])
    assert "jixiao 写的" in file["message"]
    assert (folder / "汇总.xlsx").read_bytes() == before


def test_a_grade_that_depends_on_the_policy_is_said(tmp_path):
    # 9.5 + 30 + 30 + 20 = 89.5: 良 where 优 begins at 90, and 优 where it begins at 89.
    policies = tmp_path / "政策"
    policies.mkdir()
    (policies / "lenient.toml").write_text('extends = "mof-2020"\ntitle = "宽"\ntitle_en = "lenient"\nvalid_from = 2024-01-01\nbasis = "试"\n[parameters]\ngrades = "优 89, 良 80, 中 60, 差 0"\n', "utf-8")
    path = project(tmp_path / "表.xlsx")
    run = jixiao("check", path, "--policies", policies, "--policy", "mof-2020", "--policy", "lenient", "--fail-on", "never")
    line = next(line for line in run.stdout.splitlines() if "等级随政策不同" in line)
    assert "mof-2020 89.5 良" in line
    assert "lenient 89.5 优" in line
    alike = jixiao("check", path, "--policy", "mof-2020", "--policy", "sichuan", "--fail-on", "never")
    assert "等级随政策不同" not in alike.stdout


def test_nothing_to_roll_up_is_said_and_nothing_is_written(tmp_path):
    (tmp_path / "坏.xlsx").write_text("不是工作簿", "utf-8")
    for given, code, words in ((tmp_path / "没有这个文件夹", 4, "没有读到绩效表"), (tmp_path / "坏.xlsx", 4, "坏.xlsx：")):
        run = jixiao("rollup", given, "-o", tmp_path / "汇总.xlsx")
        assert run.returncode == code
        assert words in run.stderr
        assert not (tmp_path / "汇总.xlsx").exists()
