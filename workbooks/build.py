r"""Makes the example workbooks from their text sources, and the blank templates from the form files.

To an accountant: every example here has a .txt beside it that can be read and reviewed line by line; this script lays it
out as the printed form; a .md beside it is the report that such tables are part of, and becomes a Word document. A template is what `jixiao new` writes. To a programmer: `python workbooks/build.py` writes the same bytes each time (on the
same library versions); `--check` writes nothing and says whether the workbooks still carry what the texts and the forms say.

The text format
    # …              a comment
    键: 值           before the first section: 工作表 (sheet name), 列宽 (column widths), 靠左 (columns of the 指标 rows set flush left)
    工作表: 名称     further down: from here on another sheet of the same workbook
    [种类]           the kind of the rows that follow; KINDS says how each kind looks
    a | b | c        one row; a blank line ends it. Every row has as many cells as 列宽 has widths
    | d              a row goes on with the next cells
      text           (indented) a further line inside the last cell; \n does the same within a line
    <  ^  <<         merged with the cell to the left, with the cell above, with the cell to the left up to the end of the row
    1,234.50  99%    a figure is a number, shown as it is written here
    '99%             a figure kept as text
    {0.00%}          an empty cell with that number format
"""

import argparse
import io
import math
import re
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from jixiao.forms import load_forms
from jixiao.reports.word.outlines import Kind as ReportKind
from jixiao.reports.word.template import template
from jixiao.services.new import blank
from jixiao.workbooks.drawing import drawing_bytes
from jixiao.workbooks.fresh import MOMENT, TALLEST_ROW, repacked, set_up_page, text_height

HERE = Path(__file__).parent
LEFT, ABOVE, LEFT_TO_END = "<", "^", "<<"
FIGURE = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?%?")
REPORTS: dict[str, ReportKind] = {"report.docx": "department", "report-project.docx": "project", "report-public.docx": "public"}
"""The Word templates of `jixiao report`."""
EMPTY_WITH_FORMAT = re.compile(r"\{(.+)\}")
LONG_TEXT = 14
"""From this many characters on, a text in a 正文 row is set flush left."""
LONG_GROUP = 9
"""A merged group of more rows carries its label at the top."""


@dataclass(frozen=True)
class Kind:
    """How the rows of one kind look."""

    size: float = 9
    bold: bool = False
    border: bool = True
    align: str = "center"
    least_height: float = 18


KINDS = {
    "附注": Kind(size=10, border=False, align="left"),
    "标题": Kind(size=18, bold=True, border=False, least_height=34),
    "年度": Kind(size=10, border=False),
    "单位": Kind(size=10, least_height=22),
    "表头": Kind(bold=True, least_height=24),
    "正文": Kind(),
    "填写": Kind(align="left", least_height=54),
    "目标": Kind(align="left", least_height=110),
    "资金": Kind(least_height=20),
    "资金明细": Kind(align="left", least_height=20),
    "指标表头": Kind(bold=True, least_height=26),
    "指标": Kind(),
    "合计": Kind(bold=True, least_height=22),
}


@dataclass
class Row:
    """One row of the form: its kind, its cells as written, and where it stands in the source."""

    kind: str
    cells: list[str]
    line: int


@dataclass
class Source:
    """One sheet of a text source, read."""

    sheet: str = ""
    widths: list[float] = field(default_factory=list)
    flush_left: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


# ---------------------------------------------------------------- reading the text


def read(text: str) -> list[Source]:
    """Reads a text source, one Source a sheet; ValueError names the line that cannot be read."""
    sources = [Source()]
    kind, row_open = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            continue
        if line.startswith("工作表:") and sources[-1].rows:
            sources.append(Source())
            kind, row_open = "", False
        source = sources[-1]
        if not line.strip():
            row_open = False
        elif header := re.fullmatch(r"\[(\S+)\]", line.strip()):
            kind, row_open = header[1], False
            if kind not in KINDS:
                raise ValueError(f"line {number}: unknown kind of row [{kind}]")
        elif not kind:
            _read_property(source, line, number)
        elif line.startswith("  ") and row_open:
            source.rows[-1].cells[-1] += "\n" + line.strip()
        elif line.startswith("|") and row_open:
            source.rows[-1].cells += _cells(line[1:])
        else:
            source.rows.append(Row(kind, _cells(line), number))
            row_open = True
    for source in sources:
        for row in source.rows:
            _fill_to_end(row, len(source.widths))
    return sources


def _read_property(source: Source, line: str, number: int) -> None:
    key, _, value = (part.strip() for part in line.partition(":"))
    match key:
        case "工作表":
            source.sheet = value
        case "列宽":
            source.widths = [float(width) for width in value.split()]
        case "靠左":
            source.flush_left = value.split()
        case _:
            raise ValueError(f"line {number}: unknown property {key}")


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\n", "\n") for cell in line.split("|")]


def _fill_to_end(row: Row, columns: int) -> None:
    if row.cells[-1] == LEFT_TO_END:
        row.cells[-1:] = [LEFT] * (columns - len(row.cells) + 1)
    if len(row.cells) != columns:
        raise ValueError(f"line {row.line}: {len(row.cells)} cells, the form has {columns} columns")


def value_and_format(written: str) -> tuple[str | int | float | None, str]:
    """The value of a cell as written, and the number format that shows it the way it is written."""
    if empty := EMPTY_WITH_FORMAT.fullmatch(written):
        return None, empty[1]
    if written.startswith("'"):
        return written[1:], "@"
    if not FIGURE.fullmatch(written):
        return written or None, "General"
    digits = written.replace(",", "").removesuffix("%")
    places = len(digits.partition(".")[2])
    decimals = "." + "0" * places if places else ""
    if written.endswith("%"):
        return round(float(digits) / 100, places + 2), f"0{decimals}%"
    if "," in written:
        return float(digits), f"#,##0{decimals}"
    if places >= 2:
        return float(digits), f"0{decimals}"
    return (float(digits) if places else int(digits)), "General"


def regions(rows: list[Row]) -> dict[tuple[int, int], tuple[int, int]]:
    """The top left corner of each cell or merged range (from 1), with its bottom right corner."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    corners: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows, start=1):
        for c, written in enumerate(row.cells, start=1):
            neighbour = {LEFT: (r, c - 1), ABOVE: (r - 1, c)}.get(written)
            if neighbour is not None and neighbour not in owner:
                raise ValueError(f"line {row.line}: nothing to merge with")
            corner = owner[neighbour] if neighbour else (r, c)
            owner[r, c] = corner
            bottom, right = corners.get(corner, corner)
            corners[corner] = (max(bottom, r), max(right, c))
    for (top, left), (bottom, right) in corners.items():
        members = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if any(owner[member] != (top, left) for member in members):
            raise ValueError(f"line {rows[top - 1].line}: a merged range that is not a rectangle")
    return corners


# ---------------------------------------------------------------- laying out the form


def build(sources: list[Source]) -> Workbook:
    """The workbook of a text source."""
    book = Workbook()
    book.remove(book.active)
    for source in sources:
        _add_sheet(book, source)
    book.properties.creator = "jixiao"
    book.properties.title = sources[0].sheet
    book.properties.created = book.properties.modified = MOMENT
    return book


def _add_sheet(book: Workbook, source: Source) -> None:
    sheet = book.create_sheet(source.sheet)
    for c, width in enumerate(source.widths, start=1):
        sheet.column_dimensions[get_column_letter(c)].width = width
    corners = regions(source.rows)
    for (top, left), (bottom, right) in corners.items():
        _write(sheet, source, top, left, rows_high=bottom - top + 1)
        if (bottom, right) != (top, left):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    _draw_borders(sheet, source.rows)
    _set_heights(sheet, source, corners)
    _set_up_page(sheet, source.rows)


def _write(sheet: Worksheet, source: Source, r: int, c: int, rows_high: int) -> None:
    row = source.rows[r - 1]
    kind, cell = KINDS[row.kind], sheet.cell(r, c)
    cell.value, cell.number_format = value_and_format(row.cells[c - 1])
    cell.font = Font(name="宋体", size=kind.size, bold=kind.bold)
    flush_left = isinstance(cell.value, str) and (
        (row.kind == "指标" and get_column_letter(c) in source.flush_left)
        or (row.kind == "正文" and len(cell.value) > LONG_TEXT)
    )
    is_side_label = c == 1 and kind.border
    horizontal = "left" if flush_left else "center" if is_side_label else kind.align
    # A label in the middle of a group that runs over several pages would be far away, or cut by the page break.
    vertical = "top" if rows_high > LONG_GROUP else "center"
    cell.alignment = Alignment(
        horizontal=horizontal, vertical=vertical, wrap_text=True, indent=int(horizontal == "left" and kind.border)
    )


def _draw_borders(sheet: Worksheet, rows: list[Row]) -> None:
    thin = Side(style="thin", color="000000")
    for r, row in enumerate(rows, start=1):
        kind = KINDS[row.kind]
        for c in range(1, len(row.cells) + 1):
            if kind.border:
                sheet.cell(r, c).border = Border(left=thin, right=thin, top=thin, bottom=thin)


def _set_heights(sheet: Worksheet, source: Source, corners: dict[tuple[int, int], tuple[int, int]]) -> None:
    """Excel does not fit rows to merged cells, so each row gets the height that its longest text needs."""
    heights = [KINDS[row.kind].least_height for row in source.rows]
    for (top, left), (bottom, right) in sorted(corners.items(), key=lambda item: item[1][0] - item[0][0]):
        text = str(sheet.cell(top, left).value or "")
        needed = text_height(text, sum(source.widths[left - 1 : right]), KINDS[source.rows[top - 1].kind].size)
        # The label of a long group stands at its top, and has to fit there whatever row the page ends with.
        carriers = range(top - 1, top if bottom - top >= LONG_GROUP else bottom)
        missing = needed - sum(heights[r] for r in carriers)
        for r in carriers:
            heights[r] += max(missing, 0) / len(carriers)
    for r, height in enumerate(heights, start=1):
        if height > TALLEST_ROW:
            raise ValueError(
                f"line {source.rows[r - 1].line}: the row would be {height:.0f} points tall, Excel ends at {TALLEST_ROW}"
            )
        sheet.row_dimensions[r].height = math.ceil(height)


def _set_up_page(sheet: Worksheet, rows: list[Row]) -> None:
    headings = [r for r, row in enumerate(rows, start=1) if row.kind == "指标表头"]
    one = headings and headings[-1] - headings[0] < 3  # not those of several tables
    set_up_page(sheet, len(rows[0].cells), len(rows), heading=(headings[0], headings[-1]) if one else None)


# ---------------------------------------------------------------- the report as a Word document


def document(report: str, tables: list[Source]) -> Document:
    """The Word document of a report: a line is a paragraph, ``#`` a title or heading, ``{表: 名称}`` the table of that sheet."""
    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height, page.left_margin, page.right_margin = Mm(210), Mm(297), Mm(28), Mm(26)
    for style, font, size in (("Normal", "仿宋", 12), ("Title", "黑体", 20), ("Heading 1", "黑体", 14), ("Heading 2", "楷体", 13)):
        looks = made.styles[style]
        looks.font.name, looks.font.size, looks.font.color.rgb = font, Pt(size), RGBColor(0, 0, 0)
        looks.element.rPr.rFonts.set(qn("w:eastAsia"), font)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):  # they outrank the names
            looks.element.rPr.rFonts.attrib.pop(qn(theme), None)
    for line in re.sub(r"<!--.*?-->", "", report, flags=re.DOTALL).splitlines():
        if placed := re.fullmatch(r"\{表: (.+)\}", line.strip()):
            _add_table(made, next(source for source in tables if source.sheet == placed[1]))
        elif heading := re.match(r"(#+) ", line):
            made.add_heading(line[heading.end() :].strip(), len(heading[1]) - 1)
        elif line.strip():
            made.add_paragraph(line.strip())
    made.core_properties.author, made.core_properties.title = "jixiao", tables[0].sheet
    made.core_properties.created = made.core_properties.modified = MOMENT
    return made


def _add_table(made: Document, source: Source) -> None:
    """The framed rows of a sheet as a table, those without a frame as paragraphs before and after it."""
    framed = [r for r, row in enumerate(source.rows) if KINDS[row.kind].border]
    for row in source.rows[: framed[0]]:
        made.add_paragraph("".join(cell for cell in row.cells if cell != LEFT))
    rows = source.rows[framed[0] : framed[-1] + 1]
    table = made.add_table(len(rows), len(source.widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, source.widths, strict=True):
        column.width = Mm(round(156 * width / sum(source.widths), 1))
    cells = [row.cells for row in table.rows]
    for row in cells:
        for cell, column in zip(row, table.columns, strict=True):
            cell.width = column.width
    for (top, left), (bottom, right) in regions(rows).items():
        cells[top - 1][left - 1].merge(cells[bottom - 1][right - 1]).text = rows[top - 1].cells[left - 1].removeprefix("'")
    for row in source.rows[framed[-1] + 1 :]:
        made.add_paragraph("".join(cell for cell in row.cells if cell != LEFT))


def document_contents(made: Document) -> list[list[str]]:
    """Everything that a reader of the document sees: its paragraphs, and the cells of its tables."""
    return [[each.text for each in made.paragraphs], *[[cell.text for row in table.rows for cell in row.cells] for table in made.tables]]


def document_bytes(made: Document) -> bytes:
    """The .docx of a document, without the moment of saving in it."""
    saved, out = io.BytesIO(), io.BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.namelist():
            entry = zipfile.ZipInfo(name, date_time=MOMENT.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(entry, archive.read(name))
    return out.getvalue()


# ---------------------------------------------------------------- the file, the same bytes each time


def to_bytes(book: Workbook) -> bytes:
    """The .xlsx of a workbook, without the moment of saving in it."""
    saved = io.BytesIO()
    book.save(saved)
    return repacked(saved.getvalue())


def contents(book: Workbook) -> dict[str, object]:
    """Everything that a reader of the workbook sees, by place: cells, formats, merges, sizes and page set-up."""
    seen: dict[str, object] = {}
    for sheet in book:
        place = sheet.title + "!"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    seen[place + cell.coordinate] = (cell.data_type, cell.value)
                seen[place + cell.coordinate + " format"] = cell.number_format
                seen[place + cell.coordinate + " alignment"] = (
                    cell.alignment.horizontal,
                    cell.alignment.vertical,
                    cell.alignment.wrap_text,
                )
                seen[place + cell.coordinate + " locked"] = cell.protection.locked
        seen[place + "merges"] = sorted((str(merge) for merge in sheet.merged_cells.ranges), key=range_boundaries)
        seen[place + "heights"] = {r: size.height for r, size in sheet.row_dimensions.items()}
        seen[place + "widths"] = {c: size.width for c, size in sheet.column_dimensions.items()}
        seen[place + "page"] = (
            sheet.page_setup.orientation,
            sheet.page_setup.fitToWidth,
            sheet.print_title_rows,
            sheet.print_area,
        )
        seen[place + "entries"] = sorted(
            (str(rule.sqref), rule.type, rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation
        )
        seen[place + "protection"] = (sheet.protection.sheet, sheet.protection.insertRows, sheet.protection.deleteRows)
        seen[place + "marks"] = sorted((str(area.sqref), [rule.formula for rule in area.rules]) for area in sheet.conditional_formatting)
    seen["properties"] = {found.name: found.value for found in book.custom_doc_props.props}
    return seen


def sources() -> list[Path]:
    """The text sources of the examples."""
    return sorted((HERE / "examples").glob("*.txt"))


def fresh() -> dict[Path, bytes]:
    """Every workbook as it should be: the examples from their texts, one template for each form."""
    examples = {path.with_suffix(".xlsx"): to_bytes(build(read(path.read_text("utf-8")))) for path in sources()}
    templates = {HERE / "templates" / f"{form.id}.xlsx": drawing_bytes(blank(form)) for form in load_forms()}
    reports = {
        path.with_suffix(".docx"): document_bytes(document(path.read_text("utf-8"), read(path.with_suffix(".txt").read_text("utf-8"))))
        for path in sorted((HERE / "examples").glob("*.md"))
    }
    words = {HERE / "templates" / name: template(kind) for name, kind in REPORTS.items()}
    return examples | reports | templates | words


def differences(workbook: Path, made: bytes) -> list[str]:
    """Where a committed workbook does not carry what it is made from."""
    if not workbook.exists():
        return [f"{workbook.name} is missing"]
    if workbook.name in REPORTS:
        wanted, stored = ({name: package.read(name) for name in package.namelist()} for package in (zipfile.ZipFile(io.BytesIO(made)), zipfile.ZipFile(workbook)))
        return [f"{workbook.name}: {name} differs" for name in sorted(wanted.keys() | stored.keys()) if wanted.get(name) != stored.get(name)]
    if workbook.suffix == ".docx":
        wanted, stored = document_contents(docx.Document(io.BytesIO(made))), document_contents(docx.Document(workbook))
        return [f"{workbook.name}: another text"] if wanted != stored else []
    wanted, stored = contents(load_workbook(io.BytesIO(made))), contents(load_workbook(workbook))
    return [
        f"{place}: should be {wanted.get(place)!r}, workbook {stored.get(place)!r}"
        for place in sorted(wanted.keys() | stored.keys())
        if wanted.get(place) != stored.get(place)
    ]


def main() -> int:
    """Command line: build all workbooks, or check them."""
    parser = argparse.ArgumentParser(description="Build the examples from their texts and the templates from the forms.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a workbook and what it is made from differ"
    )
    only_check = parser.parse_args().check
    made = fresh()
    left = [path for folder in ("examples", "templates") for path in sorted((HERE / folder).glob("*.xlsx")) if path not in made]
    stale = bool(left)
    for path in left:
        print(f"{path.relative_to(HERE)}: made from nothing that is here")
    for path, content in made.items():
        name = path.relative_to(HERE)
        if not only_check:
            path.write_bytes(content)
            print(f"{name}: written")
            continue
        found = differences(path, content)
        stale = stale or bool(found)
        print(f"{name}: " + ("differs\n  " + "\n  ".join(found) if found else "as it should be"))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
