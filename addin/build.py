"""Write the add-in's generated sources and the add-in itself: ``python addin/build.py``."""

from pathlib import Path

from jixiao.excel import vba, xlam
from jixiao.excel.ribbon import ribbon_xml

HERE = Path(__file__).parent


def main() -> None:
    """Write them beside this file; the same sources give the same bytes."""
    (HERE / "customUI.xml").write_text(ribbon_xml(), encoding="utf-8", newline="\n")
    for name, source in vba.generated().items():
        (HERE / "vba" / f"{name}.bas").write_bytes(source.encode("ascii"))
    (HERE / "jixiao.xlam").write_bytes(xlam.build(HERE / "vba"))


if __name__ == "__main__":
    main()
