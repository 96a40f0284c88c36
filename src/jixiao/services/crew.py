"""Who does the jobs of a run: this process, several processes of this machine, or a cluster.

For an accountant: 文件多时几个核同时算，结果和次序与一个个算时一样.
For a programmer: a ``Crew`` takes jobs and gives futures; ``in_order`` keeps a few more jobs out than there are hands,
and hands outcomes on in the order of the jobs.  Memory does not grow with the number of jobs.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path
from typing import Any, Protocol, Self
from weakref import WeakSet

from jixiao.model import Text
from jixiao.reports.result import FileResult
from jixiao.services.tasks import Job, Order, Outcome, outcome_of, work
from jixiao.workbooks import tidy

# A worker takes about a third of a second to begin: fewer workbooks than this are done sooner without it.
_WORTH_A_PROCESS = 12
_AHEAD = 6
_MOST_ON_WINDOWS = 61  # it waits for no more at once
_ONCE = 0.5  # seconds: a signal sent to a process and to its group arrives twice
_TO_CLEAN_UP = 10  # seconds

Began = Callable[[Job], None]


class Lost(Exception):  # noqa: N818  # an event, not a mistake
    """The hands that had a job are gone; whether it was done is not known, and it can be given out again."""


class Crew(Protocol):
    """Those who do jobs.

    Attributes:
        hands: how many jobs are done at a time.
    """

    hands: int

    def submit(self, job: Job) -> Future[Outcome]:
        """Give out a job.  Its future raises ``Lost`` (or one of ``LOST``) where the worker has gone."""

    def renew(self, lost: Future[Outcome]) -> None:
        """Be ready again after the hands that had ``lost`` are gone; what went with them is lost from now on, too."""

    def stop(self) -> None:
        """Begin nothing more; what is not begun is cancelled."""

    def abandon(self) -> None:
        """Stop at once what is under way: it is whole, or was never there."""

    def close(self) -> None:
        """Go home; what is under way is finished, what has not begun is dropped."""


LOST = (Lost, BrokenProcessPool, CancelledError)


def processors() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def hands_for(files: int, asked: int | None) -> int:
    """How many processes a run takes: as many as asked for, else one a core, but none for a handful of workbooks."""
    hands = min(asked, files) if asked is not None else min(processors(), files // _WORTH_A_PROCESS)
    return max(1, min(hands, _MOST_ON_WINDOWS) if sys.platform == "win32" else hands)


class _Later(Future[Outcome]):
    """Work that is done when somebody waits for it."""

    def __init__(self, work_on: Callable[[], Outcome]) -> None:
        super().__init__()
        self._work_on = work_on

    def result(self, timeout: float | None = None) -> Outcome:
        """Do it."""
        if not self.done():
            self.set_result(self._work_on())
        return super().result(timeout)


class Alone:
    """One process, the one that runs already, and one job after another."""

    hands = 1

    def __init__(self, order: Order) -> None:
        self._order = order
        self._last: Future[Outcome] = Future()

    def submit(self, job: Job) -> Future[Outcome]:
        """Do it once its outcome is asked for: then an interruption is welcome."""
        self._last = _Later(lambda: work(self._order, job))
        return self._last

    def renew(self, lost: Future[Outcome]) -> None:
        """Nothing can be lost."""

    def stop(self) -> None:
        """The interruption itself has stopped the last one."""
        self._last.cancel()

    def abandon(self) -> None:
        """Nobody else is at work."""

    def close(self) -> None:
        """Nobody to send home."""


# --------------------------------------------------------------- processes ----

_ORDER: list[Order] = []
_AT_WORK: list[Job] = []


def _begin(order: bytes) -> None:
    """A worker begins: it leaves Ctrl-C to the one in charge, and goes when told to, or when that one has gone."""
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _told_to_go)
    _ORDER[:] = [pickle.loads(order).arrived()]  # noqa: S301  # from our own parent, through a pipe
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_gone_with, args=(parent.sentinel,), daemon=True).start()


def _gone_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_TO_CLEAN_UP)
    os._exit(1)  # whatever is being written is whole or not there


def _told_to_go(*_: object) -> None:
    """Leave nothing half done lying about, then go."""
    if _AT_WORK:
        raise KeyboardInterrupt
    os._exit(1)


def _one(job: Job) -> Outcome:
    try:
        _AT_WORK[:] = [job]
        return work(_ORDER[0], job)
    except KeyboardInterrupt:
        os._exit(1)  # the pool would go on with the next job
    finally:
        _AT_WORK.clear()


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes that begin here do not hear Ctrl-C, not even while they begin; we hear it a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Processes:
    """Several processes of this machine."""

    def __init__(self, order: Order, hands: int) -> None:
        self.hands = hands
        self._order = pickle.dumps(order.leaving())
        self._given: WeakSet[Future[Outcome]] = WeakSet()
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # Begun anew everywhere, as Windows does it: nothing of this process, no thread and no lock, is copied.
        return ProcessPoolExecutor(self.hands, multiprocessing.get_context("spawn"), _begin, (self._order,))

    def submit(self, job: Job) -> Future[Outcome]:
        """Give it to whoever is free."""
        try:
            with _deaf_children():
                future = self._pool.submit(_one, job)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self._given.add(future)
        return future

    def renew(self, lost: Future[Outcome]) -> None:
        """Begin again with new processes, once all of the old ones are gone."""
        if lost in self._given:  # the others of the same pool are lost, and not this one
            self._pool.shutdown(cancel_futures=True)
            self._given.clear()
            self._pool = self._started()

    def stop(self) -> None:
        """See Crew.  The pool itself does so: it does not bear that its futures are cancelled by others, should it break."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def abandon(self) -> None:
        """Tell them to go."""
        for child in multiprocessing.active_children():
            child.terminate()
        self._pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Let them finish what they have begun; interrupted again, they stop at once."""
        try:
            self._pool.shutdown(cancel_futures=True)
        except KeyboardInterrupt:
            self.abandon()
            raise


# ------------------------------------------------------------------- order ----


def _perished(job: Job, order: Order) -> Outcome:
    """Twice, and the second time alone, a worker died of this workbook."""
    return outcome_of(FileResult(job.shown, "failed", Text(
        "处理这个文件的进程中途退出（多半是内存不够），重做一次仍然如此；其余文件照常。请单独运行这个文件，或用 jixiao limits 看看它是不是过大。",
        "The process that worked on this file ended half way, twice (most likely for want of memory); the rest goes on. Run this file by itself, or see jixiao limits.",
    )), order)  # fmt: skip


def _again(crew: Crew, job: Job, lost: Future[Outcome], order: Order) -> tuple[Outcome, bool]:
    """A job whose worker was lost, done with nothing else under way, so that nobody else is blamed; whether it is to blame itself."""
    crew.renew(lost)
    once_more = crew.submit(job)
    try:
        return once_more.result(), False
    except LOST:
        crew.renew(once_more)
        return _perished(job, order), True


class Interruption:
    """Ctrl-C, heard where it does no harm: while jobs are waited for, not while a report is being written.

    Pressed again it is obeyed at once.
    """

    def __init__(self) -> None:
        self._asked = False
        self._waiting = False
        self._when = -_ONCE
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, *(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))):
                if signal.getsignal(number) is signal.default_int_handler:
                    self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _heard(self, *_: object) -> None:
        before, self._when = self._when, time.monotonic()
        if self._when - before < _ONCE:
            return
        if self._asked or self._waiting:
            raise KeyboardInterrupt
        self._asked = True

    @contextmanager
    def welcome(self) -> Iterator[None]:
        """Raises KeyboardInterrupt inside, or at once where it was asked for before."""
        self._waiting = True
        try:
            if self._asked:
                self._asked = False
                raise KeyboardInterrupt
            yield
        finally:
            self._waiting = False


def in_order(crew: Crew, jobs: Iterable[Job], order: Order, interruption: Interruption, began: Began = lambda _: None) -> Iterator[tuple[Job, Outcome]]:
    """Every job with its outcome, in the order of the jobs.

    After an interruption no more jobs are given out; what is under way is finished and handed on, then
    KeyboardInterrupt is raised.  Interrupted again, what is under way is stopped.
    """
    waiting: deque[tuple[Job, Future[Outcome]]] = deque()
    coming = iter(jobs)
    ahead = 1 if crew.hands == 1 else crew.hands * _AHEAD
    interrupted = 0
    lost_in: set[Path] = set()
    suspects = False  # among those waiting there is one of whom a worker may have died
    while True:
        try:
            while not interrupted and not suspects and len(waiting) < ahead and (job := next(coming, None)) is not None:
                began(job)
                waiting.append((job, crew.submit(job)))
            if not waiting:
                break
            with interruption.welcome():
                outcome = waiting[0][1].result()
        except KeyboardInterrupt:
            interrupted += 1
            if interrupted > 2:
                raise
            (crew.stop if interrupted == 1 else crew.abandon)()
            continue
        except LOST:
            job, lost = waiting[0]
            lost_in.update(each.target.parent for each, _ in waiting if each.target is not None)
            if not interrupted:
                outcome, guilty = _again(crew, job, lost, order)
                if guilty:
                    waiting = deque((each, crew.submit(each) if _is_lost(future) else future) for each, future in waiting)
                suspects = not guilty and any(_is_lost(future) for _, future in list(waiting)[1:])
            elif job.written(order):
                outcome = work(order, job)  # who has written it could not tell any more
            else:
                waiting.popleft()
                continue
        job, _ = waiting.popleft()
        yield job, outcome
    for folder in lost_in:
        tidy(folder, order.writing.receipts if order.writing else None)  # what those who are gone have left half done
    if interrupted:
        raise KeyboardInterrupt


def _is_lost(future: Future[Outcome]) -> bool:
    return future.done() and (future.cancelled() or isinstance(future.exception(), LOST))
