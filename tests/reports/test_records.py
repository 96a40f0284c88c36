"""What a run found as flat rows: figures worked out by hand, on tables written as text."""

from __future__ import annotations

from pathlib import Path

from jixiao.reports.records import CAUSES, COLUMNS, Frame, Records, name_of, records_of
from jixiao.services.analyse import Settings, check_file
from tests.services.text_workbooks import project, saved

MONITORING = """
| 项目支出绩效运行监控表 | < | < | < | < | < |
| （2025年度1—6月） | < | < | < | < | < |
| 项目名称 | 读者活动 | < | 实施单位 | 青石县图书馆 | < |
| 项目资金（万元） | 年初预算数 | 1-6月执行数 | 1-6月执行率 | 全年预计执行数 | |
| 年度资金总额 | 100 | 40 | 40% | 90 | |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-6月执行情况 | 全年预计完成情况 |
| 产出指标 | 数量指标 | 举办活动场次 | 120场 | 30场 | 120场 |
"""
DECLARATION = """
| 项目支出绩效目标申报表 | < | < | < |
| （2025年度） | < | < | < |
| 项目名称 | 读者活动 | 实施单位 | 青石县图书馆 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 接待读者 | ≥1.5万人次 |
| 产出指标 | 数量指标 | 购置经费 | ≤2万元 |
| 效益指标 | 社会效益指标 | 阅读风气 | 持续改善 |
"""


def rows(found: Records, frame: Frame) -> list[dict[str, object]]:
    return [dict(zip((column.name for column in COLUMNS[frame]), row, strict=True)) for row in found[frame]]


def of(path: Path, settings: Settings | None = None) -> Records:
    return records_of(check_file(path, settings or Settings()))


def said(row: dict[str, object], /, **expected: object) -> None:
    assert {name: row[name] for name in expected} == expected


def test_a_table_has_its_figures_in_ten_thousands_and_points(tmp_path: Path) -> None:
    (table,) = rows(of(project(tmp_path / "a.xlsx")), "tables")
    # 95 ÷ 100 × 10 = 9.5; 90 ÷ 120 × 40 = 30; 9.5 + 30 + 30 + 20 = 89.5, half a point below 优 from 90
    said(table, unit="青石县图书馆", department="青石县文旅局", project="读者活动", year=2025, stage="evaluation", table=1, indicators=3)
    said(table, budget=100.0, executed=95.0, rate=0.95, weight=100.0, score=89.5, stated=99.5, accepted=0, grade="良", next_grade="优", to_next=0.5, cell="G11")


def test_money_in_yuan_becomes_ten_thousands(tmp_path: Path) -> None:
    text = """
    | 项目支出绩效自评表 | < | < | < | < | < | < |
    | 项目资金（元） | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 |
    | 年度资金总额 | < | 1234567 | 1234567 | 617283.5 | 10 | 50% |
    | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标 | 数量指标 | 举办活动场次 | ≥1场 | 1场 | 90 | 90 |
    """
    found = of(saved(tmp_path / "a.xlsx", text))
    (fund,), (table,) = rows(found, "funds"), rows(found, "tables")
    said(fund, initial=123.4567, budget=123.4567, executed=61.72835, rate=0.5, stated_rate=0.5, weight=10.0, score=5.0, stated_score=None, role="total", cell="A3")
    said(table, budget=123.4567, executed=61.72835, rate=0.5, unit="", project="", year=None)


def test_why_points_are_missing(tmp_path: Path) -> None:
    text = """
    | 项目支出绩效自评表 | < | < | < | < | < | < |
    | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 产出指标 | 数量指标 | 完成的 | ≥10家 | 12家 | 10 | 10 |
    | 产出指标 | 数量指标 | 没有完成 | ≥10家 | 7家 | 10 | 10 |
    | 产出指标 | 数量指标 | 没有填 | ≥10家 | | 10 | |
    | 效益指标 | 社会效益指标 | 人定的 | 持续改善 | 有所改善 | 10 | 8 |
    | 总分 | < | < | < | < | 40 | |
    """
    found = {row["name"]: row for row in rows(of(saved(tmp_path / "a.xlsx", text)), "indicators")}
    said(found["完成的"], score=10.0, lost=0.0, cause="", met=True, completion=1.2, deviation=0.2, target_value=10.0, actual_value=12.0, op="≥", row=3, cell="G3")
    said(found["没有完成"], score=7.0, stated_score=10.0, lost=3.0, cause="unmet", met=False, completion=0.7, deviation=-0.3)
    said(found["没有填"], score=None, lost=10.0, cause="missing", met=None, completion=None, deviation=None, actual="", actual_value=None)
    said(found["人定的"], lost=2.0, cause="judged", kind="words", target_value=None, stated_score=8.0)
    assert {row["cause"] for row in found.values()} - {""} <= CAUSES.keys()


def test_what_is_only_declared_is_not_scored_and_has_no_derivation(tmp_path: Path) -> None:
    found = of(saved(tmp_path / "a.xlsx", DECLARATION))
    indicators = {row["name"]: row for row in rows(found, "indicators")}
    said(indicators["接待读者"], target_value=15000.0, unit_text="人次", kind="quantity", op="≥", lost=None, score=None, cause="", why="")
    said(indicators["购置经费"], target_value=20000.0, unit_text="万元", op="≤")
    said(indicators["阅读风气"], target_value=None, kind="words", target="持续改善")
    (table,) = rows(found, "tables")
    said(table, stage="target", score=None, grade="", next_grade="", to_next=None, year=2025)


def test_a_monitoring_table_has_its_month_and_lights(tmp_path: Path) -> None:
    found = of(saved(tmp_path / "a.xlsx", MONITORING))
    (table,), (indicator,), (fund,) = rows(found, "tables"), rows(found, "indicators"), rows(found, "funds")
    said(table, stage="monitoring", month=6)
    # 30 场 of the 60 that half a year asks for: 50 %, below the 60 % from which it is yellow
    said(indicator, light="red", target="120场", actual="30场", lost=None, cause="")
    assert "60场" in str(indicator["why"])
    said(fund, initial=100.0, executed=40.0, expected=90.0)


def test_findings_are_counted_by_file_and_belong_to_a_unit(tmp_path: Path) -> None:
    found = of(project(tmp_path / "a.xlsx"))
    (file,) = rows(found, "files")
    findings = rows(found, "findings")
    counted = [sum(row["severity"] == severity for row in findings) for severity in ("error", "warning", "info")]
    assert [file["errors"], file["warnings"], file["infos"]] == counted
    wrong = next(row for row in findings if row["code"] == "JX203")
    said(wrong, unit="青石县图书馆", project="读者活动", year=2025, cell="G8", sheet="自评表", subject="举办活动场次", found="40", explained=None)
    assert float(str(wrong["expected"])) == 30
    said(file, status="findings", message="", tables=1, explained=0, output="")


def test_several_policies_give_a_row_each_and_the_findings_of_the_first(tmp_path: Path) -> None:
    path = project(tmp_path / "a.xlsx")
    one, two = of(path), of(path, Settings(policies=("mof-2020", "platform")))
    assert [(row["table"], row["policy"]) for row in rows(two, "tables")] == [(1, "mof-2020"), (1, "platform")]
    assert len(two["indicators"]) == 2 * len(one["indicators"])
    assert two["findings"] == one["findings"]
    assert rows(two, "files")[0]["tables"] == 1


def test_what_cannot_be_read_is_one_row_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK no workbook")
    found = of(tmp_path / "坏.xlsx")
    (file,) = rows(found, "files")
    said(file, status="unreadable", tables=0, errors=0)
    assert file["message"]
    assert all(found[frame] == [] for frame in COLUMNS if frame != "files")


def test_numbers_of_persons_are_masked(tmp_path: Path) -> None:
    found = of(project(tmp_path / "a.xlsx", reason="请洽13912345678", name="电话13912345678回访"))
    assert "13912345678" not in str(found)
    assert "回访" in str(found["indicators"])


def test_every_row_has_a_value_of_the_columns_kind(tmp_path: Path) -> None:
    kinds = {"text": str, "whole": int, "number": float, "yes": bool}
    for name, text in (("a", MONITORING), ("b", DECLARATION)):
        saved(tmp_path / f"{name}.xlsx", text)
    project(tmp_path / "c.xlsx")
    for path in sorted(tmp_path.iterdir()):
        for frame, given in of(path).items():
            for row in given:
                for column, value in zip(COLUMNS[frame], row, strict=True):
                    assert value is None or type(value) is kinds[column.kind], (frame, column.name, value)


def test_every_column_is_named_once_and_told() -> None:
    for frame, columns in COLUMNS.items():
        assert len({column.name for column in columns}) == len(columns), frame
        assert len({column.zh for column in columns}) == len(columns), frame
        assert all(column.zh for column in columns)


def test_a_workbook_is_called_by_its_name_without_ending() -> None:
    assert name_of("上报/2025/甲局.自评表.xlsx") == "甲局.自评表"
