@chcp 936 >nul
@echo off
setlocal
set "TOOLS=%SystemRoot%\System32"
set "TARGET=%LOCALAPPDATA%\jixiao\python"
title 卸载绩效加载项

"%TOOLS%\tasklist.exe" /FI "IMAGENAME eq EXCEL.EXE" /NH | "%TOOLS%\find.exe" /I "EXCEL.EXE" >nul
if not errorlevel 1 goto running
if not exist "%TARGET%\python.exe" goto absent
"%TARGET%\python.exe" -m jixiao addin uninstall
if errorlevel 1 goto failed
rmdir /s /q "%TARGET%"
if exist "%TARGET%" goto busy
echo 已删除 %TARGET%。
echo 撤销记录留在 %LOCALAPPDATA%\jixiao\undo，不需要可以删除。
pause
exit /b 0

:running
echo Excel 正在运行。请关闭所有 Excel 窗口，再运行一次。
goto failed
:absent
echo 没有安装过：%TARGET% 不存在。
goto failed
:busy
echo %TARGET% 正被占用，没有删干净。请关闭用到它的程序，再运行一次。
goto failed
:failed
echo.
echo 没有卸载成功。
pause
exit /b 1
