"""The only folder that knows spreadsheet files.

For an accountant: opens .xlsx/.xlsm workbooks, changes exactly the cells that were to be changed,
adds the 校验 sheet, and can undo it.  Reads .xls, .et and .ods too, which must become .xlsx to be written.
For a programmer: `open_workbook` gives grids without meaning; `save` splices edits into the
package, proves the result and leaves a receipt; `undo` goes back.  No other module of the
product reads or writes a spreadsheet file.

    workbook = open_workbook(Path("自评表.xlsx"))
    receipt = save(workbook, Path("jixiao-out/自评表.xlsx"), edits, sheet_spec)
    undo(Path("jixiao-out/自评表.xlsx"))
"""

from jixiao.workbooks.delivery import deliver, receipt_at
from jixiao.workbooks.foreign import ReadOnlyWorkbook
from jixiao.workbooks.limits import Limits, choose_limits, limits_page
from jixiao.workbooks.ours import is_ours
from jixiao.workbooks.passwords import Passwords, read_password_file
from jixiao.workbooks.reading import AnyWorkbook, Workbook, needs_converting, open_workbook
from jixiao.workbooks.receipts import tidy
from jixiao.workbooks.replacing import cause
from jixiao.workbooks.store import UndoResult, done_already, save, undo
from jixiao.workbooks.unreadable import NoPassword, Unreadable

__all__ = [
    "AnyWorkbook",
    "Limits",
    "NoPassword",
    "Passwords",
    "ReadOnlyWorkbook",
    "UndoResult",
    "Unreadable",
    "Workbook",
    "cause",
    "choose_limits",
    "deliver",
    "done_already",
    "is_ours",
    "limits_page",
    "needs_converting",
    "open_workbook",
    "read_password_file",
    "receipt_at",
    "save",
    "tidy",
    "undo",
]
