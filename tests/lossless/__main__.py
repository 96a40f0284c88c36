"""``python -m tests.lossless [FOLDER…]``: the built workbooks and all workbooks of the folders, with their audit.

Prints a line for each workbook that was harmed or refused, then the figures, and last the same as JSON.
Exit code 1 where any was harmed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.lossless.audit import LIMIT, Auditor, new_complaints
from tests.lossless.nasty import BUILT, build_all
from tests.lossless.trial import WORKBOOKS, Result, try_workbook


def examine(path: Path, limit: float) -> tuple[Result, bool | None]:
    """One workbook, and whether it was audited (None: nothing was written)."""
    with tempfile.TemporaryDirectory() as name, Auditor(limit) as auditor:
        folder = Path(name)
        try:
            result = try_workbook(path, folder)
        except Exception as error:  # noqa: BLE001  a crash is counted, the others still have their turn
            return Result(path.name, "harmed", harms=[f"crashed: {error!r}"]), None
        if not result.first or not limit:
            return result, None
        written = folder / f"written{path.suffix}"
        written.write_bytes(result.first)
        new = new_complaints(auditor, path, written)
        result.harms += [f"audit: {each}" for each in new or ()]
        result.status = "harmed" if result.harms else result.status
        result.before = result.first = b""
        return result, new is not None


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.lossless", description=__doc__)
    options.add_argument("folders", nargs="*", type=Path, help="folders of workbooks, searched with their subfolders")
    options.add_argument("--limit", type=float, default=10 * LIMIT, help="seconds for the audit of one file; 0: no audit")
    chosen = options.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        paths = build_all(Path(name))
        paths += sorted(path for folder in chosen.folders for path in folder.rglob("*") if path.suffix.lower() in WORKBOOKS and not path.name.startswith("~$"))
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(partial(examine, limit=chosen.limit), paths))
    told = _figures(results) | {"built": len(BUILT), "seconds": round(time.monotonic() - begin, 1)}
    for result, _ in results:
        if result.status != "unharmed":
            print(f"{result.name}: {result.status}: {result.refusal or '; '.join(result.harms[:5])}")
    print(f"workbooks edited unharmed {told['unharmed']} of {told['workbooks']}, {told['edits']} cells written; audited without a new complaint {told['audited']}")
    if told["not_audited"]:
        print(f"not audited, as it takes longer than {chosen.limit:g} s over each: {', '.join(told['not_audited'])}")
    if told["refused"]:
        print(f"not opened, nothing written: {len(told['refused'])}")
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told["harmed"] else 0


def _figures(results: list[tuple[Result, bool | None]]) -> dict[str, object]:
    tried = [each for each, _ in results if each.status != "refused"]
    return {
        "workbooks": len(tried),
        "unharmed": sum(each.status == "unharmed" for each in tried),
        "harmed": {each.name: each.harms for each in tried if each.harms},
        "refused": {each.name: each.refusal for each, _ in results if each.status == "refused"},
        "edits": sum(each.edits for each in tried),
        "audited": sum(audited is True and not each.harms for each, audited in results),
        "not_audited": [each.name for each, audited in results if audited is False],
    }


if __name__ == "__main__":
    sys.exit(main())
