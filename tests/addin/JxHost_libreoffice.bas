Attribute VB_Name = "JxHost"
Option Explicit
' LibreOffice's JxHost: a command goes to the service that jixiao.oxt registers, its answer into a cell of the add-in.

Public Sub JxRun(ByVal command As String, ByVal argument As String)
    Dim answer As String
    answer = createUnoService("org.jixiao.Commands").perform(command, argument)
    ThisWorkbook.Sheets("jixiao.texts").Cells(1, 4).Value = answer
End Sub

Public Function JxCall(ByVal worker As String, ByVal arguments As Variant) As Variant
    JxCall = worker
End Function
