"""Puts the computed blocks into their places in a document, and leaves everything else as the office has it.

For an accountant: 只改程序自己的内容控件；单位写的话、移动的位置、改过的样式、加的段落都不动.
For a programmer: the base is a template, or the report of an earlier run: the same code fills both.  What a person
has changed inside a computed place is told by its hashes, and never overwritten without being said.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from typing import NamedTuple

from docx.document import Document
from docx.oxml.ns import qn

from jixiao.model import JixiaoError, Text
from jixiao.reports.word.building import AUTHOR, Builder, clean, room_of
from jixiao.reports.word.content import Block, Paragraph, Report, WordTable, body, wanting
from jixiao.reports.word.controls import Control, Element, controls, short_hash, sign
from jixiao.reports.word.places import PLACES, verify_tags
from jixiao.reports.word.template import packed

_QUOTED = 40
_LONGEST_TITLE = 200


class Conflict(NamedTuple):
    """A computed place that a person has changed and that has to be renewed: its title, and the words that would be lost."""

    title: str
    words: str


@dataclass(slots=True)
class Rendered:
    """What was done.

    Attributes:
        conflicts: places with words of a person's that were renewed all the same.
        kept: titles of places where the person's words were kept, since the figures are the same as before.
        wanted: what is still to be filled in, by title; notes: remarks in the margin.
    """

    conflicts: list[Conflict] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    notes: int = 0


def made_from(block: Block) -> str:
    """A short hash of all that a block says: words, notes, tables and what pictures show."""
    said: list[str] = []
    for piece in block:
        if isinstance(piece, Paragraph):
            said += [f"{run.text}|{'|'.join(run.notes)}" for run in piece.runs]
        elif isinstance(piece, WordTable):
            said += [f"{cell.text}|{'|'.join(cell.notes)}" for row in piece.rows for cell in row if cell is not None]
        else:
            said.append(piece.alt)
    return short_hash("\x1f".join(said))


def render(document: Document, report: Report, where: str) -> Rendered:
    """Fill every computed place of a document.  Raises JixiaoError for a tag that nobody knows, or a block inside a line."""
    found = controls(document)
    verify_tags([control.tag for control in found], where)
    _refuse_nested(found, where)
    done, filling = Rendered(), _Filling(document, where)
    for control in found:
        if control.computed:
            _renew(control, report.blocks.get(control.tag, ()), filling, done)
        elif not control.filled and control.title not in done.wanted:
            done.wanted.append(control.title)
    filling.let_go()
    done.notes = sum(1 for comment in document.comments if comment.author == AUTHOR) if filling.has_comments else 0
    return done


def _refuse_nested(found: list[Control], where: str) -> None:
    """A place inside a computed one would be lost with what it holds."""
    computed = {control.element: control for control in found if control.computed}
    for control in found:
        outer = next((computed[above] for above in control.element.iterancestors(qn("w:sdt")) if above in computed), None)
        if outer is not None:
            raise JixiaoError(Text(
                f"{where} 里，内容控件 {control.tag} 放在 {outer.tag} 里面，重新生成时会丢失，没有写出报告。请把它移到 {outer.tag} 外面。",
                f"in {where}, the content control {control.tag} stands inside {outer.tag} and would be lost; nothing was written. Move it out.",
            ))


def _renew(control: Control, block: Block, filling: _Filling, done: Rendered) -> None:
    made = made_from(block)
    words = control.text
    touched = bool(control.written) and short_hash(words) != control.written
    if not touched and control.made == made:
        pass
    elif touched and (control.made == made or wanting(block)):
        done.kept.append(control.title)
        return
    else:
        if touched or filling.remarks(control.content):
            done.conflicts.append(Conflict(control.title, " ".join(words.split())[:_QUOTED]))
        filling.fill(control, block)
        sign(control, made)
    if any(isinstance(piece, Paragraph) and any(run.placeholder for run in piece.runs) for piece in block) and control.title not in done.wanted:
        done.wanted.append(control.title)


class _Filling:
    """Fills places of one document, and clears away what stood there."""

    def __init__(self, document: Document, where: str) -> None:
        self._document, self._where = document, where
        self._builder = Builder(document)
        self._dropped: set[str] = set()

    @property
    def has_comments(self) -> bool:
        return any(relation.reltype.endswith("/comments") for relation in self._document.part.rels.values())

    def _comment(self, number: str) -> Element | None:
        if not self.has_comments:
            return None
        listed = self._document.comments._comments_elm  # noqa: SLF001  # the library gives no way to remove one
        return next((each for each in listed if each.get(qn("w:id")) == number), None)

    def remarks(self, content: Element) -> bool:
        """Whether a person has written a comment inside."""
        marks = (self._comment(mark.get(qn("w:id"), "")) for mark in content.iter(qn("w:commentReference")))
        return any(comment is not None and comment.get(qn("w:author")) != AUTHOR for comment in marks)

    def fill(self, control: Control, block: Block) -> None:
        """Put a block into its place."""
        level = control.level
        if level == "row":
            raise _unfit(control, self._where)
        if level == "run":
            self._line(control, block)
        else:
            self._block(control, block, level)
        properties = control.element.find(qn("w:sdtPr"))
        prompt = properties.find(qn("w:showingPlcHdr"))
        if prompt is not None:
            properties.remove(prompt)

    def _line(self, control: Control, block: Block) -> None:
        pieces = block or (body(""),)
        if len(pieces) > 1 or not isinstance(pieces[0], Paragraph):
            raise _unfit(control, self._where)
        looks = control.content.find(f"{qn('w:r')}/{qn('w:rPr')}")
        made = self._builder.runs(pieces[0])
        for run in made:
            own = run.find(qn("w:rPr"))
            if own is not None and looks is not None:
                known = {each.tag for each in own}
                own.extend(deepcopy(each) for each in looks if each.tag not in known and each.tag != qn("w:rStyle"))
                own[:] = sorted(own, key=_rank)
        self._clear(control.content)
        control.content.extend(made)

    def _block(self, control: Control, block: Block, level: str) -> None:
        target = control.content if level == "block" else control.content.find(qn("w:tc"))
        layout = self._builder.layout_of(target, filled=bool(control.written))
        made = self._builder.block(block, room_of(control.element), layout)
        frame = target.find(qn("w:tcPr"))
        self._clear(target)
        if frame is not None:
            target.append(frame)
        target.extend(made)
        in_cell = level == "cell" or control.element.getparent().tag == qn("w:tc")
        if not made or (in_cell and made[-1].tag == qn("w:tbl")):
            target.append(self._builder.paragraph(body(""), layout))

    def _clear(self, content: Element) -> None:
        for mark in content.iter(qn("w:commentReference")):
            comment = self._comment(mark.get(qn("w:id"), ""))
            if comment is not None:
                comment.getparent().remove(comment)
        self._dropped |= {value for each in content.iter() for name, value in each.attrib.items() if str(name).endswith(("}embed", "}id", "}link"))}
        for child in list(content):
            content.remove(child)

    def let_go(self) -> None:
        """Pictures that nothing shows any more leave the package."""
        part = self._document.part
        used = {value for each in part.element.iter() for value in each.attrib.values()}
        for key in self._dropped - used:
            relation = part.rels.get(key)
            if relation is not None and relation.reltype.endswith("/image"):
                del part.rels[key]


_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "strike", "outline", "shadow", "vanish", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "shd", "vertAlign", "lang")


def _rank(element: Element) -> int:
    """Place of a property of letters in the order that the schema wants."""
    name = element.tag.rpartition("}")[2]
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _unfit(control: Control, where: str) -> JixiaoError:
    title = PLACES[control.tag].title
    return JixiaoError(Text(
        f"{where} 里，内容控件 {control.tag}（{title}）放在一行文字中间或整行表格上，放不下整段内容，没有写出报告。请让它独占一段。",
        f"in {where}, the content control {control.tag} stands inside a line or around table rows, where no block fits; nothing was written. Give it a paragraph of its own.",
    ))


def saved(document: Document, title: str = "") -> bytes:
    """The .docx, the same bytes each time."""
    if title:
        document.core_properties.title = clean(title)[:_LONGEST_TITLE]
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as package:
        return packed({name: package.read(name) for name in package.namelist()})

