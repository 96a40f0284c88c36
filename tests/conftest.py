"""For all tests: a real LibreOffice and a real Chromium where there is one."""

import os
import shutil
import signal

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair.
settings.register_profile("unhurried", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# A run that was started in the background ignores Ctrl-C, and so does all that it starts: here it never does.
for name in ("SIGINT", "SIGQUIT", "SIGHUP"):
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)

# What a marker needs.
PROGRAMS = {"libreoffice": ("soffice",), "chromium": ("chromium", "chromedriver")}


def pytest_collection_modifyitems(items):
    if os.environ.get("CI") == "true":  # there nothing is skipped: the test runs and fails for want of the program
        return
    for marker, programs in PROGRAMS.items():
        lacking = [each for each in programs if not shutil.which(each)]
        for item in items if lacking else ():
            if marker in item.keywords:
                item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(lacking)}"))
