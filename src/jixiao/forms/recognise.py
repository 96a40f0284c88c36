"""Which form a sheet is, and the sheet read as a table of that form.

For an accountant: jixiao knows a table by its headings and title, says what it took for what, and
what is missing.  For a programmer: blocks are located once; each form is then scored against what
was found, so a further form costs nothing to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jixiao.forms.around import closing_of, goals_of, header_fields, month_of, title_of, year_of
from jixiao.forms.funds import read_funds
from jixiao.forms.generic import FUND_NAMES, GENERIC, GENERIC_NAME, INDICATOR_NAMES, generic, reading
from jixiao.forms.headings import clean, money_unit, without_period
from jixiao.forms.indicators import level_name, read_rows
from jixiao.forms.level_rows import headless, is_headless
from jixiao.forms.locate import Header, headers, money_columns, total_label
from jixiao.forms.loose import settle_names, settle_terms
from jixiao.forms.pairs import mentions_money, read_pairs
from jixiao.forms.plan import plan_of
from jixiao.forms.prose import Prose, read_prose
from jixiao.forms.spec import INDICATOR_KEYS, Form, find_form, statement_forms, table_forms, words_of
from jixiao.forms.statement_spec import StatementForm
from jixiao.forms.statements import read_statements
from jixiao.forms.tasks import tasks_of
from jixiao.forms.transposed import read_transposed
from jixiao.forms.view import SheetView
from jixiao.model import Book, Drift, Field, FundLine, Ref, Stage, Statement, Table, Text


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was found in one workbook.

    Attributes:
        tables: every table, in the order of sheets and rows.
        statements: every statement (基础数据表 …), likewise.
        notes: sentences for the user (two tables in one file, two forms that fit equally).
    """

    tables: tuple[Table, ...]
    notes: tuple[Text, ...]
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """The blocks of one table on a sheet.

    Attributes:
        top: first row that can belong to it; last_row: the last one.
        repeats: repeated headings inside, first row → last row.
    """

    view: SheetView
    indicator: Header
    fund: Header | None
    top: int
    last_row: int
    repeats: dict[int, int]

    @property
    def fund_below(self) -> bool:
        """Whether the money stands below the indicators."""
        return self.fund is not None and self.fund.top > self.indicator.top

    @property
    def first_block(self) -> int:
        """The row of the first heading."""
        return min(self.indicator.top, self.fund.top if self.fund else self.indicator.top)


_CONTINUED = re.compile(r"[(（【]?(?:续|接上|第)[表页上\d一二三四五六七八九十]*[页表]?[)）】]?")
# Lines above 项目名称 or the title of a further table.
_MOST_ABOVE = 4
_LONGEST_UNREAD = 20
# What stands beside the headings of goals that are not the year's own.
_LONG_TERM = re.compile(r"长期|中期|实施期|中长期|总体期")


def _continues(view: SheetView, before: Located, again: Header) -> bool:
    """Whether a second heading only repeats the first one at a page break."""
    first = before.indicator
    if not first.same_columns(again):
        return False
    right = first.columns["name"].right
    # What lies above an earlier repetition has been looked through then.
    below = next(reversed(before.repeats.values()), first.bottom) + 1
    if any(total_label(view, row, right) is not None for row in range(below, again.top)):
        return False
    title = _title_alone(view, below, again.top - 1)
    if title is None:
        return _opening(view, below, again.top - 1) is None
    own = title_of(view, before.top, before.first_block - 1)
    words = clean(title.text)[0]
    said = _CONTINUED.search("".join(title.text.split())) is not None
    # The same title once more is a further page, unless a head of its own (项目名称 …) follows it.
    return own is not None and _CONTINUED.sub("", words) == clean(own.text)[0] and (said or again.top - title.ref.row <= 2)


def _title_alone(view: SheetView, top: int, bottom: int) -> Field | None:
    """A title that has its row for itself: the name of an indicator never does."""
    rows = (row for row in range(top, bottom + 1) if len(view.own(row)) == 1)
    return next((title for row in rows if (title := title_of(view, row, row)) is not None), None)


def _opening(view: SheetView, top: int, bottom: int) -> int | None:
    """The first row that opens a further table: its title, else 项目名称 … with what it names."""
    title = _title_alone(view, top, bottom)
    if title is not None:
        return title.ref.row
    return next((row for row in range(top, bottom + 1) if header_fields(view, row, row)), None)


def _term(view: SheetView, header: Header) -> str:
    """The words beside a heading row: 长期绩效指标, 年度绩效指标."""
    left = min(column.left for column in header.columns.values())
    return view.field(header.top, left - 1).text if left > 1 else ""


def _replaces(view: SheetView, first: Header, again: Header) -> bool:
    """Whether the long-term goals above only lead to the year's own below."""
    return bool(_LONG_TERM.search(_term(view, first))) and "年度" in _term(view, again) and first.same_columns(again)


def locate(view: SheetView) -> list[Located]:
    """Every table of a sheet: an indicator heading with the funds heading above it."""
    found: list[Located] = []
    fund: Header | None = None
    top = 1
    for header in headers(view):
        if header.block == "fund":
            if found and fund is None:
                top = _table_top(view, found[-1], header.top)
                found[-1] = _until(found[-1], top - 1)
            fund = fund or header
            continue
        header = settle_names(view, settle_terms(view, header))  # noqa: PLW2901  # the same heading, understood
        if found and fund is None and _replaces(view, found[-1].indicator, header):
            found[-1] = replace(found[-1], indicator=header)
            continue
        if found and fund is None and _continues(view, found[-1], header):
            found[-1].repeats[header.top] = header.bottom
            continue
        if found and fund is None:
            top = _table_top(view, found[-1], header.top)
            found[-1] = _until(found[-1], top - 1)
        found.append(Located(view, header, fund, top, view.last_row, {}))
        fund = None
    if found and fund is not None and found[-1].fund is None and fund.top > found[-1].indicator.bottom:
        found[-1] = replace(found[-1], fund=fund)  # money below the indicators
    if not found and (bare := headless(view, 1, view.last_row)) is not None:
        found.append(Located(view, bare, fund if fund and fund.top < bare.top else None, 1, view.last_row, {}))
    return found


def _table_top(view: SheetView, before: Located, heading: int) -> int:
    """The first row of a further table on the sheet: its title, else its heading."""
    opening = _opening(view, before.indicator.bottom + 1, heading - 1)
    top = heading if opening is None else opening
    # What stands right above, after an empty row, belongs to the further table as well (单位名称, 单位：万元).
    gap = next((row for row in range(top - 1, before.indicator.bottom, -1) if not view.own(row)), None)
    return gap + 1 if gap is not None and top - gap <= _MOST_ABOVE else top


def _until(located: Located, last_row: int) -> Located:
    return replace(located, last_row=last_row)


def _fit(form: Form, located: Located, title: str, words: frozenset[str]) -> float:
    """How well a form fits: its title, the share of its own headings, its signature words."""
    share = 0.0
    pairs = [(form.headings, located.indicator), (form.fund_headings, located.fund)]
    for headings, header in pairs:
        found = {key: clean(column.heading.text)[0] for key, column in header.columns.items()} if header else {}
        same = sum(found.get(key) == clean(heading)[0] for key, heading in headings.items())
        near = sum(key in found for key in headings)
        extra = sum(key not in headings for key in found if key != "remark")
        share += (same + 0.5 * (near - same) - 0.5 * extra) / max(len(headings), 1)
    # The longest title that fits says most: 部门整体支出绩效自评表 contains 绩效自评表 too.
    titled = max((len(clean(wanted)[0]) for wanted in form.titles if clean(wanted)[0] in title), default=0)
    kind = 0.05 if any(word in title and word in form.name.zh for word in ("项目", "部门", "整体")) else 0.0
    signed = sum(word in words for word in form.signature) / len(form.signature) - 0.5 if form.signature else 0.0
    # A form that stands out by one of its 一级指标 is a little nearer than its plain sister.
    kind += 0.01 if form.levels else 0.0
    return share + kind + (1.5 + titled / 100 if titled else 0.0) + 2 * signed


def _stages(located: Located, title: str) -> set[Stage]:
    """What a table can be: a 自评表 has 得分 or 实际完成值, a 监控表 looks ahead to the year's end."""
    columns = located.indicator.columns.keys()
    if "监控" in title and "自评" not in title:
        return {"monitoring"}
    if "score" in columns:
        return {"evaluation"}
    if {"expected", "outlook", "light"} & columns:
        return {"monitoring"}
    return {"evaluation"} if "actual" in columns else {"target"}


def _lacking(form: Form, located: Located, funds: tuple[FundLine, ...]) -> list[Drift]:
    """The columns that a form asks for and the sheet does not have; in a declaration, the funds as well."""
    place = Ref(located.view.sheet, located.indicator.top, min(column.left for column in located.indicator.columns.values()))
    drift: list[Drift] = []
    for block, headings, required, wanted, prefix in (
        (located.indicator, form.headings, form.required, form.wanted, ""),
        (located.fund, form.fund_headings, form.fund_required, form.fund_wanted, "fund."),
    ):
        if block is None and (form.stage != "target" or any(line.budget is not None for line in funds)
                              or mentions_money(located.view, located.top, located.indicator.top - 1)):
            continue
        columns = block.columns if block is not None else {}
        ref = next(iter(columns.values())).heading.ref if columns else place
        lacking = [(key, heading) for key, heading in headings.items() if key not in columns]
        drift.extend(Drift("missing", prefix + key, heading, "", ref) for key, heading in lacking if key in required)
        drift.extend(Drift("wanted", prefix + key, heading, "", ref) for key, heading in lacking if key in wanted)
    return drift


def _drift(form: Form, located: Located, funds: tuple[FundLine, ...]) -> tuple[Drift, ...]:
    drift = _lacking(form, located, funds)
    for block, headings in ((located.indicator, form.headings), (located.fund, form.fund_headings)):
        if block is None or is_headless(block):
            continue
        for key, heading in headings.items():
            column = block.columns.get(key)
            prefix = "" if block.block == "indicator" else "fund."
            if column is not None and key not in block.marks and without_period(clean(column.heading.text)[0]) != without_period(clean(heading)[0]):
                drift.append(Drift("renamed", prefix + key, heading, clean(column.heading.text)[0], column.heading.ref))
        drift.extend(
            Drift("duplicate", rival.key, block.columns[rival.key].heading.text, rival.heading.text, rival.heading.ref)
            for rival in block.rivals
        )
        first_known = min(column.left for column in block.columns.values())
        drift.extend(
            # What stands left of the columns names the rows or the block.
            Drift("extra", "", "", field.text, field.ref)
            for field in block.unknown if len(field.text) <= 20 and field.ref.column > first_known
        )
    return tuple(drift)


def _read(form: Form, located: Located) -> Table:
    view, header = located.view, located.indicator
    rows = read_rows(view, header, located.repeats, located.last_row)
    if header.beside is not None:
        rows.join(read_rows(view, header.beside, located.repeats, located.last_row))
    tasks = tasks_of(view, located.top, header.top - 1)
    funds, fund_columns = _funds(form, located)
    if rows.funds and not funds:
        funds, fund_columns = tuple(rows.funds), {key: column.heading for key, column in money_columns(view, header).items()}
    if tasks.funds and {line.label.ref.row for line in funds} <= {line.label.ref.row for line in tasks.funds}:
        funds = tasks.funds  # 金额合计 below the tasks, read with its columns
    # 完成情况 beside the tasks is theirs, not that of the goals.
    told = {field.ref for task in tasks.tasks for field in task.details.values()}
    title = title_of(view, located.top, located.first_block - 1)
    closing = closing_of(
        view, header, rows.total_label, range(located.top, located.first_block),
        range(located.fund.top, view.last_row + 1) if located.fund is not None and located.fund_below else range(located.first_block, header.top),
        rows.end, view.last_row if located.fund_below else located.last_row,
    )
    notes = [note for heading in fund_columns.values() for note in clean(heading.text)[1]]
    return Table(
        sheet=view.sheet,
        form=form.id,
        title=title.text if title else view.sheet,
        stage=form.stage,
        anchor=title.ref if title else Ref(view.sheet, header.top, 1),
        columns={key: column.heading for key, column in header.columns.items()},
        fund_columns=fund_columns,
        funds=funds,
        indicators=tuple(rows.indicators),
        levels=rows.levels(),
        goals=tuple(goal for goal in goals_of(view, located.top, header.top - 1) if goal.field.ref not in told),
        header=header_fields(view, located.top, located.first_block - 1),
        total_required=form.total_required,
        total=closing.total,
        total_weight=closing.weight,
        grade=closing.grade,
        drift=(*_drift(form, located, funds), *rows.drift),
        money_unit=_money_unit(located, notes) or form.money_unit,
        year=year_of(view, located.top, located.first_block - 1),
        month=_month(form, located),
        plan=plan_of(view, located.top, header.top - 1),
        tasks=tasks.tasks,
        computed=form.computed,
        policy=form.policy,
    )


def _funds(form: Form, located: Located) -> tuple[tuple[FundLine, ...], dict[str, Field]]:
    """The money lines and the heading of each figure: below a heading row, beside headings, or pairs of label and amount."""
    view = located.view
    last_row = view.last_row if located.fund_below else located.indicator.top - 1
    if located.fund is not None:
        headings = {key: column.heading for key, column in located.fund.columns.items()}
        lines = read_funds(view, located.fund, last_row, form.inline)
        # Headings and figures in turn look like a heading row with nothing below it.
        return (lines, headings) if lines else read_transposed(view, located.fund.top, located.fund.bottom)
    if form.stage != "target":
        return read_transposed(view, located.top, last_row)
    pairs = read_pairs(view, located.top, last_row)
    # Without a heading, the label of the total says what its amount is.
    total = next((line for line in pairs if line.role == "total" and line.budget is not None), None)
    return pairs, {"budget": total.label} if total else {}


def _month(form: Form, located: Located) -> int | None:
    """The month that progress is measured against: only a monitoring table has one."""
    if form.stage != "monitoring":
        return None
    blocks = [located.fund, located.indicator] if located.fund else [located.indicator]
    headings = [column.heading for block in blocks for key, column in block.columns.items() if key in {"actual", "executed", "rate", "completion"}]
    rows = [row for block in blocks for row in range(block.top, block.bottom + 1)]
    return month_of(located.view, range(located.top, located.first_block), headings, rows)


def _money_unit(located: Located, notes: list[str]) -> str | None:
    """The unit of the amounts, from the headings or from a line 单位：万元 above them."""
    last_row = located.fund.bottom if located.fund else located.indicator.top - 1
    lines = [cell.text for row in range(located.top, last_row + 1) for _, cell in located.view.own(row)
             if cell.kind == "text" and len(cell.text) <= 30 and "元" in cell.text]
    return money_unit(*notes, *lines)


def _title_words(located: Located) -> str:
    title = title_of(located.view, located.top, located.first_block - 1)
    return clean(title.text)[0] if title else clean(located.view.sheet)[0]


def _words(located: Located) -> frozenset[str]:
    """Short texts down to the indicator heading: there a form's signature words stand."""
    rows = range(located.top, located.indicator.bottom + 1)
    return frozenset(
        clean(cell.text)[0] for row in rows for _, cell in located.view.own(row) if cell.kind == "text" and len(cell.text) <= 20
    )


def _first_levels(located: Located) -> frozenset[str]:
    """The 一级指标 of a table, without their weights."""
    column = located.indicator.columns.get("level1")
    if column is None:
        return frozenset()
    rows = range(located.indicator.bottom + 1, located.last_row + 1)
    texts = (cell.text for row in rows for at, cell in located.view.own(row) if at == column.left and cell.kind == "text" and len(cell.text) <= 20)
    return frozenset(level_name(text)[0] for text in texts)


def _resembles(form: Form, located: Located) -> bool:
    """Whether at least half of the indicator headings are the form's own words."""
    if is_headless(located.indicator):
        return True  # without headings, the title decides
    found = {key: clean(column.heading.text)[0] for key, column in located.indicator.columns.items() if key in INDICATOR_KEYS}
    own = sum(key in form.headings and without_period(clean(form.headings[key])[0]) == without_period(words) for key, words in found.items())
    return 2 * own >= len(found)


def _by_meaning(located: Located, stage: Stage) -> tuple[Form, Text]:
    """The table's own headings as its form, and a sentence that says which heading was taken for what."""
    headings = {key: column.heading for key, column in located.indicator.columns.items()}
    funds = {key: column.heading for key, column in located.fund.columns.items()} if located.fund else {}
    said = reading(headings, INDICATOR_NAMES)
    money = reading(funds, FUND_NAMES)
    first = min(column.left for column in located.indicator.columns.values())
    unread = [field for field in located.indicator.unknown if field.ref.column > first and len(field.text) <= _LONGEST_UNREAD]
    left = "；没有用到的列：" + "、".join(f"“{clean(field.text)[0]}”({field.ref.a1})" for field in unread) if unread else ""
    left_en = "; not used: " + ", ".join(f"“{clean(field.text)[0]}” ({field.ref.a1})" for field in unread) if unread else ""
    return generic(stage, headings, funds), Text(
        f"“{located.view.sheet}”没有专门的表样，已按标题的意思读：{said}{'；资金：' if money else ''}{money}{left}。"
        f"如有认错，请改标题，或用 jixiao forms draft 起草表样后以 --forms 指定。",
        f"“{located.view.sheet}” has no form of its own and was read by the meaning of its headings: {said}{'; funds: ' if money else ''}{money}{left_en}. "
        "`jixiao forms draft` writes a form file for it.",
    )


def _read_prose(prose: Prose, form: Form) -> Table:
    """A sheet of paragraphs as a table: what the form asks for beyond names and targets is lacking."""
    lacking = [key for key in (*form.required, *form.wanted) if key in form.headings and key not in {"name", "target", "level1", "level2"}]
    return Table(
        sheet=prose.first.ref.sheet,
        form=form.id,
        title=prose.title.text if prose.title != prose.first else prose.first.ref.sheet,
        stage="target",
        anchor=prose.title.ref,
        columns={"name": prose.first, "target": prose.first},
        fund_columns={},
        funds=(),
        indicators=prose.indicators,
        levels=prose.levels,
        goals=prose.goals,
        total_required=False,
        drift=tuple(Drift("wanted", key, form.headings[key], "", prose.title.ref) for key in lacking),
        money_unit=form.money_unit,
        year=prose.year,
        policy=form.policy,
    )


def _prose_form(prose: Prose, forms: tuple[Form, ...]) -> Form:
    """The declaration whose title fits best, else none in particular."""
    title = clean(prose.title.text)[0]
    fitting = [(len(wanted), form.id, form) for form in forms if form.stage == "target" for wanted in form.titles if wanted in title]
    return max(fitting, key=lambda found: found[:2])[2] if fitting else generic("target", {}, {})


def recognise_sheet(view: SheetView, forms: tuple[Form, ...], forced: Form | None = None) -> tuple[list[Table], list[Text]]:
    """The tables of one sheet, each read under the form that fits best."""
    tables: list[Table] = []
    notes: list[Text] = []
    for located in locate(view):
        if forced is not None:
            tables.append(_read(forced, located))
            continue
        title = _title_words(located)
        words = _words(located)
        stages = _stages(located, title)
        levels = _first_levels(located)
        admissible = [form for form in forms if form.stage in stages and (not form.levels or levels.intersection(form.levels))]
        ranked = sorted(((_fit(form, located, title, words), -i, form) for i, form in enumerate(admissible)), reverse=True)
        if not ranked or not _resembles(ranked[0][2], located):
            own, said = _by_meaning(located, next(iter(stages)))
            tables.append(_read(own, located))
            notes.append(said)
            continue
        best = ranked[0][2]
        if len(ranked) > 1 and abs(ranked[0][0] - ranked[1][0]) < 1e-9:
            other = ranked[1][2]
            notes.append(Text(
                f"“{view.sheet}”与两种表样同样相符：{best.name.zh}、{other.name.zh}，已按前者核算；如不对，请用 --form {other.id} 指定。",
                f"“{view.sheet}” fits two forms equally, {best.id} and {other.id}; the first was taken. Choose with --form {other.id}.",
            ))
        tables.append(_read(best, located))
    if not tables and (prose := read_prose(view)) is not None:
        tables.append(_read_prose(prose, forced or _prose_form(prose, forms)))
    return tables, notes


def recognise(book: Book, form: str | None = None, folders: tuple[str, ...] = ()) -> Recognition:
    """Find and read every table of a workbook; ``form`` forces one form by id.

    Raises FormError for an unknown id or a broken form file.
    """
    chosen = find_form(form, folders) if form else None
    forced = chosen if isinstance(chosen, Form) else None
    forms = table_forms(folders)
    words = words_of(folders)
    of_statements = (chosen,) if isinstance(chosen, StatementForm) else statement_forms(folders)
    tables: list[Table] = []
    statements: list[Statement] = []
    notes: list[Text] = []
    hidden: list[str] = []
    shown = [grid for grid in book.grids if not grid.generated and grid.cells]
    shown.sort(key=lambda grid: not grid.visible)
    for grid in shown:
        if not grid.visible and tables:
            hidden.append(grid.sheet)
            continue
        figures = read_statements(SheetView(grid, words), of_statements)
        statements.extend(figures.statements)
        notes.extend(figures.notes)
        if isinstance(chosen, StatementForm):
            continue
        found, said = recognise_sheet(figures.rest, forms, forced)
        tables.extend(found)
        notes.extend(said)
    left = [name for name in hidden if any(locate(SheetView(grid, words)) for grid in shown if grid.sheet == name)]
    if left:
        notes.append(Text(
            f"隐藏的工作表 {'、'.join(f'“{name}”' for name in left)} 里也有绩效表，没有核算；需要时请先取消隐藏。",
            f"hidden sheets with tables were left alone: {', '.join(left)}; unhide them to have them computed.",
        ))
    if len(tables) > 1:
        names = {form.id: form.name for form in forms} | {GENERIC: GENERIC_NAME}
        places = "、".join(f"“{table.sheet}”（{names[table.form].zh}）" for table in tables)
        notes.append(Text(
            f"本文件有 {len(tables)} 张绩效表：{places}，已分别处理。",
            f"This file has {len(tables)} tables: " + ", ".join(f"“{t.sheet}” ({t.form})" for t in tables) + "; each was computed on its own.",
        ))
    return Recognition(tuple(tables), tuple(notes), tuple(statements))
