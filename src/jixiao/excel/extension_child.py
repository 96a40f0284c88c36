"""What LibreOffice's own Python does for ``extension``: starts LibreOffice unseen, adds or removes an extension, ends it.

For a programmer: run as a script, by whatever Python LibreOffice has, so it imports nothing of ours and nothing newer than
Python 3.8.  It ends with RUNNING where LibreOffice was running already; else the last line of its standard error is the
reason of a failure.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

RUNNING = 3
_SECONDS = 120


def main(order: str) -> None:
    """Do an order: the program soffice, its user folder as a URL, "add" or "remove", the extension's URL or identifier."""
    office, profile, action, what = json.loads(order)
    pipe = f"jixiao{uuid.uuid4().hex}"
    process = subprocess.Popen(  # noqa: S603  # the program that the user installed
        [
            office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            f"--accept=pipe,name={pipe};urp;",
        ],
        start_new_session=True,
    )
    # Whatever hangs, LibreOffice is ended, and with it every call to it.
    watchdog = threading.Timer(_SECONDS, _end, [process])
    watchdog.start()
    try:
        context = _connected(pipe, process)
        manager = context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        if action == "add":
            manager.addExtension(what, (), "user", None, _approving())
        elif any(each.getIdentifier().Value == what for each in manager.getDeployedExtensions("user", None, None)):
            manager.removeExtension(what, "", "user", None, _approving())
        _ask_to_end(context)
        process.wait()
    finally:
        watchdog.cancel()
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and what it started, whatever it is doing."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _connected(pipe: str, process: subprocess.Popen[bytes]) -> Any:
    """The component context of the LibreOffice that was just started."""
    import uno  # noqa: PLC0415  # there is none in our own Python

    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    refused = uno.getClass("com.sun.star.connection.NoConnectException")
    while process.poll() is None:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except refused:
            time.sleep(0.1)
    if process.returncode:
        raise RuntimeError(f"soffice: {process.returncode}")
    # It handed over to another one, and left.
    sys.exit(RUNNING)


def _ask_to_end(context: Any) -> None:
    # What was asked for is done.  It closes the connection before it has answered, and now and then trips over that.
    with contextlib.suppress(Exception):
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()


def _approving() -> Any:
    """Who answers what the manager asks: yes, install it, also in place of another version."""
    import uno  # noqa: PLC0415
    import unohelper  # noqa: PLC0415
    from com.sun.star.task import XInteractionHandler  # noqa: PLC0415
    from com.sun.star.ucb import XCommandEnvironment  # noqa: PLC0415

    approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")

    class Approving(unohelper.Base, XCommandEnvironment, XInteractionHandler):  # type: ignore[misc]  # UNO has no types
        def getInteractionHandler(self) -> Any:  # noqa: N802
            return self

        def getProgressHandler(self) -> None:  # noqa: N802
            return None

        def handle(self, request: Any) -> None:
            for answer in request.getContinuations():
                if (approval := answer.queryInterface(approve)) is not None:
                    approval.select()

    return Approving()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Exception as error:  # noqa: BLE001  # the parent turns it into a sentence
        # LibreOffice adds where in its own sources it happened.
        sys.exit(str(error).partition("\n")[0].partition(" at ./")[0] or type(error).__name__)
