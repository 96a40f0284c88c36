"""Data frames of a workbook and of a folder, as somebody gets them in Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tests.services.text_workbooks import project

import jixiao
from jixiao.reports.records import COLUMNS
from jixiao.services.frames import frames_of

FRAMES = ("files", "tables", "funds", "indicators", "findings")


def python(code: str, *arguments: object) -> str:
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_waits_for_no_library() -> None:
    loaded = python("import sys, jixiao; dir(jixiao); print([each for each in ('pandas', 'numpy', 'openpyxl', 'jixiao.services') if each in sys.modules])")
    assert loaded == "[]"


def test_the_package_gives_what_it_names_and_nothing_else() -> None:
    assert all(getattr(jixiao, name) is not None and name in dir(jixiao) for name in jixiao.__all__)
    with pytest.raises(AttributeError, match="read_everything"):
        jixiao.read_everything  # noqa: B018


def test_one_workbook(tmp_path: Path) -> None:
    frames = jixiao.read(project(tmp_path / "a.xlsx"))
    # 95 of 100 万元 → 9.5 points, 90 of 120 → 30 of 40, and 50 more
    assert frames.tables.score.tolist() == [89.5]
    assert frames.indicators.lost.tolist() == [10, 0, 0]
    assert frames.indicators.lost.sum() + (10 - frames.funds.score.sum()) == 100 - 89.5
    assert set(frames.findings.severity) <= {"error", "warning", "info"}
    assert frames.files.path.tolist() == [str(tmp_path / "a.xlsx")]


@pytest.mark.parametrize("read", ["something", "nothing"])
def test_columns_and_their_types_are_the_same_whatever_was_read(tmp_path: Path, read: str) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    frames = jixiao.read(project(tmp_path / "a.xlsx") if read == "something" else tmp_path / "坏.xlsx")
    kinds = {"text": pd.api.types.is_string_dtype, "whole": pd.api.types.is_integer_dtype, "number": pd.api.types.is_float_dtype, "yes": pd.api.types.is_bool_dtype}
    for name in FRAMES:
        frame = getattr(frames, name)
        assert list(frame.columns) == [column.name for column in COLUMNS[name]]
        assert all(kinds[column.kind](frame[column.name].dtype) for column in COLUMNS[name]), frame.dtypes
        assert frame.attrs["units"] == {column.name: column.unit for column in COLUMNS[name] if column.unit}
    assert frames.tables.attrs["units"]["budget"] == "万元"
    assert (len(frames.tables) == 0) == (read == "nothing")


def test_what_is_missing_is_missing_and_no_word(tmp_path: Path) -> None:
    frames = jixiao.read(project(tmp_path / "a.xlsx"))
    assert frames.findings.explained.isna().all()
    assert frames.tables.month.isna().all()
    assert not frames.findings.isin(["None", "nan"]).any(axis=None)


def test_a_folder_is_read_in_order_and_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    project(tmp_path / "甲" / "1.xlsx", unit="甲单位")
    project(tmp_path / "乙" / "2.xlsx", unit="乙单位", actual="120场")
    (tmp_path / "乙" / "坏.xlsx").write_bytes(b"PK\x03\x04")
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    (tmp_path / "~$锁.xlsx").write_bytes(b"lock")
    frames = jixiao.read_folder(tmp_path)
    told = frames.files.set_index("path").status
    assert told.to_dict() == {
        str(tmp_path / "乙" / "2.xlsx"): "findings", str(tmp_path / "乙" / "坏.xlsx"): "unreadable",
        str(tmp_path / "甲" / "1.xlsx"): "findings", str(tmp_path / "空.xlsx"): "unknown-form",
    }  # fmt: skip
    assert frames.files.message[frames.files.status.isin(["unreadable", "unknown-form"])].str.len().gt(5).all()
    assert frames.tables.set_index("unit").score.to_dict() == {"乙单位": 99.5, "甲单位": 89.5}
    # the keys of tables and of their rows are the same
    keys = ["path", "sheet", "table", "policy"]
    assert frames.indicators.merge(frames.tables, on=keys, validate="many_to_one").shape[0] == len(frames.indicators) == 6


def test_several_processes_read_the_same(tmp_path: Path) -> None:
    for number in range(5):
        project(tmp_path / f"{number}.xlsx", executed=str(90 + number))
    (tmp_path / "9.xlsx").write_bytes(b"PK")
    one, two = jixiao.read_folder(tmp_path), jixiao.read_folder(tmp_path, jobs=2)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    assert one.tables.rate.tolist() == [0.9, 0.91, 0.92, 0.93, 0.94]


def test_several_folders_and_globs_name_each_workbook_once(tmp_path: Path) -> None:
    project(tmp_path / "甲" / "1.xlsx")
    project(tmp_path / "乙" / "2.xlsx")
    frames = jixiao.read_folder([tmp_path / "甲", str(tmp_path / "*" / "*.xlsx"), tmp_path / "乙" / "2.xlsx"])
    assert len(frames.files) == 2


def test_policies_parameters_and_forms_can_be_chosen(tmp_path: Path) -> None:
    path = project(tmp_path / "a.xlsx")
    assert jixiao.read(path, policy=["mof-2020", "platform"]).tables.policy.tolist() == ["mof-2020", "platform"]
    assert jixiao.read(path, policy="platform").tables.policy.tolist() == ["platform"]
    # 优 from 89 on: 89.5 is 优
    assert jixiao.read(path, overrides={"grades": "优 89, 良 80, 中 60, 差 0"}).tables.grade.tolist() == ["优"]
    assert jixiao.read(path, form="mof-department").tables.form.tolist() == ["mof-department"]
    assert jixiao.read(path).findings.message.str.contains("应得").any()
    assert not jixiao.read(path, language="en").findings.message.str.contains("应得").any()
    with pytest.raises(jixiao.JixiaoError, match="mof-2022"):
        jixiao.read(path, policy="mof-2022")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    for read in (jixiao.read, jixiao.read_folder):
        with pytest.raises(jixiao.NoSuchPathError, match=r"没有“.*没有\.xlsx”"):
            read(tmp_path / "没有.xlsx")
        with pytest.raises(FileNotFoundError):
            read(str(tmp_path / "没有.xlsx"))
    with pytest.raises(jixiao.JixiaoError, match="read_folder"):
        jixiao.read(tmp_path)
    with pytest.raises(jixiao.JixiaoError, match="没有找到工作簿"):
        jixiao.read_folder(tmp_path)


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = project(tmp_path / "a.xlsx")
    before = path.read_bytes()
    jixiao.read_folder(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]
    assert path.read_bytes() == before


def test_no_rows_at_all_give_frames_of_the_same_types() -> None:
    empty = frames_of({})
    assert str(empty.tables.year.dtype) == "Int64"
    assert str(empty.indicators.met.dtype) == "boolean"
    assert empty.tables.score.dtype == float
    assert len(pd.concat([empty.findings, empty.findings])) == 0
