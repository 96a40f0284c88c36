"""The folder of invented workbooks is the same for a seed, is recognised, and carries the errors that it says, no others."""

import hashlib
import json
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from benchmarks.filling import PLANTED
from benchmarks.folder import Wish, generate, main, one_project, shares, tables
from benchmarks.sheets import write

from jixiao.reports.records import COLUMNS, records_of
from jixiao.services.analyse import Settings, check_file

FORM = {"unusual": "generic"}
SAYS = {"wrong-rate": "JX401", "score-over-weight": "JX205", "missing-reason": "JX301", "unmet-full": "JX203", "total-off": "JX207"}
"""What jixiao calls the errors that one table shows by itself."""
FEW = ("水务局", "教育局", "农业农村局", "卫生健康局", "交通运输局", "民政局", "文化旅游局", "生态环境局", "应急管理局", "市场监督管理局")


def hashes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.xlsx"))}


def rows(result, frame):
    names = [column.name for column in COLUMNS[frame]]
    return [dict(zip(names, row, strict=True)) for row in records_of(result)[frame]]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A folder without planted errors, with what check says of it."""
    folder = tmp_path_factory.mktemp("clean")
    made = generate(folder, 24, Wish(7, clean=True))
    return [(each, check_file(folder / each.path, Settings())) for each in made]


def test_a_seed_gives_the_same_bytes_however_many_processes_write_them(tmp_path):
    first = generate(tmp_path / "a", 24, Wish(4))
    second = generate(tmp_path / "b", 24, Wish(4), jobs=2)

    assert first == second
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    assert len(hashes(tmp_path / "a")) == 24


def test_another_seed_gives_another_folder(tmp_path):
    generate(tmp_path / "a", 8, Wish(4))
    generate(tmp_path / "b", 8, Wish(5))

    assert not set(hashes(tmp_path / "a").values()) & set(hashes(tmp_path / "b").values())


def test_every_form_is_recognised_with_all_its_rows_and_points(clean):
    for made, result in clean:
        (table,) = result.assessments
        assert table.table.form == FORM.get(made.form, made.form)
        assert len(table.indicators) == made.indicators
        assert 100 <= made.indicators <= 150
        assert table.weight == 100
    assert {made.form for made, _ in clean} == {"hunan-department", "mof-department", "guangdong-department", "mof-project", "unusual"}


def test_the_scores_of_the_folder_and_of_jixiao_are_worked_out_apart_and_agree(clean):
    for _, result in clean:
        (table,) = result.assessments
        assert table.accepted == 0
        assert table.score == table.stated_total
        assert all(row.score.shown is not None and Fraction(row.score.shown) == row.stated for row in table.indicators)


def test_a_folder_without_planted_errors_gives_no_alarm(clean):
    said = {(finding.code, finding.severity) for _, result in clean for finding in result.findings if finding.severity != "info"}

    assert said == {("JX106", "warning")}  # 湖南's published form has its 评分标准 in the column 分值


def test_names_of_unit_department_project_and_year_are_read(clean):
    for made, result in clean:
        (row,) = rows(result, "tables")
        assert row["year"] == made.year
        assert (row["unit"], row["project"]) == (made.unit, made.project)
        if made.project:
            assert row["department"] == made.department


def test_planted_errors_are_found_and_nothing_else_is_an_error(tmp_path):
    made = generate(tmp_path, 64, Wish(2, rows=(40, 60)))
    counted = Counter(name for each in made for name in each.planted)

    assert set(counted) == set(PLANTED)
    for each in made:
        result = check_file(tmp_path / each.path, Settings())
        errors = {finding.code for finding in result.findings if finding.severity == "error"}
        may = {SAYS[name] for name in each.planted if name in SAYS}
        assert errors <= may, each
        if "wrong-rate" in each.planted:
            assert "JX401" in errors
        if "total-off" in each.planted:
            assert "JX207" in errors
        if "score-over-weight" in each.planted and "all-equal" not in each.planted:
            assert "JX205" in errors


def test_errors_that_only_several_tables_show_are_there_too():
    made = tables("水务局", 80, Wish(1))
    projects = [table for table in made if table.project]
    first_year = {(table.unit, table.project): table for table in projects if table.year == 2023}
    costs, units = defaultdict(list), defaultdict(set)
    for table in projects:
        for line in table.lines:
            if line.kind == "cost":
                costs[line.name].append(line.actual)
            if line.reason:
                units[line.reason].add(table.unit)
    outliers = lowered = 0
    for table in projects:
        if "all-equal" in table.planted:
            assert all(line.actual == line.target for line in table.lines)
        elif "cost-outlier" in table.planted:
            outliers += any(line.actual > 2 * statistics.median(costs[line.name]) for line in table.lines if line.kind == "cost")
        if "target-lowered" in table.planted:
            before = {line.name: line.target for line in first_year[table.unit, table.project].lines}
            assert sum(line.target < before[line.name] for line in table.lines if line.kind == "count") == 3
            lowered += 1

    assert sum("all-equal" in table.planted for table in projects) > 0
    assert outliers == sum("cost-outlier" in table.planted and "all-equal" not in table.planted for table in projects) > 0
    assert lowered > 0
    assert max(map(len, units.values())) > 2  # a reason that was copied


def test_most_tables_are_good_and_some_are_not():
    made = [table for name, count in shares(1000) for table in (tables(name, count, Wish(7, rows=(40, 60))) if name in FEW else ()) if table.project]
    grades = Counter(next(name for least, name in ((90, "优"), (80, "良"), (60, "中"), (0, "差")) if table.total >= least) for table in made)

    assert len(made) > 150
    assert 0.6 < grades["优"] / len(made) < 0.85
    assert 0.1 < grades["良"] / len(made) < 0.3
    assert grades["良"] > grades["中"] > grades["差"] > 0
    assert sum(0 <= table.total - least < Fraction(3, 10) for table in made for least in (90, 80)) > 5  # another policy may grade them lower


def test_a_department_adds_up_what_its_projects_did(tmp_path):
    made = generate(tmp_path, 12, Wish(3, clean=True))
    found = {each.path: rows(check_file(tmp_path / each.path, Settings()), "indicators") for each in made}
    above = next(each for each in made if each.unit == each.department and each.year == 2024)
    below = [row for each in made if each.project and each.year == above.year for row in found[each.path]]
    compared = 0
    for row in found[above.path]:
        parts = [part["actual_value"] for part in below if part["name"] == row["name"]]
        if parts and row["kind"] == "quantity" and row["level2"] == "数量指标":
            assert row["actual_value"] == sum(parts)
            compared += 1
    assert compared > 10


def test_the_year_after_names_what_was_done_the_year_before(tmp_path):
    made = generate(tmp_path, 24, Wish(3))
    pairs = [(one, other) for one in made for other in made if one.form == "mof-project" and (one.unit, one.project) == (other.unit, other.project) and one.year < other.year]
    before, after = pairs[0]
    then = {row["name"]: row for row in rows(check_file(tmp_path / before.path, Settings()), "indicators")}
    now = [row for row in rows(check_file(tmp_path / after.path, Settings()), "indicators") if row["prior_value"] is not None]

    assert len(now) > 50
    assert all(row["prior_value"] == then[row["name"]]["actual_value"] for row in now)


def test_bad_files_among_good_ones_are_told_of_and_the_rest_goes_on(tmp_path):
    made = generate(tmp_path, 12, Wish(1, rows=(20, 30)), bad=True)
    done = subprocess.run([sys.executable, "-m", "jixiao", "check", str(tmp_path), "--format", "json", "--jobs", "1"], capture_output=True, text=True, encoding="utf-8", check=False)
    told = json.loads(done.stdout)
    by_status = Counter(each["status"] for each in told["files"])

    assert done.returncode == 4
    assert len(made) == 14
    assert by_status["ok"] + by_status["findings"] == 14
    assert {Path(each["path"]).name for each in told["files"] if each["status"] == "unreadable"} >= {"空文件.xlsx", "改名的文本.xlsx"}
    assert not any(Path(each["path"]).name.startswith("~$") for each in told["files"])


def test_smaller_projects_where_they_are_asked_for(tmp_path):
    made = generate(tmp_path, 24, Wish(1, small=1.0))

    assert {12 <= each.indicators <= 30 for each in made if each.project} == {True}


def test_a_table_may_be_very_long(tmp_path):
    table = one_project(3000)
    write(tmp_path / "a.xlsx", table)
    (found,) = check_file(tmp_path / "a.xlsx", Settings()).assessments

    assert len({line.name for line in table.lines}) == len(found.indicators) == 3000


def test_the_command_writes_down_what_it_planted(tmp_path, capsys):
    main([str(tmp_path / "x"), "--count", "12", "--rows", "15-20", "--planted", str(tmp_path / "planted.jsonl")])
    told = [json.loads(line) for line in (tmp_path / "planted.jsonl").read_text("utf-8").splitlines()]

    assert "12 workbooks" in capsys.readouterr().out
    assert all((tmp_path / "x" / each["path"]).is_file() for each in told)
    assert any(each["planted"] for each in told)
