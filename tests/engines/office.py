"""A real LibreOffice for tests: own profile, own pipe, and always ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
import uuid
from pathlib import Path

import pytest

from jixiao.excel.engines.libreoffice_uno import option, uno

_DEADLINE = 90
_NEVER_RUN, _NO_UPDATE = 0, 0


class Office:
    """A headless LibreOffice.

    Attributes:
        context: its component context, over the pipe.
        desktop: its desktop.
        uno: the module to talk to it with.
    """

    property = staticmethod(option)

    def __init__(self, profile: Path):
        self.profile = profile
        try:
            self.uno = uno()
        except ImportError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip("LibreOffice's uno is for another version of Python than this one")
        self.pipe = f"jixiao{uuid.uuid4().hex}"
        self.process = subprocess.Popen(
            [
                shutil.which("soffice"), f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--norestore", "--nologo",
                "--nodefault", "--nolockcheck", "--nofirststartwizard", f"--accept=pipe,name={self.pipe};urp;",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        try:
            self.context = self._connected()
        except BaseException:
            self.kill()
            raise
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def _connected(self):
        local = uno().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        refused = uno().getClass("com.sun.star.connection.NoConnectException")
        deadline = time.monotonic() + _DEADLINE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"LibreOffice ended with {self.process.returncode}")
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except refused:
                time.sleep(0.1)
        raise TimeoutError(f"LibreOffice did not answer for {_DEADLINE} s")

    def service(self, name: str):
        """A service of LibreOffice."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def new(self, *, hidden: bool = True):
        """A new spreadsheet document."""
        return self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (option("Hidden", hidden),))

    def open(self, path: Path, *, hidden: bool = True, **options):
        """A document, its macros never run and its links never updated unless the options say so."""
        settings = {"Hidden": hidden, "MacroExecutionMode": _NEVER_RUN, "UpdateDocMode": _NO_UPDATE, **options}
        made = self.desktop.loadComponentFromURL(
            path.resolve().as_uri(), "_blank", 0, tuple(option(*each) for each in settings.items()),
        )
        assert made is not None, f"LibreOffice does not open {path}"
        return made

    def documents(self) -> list:
        """Every open document."""
        components = self.desktop.Components.createEnumeration()
        found = []
        while components.hasMoreElements():
            found.append(components.nextElement())
        return found

    def close_documents(self):
        """Close every document, saved or not."""
        for document in self.documents():
            if hasattr(document, "setModified"):
                document.setModified(False)
            document.close(True)

    def stop(self):
        """End it, by asking first."""
        # It closes the connection before it has answered.
        with contextlib.suppress(Exception):
            self.close_documents()
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()

    def kill(self):
        """End it and what it started, whatever state it is in."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
