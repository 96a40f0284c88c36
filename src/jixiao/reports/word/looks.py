"""How an official document looks: GB/T 9704—2012 as styles, fonts, margins and page numbers of a Word template.

For an accountant: A4，天头 37 毫米、订口 28 毫米，版心 156×225 毫米；标题小标宋二号，正文仿宋三号，每页 22 行、每行 28 字.
For a programmer: the parts of a package that do not depend on what the report says, as XML.
"""

from __future__ import annotations

from typing import Final

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES: Final = f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}"'
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# 37 mm above, 35 below (297-37-225), 28 at the binding, 26 at the other side (210-28-156); in twentieths of a point.
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1587, 1474
WIDTH, HEIGHT = 11906, 16838
LINE = 579
"""22 lines on 225 mm: 28.95 points."""
CLOSER = -5
"""28 letters of 16 points on 156 mm: each a quarter of a point closer than it would be.  Programs differ in what a grid of letters does."""

TITLE_FONT, HEI, KAI, FANGSONG, SONG, LATIN = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体", "Times New Roman"
# Where a font is not installed, the program takes the other name first.
OTHER_NAMES = {TITLE_FONT: "宋体", HEI: "SimHei", KAI: "楷体", FANGSONG: "仿宋", SONG: "SimSun"}

STYLE_OF = {"body": "JxBody", "item": "Heading3", "caption": "JxCaption", "figure": "JxFigure", "measure": "JxMeasure", "cell": "JxCell", "attachment": "JxAttachment", "remark": "JxRemark"}
"""Id of the style of each look of a paragraph."""


def fonts(eastern: str, latin: str = LATIN) -> str:
    """The fonts of a style or a run."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{eastern}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _paragraph_style(key: str, name: str, layout: str, letters: str, *, after: str = "JxBody", above: str = "Normal", listed: bool = True) -> str:
    shown = "<w:qFormat/>" if listed else ""
    based = f'<w:basedOn w:val="{above}"/>' if above else ""
    default = "" if above else ' w:default="1"'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{based}<w:next w:val="{after}"/>{shown}'
        f"<w:pPr>{layout}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


_EXACT = f'<w:spacing w:line="{LINE}" w:lineRule="exact"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_SINGLE = '<w:spacing w:line="240" w:lineRule="auto"/>'


def styles() -> str:
    """The part ``word/styles.xml``."""
    made = (
        _paragraph_style("Normal", "Normal", f'{_EXACT}<w:jc w:val="both"/>', f'<w:spacing w:val="{CLOSER}"/>', above="", after="Normal"),
        _paragraph_style("JxBody", "公文正文", _INDENT, ""),
        _paragraph_style("Title", "Title", '<w:spacing w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>', fonts(TITLE_FONT) + _size(44)),
        _paragraph_style("Heading1", "heading 1", f'<w:keepNext/>{_INDENT}<w:outlineLvl w:val="0"/>', fonts(HEI)),
        _paragraph_style("Heading2", "heading 2", f'<w:keepNext/>{_INDENT}<w:outlineLvl w:val="1"/>', fonts(KAI)),
        _paragraph_style("Heading3", "heading 3", f'{_INDENT}<w:outlineLvl w:val="2"/>', "<w:b/>"),
        _paragraph_style("JxCover", "封面文字", '<w:spacing w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>', _size(36)),
        _paragraph_style("JxCaption", "表题", '<w:keepNext/><w:spacing w:before="120" w:line="440" w:lineRule="exact"/><w:jc w:val="center"/>', fonts(HEI) + _size(28)),
        _paragraph_style("JxFigure", "图题", '<w:spacing w:after="120" w:line="440" w:lineRule="exact"/><w:jc w:val="center"/>', fonts(HEI) + _size(24)),
        _paragraph_style("JxMeasure", "表格单位", '<w:keepNext/><w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="right"/>', _size(24)),
        _paragraph_style("JxCell", "表格文字", f'{_SINGLE}<w:jc w:val="center"/>', _size(21)),
        _paragraph_style("JxRemark", "表注", f"{_SINGLE}", _size(21)),
        _paragraph_style("JxPicture", "图", '<w:keepNext/><w:spacing w:before="180" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>', ""),
        _paragraph_style("JxAttachment", "附件标题", '<w:keepNext/><w:pageBreakBefore/><w:outlineLvl w:val="0"/>', fonts(HEI)),
        _paragraph_style("Footer", "footer", _SINGLE, fonts(SONG, SONG) + _size(28), listed=False),
    )
    return (
        f'{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:kern w:val="2"/>{_size(32)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        + "".join(made)
        + '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/><w:rPr><w:color w:val="7F7F7F"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="JxWanted"><w:name w:val="待填写"/><w:qFormat/><w:rPr><w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="JxTable"><w:name w:val="公文表格"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        + "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
        + "</w:tblBorders></w:tblPr></w:style></w:styles>"
    )


def font_table() -> str:
    """The part ``word/fontTable.xml``: which font stands in for one that is not installed."""
    listed = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>' for name, other in OTHER_NAMES.items())
    return f'{HEAD}<w:fonts {NAMESPACES}>{listed}<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font></w:fonts>'


def settings() -> str:
    """The part ``word/settings.xml``: odd and even pages have their numbers on different sides."""
    return (
        f'{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def footer(side: str) -> str:
    """A page number between dashes (— 1 —), one letter from the outer side: ``side`` is "right" on odd pages, "left" on even ones."""
    field = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:t xml:space="preserve">— </w:t>', '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>', '<w:t xml:space="preserve"> —</w:t>',
        )
    )  # fmt: skip
    return f'{HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>{field}</w:p></w:ftr>'


def section(*, numbered: bool, landscape: bool = False, first: bool = False, page_break: bool = True) -> str:
    """The layout of the pages that end here; ``first`` counts them from 1."""
    numbers = '<w:footerReference w:type="default" r:id="rIdOdd"/><w:footerReference w:type="even" r:id="rIdEven"/>' if numbered else ""
    kind = '<w:type w:val="nextPage"/>' if page_break else ""
    across, down = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    turned = ' w:orient="landscape"' if landscape else ""
    # The binding stays at the same edge of the sheet when it is turned: it is above then.
    top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    start = '<w:pgNumType w:start="1"/>' if first else ""
    return (
        f'<w:sectPr>{numbers}{kind}<w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="1400" w:gutter="0"/>{start}</w:sectPr>'
    )
