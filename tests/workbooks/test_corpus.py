"""The quick way of reading third-party workbooks gives what the full scan gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.workbooks import Unreadable, open_workbook
from jixiao.workbooks.fastscan import sheet_region
from jixiao.workbooks.limits import Limits
from jixiao.workbooks.sheetxml import Source, full_scan, quick_scan
from jixiao.workbooks.strings import scan_strings
from jixiao.workbooks.styles import read_styles

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
FILES = sorted(each for each in CORPUS.glob("*") if each.suffix.lower() in {".xlsx", ".xlsm", ".xltx", ".xltm"})

if not FILES:
    pytest.skip("the corpus of third-party workbooks is not beside this checkout", allow_module_level=True)


@pytest.mark.parametrize("path", FILES, ids=lambda each: each.name)
def test_the_quick_way_reads_what_the_full_scan_reads(path: Path) -> None:
    try:
        workbook = open_workbook(path)
    except Unreadable:
        pytest.skip("not readable")
    package, styles = workbook.package, None
    if workbook.strings_part:
        assert scan_strings(package.xml(workbook.strings_part), "strings", Limits()) == (workbook.strings, workbook.rich_strings)
    if workbook.styles_part:
        styles = read_styles(package.xml(workbook.styles_part), "styles", epoch_1904=workbook.workbook_part.epoch_1904)
    for sheet in workbook.workbook_part.sheets:
        if sheet.part is None:
            continue
        data = package.xml(sheet.part)
        region = sheet_region(data, sheet.part)
        source = Source(sheet.part, styles, workbook.strings, Limits(), 10**7, 10**9)
        quick = quick_scan(data, source, region) if region else None
        if quick is not None:
            assert quick == full_scan(data, source)
