Attribute VB_Name = "JxBook"
Option Explicit
' What the add-in reads in workbooks: its own settings and texts, and whether another workbook is to be left alone.

' Sheets from which xlwings takes settings, the interpreter among them, or Python code.
Public Function JxForeign(ByVal book As Object) As Boolean
    Dim sheet As Object, title As String
    For Each sheet In book.Sheets
        title = LCase$(sheet.Name)
        If title = "jixiao.conf" Or title = "xlwings.conf" Or Right$(title, 3) = ".py" Then JxForeign = True
    Next
End Function

Public Function JxText(ByVal key As String) As String
    JxText = JxBeside("jixiao.texts", key)
End Function

Public Function JxInterpreter() As String
    JxInterpreter = Replace(JxBeside("jixiao.conf", "INTERPRETER_WIN"), "%LOCALAPPDATA%", Environ("LOCALAPPDATA"))
End Function

' The cell to the right of the one that holds the key.
Private Function JxBeside(ByVal sheet As String, ByVal key As String) As String
    Dim row As Long
    row = 1
    Do While ThisWorkbook.Sheets(sheet).Cells(row, 1).Value <> ""
        If ThisWorkbook.Sheets(sheet).Cells(row, 1).Value = key Then JxBeside = ThisWorkbook.Sheets(sheet).Cells(row, 2).Value
        row = row + 1
    Loop
End Function
