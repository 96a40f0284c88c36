"""The command that makes a copy for publication: thin.

For an accountant: 公开版：遮盖电话、身份证号、银行账号.  For a programmer: rooms are imported when the command runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jixiao.cli_options import Language, Limit, Log
from jixiao.cli_passwords import PasswordFile, Publish, passwords_of
from jixiao.cli_words import LANGUAGE, say, t

_LEFT_OVER = 1
_LISTED = 20
HELP = t(
    "公开版：另写一份遮盖了电话、身份证号、银行账号的副本，原件不动。",
    "Publishable copy: telephone, identity and bank numbers masked; the original stays.",
)


def redact(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="OUT", help=t("公开版写到哪个文件", "where to write the copy"))] = None,
    names: Annotated[bool, typer.Option("--names", help=t("也遮盖填报人、经办人、负责人、联系人等栏里的姓名（王**）", "mask the names beside 填报人, 负责人 and the like, too"))] = False,
    also: Annotated[list[str] | None, typer.Option("--also", metavar="TEXT", help=t("另外要遮盖的文字，如某人姓名，可重复", "a further text to mask, such as a name, repeatable"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("只列出要遮盖的，不写文件", "list what would be masked and write nothing"))] = False,
    force: Annotated[bool, typer.Option("--force", help=t("覆盖已有的输出", "overwrite an existing output"))] = False,
    password_file: PasswordFile = None,
    decrypt: Publish = False,
    log: Log = None,
    limit: Limit = None,  # noqa: ARG001  # in force once it is read
    lang: Language = None,  # noqa: ARG001  # read before the options are
) -> None:
    """Write the copy and say what was masked, what was kept and what could not be looked into."""
    from jixiao.services.redact import KINDS, Wishes, redact_file  # noqa: PLC0415
    from jixiao.services.runlog import open_log  # noqa: PLC0415

    with open_log(log, "redact", sys.argv[1:], [file, *([output] if output else [])]) as record:
        done = redact_file(file, output, Wishes(names, tuple(also or ()), force, dry_run, decrypt), passwords_of(password_file))
        if done.written and output is not None:
            record.made("redact", file, output)
        record.code = _LEFT_OVER if done.left else 0
    said = t("；", "; ").join(f"{KINDS[kind].in_language(LANGUAGE)} {count}" for kind, count in sorted(done.counts.items()))
    if done.written:
        say(t(f"已写出 {output}，原件没有改动。", f"{output} written; the original is unchanged."))
    else:
        say(t("预演，没有写文件。", "A dry run; nothing was written."))
    masks = t("将遮盖", "to be masked") if dry_run else t("遮盖了", "masked")
    say(t(f"单元格里{masks} {len(done.cells)} 处", f"{len(done.cells)} numbers in cells {masks}") + (t(f"：{said}。", f": {said}.") if said else t("。", ".")))
    for sheet, cell, masked in done.cells if dry_run else done.cells[:_LISTED]:
        say(f"  {sheet}!{cell}  {masked}")
    if len(done.cells) > _LISTED and not dry_run:
        say(t(f"  …… 共 {len(done.cells)} 处，--dry-run 列出全部。", f"  … {len(done.cells)} in all; --dry-run lists them."))
    for place, count in done.elsewhere.items():
        say(t(f"{place.zh}里{masks} {count} 处。", f"{place.en}: {count} {masks}."))
    for text in (*done.said, *done.left):
        say(text.in_language(LANGUAGE))
    raise typer.Exit(_LEFT_OVER if done.left else 0)
