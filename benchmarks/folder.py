"""`python -m benchmarks.folder DIR --count N`: a folder of workbooks as a 财政局 receives them, all invented.

For an accountant: 每个主管部门一个子文件夹，里面有部门整体表、单位整体表和项目表，有的单位交了两年；差错是按已知的比例放进去的.
For a programmer: the same seed gives the same bytes; ``--planted FILE`` says, a JSON line a workbook, what was put where.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

from benchmarks.filling import (
    GOOD,
    Line,
    Money,
    Table,
    added,
    first_year,
    half_up,
    money_of,
    planted_in,
    quality_of,
    scored,
    with_errors,
    worsened,
    year_after,
)
from benchmarks.invented import BODIES, CITY, COUNTIES, DEPARTMENTS, PROJECTS
from benchmarks.sheets import FORMS, LAYOUTS, PROJECT_FORMS, write

YEARS = (2023, 2024)
LOW = (40, 58)
"""Least and most of the money, in percent, that is spent where too little is."""
_SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")
_INCOME = {"hunan-department": ("一般公共预算", "政府性基金拨款", "其他资金"), "guangdong-department": ("其中：财政拨款", "其他资金"), "mof-department": ("其中：财政拨款", "其他资金")}


@dataclass(frozen=True)
class Made:
    """One workbook that was written.

    Attributes:
        path: from the folder on; form: the layout (``unusual``: the general form under words of its own).
        indicators: rows; planted: names of its errors.
    """

    path: str
    form: str
    department: str
    unit: str
    project: str
    year: int
    indicators: int
    planted: tuple[str, ...]


@dataclass(frozen=True)
class Wish:
    """What the folder is to be.

    Attributes:
        seed: everything follows from it; rows: least and most indicators of a table.
        small: the share of projects with 12 to 30 indicators instead; clean: without planted errors.
    """

    seed: int = 1
    rows: tuple[int, int] = (100, 150)
    small: float = 0.0
    clean: bool = False


# ------------------------------------------------------------------- plan ----


def shares(count: int) -> Iterator[tuple[str, int]]:
    """The departments, each with how many workbooks it hands in."""
    many = max(1, min(len(DEPARTMENTS), count // 8))
    for number, name in enumerate(list(DEPARTMENTS)[:many]):
        yield name, count // many + (number < count % many)


def _units(name: str) -> Iterator[str]:
    short = name.removesuffix("局").removesuffix("委员会")
    for county, body in product(COUNTIES, BODIES):
        yield body.format(county=county, name=name, short=short)


def tables(name: str, count: int, wish: Wish) -> list[Table]:
    """All tables of one department: its own, one or two years, and those of its units and their projects."""
    rng = Random(f"{wish.seed}/{name}")
    department, form = CITY + name, FORMS[list(DEPARTMENTS).index(name) % len(FORMS)]
    years = YEARS if count >= 16 else YEARS[-1:]
    below: list[Table] = []
    wanted = count - len(years)
    for number, unit in enumerate(_units(name)):
        if len(below) >= wanted:
            break
        inside = Random(f"{wish.seed}/{unit}")
        if number % 2 == 0:
            below += _one(name, unit, "", form, wish, inside, two=number % 4 == 0)
        matters = inside.sample(DEPARTMENTS[name].split(), inside.randint(3, 5))
        for place, matter in enumerate(matters):
            project = matter + inside.choice(PROJECTS).format("")
            below += _one(name, unit, project, PROJECT_FORMS[(number + place) % 4], wish, inside, two=place % 2 == 0)
    below = below[:wanted]
    return [*(_department(department, name, form, year, [each for each in below if each.year == year and each.project], wish, rng) for year in years[-len(years):]), *below][:count]


def _rows(wish: Wish, rng: Random) -> int:
    return rng.randint(12, 30) if rng.random() < wish.small else rng.randint(*wish.rows)


def _one(name: str, unit: str, project: str, form: str, wish: Wish, rng: Random, *, two: bool) -> list[Table]:
    """The tables of one unit or project: of 2024, and where it has two, of the year before."""
    labels = _SOURCES if project else _INCOME[form]
    lines = first_year(name, _rows(wish, rng), rng)
    found: list[Table] = []
    for year in YEARS:
        second = year == YEARS[-1]
        planted = () if wish.clean else planted_in(rng, second_year=second and two, department=False)
        if second:
            lines = year_after(lines, rng, lowered="target-lowered" in planted)
        # What stands out in a table of low execution is that all else is good.
        quality = GOOD if "low-execution" in planted else quality_of(rng)
        money = money_of(rng, labels, LOW if "low-execution" in planted else quality.spent)
        table = Table(form, CITY + name, unit, project, year, money, lines, planted)
        lines = worsened(scored(lines, rng, rules=_rules(form)), table.rate_score, quality, rng)
        if second or two:
            found.append(_finished(replace(table, lines=lines), rng))
    return found[::-1]


def one_project(rows: int, seed: int = 1) -> Table:
    """A project table of so many indicators, without planted errors."""
    name = next(iter(DEPARTMENTS))
    wish = Wish(seed, (rows, rows), clean=True)
    return _one(name, next(_units(name)), DEPARTMENTS[name].split()[0] + "专项经费", "mof-project", wish, Random(seed), two=False)[0]


def _rules(form: str) -> bool | str:
    """Which 评分标准 a form has: its own for all rows, one a row, or none."""
    return "完成得{}分" if form == "hunan-department" else "rule" in LAYOUTS[form].columns


def _finished(table: Table, rng: Random) -> Table:
    """A table with scores gets its errors and the hand that wrote it."""
    table = replace(table, lines=with_errors(table.lines, table.planted, rng), hand=rng.getrandbits(32))
    extra = dict(table.extra)
    if "wrong-rate" in table.planted:
        extra["rate"] = table.rate + Fraction(rng.choice((-9, -6, 5, 8)), 100)
    if "total-off" in table.planted:
        extra["total"] = table.total - Fraction(rng.choice((12, 25, 30)), 10)
    return replace(table, extra=extra)


def _department(department: str, name: str, form: str, year: int, below: Sequence[Table], wish: Wish, rng: Random) -> Table:
    """The table of a department: what its projects have as well is added up, money too."""
    planted = () if wish.clean else planted_in(rng, second_year=False, department=True)
    common = {line.name: line for table in below for line in table.lines}
    # A department does not make most of what went wrong below it an indicator of its own.
    unwanted = frozenset(line.name for line in added([common[each] for each in sorted(common)], below) if not line.met and rng.random() < 0.85)
    lines: list[Line] = added(first_year(name, _rows(wish, rng), rng, sorted(common.keys() - unwanted), unwanted), below)
    if "sum-off" in planted:
        place = next((n for n, line in enumerate(lines) if line.name in common and line.kind == "count" and line.met), None)
        if place is not None:
            lines[place] = replace(lines[place], actual=lines[place].actual + max(2, int(lines[place].actual / 8)))
    own = money_of(rng, _INCOME[form], GOOD.spent)
    spent = sum((table.executed for table in below), Fraction(0))
    own[0] = Money(
        own[0].label,
        half_up(own[0].initial + sum((money.initial for table in below for money in table.funds), Fraction(0))),
        half_up(own[0].budget + sum((table.budget for table in below), Fraction(0))),
        half_up(own[0].executed + spent),
    )
    lines = scored(lines, rng, rules=_rules(form))
    return _finished(Table(form, department, department, "", year, own, lines, planted, extra={"projects": spent}), rng)


# ---------------------------------------------------------------- writing ----


def path_of(table: Table) -> str:
    """Where a table lies: a folder a department."""
    what = f"{table.unit}-{table.project}" if table.project else f"{table.unit}-整体支出"
    return f"{table.department}/{table.year}-{what}.xlsx"


def _write_department(task: tuple[str, str, int, Wish]) -> list[Made]:
    folder, name, count, wish = task
    made = []
    for table in tables(name, count, wish):
        place = path_of(table)
        path = Path(folder) / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, table)
        made.append(Made(place, table.form, table.department, table.unit, table.project, table.year, len(table.lines), table.planted))
    return made


def generate(folder: Path, count: int, wish: Wish | None = None, *, bad: bool = False, jobs: int = 1) -> list[Made]:
    """Write ``count`` workbooks (and with ``bad`` a few more that are none); what was written, in order."""
    wish = wish or Wish()
    tasks = [(str(folder), name, many, wish) for name, many in shares(count)]
    if jobs > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(jobs) as workers:
            made = [each for group in workers.map(_write_department, tasks) for each in group]
    else:
        made = [each for task in tasks for each in _write_department(task)]
    return [*made, *spoil(folder, made, wish)] if bad else made


def spoil(folder: Path, made: Sequence[Made], wish: Wish) -> list[Made]:
    """Put among them what also comes in: empty, renamed, handed in twice, named differently, locked, and a link to itself."""
    where = folder / made[0].path.split("/")[0]
    (where / "空文件.xlsx").write_bytes(b"")
    (where / "改名的文本.xlsx").write_text("2024年度自评情况说明\n", "utf-8")
    (where / f"~${Path(made[-1].path).name}").write_bytes(b"\x03" + "甲".encode("utf-16-le") * 27)
    if hasattr(os, "symlink"):
        (where / "绕回自己.xlsx").symlink_to("绕回自己.xlsx")
        (where / "绕回上级").symlink_to("..", target_is_directory=True)
    project = next(each for each in made if each.project)
    twice = f"{project.path.removesuffix('.xlsx')}（修改稿）.xlsx"
    shutil.copy(folder / project.path, folder / twice)
    name = project.department.removeprefix(CITY)
    table = next(each for each in tables(name, dict(shares(len(made)))[name], wish) if path_of(each) == project.path)
    other = replace(table, unit=f"{CITY}{table.unit}", project=table.project + "（二期）")
    write(folder / path_of(other), other)
    return [
        replace(project, path=twice, planted=(*project.planted, "twice")),
        replace(project, path=path_of(other), unit=other.unit, project=other.project, planted=(*project.planted, "other-name")),
    ]


def _span(text: str) -> tuple[int, int]:
    least, _, most = text.partition("-")
    return int(least), int(most or least)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.folder", description="Write invented self-evaluation workbooks.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=24, help="workbooks (default 24)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=_span, default=(100, 150), help="indicators of a table, 100-150 or 5000")
    parser.add_argument("--small", type=float, default=0.0, help="share of projects with 12 to 30 indicators")
    parser.add_argument("--clean", action="store_true", help="plant no errors")
    parser.add_argument("--bad", action="store_true", help="add files that are none, doubles and links to themselves")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--planted", type=Path, help="write down what was put where, a JSON line a workbook")
    given = parser.parse_args(arguments)
    made = generate(given.folder, given.count, Wish(given.seed, given.rows, given.small, given.clean), bad=given.bad, jobs=given.jobs)
    if given.planted:
        given.planted.write_text("".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in made), "utf-8")
    print(f"{given.folder}: {len(made)} workbooks, {sum(each.indicators for each in made)} indicators, {sum(bool(each.planted) for each in made)} with planted errors")


if __name__ == "__main__":
    main()
