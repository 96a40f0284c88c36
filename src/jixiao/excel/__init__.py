"""Inside the spreadsheet program: functions for cells, commands for the ribbon, and the engines they run on.

For an accountant: 「绩效」功能区和 JX 函数.  For a programmer: thin.  Commands use xlwings' Book, Sheet and Range, and a
``Host`` for the few things that xlwings has no word for, so that the same code serves Excel and LibreOffice; it is tested
in the latter.
"""
