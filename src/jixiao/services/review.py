"""审核意见: what an auditor sends back to each unit, from what the checks found.

For an accountant: 一个单位一年一份，退回、补充说明还是通过，由界限文件定；已说明的问题另列，附单位自己的说明.
For a programmer: ``opinions`` is a pure function of flat rows; ``write`` puts each into a workbook of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jixiao.model import JixiaoError, Text
from jixiao.reports.records import COLUMNS, Frame, Records, name_of
from jixiao.reports.review_content import Opinion, Point, Reviewed, Verdict
from jixiao.services.rollup.unit_names import unit_key
from jixiao.services.thresholds import Thresholds

_NAMES = {frame: tuple(column.name for column in columns) for frame, columns in COLUMNS.items()}
_STAGES = {"target": "绩效目标表", "monitoring": "绩效运行监控表", "evaluation": "绩效自评表"}
_LISTED, _KINDS = 3, 5

# In Windows these have a meaning in a path; their wide sisters read alike and have none.
_WIDE = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
_LONGEST_NAME = 150  # bytes: of 255, room for year, words, number, ending, and for what programs put before a name

_Row = Mapping[str, Any]


@dataclass(slots=True)
class _Portion:
    """What belongs to one opinion."""

    unit: str
    named: bool
    year: int | None
    paths: dict[str, None] = field(default_factory=dict)
    tables: list[_Row] = field(default_factory=list)
    findings: list[_Row] = field(default_factory=list)


# ---------------------------------------------------------------- grouping ----


def _rows(found: Records, frame: Frame) -> list[dict[str, Any]]:
    return [dict(zip(_NAMES[frame], row, strict=True)) for row in found[frame]]


def _first_policy(tables: Sequence[_Row]) -> list[_Row]:
    """One row a table: that of the first policy, which the findings are of."""
    seen: dict[tuple[str, int], _Row] = {}
    for table in tables:
        seen.setdefault((table["path"], table["table"]), table)
    return list(seen.values())


def _only(values: Iterable[Any]) -> Any:
    """The one value there is, else nothing."""
    found = {value for value in values if value not in {"", None}}
    return found.pop() if len(found) == 1 else None


class _Grouping:
    """Opinions in the making, by unit and year."""

    def __init__(self) -> None:
        self.portions: dict[tuple[str, int | None], _Portion] = {}

    def add(self, found: Records) -> None:
        """One workbook; a table that names no unit or year is of those of its workbook, if they are clear."""
        tables = _first_policy(_rows(found, "tables"))
        unit, year = _only(table["unit"] for table in tables), _only(table["year"] for table in tables)
        for file in _rows(found, "files"):
            if file["status"] not in {"ok", "findings"}:
                continue
            path = file["path"]
            for table in tables:
                self._of(path, table["unit"] or unit or "", table["year"] or year).tables.append(table)
            for finding in _rows(found, "findings"):
                self._of(path, finding["unit"] or unit or "", finding["year"] or year).findings.append(finding)
            if not tables and not found["findings"]:
                self._of(path, "", None)

    def _of(self, path: str, unit: str, year: int | None) -> _Portion:
        # A workbook that names no unit stands for itself: its whole path, whatever others are called.
        key = (unit_key(unit), year) if unit_key(unit) else (f"\0{path}", None)
        portion = self.portions.setdefault(key, _Portion(unit, True, year) if unit_key(unit) else _Portion(name_of(path), False, year))
        portion.paths.setdefault(path)
        return portion


# ---------------------------------------------------------------- opinions ----


def _for_the_unit(sentence: str) -> str:
    """A sentence without what only whoever runs the program can do.

    >>> _for_the_unit("改用符号和数字；另一种读法用 --set reach_words=equal。"), _for_the_unit("写明月份，或用 --set monitoring_month=7 指定。")
    ('改用符号和数字。', '写明月份。')
    """
    if "--" not in sentence:
        return sentence
    plain = re.sub("，或用? --[^；。]*|（--[^（）]*）", "", sentence)
    if "--" not in plain:
        return plain
    parts = re.split("[；。]", plain)
    kept = "；".join(part for part in parts if part and "--" not in part)
    return f"{kept}。" if kept else ""


def _point(finding: _Row, place: str = "", problem: str = "") -> Point:
    basis = f"{finding['basis']}（{finding['code']}）" if finding["basis"] else f"（{finding['code']}）"
    return Point(
        finding["path"], finding["sheet"], finding["cell"], place or finding["cell"], problem or _for_the_unit(finding["message"]) or finding["message"],
        finding["found"] or "", finding["expected"] or "", _for_the_unit(finding["suggestion"]), basis, finding["explained"] or "",
    )


def _hints(findings: Sequence[_Row], titles: Mapping[str, str]) -> tuple[Point, ...]:
    """Hints in short: one line a check and sheet."""
    groups: dict[tuple[str, str, str], list[_Row]] = {}
    for finding in findings:
        groups.setdefault((finding["path"], finding["sheet"], finding["code"]), []).append(finding)
    return tuple(
        _point(group[0]) if len(group) == 1 else
        _point(group[0], f"{group[0]['cell']} 等 {len(group)} 处", f"{titles.get(code, code)}（{len(group)} 处）：{_for_the_unit(group[0]['message'])}")._replace(found="", expected="")
        for (_, _, code), group in groups.items()
    )


def _points(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _called(table: _Row) -> str:
    """How a table is called in a sentence."""
    return f"“{table['project']}”" if table["project"] else f"《{table['title'] or table['sheet']}》"


def _material(portion: _Portion) -> str:
    stages = [f"{name} {count} 张" for stage, name in _STAGES.items() if (count := sum(table["stage"] == stage for table in portion.tables))]
    tables = f"，其中{'、'.join(stages)}" if stages else ""
    return f"本次审核工作簿 {len(portion.paths)} 个{tables}。"


def _total(table: _Row, thresholds: Thresholds, policies: Mapping[str, str]) -> Iterator[str]:
    """A stated total that is not the recomputed one."""
    stated, score = table["stated"], table["score"]
    if table["stage"] != "evaluation" or score is None:
        return
    kept = f"（其中 {table['accepted']} 项无法重算，沿用所填得分）" if table["accepted"] else ""
    grade = f"，等级为“{table['grade']}”" if table["grade"] else ""
    by = f"按政策“{policies.get(table['policy'], table['policy'])}”重算"
    if stated is None:
        yield f"{_called(table)}没有填总分，{by}为 {_points(score)} 分{kept}{grade}。"
    elif abs(round(stated - score, 4)) > thresholds.total_gap:
        yield f"{_called(table)}所填总分 {_points(stated)} 分，{by}为 {_points(score)} 分{kept}，相差 {_points(abs(stated - score))} 分{grade}，请核实。"


def _rate(table: _Row, thresholds: Thresholds) -> Iterator[str]:
    """An execution rate that asks for a reason."""
    rate = table["rate"]
    if table["stage"] == "evaluation" and rate is not None and rate < thresholds.rate_reason:
        money = f"全年预算数 {_points(table['budget'])} 万元，全年执行数 {_points(table['executed'])} 万元，" if None not in {table["budget"], table["executed"]} else ""
        yield f"{_called(table)}{money}预算执行率 {rate:.2%}，低于 {thresholds.rate_reason * 100:g}%，请说明原因和改进措施。"


def _several(sentences: Sequence[str], rest: str) -> Iterator[str]:
    """The first few sentences, then how many more there are."""
    if sentences:
        more = len(sentences) - _LISTED
        yield "".join(sentences[:_LISTED]) + (f"另有 {more} {rest}" if more > 0 else "")


_ASKED: dict[Verdict, str] = {
    "return": "请对照下列需要修改的问题逐条改正，于      年    月    日前重新报送；情况属实、确实不能修改的，在“单位回复”栏写明理由，随修改稿一并报送。",
    "explain": "请对照下列需要说明的问题逐条核实，在“单位回复”栏写明情况，于      年    月    日前报送；填写有误的，一并改正。",
    "pass": "审核通过。",
}


def _mainly(findings: Sequence[_Row], titles: Mapping[str, str]) -> str:
    """What kinds of problems there are, the most frequent first."""
    kinds = Counter(titles.get(finding["code"], finding["code"]) for finding in findings)
    if len(kinds) < 2:
        return ""
    most = "，".join(f"{title} {count} 条" for title, count in kinds.most_common(_KINDS))
    return f"主要是：{most}{'等' if len(kinds) > _KINDS else ''}。"


def _text(portion: _Portion, counts: tuple[int, int, int, int], mainly: str, verdict: Verdict, thresholds: Thresholds, policies: Mapping[str, str]) -> Iterator[str]:
    errors, warnings, explained, infos = counts
    aside = "".join((f"；单位已说明 {explained} 条" if explained else "", f"；另有提示 {infos} 条，仅供参考" if infos else ""))
    yield _material(portion)
    yield (f"需要修改的问题 {errors} 条，需要说明的问题 {warnings} 条{aside}。{mainly}" if errors or warnings else f"没有发现需要修改或说明的问题{aside}。")
    yield from _several([said for table in portion.tables for said in _total(table, thresholds, policies)], "张表的所填总分与重算总分不一致，见下表。")
    yield from _several([said for table in portion.tables for said in _rate(table, thresholds)], "张表的预算执行率偏低，请一并说明。")
    if explained:
        yield f"单位已对 {explained} 条问题作出说明，列在后面；经核实说明不成立的，仍须修改。"
    yield "审核通过；列出的问题请在下次填报时改进。" if verdict == "pass" and warnings else _ASKED[verdict]


def _about(path: str, tables: Sequence[_Row]) -> str:
    """A workbook in a few words."""
    said = []
    for table in tables:
        if table["path"] != path:
            continue
        name = table["title"] or table["sheet"]
        name += f"（{table['project']}）" if table["project"] and table["project"] not in name else ""
        if table["stage"] == "evaluation":
            stated = "未填" if table["stated"] is None else _points(table["stated"])
            score = "—" if table["score"] is None else _points(table["score"])
            name += f"：所填总分 {stated}，重算 {score}" + (f"，等级 {table['grade']}" if table["grade"] else "")
        said.append(name)
    return "；".join(said)


def _opinion(portion: _Portion, thresholds: Thresholds, titles: Mapping[str, str], policies: Mapping[str, str], made: date, version: str) -> Opinion:
    told = [finding for finding in portion.findings if finding["code"] not in thresholds.ignore]
    explained = [finding for finding in told if finding["explained"] is not None and finding["severity"] != "info"]
    errors, warnings = ([f for f in told if f["severity"] == severity and f["explained"] is None] for severity in ("error", "warning"))
    infos = _hints([finding for finding in told if finding["severity"] == "info"], titles)
    # A threshold of 0 is reached by 1: nothing is sent back for no error at all.  Errors that are too few for that are explained.
    returned = len(errors) >= max(thresholds.return_errors, 1)
    asked = bool(errors) or len(warnings) >= max(thresholds.explain_warnings, 1)
    verdict: Verdict = "return" if returned else "explain" if asked else "pass"
    counts = len(errors), len(warnings), len(explained), len(infos)
    return Opinion(
        portion.unit, portion.named, portion.year, made,
        tuple(Reviewed(path, _about(path, portion.tables)) for path in portion.paths),
        verdict, tuple(_text(portion, counts, _mainly([*errors, *warnings], titles), verdict, thresholds, policies)),
        tuple(map(_point, errors)), tuple(map(_point, warnings)), tuple(map(_point, explained)), infos, version,
    )


def opinions(
    found: Iterable[Records], thresholds: Thresholds, *, titles: Mapping[str, str], policies: Mapping[str, str], made: date, version: str,
) -> list[Opinion]:
    """One opinion a unit and year, by name; a workbook that names no unit has one of its own.

    Args:
        found: the flat rows of each workbook; those that could not be read have none and are passed over.
        thresholds: what sends back, asks for words, and is left out.
        titles: check code → its title, in Chinese.
        policies: id → its title, in Chinese.
        made: the day of the review.
        version: of jixiao.

    """
    grouping = _Grouping()
    for records in found:
        grouping.add(records)
    portions = sorted(grouping.portions.values(), key=lambda portion: (not portion.named, portion.unit, portion.year or 0, *portion.paths))
    return [_opinion(portion, thresholds, titles, policies, made, version) for portion in portions]


# ------------------------------------------------------------------- files ----


def safe_name(name: str) -> str:
    """A name that any system takes for a file, and that still reads as it did.

    >>> safe_name("甲/乙:局*?"), safe_name("con.局"), safe_name(" .. "), safe_name("某局.")
    ('甲／乙：局＊？', '_con.局', '未命名', '某局')
    """
    bare = _UNFIT.sub("", " ".join(unicodedata.normalize("NFC", name).split())).translate(_WIDE).strip(" .")
    while len(bare.encode()) > _LONGEST_NAME:
        bare = bare[:-1].rstrip(" .")
    if _RESERVED.match(bare):
        bare = f"_{bare}"
    return bare or "未命名"


def file_names(found: Sequence[Opinion]) -> list[str]:
    """The name of each opinion's workbook; those that would be one are numbered, in their order."""
    taken: set[str] = set()
    names: list[str] = []
    for opinion in found:
        stem = safe_name(opinion.unit) + (f"（{opinion.year}年度）" if opinion.year else "") + "审核意见"
        name, number = f"{stem}.xlsx", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}({number}).xlsx"
        taken.add(name.casefold())
        names.append(name)
    return names


def refuse_if_there(folder: Path, names: Sequence[str]) -> None:
    """Raise JixiaoError where a workbook to be written is there already: then none is written."""
    there = [name for name in names if (folder / name).exists()]
    if there:
        more = Text(f"等 {len(there)} 个", f" and {len(there) - 1} more") if len(there) > 1 else Text("", "")
        raise JixiaoError(Text(
            f"{folder / there[0]} {more.zh}已经存在，没有写出任何审核意见。请换一个输出位置，或加 --force 覆盖。",
            f"{folder / there[0]}{more.en} exists; no opinion was written. Use another -o, or --force.",
        ))


def write(found: Sequence[Opinion], folder: Path, *, force: bool) -> Iterator[tuple[Opinion, Path]]:
    """Write each opinion into a workbook of its own, whole or not at all; gives each with its file as it is written.

    Raises JixiaoError: a file is there and ``force`` is not given, or the folder cannot be written.
    """
    from jixiao.reports.review_sheet import workbook  # noqa: PLC0415  # needs XlsxWriter
    from jixiao.workbooks.replacing import make_folder, permissions  # noqa: PLC0415
    from jixiao.workbooks.store import write_whole  # noqa: PLC0415

    names = file_names(found)
    if not force:
        refuse_if_there(folder, names)
    with permissions(folder):
        make_folder(folder)
    for opinion, name in zip(found, names, strict=True):
        target = folder / name
        write_whole(target, workbook(opinion, folder))
        yield opinion, target
