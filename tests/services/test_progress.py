"""What a terminal shows while a run goes on, and what a pipe does not; memory that does not grow with the files."""

import os
import re
import subprocess
import sys

import pytest
from tests.services.runs import environment, jixiao, workbooks

pty = pytest.importorskip("pty")  # a terminal can be imitated where there is one

FOLDER = "表"
_STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def on_terminal(cwd, *arguments):
    """Exit code and what a terminal of 160 columns was sent, without what steers it."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execve(sys.executable, [sys.executable, "-m", "jixiao", *arguments], environment() | {"TERM": "xterm", "COLUMNS": "160", "LINES": "50"})
    said = b""
    while True:
        try:
            got = os.read(terminal, 65536)
        except OSError:
            break
        if not got:
            break
        said += got
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), _STEERING.sub("\n", said.decode("utf-8", "replace"))


def test_a_terminal_shows_how_far_it_is_how_many_failed_how_fast_how_long_and_which_file(tmp_path):
    folder = workbooks(tmp_path / FOLDER, 20)
    (folder / "坏的.xlsx").write_bytes(b"PK\3\4 not a workbook")
    code, said = on_terminal(tmp_path, "check", FOLDER, "--jobs", "2")
    assert code == 4
    done = [int(each) for each in re.findall(r"(\d+)/21\b", said)]
    assert done == sorted(done)
    assert done[-1] == 21
    assert "未成 1" in said
    assert re.search(r"[\d.]+ 个/秒", said)
    assert re.search(r"\d:\d\d:\d\d", said)
    assert re.search(r"甲\d{3}\.xlsx", said.partition("21/21")[0])
    assert "共 21 个文件，1 个没有做成" in said.rpartition("21/21")[2]


def test_a_pipe_gets_nothing_of_it(tmp_path):
    workbooks(tmp_path / FOLDER, 6)
    done = jixiao("check", FOLDER, "--jobs", 2, cwd=tmp_path, TERM="xterm")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "个/秒" not in done.stdout


def test_of_many_files_a_terminal_shows_an_overview(tmp_path):
    folder = workbooks(tmp_path / FOLDER, 55)
    (folder / "坏的.xlsx").write_bytes(b"PK\3\4 not a workbook")
    code, said = on_terminal(tmp_path, "check", FOLDER, "--jobs", "2")
    assert code == 4
    tail = said.rpartition("56/56")[2]
    assert "问题最多的文件" in tail
    assert "最常见的错误和警告" in tail
    assert "坏的.xlsx" in tail
    assert "共 56 个文件，1 个没有做成" in tail
    assert tail.partition("最常见的错误和警告")[0].partition("问题最多的文件")[2].count("甲0") == 15, "the worst, and not all"


def peak(tmp_path, count, kind):
    """The most memory, in kB, that the one in charge has had; it says so itself at its end."""
    folder = workbooks(tmp_path / f"{kind}{count}", count)
    watched = (
        "import atexit, os, sys\n"
        "line = lambda: [each for each in open('/proc/self/status') if each.startswith('VmHWM')][0]\n"
        f"atexit.register(lambda: open({str(tmp_path / 'peak')!r}, 'w').write(line()))\n"
        "from jixiao.__main__ import main\n"
        "sys.argv[0] = 'jixiao'\n"
        "if __name__ == '__main__': main()\n"
    )
    (tmp_path / "watched.py").write_text(watched)
    done = subprocess.run(
        [sys.executable, tmp_path / "watched.py", "check", folder, "--format", kind, "--jobs", "2", "-o", tmp_path / "report", "--export", tmp_path / f"export{kind}{count}"],
        env=environment(tmp_path / "state"), check=False, capture_output=True, text=True,
    )
    assert done.returncode == 1, done.stderr
    return int((tmp_path / "peak").read_text().split()[1])


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory as Linux tells it")  # noqa: PTH110
@pytest.mark.parametrize("kind", ["html", "text", "jsonl"])
def test_memory_does_not_grow_with_the_files(tmp_path, kind):
    assert peak(tmp_path, 120, kind) < peak(tmp_path, 30, kind) * 1.1
