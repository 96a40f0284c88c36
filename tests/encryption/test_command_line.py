"""Passwords on the command line: from a file, from a person at a terminal, and never in anybody's sight."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

import pytest

from tests.encryption.locked import PASSWORD, SCORE, SECRETS, WRONG, leaks, opened, sheet, table

pty = pytest.importorskip("pty")  # a terminal can be imitated where there is one


def jixiao(*arguments):
    """The command without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def file(tmp_path):
    """A password file as an office would write it."""
    path = tmp_path / "密码.txt"
    path.write_bytes(f"别的密码\r\n{PASSWORD}\r\n".encode("utf-8-sig"))
    return path


def test_without_a_password_the_exit_code_is_4_and_the_sentence_names_the_option(tmp_path):
    done = jixiao("check", table(tmp_path / "a.xlsx"))
    assert done.returncode == 4
    assert "打开密码" in done.stdout
    assert "--password-file" in done.stdout


def test_a_wrong_password_is_exit_code_4_too(tmp_path):
    (tmp_path / "nein.txt").write_text("nein", encoding="utf-8")
    done = jixiao("check", table(tmp_path / "a.xlsx"), "--password-file", tmp_path / "nein.txt")
    assert done.returncode == 4
    assert "都不对" in done.stdout
    assert "nein\n" not in done.stdout.replace("nein.txt", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_file_may_be_of_any_editor(tmp_path, encoding):
    (tmp_path / "p.txt").write_bytes(f"\n{PASSWORD}\r\n\r\n".encode(encoding))
    done = jixiao("check", table(tmp_path / "a.xlsx"), "--password-file", tmp_path / "p.txt", "--format", "json")
    assert done.returncode == 1
    assert "JX203" in done.stdout


@pytest.mark.parametrize(("content", "said"), [(b"", "没有密码"), (b"\r\n\n", "没有密码"), (b"PK\3\4\0\0", "不像密码文件"), (b"x" * 100_000, "不像密码文件"), (b"\n".join(b"%d" % each for each in range(300)), "不用来试密码")])
def test_what_is_no_password_file_is_refused_before_any_workbook(tmp_path, content, said):
    (tmp_path / "p.txt").write_bytes(content)
    done = jixiao("check", table(tmp_path / "a.xlsx"), "--password-file", tmp_path / "p.txt")
    assert done.returncode == 2
    assert said in done.stderr
    assert jixiao("check", tmp_path / "a.xlsx", "--password-file", tmp_path / "none.txt").returncode == 2


def test_every_command_that_opens_a_workbook_takes_it(tmp_path, tmp_path_factory, file):
    log = tmp_path_factory.mktemp("log") / "log.jsonl"
    path = table(tmp_path / "a.xlsx")
    assert "JX203" in jixiao("check", path, "--password-file", file, "--format", "json").stdout
    assert "80" in jixiao("explain", path, WRONG, "--password-file", file).stdout
    assert "[form]" in jixiao("forms", "draft", path, "--password-file", file).stdout
    refused = jixiao("carry", path, "--to", "self-evaluation", "-o", tmp_path / "b.xlsx", "--password-file", file)
    assert "--decrypt" in refused.stderr
    done = jixiao("recalc", path, "--in-place", "--password-file", file, "--log", log)
    assert done.returncode == 1
    assert sheet(path)[WRONG].value == SCORE
    assert PASSWORD not in log.read_text("utf-8") + done.stdout + done.stderr
    assert not any(secret in log.read_text("utf-8") for secret in SECRETS[:3])
    undone = jixiao("undo", path, "--cells", "--password-file", file)
    assert undone.returncode == 0
    assert sheet(path)[WRONG].value == 60
    file.unlink()
    assert leaks(tmp_path) == []


def test_bytes_are_taken_back_without_a_password(tmp_path, file):
    path = table(tmp_path / "a.xlsx")
    before = path.read_bytes()
    assert jixiao("recalc", path, "--in-place", "--password-file", file).returncode == 1
    assert jixiao("undo", path).returncode == 0
    assert path.read_bytes() == before


def test_decrypt_is_the_only_way_to_an_open_file_and_never_in_place(tmp_path, file):
    path = table(tmp_path / "a.xlsx")
    done = jixiao("recalc", path, "--decrypt", "--in-place", "--password-file", file)
    assert done.returncode == 2
    assert "--in-place" in done.stderr
    done = jixiao("recalc", path, "--decrypt", "-o", tmp_path / "out", "--password-file", file)
    assert "没有密码" in done.stdout
    assert (tmp_path / "out" / "a.xlsx").read_bytes().startswith(b"PK")
    assert opened(path.read_bytes()).startswith(b"PK")


# ---------------------------------------------------------------- at a terminal ----


def at_terminal(arguments, answers, *, interrupt=False):
    """The command at a terminal of its own; ``answers`` are typed one by one, each when it asks.

    Gives the exit code and all that the terminal showed.
    """
    child, terminal = pty.fork()
    if not child:
        os.execv(sys.executable, [sys.executable, "-m", "jixiao", *map(str, arguments)])
    shown, waiting = b"", list(answers)
    deadline = time.monotonic() + 60
    with contextlib.suppress(OSError):  # the end of a terminal is an error on Linux
        while select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            piece = os.read(terminal, 65536)
            if not piece:
                break
            shown += piece
            if "请输入".encode() in shown[shown.rfind(b"\0") + 1 :]:
                shown += b"\0"  # this question is answered
                time.sleep(0.3)  # getpass empties what was typed before it was ready
                if interrupt:
                    os.write(terminal, b"\3")
                elif waiting:
                    os.write(terminal, f"{waiting.pop(0)}\n".encode())
    with contextlib.suppress(ProcessLookupError):
        if time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


def test_the_prompt_hides_what_is_typed_and_asks_once_for_all_files(tmp_path):
    table(tmp_path / "a.xlsx")
    table(tmp_path / "b.xlsx")
    code, shown = at_terminal(["check", tmp_path], [PASSWORD])
    assert code == 1
    assert shown.count("请输入") == 1
    assert "a.xlsx 设有打开密码" in shown
    assert "JX203" in shown
    assert PASSWORD not in shown


def test_a_wrong_answer_is_asked_again_three_times_at_most(tmp_path):
    path = table(tmp_path / "a.xlsx")
    code, shown = at_terminal(["check", path], ["nein", PASSWORD])
    assert (code, shown.count("请输入"), shown.count("密码不对")) == (1, 2, 1)
    code, shown = at_terminal(["check", path], ["nein", "nein", "nein", "nein"])
    assert (code, shown.count("请输入")) == (4, 3)
    assert "nein" not in shown


def test_enter_leaves_a_file_out_and_the_others_go_on(tmp_path):
    table(tmp_path / "a.xlsx", "另一个")
    table(tmp_path / "b.xlsx")
    code, shown = at_terminal(["check", tmp_path], ["", PASSWORD])
    assert code == 4
    assert shown.count("请输入") == 2
    assert "JX203" in shown


def test_control_c_at_the_prompt_ends_the_run(tmp_path):
    path = table(tmp_path / "a.xlsx")
    before = path.read_bytes()
    code, shown = at_terminal(["recalc", path, "--in-place"], [], interrupt=True)
    assert code == 6
    assert "已中断" in shown
    assert "Traceback" not in shown
    assert path.read_bytes() == before


def test_what_is_published_has_no_password_only_where_that_is_asked_for(tmp_path, file):
    path, log = table(tmp_path / "a.xlsx"), tmp_path / "log.jsonl"
    refused = jixiao("redact", path, "-o", tmp_path / "公开.xlsx", "--password-file", file)
    assert refused.returncode == 2
    assert "--decrypt" in refused.stderr
    assert not (tmp_path / "公开.xlsx").exists()
    done = jixiao("redact", path, "-o", tmp_path / "公开.xlsx", "--password-file", file, "--decrypt", "--also", "某某人", "--log", log)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "公开.xlsx").read_bytes().startswith(b"PK")
    assert '"event": "redact"' in log.read_text("utf-8")
    assert "某某人" not in log.read_text("utf-8")
