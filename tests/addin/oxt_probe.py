"""A second extension, for tests: watches ours from inside LibreOffice.  And a way to call into LibreOffice by Basic."""

import zipfile

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python" manifest:full-path="probe.py"/>
</manifest:manifest>"""
_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006"><identifier value="org.jixiao.test"/><version value="1"/></description>"""


def probe(path, source):
    """An extension of one Python component."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("description.xml", _DESCRIPTION)
        package.writestr("probe.py", source)
    return path


def basic(document, source, *arguments):
    """What a Basic function called Run gives, in a document."""
    libraries = document.BasicLibraries
    library = libraries.getByName("Standard") if libraries.hasByName("Standard") else libraries.createLibrary("Standard")
    if library.hasByName("Test"):
        library.removeByName("Test")
    library.insertByName("Test", source)
    script = document.getScriptProvider().getScript("vnd.sun.star.script:Standard.Test.Run?language=Basic&location=document")
    return script.invoke(arguments, (), ())[0]
