"""The colours and fonts that every Word document has to name, plain ones.

For an accountant: 没有花样，黑字白底.  For a programmer: the smallest theme part that is complete.
"""

from __future__ import annotations

from jixiao.reports.word.looks import FANGSONG, HEAD, HEI, LATIN

_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4", "accent2": "ED7D31",
    "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5", "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def _font(kind: str, eastern: str) -> str:
    return f'<a:{kind}Font><a:latin typeface="{LATIN}"/><a:ea typeface="{eastern}"/><a:cs typeface=""/></a:{kind}Font>'


def theme() -> str:
    """The part ``word/theme/theme1.xml``."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    lines = "".join(f'<a:ln w="{width}">{_FILL}</a:ln>' for width in (6350, 12700, 19050))
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="jixiao"><a:themeElements>'
        f'<a:clrScheme name="jixiao">{colours}</a:clrScheme><a:fontScheme name="jixiao">{_font("major", HEI)}{_font("minor", FANGSONG)}</a:fontScheme>'
        f'<a:fmtScheme name="jixiao"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f'<a:effectStyleLst>{"<a:effectStyle><a:effectLst/></a:effectStyle>" * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst>'
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
