"""All or nothing on disk, and the way back."""

from __future__ import annotations

import hashlib
import json
import stat
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from jixiao.model import JixiaoError, Receipt
from jixiao.workbooks import open_workbook, save, undo
from jixiao.workbooks.writing import compose

from .samples import build, edit, findings_sheet, parts, sheet_xml, styles_xml

ROWS = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><v>原文</v></c><c r="C1"><f>A1*2</f><v>2</v></c>'
    '<c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#N/A</v></c><c r="F1" s="1"><v>45657</v></c></row>'
)


def workbook_at(folder: Path, name: str = "自评表.xlsx") -> Path:
    return build(folder / name, parts(sheet_xml(ROWS), styles=styles_xml('<xf/><xf numFmtId="14"/>')))


def change(path: Path, value: object = 9, **more: bool) -> Receipt:
    return save(open_workbook(path), path, [edit("表 1", 1, 1, Decimal(str(value)), "1")], None, **more)


def leftovers(folder: Path) -> list[str]:
    return [each.name for each in folder.rglob("*") if each.suffix in {".jixiao-tmp", ".jixiao-lock", ".pending"}]


def test_undo_gives_the_bytes_back_step_by_step(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    versions = [path.read_bytes()]
    for value in (2, 3, 4):
        change(path, value)
        versions.append(path.read_bytes())
    for expected in reversed(versions[:-1]):
        result = undo(path)
        assert result.whole
        assert [each.a1 for each in result.restored] == ["A1"]
        assert path.read_bytes() == expected
    with pytest.raises(JixiaoError, match="没有找到"):
        undo(path)


def test_the_receipt_tells_the_story_and_the_original_opens_by_hand(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    before = path.read_bytes()
    receipt = save(open_workbook(path), path, [edit("表 1", 1, 1, Decimal("0.5"), "1")], findings_sheet())
    assert receipt.before == hashlib.sha256(before).hexdigest()
    assert receipt.after == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (tmp_path / ".jixiao" / receipt.original).read_bytes() == before
    openpyxl.load_workbook(tmp_path / ".jixiao" / receipt.original)
    (stored,) = (tmp_path / ".jixiao").glob("自评表.*.json")
    content = json.loads(stored.read_text("utf-8"))
    assert content["edits"][0] == {
        "sheet": "表 1",
        "cell": "A1",
        "row": 1,
        "column": 1,
        "old": "1",
        "new": "0.5",
        "value": "0.5",
        "number": True,
        "why": ["按规则重算", "recomputed"],
    }
    assert set(content["parts"]) == set(receipt.parts)
    assert "xl/worksheets/sheet1.xml" in receipt.parts
    assert leftovers(tmp_path) == []


def test_the_output_elsewhere_leaves_the_input_alone_and_can_be_undone(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    before = path.read_bytes()
    target = tmp_path / "jixiao-out" / path.name
    save(open_workbook(path), target, [edit("表 1", 1, 1, Decimal(5))], None)
    assert path.read_bytes() == before
    assert target.read_bytes() != before
    undo(target)
    assert target.read_bytes() == before


def test_an_existing_output_is_overwritten_only_by_force_and_comes_back(tmp_path: Path) -> None:
    path, target = workbook_at(tmp_path), tmp_path / "out.xlsx"
    target.write_bytes(b"older")
    with pytest.raises(JixiaoError, match="已经存在"):
        save(open_workbook(path), target, [edit("表 1", 1, 1, Decimal(5))], None)
    assert target.read_bytes() == b"older"
    save(open_workbook(path), target, [edit("表 1", 1, 1, Decimal(5))], None, force=True)
    undo(target)
    assert target.read_bytes() == b"older"


def test_undo_refuses_when_the_file_was_changed_since(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    change(path)
    book = openpyxl.load_workbook(path)
    book.active["B5"] = "后来写的"
    book.save(path)
    now = path.read_bytes()
    with pytest.raises(JixiaoError, match="--cells"):
        undo(path)
    assert path.read_bytes() == now


def test_undo_of_cells_restores_what_still_holds_our_value(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    edits = [
        edit("表 1", 1, 1, Decimal(9)),
        edit("表 1", 1, 2, "新文"),
        edit("表 1", 1, 3, Decimal(18)),
        edit("表 1", 1, 4, Decimal(0)),
        edit("表 1", 1, 5, Decimal(7)),
        edit("表 1", 1, 6, Decimal(3)),
        edit("表 1", 4, 4, "新格"),
    ]
    save(open_workbook(path), path, edits, findings_sheet())
    again = open_workbook(path)
    composition = compose(again, [edit("表 1", 1, 2, "用户改过"), edit("表 1", 6, 6, "用户加的")], None)
    path.write_bytes(composition.data)

    result = undo(path, cells=True)
    assert not result.whole
    assert [each.a1 for each in result.left] == ["B1"]
    assert "B1" in result.notes[0].zh
    cells = open_workbook(path).book.grids[0].cells
    original = open_workbook(workbook_at(tmp_path, "b.xlsx")).book.grids[0].cells
    assert cells.pop((1, 2)).text == "用户改过"
    assert cells.pop((6, 6)).text == "用户加的"
    original.pop((1, 2))
    assert cells == original
    with pytest.raises(JixiaoError, match="没有找到"):
        undo(path)


def test_a_lost_original_is_said(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    receipt = change(path)
    (tmp_path / ".jixiao" / receipt.original).unlink()
    with pytest.raises(JixiaoError, match="原件"):
        undo(path)


def test_receipts_may_lie_elsewhere_and_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    kept = tmp_path / "记录"
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        path = workbook_at(tmp_path / folder)
        save(open_workbook(path), path, [edit("表 1", 1, 1, Decimal(9))], None, receipts=kept)
    assert not (tmp_path / "甲" / ".jixiao").exists()
    undo(tmp_path / "甲" / "自评表.xlsx", receipts=kept)
    assert open_workbook(tmp_path / "甲" / "自评表.xlsx").book.grids[0].cells[1, 1].text == "1"
    assert open_workbook(tmp_path / "乙" / "自评表.xlsx").book.grids[0].cells[1, 1].text == "9"


def test_a_folder_moved_with_its_receipts_can_still_be_undone(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    path = workbook_at(tmp_path / "甲")
    before = path.read_bytes()
    change(path)
    (tmp_path / "甲").rename(tmp_path / "乙")
    undo(tmp_path / "乙" / path.name)
    assert (tmp_path / "乙" / path.name).read_bytes() == before


def test_a_file_changed_under_our_feet_is_not_overwritten(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    workbook = open_workbook(path)
    other = path.read_bytes() + b"\0"
    path.write_bytes(other)
    with pytest.raises(JixiaoError, match="别的程序"):
        save(workbook, path, [edit("表 1", 1, 1, Decimal(9))], None)
    assert path.read_bytes() == other
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("lock", ["~$自评表.xlsx", ".~lock.自评表.xlsx#"])
def test_a_workbook_open_in_office_is_left_alone(tmp_path: Path, lock: str) -> None:
    path = workbook_at(tmp_path)
    (tmp_path / lock).write_text("x")
    with pytest.raises(JixiaoError, match="请先在 Excel/WPS 里关闭"):
        change(path)


def test_the_mode_of_the_file_and_a_link_to_it_stay(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    path.chmod(0o640)
    link = tmp_path / "链接.xlsx"
    link.symlink_to(path)
    change(link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert open_workbook(path).book.grids[0].cells[1, 1].text == "9"


def test_nothing_to_do_in_place_writes_nothing(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    receipt = save(open_workbook(path), path, [], None)
    assert receipt.before == receipt.after
    assert not (tmp_path / ".jixiao").exists()


def test_a_dry_run_gives_the_receipt_that_would_be_and_writes_nothing(tmp_path: Path) -> None:
    path = workbook_at(tmp_path)
    before = path.read_bytes()
    edits = [edit("表 1", 1, 1, Decimal(9), "1")]
    elsewhere = tmp_path / "甲" / "out.xlsx"
    dry = [save(open_workbook(path), target, edits, findings_sheet(), dry_run=True) for target in (path, elsewhere)]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before
    assert [each.place for each in dry] == ["", ""]
    done = save(open_workbook(path), elsewhere, edits, findings_sheet())
    assert (done.after, done.edits, done.parts, done.notes) == (dry[1].after, dry[1].edits, dry[1].parts, dry[1].notes)
    assert json.loads(Path(done.place).read_text("utf-8"))["after"] == done.after
    with pytest.raises(JixiaoError, match="已经存在"):
        save(open_workbook(path), elsewhere, edits, None, dry_run=True)


def test_an_output_that_does_not_prove_itself_is_discarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is put to the test: a writer that loses a part must not get through."""
    from jixiao.workbooks import writing

    path = workbook_at(tmp_path)
    before = path.read_bytes()
    real = writing.write_package

    def losing(*given):  # type: ignore[no-untyped-def]
        data = real(*given)
        return data.replace(b"xl/styles.xml", b"xl/stylez.xml")

    monkeypatch.setattr(writing, "write_package", losing)
    with pytest.raises(JixiaoError, match="核对没有通过"):
        change(path)
    assert path.read_bytes() == before
    assert leftovers(tmp_path) == []
    with pytest.raises(JixiaoError, match="没有找到"):
        undo(path)


@pytest.mark.parametrize(
    "loss",
    [
        (b'<c r="B1" t="str"><v>\xe5\x8e\x9f', b'<c r="B1" t="str"><v>\xe5\x8e\x9e'),
        (b"<v>9</v>", b"<v>8</v>"),
        (b"<f>A1*2</f>", b"<f>A1*3</f>"),
    ],
)
def test_a_wrong_cell_does_not_get_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loss: tuple[bytes, bytes]
) -> None:
    from jixiao.workbooks import writing

    path = workbook_at(tmp_path)
    before = path.read_bytes()
    real = writing.splice_sheet

    def wrong(*given):  # type: ignore[no-untyped-def]
        assert loss[0] in real(*given)
        return real(*given).replace(*loss)

    monkeypatch.setattr(writing, "splice_sheet", wrong)
    with pytest.raises(JixiaoError, match="核对没有通过"):
        change(path)
    assert path.read_bytes() == before


def test_a_row_that_was_not_to_change_does_not_get_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jixiao.workbooks import writing

    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" ht="20"><c r="A2"><v>2</v></c></row>'
    path = build(tmp_path / "a.xlsx", parts(sheet_xml(rows)))
    real = writing.splice_sheet
    monkeypatch.setattr(writing, "splice_sheet", lambda *given: real(*given).replace(b'ht="20"', b'ht="21"'))
    with pytest.raises(JixiaoError, match="不应变化的行"):
        change(path)
