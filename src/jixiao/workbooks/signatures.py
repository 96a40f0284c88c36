"""Taking the digital signatures of a package away, for who has asked for it.

For an accountant: 文件一改，原来的数字签名就不再成立；只有明说可以去掉签名，才会写入。宏自己的签名不受影响.
For a programmer: which members the signatures are made of, and what relations and content types are without
them.  The signature of a VBA project belongs to the project, which nobody edits, and stays.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import unquote

from jixiao.workbooks.markup import apply_splices, outline
from jixiao.workbooks.package import Package, relations_name

_FOLDER = "_xmlsignatures/"
_ORIGIN = "/digital-signature/origin"
_KINDS = frozenset({"origin", "signature", "certificate"})


def signature_members(package: Package) -> tuple[str, ...]:
    """Origin, signatures and certificates with their relations, wherever they are kept."""
    found: set[str] = set()

    def follow(part: str) -> None:
        for relation in package.relations(part):
            member = None if relation.external or relation.kind not in _KINDS else package.find(relation.target)
            if member is not None and member not in found:
                found.add(member)
                related = package.find(relations_name(member))
                found.update([related] if related else [])
                follow(member)

    follow("")
    return tuple(name for name in package.entries if name in found or name.lower().startswith(_FOLDER))


def without_origin(data: bytes, part: str) -> bytes:
    """The relations of the package, without those to the origin of signatures."""
    listed = outline(data, 2, part).children
    return apply_splices(data, [(each.start, each.end, b"") for each in listed if each.attributes.get("Type", "").endswith(_ORIGIN)])


def without_types(data: bytes, part: str, removed: Collection[str], remaining: Collection[str]) -> bytes:
    """The content types, without those that only the removed members had."""
    gone = {"/" + name.lower() for name in removed}
    unused = {_extension(name) for name in removed} - {_extension(name) for name in remaining}
    splices: list[tuple[int, int, bytes]] = []
    for each in outline(data, 2, part).children:
        name, extension = each.attributes.get("PartName"), each.attributes.get("Extension")
        override = each.name == "Override" and name is not None and unquote(name).lower() in gone
        default = each.name == "Default" and extension is not None and extension.lower() in unused
        if override or default:
            splices.append((each.start, each.end, b""))
    return apply_splices(data, splices)


def _extension(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()
