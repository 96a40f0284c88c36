"""Finds which form a workbook is and reads it as tables.

A newcomer adds a form with one TOML in this folder.
"""

from jixiao.forms.recognise import Recognition, recognise
from jixiao.forms.spec import Form, FormError, find_form, load_forms

__all__ = ["Form", "FormError", "Recognition", "find_form", "load_forms", "recognise"]
