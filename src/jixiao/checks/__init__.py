"""What does not hold in a table, one file per check.

A newcomer adds a check with one file in this folder: its docstring is the manual page, its
examples run as tests, and it is discovered by its name ``jxNNN_….py``.
"""

from __future__ import annotations

import difflib
import importlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from jixiao.checks.base import Check, Subject, explain, to_finding
from jixiao.model import Explanation, Finding, JixiaoError, Text

__all__ = ["Check", "all_checks", "find_check", "run_checks"]

_ORDER = {"error": 0, "warning": 1, "info": 2}


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of this folder, by code."""
    names = sorted(
        entry.name.removesuffix(".py") for entry in files(__package__).iterdir()
        if entry.name.startswith("jx") and entry.name.endswith(".py")
    )
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names]
    return tuple(
        Check(
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
    )


def find_check(code: str) -> Check:
    """The check with that code.  Raises JixiaoError naming near ones."""
    checks = {check.code: check for check in all_checks()}
    found = checks.get(code.upper())
    if found is None:
        near = difflib.get_close_matches(code.upper(), checks, 3, 0.5) or list(checks)
        raise JixiaoError(Text(
            f"没有编号为“{code}”的检查，相近的有：{'、'.join(near)}。用 jixiao checks 查看全部。",
            f"no check has the code “{code}”; near ones: {', '.join(near)}. `jixiao checks` lists all.",
        ))
    return found


def run_checks(subject: Subject, explanations: dict[str, Explanation] | None = None) -> list[Finding]:
    """All findings about one subject, errors first, then by place; explained ones carry the user's words."""
    findings = list(_findings(subject))
    findings.sort(key=lambda f: (_ORDER[f.severity], f.cells[0].row, f.cells[0].column, f.code))
    return [explain(finding, explanations) for finding in findings] if explanations else findings


def _findings(subject: Subject) -> Iterable[Finding]:
    twins: Counter[tuple[str, str]] = Counter()
    for check in all_checks():
        if not check.applies(subject):
            continue
        for problem in check.run(subject):
            twins[check.code, problem.subject] += 1
            yield to_finding(check, problem, subject, twins[check.code, problem.subject])
