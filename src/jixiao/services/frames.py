"""What is in one workbook or in a folder of them, as pandas data frames.

For an accountant: 在 Python 里读一个工作簿或一个文件夹，得到五张表：文件、绩效表、资金、指标、问题；列的意思和单位见 docs/数据.md.
For a programmer: ``check`` without a report; what is in the frames is what ``--export`` writes.  Writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jixiao.model import JixiaoError, Text
from jixiao.reports.records import COLUMNS, Frame, Records, Row
from jixiao.services.analyse import Settings
from jixiao.services.batch import Spread, outcomes
from jixiao.services.sources import find_sources
from jixiao.services.tasks import Order, checking, records_in
from jixiao.workbooks import Passwords

AnyPath = str | os.PathLike[str]

# Before pandas 3 a column of the type "str" holds the word "None" where there is nothing.
_TEXT = "str" if int(pd.__version__.partition(".")[0]) >= 3 else "object"
_TYPES = {"text": _TEXT, "whole": "Int64", "number": "float64", "yes": "boolean"}


class NoSuchPathError(JixiaoError, FileNotFoundError):
    """There is no file or folder of that name."""


@dataclass(frozen=True, slots=True)
class Frames:
    """One data frame a kind of row; the same columns whatever was read, also where there is no row.

    Money is in 万元, scores are in 分, ratios are fractions (1 = 100%), ``target_value`` and its like are in base units
    (元, 1 = 100%).  ``frame.attrs["units"]`` has the unit of each column that has one; docs/数据.md and
    ``reports.records.COLUMNS`` tell what each column means.  Texts are "" or missing, whole numbers Int64, figures float64,
    yes or no boolean.

    Attributes:
        files: one row a workbook, also one that could not be read: ``status`` and ``message`` say why.
        tables: one row a 绩效 table and policy.
        funds: one row a line of money in each of them.
        indicators: one row a 三级指标 in each of them.
        findings: one row a finding, under the first policy.
    """

    files: pd.DataFrame
    tables: pd.DataFrame
    funds: pd.DataFrame
    indicators: pd.DataFrame
    findings: pd.DataFrame


def _frame(name: Frame, rows: Sequence[Row]) -> pd.DataFrame:
    columns = COLUMNS[name]
    frame = pd.DataFrame.from_records(list(rows), columns=[column.name for column in columns])
    frame = frame.astype({column.name: _TYPES[column.kind] for column in columns})
    frame.attrs["units"] = {column.name: column.unit for column in columns if column.unit}
    return frame


def frames_of(records: Records) -> Frames:
    """Data frames of flat rows; columns without any value keep their type."""
    return Frames(**{name: _frame(name, records.get(name, [])) for name in COLUMNS})


def collect(paths: Sequence[str], settings: Settings, language: str = "zh", jobs: int = 1) -> Records:
    """The rows of every workbook that the paths name, as ``check`` finds and reads them, in order.

    No workbook stops the others; one that cannot be read is a row of ``files``.  Raises JixiaoError where a folder or a
    glob holds no workbook, KeyboardInterrupt after Ctrl-C.
    """
    sources = find_sources(paths)
    order = Order(settings, language=language, records=True)
    found: Records = {name: [] for name in COLUMNS}
    for outcome in outcomes(order, checking(sources), len(sources), Spread(jobs, keep=False)):
        for name, rows in records_in(outcome).items():
            found[name].extend(rows)
    return found


def _chosen(policy: str | Sequence[str] | None, form: str | None, overrides: Mapping[str, object] | None, passwords: Sequence[str]) -> Settings:
    names = (policy,) if isinstance(policy, str) else tuple(policy or ())
    settings = Settings(names, {key: f"{value}" for key, value in (overrides or {}).items()}, form, passwords=Passwords(list(passwords)))
    settings.verify()
    return settings


def _not_there(path: str) -> NoSuchPathError:
    return NoSuchPathError(Text(f"没有“{path}”这个文件或文件夹。请检查路径。", f"there is no “{path}”. Check the path."))


def read(
    path: AnyPath, *, policy: str | Sequence[str] | None = None, form: str | None = None,
    overrides: Mapping[str, object] | None = None, passwords: Sequence[str] = (), language: str = "zh",
) -> Frames:  # fmt: skip
    """What is in one workbook.

    Args:
        path: of the workbook.  What cannot be read as one is told in ``files``, and all else is empty.
        policy: name of the policy to score under, or several; None for the workbook's own, else the form's.
        form: id of a form that every table is to be taken for; None to recognise it.
        overrides: policy parameter → value, as ``--set``.
        passwords: to be tried where the workbook asks for one.
        language: of messages and derivations, "zh" or "en".

    Raises NoSuchPathError (a FileNotFoundError) where there is nothing of that name, JixiaoError where it is a folder and for
    an unknown policy, parameter or form.
    """
    name = os.fspath(path)
    if Path(name).is_dir():
        raise JixiaoError(Text(f"“{name}”是文件夹，请用 jixiao.read_folder。", f"“{name}” is a folder; use jixiao.read_folder."))
    if not os.path.lexists(name):
        raise _not_there(name)
    return frames_of(collect([name], _chosen(policy, form, overrides, passwords), language))


def read_folder(
    path: AnyPath | Sequence[AnyPath], *, policy: str | Sequence[str] | None = None, form: str | None = None,
    overrides: Mapping[str, object] | None = None, passwords: Sequence[str] = (), language: str = "zh", jobs: int = 1,
) -> Frames:  # fmt: skip
    """What is in all workbooks of a folder and of those below it.

    Args:
        path: a folder, a workbook, a glob, or several of them; the workbooks found are those that ``jixiao check`` finds.
        policy: name of the policy to score under, or several; None for each workbook's own.
        form: id of a form that every table is to be taken for; None to recognise it.
        overrides: policy parameter → value, as ``--set``.
        passwords: to be tried where a workbook asks for one.
        language: of messages and derivations, "zh" or "en".
        jobs: processes that read at a time.  With more than one, a script has to stand below ``if __name__ == "__main__":``,
            as always in Python.

    Raises NoSuchPathError (a FileNotFoundError) where there is nothing of that name, JixiaoError where no workbook is in it
    and for an unknown policy, parameter or form.
    """
    names = [os.fspath(path)] if isinstance(path, str | os.PathLike) else [os.fspath(each) for each in path]
    for name in names:
        if not os.path.lexists(name) and not any(sign in name for sign in "*?["):
            raise _not_there(name)
    return frames_of(collect(names, _chosen(policy, form, overrides, passwords), language, jobs))
