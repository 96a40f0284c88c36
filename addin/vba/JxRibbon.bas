Attribute VB_Name = "JxRibbon"
Option Explicit
' Made by addin/build.py, one procedure for every command of the ribbon: do not edit.

Public Sub OnCalculateSheet(control As Object)
    JxRun "calculate_sheet", control.Tag
End Sub

Public Sub OnCalculateSelection(control As Object)
    JxRun "calculate_selection", control.Tag
End Sub

Public Sub OnCalculateBook(control As Object)
    JxRun "calculate_book", control.Tag
End Sub

Public Sub OnWhy(control As Object)
    JxRun "why", control.Tag
End Sub

Public Sub OnUndo(control As Object)
    JxRun "undo", control.Tag
End Sub

Public Sub OnRecognise(control As Object)
    JxRun "recognise", control.Tag
End Sub

Public Sub OnToValues(control As Object)
    JxRun "to_values", control.Tag
End Sub

Public Sub OnCheck(control As Object)
    JxRun "check", control.Tag
End Sub

Public Sub OnPrevious(control As Object)
    JxRun "previous", control.Tag
End Sub

Public Sub OnNext(control As Object)
    JxRun "next", control.Tag
End Sub

Public Sub OnNew(control As Object)
    JxRun "new", control.Tag
End Sub

Public Sub OnCarry(control As Object)
    JxRun "carry", control.Tag
End Sub

Public Sub OnSummarise(control As Object)
    JxRun "summarise", control.Tag
End Sub

Public Sub OnPolicy(control As Object)
    JxRun "policy", control.Tag
End Sub

Public Sub OnSelftest(control As Object)
    JxRun "selftest", control.Tag
End Sub

Public Sub OnHelp(control As Object)
    JxRun "help", control.Tag
End Sub
