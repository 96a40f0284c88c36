"""``jixiao`` and ``python -m jixiao``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a failure of our own ends with code 5 and one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Windows consoles and pipes may not be UTF-8; a character must never stop a run.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from jixiao.cli import run  # noqa: PLC0415  # after the streams are set

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
