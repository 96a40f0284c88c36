"""The functions as xlwings' own UDF server calls them on Windows: its reading of our annotations, its conversion of ranges.

COM does not exist here, so ``pythoncom`` and its like are empty modules, in a process of its own; the conversion is
xlwings' own code, that of Windows taken out of its source.  Nothing here is Excel.
"""

import ast
import datetime as dt
import json
import subprocess
import sys
import types
from decimal import Decimal
from pathlib import Path

import pytest

LEFT_OUT = -2147352572  # what COM hands over for an argument that was not given


@pytest.fixture(scope="module")
def seen():
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_xlwings_reads_names_and_help_from_the_annotations(seen):
    from jixiao.excel.functions import CATEGORY, FUNCTIONS  # not in the other process before xlwings is ready

    assert seen["described"] == {
        function.name: {
            "doc": function.doc, "category": CATEGORY,
            "args": [[arg.name, arg.doc, arg.optional, {"ndim": 2, "err_to_str": True}] for arg in function.args],
        }
        for function in FUNCTIONS
    }


@pytest.mark.parametrize(("case", "answer"), [
    ("single values", [[0.43]]),
    ("single cells", [[0.43]]),
    ("a column", [[5.0], [2.5], [""], ["#DIV/0!"]]),
    ("a row", [[5.0, 2.5, "", "#DIV/0!"]]),
    ("a block", [["是", "否"], ["", "#N/A"]]),
    ("dates, money, truth", [["是"], ["否"], ["错误：完成值“TRUE”读不懂。"]]),
    ("optional arguments left out", [["良"]]),
    ("a total", [[20.5]]),
    ("shapes that do not fit", [["错误：各参数的区域大小不一致（2×1、3×1）。请选一样大的区域，或单个单元格。"]]),
])
def test_ranges_go_in_and_ranges_come_out(seen, case, answer):
    assert seen["answers"][case] == answer


# ------------------------------------------------------ in the other process ----


class ComRange:
    """A range as COM has it: the values of its cells, errors as numbers."""

    def __init__(self, value):
        self.raw_value, self.max_cells_per_read, self.pid = value, None, 1
        # xlwings walks up from a range to its engine.
        self.sheet = self.book = self.app = self

    @property
    def engine(self):
        import xlwings

        return xlwings.engines["excel"].impl


def windows_engine():
    """The engine of Windows as far as it converts values: those definitions of xlwings' own source."""
    import xlwings

    source = (Path(xlwings.__file__).parent / "_xlwindows.py").read_text("utf-8")
    wanted = {"cell_errors", "_clean_value_data_element", "Engine", "_com_time_to_datetime"}
    tree = ast.parse(source)
    tree.body = [
        node for node in tree.body
        if getattr(node, "name", None) in wanted or (isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) in wanted)
    ]
    names = {"time_types": (dt.date, dt.datetime), "Apps": lambda: (), "pd": None, "np": None, "dt": dt}
    exec(compile(tree, "_xlwindows.py", "exec"), names)
    assert wanted <= names.keys()
    return names["Engine"]()


def without_com():
    """xlwings.udfs with empty modules where COM would be."""
    for name in ("pythoncom", "pywintypes", "win32com", "win32com.client", "xlwings._xlwindows", "xlwings.com_server"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["pythoncom"].CoInitialize = None
    sys.modules["win32com.client"].Dispatch = None
    sys.modules["xlwings.com_server"].loop = None
    import xlwings
    from xlwings import udfs

    xlwings._xlwindows = sys.modules["xlwings._xlwindows"]
    xlwings._xlwindows.Range = lambda xl: xl
    xlwings._xlwindows.is_range_instance = lambda value: isinstance(value, ComRange)
    xlwings.engines.add(xlwings.Engine(impl=windows_engine()))
    xlwings.func = udfs.xlfunc
    return udfs


def main():
    udfs = without_com()
    from jixiao.excel import udfs as ours

    described = {}
    for name, function in vars(ours).items():
        if hasattr(function, "__xlfunc__"):
            about = function.__xlfunc__
            described[name] = {"doc": about["ret"]["doc"], "category": about["category"], "args": [
                [arg["name"], arg["doc"], "optional" in arg, {key: arg["options"][key] for key in ("ndim", "err_to_str")}] for arg in about["args"]
            ]}

    def call(name, *arguments):
        return udfs.call_udf("jixiao.excel.udfs", name, arguments, None, ComRange(None))

    div, missing = -2146826281, -2146826246
    column = tuple((value,) for value in ("≥10家", "≥10家", None, "≥10家"))
    done = tuple((value,) for value in (12.0, 5.0, None, div))
    day = dt.datetime.fromisoformat("2024-12-31")
    answers = {
        "single values": call("JXSCORE", "≥550批次", 475.0, 0.5, *[LEFT_OUT] * 6),
        "single cells": call("JXSCORE", ComRange("≥550批次"), ComRange(475.0), ComRange(0.5), *[LEFT_OUT] * 6),
        "a column": call("JXSCORE", ComRange(column), ComRange(done), 5.0, *[LEFT_OUT] * 6),
        "a row": call("JXSCORE", ComRange((tuple(v for v, in column),)), ComRange((tuple(v for v, in done),)), 5.0, *[LEFT_OUT] * 6),
        "a block": call("JXMET", ComRange((("≥1", "≥2"), (None, "≥4"))), ComRange(((1.0, 1.0), (1.0, missing))), *[LEFT_OUT] * 5),
        "dates, money, truth": call(
            "JXMET", ComRange((("2024年12月31日前",), ("≥100万元",), ("≥1",))), ComRange(((day,), (Decimal("99.5"),), (True,))), *[LEFT_OUT] * 5,
        ),
        "optional arguments left out": call("JXGRADE", 89.5, LEFT_OUT),
        "a total": call("JXTOTAL", ComRange(((10.0,), (5.5,), (15.5,))), ComRange((("甲",), ("乙",), ("小计",))), 5.0, LEFT_OUT),
        "shapes that do not fit": call("JXMET", ComRange((("≥1",), ("≥2",))), ComRange(((1.0,), (2.0,), (3.0,))), *[LEFT_OUT] * 5),
    }
    sys.stdout.reconfigure(encoding="utf-8")
    json.dump({"described": described, "answers": answers}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
