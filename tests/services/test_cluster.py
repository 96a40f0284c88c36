"""Many machines, imitated by real scheduler and worker processes on loopback: the same results in the same order, whoever is lost."""

import ctypes
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.encryption.locked import PASSWORD, SCORE, WRONG, sheet, table
from tests.services.runs import (
    GATE,
    PATIENCE,
    begun,
    ended,
    environment,
    files_told,
    jixiao,
    leftovers,
    outputs,
    own_check,
    timeless,
    until,
    workbooks,
)
from tests.services.text_workbooks import project

if importlib.util.find_spec("distributed") is None and os.environ.get("CI") != "true":
    pytest.skip("dask.distributed is not installed", allow_module_level=True)

FOLDER, COUNT = "表", 12
_SCHEDULER = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter", "--scheduler-file"]
_WORKER = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--death-timeout", "60"]


def _goes_with_us() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Cluster:
    """A scheduler and its workers, in a folder and with a home of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._errors = (folder / "said").open("wb")
        file = folder / "scheduler.json"
        self.scheduler = self._started([*_SCHEDULER, str(file)])
        until(lambda: file.exists() and file.stat().st_size)
        self.address = json.loads(file.read_text())["address"]
        self.workers: list[subprocess.Popen[bytes]] = []

    def _started(self, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        home = self._folder / "home"
        home.mkdir(exist_ok=True)
        return subprocess.Popen(
            command, cwd=home, env=environment(**({"HOME": str(home), "TMPDIR": str(home)} | more)), stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors,
            preexec_fn=_goes_with_us if sys.platform == "linux" else None,  # noqa: PLW1509  # also where the tests themselves are killed
        )

    def work(self, count: int, **more: str) -> None:
        """More workers; returns when all are known."""
        self.workers += [self._started([*_WORKER, self.address], **more) for _ in range(count)]
        import distributed

        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=PATIENCE)

    def end(self) -> None:
        """All of them, at once and for good."""
        for each in (*self.workers, self.scheduler):
            each.kill()
        for each in (*self.workers, self.scheduler):
            each.wait()
        self._errors.close()


@contextmanager
def cluster_of(folder: Path, workers: int, **more: str):
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder)
    try:
        if workers:
            cluster.work(workers, **more)
        yield cluster
    finally:
        cluster.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Three workers, for tests that leave all of them alive."""
    with cluster_of(tmp_path_factory.mktemp("cluster"), 3) as made:
        yield made


@pytest.fixture
def home(tmp_path):
    folder = workbooks(tmp_path / FOLDER, COUNT - 1)
    (folder / "坏.xlsx").write_bytes(b"PK\3\4 not a workbook")
    return tmp_path


@pytest.mark.parametrize("kind", ["text", "sarif"])
def test_a_check_says_the_same_as_here(home, cluster, kind):
    here, there = jixiao("check", FOLDER, "--format", kind, cwd=home), jixiao("check", FOLDER, "--format", kind, "--cluster", cluster.address, cwd=home)
    assert (there.returncode, there.stderr) == (4, "")
    assert timeless(there.stdout) == timeless(here.stdout)


@pytest.mark.parametrize("ship", ["paths", "bytes"])
def test_recalc_says_and_writes_the_same_as_here_and_can_be_undone(home, cluster, ship):
    own_check(home / "own", "if name.startswith('举办'):\n    yield Problem((row.source.name,), Text('看到', 'seen'), subject=name)")
    options = ("--checks", "own", "--receipts", "回执", "--format", "json")
    here = jixiao("recalc", FOLDER, "-o", "本机", *options, cwd=home)
    there = jixiao("recalc", FOLDER, "-o", "集群", *options, "--cluster", cluster.address, "--ship", ship, "--log", "log.jsonl", cwd=home)
    assert (there.returncode, there.stderr) == (4, "")
    assert files_told(here.stdout.replace('"本机/', '"集群/')) == files_told(there.stdout)
    assert outputs(home / "本机") == outputs(home / "集群")
    logged = [json.loads(line) for line in (home / "log.jsonl").read_text("utf-8").splitlines()]
    for line in logged:
        if line["event"] == "file" and line["output"]:
            assert Path(line["receipt"]).is_relative_to(home / "回执"), line
            assert Path(home, line["output"]).is_file()
    assert leftovers(home) == []
    written = home / "集群" / "甲003.xlsx"
    assert jixiao("undo", written, "--receipts", "回执", cwd=home).returncode == 0
    assert written.read_bytes() == (home / FOLDER / "甲003.xlsx").read_bytes()


def test_with_bytes_nothing_stays_on_the_workers_and_in_place_works(home, cluster):
    before = {path.name: path.read_bytes() for path in (home / FOLDER).iterdir()}
    done = jixiao("recalc", FOLDER, "--in-place", "--format", "json", "--cluster", cluster.address, "--ship", "bytes", cwd=home)
    assert (done.returncode, done.stderr) == (4, "")
    changed = {name for name, data in before.items() if (home / FOLDER / name).read_bytes() != data}
    assert changed == set(before) - {"坏.xlsx"}
    assert jixiao("undo", Path(FOLDER, "甲000.xlsx"), cwd=home).returncode == 0
    assert (home / FOLDER / "甲000.xlsx").read_bytes() == before["甲000.xlsx"]
    left = [path for path in (cluster._folder / "home").rglob("*") if path.suffix == ".xlsx"]
    assert left == []


def test_passwords_stay_here_and_what_asks_for_one_is_done_here(home, cluster):
    table(home / FOLDER / "密.xlsx")
    (home / "密码.txt").write_text(PASSWORD, encoding="utf-8")
    # Whoever runs this check writes down whether the password is anywhere in the memory of its process.
    own_check(home / "own", f"""
import gc
if name == "走访企业数":
    (HERE / f"opened-{{os.getpid()}}").touch()
elif any(isinstance(each, list) and {PASSWORD!r} in each for each in gc.get_objects()):
    (HERE / f"known-{{os.getpid()}}").touch()
yield from ()
""".replace("import gc\n", "gc = __import__('gc')\n"))
    done = jixiao("recalc", FOLDER, "--password-file", "密码.txt", "--checks", "own", "--format", "json", "--cluster", cluster.address, cwd=home)
    assert (done.returncode, done.stderr) == (4, "")
    assert json.loads(done.stdout)["files"][-1]["status"] == "findings"
    assert sheet(home / FOLDER / "jixiao-out" / "密.xlsx")[WRONG].value == SCORE
    there = {str(each.pid) for each in cluster.workers}
    [opener] = [path.name.partition("-")[2] for path in home.glob("opened-*")]
    assert opener not in there
    assert not {path.name.partition("-")[2] for path in home.glob("known-*")} & there


def test_target_tables_are_compared_with_there_too(tmp_path, cluster):
    project(tmp_path / FOLDER / "一.xlsx")
    (tmp_path / "目标").mkdir()
    shutil.copy(tmp_path / FOLDER / "一.xlsx", tmp_path / "目标" / "一.xlsx")
    done = jixiao("check", FOLDER, "--against", "目标", "--cluster", cluster.address, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有认出绩效目标表" in done.stderr


# ------------------------------------------------------------------- lost ----


@pytest.fixture
def gated(tmp_path):
    workbooks(tmp_path / FOLDER, COUNT, {4: "举办开门场次"})
    own_check(tmp_path / "own", GATE.format(name="举办开门场次").replace('(HERE / "reached").touch()', '(HERE / f"at-{os.getpid()}").touch()\n    (HERE / "reached").touch()'))
    return tmp_path


def same_as_here(home, out):
    whole = jixiao("recalc", FOLDER, "--checks", "own", "--format", "json", "-o", "whole", cwd=home)
    assert files_told(out.replace(f'"{FOLDER}/jixiao-out/', '"whole/')) == files_told(whole.stdout)
    assert outputs(home / FOLDER / "jixiao-out") == outputs(home / "whole")
    assert leftovers(home) == []


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(gated):
    with cluster_of(gated / "cluster", 2) as cluster:
        run = begun("recalc", FOLDER, "--checks", "own", "--format", "json", "--cluster", cluster.address, cwd=gated)
        until((gated / "reached").exists, run)
        [victim] = [int(path.name.partition("-")[2]) for path in gated.glob("at-*")]
        assert victim in {each.pid for each in cluster.workers}
        os.kill(victim, signal.SIGKILL)
        (gated / "open").touch()
        code, out, err = ended(run)
    assert (code, err) == (1, "")
    same_as_here(gated, out)


def test_when_the_scheduler_goes_this_machine_goes_on(gated):
    with cluster_of(gated / "cluster", 2) as cluster:
        run = begun("recalc", FOLDER, "--checks", "own", "--format", "json", "--cluster", cluster.address, cwd=gated)
        until((gated / "reached").exists, run)
        for each in (cluster.scheduler, *cluster.workers):
            each.kill()
        (gated / "open").touch()
        code, out, err = ended(run)
    assert code == 1
    assert err.count("\n") == 1, err
    assert "断开了，改由本机继续做" in err
    same_as_here(gated, out)


def test_ctrl_c_ends_a_run_on_a_cluster_as_any_other(gated):
    with cluster_of(gated / "cluster", 1) as cluster:
        run = begun("recalc", FOLDER, "--checks", "own", "--format", "json", "--cluster", cluster.address, cwd=gated, state=gated / "state")
        until((gated / "reached").exists, run)
        os.killpg(run.pid, signal.SIGINT)
        (gated / "open").touch()
        code, out, err = ended(run)
        read = json.loads(out)
        assert (code, read["summary"]["interrupted"]) == (6, True), err
        assert [each["output"] for each in read["files"]] == [str(path.relative_to(gated)) for path in sorted((gated / FOLDER / "jixiao-out").glob("*.xlsx"))]
        assert 4 < len(read["files"]) < COUNT
        done = jixiao("recalc", FOLDER, "--checks", "own", "--format", "json", "--cluster", cluster.address, "--resume", cwd=gated, state=gated / "state")
    assert json.loads(done.stdout)["summary"]["resumed"] == len(read["files"])
    same_as_here(gated, done.stdout)


# ---------------------------------------------------------------- refused ----


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


def test_where_no_scheduler_answers_the_work_is_done_here(home):
    here = jixiao("check", FOLDER, "--format", "json", cwd=home)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes calls and never says a word
        for address in (closed_port(), f"tcp://127.0.0.1:{silent.getsockname()[1]}"):
            done = jixiao("check", FOLDER, "--format", "json", "--cluster", address, cwd=home)
            assert done.returncode == 4
            assert done.stderr == f"调度器 {address} 没有应答，改由本机继续做，结果一样。\n"
            assert timeless(done.stdout) == timeless(here.stdout)


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://", "tcp://127.0.0.1", "127.0.0.1:x", ""])
def test_what_is_no_address_is_said_in_one_sentence(home, address):
    done = jixiao("check", FOLDER, "--cluster", address, cwd=home)
    assert done.stderr.count("\n") <= 2, done.stderr
    assert "Traceback" not in done.stderr
    assert ("写得不对" in done.stderr and done.returncode == 2) or ("没有应答" in done.stderr and done.returncode == 4), done.stderr


def test_a_cluster_without_workers_is_said_and_the_work_done_here(home):
    with cluster_of(home / "cluster", 0) as cluster:
        done = jixiao("check", FOLDER, "--cluster", cluster.address, cwd=home)
    assert (done.returncode, done.stderr) == (4, f"集群 {cluster.address} 上没有工作进程，改由本机继续做，结果一样。\n")


def test_workers_of_another_version_are_refused(home):
    other = home / "other"
    shutil.copytree(Path(__file__).parents[2] / "src" / "jixiao", other / "jixiao", ignore=shutil.ignore_patterns("__pycache__"))
    first = other / "jixiao" / "__init__.py"
    first.write_text(first.read_text("utf-8") + '\n__version__ = "0.0.1"\n', "utf-8")
    with cluster_of(home / "cluster", 1, PYTHONPATH=str(other)) as cluster:
        done = jixiao("recalc", FOLDER, "--cluster", cluster.address, cwd=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "0.0.1" in done.stderr
    assert "请装同一版本" in done.stderr
    assert not (home / FOLDER / "jixiao-out").exists()


def test_workers_that_do_not_see_the_files_are_named_and_bytes_help(home):
    # What only this process sees is imitated by a folder that is reached through its own file descriptors.
    opened = os.open(home, os.O_RDONLY)
    try:
        hidden = f"/proc/self/fd/{opened}/{FOLDER}"
        with cluster_of(home / "cluster", 1) as cluster:
            run = [sys.executable, "-m", "jixiao", "check", hidden, "--format", "json", "--cluster", cluster.address]
            told = [subprocess.run([*run, *more], capture_output=True, text=True, check=False, pass_fds=[opened], env=environment(), cwd=home, timeout=PATIENCE)
                    for more in ((), ("--ship", "bytes"))]
    finally:
        os.close(opened)
    assert (told[0].returncode, told[0].stdout) == (2, "")
    assert "看不到" in told[0].stderr
    assert "--ship bytes" in told[0].stderr
    assert (told[1].returncode, told[1].stderr) == (4, "")
    assert len(json.loads(told[1].stdout)["files"]) == COUNT
