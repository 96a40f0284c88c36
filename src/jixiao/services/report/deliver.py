"""Writes the report: into a template, or into the report of last time, so that the office's own words stay.

For an accountant: 再写到同一个文件，只更新数字；自己写的话、加的段落、改的格式都在。会丢东西时不写，说清是哪里.
For a programmer: the old report is itself the base; only with ``--template`` are its own words carried into another one.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document

from jixiao.model import JixiaoError, Text
from jixiao.reports.word.carrying import carry
from jixiao.reports.word.charts import chinese_font
from jixiao.reports.word.content import Report
from jixiao.reports.word.controls import controls
from jixiao.reports.word.outlines import TITLES, Kind
from jixiao.reports.word.render import Rendered, render, saved
from jixiao.reports.word.template import template
from jixiao.services.analyse import Settings
from jixiao.services.report.material import Material, gather
from jixiao.services.report.opening import open_base
from jixiao.services.report.sections import projects_of, public, report_of
from jixiao.workbooks.replacing import appearing, refuse_if_open, same_file

_LISTED = 6


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for.

    Attributes:
        output: the report; public: 自评结果公开表, None for none.
        template: the office's own template; keep: the report whose own words are taken over.
        force: overwrite what is not ours, and renew what a person has changed.
        decrypt: report on what has a password for opening.
    """

    output: Path
    template: Path | None = None
    keep: Path | None = None
    public: Path | None = None
    force: bool = False
    decrypt: bool = False


@dataclass(slots=True)
class Delivered:
    """What was written, and what is to be said: ``wanted`` names the places that are still to be filled in."""

    written: list[Path] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    said: list[Text] = field(default_factory=list)
    notes: int = 0


def built_in(kind: Kind) -> Document:
    """The built-in template, opened."""
    return docx.Document(io.BytesIO(template(kind)))


def write_report(paths: Sequence[Path], wishes: Wishes, settings: Settings) -> Delivered:
    """Write the report of the workbooks, and the public sheet where it is wanted.

    Raises Unreadable, NoTable and JixiaoError before anything is written; each file appears whole or not at all.
    """
    _check_targets(paths, wishes)
    for given in (wishes.template, wishes.keep):
        if given is not None:
            open_base(given)  # said before anything is worked out
    material = gather(paths, settings, decrypt=wishes.decrypt)
    kind: Kind = "department" if material.department is not None else "project"
    report = report_of(material, kind)
    done = Delivered(said=list(material.notes))
    plans = [_Plan(wishes.output, kind, report, wishes.template, wishes.keep, wishes.force)]
    if wishes.public is not None:
        year = f"{material.year}年度" if material.year else ""
        shown = public(report, f"{year}{material.unit}{TITLES['public']}")
        plans.append(_Plan(wishes.public, "public", shown, None, None, wishes.force))
    made = [plan.make(material, done) for plan in plans]
    for plan, (data, spare) in zip(plans, made, strict=True):
        _put(plan.target, data, spare, done)
    _say(material, done)
    return done


def _check_targets(paths: Sequence[Path], wishes: Wishes) -> None:
    """Refuse, before anything is read, what could not be written in the end.  Raises JixiaoError."""
    targets = [target for target in (wishes.output, wishes.public) if target is not None]
    for target in targets:
        if target.suffix.lower() != ".docx" or target.is_dir():
            raise JixiaoError(Text(f"报告是 .docx 文件，不能写到 {target}。请用 .docx 文件名。", f"the report is a .docx file, not {target}."))
        if not target.absolute().parent.is_dir():
            raise JixiaoError(Text(f"文件夹 {target.parent} 不存在。请先建好，或换一个位置。", f"there is no folder {target.parent}. Make it, or choose another place."))
        if any(os.path.realpath(target) == os.path.realpath(source) for source in (*paths, *([wishes.template] if wishes.template else []))):
            raise JixiaoError(Text(f"{target} 是输入文件，不能写到它上面。请换一个文件名。", f"{target} is an input; use another name."))
        # Word puts ~$ in front of a short name, and in place of the first letters of one of seven or more.
        word_lock = target.with_name("~$" + target.name[min(max(len(target.stem) - 6, 0), 2) :])
        if word_lock.exists():
            raise JixiaoError(Text(
                f"{target.name} 正在被打开（旁边有 {word_lock.name}）。请先在 Word/WPS 里关闭；若确已关闭，删除 {word_lock.name} 后再试。文件没有改动。",
                f"{target.name} is open ({word_lock.name} lies beside it). Close it first. Nothing was changed.",
            ))
        if target.exists():
            refuse_if_open(target)
    if len(targets) > 1 and os.path.realpath(targets[0]) == os.path.realpath(targets[1]):
        raise JixiaoError(Text("报告和公开表不能写到同一个文件。请换一个文件名。", "the report and the public sheet need different files."))


@dataclass(frozen=True, slots=True)
class _Plan:
    """One document that is to be written."""

    target: Path
    kind: Kind
    report: Report
    template: Path | None
    keep: Path | None
    force: bool

    def make(self, material: Material, done: Delivered) -> tuple[bytes, bytes | None]:
        """The document, and the old one where words of it would be lost.  Raises JixiaoError where that is not allowed."""
        old_path = self.keep or (self.target if self.target.exists() else None)
        if self.keep is not None and self.target.exists() and not self.force and not same_file(self.keep, self.target):
            raise JixiaoError(Text(f"{self.target} 已经存在，没有覆盖。请换一个文件名，或加 --force。", f"{self.target} exists and was not replaced. Use another name, or --force."))
        old = self._old(old_path) if old_path is not None else None
        if old is not None and old_path is not None:
            done.said += [*_of_another(old, material, old_path), *_stale_years(old, material, old_path)]
        lost: list[str] = []
        if old is None or self.template is not None:
            base = open_base(self.template) if self.template is not None else built_in(self.kind)
            where = self.template.name if self.template is not None else "template"
            if not any(control.computed for control in controls(base)):
                raise JixiaoError(Text(
                    f"{where} 里没有 jixiao. 开头的内容控件，写不进数字，没有写出（用 LibreOffice 保存过的模板会丢掉它们）。请用 jixiao report --write-template 取一份，在 Word 或 WPS 里改。",
                    f"{where} has no content controls that begin with jixiao., so no figure could be written (LibreOffice drops them on saving). Take one by jixiao report --write-template and edit it in Word.",
                ))
            if old is not None:
                lost += carry(old, base, built_in(self.kind))
        else:
            assert old_path is not None
            base, where = old, old_path.name
        rendered = render(base, self.report, where)
        lost += [f"“{conflict.title}”里改过的话（{conflict.words}…）" for conflict in rendered.conflicts]
        if lost and not self.force:
            assert old_path is not None
            raise _would_lose(old_path, lost)
        _add(done, rendered)
        spare = self.target.read_bytes() if self.target.exists() and (lost or old is None or old_path != self.target) else None
        return saved(base, self.report.title), spare

    def _old(self, path: Path) -> Document | None:
        """The report of last time; None for a file that is none and may be overwritten."""
        if path == self.target and self.force:
            try:
                found = open_base(path)
            except JixiaoError:
                return None
        else:
            found = open_base(path)
        if any(control.computed for control in controls(found)):
            return found
        if path == self.target and self.force:
            return None
        raise JixiaoError(Text(
            f"{path} 已经存在，但不是 jixiao 写的报告（没有 jixiao. 开头的内容控件；用 LibreOffice 保存过的报告会丢掉它们，请用 Word 或 WPS 编辑），没有覆盖。请换一个文件名，或加 --force。",
            f"{path} exists and is no report written by jixiao (it has no content controls; LibreOffice drops them on saving); it was not replaced. Use another name, or --force.",
        ))


def _of_another(old: Document, material: Material, path: Path) -> list[Text]:
    """A report of another unit or project is taken over: it may be the wrong file."""
    said = []
    for tag, now in (("jixiao.unit", material.unit), ("jixiao.project", projects_of(material))):
        before = next((control.text.strip() for control in controls(old) if control.tag == tag and control.written and control.filled), "")
        if before and now and "".join(before.split()) != "".join(now.split()):
            said.append(Text(
                f"{path.name} 原来写的是“{before}”，数字已换成“{now}”的；自己写的话照旧。不是改了名称的，请看文件是不是给错了。",
                f"{path.name} was about “{before}”; figures are now of “{now}”, own words are as they were. If it was not renamed, the file may be the wrong one.",
            ))
    return said


def _stale_years(old: Document, material: Material, path: Path) -> list[Text]:
    """A report of another year is taken over: own words may still speak of that one."""
    before = next((control.text.strip() for control in controls(old) if control.tag == "jixiao.year" and control.written), "")
    if not before.isdigit() or material.year is None or int(before) == material.year:
        return []
    named = list(dict.fromkeys(control.title for control in controls(old) if not control.computed and control.filled and before in control.text))
    listed = "、".join(f"“{name}”" for name in named) or "没有出现旧年份的段落"
    return [Text(
        f"{path.name} 写的是 {before} 年度，数字已换成 {material.year} 年度的；自己写的话照旧，请检查是否还是旧年度的情况：{listed}。",
        f"{path.name} is about {before}; figures are now of {material.year}, own words are as they were. Look through: {', '.join(named)}.",
    )]


def _would_lose(path: Path, lost: Sequence[str]) -> JixiaoError:
    listed = "；".join(lost[:_LISTED]) + (f"；另有 {len(lost) - _LISTED} 处" if len(lost) > _LISTED else "")
    return JixiaoError(Text(
        f"{path.name} 里有 {len(lost)} 处内容重新生成后会丢失，没有写出：{listed}。请把它们移到自己的段落或 own. 开头的内容控件里，或换一个输出位置，或加 --force（旧稿另存一份）。",
        f"{len(lost)} passages of {path.name} would be lost; nothing was written: {listed}. Move them into paragraphs of your own, use another -o, or --force (the old file is kept beside).",
    ))


def _add(done: Delivered, rendered: Rendered) -> None:
    done.wanted += [title for title in rendered.wanted if title not in done.wanted]
    done.notes += rendered.notes
    if rendered.kept:
        listed = "、".join(f"“{title}”" for title in dict.fromkeys(rendered.kept))
        done.said.append(Text(f"手工改过的自动段落照旧保留（对应的数据没有变）：{listed}。", f"kept as edited by hand, since their data did not change: {listed}."))


def _put(target: Path, data: bytes, spare: bytes | None, done: Delivered) -> None:
    if spare is not None:
        aside = _free_name(target)
        _write(aside, spare)
        done.said.append(Text(f"旧稿另存为 {aside.name}。", f"the old file is kept as {aside.name}."))
    _write(target, data)
    done.written.append(target)


def _write(target: Path, data: bytes) -> None:
    with appearing(Path(os.path.realpath(target))) as temporary:
        temporary.write_bytes(data)


def _free_name(target: Path) -> Path:
    for number in range(1, 1000):
        name = target.with_name(f"{target.stem}（旧稿{number if number > 1 else ''}）{target.suffix}")
        if not name.exists():
            return name
    raise JixiaoError(Text(f"{target.parent} 里旧稿太多，请先清理。", f"too many old reports in {target.parent}."))


def _say(material: Material, done: Delivered) -> None:
    """How many findings the report does not mention: they are to be mended before it is published."""
    if chinese_font() is None:
        done.said.append(Text("没有找到中文字体（或没有带画图的组件 matplotlib），报告里没有画图。装上宋体、仿宋或思源字体后重新生成即可。", "no Chinese font is installed: the report has no charts."))
    errors = sum(finding.severity == "error" for source in material.sources for finding in source.analysis.findings)
    if errors:
        done.said.append(Text(
            f"自评表里有 {errors} 处错误。报告里能重算的数已用重算数，不一致处加了批注；附件是工作簿里的原表。定稿前请先用 jixiao check 查看全部、jixiao recalc 更正，再重新生成。",
            f"the tables have {errors} errors. Figures that can be recomputed are, with notes in the margin; mend the workbook and write the report again.",
        ))


def write_template(target: Path, kind: Kind, *, force: bool) -> None:
    """Write a built-in template for the office to edit.  Raises JixiaoError."""
    if target.suffix.lower() != ".docx" or not target.absolute().parent.is_dir():
        raise JixiaoError(Text(f"模板是 .docx 文件，且文件夹要存在，不能写到 {target}。", f"the template is a .docx file in an existing folder, not {target}."))
    if target.exists() and not force:
        raise JixiaoError(Text(f"{target} 已经存在，没有覆盖。请换一个文件名，或加 --force。", f"{target} exists and was not replaced. Use another name, or --force."))
    _write(target, template(kind))
