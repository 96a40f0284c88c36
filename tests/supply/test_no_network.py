"""No job of jixiao uses the network: each runs where touching it ends the process (see `without_network.py`), LibreOffice included."""

import ast
import contextlib
import socketserver
import subprocess
import sys
import threading
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jixiao.workbooks.convert import converted
from tests.supply.documents import calling_docx, calling_html, calling_ods, calling_pdf, calling_xlsx
from tests.supply.without_network import FILTERED, TOUCHED

CHECKOUT = Path(__file__).parents[2]
EXAMPLES = CHECKOUT / "workbooks" / "examples"
SEALED = Path(__file__).with_name("without_network.py")
NEVER = ("--fail-on", "never")


def sealed(*arguments, cwd):
    return subprocess.run([sys.executable, str(SEALED), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def job(*arguments, cwd, code=0):
    done = sealed(*arguments, cwd=cwd)
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    assert "touched the network" not in done.stderr
    return done


@pytest.fixture
def table(tmp_path):
    """A copy of a filled table."""
    path = tmp_path / "yiyang.xlsx"
    path.write_bytes((EXAMPLES / "yiyang-2024.xlsx").read_bytes())
    return path


@contextlib.contextmanager
def serving():
    """A server on the loopback that answers whoever connects, and its list of what was asked."""
    asked = []

    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            asked.append(self.rfile.readline())
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n1,2\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


# ------------------------------------------------------------------- the nets ----

TOUCHES = [
    "import socket; socket.socket()",
    "import socket; socket.getaddrinfo('localhost', 80)",
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "import smtplib; smtplib.SMTP('127.0.0.1', 9)",
]


@pytest.mark.parametrize("code", TOUCHES)
def test_the_hook_ends_whoever_touches_the_network(code, tmp_path):
    hooked = f"import sys; sys.path.insert(0, {str(SEALED.parent)!r}); import without_network; sys.addaudithook(without_network._hook); {code}"
    assert subprocess.run([sys.executable, "-c", hooked], cwd=tmp_path, capture_output=True, check=False).returncode == TOUCHED


@pytest.mark.skipif(not FILTERED, reason="only Linux filters system calls: here the audit hook alone watches, and no child")
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_the_filter_kills_grandchildren_too(family, tmp_path):
    child = f"import socket; socket.socket(socket.{family})"
    parent = f"import subprocess, sys; print(subprocess.run([sys.executable, '-I', '-c', {child!r}]).returncode)"
    done = sealed("--", sys.executable, "-c", parent, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "-31\n")  # SIGSYS
    local = "import socket; socket.socket(socket.AF_UNIX); print('local')"
    assert sealed("--", sys.executable, "-I", "-c", local, cwd=tmp_path).stdout == "local\n"


# ------------------------------------------------------------------- the jobs ----


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "html"])
def test_check(form, table):
    job("check", table, "--format", form, "-o", f"report.{form}", *NEVER, cwd=table.parent)
    assert "JX203" in (table.parent / f"report.{form}").read_text("utf-8")


def test_recalc_and_undo(table):
    before = table.read_bytes()
    job("recalc", table, "--in-place", "--log", "log.jsonl", *NEVER, cwd=table.parent)
    assert table.read_bytes() != before
    job("undo", table, cwd=table.parent)
    assert table.read_bytes() == before


def test_explain(table):
    assert "E33" in job("explain", table, "H33", cwd=table.parent).stdout


def test_new(tmp_path):
    job("new", "hunan-project", "-o", "new.xlsx", cwd=tmp_path)
    assert zipfile.is_zipfile(tmp_path / "new.xlsx")


def test_carry(tmp_path):
    job("carry", EXAMPLES / "gaoxin-2021.xlsx", "--to", "self-evaluation", "-o", "carried.xlsx", cwd=tmp_path)
    assert zipfile.is_zipfile(tmp_path / "carried.xlsx")


def test_demo(tmp_path):
    job("demo", "-o", "out", cwd=tmp_path)
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == len(list(EXAMPLES.glob("*.xlsx")))


@pytest.mark.parametrize("command", [("check",), ("recalc", "--in-place")])
def test_a_workbook_full_of_addresses(command, table):
    """WEBSERVICE, links to other workbooks, pictures and objects by address, a template: none is opened."""
    with serving() as (address, asked):
        calling_xlsx(table, address)
        job(*command, table, *NEVER, cwd=table.parent)
    assert asked == []


def test_the_reading_child_of_an_ods(tmp_path):
    with serving() as (address, asked):
        done = job("check", calling_ods(tmp_path / "a.ods", address), cwd=tmp_path, code=3)  # it holds no table
    assert f"started: {sys.executable}" in done.stderr
    assert done.stderr.count("started: ") == 1
    assert asked == []


def test_documents_in_and_the_report_out(table, tmp_path):
    """A page and a Word document with pictures, styles, frames and a template by address, their tables, and the report."""
    with serving() as (address, asked):
        page, word = calling_html(tmp_path / "a.html", address), calling_docx(tmp_path / "b.docx", address)
        for source in (page, word):
            job("import", source, "-o", source.with_suffix(".xlsx"), cwd=tmp_path)
            job("reconcile", source, table, *NEVER, cwd=tmp_path)
        job("report", table, "-o", "report.docx", "--public", "public.docx", cwd=tmp_path)
    assert asked == []
    assert zipfile.is_zipfile(tmp_path / "report.docx")


def test_the_reading_child_of_a_pdf(tmp_path):
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(calling_pdf())
    done = job("import", pdf, "-o", "a.xlsx", cwd=tmp_path, code=4)  # it has no text
    assert done.stderr.count("started: ") == 1


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_converting_a_table(kind, table, tmp_path):
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(table)]
    subprocess.run(command, check=True, capture_output=True)
    source = table.with_suffix(f".{kind}")
    job("check", source, *NEVER, cwd=tmp_path)
    done = job("recalc", "--convert", source, "-o", "out", *NEVER, cwd=tmp_path)
    assert "soffice" in done.stderr
    assert zipfile.is_zipfile(tmp_path / "out" / "yiyang.xlsx")


# ---------------------------------------------------- LibreOffice, without the nets ----


@pytest.mark.libreoffice
def test_a_conversion_asks_no_address_of_the_file_for_anything(tmp_path):
    with serving() as (address, asked):
        source = calling_ods(tmp_path / "a.ods", address)
        assert converted(source).book.grids[0].cells[6, 1].text == "1"
        assert asked == []
        # The same file makes an unguarded LibreOffice ask: the test can fail.
        profile = (tmp_path / "profile").as_uri()
        subprocess.run(["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)], check=True, capture_output=True)
        assert any(b"/picture.png" in each for each in asked)


@pytest.mark.libreoffice
@pytest.mark.skipif(not FILTERED, reason="only Linux filters system calls")
def test_a_conversion_never_makes_a_socket(tmp_path):
    """Not even one that leads nowhere: LibreOffice also asks for printers, over the network where a print server is set."""
    source = calling_ods(tmp_path / "a.ods", "http://192.0.2.1")
    done = job("recalc", "--convert", source, "-o", "out", cwd=tmp_path, code=3)
    assert "LibreOffice" in done.stdout + done.stderr


# -------------------------------------------------------------------- reports ----


class References(HTMLParser):
    """Whatever a browser would fetch or open."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.policy = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        for name, value in attributes:
            if name in {"src", "href", "action", "formaction", "data", "poster", "background", "srcset", "cite", "ping", "xlink:href"} and not value.startswith("#"):
                self.found.append((tag, name, value))
            if name == "style" and "url(" in value:
                self.found.append((tag, name, value))
        if tag in {"script", "link", "base", "iframe", "object", "embed", "img"} or given.get("http-equiv") == "refresh":
            self.found.append((tag, "", ""))


def test_the_html_report_refers_to_nothing_outside(table):
    job("check", table, "--format", "html", "-o", "report.html", *NEVER, cwd=table.parent)
    text = (table.parent / "report.html").read_text("utf-8")
    seen = References()
    seen.feed(text)
    assert seen.found == []
    assert "default-src 'none'" in seen.policy
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert style
    assert "url(" not in style
    assert "@import" not in style


# --------------------------------------------------------------------- source ----

NETWORK = {"socket", "ssl", "http", "ftplib", "smtplib", "poplib", "imaplib", "xmlrpc", "socketserver", "asyncio", "webbrowser", "telnetlib", "nntplib"}
NETWORK |= {"urllib.request", "requests", "httpx", "aiohttp", "urllib3", "websockets"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_what_speaks_to_a_network():
    """LibreOffice is spoken to over a pipe, Excel over COM; `urllib.parse` only takes addresses apart."""
    modules = list((CHECKOUT / "src").rglob("*.py"))
    assert len(modules) > 200
    bad = [
        f"{path.name}: {name}" for path in modules for name in imported(path)
        if any(name == each or name.startswith(f"{each}.") for each in NETWORK)
    ]  # fmt: skip
    assert bad == []
