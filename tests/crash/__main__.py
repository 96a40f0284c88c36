"""``python -m tests.crash --kills N``: real processes killed at their write points; ``--cuts`` adds power cuts."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.crash.killing import all_points, chosen, survive
from tests.crash.power import states, survive_cut
from tests.crash.scenes import SCENES, BrokenError


def main() -> int:
    """Run, print, and end with 1 where something did not survive."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=300, help="how many; all write points again and again where more")
    parser.add_argument("--cuts", action="store_true", help="power cuts as well: every legal state of the disk")
    wanted = parser.parse_args()
    failures: list[str] = []
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="jixiao-crash-") as name:
        work = Path(name).resolve()
        everything = all_points(work)
        kills = chosen(everything, wanted.kills)
        for scene, number, part in kills:
            try:
                ended[f"{scene.name}: {survive((scene, number, part), work)}"] += 1
            except BrokenError as error:
                failures.append(f"{scene.name}, operation {number}, part {part}: {error}")
        survived = len(kills) - len(failures)
        cuts = cuts_survived = 0
        for scene in SCENES if wanted.cuts else ():
            for state in states(scene, work):
                cuts += 1
                try:
                    ended[f"{scene.name}: {survive_cut(scene, state, work)}"] += 1
                    cuts_survived += 1
                except BrokenError as error:
                    failures.append(f"{scene.name}, power cut {cuts}: {error}")
    for failure in failures:
        print(failure)
    print(f"kills survived {survived} of {len(kills)} ({len(everything)} write points)")
    if wanted.cuts:
        print(f"power cuts survived {cuts_survived} of {cuts}")
    print(json.dumps({
        "kills": len(kills), "survived": survived, "write_points": len(everything), "cuts": cuts, "cuts_survived": cuts_survived, "ended": dict(ended),
    }, ensure_ascii=False))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
