"""Runs a command, or jixiao itself, where any use of the network ends the process: `python without_network.py [jixiao-arguments | -- command]`.

Two nets.  On Linux a system-call filter (seccomp), which every child inherits, LibreOffice too: whoever asks the kernel for a
socket that is neither local (AF_UNIX) nor the kernel's own (AF_NETLINK) is killed with SIGSYS; it needs no privilege and
no tool, and nobody can take it off.  Everywhere an audit hook: Python ends at once with 99 when it touches a socket, a
name server, an address, a browser.  No hook reaches a child on systems other than Linux: which programs are started is
written down there (and here) for the test to look at.
"""

import ctypes
import os
import platform
import struct
import sys

TOUCHED = 99
# Number of the system call `socket`, and what the kernel calls the machine.
_MACHINES = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
FILTERED = sys.platform == "linux" and platform.machine() in _MACHINES
_NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "poplib.", "imaplib.", "nntplib.", "telnetlib.", "webbrowser.", "os.startfile")


def _filter() -> None:
    """Kill whoever asks for a socket that leads out of this machine, or that only looks local, as 127.0.0.1 does."""
    number, machine = _MACHINES[platform.machine()]
    load, equal, give = 0x20, 0x15, 0x06  # BPF: load a word, jump if equal, return
    kill, allow = 0x80000000, 0x7FFF0000
    program = [
        (load, 0, 0, 4), (equal, 1, 0, machine), (give, 0, 0, kill),
        (load, 0, 0, 0), (equal, 1, 0, number), (give, 0, 0, allow),
        (load, 0, 0, 16), (equal, 2, 0, 1), (equal, 1, 0, 16), (give, 0, 0, kill),
        (give, 0, 0, allow),
    ]  # fmt: skip
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in program))
    order = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, order, 0, 0):  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
        raise OSError(ctypes.get_errno(), "the filter cannot be set")


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_NETWORK):
        os.write(2, f"touched the network: {event}{arguments!r}\n".encode())
        os._exit(TOUCHED)
    if event == "subprocess.Popen":
        os.write(2, f"started: {arguments[0]}\n".encode())


def main(arguments: list[str]) -> None:
    """Set the nets, then become the command."""
    if FILTERED:
        _filter()
    if arguments[:1] == ["--"]:
        os.execvp(arguments[1], arguments[1:])
    sys.addaudithook(_hook)
    from jixiao.cli import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
