"""One target under atheris: ``python -m soak.fuzz NAME --seconds 60``.

For an accountant: 无.
For a programmer: an exception is kept (input and trace, one of each kind, the shortest) and the run goes on; a hang or a
lack of memory ends the process, and its input is kept too.  Exit code 0 only if nothing was found.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

NAMES = ("package_bytes", "package_parts", "other_kinds", "tables", "values", "rules", "own_files", "arguments", "receipts")
SECONDS_FOR_ONE = 30
MEMORY_MIB = 2048
_ADDRESS_SPACE_MIB = 6144  # atheris reserves much more than it uses
_FRAMES = 2


class Crashes:
    """What was found in one run, one input for each kind of failure."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kinds: dict[str, int] = {}

    def keep(self, data: bytes, error: BaseException) -> None:
        """Keep an input that failed, unless a shorter one failed in the same way."""
        kind = _kind(error)
        if len(data) >= self.kinds.get(kind, sys.maxsize):
            return
        self.kinds[kind] = len(data)
        self.folder.mkdir(parents=True, exist_ok=True)
        name = "crash-" + hashlib.sha256(kind.encode("utf-8", "backslashreplace")).hexdigest()[:12]
        (self.folder / name).write_bytes(data)
        said = "".join(traceback.format_exception(error)[-12:])
        (self.folder / f"{name}.txt").write_text(f"{kind}\n\n{said}", "utf-8", "backslashreplace")


def _kind(error: BaseException) -> str:
    """The same for two failures of one cause: the exception and the innermost places of ours."""
    frames = [f"{Path(each.filename).name}:{each.name}" for each in traceback.extract_tb(error.__traceback__) if "jixiao" in each.filename]
    # A broken promise is told apart by its words, which name no figures.
    words = str(error).partition("\n")[0][:100] if isinstance(error, AssertionError) else ""
    return " ".join((type(error).__name__, *frames[-_FRAMES:], words)).strip()


def guarded(check: Callable[[bytes], None], crashes: Crashes) -> Callable[[bytes], None]:
    """The check as atheris calls it."""

    def one(data: bytes) -> None:
        try:
            check(data)
        except Exception as error:  # noqa: BLE001  # whatever comes out is what is looked for
            crashes.keep(data, error)

    return one


def limit_memory() -> None:
    """No input may take the whole machine."""
    import resource  # noqa: PLC0415  # there is none on Windows, and no atheris either

    limit = _ADDRESS_SPACE_MIB << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _target(name: str) -> ModuleType:
    import atheris  # noqa: PLC0415  # the other parts of this folder are used without it

    with atheris.instrument_imports(include=["jixiao"]):
        return importlib.import_module(f"soak.targets.{name}")


def _prepare(target: ModuleType, folder: Path, every: int) -> list[str]:
    """One of so many seeds, and the dictionary, as files for libFuzzer."""
    seeds, corpus = folder / "seeds", folder / "corpus"
    seeds.mkdir(parents=True, exist_ok=True)
    corpus.mkdir(exist_ok=True)
    for seed in list(target.seeds())[::every]:
        (seeds / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    if not target.WORDS:
        return [str(corpus), str(seeds)]
    dictionary = folder / "words.dict"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in target.WORDS), "ascii")
    return [str(corpus), str(seeds), f"-dict={dictionary}"]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


def main() -> None:
    """Fuzz one target.  Does not return: atheris ends the process."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("name", choices=NAMES)
    options.add_argument("--seconds", type=int, default=0, help="stop after so many seconds")
    options.add_argument("--runs", type=int, default=-1, help="stop after so many executions")
    options.add_argument("--seed", type=int, default=0, help="0 for a random one")
    options.add_argument("--every", type=int, default=1, help="begin with one of so many seeds only")
    options.add_argument("--out", type=Path, default=Path("out") / "soak")
    asked = options.parse_args()
    folder = asked.out / asked.name
    limit_memory()
    target = _target(asked.name)
    crashes = Crashes(folder / "crashes")
    crashes.folder.mkdir(parents=True, exist_ok=True)
    import atheris  # noqa: PLC0415

    arguments = [
        sys.argv[0], *_prepare(target, folder, asked.every), f"-max_total_time={asked.seconds}", f"-runs={asked.runs}", f"-seed={asked.seed}",
        f"-max_len={target.LONGEST}", f"-timeout={SECONDS_FOR_ONE}", f"-rss_limit_mb={MEMORY_MIB}",
        f"-artifact_prefix={crashes.folder}{os.sep}", "-print_final_stats=1", "-verbosity=1", "-reload=0",
    ]
    atheris.Setup(arguments, guarded(target.check, crashes))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
