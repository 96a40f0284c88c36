"""Many machines: the same jobs, done by the workers of a dask scheduler.

For an accountant: 文件成千上万时交给一组机器做，结果和在本机做的一样.
For a programmer: dask.distributed keeps the futures and gives jobs out again when a worker is lost.  Paths are sent
where the workers see the same files; else bytes are, and what they make comes back and is written here.  Passwords are
never sent: what asks for one is done here.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jixiao import __version__
from jixiao.model import JixiaoError, Receipt, Text
from jixiao.reports.result import FileResult
from jixiao.services.crew import Crew, Lost
from jixiao.services.library import Library
from jixiao.services.tasks import Job, Order, Outcome, outcome_of, pack, result_of, unpack, work
from jixiao.workbooks import Passwords, choose_limits, deliver, receipt_at
from jixiao.workbooks.limits import NAME as LIMITS

_PATIENCE = 10  # seconds for a scheduler to answer
_LOOKING = 60  # seconds for all workers to say what they have
_RETRIES = 3
_RECEIPT = "\0receipt\0"  # stands for a receipt until there is one; no cell can say so


@dataclass(frozen=True, slots=True)
class Parcel:
    """A job with the bytes that belong to it.

    Attributes:
        content: of the workbook; earlier: of the file that stands at its target, None for none.
    """

    job: Job
    content: bytes
    earlier: bytes | None


@dataclass(frozen=True, slots=True)
class Made:
    """What comes back: the outcome, and the workbook that was written with its receipt, where there is one."""

    outcome: Outcome
    content: bytes | None = None
    receipt: Receipt | None = None


# ------------------------------------------------------------ on a worker ----


def _limited(limits: str) -> None:
    """The limits of whoever has sent the job hold."""
    if limits and os.environ.get(LIMITS) != limits:
        os.environ[LIMITS] = ""
        choose_limits([each for each in limits.split(",") if each])


@lru_cache(maxsize=4)
def _arrived(order: bytes) -> Order:
    """The order that was sent, made ready once a worker."""
    sent: Order = pickle.loads(order)  # noqa: S301  # dask has brought pickles already
    return sent.arrived()


def _by_path(order: bytes, limits: str, job: Job) -> Made:
    _limited(limits)
    return Made(work(_arrived(order), job))


def _by_bytes(sent: bytes, limits: str, parcel: Parcel) -> Made:
    """Do a job in a folder of its own, under the names that the workbook has at home."""
    _limited(limits)
    order = _arrived(sent)
    job = parcel.job
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        source = Path(folder, "in", job.path.parent.name or "in", job.path.name)
        source.parent.mkdir(parents=True)
        source.write_bytes(parcel.content)
        if job.target is None:
            return Made(work(order, replace(job, path=source)))
        target = source if job.target == job.path else Path(folder, "out", job.target.parent.name or "out", job.target.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if parcel.earlier is not None and target != source:
            target.write_bytes(parcel.earlier)
        if order.writing is not None:
            order = replace(order, writing=replace(order.writing, receipts=None))
        result = result_of(order, replace(job, path=source, target=target))
        receipt = receipt_at(Path(result.receipt)) if result.receipt else None
        home = replace(result, receipt=_RECEIPT if receipt is not None else "")
        content = target.read_bytes() if receipt is not None else None
        return Made(outcome_of(home, order), content, receipt)


def _seen(path: str, order: bytes) -> tuple[str, bool, str]:
    """What a worker is asked before anything is sent: its version, whether it sees a file, and what else it lacks."""
    try:
        _arrived(order).settings.verify()
    except JixiaoError as error:
        return __version__, Path(path).exists(), error.text.zh
    return __version__, Path(path).exists(), ""


# ---------------------------------------------------------------- at home ----


class Cluster:
    """The workers of a dask scheduler; where it no longer answers, this machine goes on."""

    def __init__(self, order: Order, address: str, ship: Literal["paths", "bytes"], say: Callable[[Text], None], local: Callable[[], Crew]) -> None:
        self._order = order
        self._away = pickle.dumps(_abroad(order))
        self._address = address
        self._ship = ship
        self._say = say
        self._local = local
        self._here: Crew | None = None
        self._out: set[Future[Outcome]] = set()
        self._looked = False
        self._client = self._connected()
        if self._client is None:
            self._go_home(Text(f"调度器 {address} 没有应答", f"the scheduler {address} does not answer"))
            self.hands = self._here.hands if self._here else 1
        else:
            self.hands = max(1, sum(self._client.nthreads().values()))

    def _connected(self) -> Any:  # a distributed.Client, which has no types; None where nobody answers
        try:
            import distributed  # noqa: PLC0415
        except ImportError as error:
            raise JixiaoError(Text(
                "--cluster 需要 dask.distributed，没有安装。请运行 pip install 'jixiao[cluster]'，或去掉 --cluster 在本机做。",
                "--cluster needs dask.distributed, which is not installed: pip install 'jixiao[cluster]', or leave --cluster out.",
            )) from error  # fmt: skip
        for name in [each for each in logging.root.manager.loggerDict if each.startswith("distributed")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # said in a sentence of ours
        try:
            address: Any = distributed.comm
            address.resolve_address(self._address)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError):
                return None
            raise JixiaoError(Text(
                f"--cluster 的地址“{self._address}”写得不对。写法如 tcp://主机:8786。", f"“{self._address}” is no address; write tcp://host:8786.",
            )) from error  # fmt: skip
        security: Any = distributed.Security
        if self._address.startswith("tls") and not security().tls_client_cert:
            raise JixiaoError(Text(
                f"{self._address} 要用证书，本机没有设置。请设好 dask 的 distributed.comm.tls（ca-file、client.cert、client.key），见指南。",
                f"{self._address} asks for certificates, and none are set here: set dask's distributed.comm.tls (ca-file, client.cert, client.key).",
            ))  # fmt: skip
        client: Any = distributed.Client
        return _within(_PATIENCE + 2, lambda: client(self._address, timeout=_PATIENCE, set_as_default=False))

    def _look(self, job: Job) -> None:
        """Ask every worker, once, whether it can do the job.  Raises JixiaoError where one cannot."""
        self._looked = True
        if self._client is None:
            return
        client, path = self._client, str(job.path.absolute())
        answers: dict[str, Any] | None = _within(_LOOKING, lambda: client.run(_seen, path, self._away, on_error="return"))
        if answers is None:
            self._go_home(Text(f"集群 {self._address} 的工作进程没有应答", f"the workers of {self._address} do not answer"))
            return
        if not answers:
            self._go_home(Text(f"集群 {self._address} 上没有工作进程", f"the cluster {self._address} has no workers"))
            return
        for worker, answer in answers.items():
            if isinstance(answer, BaseException):
                raise JixiaoError(Text(
                    f"工作进程 {worker} 做不了（{type(answer).__name__}），多半是没有装 jixiao。请在每台机器上装同一版本（{__version__}）。",
                    f"the worker {worker} cannot do it ({type(answer).__name__}): install the same jixiao ({__version__}) on every machine.",
                ))  # fmt: skip
            version, sees, lacking = answer
            if version != __version__:
                raise JixiaoError(Text(
                    f"工作进程 {worker} 的 jixiao 是 {version}，本机是 {__version__}，结果可能不同，没有做。请装同一版本。",
                    f"the worker {worker} has jixiao {version}, here it is {__version__}; nothing was done. Install the same version.",
                ))  # fmt: skip
            if lacking:
                raise JixiaoError(Text(f"工作进程 {worker} 上：{lacking}", f"on the worker {worker}: {lacking}"))
            if self._ship == "paths" and not sees and job.path.exists():
                raise JixiaoError(Text(
                    f"工作进程 {worker} 看不到 {job.path}，没有做。请用共享文件夹的路径，或加 --ship bytes 把内容送过去。",
                    f"the worker {worker} does not see {job.path}; nothing was done. Use a shared folder, or --ship bytes.",
                ))  # fmt: skip

    def _go_home(self, why: Text) -> None:
        self._say(Text(f"{why.zh}，改由本机继续做，结果一样。", f"{why.en}; this machine goes on, with the same results."))
        self._leave()
        self._here = self._local()

    def submit(self, job: Job) -> Future[Outcome]:
        """Send it."""
        if not self._looked and job.trouble is None and job.refusal is None:
            self._look(job)
        if self._here is not None:
            return self._here.submit(job)
        if job.trouble is not None or job.refusal is not None:
            return _settled(work(self._order, job))
        job = replace(job, path=job.path.absolute(), target=job.target.absolute() if job.target else None)
        task: object = job
        function: Callable[..., Made] = _by_path
        if self._ship == "bytes":
            try:
                task = Parcel(job, job.path.read_bytes(), _bytes_of(job))
            except OSError:
                return _settled(work(self._order, job))  # it says why it cannot be read
            function = _by_bytes
        future: Future[Outcome] = Future()
        future.set_running_or_notify_cancel()  # what a worker may have begun is finished, and told
        assert self._client is not None
        self._out.add(future)
        sent = self._client.submit(function, self._away, os.environ.get(LIMITS, ""), task, pure=False, retries=_RETRIES)
        sent.add_done_callback(lambda done: self._came(done, job, future))
        return future

    def _came(self, done: Any, job: Job, future: Future[Outcome]) -> None:
        """Hand on what a worker has made.  Runs in dask's own thread."""
        try:
            if done.status == "finished":
                outcome = self._kept(done.result(), job)
            elif done.status == "error" and type(done.exception()).__name__ != "KilledWorker":
                outcome = work(self._order, job)  # that worker could not; it is said here why not
            else:
                raise Lost(str(job.path))  # noqa: TRY301
        except Exception as error:  # noqa: BLE001  # the scheduler may go at any moment
            self._lose(future, error)
            return
        with suppress(InvalidStateError):  # given up meanwhile
            future.set_result(outcome)
        self._out.discard(future)

    def _lose(self, future: Future[Outcome], error: Exception) -> None:
        with suppress(InvalidStateError):
            future.set_exception(error if isinstance(error, Lost) else Lost(type(error).__name__))
        self._out.discard(future)

    def _kept(self, made: Made, job: Job) -> Outcome:
        """Write what has come back.  A workbook with a password is done here, where it is known."""
        outcome: Outcome = made.outcome
        if outcome.closed and self._order.settings.passwords.known:
            return work(self._order, job)
        if made.content is None or made.receipt is None or job.target is None or self._order.writing is None:
            return outcome
        try:
            place = deliver(made.receipt, job.path, job.target, made.content, self._order.writing.receipts)
        except JixiaoError as error:
            return outcome_of(FileResult(job.shown, "failed", error.text, refused=True), self._order)
        piece = unpack(outcome.piece)
        if isinstance(piece, str):
            outcome = replace(outcome, piece=pack(piece.replace(json.dumps(_RECEIPT), json.dumps(place, ensure_ascii=False))))
        return replace(outcome, log={**outcome.log, "receipt": place} if outcome.log else None)

    def renew(self, lost: Future[Outcome]) -> None:
        """Go on here where the scheduler has gone; else a worker was lost too often, and the next job is tried."""
        if self._here is not None:
            self._here.renew(lost)
            return
        # Just after it went, a client may not know yet that its scheduler has: it is asked.
        client = self._client
        if client is None or client.status != "running" or not _within(_PATIENCE, client.nthreads):
            self._go_home(Text(f"调度器 {self._address} 断开了", f"the scheduler {self._address} has gone"))

    def stop(self) -> None:
        """What the cluster has is finished."""
        if self._here is not None:
            self._here.stop()

    def abandon(self) -> None:
        """Wait for nobody any more."""
        if self._here is not None:
            self._here.abandon()
        self._leave()

    def _leave(self) -> None:
        if self._client is not None:
            with suppress(Exception):
                self._client.close(timeout=2)
            self._client = None
        for future in list(self._out):
            self._lose(future, Lost())

    def close(self) -> None:
        """Leave the cluster as it was."""
        if self._here is not None:
            self._here.close()
        self._leave()


def _abroad(order: Order) -> Order:
    """The order for other machines: without passwords, and with folders that do not depend on where a command was typed."""
    away = order.leaving()
    settings, writing, library = away.settings, away.writing, away.settings.library
    library = Library(*(tuple(str(Path(each).absolute()) for each in folders) for folders in (library.form_folders, library.check_folders, library.policy_folders)))
    if writing is not None and writing.receipts is not None:
        writing = replace(writing, receipts=writing.receipts.absolute())
    against = str(Path(away.against).absolute()) if away.against is not None else None
    return replace(away, settings=replace(settings, library=library, passwords=Passwords()), writing=writing, against=against)


def _within(seconds: float, ask: Callable[[], Any]) -> Any:
    """The answer, None where none comes in time: whoever takes the call and then says nothing is waited for by dask without end."""
    answers: list[Any] = []

    def asking() -> None:
        with suppress(Exception):  # whatever it is, it is no answer
            answers.append(ask())

    thread = threading.Thread(target=asking, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None


def _bytes_of(job: Job) -> bytes | None:
    return job.target.read_bytes() if job.target is not None and job.target != job.path and job.target.is_file() else None


def _settled(outcome: Outcome) -> Future[Outcome]:
    future: Future[Outcome] = Future()
    future.set_result(outcome)
    return future
