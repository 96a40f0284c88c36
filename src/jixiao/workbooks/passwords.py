"""The passwords that a run may try: those of a file, and one that a person types.

For an accountant: 密码写在一个文本文件里（每行一个），或在提示后输入；绝不写在命令行上，也不进日志.
For a programmer: candidates in order, the one that opened the last file first.  Nothing here prints, logs
or shows a password, and no exception carries one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from jixiao.model import JixiaoError, Text
from jixiao.workbooks.replacing import cause
from jixiao.workbooks.unreadable import NoPassword

USUAL = "VelvetSweatshop"
"""Excel's own password of workbooks that are only protected against writing; nobody is asked for it."""

TRIES = 3
_LARGEST_FILE, _MOST = 1 << 16, 100

Opened = TypeVar("Opened")
Attempt = Callable[[Sequence[str]], tuple[str, Opened] | None]
Ask = Callable[[Path, int], str | None]


@dataclass(slots=True)
class Passwords:
    """The passwords of a run.

    Attributes:
        known: candidates, tried in order.
        ask: asks a person for the password of a file, given the number of tries before; None for "leave
            this file out".  No one is there to be asked where it is None itself.
    """

    known: list[str] = field(default_factory=list, repr=False)
    ask: Ask | None = field(default=None, repr=False)

    def opening(self, path: Path, attempt: Attempt[Opened]) -> tuple[str, Opened]:
        """What ``attempt`` makes of the first password that is the file's, and that password.

        ``attempt`` gets candidates and returns None where none of them is the file's.  Raises NoPassword
        where no password is.
        """
        found = attempt((*self.known, USUAL))
        tries = 0
        while found is None and self.ask is not None and tries < TRIES:
            given = self.ask(path, tries)
            if given is None:
                break
            tries += 1
            found = attempt((given,))
        if found is None:
            raise _wrong(len(self.known) + tries) if self.known or tries else no_password()
        if found[0] != USUAL:
            self.known = [found[0], *(each for each in self.known if each != found[0])]
        return found


def no_password() -> NoPassword:
    """The sentence for a workbook whose password nobody has given."""
    return NoPassword(Text(
        "工作簿设有打开密码，没有读取，文件没有改动。请把密码写进一个文本文件（每行一个），用 --password-file 指明；"
        "在终端里运行时也可以在提示后输入；或在 Excel/WPS 里取消打开密码（文件—信息—保护工作簿）后再试。",
        "The workbook has a password for opening; it was not read and is unchanged. Write the password into a text file (one a "
        "line) and name it with --password-file, or type it when asked in a terminal; or remove the password in Excel/WPS.",
    ))  # fmt: skip


def _wrong(tried: int) -> NoPassword:
    return NoPassword(Text(
        f"工作簿设有打开密码，给出的 {tried} 个密码都不对，没有读取，文件没有改动。请核对密码（大小写、全角半角、首尾空格），再用 --password-file 指明。",
        f"The workbook has a password for opening, and none of the {tried} given is right; it was not read and is unchanged. "
        "Check the password (capitals, full-width characters, blanks at either end), then use --password-file.",
    ))  # fmt: skip


def read_password_file(path: Path) -> list[str]:
    """The passwords of a text file, one a line, in order; blank lines are none.

    UTF-8 with or without a mark, UTF-16 with one, or else GB18030, as editors write.  Raises JixiaoError.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST_FILE else None
    except OSError as error:
        raise JixiaoError(Text(
            f"密码文件 {path} 读不出来（{cause(error)}），没有处理任何工作簿。请检查 --password-file 的路径。",
            f"The password file {path} cannot be read ({error.strerror}); no workbook was touched. Check --password-file.",
        )) from None
    text = None if data is None else _decoded(data)
    if text is None or "\0" in text:
        raise JixiaoError(Text(
            f"{path} 不像密码文件，没有处理任何工作簿。密码文件是纯文本，每行一个密码，至多 {_MOST} 个。",
            f"{path} does not look like a password file; no workbook was touched. It is a plain text with one password a line, {_MOST} at most.",
        ))
    found = list(dict.fromkeys(line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line))
    if not found:
        raise JixiaoError(Text(
            f"密码文件 {path} 里没有密码，没有处理任何工作簿。请写入密码，每行一个。",
            f"The password file {path} holds no password; no workbook was touched. Write one a line.",
        ))
    if len(found) > _MOST:
        raise JixiaoError(Text(
            f"密码文件 {path} 里有 {len(found)} 个密码，超过 {_MOST} 个，没有处理任何工作簿。jixiao 不用来试密码，请只留下本批文件的密码。",
            f"The password file {path} holds {len(found)} passwords, more than {_MOST}; no workbook was touched. Keep those of the files at hand.",
        ))
    return found


def _decoded(data: bytes) -> str | None:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
