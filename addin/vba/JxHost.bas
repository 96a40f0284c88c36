Attribute VB_Name = "JxHost"
Option Explicit
' The only module that starts Python, calls it and shows messages: LibreOffice's tests put another in its place.
'
' Of xlwings only the library is used, not its VBA. That VBA writes the active workbook's path into the command line
' that starts Python, where a file name with ^ and & runs a program and one with ; adds a folder to import from; it
' starts cmd.exe by its bare name, which Windows looks for in the current folder, often the workbook's; and it reads
' settings from a sheet or a file beside the workbook. Here the command line is the same for every workbook, names
' the interpreter in full, and -I keeps the current folder and the environment out of Python's path.

#If Win64 Then
Private Const JxLibrary As String = "xlwings64-0.37.8.dll"
Private Declare PtrSafe Function JxActivate Lib "xlwings64-0.37.8.dll" Alias "XLPyDLLActivateAuto" (ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
Private Const JxLibrary As String = "xlwings32-0.37.8.dll"
Private Declare PtrSafe Function JxActivate Lib "xlwings32-0.37.8.dll" Alias "XLPyDLLActivateAuto" (ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function JxLoad Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr

Public Sub JxRun(ByVal command As String, ByVal argument As String)
    Dim python As Object, reason As String
    On Error GoTo failed
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    If JxForeign(ActiveWorkbook) Then
        MsgBox JxText("refused"), vbExclamation, JxText("title")
        Exit Sub
    End If
    Set python = JxPython()
    python.SetAttr python.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    python.Exec "from jixiao.excel.session import run; run('" & command & "', '" & argument & "')"
    Exit Sub
failed:
    reason = Err.Description ' the next call empties it
    MsgBox JxText("failed") & vbLf & vbLf & reason, vbCritical, JxText("title")
End Sub

Public Function JxCall(ByVal worker As String, ByVal arguments As Variant) As Variant
    On Error GoTo failed
    JxCall = JxPython().CallUDF("jixiao.excel.udfs", worker, arguments)
    Exit Function
failed:
    JxCall = JxText("unavailable")
End Function

Private Function JxPython() As Object
    Dim interpreter As String, folder As String, result As Variant
    interpreter = JxInterpreter()
    folder = JxParent(interpreter)
    If JxLoad(folder & "\" & JxLibrary) = 0 Then
        ' In a virtual environment the interpreter lies one folder deeper than the library.
        If JxLoad(JxParent(folder) & "\" & JxLibrary) = 0 Then Err.Raise vbObjectError + 1, "JxHost", folder & "\" & JxLibrary
    End If
    ' The library starts Python once and gives the same one back as long as it lives; $(CLSID) is its own.
    If JxActivate(result, """" & interpreter & """ -I -B -c ""import xlwings; xlwings.serve('$(CLSID)')""", 1) <> 0 Then
        Err.Raise vbObjectError + 2, "JxHost", CStr(result)
    End If
    Set JxPython = result
End Function

Private Function JxParent(ByVal path As String) As String
    JxParent = Left$(path, InStrRev(path, "\") - 1)
End Function
