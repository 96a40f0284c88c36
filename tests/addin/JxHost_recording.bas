Attribute VB_Name = "JxHost"
Option Explicit
' Stands in for JxHost in tests: writes down what it was asked to do.

Public Sub JxRun(ByVal command As String, ByVal argument As String)
    ThisWorkbook.Sheets("jixiao.texts").Cells(1, 4).Value = command
    ThisWorkbook.Sheets("jixiao.texts").Cells(1, 5).Value = argument
End Sub

Public Function JxCall(ByVal worker As String, ByVal arguments As Variant) As Variant
    Dim index As Long, told As String
    told = worker
    For index = LBound(arguments) To UBound(arguments)
        If IsMissing(arguments(index)) Then
            told = told & "|missing"
        Else
            told = told & "|" & arguments(index)
        End If
    Next
    JxCall = told
End Function

Public Function JxRefuses(ByVal title As String) As Boolean
    If ActiveWorkbook.Name <> title Then Err.Raise 5, "JxHost", "another workbook is in front"
    JxRefuses = JxForeign(ActiveWorkbook)
End Function
