"""The portable folder for Windows, as far as it can be seen without Windows: what lies where, and that Python finds it.

The wheels are real: jixiao's own is built, what it requires is packed again from where it is installed, without compiled
parts, which are another system's.  What is only on Windows (pywin32, the DLLs of xlwings) is stood for by files of the same
names; the archive of Python by a file of the right name.
"""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
SCRIPT = CHECKOUT / "addin" / "portable" / "assemble.py"
ARCHIVE = "python-3.11.9-embed-amd64.zip"
XLWINGS = metadata.version("xlwings")


def write_wheel(folder, name, version, tag, files, headers=""):
    """A wheel with these files; its record lists them as pip wants it."""
    stem = f"{name.replace('-', '_')}-{version}"
    files = files | {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{headers}".encode(),
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n".encode(),
    }
    digests = {path: base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode() for path, content in files.items()}
    record = "".join(f"{path},sha256={digests[path]},{len(content)}\n" for path, content in files.items())
    with zipfile.ZipFile(folder / f"{stem}-{tag}.whl", "w") as archive:
        for path, content in (files | {f"{stem}.dist-info/RECORD": record.encode()}).items():
            archive.writestr(path, content)


def installed_files(name):
    """Files of an installed package beside its metadata, without programs and compiled parts."""
    return {
        str(path): path.read_binary()
        for path in metadata.files(name)
        if not (path.parts[0] == ".." or ".dist-info" in path.parts[0] or "__pycache__" in path.parts or path.suffix in {".so", ".pth"})
    }


def requirements(name):
    return "".join(f"Requires-Dist: {each}\n" for each in metadata.requires(name) or ())


def required(name, found=()):
    """Names of all that a package needs, itself left out, as far as this system has it."""
    for each in map(Requirement, metadata.requires(name) or ()):
        wanted = canonicalize_name(each.name)
        if wanted not in found and (each.marker is None or each.marker.evaluate({"extra": ""})):
            found = required(wanted, (*found, wanted))
    return found


def pack_again(folder, name):
    distribution = metadata.distribution(name)
    compiled = any(path.suffix == ".so" for path in distribution.files)
    libraries = {f"xlwings-{XLWINGS}.data/data/xlwings{bits}-{XLWINGS}.dll": b"library" for bits in (32, 64)} if name == "xlwings" else {}
    write_wheel(
        folder, name, distribution.version, "cp311-cp311-win_amd64" if compiled else "py3-none-any",
        installed_files(name) | libraries, requirements(name),
    )


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheels")
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(CHECKOUT)], check=True, capture_output=True)
    for name in required("jixiao"):
        pack_again(folder, name)
    write_wheel(folder, "pywin32", "311", "cp311-cp311-win_amd64", {
        "pywin32.pth": b"win32\n", "win32/win32api.pyd": b"", "adodbapi/__init__.py": b"", "pywin32-311.data/scripts/pywin32_postinstall.py": b"",
    })
    write_wheel(folder, "colorama", "0.4.6", "py2.py3-none-any", {"colorama/__init__.py": b""})
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An archive with the names of the real one."""
    path = tmp_path_factory.mktemp("python") / ARCHIVE
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("python.exe", "pythonw.exe", "python311.dll", "python311.zip", "python311._pth"):
            archive.writestr(name, b"of python.org")
    return path


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(out, wheels, *options):
    return subprocess.run([sys.executable, str(SCRIPT), str(out), "--wheels", str(wheels), *map(str, options)], capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def assembled(tmp_path_factory, wheels, python):
    out = tmp_path_factory.mktemp("out") / "绩效便携"
    done = run(out, wheels, "--python", python, "--sha256", digest(python).upper())
    assert done.returncode == 0, done.stderr
    return out


def test_the_folder_holds_what_is_handed_out(assembled, python):
    assert {path.name for path in assembled.iterdir()} == {"python", "安装.bat", "卸载.bat", "说明.txt", "命令", "命令（WPS，实验性）", ARCHIVE}
    assert (assembled / ARCHIVE).read_bytes() == python.read_bytes()


def test_libraries_lie_beside_the_interpreter_and_packages_below_it(assembled):
    root = assembled / "python"
    assert {path.name for path in root.iterdir()} == {"Lib", "python311._pth", f"xlwings32-{XLWINGS}.dll", f"xlwings64-{XLWINGS}.dll"}
    packages = root / "Lib" / "site-packages"
    assert (packages / "jixiao" / "data" / "addin" / "jixiao.xlam").read_bytes() == (CHECKOUT / "addin" / "jixiao.xlam").read_bytes()
    assert (packages / "pywin32.pth").is_file()
    assert not list(packages.glob("*.data")), "nothing of a wheel lies where Python does not look"


def test_what_has_another_licence_is_left_out(assembled):
    packages = assembled / "python" / "Lib" / "site-packages"
    assert (packages / "xlwings" / "main.py").is_file()
    assert not (packages / "xlwings" / "pro").exists()
    assert not (packages / "adodbapi").exists()


def test_what_only_the_rollup_of_folders_needs_is_put_in_when_asked_for(assembled, tmp_path, wheels, python):
    """Excel's Python would load pandas at every start, and the folder be twice as large."""
    packages = assembled / "python" / "Lib" / "site-packages"
    assert (packages / "openpyxl").is_dir()
    assert not [name for name in ("pandas", "numpy", "dateutil", "tzdata", "lxml", "matplotlib", "PIL", "pdfplumber", "docx") if (packages / name).exists()]
    done = run(tmp_path / "out", wheels, "--python", python, "--sha256", digest(python), "--with-rollup")
    assert done.returncode == 0, done.stderr
    packages = tmp_path / "out" / "python" / "Lib" / "site-packages"
    assert [name for name in ("pandas", "numpy", "dateutil", "lxml", "matplotlib", "PIL", "pdfplumber", "docx") if not (packages / name).exists()] == []


def test_without_the_rollup_no_wheel_of_it_need_be_there_and_with_it_what_is_missing_is_named(tmp_path, wheels, python):
    own = tmp_path / "wheels"
    own.mkdir()
    for path in wheels.iterdir():
        if not path.name.startswith(("pandas", "numpy")):
            (own / path.name).write_bytes(path.read_bytes())
    done = run(tmp_path / "small", own, "--python", python, "--sha256", digest(python))
    assert done.returncode == 0, done.stderr
    said = refused(tmp_path, own, "--python", python, "--sha256", digest(python), "--with-rollup")
    assert "- pandas<4,>=2.2.3（jixiao-" in said


def windows_path(assembled):
    """sys.path as Python makes it of the ._pth: each line below its own folder."""
    lines = (assembled / "python" / "python311._pth").read_bytes().decode("ascii").split("\r\n")
    assert lines[-2:] == ["import site", ""], "without site, pywin32.pth is not read and pythoncom not found"
    return [str(assembled / "python" / PurePosixPath(line.replace("\\", "/"))) for line in lines[:-2]]


def test_python_finds_everything_by_the_paths_of_its_pth_alone(assembled):
    paths = windows_path(assembled)
    assert paths[0].endswith("python311.zip")
    code = (
        "import sys; standard = [p for p in sys.path if 'site-packages' not in p]\n"
        f"sys.path[:] = standard + {paths!r}\n"
        "import jixiao, jixiao.cli, jixiao.excel.install as install, openpyxl, rich, typer, lark, xlwings\n"
        "print(jixiao.__file__); print(len(install.shipped()), install.pinned_xlwings())\n"
        "from jixiao.excel.udfs import JXRATE; print(JXRATE([[200.0]], [[150.0]]))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    where, shipped, rate = done.stdout.splitlines()
    assert where.startswith(str(assembled))
    assert shipped == f"{(CHECKOUT / 'addin' / 'jixiao.xlam').stat().st_size} {XLWINGS}"
    assert rate == "[[0.75]]"


def batches(folder):
    return sorted(folder.rglob("*.bat"))


def test_batch_files_are_read_right_by_a_chinese_windows(assembled):
    assert len(batches(assembled)) == 16
    for path in batches(assembled):
        raw = path.read_bytes()
        text = raw.decode("gbk")
        # Until the code page is chosen, whatever page is in force reads the file.
        assert raw.split(b"\r\n")[0] == b"@chcp 936 >nul"
        assert text.count("\n") == text.count("\r\n")
        assert "@ARCHIVE@" not in text
        assert not re.search(r"@[A-Z0-9]+@", text), "everything is filled in"


def test_batch_files_jump_only_to_labels_they_have_and_use_only_what_is_set(assembled):
    windows = {"LOCALAPPDATA", "SYSTEMROOT", "TEMP"}
    for path in batches(assembled):
        text = path.read_bytes().decode("gbk")
        labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
        assert set(re.findall(r"goto (\w+)", text)) <= labels
        known = windows | {name.upper() for name in re.findall(r'set "(\w+)=', text)}
        # %~dp0, %~n0 and %%H are no variables
        assert {name.upper() for name in re.findall(r"%([A-Za-z]\w*)(?::[^%]*)?%", text)} <= known
        assert not re.search(r"^\s*(?:if|for).*\($", text, re.MULTILINE), "no blocks: in them variables keep their old values"


def test_the_installer_checks_and_copies_before_it_removes_and_ends_where_commands_look(assembled, python):
    text = (assembled / "安装.bat").read_bytes().decode("gbk")
    assert f'set "ARCHIVE={ARCHIVE}"' in text
    assert f'set "SHA256={digest(python)}"' in text
    assert 'set "ADDRESS="' in text
    assert 'set "TARGET=%LOCALAPPDATA%\\jixiao\\python"' in text
    steps = ["tasklist.exe", "certutil.exe", 'if /i not "%FOUND%"=="%SHA256%" goto digest', "tar.exe", "xcopy.exe", 'rmdir /s /q "%TARGET%"', 'ren "%NEW%" python', "-m jixiao addin install"]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    # The folder that is copied is one that lies in ours.
    (copied,) = re.findall(r'"%~dp0(\w+)"', text)
    assert (assembled / copied / "python311._pth").is_file()
    removing = (assembled / "卸载.bat").read_bytes().decode("gbk")
    assert removing.index("-m jixiao addin uninstall") < removing.index("rmdir /s /q")


def test_every_command_file_is_called_like_a_button(assembled):
    from jixiao.excel.attach import button_named

    for folder, app in (("命令", "excel"), ("命令（WPS，实验性）", "wps")):
        files = batches(assembled / folder)
        assert files
        for path in files:
            assert button_named(path.stem).command
            assert f'"%LOCALAPPDATA%\\jixiao\\python\\python.exe" -m jixiao attach "%~n0" --app {app}' in path.read_bytes().decode("gbk")


def test_an_address_is_written_down_and_nothing_is_fetched(tmp_path, wheels):
    told = tmp_path / "python.txt"
    told.write_text(f"--python=https://example.invalid/{ARCHIVE}\n--sha256={'0a' * 32}\n", "utf-8")
    done = run(tmp_path / "out", wheels, f"@{told}")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "out" / ARCHIVE).exists()
    assert f'set "ADDRESS=https://example.invalid/{ARCHIVE}"' in (tmp_path / "out" / "安装.bat").read_bytes().decode("gbk")


def refused(tmp_path, wheels, *options):
    done = run(tmp_path / "out", wheels, *options)
    assert done.returncode == 1
    assert not (tmp_path / "out").exists()
    return done.stderr


def test_an_archive_with_another_digest_is_refused(tmp_path, wheels, python):
    assert "SHA-256 与给出的不符" in refused(tmp_path, wheels, "--python", python, "--sha256", "0" * 64)


def test_an_address_that_a_batch_file_would_run_is_refused(tmp_path, wheels):
    assert "会误解的字符" in refused(tmp_path, wheels, "--python", f"https://example.invalid/a&calc/{ARCHIVE}", "--sha256", "0" * 64)


def test_a_wheel_for_another_system_is_refused(tmp_path, wheels, python):
    own = tmp_path / "wheels"
    own.mkdir()
    write_wheel(own, "python-calamine", "0.9.1", "cp311-cp311-manylinux_2_17_x86_64", {"python_calamine/__init__.py": b""})
    said = refused(tmp_path, own, "--python", python, "--sha256", digest(python))
    assert "manylinux" in said
    assert "win_amd64" in said


def test_what_windows_needs_and_is_not_there_is_named(tmp_path, wheels, python):
    own = tmp_path / "wheels"
    own.mkdir()
    for path in wheels.iterdir():
        if not path.name.startswith(("colorama", "pywin32", "xlwings")):
            (own / path.name).write_bytes(path.read_bytes())
    write_wheel(own, "xlwings", "0.37.7", "cp311-cp311-win_amd64", {}, requirements("xlwings"))
    said = refused(tmp_path, own, "--python", python, "--sha256", digest(python))
    assert re.search(r"^- colorama（\w+-", said, re.MULTILINE), said  # whichever of ours asks for it
    assert "- pywin32>=224（xlwings-0.37.7" in said
    assert "- xlwings==0.37.8（jixiao-" in said
    assert "black" not in said, "extras are no requirements"


def test_a_wheel_cannot_write_outside_the_folder(tmp_path, wheels, python):
    own = tmp_path / "wheels"
    own.mkdir()
    for path in wheels.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    write_wheel(own, "other", "1.0", "py3-none-any", {"../../../../outside.py": b"", "other-1.0.data/data/../../../outside.py": b""})
    done = run(tmp_path / "out", own, "--python", python, "--sha256", digest(python))
    assert done.returncode == 1
    assert "越出了文件夹" in done.stderr
    assert not list(tmp_path.rglob("outside.py"))
