"""The add-in's part of the command line: thin, as the rest of it.

For an accountant: 安装、卸载加载项，自检，或从外面对打开的工作簿执行功能区命令.  For a programmer: rooms are imported when a
command runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from jixiao.cli_words import LANGUAGE, Command, Group, t

Target = Literal["excel", "libreoffice"]
_REFUSED = 2
TARGET_BY_SYSTEM: Target = "excel" if sys.platform == "win32" else "libreoffice"

addin = typer.Typer(
    name="addin",
    cls=Group,
    help=t("加载项：安装、卸载、生成、自检。", "The add-in: install, uninstall, build, selftest."),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

For = Annotated[Target, typer.Option("--app", help=t("装到哪个程序", "the program to install it for"))]
Language = Annotated[str | None, typer.Option("--lang", help="zh | en")]


@addin.command(cls=Command, help=t("安装：Excel 的放进本人的 XLSTART 文件夹，LibreOffice 的装进扩展管理器；不需要管理员权限。", "Install it for this user; no administrator rights are needed."))
def install(app: For = TARGET_BY_SYSTEM, lang: Language = None) -> None:  # noqa: ARG001  # read before the options are
    """Install the add-in and say what was done."""
    from jixiao.excel.install import install_excel, install_libreoffice, this_computer  # noqa: PLC0415

    for text in (install_excel if app == "excel" else install_libreoffice)(this_computer()):
        typer.echo(text.in_language(LANGUAGE))


@addin.command(cls=Command, help=t("卸载：拿走安装时放进去的，还原当时让开的文件。", "Uninstall: take away what install put there, put back what it moved aside."))
def uninstall(app: For = TARGET_BY_SYSTEM, lang: Language = None) -> None:  # noqa: ARG001  # read before the options are
    """Undo the installation and say what was removed."""
    from jixiao.excel.install import this_computer, uninstall_excel, uninstall_libreoffice  # noqa: PLC0415

    for text in (uninstall_excel if app == "excel" else uninstall_libreoffice)(this_computer()):
        typer.echo(text.in_language(LANGUAGE))


@addin.command(cls=Command, help=t("生成：由源文件做出 jixiao.xlam 和 jixiao.oxt。", "Build jixiao.xlam and jixiao.oxt from their sources."))
def build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("写入的文件夹", "folder to write to"))] = Path("dist"),
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Build both add-ins into a folder."""
    from jixiao.excel.install import build_addins  # noqa: PLC0415

    for text in build_addins(folder):
        typer.echo(text.in_language(LANGUAGE))


@addin.command(cls=Command, help=t("自检：逐项检查加载项装得对不对；有未通过的，退出码为 1。", "Check the installation item by item; exit code 1 if something failed."))
def selftest(lang: Language = None) -> None:  # noqa: ARG001  # read before the options are
    """Print the table of checks."""
    from jixiao.excel.install import this_computer  # noqa: PLC0415
    from jixiao.excel.selftest import checks, real_excel  # noqa: PLC0415

    computer = this_computer()
    done = checks(computer)
    for check in done:
        typer.echo(check.in_language(LANGUAGE))
    if computer.xlstart is not None:
        typer.echo(t("接着打开一个 Excel 窗口来试；它报告结果时请按“确定”。", "Next a window of Excel is opened; press OK when it reports."))
    done.append(real_excel(computer))
    typer.echo(done[-1].in_language(LANGUAGE))
    raise typer.Exit(1 if any(check.passed is False for check in done) else 0)


def attach(
    command: Annotated[str | None, typer.Argument(metavar="COMMAND", help=t("功能区上的名称，如 计算；不写则列出全部", "label or id of a command; without it all are listed"))] = None,
    argument: Annotated[str, typer.Argument(metavar="ARGUMENT", help=t("命令的参数，如政策编号", "what the command is given, such as a policy"))] = "",
    app: Annotated[Literal["excel", "wps", "libreoffice"], typer.Option("--app", help=t("打开着工作簿的程序；wps 为实验性，未经测试", "the program in which the workbook is open; wps is experimental and untested"))] = TARGET_BY_SYSTEM,
    connect: Annotated[str, typer.Option("--connect", metavar="PIPE", help=t("LibreOffice 的连接，即 --accept 里 ;urp 之前的部分", "LibreOffice's connection: what stands before ;urp in --accept"))] = "pipe,name=jixiao",
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Run one command of the ribbon on the open workbook."""
    from jixiao.excel.attach import command_list, press  # noqa: PLC0415

    if command is None:
        typer.echo(command_list())
        return
    outcome = press(command, argument, app, connect)
    typer.echo(outcome.message, err=not outcome.ok)
    code = 0 if outcome.ok else _REFUSED
    if app == "libreoffice":
        # The threads of an open bridge can crash Python while it takes itself down; all is done and said.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    raise typer.Exit(code)
