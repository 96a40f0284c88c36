"""A run over many workbooks: who does them, what is skipped, in which order outcomes come.

For an accountant: 一条命令核算、检查几百个文件，几个核一起做，中断了能接着做.
For a programmer: joins crew, journal and passwords; knows no report and no terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from jixiao.model import Text
from jixiao.services.crew import Alone, Began, Crew, Interruption, Processes, hands_for, in_order
from jixiao.services.journal import Journal, Remembering, state_folder
from jixiao.services.tasks import Job, Order, Outcome, work

Ship = Literal["paths", "bytes"]
Say = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class Spread:
    """Over whom a run is spread.

    Attributes:
        jobs: processes of this machine, None for as many as there are cores.
        cluster: address of a dask scheduler, None for this machine.
        ship: what a cluster is sent: the paths of files that it sees too, or their bytes.
        resume: leave out what an earlier run has finished; keep: remember what this one finishes.
    """

    jobs: int | None = None
    cluster: str | None = None
    ship: Ship = "paths"
    resume: bool = False
    keep: bool = True


HERE = Spread(jobs=1)


def _crew(order: Order, files: int, spread: Spread, say: Say) -> Crew:
    if spread.cluster is not None:
        from jixiao.services.cluster import Cluster  # noqa: PLC0415  # an extra of its own

        return Cluster(order, spread.cluster, spread.ship, say, lambda: _local(order, files, spread))
    return _local(order, files, spread)


def _local(order: Order, files: int, spread: Spread) -> Crew:
    hands = hands_for(files, spread.jobs)
    return Alone(order) if hands == 1 else Processes(order, hands)


def outcomes(
    order: Order, jobs: Iterable[Job], files: int, spread: Spread = HERE, *, began: Began = lambda _: None, say: Say = lambda _: None,
) -> Iterator[Outcome]:
    """Outcomes in the order of the jobs, as they are done; ``files`` is how many jobs there are.

    Raises KeyboardInterrupt after an interruption, once all that was under way has been handed on.
    """
    journal = Journal(order, state_folder() if spread.keep and files > 1 else None, resume=spread.resume)
    crew: Crew = _crew(order, files, spread, say)
    # Whoever works elsewhere has nobody to ask; here there is somebody to type a password.
    ask_again = order.settings.passwords.ask is not None and not isinstance(crew, Alone)
    if spread.resume:
        crew = Remembering(crew, journal)
    try:
        with Interruption() as interruption:
            for job, found in in_order(crew, jobs, order, interruption, began):
                outcome = work(order, job) if found.closed and ask_again else found
                journal.note(job, outcome)
                yield outcome
    finally:
        crew.close()
        journal.close()
