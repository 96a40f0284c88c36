@chcp 936 >nul
@echo off
rem The name of this file is the button of the ribbon that it presses.
"%LOCALAPPDATA%\jixiao\python\python.exe" -m jixiao attach "%~n0" --app @APP@
pause
