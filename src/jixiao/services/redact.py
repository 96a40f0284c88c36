"""A copy that can be published: telephone, identity and bank numbers masked wherever the workbook keeps them.

For an accountant: 原件不动，另写一份公开版；遮盖了哪些、还有哪些看不进去，逐一说清.
For a programmer: cells are judged with their labels and headings; what was found in one place is masked in all
(caches of charts and pivots, comments, names), and the copy is searched for it once more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from jixiao.model import Grid, JixiaoError, Ref, Text
from jixiao.scoring.sheets import named_cells, personal_cells
from jixiao.values.personal import Personal, PersonalKind, digits_of, mask_number, personal_data
from jixiao.values.persons import mask_name, names_in
from jixiao.workbooks import Passwords, ReadOnlyWorkbook, Workbook, open_workbook
from jixiao.workbooks.package import Package, read_package
from jixiao.workbooks.private import blind_parts, external_links, hidden_content, place_of
from jixiao.workbooks.redaction import Masking, Redaction, left_over, prove, publish, redact
from jixiao.workbooks.sheetxml import Place

KINDS: dict[PersonalKind, Text] = {
    "identity": Text("身份证号", "identity numbers"), "passport": Text("护照号", "passport numbers"),
    "card": Text("银行卡号", "bank cards"), "account": Text("银行账号", "bank accounts"),
    "mobile": Text("手机号", "mobile numbers"), "landline": Text("固定电话", "telephone numbers"), "email": Text("电子邮箱", "e-mail addresses"),
}
_RUN = re.compile(r"(?<![0-9])(?:[0-9]{17}[Xx]|[0-9]{7,30})(?![0-9])")
_SHORTEST_STRONG = 10
_NAMING_SHEETS = frozenset({"xl/workbook.xml", "docProps/app.xml"})

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for.

    Attributes:
        names: mask the names beside 填报人, 负责人 … too; also: further texts to be masked wherever they stand.
        force: overwrite an existing output; dry_run: write nothing.
        decrypt: publish what has a password for opening.
    """

    names: bool = False
    also: tuple[str, ...] = ()
    force: bool = False
    dry_run: bool = False
    decrypt: bool = False


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was done.

    Attributes:
        cells: (sheet, cell, masked) of every number found in a cell, in order; counts: by kind.
        elsewhere: places other than cells, and how many texts were masked in each.
        said: further sentences: what was emptied, kept, hidden, not looked into.
        left: sentences about what still occurs; empty where nothing does.
    """

    cells: tuple[tuple[str, str, str], ...]
    counts: dict[PersonalKind, int]
    names: int
    elsewhere: dict[Text, int]
    said: tuple[Text, ...]
    left: tuple[Text, ...]
    written: bool


@dataclass(slots=True)
class _Secrets:
    """Everything that is to be masked, and how it looks then."""

    wishes: Wishes
    digits: dict[str, PersonalKind] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    by_text: dict[str, str] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)

    def learn(self, data: Personal) -> None:
        """Remember a number, so that it is masked wherever else it stands."""
        if data.kind in {"email", "passport"}:
            self.words[data.text] = data.masked
        else:
            self.digits[digits_of(data.text)] = data.kind

    def known(self) -> int:
        """How many secrets there are so far."""
        return len(self.digits) + len(self.words)

    def text(self, words: str) -> str:
        """A text with its secrets masked, of the same length; what is found on the way is learned."""
        out = words
        if words in self.by_text:
            out = self.by_text[words]
        elif words not in self.judged:
            for data in personal_data(words):
                self.learn(data)
                out = out[: data.start] + data.masked + out[data.end :]
            for start, end in names_in(words) if self.wishes.names else ():
                out = out[:start] + mask_name(words[start:end]) + out[end:]
        for run in _RUN.finditer(words) if self.digits else ():
            kind = self.digits.get(run.group().upper())
            if kind is not None:
                out = out[: run.start()] + mask_number(kind, run.group()) + out[run.end() :]
        bare = words.strip()
        if bare in self.names:
            out = words.replace(bare, mask_name(bare))
        for secret, masked in self.words.items():
            at = words.find(secret)
            while at >= 0:
                out = out[:at] + masked + out[at + len(secret) :]
                at = words.find(secret, at + len(secret))
        return out

    def figure(self, stored: str) -> bool:
        """Whether a number as stored is a telephone, identity or bank number for certain."""
        whole = _whole(stored)
        return whole is not None and len(whole) >= _SHORTEST_STRONG and whole in self.digits

    def holds(self, words: str) -> bool:
        """Whether a secret can still be read in a text; short telephone numbers only beside words."""
        if any(secret in words for secret in self.words):
            return True
        worded = not words.replace(".", "").isdigit()
        return any(
            run.group().upper() in self.digits and (worded or len(run.group()) >= _SHORTEST_STRONG) for run in _RUN.finditer(words)
        ) or self.figure(words)


def _merged(first: str, second: str) -> str:
    return "".join("*" if "*" in {a, b} else a for a, b in zip(first, second, strict=True))


def _whole(stored: str) -> str | None:
    try:
        number = Decimal(stored.strip())
        return f"{number:f}".partition(".")[0] if number == number.to_integral_value() else None
    except ArithmeticError:
        return None


# ---------------------------------------------------------------- finding ----


@dataclass(slots=True)
class _Search:
    """What the cells hold."""

    cells: list[tuple[str, str, str]] = field(default_factory=list)
    counts: Counter[PersonalKind] = field(default_factory=Counter)
    numbers: dict[str, dict[Place, str]] = field(default_factory=dict)
    named: list[tuple[str, str]] = field(default_factory=list)


def _search(workbook: Workbook, secrets: _Secrets) -> _Search:
    search = _Search()
    parts = {each.name: each.part for each in workbook.workbook_part.sheets if each.part}
    for grid in workbook.book.grids:
        secrets.judged.update(cell.text for cell in grid.cells.values() if cell.kind == "text")
        for found in personal_cells(grid):
            place = (found.ref.row, found.ref.column)
            masked = _whole(str(found.cell.value)) or "" if found.numeric else found.cell.text
            for data in found.data:
                search.cells.append((grid.sheet, found.ref.a1, data.masked))
                search.counts[data.kind] += 1
                secrets.learn(data)
                masked = masked[: data.start] + data.masked + masked[data.end :]
            if found.numeric:
                search.numbers.setdefault(parts[grid.sheet], {})[place] = masked
            else:
                secrets.by_text[found.cell.text] = _merged(masked, secrets.by_text.get(found.cell.text, masked))
        for ref, cell, name in named_cells(grid):
            search.named.append((grid.sheet, ref.a1))
            if secrets.wishes.names:
                secrets.names.add(name)
                masked = cell.text.replace(name, mask_name(name))
                secrets.by_text[cell.text] = _merged(masked, secrets.by_text.get(cell.text, masked))
    listed = {(sheet, cell) for sheet, cell, _ in search.cells}
    for grid in workbook.book.grids:
        search.cells.extend(each for each in _elsewhere(grid, parts[grid.sheet], secrets, search) if each[:2] not in listed)
    return search


def _elsewhere(grid: Grid, part: str, secrets: _Secrets, search: _Search) -> Iterator[tuple[str, str, str]]:
    """Cells without a label of their own that hold what was found elsewhere, or what the user named."""
    seen: dict[str, str] = {}
    for (row, column), cell in grid.cells.items():
        place = Ref(grid.sheet, row, column).a1
        if cell.kind == "number" and secrets.figure(str(cell.value)):
            whole = _whole(str(cell.value)) or ""
            masked = mask_number(secrets.digits[whole], whole)
            if search.numbers.setdefault(part, {}).setdefault((row, column), masked) is masked:
                search.counts[secrets.digits[whole]] += 1
                yield grid.sheet, place, masked
        elif cell.kind == "text":
            if cell.text not in seen:
                seen[cell.text] = secrets.text(cell.text)
            if seen[cell.text] != cell.text:
                at = next(at for at, pair in enumerate(zip(cell.text, seen[cell.text], strict=True)) if pair[0] != pair[1])
                yield grid.sheet, place, seen[cell.text][max(0, at - 4) : at + 16]


# ------------------------------------------------------------------ doing ----


def _writable(path: Path, output: Path | None, passwords: Passwords, *, decrypt: bool) -> Workbook:
    """The workbook, or a sentence why no copy of it can be made.  Raises JixiaoError."""
    workbook = open_workbook(path, passwords=passwords)
    if isinstance(workbook, ReadOnlyWorkbook):
        raise JixiaoError(Text(
            f"{path.name} 是 .{workbook.kind}，只能读取，不能生成公开副本。请用 Excel/WPS 另存为 .xlsx 后再试。",
            f"{path.name} is .{workbook.kind} and can only be read. Save it as .xlsx and try again.",
        ))
    if workbook.signed:
        raise JixiaoError(Text(
            f"{path.name} 带有数字签名，遮盖后签名会失效，所以没有生成副本。请在 Excel 里另存一份并删除签名，再由它生成。文件没有改动。",
            f"{path.name} is digitally signed and masking would break the signature. Save a copy without it and use that. Nothing was changed.",
        ))
    if workbook.locked and not decrypt:
        raise JixiaoError(Text(
            f"{path.name} 设有打开密码。公开版谁都能打开，去掉密码须由您决定：确认要公开的，请加 --decrypt。文件没有改动。",
            f"{path.name} has a password. Anybody can open a publishable copy: if that is wanted, add --decrypt. Nothing was changed.",
        ))
    if output is None:
        return workbook
    if output.exists() and output.samefile(path):
        raise JixiaoError(Text(
            "输出不能是原件本身：原件要照常报送和留存。请用 -o 写到另一个文件。",
            "The output must not be the original, which is still needed. Name another file with -o.",
        ))
    if output.suffix.lower() != path.suffix.lower():
        raise JixiaoError(Text(
            f"输出的扩展名应与原件相同（{path.suffix}），否则 Excel 会提示格式不符。",
            f"The output needs the ending of the original ({path.suffix}), or Excel will complain.",
        ))
    return workbook


def redact_file(path: Path, output: Path | None, wishes: Wishes, passwords: Passwords | None = None) -> Redacted:
    """Write the copy (or, on a dry run, only look).  Raises JixiaoError with a sentence; then nothing was written."""
    if output is None and not wishes.dry_run:
        raise JixiaoError(Text("请用 -o 指定公开版写到哪个文件；只看不写用 --dry-run。", "Name the output with -o, or use --dry-run."))
    if any(len(text.strip()) < 2 for text in wishes.also):
        raise JixiaoError(Text("--also 的文字至少两个字。", "--also takes at least two characters."))
    workbook = _writable(path, output, passwords or Passwords(), decrypt=wishes.decrypt)
    package = workbook.package
    secrets = _Secrets(wishes)
    secrets.words.update({text.strip(): "*" * len(text.strip()) for text in wishes.also})
    search = _search(workbook, secrets)
    masking = Masking(secrets.text, secrets.figure, search.numbers)
    known = -1
    while known != secrets.known():  # what one part has taught may stand in another
        known = secrets.known()
        made = redact(package, masking)
    proof = partial(_prove, package, made, masking)
    if output is None or wishes.dry_run:
        proof(made.data)
    else:
        publish(path, output, made.data, proof, force=wishes.force)
    left = left_over(read_package(made.data, package.limits), secrets.holds)
    elsewhere: Counter[Text] = Counter()
    for name, count in made.masked.items():
        if name != workbook.strings_part:  # the texts of cells
            elsewhere[place_of(name)] += count
    sheets = [each.name for each in workbook.workbook_part.sheets]
    said = (*_emptied(made), *_computed(workbook, search), *_names(search, wishes), *_hidden(workbook), *_blind(workbook))
    return Redacted(
        tuple(search.cells), dict(search.counts), len(search.named) if wishes.names else 0, dict(elsewhere), said,
        tuple(_left(left, [name for name in sheets if secrets.holds(name)])), not wishes.dry_run,
    )


def _prove(package: Package, made: Redaction, masking: Masking, data: bytes) -> None:
    prove(package, made, masking, data)


# ----------------------------------------------------------------- saying ----


def _emptied(made: Redaction) -> list[Text]:
    if not made.emptied:
        return []
    return [Text(
        "已清空：文件属性里的作者、最后保存者、公司、主管和自定义属性，批注和修订的作者，保存路径。",
        "Emptied: author, last editor, company, manager and custom properties, authors of comments and revisions, the path of the file.",
    )]


def _names(search: _Search, wishes: Wishes) -> list[Text]:
    if not search.named:
        return []
    places = "、".join(dict.fromkeys(f"{sheet}!{cell}" for sheet, cell in search.named))
    if wishes.names:
        return [Text(
            f"姓名已遮盖（{places}）；写在正文、说明里的人名认不出来，需要的话加 --also 姓名。",
            f"Names were masked ({places}); names in running text are not recognised: use --also NAME.",
        )]
    return [Text(
        f"姓名保留未动：{places}。公开版不留填报人、负责人姓名的，加 --names；个别的用 --also 姓名。",
        f"Names were kept: {places}. Use --names to mask them, or --also NAME for one of them.",
    )]


def _computed(workbook: Workbook, search: _Search) -> list[Text]:
    """A formula stays what it is: only its stored result could be masked."""
    formulas = {
        (grid.sheet, Ref(grid.sheet, *place).a1) for grid in workbook.book.grids for place, cell in grid.cells.items() if cell.formula is not None
    }
    found = [f"「{sheet}」{cell}" for sheet, cell, _ in search.cells if (sheet, cell) in formulas]
    if not found:
        return []
    return [Text(
        f"有公式算出的号码：{'、'.join(found[:_LISTED])}{f' 等 {len(found)} 处' if len(found) > _LISTED else ''}。遮盖的是存着的结果，打开后重新计算，号码可能再出现；公开前请把公式换成遮盖后的文字。",
        f"Numbers that formulas give: {', '.join(found[:_LISTED])}{f' and {len(found) - _LISTED} more' if len(found) > _LISTED else ''}. Their stored results are masked and "
        "may come back when they are recalculated; replace these formulas before publishing.",
    )]


def _hidden(workbook: Workbook) -> list[Text]:
    sheets, within = hidden_content(workbook.package, workbook.workbook_part)
    said = []
    if sheets:
        named = "、".join(sheets)
        said.append(Text(
            f"有隐藏的工作表：{named}。号码已一样遮盖，但公开后谁都能取消隐藏；不该公开的请先删去。",
            f"Hidden sheets: {named}. Their numbers were masked too, but anybody can unhide them; delete what should not be published.",
        ))
    if within:
        zh = "、".join(f"“{sheet}”{f' {rows} 行' if rows else ''}{f' {columns} 处列' if columns else ''}" for sheet, rows, columns in within)
        said.append(Text(f"有隐藏的行、列：{zh}。内容随表公开，请先看过。", f"Hidden rows or columns in {'、'.join(sheet for sheet, _, _ in within)}: they are published with the sheet."))
    return said


def _blind(workbook: Workbook) -> list[Text]:
    said = []
    links = external_links(workbook.package)
    if links:
        said.append(Text(
            f"链接到 {links} 个外部工作簿，链接里有对方的路径。公开前宜在 Excel“编辑链接”里断开。",
            f"{links} links to other workbooks, with their paths. Better break them in Excel before publishing.",
        ))
    blind = blind_parts(workbook.package)
    if blind:
        zh = "、".join(f"{kind.zh} {count} 个" for kind, count in blind.items())
        en = ", ".join(f"{kind.en} ({count})" for kind, count in blind.items())
        said.append(Text(f"看不进去、原样保留的：{zh}。请自己看过再公开。", f"Not looked into and kept as they are: {en}. Look at them yourself before publishing."))
    return said


def _left(left: dict[str, int], sheets: Sequence[str]) -> list[Text]:
    said = []
    if sheets:
        said.append(Text(
            f"有 {len(sheets)} 张工作表的名称里带有要遮盖的内容；公式要用到名称，没有改。请在 Excel 里改名后再生成一次。",
            f"{len(sheets)} sheets have names that hold what is to be masked; formulas use them, so they were left. Rename them and run again.",
        ))
    named = dict.fromkeys(f"{place_of(name).zh}（{name}）" for name in left if not sheets or name not in _NAMING_SHEETS)
    if named:
        said.append(Text(
            f"副本里仍有要遮盖的内容，请不要直接公开：{'、'.join(named)}。",
            f"The copy still holds what was to be masked; do not publish it as it is: {', '.join(left)}.",
        ))
    return said
