"""Inserts rows into a protected sheet as a person does in LibreOffice; run by the system's Python, which knows UNO.

    python3 insert_rows.py PIPE FILE COLUMN LOCKED ROW... OUT

Above each ROW (counted in the file as it is) a row is inserted, and the one above it filled down into it from COLUMN on (from 0).
Then something is typed into the cell LOCKED (such as J41), which has to stay as it is.  OUT is stored as .xlsx.
"""

import sys
import time
from pathlib import Path


def prop(name, value):
    from com.sun.star.beans import PropertyValue

    return PropertyValue(Name=name, Value=value)


def connected(pipe):
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not answer")


def main(pipe, file, column, locked, *rest):
    *rows, out = rest
    context = connected(pipe)
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    document = desktop.loadComponentFromURL(Path(file).as_uri(), "_blank", 0, (prop("Hidden", True),))
    controller = document.CurrentController
    sheet = document.Sheets.getByIndex(0)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    width = cursor.RangeAddress.EndColumn

    def do(command, *properties):
        dispatcher.executeDispatch(controller.Frame, f".uno:{command}", "", 0, properties)

    if not sheet.isProtected():
        raise SystemExit("the sheet is not protected")
    cell = sheet.getCellRangeByName(locked)
    formula = cell.Formula
    controller.select(cell)
    do("EnterString", prop("StringName", "1"))
    if cell.Formula != formula:
        raise SystemExit(f"{locked} could be changed under protection")
    for row in sorted((int(row) for row in rows), reverse=True):
        controller.select(sheet.Rows.getByIndex(row - 1))
        do("InsertRowsBefore")
        controller.select(sheet.getCellRangeByPosition(int(column), row - 2, width, row - 1))
        do("FillDown")
    document.calculateAll()
    document.storeToURL(Path(out).as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    desktop.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])
