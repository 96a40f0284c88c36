"""Which workbooks a command works on: files, folders and globs, where each output goes, and where no text may go."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jixiao.model import JixiaoError, Text
from jixiao.workbooks import needs_converting
from jixiao.workbooks.compound import MAGIC
from jixiao.workbooks.replacing import cause

OUTPUT_FOLDER = "jixiao-out"
ENDINGS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
# Found in folders too: most can be checked, and the rest are named instead of being passed over in silence.
_FOREIGN = frozenset({".xls", ".et", ".xlsb", ".ods"})
_OWN_FOLDERS = frozenset({OUTPUT_FOLDER, ".jixiao"})


@dataclass(frozen=True, slots=True)
class Source:
    """One workbook and where it stands below the path that the user gave.

    Attributes:
        root: folder that output paths are mirrored from.
        trouble: why there is nothing to be read, None where there may be.
    """

    path: Path
    root: Path
    trouble: Text | None = None

    def output(self, folder: Path | None, *, convert: bool = False) -> Path:
        """Where its result goes: below ``folder``, else in ``jixiao-out`` beside the input.

        What has to be converted becomes an .xlsx of the same name.
        """
        below = self.path.relative_to(self.root)
        if convert and needs_converting(self.path):
            below = below.with_suffix(".xlsx")
        return (folder or self.root / OUTPUT_FOLDER) / below


def is_workbook(path: Path) -> bool:
    """Whether a name is that of a workbook."""
    return path.suffix.lower() in ENDINGS | _FOREIGN


def check_text_file(option: str, target: Path, sources: Sequence[Path] = ()) -> None:
    """A report, a form or a log never takes the place of a workbook, and its folder must be there.  Raises JixiaoError."""
    if is_workbook(target) or _begins_as_one(target) or any(target.absolute() == source.absolute() for source in sources):
        raise JixiaoError(Text(
            f"{option} 是写出文字的文件，不能写到工作簿 {target} 上，什么也没有做。请用 .txt、.json、.html 等文件名。",
            f"{option} names a text file and must not be a workbook ({target}); nothing was done. Use a name such as report.html.",
        ))
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise JixiaoError(Text(f"不能写入 {target}：文件夹不存在，或它本身是文件夹。", f"cannot write {target}: no such folder, or it is one."))


def _begins_as_one(path: Path) -> bool:
    """Whether there is a file that begins as workbooks do, whatever its name says."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as stream:
                return stream.read(len(MAGIC)).startswith((b"PK\x03\x04", MAGIC))
    return False


def _in_folder(folder: Path) -> Iterator[Source]:
    """Workbooks below a folder, in order; folders behind links are not gone into, and named unless they are searched anyway.

    A folder that cannot be opened is named.
    """
    root = os.path.realpath(folder)
    found: list[Source] = []

    def shut(error: OSError) -> None:
        why = "没有权限" if isinstance(error, PermissionError) else cause(error)
        found.append(Source(Path(error.filename), folder, Text(
            f"这个文件夹打不开（{why}），里面的工作簿没有处理。请检查文件夹权限。",
            f"This folder cannot be opened ({error.strerror}); its workbooks were left out. Check its permissions.",
        )))

    for place, folders, names in os.walk(folder, onerror=shut):
        # Our own folders, and those behind links, are not searched.
        for name in list(folders):
            linked = os.path.islink(os.path.join(place, name))  # noqa: PTH114, PTH118  # one of a hundred thousand
            if name in _OWN_FOLDERS or linked:
                folders.remove(name)
            if linked and not name.startswith(".") and (trouble := _link_trouble(Path(place, name), root)) is not None:
                found.append(Source(Path(place, name), folder, trouble))
        for name in names:
            path = Path(place, name)
            if is_workbook(path) and not name.startswith(("~$", ".")):
                if path.is_file():
                    found.append(Source(path, folder))
                elif path.is_symlink():
                    found.append(Source(path, folder, _BROKEN))
    yield from sorted(found, key=lambda source: source.path)


_BROKEN = Text(
    "这是一个链接，它指向的文件不存在，或者绕一圈又指回自己，没有读取。请改放文件本身。",
    "This is a link to a file that is not there, or that leads back to itself; nothing was read. Put the file itself here.",
)


def _link_trouble(link: Path, root: str) -> Text | None:
    """What is to be said of a link to a folder; None for one that is searched anyway."""
    target = os.path.realpath(link)
    if os.path.join(os.path.realpath(link.parent), "").startswith(os.path.join(target, "")):  # noqa: PTH118
        return Text(
            "这是一个指回上级文件夹的链接（循环），没有再进去查找。其余文件照常处理。",
            "This link leads back to a folder above it (a cycle) and was not followed; the rest goes on.",
        )
    if os.path.join(target, "").startswith(os.path.join(root, "")):  # noqa: PTH118
        return None
    return Text(
        f"这是指向别处（{target}）的文件夹链接，没有进去查找。需要处理那里的工作簿时，请把那个路径也写在命令里。",
        f"This link leads to a folder elsewhere ({target}) and was not followed. Name that folder too if its workbooks are wanted.",
    )


def find_sources(paths: Sequence[str]) -> list[Source]:
    """Every workbook named by files, folders (searched for workbooks) and globs, each once.

    A file that does not exist is returned all the same, so that it is reported like any other
    unreadable file.  Raises JixiaoError if a folder or a glob holds nothing.
    """
    found: dict[Path, Source] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            sources = list(_in_folder(path))
        elif path.exists() or not glob.has_magic(given):
            sources = [Source(path, path.parent)]
        else:
            sources = [Source(Path(name), Path(name).parent) for name in sorted(glob.glob(given, recursive=True))  # noqa: PTH207  # a glob may be absolute
                       if Path(name).is_file() and not Path(name).name.startswith("~$")]
        if not sources:
            raise JixiaoError(Text(
                f"“{given}”里没有找到工作簿。请检查路径。",
                f"no workbook found in “{given}”. Check the path.",
            ))
        for source in sources:
            found.setdefault(source.path.absolute(), source)
    return list(found.values())
