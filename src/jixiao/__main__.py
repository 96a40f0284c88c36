"""``jixiao`` and ``python -m jixiao``."""

from __future__ import annotations

import signal
import sys

_INTERRUPTED = 6


def main() -> None:
    """Run the command line; a failure of our own ends with code 5 and one sentence, an interruption with 6."""
    try:
        for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):  # ended from outside is as Ctrl-C is: clean up, then go
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)
        _run()
    except KeyboardInterrupt:  # before or after there was anything to say about it
        sys.exit(_INTERRUPTED)


def _run() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Windows consoles and pipes may not be UTF-8; a character must never stop a run.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from jixiao.cli import run  # noqa: PLC0415  # after the streams are set

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
