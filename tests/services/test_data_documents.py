"""The page about data says what the columns are, and the example of the guide gives what it promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.services.text_workbooks import project

from jixiao.reports.records import COLUMNS
from jixiao.services.gallery import columns_tables

DOCS = Path(__file__).parents[2] / "docs"


def example() -> str:
    """The pieces of the guide that are Python, in order."""
    pages = (path.read_text("utf-8") for path in (DOCS / "指南.md", DOCS / "_guide_data.md") if path.exists())
    return "\n".join(piece for page in pages for piece in re.findall(r"```python\n(.*?)```", page, re.DOTALL))


def test_every_column_has_its_line() -> None:
    lines = [line for line in columns_tables().splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in lines] == [column.name for columns in COLUMNS.values() for column in columns]
    assert all(line.count(" | ") == 4 for line in lines)


def test_links_within_the_page_lead_to_headings() -> None:
    text = (DOCS / "数据.md").read_text("utf-8")
    headings = set(re.findall(r"^#+ (.+)$", text, re.MULTILINE))
    wanted = re.findall(r"\]\(#([^)]+)\)", text)
    assert wanted[:5] == ["files", "tables", "funds", "indicators", "findings"]
    assert set(wanted) <= headings


@pytest.mark.filterwarnings("error")
def test_the_example_of_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the score is 10 × executed ÷ budget + 40 × events ÷ 120 + 50; the small project of the library is the better one
    project(tmp_path / "上报" / "1.xlsx", project="大", department="甲局", unit="图书馆", budget="300", executed="150", actual="60场")  # 5 + 20 + 50 = 75
    project(tmp_path / "上报" / "2.xlsx", project="小", department="甲局", unit="图书馆", budget="100", executed="100", actual="120场", stated="100")  # 100
    project(tmp_path / "上报" / "下级" / "3.xlsx", department="乙局", unit="博物馆", budget="10", executed="9", actual="90场")  # 9 + 30 + 50 = 89
    (tmp_path / "上报" / "坏.xlsx").write_bytes(b"PK")
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(compile(example(), "指南.md", "exec"), found)
    by_department, common, by_unit = found["部门"], found["前十"], found["单位"]
    # 甲局: (75 × 300 + 100 × 100) ÷ 400 = 81.25, and (75 + 100) ÷ 2 = 87.5 without the money
    assert by_department.to_dict("index") == {
        "甲局": {"项目数": 2, "平均分": 87.5, "预算万元": 400.0, "加权分": 81.25},
        "乙局": {"项目数": 1, "平均分": 89.0, "预算万元": 10.0, "加权分": 89.0},
    }
    assert list(by_department.index) == ["甲局", "乙局"]
    # 图书馆: 250 of 400 万元 = 62.5 %; 博物馆: 9 of 10 = 90 %
    assert by_unit.to_dict("index") == {"图书馆": {"执行率": 62.5, "得分": 81.25, "差距": 18.75}, "博物馆": {"执行率": 90.0, "得分": 89.0, "差距": -1.0}}
    assert list(by_unit.index) == ["图书馆", "博物馆"]
    # a full score for 60 and for 90 of 120 events
    wrong = common.loc[("JX203", "error")]
    assert (wrong.条数, wrong.文件数) == (2, 2)
    assert "举办活动场次" in wrong.例
    assert common.条数.is_monotonic_decreasing
    assert len(common) <= 10
