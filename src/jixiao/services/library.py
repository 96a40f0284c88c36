"""Which forms, checks and policies a run knows: the built-in ones and those of the office's own folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jixiao.checks import Check, all_checks, find_check
from jixiao.forms import GENERIC, GENERIC_NAME, AnyForm, find_form, load_forms
from jixiao.model import JixiaoError, Text
from jixiao.scoring import policy as policies


@dataclass(frozen=True, slots=True)
class Library:
    """Folders of an office's own files; what stands there adds to the built-in ones, or replaces one of the same name.

    Attributes:
        form_folders: ``*.toml``, one form each; check_folders: ``jxNNN_*.py``, one check each;
        policy_folders: ``*.toml``, one policy each.
    """

    form_folders: tuple[str, ...] = ()
    check_folders: tuple[str, ...] = ()
    policy_folders: tuple[str, ...] = ()

    def verify(self) -> None:
        """Refuse folders that are not there and files that cannot be used, before any workbook is read.  Raises JixiaoError."""
        for option, folders in (("--forms", self.form_folders), ("--checks", self.check_folders), ("--policies", self.policy_folders)):
            for folder in folders:
                if not Path(folder).is_dir():
                    raise JixiaoError(Text(f"{option} 指定的文件夹“{folder}”不存在。请检查路径。", f"{option}: there is no folder “{folder}”."))
        self.forms()
        self.checks()
        for name in self.policy_names() if self.policy_folders else ():
            self.policy(name)

    def forms(self) -> tuple[AnyForm, ...]:
        """Every form."""
        return load_forms(self.form_folders)

    def form(self, name: str) -> AnyForm:
        """The form with that id or Chinese name.  Raises FormError naming near ones."""
        return find_form(name, self.form_folders)

    def form_names(self) -> dict[str, Text]:
        """Form id → its name, for reports."""
        return {form.id: form.name for form in self.forms()} | {GENERIC: GENERIC_NAME}

    def checks(self) -> tuple[Check, ...]:
        """Every check, by code."""
        return all_checks(self.check_folders)

    def check(self, code: str) -> Check:
        """The check with that code.  Raises JixiaoError naming near ones."""
        return find_check(code, self.check_folders)

    def policy_names(self) -> tuple[str, ...]:
        """Names of all policies."""
        return policies.names(folders=self._policy_paths())

    def policy(self, name: str) -> policies.Policy:
        """The policy with that name.  Raises PolicyError naming near ones."""
        return policies.load(name, folders=self._policy_paths())

    def _policy_paths(self) -> tuple[Path, ...]:
        return tuple(Path(folder) for folder in self.policy_folders)


BUILT_IN = Library()
