"""A real LibreOffice for the tests of this folder, one for each worker, started when first asked for."""

import pytest
from tests.engines.office import Office


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    with Office(tmp_path_factory.mktemp("office") / "profile") as running:
        yield running


@pytest.fixture
def fresh_office(office):
    """The same, with nothing open before and after."""
    office.close_documents()
    yield office
    office.close_documents()
