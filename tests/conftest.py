"""Fixtures for all tests: a real LibreOffice where there is one."""

import os
import shutil

import pytest


def pytest_collection_modifyitems(items):
    if shutil.which("soffice"):
        return
    for item in items:
        if "libreoffice" in item.keywords and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="LibreOffice is not installed (soffice)"))
        # In CI nothing is skipped: the test runs and fails for want of soffice.
