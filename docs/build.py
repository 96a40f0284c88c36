"""Makes the generated pages of the documentation: `python docs/build.py` (or `make docs`); `--check` only says what is stale."""

import sys
from pathlib import Path

from jixiao.services.gallery import PAGES as GALLERY
from jixiao.services.gallery import columns_tables

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))

from requirements.licences import page  # noqa: E402  # a folder of the checkout, not a package


def data_page() -> str:
    """The page about data: what is written by hand in it, and the columns as they are."""
    text = (HERE / "数据.md").read_text("utf-8")
    return text[: text.index("\n", text.index("<!-- 以下由 make docs ")) + 1] + columns_tables()


PAGES = GALLERY | {"licences.md": page, "数据.md": data_page}


def stale() -> list[str]:
    """Names of the pages that are not what their sources say."""
    return [name for name, page in PAGES.items() if not (HERE / name).is_file() or (HERE / name).read_text("utf-8") != page()]


def main() -> int:
    """Write the pages, or say which are stale."""
    names = stale()
    if "--check" in sys.argv:
        print("\n".join(f"docs/{name} is stale: run make docs" for name in names))
        return 1 if names else 0
    for name in names:
        (HERE / name).write_text(PAGES[name](), "utf-8")
        print(f"docs/{name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
