"""What does not hold in a table, one file per check.

A newcomer adds a check with one file in this folder: its docstring is the manual page, its
examples run as tests, and it is discovered by its name ``jxNNN_….py``.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType

from jixiao.checks.base import Check, Subject, explain, to_finding
from jixiao.model import Explanation, Finding, JixiaoError, Text

__all__ = ["Check", "all_checks", "find_check", "run_checks"]

_ORDER = {"error": 0, "warning": 1, "info": 2}


_DECLARED = ("CODE", "SEVERITY", "TITLE", "BASIS", "check")


def _own_module(path: Path) -> ModuleType:
    """A check file of an office's own folder.  Raises JixiaoError for one that cannot be used."""
    spec = importlib.util.spec_from_file_location(f"jixiao_own_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise JixiaoError(Text(
            f"检查文件 {path} 不能运行（{type(error).__name__}：{error}）。请改正后再试。",
            f"the check file {path} cannot be run ({type(error).__name__}: {error}).",
        )) from error
    missing = [name for name in _DECLARED if not hasattr(module, name)]
    if missing:
        raise JixiaoError(Text(
            f"检查文件 {path} 缺少 {'、'.join(missing)}。写法见任一内置检查。",
            f"the check file {path} lacks {', '.join(missing)}; see any built-in check.",
        ))
    return module


@cache
def all_checks(folders: tuple[str, ...] = ()) -> tuple[Check, ...]:
    """Every check of this folder and of the given ones, by code; a later code replaces an earlier one.

    Raises JixiaoError for a file of the given folders that cannot be used.
    """
    names = sorted(
        entry.name.removesuffix(".py") for entry in files(__package__).iterdir()
        if entry.name.startswith("jx") and entry.name.endswith(".py")
    )
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names]
    modules.extend(_own_module(path) for folder in folders for path in sorted(Path(folder).glob("jx*.py")))
    checks = {
        module.CODE: Check(
            code=module.CODE,
            severity=module.SEVERITY,
            title=module.TITLE,
            basis=module.BASIS,
            about=getattr(module, "ABOUT", "table"),
            needs=getattr(module, "NEEDS", ()),
            manual=module.__doc__ or "",
            run=module.check,
        )
        for module in modules
    }
    return tuple(checks[code] for code in sorted(checks))


def find_check(code: str, folders: tuple[str, ...] = ()) -> Check:
    """The check with that code.  Raises JixiaoError naming near ones."""
    checks = {check.code: check for check in all_checks(folders)}
    found = checks.get(code.upper())
    if found is None:
        near = difflib.get_close_matches(code.upper(), checks, 3, 0.5) or list(checks)
        raise JixiaoError(Text(
            f"没有编号为“{code}”的检查，相近的有：{'、'.join(near)}。用 jixiao checks 查看全部。",
            f"no check has the code “{code}”; near ones: {', '.join(near)}. `jixiao checks` lists all.",
        ))
    return found


def run_checks(
    subject: Subject, explanations: dict[str, Explanation] | None = None, checks: tuple[Check, ...] | None = None,
) -> list[Finding]:
    """All findings about one subject, errors first, then by place; explained ones carry the user's words.

    ``checks`` are the built-in ones where None.
    """
    findings = list(_findings(subject, all_checks() if checks is None else checks))
    findings.sort(key=_place)
    return [explain(finding, explanations) for finding in findings] if explanations else findings


def _place(finding: Finding) -> tuple[int, tuple[int, ...], tuple[int, ...], str]:
    """Errors first; in a table from cell to cell, in prose from paragraph to paragraph."""
    cell = (finding.cells[0].row, finding.cells[0].column) if finding.cells else ()
    return _ORDER[finding.severity], tuple(finding.place or ()), cell, finding.code


def _findings(subject: Subject, checks: tuple[Check, ...]) -> Iterable[Finding]:
    twins: Counter[tuple[str, str]] = Counter()
    for check in checks:
        if not check.applies(subject):
            continue
        for problem in check.run(subject):
            twins[check.code, problem.subject] += 1
            yield to_finding(check, problem, subject, twins[check.code, problem.subject])
