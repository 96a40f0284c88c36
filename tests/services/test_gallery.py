"""The generated pages of the documentation are what their sources say."""

import importlib.util
from pathlib import Path

import pytest

from jixiao.services.gallery import PAGES
from jixiao.services.library import BUILT_IN

DOCS = Path(__file__).parents[2] / "docs"


def load_build_script():
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_page_is_stale():
    assert load_build_script().stale() == [], "run make docs"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("checks.md", [check.code for check in BUILT_IN.checks()]),
        ("forms.md", [form.id for form in BUILT_IN.forms()]),
        ("policies.md", list(BUILT_IN.policy_names())),
    ],
)
def test_every_one_has_its_place(page, names):
    text = PAGES[page]()
    assert all(name in text for name in names)
    assert text.count("\n## ") == len(names)


def test_every_example_of_a_manual_is_a_closed_block():
    text = PAGES["checks.md"]()
    assert text.count("```") % 2 == 0
    assert text.count("```text") == sum(check.manual.count("\n例（") for check in BUILT_IN.checks())
