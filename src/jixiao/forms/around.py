"""What stands around the blocks: title, year, unit's name, goals, 总分 and 等级."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jixiao.forms.headings import clean, is_label
from jixiao.forms.locate import Header
from jixiao.forms.view import SheetView, is_filled
from jixiao.model import Cell, Field, Goal, Ref
from jixiao.values import month_of_heading, month_of_period

# A budget year, not the first or last one of a span (2020年-2022年).
_YEAR = re.compile(r"(?<![-—–至~\d])(20\d{2})\s*年(?!\s*(?:\d{1,2}月)?\s*[-—–至~])")
_BUDGET_YEAR = re.compile(r"(20\d{2})\s*年\s*度|年度\s*[:：]\s*(20\d{2})(?!\d)")
_TITLE = re.compile(r"(绩效|自评|监控).*表|表.*(绩效|自评)|绩效目标$")
# Cells that may name the period of a monitoring table; 实施期限 and the like name another one.
_OF_MONITORING = re.compile(r"监控|绩效|执行|截[至止]")
_PERIOD_ALONE = re.compile(r"[(（]?(20\d\d年)?.{2,24}?(月|季度|半年|日)(份|底|末)?[)）]?")
_LONGEST_LINE = 60
_LONGEST_LABEL = 12
_LONGEST_NAME = 60
# Two labels in one cell stand apart: by a gap, or because the next one has a colon too.
_NEXT_LABEL = re.compile(r"[ 　\t\n]{2,}|[ 　\t\n,，;；]+(?=[^\s:,，;；]{2,12}:)")
_NUMBERED_GOAL = re.compile(r"^目标[一二三四五六七八九十\d]{1,3}$")
_WHOLE_PROJECT_GOAL = re.compile(r"^(实施期|中期|长期|总体)(总体|绩效|总)*目标$")
_HEADS_A_BLOCK = re.compile(r"^(项目|部门|单位)?基本(信息|情况)$")
_LABELLED_FIGURE = re.compile(r"^(?P<label>[^:：\d]{2,12})[:：]\s*(?P<value>\S+)$")


def title_of(view: SheetView, top: int, bottom: int) -> Field | None:
    """The table's title: the first line above its first block that reads like one, rather one that ends with 表."""
    found: Field | None = None
    for row in range(top, bottom + 1):
        for column, cell in view.own(row):
            if cell.kind != "text" or len(cell.text) > 80 or not _TITLE.search("".join(cell.text.split())):
                continue
            if found is None or (is_table(cell.text) and not is_table(found.text)):
                found = Field(Ref(view.sheet, row, column), cell)
    return found


def is_table(title: str) -> bool:
    """Whether a title names a table, not the part of a document that holds several (预算项目绩效目标).

    >>> is_table("1. 宣传项目绩效目标表（2024年度）"), is_table("预算项目绩效目标")
    (True, False)
    """
    return clean(title)[0].endswith("表")


def year_of(view: SheetView, top: int, bottom: int) -> int | None:
    """The year named in the lines above the first block."""
    texts = [cell.text[:200] for row in range(top, bottom + 1) for _, cell in view.own(row)]
    for pattern in (_BUDGET_YEAR, _YEAR):
        found = next((match for text in texts if (match := pattern.search(text))), None)
        if found:
            return int(found[found.lastindex or 1])
    return None


def month_of(view: SheetView, above: range, headings: list[Field], heading_rows: list[int]) -> int | None:
    """The last month that a table covers: named in its headings (1-7月执行数) or above them, else in the lines ``above``."""
    named = [month for heading in headings if (month := month_of_heading(heading.text)) is not None]
    # A heading over several columns may name the period for all of them.
    named = named or [month for row in heading_rows for _, cell in view.own(row) if cell.kind == "text" and (month := month_of_period(cell.text[:_LONGEST_LINE]))]
    if named:
        return max(named)
    for row in above:
        before = ""
        for index, (_, cell) in enumerate(view.own(row)):
            words = "".join(cell.text.split())
            about = _OF_MONITORING.search(words) or (_PERIOD_ALONE.fullmatch(words) and (index == 0 or _OF_MONITORING.search(before)))
            # 监控时点 | 2024年8月31日: the label beside a date says what it is.
            said = before + words if _OF_MONITORING.search(before) else words
            month = month_of_period(said) if about and len(words) <= _LONGEST_LINE else None
            if month is not None:
                return month
            before = words if len(words) <= _LONGEST_LABEL else ""
    return None


def _with_colon(view: SheetView, row: int, column: int, cell: Cell) -> tuple[str, Field] | None:
    """填报单位（盖章）：某局　填报日期：…: label and value in one cell; the value ends where the next label begins."""
    label, colon, rest = cell.text.strip().replace("：", ":").partition(":")
    if not colon or len(label) > _LONGEST_LABEL or not is_label(label, "header"):
        return None
    value = _NEXT_LABEL.split(rest.strip(), maxsplit=1)[0].strip()
    if not value or len(value) > _LONGEST_NAME or not any(ch.isalpha() for ch in value) or clean(value)[0] == "":
        return None
    return clean(label)[0], Field(Ref(view.sheet, row, column), cell, value)


def header_fields(view: SheetView, top: int, bottom: int) -> dict[str, Field]:
    """Lines such as 单位名称 | … above the first block: label → the value right of it, or behind the colon."""
    fields: dict[str, Field] = {}
    for row in range(top, bottom + 1):
        own = view.own(row)
        for index, (at, cell) in enumerate(own):
            if cell.kind == "text" and (said := _with_colon(view, row, at, cell)) is not None:
                fields.setdefault(*said)
            elif cell.kind == "text" and is_label(cell.text, "header") and index + 1 < len(own):
                column, value = own[index + 1]
                if not is_label(value.text, "header"):
                    fields.setdefault(clean(cell.text)[0], Field(Ref(view.sheet, row, column), value))
    return fields


def _is_goal_label(text: str) -> bool:
    return is_label(text, "expected_goal") or is_label(text, "achieved_goal") or _NUMBERED_GOAL.match(clean(text)[0]) is not None


def goals_of(view: SheetView, top: int, bottom: int) -> tuple[Goal, ...]:
    """预期目标 and 实际完成情况: the text below its heading, or right of it; 目标1, 目标2 likewise."""
    goals: list[Goal] = []
    for row in range(top, bottom + 1):
        labels = [(c, cell) for c, cell in view.own(row) if cell.kind == "text" and _is_goal_label(cell.text)]
        low = [pair for pair in labels if view.area(row, pair[0]).bottom == row]
        # 总体目标 beside 年度目标 is the label of the whole block.
        labels = low if low and len(low) < len(labels) else labels
        for column, cell in labels:
            kind = "achieved" if is_label(cell.text, "achieved_goal") else "expected"
            right = view.first(row, view.area(row, column).right + 1, view.last_column)
            below = view.field(view.area(row, column).bottom + 1, column)
            value = right if len(labels) == 1 and right.ref.row == row and is_filled(right.cell) and not _is_other_goal(right.text) else below
            if _HEADS_A_BLOCK.match(clean(value.text)[0]):
                continue  # the label is the title of the sheet
            if value.cell.kind == "text" and (kind, value) not in [(g.kind, g.field) for g in goals] and not _is_goal_label(value.text):
                goals.append(Goal(kind, value))  # type: ignore[arg-type]  # the two words above
    return tuple(goals)


def _is_other_goal(text: str) -> bool:
    """Whether a text heads the goal of the whole project, which stands beside that of the year."""
    return _WHOLE_PROJECT_GOAL.match(clean(text)[0]) is not None


@dataclass(frozen=True, slots=True)
class Closing:
    """The table's closing figures: 总分 (score and weight) and 等级."""

    total: Field | None
    weight: Field | None
    grade: Field | None


def _right_of(view: SheetView, row: int, column: int) -> Field:
    return view.first(row, view.area(row, column).right + 1, max(view.last_column, column + 1))


def _labelled(view: SheetView, row: int, kind: str) -> Field | None:
    """The value that belongs to a label of that kind in a row, in the next cell or behind a colon."""
    for column, cell in view.own(row):
        if cell.kind != "text":
            continue
        ref = Ref(view.sheet, row, column)
        figure = _LABELLED_FIGURE.match("".join(cell.text.split()))
        if figure and is_label(figure["label"], kind):
            return Field(ref, cell, figure["value"])
        if is_label(cell.text, kind):
            value = _right_of(view, row, column)
            figures = [(at, beside) for at, beside in view.own(row) if at > column and beside.kind == "number"]
            if kind != "grade" and len(figures) == 2 and len(view.own(row)) == 3:
                value = Field(Ref(view.sheet, row, figures[1][0]), figures[1][1])  # 总分 | 100 | 98.84
            return value if value.ref.row == row else view.blank(row, column + 1)
    return None


def closing_of(view: SheetView, header: Header, label: Field | None, above: range, between: range, end: int, last_row: int) -> Closing:
    """总分 from the closing row, else from a labelled figure above the blocks, between them, or below.

    In the funds block (rows ``between``) only 自评总分 and the like are a total of scores; 合计 is one of money.
    """
    total = weight = grade = None
    if label is not None:
        row = label.ref.row
        score = header.columns.get("score")
        if score is not None:
            total = view.first(row, score.left, score.right)
            figure = _LABELLED_FIGURE.match("".join(label.text.split()))
            if not is_filled(total.cell) and figure:
                total = Field(label.ref, label.cell, figure["value"])
            elif not is_filled(total.cell) or total.ref == label.ref or not any(ch.isdigit() for ch in total.text):
                weights = header.columns.get("weight")
                numbers = [(c, cell) for c, cell in view.own(row) if cell.kind in ("number", "percent")
                           and not (weights is not None and weights.left <= c <= weights.right)]
                total = Field(Ref(view.sheet, row, numbers[-1][0]), numbers[-1][1]) if numbers else (
                    view.blank(row, score.left))
        column = header.columns.get("weight")
        if column is not None:
            field = view.first(row, column.left, column.right)
            weight = field if field.ref.row == row and field.ref != label.ref and (total is None or field.ref != total.ref) else None
    for row in [*above, *between, *range(end, min(last_row, end + 12) + 1)]:
        grade = grade or _labelled(view, row, "grade")
        if total is None:
            candidate = _labelled(view, row, "score_total" if row in between else "total")
            is_weight = weight is not None and candidate is not None and candidate.ref == weight.ref
            if candidate is not None and not is_weight and any(ch.isdigit() for ch in candidate.text):
                total = candidate
    return Closing(total, weight, grade)
