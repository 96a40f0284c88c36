"""An office adds a form, a check and a policy with one file each, in folders of its own; nothing else is touched."""

import json
import os
import subprocess
import sys

import openpyxl
import pytest

FORM = """
[form]
id     = "our-town"
name   = "项目绩效小结表（我镇）"
stage  = "evaluation"
policy = "our-town"
titles = ["项目绩效小结表"]
basis  = "镇财政所2024年通知"

[funds]
required = []
[funds.columns]

[indicators]
required = ["name", "target", "actual", "weight", "score"]
[indicators.columns]
level1 = "大类"
name   = "考核内容"
target = "年初定的数"
actual = "年末做到的数"
weight = "满分"
score  = "给分"

[total]
required = true

[computed]
fields = ["score", "total"]
"""

CHECK = '''"""名称太短

为什么：两个字的指标名称说不清考核什么。

怎么改：写完整。

例（有问题）：
    | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访     | ≥10家      | 12家       | 5    | 5    |
    → warning A2
例（没有问题）：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from jixiao.checks.base import Problem
from jixiao.model import Text

CODE = "JX951"
SEVERITY = "warning"
TITLE = Text("名称太短", "name too short")
BASIS = Text("镇财政所2024年通知", "our town")


def check(assessment):
    for row in assessment.indicators:
        if len(row.source.name.text) <= 2:
            yield Problem((row.source.name,), Text("名称太短", "too short"), subject=row.source.name.text)
'''

# Unmet rows get nothing, where the built-in default gives a share.
POLICY = """
title = "我镇"
title_en = "Our town"
extends = "mof-2020"
basis = "镇财政所2024年通知"

[parameters]
forward_unmet = "zero"
"""


def jixiao(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, env=os.environ,
    )


@pytest.fixture
def own(tmp_path):
    folders = {name: tmp_path / name for name in ("forms", "checks", "policies")}
    for folder in folders.values():
        folder.mkdir()
    (folders["forms"] / "our-town.toml").write_text(FORM, "utf-8")
    (folders["checks"] / "jx951_short_name.py").write_text(CHECK, "utf-8")
    (folders["policies"] / "our-town.toml").write_text(POLICY, "utf-8")
    return folders


@pytest.fixture
def table(tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ["项目绩效小结表"], ["大类", "考核内容", "年初定的数", "年末做到的数", "满分", "给分"],
        ["产出指标", "走访", "≥10家", "8家", 60, 60], [None, "培训场次", "≥2场", "2场", 40, 40], ["总分", None, None, None, 100, 100],
    ]:
        book.active.append(row)
    book.save(tmp_path / "小结.xlsx")
    return tmp_path / "小结.xlsx"


def options(own):
    return [part for name, folder in own.items() for part in (f"--{name}", folder)]


def test_a_form_a_check_and_a_policy_of_ones_own(own, table):
    done = jixiao("check", table, "--format", "json", *options(own))
    assert done.returncode == 1, done.stderr
    [file] = json.loads(done.stdout)["files"]
    [read] = file["tables"]
    assert (read["form"], read["policy"]) == ("our-town", "our-town")
    # 8 of 10 is unmet: nothing under the town's policy, and only the other row's 40 points remain
    assert [row["score"] for row in read["indicators"]] == ["0.00", "40.00"]
    assert ("JX951", "B3") in {(f["code"], f["cell"]) for f in file["findings"]}


def test_they_are_listed_and_explained_like_the_built_in_ones(own):
    assert "项目绩效小结表（我镇）" in jixiao("forms", "--forms", own["forms"]).stdout
    assert "年末做到的数" in jixiao("forms", "our-town", "--forms", own["forms"]).stdout
    assert "名称太短" in jixiao("checks", "JX951", "--checks", own["checks"]).stdout
    assert "镇财政所2024年通知" in jixiao("policies", "our-town", "--policies", own["policies"]).stdout


def test_a_form_is_drafted_from_a_table_that_has_none_and_can_then_be_used(own, tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ["专项资金使用情况自评表"], ["资金来源", "预算安排", "实际支出", "支出率"], ["合计", 100, 90, 0.9],
        ["指标类别", "考核指标", "计划值", "完成值", "标准分", "自评分"], ["产出指标", "走访企业数", "≥10家", "12家", 90, 90],
    ]:
        book.active.append(row)
    file = tmp_path / "zhuanxiang.xlsx"
    book.save(file)
    before = json.loads(jixiao("check", file, "--format", "json").stdout)["files"][0]
    assert before["tables"][0]["form"] == "generic"
    assert "考核指标" in before["message"]
    drafted = jixiao("forms", "draft", file)
    assert drafted.returncode == 0, drafted.stderr
    (own["forms"] / "zhuanxiang.toml").write_text(drafted.stdout, "utf-8")
    after = json.loads(jixiao("check", file, "--format", "json", "--forms", own["forms"]).stdout)["files"][0]
    assert after["tables"][0]["form"] == "zhuanxiang"
    assert not [f for f in after["findings"] if f["code"] == "JX104"], "its headings are now the form's own"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("forms/bad.toml", "[form]\nid = ", "bad.toml"),
        ("forms/bad.toml", FORM.replace('stage  = "evaluation"', 'stage = "自评"'), "target、monitoring、evaluation"),
        ("checks/jx952_bad.py", "import nothing_there", "jx952_bad.py"),
        ("checks/jx952_bad.py", "CODE = 'JX952'", "SEVERITY"),
        ("policies/bad.toml", "extends = 'mof-2020'\nnonsense = 1", "bad"),
    ],
)
def test_a_mistake_in_an_own_file_is_named(own, table, tmp_path, name, text, said):
    (tmp_path / name).write_text(text, "utf-8")
    done = jixiao("check", table, *options(own))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there(table):
    done = jixiao("check", table, "--forms", "nirgends")
    assert done.returncode == 2
    assert "nirgends" in done.stderr
