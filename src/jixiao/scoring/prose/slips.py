"""Slips of the pen and of the converter: words written twice, marks without a partner, what a program left behind.

For an accountant: 「意见意见」、只有前引号没有后引号、「错误!未找到引用源」，定稿前应清掉.
For a programmer: one search a paragraph; what also is good Chinese (研究研究, 为了了解, 目的的) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from jixiao.scoring.prose.reading import Report

Kind = Literal["leftover", "prompt", "garbled"]


class Slip(NamedTuple):
    """Where one is: the number of the paragraph, the place in it, the words; ``kind`` where there are several."""

    paragraph: int
    start: int
    end: int
    words: str
    kind: str = ""
    sure: bool = True


# -------------------------------------------------------------- leftovers ----

_LEFTOVERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("leftover", re.compile(
        r"\[bookmark:[^\]]{0,60}\]|错误\s*[!！]\s*(?:未找到引用源|未定义书签|文档中没有指定样式的文字|链接无效)[。]?|Error!\s*(?:Reference source|Bookmark|No text of)[^。\n]{0,40}"
        r"|HYPERLINK\s+(?:\\l|\"|“|http)|PAGEREF\s+_?Toc\w*|TOC\s+\\o|\\\*\s*MERGEFORMAT|_x000[0-9A-Fa-f]_|&(?:nbsp|lt|gt|amp|quot);|#(?:REF|DIV/0|VALUE|NAME|N/A)[!?]?(?![A-Za-z])", re.IGNORECASE)),
    ("garbled", re.compile(r"\ufffd+|锟斤拷|烫烫烫|屯屯屯|(?:[ÃÂäåæçèé][\x80-\xbf]){2,}|(?<![□])□□(?!□)|\?{4,}")),
    ("prompt", re.compile(
        r"【[^】]{0,20}(?:请|填写|此处|输入)[^】]{0,80}】|[（(](?:此处|请)(?:填写|输入|说明|简述|补充)[^）)]{0,30}[)）]|(?<![A-Za-z\d])[Xx]{2,}(?![A-Za-z])|[×╳]{2,}|待补充|待填写|（此处填")),
)


def leftovers(report: Report) -> Iterator[Slip]:
    """What a converter or a template left in the text."""
    for number, paragraph in enumerate(report.paragraphs):
        for kind, pattern in _LEFTOVERS:
            for match in pattern.finditer(paragraph.text):
                yield Slip(number, match.start(), match.end(), match[0].strip(), kind)


# ----------------------------------------------------------- doubled words ----

_TWICE = re.compile(r"([一-鿿]{2,8})\1(?!\1)")
_GOOD_TWICE = frozenset(
    ["研究", "讨论", "商量", "考虑", "学习", "了解", "打听", "收拾", "休息", "锻炼", "检查", "介绍", "总结", "交流", "活动", "宣传", "教育", "体验", "思考", "准备", "认识", "参观", "一个", "一步", "一件", "一年", "一次", "一天", "一户", "一项", "一点", "一遍", "一层", "一笔", "一人", "一家", "一村", "一县", "一批", "一条", "一块", "很多", "许多", "非常", "特别", "十分", "逐步", "逐个", "逐项", "逐条", "逐户", "逐一", "多少", "哪里", "什么", "轰隆", "哗啦", "叮当", "孜孜", "兢兢", "各种", "各类", "每个", "每年", "每天", "成千", "上万", "一代", "一片", "一车"]
)
# A word that often ends one term and begins the next: 重点项目项目支出, 绩效评价评价指标.
_OFTEN_MEET = frozenset(
    ["项目", "评价", "绩效", "工作", "管理", "服务", "资金", "预算", "单位", "部门", "支出", "经费", "指标", "人员", "企业", "建设", "监管", "监督", "质量", "产品", "安全", "技术", "信息", "数据", "系统", "平台", "培训", "活动", "机构", "中心", "社会", "经济", "生产", "政府", "行政", "财政", "专项", "任务", "目标", "标准", "设备", "工程", "教学", "学生", "学校", "医疗", "卫生", "农业", "农村", "水利", "环境", "生态", "文化", "旅游", "群众", "满意度", "完成", "执行", "自评", "监测", "检测", "检验", "执法"]
)
_FUNCTION = re.compile(
    r"(?<![目有美])的的(?!确|士)|(?<![为除不])了了(?!解|结|断|却|然|事|望|之)|(?<![总共饱温缓柔祥随平亲中])和和(?!平|谐|气|睦|解)|(?<![涉普顾触危波企])及及(?!时|早|格|其)"
    r"|(?<![参授给赠])与与(?!会)|(?<![对])对对(?!于)|(?<![属由位关等低高源])于于|(?<![行作认成分以因])为为(?!了)|，，|。。(?!。)|；；|、、|，。|。，|、，|，、"
)


def doubled(report: Report) -> Iterator[Slip]:
    """Words and marks that stand twice."""
    for number, paragraph in enumerate(report.paragraphs):
        for match in _TWICE.finditer(paragraph.text):
            word = match[1]
            if word in _GOOD_TWICE or word[: len(word) // 2] * 2 == word or word[0] == word[1]:
                continue
            yield Slip(number, match.start(), match.end(), match[0], "word", sure=word not in _OFTEN_MEET)
        for match in _FUNCTION.finditer(paragraph.text):
            yield Slip(number, match.start(), match.end(), match[0], "mark" if match[0][0] in "，。；、" else "word")


# -------------------------------------------------------- unbalanced marks ----

_PAIRS = {"（": "）", "《": "》", "“": "”", "【": "】", "「": "」", "『": "』"}
_CLOSING = {close: open_ for open_, close in _PAIRS.items()}
_ITEM_BRACKET = re.compile(r"(?:^|(?<=[，。；：、\s　（）]))\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z①-⑳])[）)]")
_LONGEST_TOGETHER = 3


def _open_marks(text: str) -> list[tuple[int, str]]:
    """The marks that have no partner, with their places."""
    stack: list[tuple[int, str]] = []
    lone: list[tuple[int, str]] = []
    skipped = {match.end() - 1 for match in _ITEM_BRACKET.finditer(text)}
    for place, sign in enumerate(text):
        if sign in _PAIRS:
            stack.append((place, sign))
        elif sign in _CLOSING:
            if stack and stack[-1][1] == _CLOSING[sign]:
                stack.pop()
            elif any(opened == _CLOSING[sign] for _, opened in stack):
                while stack[-1][1] != _CLOSING[sign]:
                    lone.append(stack.pop())
                stack.pop()
            elif place not in skipped:
                lone.append((place, sign))
    return sorted([*lone, *stack])


def unbalanced(report: Report) -> Iterator[Slip]:
    """Marks without a partner in their paragraph, nor in the lines around it that a converter may have parted."""
    texts = [text.replace("(", "（").replace(")", "）") for text in report.folded]
    # Of the folded text only brackets matter; 〔2024〕 is no pair that people leave open.
    number = 0
    while number < len(texts):
        lone = _open_marks(texts[number])
        together = next((
            more for more in range(2, _LONGEST_TOGETHER + 2)
            if lone and number + more <= len(texts) and not _open_marks("".join(texts[number : number + more]))
        ), 0)
        if not together:
            for place, sign in lone[:1]:
                yield Slip(number, place, place + 1, sign)
        number += together or 1
