"""What runs have done, so that a later one need not do it again (``--resume``).

For an accountant: 中断后再运行，加 --resume 就接着做；内容和设置都没变的文件不重算.
For a programmer: one file of JSON lines for each way of running (command, settings, version), in the user's own state
folder (``JIXIAO_STATE`` names another one; empty: nothing is kept).  What a workbook with a password says is not kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from jixiao import __version__
from jixiao.services.crew import Crew
from jixiao.services.tasks import Job, Order, Outcome, as_json, from_json
from jixiao.workbooks.limits import NAME as LIMITS
from jixiao.workbooks.replacing import hash_of

NAME = "JIXIAO_STATE"
_KEPT_DAYS = 30
_FINISHED = ("ok", "findings", "unknown-form")


def state_folder() -> Path | None:
    """Where journals are kept; None where the user wants none."""
    named = os.environ.get(NAME)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_state_path  # noqa: PLC0415  # only for runs over many workbooks

    return user_state_path("jixiao", appauthor=False)


def _hash(path: Path) -> str:
    with suppress(OSError):
        return hash_of(path) or ""
    return ""


def fingerprint(order: Order) -> str:
    """The same for two runs that would say and write the same about the same workbook."""
    settings, library = order.settings, order.settings.library
    folders = (*library.form_folders, *library.check_folders, *library.policy_folders)
    declared = sorted({str(each.path) for each in settings.against.tables}) if settings.against else []
    told: dict[str, Any] = {
        "version": __version__,
        "paths": [os.path.abspath(each) for each in order.named],  # noqa: PTH100  # a glob is no path
        "writing": None if order.writing is None else {**asdict(order.writing), "receipts": str(order.writing.receipts or "")},
        "settings": [settings.policies, sorted(settings.overrides.items()), settings.form],
        "own": [[str(path), _hash(path)] for folder in folders for path in sorted(Path(folder).glob("*")) if path.is_file()],
        "against": [[path, _hash(Path(path))] for path in declared],
        "limits": os.environ.get(LIMITS, ""),
        "report": [order.kind, order.language, order.most, order.log, order.records],
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


class Journal:
    """The journal of one way of running; with no folder nothing is kept.

    It is a convenience: where it cannot be written or read, the run goes on without.
    """

    def __init__(self, order: Order, folder: Path | None, *, resume: bool) -> None:
        self._places: dict[str, int] = {}
        self._path: Path | None = None
        self._stream: IO[bytes] | None = None
        if folder is None:
            return
        with suppress(OSError):
            runs = folder / "runs"
            runs.mkdir(0o700, parents=True, exist_ok=True)
            _forget(runs)
            self._path = runs / f"{fingerprint(order)[:32]}.jsonl"
            if resume:
                self._read()
            else:
                self._path.unlink(missing_ok=True)
            self._stream = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "ab", 0)

    def _read(self) -> None:
        """Where each workbook's last line begins."""
        if self._path is None or not self._path.exists():
            return
        with self._path.open("rb") as stream:
            place = 0
            for line in stream:
                # The path stands first, so that a line need not be read as a whole.
                with suppress(ValueError, IndexError):
                    path, _ = json.JSONDecoder().raw_decode(line.decode().removeprefix('{"file": '))
                    self._places[str(path)] = place
                place += len(line)

    def finished(self, job: Job) -> Outcome | None:
        """What an earlier run has made of the very same workbook, where that is still there; else None."""
        place = self._places.get(_key(job))
        if place is None or self._path is None or job.refusal is not None or job.trouble is not None:
            return None
        with suppress(OSError, ValueError, TypeError, KeyError):
            with self._path.open("rb") as stream:
                stream.seek(place)
                outcome = from_json(json.loads(stream.readline())["outcome"])
            if not outcome.sha256 or not _same(job, outcome):
                return None
            return replace(outcome, path=job.shown, resumed=True)
        return None

    def note(self, job: Job, outcome: Outcome) -> None:
        """Keep what was done, unless it has to be done again anyway."""
        if self._stream is None or outcome.resumed or outcome.refused or outcome.sealed or outcome.status not in _FINISHED:
            return
        with suppress(OSError):
            self._stream.write(json.dumps({"file": _key(job), "outcome": as_json(outcome)}).encode() + b"\n")

    def close(self) -> None:
        """No more lines."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()


class Remembering:
    """A crew that is not given what an earlier run has finished."""

    def __init__(self, crew: Crew, journal: Journal) -> None:
        self.hands = crew.hands
        self._crew = crew
        self._journal = journal

    def submit(self, job: Job) -> Future[Outcome]:
        """Look it up, or give it out."""
        outcome = self._journal.finished(job)
        if outcome is None:
            return self._crew.submit(job)
        future: Future[Outcome] = Future()
        future.set_result(outcome)
        return future

    def renew(self, lost: Future[Outcome]) -> None:
        """See Crew."""
        self._crew.renew(lost)

    def stop(self) -> None:
        """See Crew."""
        self._crew.stop()

    def abandon(self) -> None:
        """See Crew."""
        self._crew.abandon()

    def close(self) -> None:
        """See Crew."""
        self._crew.close()


def _key(job: Job) -> str:
    """Where it is and where it goes, and both as they are called: reports and logs say so."""
    named = [job.path] if job.target is None else [job.path, job.target]
    return "\n".join((job.shown, *(f"{each}\n{os.path.abspath(each)}" for each in named)))  # noqa: PTH100  # links stay as they are named


def _same(job: Job, outcome: Outcome) -> bool:
    """Whether the workbook is the one that was read, and its result the one that was written."""
    if outcome.output and job.target is not None and _hash(job.target) != outcome.output_sha256:
        return False
    # In place the workbook is its own result.
    return _hash(job.path) in {outcome.sha256, outcome.output_sha256} if job.target == job.path else _hash(job.path) == outcome.sha256


def _forget(runs: Path) -> None:
    """Remove journals that nobody has used for a month."""
    for path in runs.glob("*.jsonl"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _KEPT_DAYS * 86400:
                path.unlink()
