"""What openxml-audit (a port of the validation in Microsoft's Open XML SDK) says of a workbook.

It runs in a child that is ended when it takes too long over a file.  Run as a module it is that child: a path
a line in, a JSON list of [complaint, how often] a line out.
"""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Self

LIMIT = 20.0
_DIGITS = re.compile(r"\d+")
_NEVER = 10**6


class Auditor:
    """Asks the child; one child for many files.

    Attributes:
        limit: seconds that it may take over one file.
    """

    def __init__(self, limit: float = LIMIT) -> None:
        self.limit = limit
        self._child: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def complaints(self, path: Path) -> Counter[str] | None:
        """What it says, with how often; None where it took longer than the limit."""
        child = self._child or self._start()
        assert child.stdin is not None
        print(path, file=child.stdin, flush=True)
        try:
            answer = self._answers.get(timeout=self.limit)
        except queue.Empty:
            self._end()
            return None
        if not answer:
            self._end()
            raise RuntimeError(f"the audit ended over {path.name}")
        return Counter(dict(json.loads(answer)))

    def _start(self) -> subprocess.Popen[str]:
        child = subprocess.Popen([sys.executable, "-m", "tests.lossless.audit"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=Path(__file__).parents[2])
        self._child, self._answers = child, queue.SimpleQueue()
        threading.Thread(target=_forward, args=(child, self._answers), daemon=True).start()
        assert child.stdout is not None
        return child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None


def _forward(child: subprocess.Popen[str], answers: queue.SimpleQueue[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        answers.put(line)
    answers.put("")


def new_complaints(auditor: Auditor, before: Path, after: Path) -> list[str] | None:
    """What it says of the second file and did not say of the first; None where it takes too long over either."""
    old = auditor.complaints(before)
    new = None if old is None else auditor.complaints(after)
    return None if old is None or new is None else sorted((new - old).elements())


def main() -> None:
    from openxml_audit import OpenXmlValidator

    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    validator = OpenXmlValidator(max_errors=_NEVER)
    for line in sys.stdin:
        found = validator.validate(Path(line.rstrip("\n"))).errors
        # Figures change with what was written (how many inline texts there are); the complaint is the same.
        counted = Counter(f"[{each.error_type.value}] {each.part_uri}: {_DIGITS.sub('#', each.description)}" for each in found)
        print(json.dumps(list(counted.items()), ensure_ascii=True), flush=True)


if __name__ == "__main__":
    main()
