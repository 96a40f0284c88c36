"""Run the collection, all of it, and print what became of each file: ``python -m tests.hostile [WORD…]``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.hostile.collection import cases
from tests.hostile.confined import run
from tests.hostile.test_hostile import commands, complaints

_MIB = 1 << 20


def main(words: list[str]) -> int:
    """The table, and a last line of JSON; files whose name holds one of the words, all if there is none."""
    count, failed, worst_seconds, worst_memory = 0, 0, 0.0, 0
    for case in cases():
        if words and not any(word in case.name for word in words):
            continue
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "in"
            folder.mkdir()
            path = case.make(folder)
            outcomes = [run(command, folder) for command in commands(path, Path(place) / "out")]
        wrong = [each for outcome in outcomes for each in complaints(case, outcome)]
        seconds, memory = max(each.seconds for each in outcomes), max(each.memory for each in outcomes)
        count, failed = count + 1, failed + bool(wrong)
        worst_seconds, worst_memory = max(worst_seconds, seconds), max(worst_memory, memory)
        verdict = "WRONG: " + "; ".join(wrong) if wrong else ("refused" if outcomes[0].code in {2, 4} else "read")
        print(f"{case.name:<60} {verdict:<8} {seconds:7.2f} s {memory / _MIB:7.0f} MiB", flush=True)
    print(json.dumps({"n": count, "wrong": failed, "worst seconds": round(worst_seconds, 2), "worst MiB": round(worst_memory / _MIB)}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
