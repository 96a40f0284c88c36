"""What an export leaves on disk: read back as CSV, JSON and Parquet, and by a real LibreOffice."""

from __future__ import annotations

import csv
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.crash.killing import forked
from tests.services.text_workbooks import project

from jixiao.model import JixiaoError
from jixiao.reports.records import COLUMNS, Frame, PlainValue, Records, Row, records_of
from jixiao.services.analyse import Settings, check_file
from jixiao.services.export import COLUMNS_FILE, FORMATS, NO_PARQUET, exporting
from jixiao.services.export_formats import guarded
from jixiao.workbooks import tidy

FORMULAS = (
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1:9/","得分")', "+1+1", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "　=1+1", "\u200b=1+1",
    "＝1+1", "＋1", "－2+3", "＠SUM(1)", "﹦1+1", "==1", "'=1+1", "-1+cmd|' /C calc'!A0",
)  # fmt: skip
HARMLESS = ("-5", "-5.00%", "+1,234.5", "-", "--", "－", "≥10家", "走访=1", "a;=1+1", 'a",=1+1,"', "10-20", "𠀀字", "一行\n=二行", "")


def no_rows() -> Records:
    return {frame: [] for frame in COLUMNS}


def row(frame: Frame, **values: PlainValue) -> Row:
    """A row of which only some columns say anything."""
    assert values.keys() <= {column.name for column in COLUMNS[frame]}
    return tuple(values.get(column.name, "" if column.kind == "text" else None) for column in COLUMNS[frame])


def indicators(*texts: str) -> Records:
    return no_rows() | {"indicators": [row("indicators", name=text, row=at, target=text, score=-3.5, met=False) for at, text in enumerate(texts, 1)]}


def export(folder: Path, *records: Records, formats: tuple[str, ...] = FORMATS, force: bool = False) -> Path:
    with exporting(folder, formats, force=force) as out:
        for each in records:
            out.add(each)
    return folder


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.fixture
def two(tmp_path: Path) -> list[Records]:
    """A workbook with 89.5 points, and one with 99.5."""
    paths = project(tmp_path / "in" / "a.xlsx"), project(tmp_path / "in" / "b.xlsx", actual="120场", unit="乙单位")
    return [records_of(check_file(path, Settings())) for path in paths]


# -------------------------------------------------------- the same in each ----


def test_each_format_has_every_row_in_order(two: list[Records], tmp_path: Path) -> None:
    out = export(tmp_path / "数据" / "2025", *two)
    assert {each.name for each in out.iterdir()} == {f"{frame}.{kind}" for frame in COLUMNS for kind in FORMATS} | {COLUMNS_FILE}
    for frame, columns in COLUMNS.items():
        names = [column.name for column in columns]
        rows = [dict(zip(names, each, strict=True)) for records in two for each in records[frame]]
        assert json.loads((out / f"{frame}.json").read_bytes()) == rows
        assert pq.read_table(out / f"{frame}.parquet").to_pylist() == rows
        assert [list(each) for each in read_csv(out / f"{frame}.csv")] == [names] * len(rows)
    for scores in (
        [float(each["score"]) for each in read_csv(out / "tables.csv")],
        [each["score"] for each in json.loads((out / "tables.json").read_bytes())],
        pq.read_table(out / "tables.parquet")["score"].to_pylist(),
    ):
        assert scores == [89.5, 99.5]


def test_nothing_found_is_still_every_file_with_its_columns(tmp_path: Path) -> None:
    out = export(tmp_path)
    assert (out / "findings.json").read_bytes() == b"[]\n"
    assert pq.read_table(out / "findings.parquet").num_rows == 0
    assert pq.read_schema(out / "findings.parquet").names == [column.name for column in COLUMNS["findings"]]
    assert read_csv(out / "findings.csv") == []
    assert (out / "findings.csv").read_text("utf-8-sig").split(",")[0].strip('"') == "path"


# --------------------------------------------------------------------- CSV ----


def test_csv_is_what_excel_opens_by_a_double_click(tmp_path: Path) -> None:
    data = (export(tmp_path, indicators("甲\n乙", 'a"b'), formats=("csv",)) / "indicators.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 3
    assert "甲\n乙" in data.decode()
    assert 'a""b' in data.decode()


def test_figures_are_figures_in_csv_negative_ones_too(tmp_path: Path) -> None:
    out = export(tmp_path, no_rows() | {"indicators": [row("indicators", row=7, score=-3.5, lost=10.0, deviation=-0.0417, met=True, completion=None)]}, formats=("csv",))
    (line,) = read_csv(out / "indicators.csv")
    assert {name: line[name] for name in ("row", "score", "lost", "deviation", "met", "completion")} == {
        "row": "7", "score": "-3.5", "lost": "10", "deviation": "-0.0417", "met": "TRUE", "completion": "",
    }  # fmt: skip
    frame = pd.read_csv(out / "indicators.csv")
    assert frame.score.tolist() == [-3.5]
    assert frame.met.tolist() == [True]


def test_what_looks_like_a_formula_has_an_apostrophe_that_can_be_taken_off(tmp_path: Path) -> None:
    lines = read_csv(export(tmp_path, indicators(*FORMULAS, *HARMLESS), formats=("csv",)) / "indicators.csv")
    names = [line["name"] for line in lines]
    assert [name[0] for name in names[: len(FORMULAS)] if name != "␍=1+1"] == ["'"] * (len(FORMULAS) - 1)
    assert names[len(FORMULAS) :] == list(HARMLESS)
    again = [name.removeprefix("'") for name in names]
    assert again == [text.replace("\r", "␍") for text in (*FORMULAS, *HARMLESS)]


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS, "'", "''=1"])
def test_a_guarded_text_is_unique(text: str) -> None:
    assert guarded(text).removeprefix("'") == text


def test_signs_that_steer_or_cannot_be_written_are_seen_in_csv_and_kept_in_json(tmp_path: Path) -> None:
    texts = ("\x1b[31m红", "a\x00b", "\u202e倒", os.fsdecode(b"\xff") + "表.xlsx", "甲\r\n乙")
    out = export(tmp_path, indicators(*texts))
    assert [line["name"] for line in read_csv(out / "indicators.csv")] == ["␛[31m红", "a␀b", "\ufffd倒", "?表.xlsx", "甲\n乙"]
    assert [each["name"] for each in json.loads((out / "indicators.json").read_text("utf-8"))] == list(texts)
    assert pq.read_table(out / "indicators.parquet")["name"].to_pylist() == [texts[0], texts[1], texts[2], "?表.xlsx", texts[4]]


def test_beside_the_csv_stands_what_its_columns_mean(tmp_path: Path) -> None:
    about = read_csv(export(tmp_path, formats=("csv",)) / COLUMNS_FILE)
    assert [(each["frame"], each["column"]) for each in about] == [(frame, column.name) for frame, columns in COLUMNS.items() for column in columns]
    told = next(each for each in about if (each["frame"], each["column"]) == ("tables", "budget"))
    assert (told["heading"], told["kind"], told["unit"]) == ("全年预算数", "number", "万元")


def by_libreoffice(source: Path, folder: Path, separators: str) -> list[list[openpyxl.cell.Cell]]:
    """The cells that LibreOffice makes of a CSV with these separators, formulas being evaluated."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", f"--infilter=CSV:{separators},34,76,1", "--convert-to", "xlsx", "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return [list(cells) for cells in openpyxl.load_workbook(folder / f"{source.stem}.xlsx").active.iter_rows()]


@pytest.mark.libreoffice
def test_libreoffice_sees_texts_figures_and_no_formula(tmp_path: Path) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_text("name\r\n=1+1\r\n", "utf-8-sig")
    assert by_libreoffice(plain, tmp_path, "44")[1][0].data_type == "f"  # it would
    texts = [*FORMULAS, *(text for text in HARMLESS if text and not text.startswith(("-5", "+1")))]
    out = export(tmp_path / "out", indicators(*texts), formats=("csv",))
    head, *lines = by_libreoffice(out / "indicators.csv", tmp_path, "44")
    at = {cell.value: index for index, cell in enumerate(head)}
    assert not [cell.value for line in lines for cell in line if cell.data_type == "f"]
    assert [line[at["name"]].value for line in lines] == [guarded(text.replace("\r", "␍")) for text in texts]
    assert {(line[at["score"]].value, line[at["score"]].data_type) for line in lines} == {(-3.5, "n")}
    # with further separators, as it proposes them, a text stays in its cell
    _, *lines = by_libreoffice(out / "indicators.csv", tmp_path, "44/59/9")
    assert not [cell.value for line in lines for cell in line if cell.data_type == "f"]
    assert [line[at["name"]].value for line in lines] == [guarded(text.replace("\r", "␍")) for text in texts]


# ----------------------------------------------------------- JSON, Parquet ----


def test_json_is_readable_as_it_stands(tmp_path: Path) -> None:
    text = (export(tmp_path, indicators("读者满意度", "=1+1"), formats=("json",)) / "indicators.json").read_text("utf-8")
    assert '"name": "读者满意度"' in text
    assert '"name": "=1+1"' in text
    assert '"score": -3.5' in text
    assert '"met": false' in text
    assert '"lost": null' in text
    assert len(text.splitlines()) == 4


def test_parquet_has_types_units_and_meanings(tmp_path: Path) -> None:
    path = export(tmp_path, indicators("=1+1"), formats=("parquet",)) / "indicators.parquet"
    schema = pq.read_schema(path)
    kinds = {"text": "string", "whole": "int64", "number": "double", "yes": "bool"}
    for column in COLUMNS["indicators"]:
        field = schema.field(column.name)
        assert str(field.type) == kinds[column.kind]
        assert field.metadata == {b"zh": column.zh.encode(), b"unit": column.unit.encode(), b"about": column.about.encode()}
    assert pq.read_table(path)["name"].to_pylist() == ["=1+1"]
    frame = pd.read_parquet(path)
    assert frame.score.tolist() == [-3.5]


def test_parquet_is_written_in_groups_of_rows_as_they_come(tmp_path: Path) -> None:
    many = indicators(*(f"第{n}个" for n in range(700)))
    path = export(tmp_path, *[many] * 60, formats=("parquet",)) / "indicators.parquet"
    described = pq.read_metadata(path)
    assert described.num_rows == 42_000
    groups = [described.row_group(n).num_rows for n in range(described.num_row_groups)]
    assert len(groups) == 3
    assert max(groups) < 18_000
    assert pq.read_table(path)["name"].to_pylist() == [f"第{n}个" for n in range(700)] * 60


def test_long_texts_make_smaller_groups(tmp_path: Path) -> None:
    long = indicators(*("长" * 2000 + str(n) for n in range(100)))  # 12 kB a row in two columns
    path = export(tmp_path, *[long] * 50, formats=("parquet",)) / "indicators.parquet"
    described = pq.read_metadata(path)
    assert described.num_rows == 5000
    assert described.num_row_groups > 2


def test_without_pyarrow_the_rest_is_written_and_read(tmp_path: Path) -> None:
    """A real environment: everything that is installed, but for pyarrow."""
    without = tmp_path / "packages"
    without.mkdir()
    for each in Path(sysconfig.get_path("purelib")).iterdir():
        if not each.name.startswith(("pyarrow", "jixiao", "_jixiao", "__editable__")):
            (without / each.name).symlink_to(each)
    source = Path(__file__).parents[2] / "src"
    path = project(tmp_path / "a.xlsx")
    code = """
import sys, jixiao
from pathlib import Path
from jixiao.reports.records import records_of
from jixiao.services.analyse import Settings, check_file
from jixiao.services.export import exporting
with exporting(Path(sys.argv[2])) as out:
    out.add(records_of(check_file(Path(sys.argv[1]), Settings())))
print(*(note.zh for note in out.notes))
print(*sorted(each.suffix for each in Path(sys.argv[2]).iterdir()))
print(jixiao.read(sys.argv[1]).tables.score.tolist())
try:
    exporting(Path(sys.argv[2]), ("parquet",), force=True).__enter__()
except jixiao.JixiaoError as error:
    print(error.text.en)
"""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {[str(source), str(without)]!r}\n{code}", str(path), str(tmp_path / "out")],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [NO_PARQUET.zh, " ".join([".csv"] * 6 + [".json"] * 5), "[89.5]", NO_PARQUET.en]


# ------------------------------------------------------ all of it, or none ----


def test_existing_files_are_kept_unless_forced_and_others_always(two: list[Records], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "funds.json").write_text("我的", "utf-8")
    (out / "别的.csv").write_text("不要动", "utf-8")
    before = contents(out)
    with pytest.raises(JixiaoError, match=r"已有 funds\.json，没有导出.*--force"):
        export(out, *two)
    assert contents(out) == before
    export(out, *two, formats=("csv",))
    assert (out / "funds.json").read_text("utf-8") == "我的"
    with pytest.raises(JixiaoError, match=r"files\.csv 等 \d+ 个文件"):
        export(out, *two)
    export(out, *two, force=True)
    assert (out / "别的.csv").read_text("utf-8") == "不要动"
    assert json.loads((out / "funds.json").read_bytes())


def test_a_run_that_fails_leaves_nothing(two: list[Records], tmp_path: Path) -> None:
    before = contents(export(tmp_path / "before", two[0]))

    def interrupted(folder: Path) -> None:
        with exporting(folder, force=True) as out:
            out.add(two[1])
            raise KeyboardInterrupt

    for folder in (tmp_path / "new", tmp_path / "before"):
        with pytest.raises(KeyboardInterrupt):
            interrupted(folder)
    assert contents(tmp_path / "before") == before
    assert contents(tmp_path / "new") == {}


def test_one_file_that_cannot_be_put_takes_the_others_back(two: list[Records], tmp_path: Path) -> None:
    out, late = export(tmp_path / "out", two[0]), tmp_path / "late"
    before = contents(out)

    def something_in_the_way() -> None:
        with exporting(out, force=True) as exporter:
            exporter.add(two[1])
            (out / "indicators.json").unlink()
            (out / "indicators.json").mkdir()  # one of the last to be put

    def somebody_was_first() -> None:
        with exporting(late) as exporter:
            exporter.add(two[1])
            (late / "indicators.json").write_text("别人的", "utf-8")

    with pytest.raises(JixiaoError, match="没有导出"):
        something_in_the_way()
    (out / "indicators.json").rmdir()
    del before["indicators.json"]
    assert contents(out) == before
    with pytest.raises(JixiaoError, match="已由另一个程序写出"):
        somebody_was_first()
    assert {name: data.decode() for name, data in contents(late).items()} == {"indicators.json": "别人的"}


def test_cleaning_up_beside_leaves_an_export_at_work_alone(two: list[Records], tmp_path: Path) -> None:
    with exporting(tmp_path / "out", ("csv",)) as out:
        out.add(two[0])
        assert tidy(tmp_path / "out") == ()
        out.add(two[1])
    assert len(read_csv(tmp_path / "out" / "tables.csv")) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="processes that are killed")
def test_what_a_killed_export_has_left_is_cleared_away_by_the_next(two: list[Records], tmp_path: Path) -> None:
    def killed() -> int:
        with exporting(tmp_path / "out", ("csv",)) as out:
            out.add(two[0])
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    assert forked(killed) == -signal.SIGKILL
    assert all(name.endswith(".jixiao-tmp") for name in contents(tmp_path / "out"))
    assert len(contents(tmp_path / "out")) == len(COLUMNS) + 1
    export(tmp_path / "out", two[1], formats=("csv",))
    assert contents(tmp_path / "out").keys() == {f"{frame}.csv" for frame in COLUMNS} | {COLUMNS_FILE}


def test_what_cannot_be_done_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "out" / "files.csv").mkdir(parents=True)
    with pytest.raises(JixiaoError, match="不是文件夹"):
        export(tmp_path / "file")
    with pytest.raises(JixiaoError, match="不是文件，没有导出"):
        export(tmp_path / "out", force=True)
    with pytest.raises(JixiaoError, match="不能导出成“xlsx”，可用：csv、parquet、json"):
        export(tmp_path / "new", formats=("csv", "xlsx"))
    with pytest.raises(JixiaoError, match="没有说要导出成什么"):
        export(tmp_path / "new", formats=())
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files")
def test_a_file_that_only_its_owner_may_read_stays_so(two: list[Records], tmp_path: Path) -> None:
    out = export(tmp_path, two[0], formats=("csv",))
    (out / "funds.csv").chmod(0o600)
    export(out, two[1], formats=("csv",), force=True)
    assert stat.S_IMODE((out / "funds.csv").stat().st_mode) == 0o600
    (out / "funds.csv").chmod(0o400)
    with pytest.raises(JixiaoError, match="只读"):
        export(out, two[1], formats=("csv",), force=True)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize("kind", FORMATS)
def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(two: list[Records], tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    out = export(tmp_path / "out", two[0], formats=(kind,))
    before = contents(out)
    codes = []
    for size in (0, 1, 500, 1500, 4000, 12_000, 10_000_000):

        def limited(size: int = size) -> int:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            try:
                export(out, *two * 5, formats=(kind,), force=True)
            except JixiaoError as error:
                return 2 if "超过文件大小的上限" in error.text.zh else 3
            return 0

        codes.append(forked(limited))
        if codes[-1]:
            assert contents(out) == before
    assert codes[0] == codes[1] == 2
    assert codes[-1] == 0
    assert set(codes) == {0, 2}
    assert codes == sorted(codes, reverse=True)
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_one_sentence(two: list[Records], tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(JixiaoError, match="没有权限"):
        export(tmp_path, *two)
