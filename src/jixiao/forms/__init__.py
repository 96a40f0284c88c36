"""Finds which form a workbook is and reads it as tables.

A newcomer adds a form with one TOML in this folder.
"""

from jixiao.forms.errors import FormError
from jixiao.forms.generic import GENERIC, GENERIC_NAME
from jixiao.forms.generic import draft as draft_form
from jixiao.forms.headings import clean
from jixiao.forms.recognise import Recognition, recognise
from jixiao.forms.spec import AnyForm, Form, find_form, load_forms, table_forms
from jixiao.forms.statement_spec import StatementForm

__all__ = [
    "GENERIC", "GENERIC_NAME", "AnyForm", "Form", "FormError", "Recognition", "StatementForm", "clean", "draft_form", "find_form", "load_forms", "recognise", "table_forms",
]
