"""What we make ourselves draws no complaint at all: templates, examples, a carried table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.lossless.audit import Auditor

ROOT = Path(__file__).parents[2] / "workbooks"


def test_no_template_example_or_carried_table_draws_a_complaint(tmp_path: Path) -> None:
    target = ROOT / "examples" / "dongguan-2022.xlsx"
    command = [sys.executable, "-m", "jixiao", "carry", str(target), "--to", "self-evaluation", "-o", str(tmp_path / "carried.xlsx")]
    subprocess.run(command, check=True, capture_output=True)
    files = [*sorted(ROOT.rglob("*.xlsx")), tmp_path / "carried.xlsx"]
    assert len(files) > 20
    with Auditor(60) as auditor:
        assert {each.name: found for each in files if (found := auditor.complaints(each))} == {}
