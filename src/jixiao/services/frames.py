"""What a run found, as pandas data frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from jixiao.reports.records import COLUMNS, Frame, Records, Row

_TYPES = {"text": "str", "whole": "Int64", "number": "float64", "yes": "boolean"}


@dataclass(frozen=True, slots=True)
class Frames:
    """One data frame a kind of row; the columns, their units and meaning are in ``reports.records.COLUMNS``.

    Attributes:
        files: one row a workbook; tables: one a 绩效 table and policy; funds: one a line of money;
        indicators: one a 三级指标; findings: one a finding.
    """

    files: pd.DataFrame
    tables: pd.DataFrame
    funds: pd.DataFrame
    indicators: pd.DataFrame
    findings: pd.DataFrame


def _frame(name: Frame, rows: Sequence[Row]) -> pd.DataFrame:
    columns = COLUMNS[name]
    frame = pd.DataFrame.from_records(list(rows), columns=[column.name for column in columns])
    return frame.astype({column.name: _TYPES[column.kind] for column in columns})


def frames_of(records: Records) -> Frames:
    """Data frames of flat rows; columns without any value keep their type."""
    return Frames(**{name: _frame(name, records.get(name, [])) for name in COLUMNS})
