@chcp 936 >nul
@echo off
rem Installs into %LOCALAPPDATA%\jixiao: no administrator rights, nothing in the registry.
setlocal
set "ARCHIVE=@ARCHIVE@"
set "SHA256=@SHA256@"
set "ADDRESS=@ADDRESS@"
set "TOOLS=%SystemRoot%\System32"
set "TARGET=%LOCALAPPDATA%\jixiao\python"
set "NEW=%TARGET%.new"
title 安装绩效加载项

"%TOOLS%\tasklist.exe" /FI "IMAGENAME eq EXCEL.EXE" /NH | "%TOOLS%\find.exe" /I "EXCEL.EXE" >nul
if not errorlevel 1 goto running

set "ZIP=%~dp0%ARCHIVE%"
if exist "%ZIP%" goto verify
if not defined ADDRESS goto nowhere
set "ZIP=%TEMP%\%ARCHIVE%"
echo 正在下载 %ARCHIVE% ...
"%TOOLS%\curl.exe" -fL -o "%ZIP%" "%ADDRESS%"
if errorlevel 1 goto download

:verify
echo 正在核对 %ARCHIVE% ...
set "FOUND="
for /f "skip=1 delims=" %%H in ('%TOOLS%\certutil.exe -hashfile "%ZIP%" SHA256') do if not defined FOUND set "FOUND=%%H"
set "FOUND=%FOUND: =%"
if /i not "%FOUND%"=="%SHA256%" goto digest

echo 正在安装到 %TARGET% ...
if exist "%NEW%" rmdir /s /q "%NEW%"
mkdir "%NEW%"
"%TOOLS%\tar.exe" -xf "%ZIP%" -C "%NEW%"
if errorlevel 1 goto unpack
"%TOOLS%\xcopy.exe" "%~dp0python" "%NEW%" /e /i /q /y >nul
if errorlevel 1 goto unpack
rem An earlier version goes only when this one is complete.
if exist "%TARGET%" rmdir /s /q "%TARGET%"
if exist "%TARGET%" goto busy
ren "%NEW%" python
if errorlevel 1 goto unpack
"%TARGET%\python.exe" -m jixiao addin install
if errorlevel 1 goto failed
echo.
echo 安装完成。
pause
exit /b 0

:running
echo Excel 正在运行。请关闭所有 Excel 窗口，再运行一次。
goto failed
:nowhere
echo 缺少 %ARCHIVE%。请把它放到本文件夹里（从 python.org 下载），再运行一次。
goto failed
:download
echo 下载失败：%ADDRESS%
echo 请检查网络，或把 %ARCHIVE% 放到本文件夹里，再运行一次。
goto failed
:digest
echo %ARCHIVE% 与发放时核定的不是同一个文件（SHA-256 不符），没有安装。
echo 核定：%SHA256%
echo 实际：%FOUND%
goto failed
:busy
echo %TARGET% 正被占用。请关闭 Excel 和其他用到它的程序，再运行一次。
goto failed
:unpack
echo 解压或复制失败。请检查磁盘空间和杀毒软件的提示，再运行一次。需要 Windows 10（1803）或更新的系统。
goto failed
:failed
echo.
echo 没有安装成功。
pause
exit /b 1
