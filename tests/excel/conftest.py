"""A real LibreOffice for the tests of this folder, one for each worker, started when first asked for."""

import pytest
from tests.engines import openpyxl_engine
from tests.engines.office import Office

from jixiao.excel.engines import libreoffice


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


@pytest.fixture(params=["openpyxl", pytest.param("libreoffice", marks=pytest.mark.libreoffice)])
def app(request):
    """An app of each engine, with one new workbook in front."""
    if request.param == "openpyxl":
        found = openpyxl_engine.engine().apps.active
        found.books.add()
        yield found
    else:
        office = request.getfixturevalue("fresh_office")
        yield libreoffice.engine(office.context, office.new()).apps.active


@pytest.fixture
def sheet(app):
    return app.books.active.sheets.active
