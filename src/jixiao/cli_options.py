"""The options that several commands share, and what is made of them.

For an accountant: the same option means the same everywhere.  For a programmer: rooms are imported when a
command runs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jixiao.cli_passwords import passwords_of
from jixiao.cli_words import t

if TYPE_CHECKING:
    from jixiao.services.analyse import Settings
    from jixiao.services.batch import Spread
    from jixiao.services.library import Library

FailOn = Literal["error", "warning", "never"]
CheckFormat = Literal["text", "json", "jsonl", "sarif", "html"]
RecalcFormat = Literal["text", "json", "jsonl"]


def _limited(entries: list[str] | None) -> list[str] | None:
    """Limits hold for everything that reads from now on, child processes too."""
    if entries:
        from jixiao.workbooks import choose_limits  # noqa: PLC0415

        choose_limits(entries)
    return entries


Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help=t("工作簿、文件夹或通配符", "workbooks, folders or globs"))]
Policies = Annotated[list[str] | None, typer.Option("--policy", "-p", help=t("计分政策，可重复；见 jixiao policies", "scoring policy, repeatable; see jixiao policies"))]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=t("改一个政策参数，可重复", "change a policy parameter, repeatable"))]
FormName = Annotated[str | None, typer.Option("--form", "-f", help=t("指定表样；见 jixiao forms", "take every table for this form; see jixiao forms"))]
OwnForms = Annotated[list[str] | None, typer.Option("--forms", metavar="DIR", help=t("自己的表样文件夹（*.toml），可重复", "folder of the office's own forms (*.toml), repeatable"))]
OwnChecks = Annotated[list[str] | None, typer.Option("--checks", metavar="DIR", help=t("自己的检查文件夹（jxNNN_*.py），可重复；其中的程序会被运行", "folder of the office's own checks (jxNNN_*.py), repeatable; they are run"))]
OwnPolicies = Annotated[list[str] | None, typer.Option("--policies", metavar="DIR", help=t("自己的政策文件夹（*.toml），可重复", "folder of the office's own policies (*.toml), repeatable"))]
Against = Annotated[str | None, typer.Option("--against", metavar="PATH", help=t("与目标表对照：目标表工作簿，或目标表所在的文件夹（按单位、项目名称配对）", "compare with target tables: a workbook, or a folder of them (paired by unit and project)"))]
Fail = Annotated[FailOn, typer.Option("--fail-on", help=t("到哪一级返回退出码 1", "severity from which the exit code is 1"))]
Accept = Annotated[bool, typer.Option("--accept-explained", help=t("已说明的问题不影响退出码", "explained findings do not count for the exit code"))]
Everything = Annotated[bool, typer.Option("--all", help=t("显示全部问题", "show all findings"))]
Receipts = Annotated[Path | None, typer.Option("--receipts", metavar="DIR", help=t("回执文件夹（默认在输出旁的 .jixiao）", "folder of receipts (default: .jixiao beside the output)"))]
Log = Annotated[Path | None, typer.Option("--log", metavar="FILE", envvar="JIXIAO_LOG", show_envvar=False, help=t("运行日志：每个文件一行 JSON，接在文件末尾（也可设环境变量 JIXIAO_LOG）", "run log: one line of JSON a file, appended (or the environment variable JIXIAO_LOG)"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=t("预演：列出将要改的每一个数，什么也不写", "list every figure that would change, and write nothing"))]
DropSignature = Annotated[bool, typer.Option("--drop-signature", help=t("工作簿带数字签名时，删去签名再写（签名不再有效）", "write a digitally signed workbook without its signature"))]
Limit = Annotated[list[str] | None, typer.Option("--limit", metavar="KEY=VALUE", callback=_limited, help=t("放宽一个读取上限，可重复；见 jixiao limits", "raise a limit of reading, repeatable; see jixiao limits"))]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, max=256, metavar="N", help=t("用几个进程（默认按处理器核数）", "processes (default: one a core)"))]
Cluster = Annotated[str | None, typer.Option("--cluster", metavar="ADDRESS", help=t("在 dask 集群上做：调度器地址，如 tcp://主机:8786", "work on a dask cluster: address of its scheduler, such as tcp://host:8786"))]
ShipWhat = Annotated[Literal["paths", "bytes"], typer.Option("--ship", help=t("集群看得见这些路径用 paths，看不见就用 bytes 把内容送过去", "paths where the cluster sees the same files, bytes to send their content"))]
Resume = Annotated[bool, typer.Option("--resume", help=t("接着做：跳过以前用同样设置做完、内容没变的文件", "go on: leave out what was done before with the same settings and content"))]
Export = Annotated[Path | None, typer.Option("--export", metavar="DIR", help=t("把全部数据写成 CSV、Parquet、JSON，放进这个文件夹", "write all data as CSV, Parquet and JSON into this folder"))]
Language = Annotated[str | None, typer.Option("--lang", help="zh | en")]


def library_of(forms: list[str] | None, checks: list[str] | None, policies: list[str] | None) -> Library:
    """What the office has of its own, besides what is built in.  Raises JixiaoError."""
    from jixiao.services.library import Library  # noqa: PLC0415

    library = Library(tuple(forms or ()), tuple(checks or ()), tuple(policies or ()))
    library.verify()
    return library


def settings_of(policies: list[str] | None, sets: list[str] | None, form: str | None, library: Library, password_file: Path | None = None) -> Settings:
    """The settings of a run, verified.  Raises JixiaoError."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415
    from jixiao.services.analyse import Settings  # noqa: PLC0415

    overrides: dict[str, str] = {}
    for entry in sets or []:
        key, equals, value = entry.partition("=")
        if not equals:
            raise JixiaoError(Text(f"--set 的写法是 KEY=VALUE，收到的是“{entry}”。", f"--set takes KEY=VALUE, not “{entry}”."))
        overrides[key.strip()] = value.strip()
    settings = Settings(tuple(policies or ()), overrides, form, library, passwords=passwords_of(password_file))
    settings.verify()
    return settings


def beside(settings: Settings, against: str | None) -> Settings:
    """The settings with the target tables that are to be compared with."""
    if against is None:
        return settings
    from jixiao.services.against import read_declarations  # noqa: PLC0415

    return replace(settings, against=read_declarations(against, settings))


def spread_of(jobs: int | None, cluster: str | None, ship: Literal["paths", "bytes"], *, resume: bool) -> Spread:
    """Over whom a run is spread.  Raises JixiaoError for options that contradict each other."""
    from jixiao.model import JixiaoError, Text  # noqa: PLC0415
    from jixiao.services.batch import Spread  # noqa: PLC0415

    if cluster is not None and jobs is not None:
        raise JixiaoError(Text("--cluster 与 --jobs 只能选一个：集群有多少进程由集群决定。", "choose either --cluster or --jobs: a cluster has its own workers."))
    if cluster is None and ship == "bytes":
        raise JixiaoError(Text("--ship 只与 --cluster 同用。", "--ship goes with --cluster."))
    return Spread(jobs, cluster, ship, resume)
