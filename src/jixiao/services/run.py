"""A whole run over many workbooks: what it counts, and the exit code that it ends with."""

from __future__ import annotations

import time

from jixiao.model import JixiaoError
from jixiao.reports.result import Summary
from jixiao.services.tasks import SEVERITIES, Outcome
from jixiao.workbooks import Unreadable

CLEAN, FINDINGS, USAGE, UNKNOWN_FORM, UNREADABLE, OUR_BUG, INTERRUPTED = range(7)
_STATUS_CODE = {"unknown-form": UNKNOWN_FORM, "unreadable": UNREADABLE, "failed": OUR_BUG}
_LEVELS = {"error": ("error",), "warning": ("error", "warning"), "never": ()}

def code_of(error: BaseException) -> int:
    """The exit code of a command that ended with an error."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, Unreadable):
        return UNREADABLE
    return USAGE if isinstance(error, JixiaoError) else OUR_BUG


class Tally:
    """Counts a run while its results pass by, and settles the exit code."""

    def __init__(self, fail_on: str, accept_explained: bool) -> None:
        self._levels = _LEVELS[fail_on]
        self._accept = accept_explained
        self._start = time.perf_counter()
        self.counts = {"files": 0, "error": 0, "warning": 0, "info": 0, "unreadable": 0, "unknown-form": 0, "failed": 0, "resumed": 0}
        self.code = CLEAN

    def add(self, outcome: Outcome) -> Outcome:
        """Count one workbook and hand it on."""
        self.counts["files"] += 1
        for severity, (found, explained) in zip(SEVERITIES, outcome.counts, strict=True):
            self.counts[severity] += found
            if severity in self._levels and found > (explained if self._accept else 0):
                self.code = max(self.code, FINDINGS)
        if outcome.status in _STATUS_CODE:
            self.counts[outcome.status] += 1
        if outcome.resumed:
            self.counts["resumed"] += 1
        if outcome.refused:
            self.code = max(self.code, USAGE)
        elif outcome.status in _STATUS_CODE:
            self.code = max(self.code, _STATUS_CODE[outcome.status])
        return outcome

    def interrupt(self) -> None:
        """The run was stopped: what is counted is a part."""
        self.code = INTERRUPTED

    def summary(self) -> Summary:
        """The counts so far."""
        counts = self.counts
        return Summary(
            counts["files"], counts["error"], counts["warning"], counts["info"], time.perf_counter() - self._start,
            counts["unreadable"] + counts["failed"], counts["unknown-form"], self.code == INTERRUPTED, counts["resumed"],
        )
