"""Names of persons beside the words that ask for them: 填报人：王某某.

For an accountant: 只认填报人、经办人、负责人、联系人等栏里的姓名，正文里的人名不认.
For a programmer: a name is two to four characters that begin with a surname and stand after such a word, or in
the cell beside it.
"""

from __future__ import annotations

import re

from jixiao.values.personal import NO_LABEL, Label

_WORDS = "负责人|联系人|经办人|填报人|填表人|制表人|审核人|复核人|分管领导|姓\\s*名|户主"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟"
    "秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒"
    "阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏"
    "宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
_NAME = rf"[{_SURNAMES}](?:\s{{0,3}}[\u4e00-\u9fff]){{1,3}}"
_AFTER_WORD = re.compile(rf"(?:{_WORDS})\s*(?:[(（][^()（）]{{0,8}}[)）])?\s*[:：]\s*({_NAME})(?![\u4e00-\u9fff])")
_IN_CELL = re.compile(rf"\s*({_NAME})(?=\s*(?:$|[\d（(、,，/;；:：]|[^\w\s]))")
_NO_NAMES = re.compile("签|章|略|单位|部门|科|局|股|室|中心|电话|手机|日期|负责|主管|领导|项目|名称|全年|年度|指标|预算|完成|情况")


def names_in(text: str, near: frozenset[Label] = NO_LABEL) -> tuple[tuple[int, int], ...]:
    """Where names of persons stand in a text; ``near`` is what the label beside the cell announces.

    >>> [text[a:b] for text in ["填报人：王某某  联系电话：（略）"] for a, b in names_in(text)]
    ['王某某']
    """
    found = [match.span(1) for match in _AFTER_WORD.finditer(text)]
    if not found and "person" in near and (match := _IN_CELL.match(text)):
        found = [match.span(1)]
    return tuple(span for span in found if not _NO_NAMES.search(text, *span))


def mask_name(name: str) -> str:
    """The surname, and a star for each further character.

    >>> mask_name("王某某")
    '王**'
    """
    return name[:1] + "".join("*" if ch.strip() else ch for ch in name[1:])
