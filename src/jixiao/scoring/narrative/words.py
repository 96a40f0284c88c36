"""What words of a goal and the name of an indicator are about, so that they can be laid side by side.

For an accountant: 组织开展案卷评查200个 and 完成评查案卷数 are about the same; 开展 and 完成 say nothing of what is counted.
For a programmer: three reductions.  ``subject`` keeps every letter that could make another indicator, for figures that are
to agree; ``neighbours`` keeps what a text is about, for goals that are to have an indicator; ``fields`` names wide fields of
work, in which words differ and mean the same, so that nobody is told that a goal of 知识产权 has nothing to do with 专利.
"""

from __future__ import annotations

import re
from functools import lru_cache

from jixiao.scoring.likeness import plain
from jixiao.values import normalise

# Words that people use for one another.
_SYNONYMS = tuple((re.compile(pattern), word) for pattern, word in (
    ("帐", "账"), ("其它", "其他"), ("签定", "签订"), ("制订|制修订", "制定"), ("抽样检[验测]|抽验", "抽检"), ("(?:经营|商事)主体", "市场主体"), ("实有(?=市场主体)", ""),
    (r"(?:社会公众|人民群众|服务对象|受益群众|受益对象|受益人群|社会群众|公众)(?=.{0,6}满意)", "群众"), ("(?:比例|比率|占比|比重)$", "率"),
))
_ANY_SYNONYM = re.compile("|".join(pattern.pattern for pattern, _ in _SYNONYMS))
# What a sentence has around the thing that it counts.
_AROUND = re.compile(
    r"全年|年内|年度内?|本年度?|今年|力争|争取|确保|预计|计划|完成|实现|开展|组织|举办|举行|实施|进行|推进|推动|落实|达到?|压缩至?|缩短至?|控制在?|保持在?|维持在?|稳定在?|提[高升]到?至?"
    r"|全[省市区县镇乡州国]|相关|有关|工作|活动|任务|情况|数量|总数|共计|合计|超额|成功|进一步|不断|继续|年(?=增长率)|[的了已为是在到至将以共约]|[及和与并等]"
)
_MEASURE = re.compile(r"(?:次数|场次|批次|户次|家次|人次|面积|里程|金额|长度|规模|[人户家个件台]数|[数次额量])$")
# A unit that the grammar knows is taken off by ``plain``; this is one that it does not know (页).
_UNIT_BRACKET = re.compile(r"[(（][^()（）男女][)）]\s*$")
_NO_LETTER = re.compile(r"[\W_]+")
# A word so short, or so common, may be said of many things.
_SHORTEST = 2
_ANYTHING = re.compile("项目|培训|宣传|检查|督查|巡查|检验|检测|整改|处置|办结|办理|投诉|满意|合格|完成|及时|覆盖|达标|达成|增长|知晓|资金|预算|执行|支出|成本|建设|管理|服务|质量|问题|案件|率|度|数|量|时间|期限")

# What any goal may say, whatever it is about.
_COMMON = re.compile(
    r"20\d\d年度?|全[省市区县镇乡年国]|本[省市区县镇年级]|我[省市区县]|辖区内?|年度|[0-9.%]+|进一步|持续|不断|逐步|全面|深入|着力|积极|有效|切实|充分|及时|按时|大力|扎实|稳步|严格|认真|努力"
    r"|提升|提高|提振|加强|强化|推进|推动|完善|健全|促进|落实|做好|抓好|抓实|贯彻|保障|确保|保证|维护|开展|组织|实施|进行|举办|完成|实现|达到|加大|加快|优化|改善|增强|深化|落地|坚持|围绕|聚焦|发挥|支持|引导|营造|打造|构建"
    r"|工作|活动|任务|目标|情况|水平|能力|力度|机制|体系|制度|要求|相关|有关|各项|各类|各级|主要|重点|重大|总体|整体|一批|一定|进展|成效|效果|作用|程度|影响"
    r"|高质量发展|健康发展|发展|建设|管理|服务|质量|数量|总数|比例|比率|面积|里程|金额|次数|批次|场次|人次|人数|家数|个数|时间|成本|费用|完成率|及时率|覆盖率|达标率|合格率|增长率|满意度|满意率|满意|知晓率"
    r"|我们|以及|对于?|按照|按|通过|根据|其中|社会|群众|公众|人民|单位|部门|项目|资金|的|了|和|与|及|并|等|为|在|是|将|被|把|从|向|以"
)
# Spirit and guidance are asked of no indicator.
_SPIRIT = re.compile("党的领导|习近平|指导思想|为指导|党建引领|从严治党|政治(?!.{0,4}[场次期])|意识形态|主题教育|作风建设|自身建设|队伍建设")
# Fields of work whose goals and indicators share no word: a goal of one field is never said to lack an indicator there.
_FIELDS = {name: tuple(words.split("|")) for name, words in {
    "property": "知识产权|专利|商标|地理标志|版权|著作权", "drugs": "药|化妆品|医疗器械|两品一械|疫苗", "food": "食|餐|粮|盐", "equipment": "特种设备|电梯|锅炉|气瓶|压力容器|特设",
    "law": "法治|执法|普法|依法|司法|行政处罚|案件|案卷|律师|法律|违法|审查|维稳|稳定|平安", "party": "党|廉|纪检|意识形态|精神文明|工会|团委|妇",
    "business": "营商|商事|市场准入|市场主体|企业开办|开办企业|登记|注册|准入|许可|执照|审批|放管服|招商|投资|项目落地|政务", "quality": "质量|标准|计量|认证|检验|检测|检定|抽检|抽查|检查|督查|巡查|合格|品牌|监管|监督|整治|查处",
    "complaints": "投诉|举报|消费|维权|满意|信访|诉求", "education": "教育|学校|学生|教师|幼儿|校园|教学|高校|招生|义务教育", "health": "卫生|医|健康|疾病|诊|护理|防疫|免疫|公卫",
    "work": "就业|失业|创业|职业|岗位|技能|人才|劳动|社保|社会保险|养老|工伤", "care": "民政|救助|低保|残疾|辅助器具|康复|困难|养老|老年|儿童|孤儿|福利|优抚|退役|慰问|帮扶|贫",
    "farming": "农|粮|种植|养殖|畜|禽|耕地|田|乡村|种薯|水产|渔", "forest": "林|绿化|生态|湿地|草原|植被|国土|环境|污染|大气|排放|环保|环卫|市容|公厕|厕所|保洁|清扫|土地|耕地|垃圾|污水|水质|降碳|节能",
    "water": "水|河|湖|灌|渠|堤|防汛|抗旱|海", "roads": "路|桥|交通|运输|隧道|里程|客运|公交|港|航", "culture": "文化|文物|图书|博物|演出|文艺|非遗|旅游|景区|体育|赛事|场馆|档案|广播|电视|新闻|宣传|媒体|稿",
    "building": "建设|工程|施工|改造|住房|城市|城镇|棚|房屋|设施|供水|供气|供热|市政|园林|公园|社区|物业", "money": "资金|预算|经费|支出|成本|收入|税|财政|审计|国资|补贴|补助|债|结余|三公|采购",
    "safety": "安全|应急|消防|灾|事故|隐患|风险|救援|防控", "science": "科技|科研|研发|创新|信息|数据|数字|网络|系统|平台|智慧|软件", "people": "培训|人员|干部|职工|队伍|编制|工资|薪|退休|在职", "industry": "工业|产业|企业|经济|商贸|外贸|出口|零售|服务业|园区|产值|增加值|电商|消费券",
}.items()}


def _reduced(words: str) -> str:
    if _ANY_SYNONYM.search(words) is None:
        return words
    for pattern, word in _SYNONYMS:
        words = pattern.sub(word, words)
    return words


@lru_cache(maxsize=8192)
def subject(words: str) -> str:
    """The letters of what is counted or measured, in order of the alphabet; "" where too little is left to tell it.

    >>> subject("组织开展案卷评查") == subject("完成评查案卷数"), subject("药品抽检批次") == subject("药品抽验"), subject("化妆品抽检") == subject("药品抽检")
    (True, True, False)
    >>> subject("培训合格率")
    ''
    """
    bare = _NO_LETTER.sub("", _AROUND.sub("", _reduced(plain(_UNIT_BRACKET.sub("", words)))))
    bare = _MEASURE.sub("", bare)
    return "" if len(_ANYTHING.sub("", bare)) < _SHORTEST else "".join(sorted(bare))


@lru_cache(maxsize=4096)
def neighbours(words: str) -> frozenset[str]:
    """What a text is about, as neighbouring letters: 食品, 品抽, 抽检; none run over what only fills.

    >>> sorted(neighbours("加强广告监测，提升水平"))
    ['告监', '广告', '监测']
    """
    parts = _NO_LETTER.split(_COMMON.sub(" ", _reduced(normalise(words))))
    return frozenset(part[n : n + 2] for part in parts for n in range(len(part) - 1))


@lru_cache(maxsize=4096)
def fields(words: str) -> frozenset[str]:
    """The fields of work that a text names.

    >>> fields("提升知识产权保护水平") & fields("有效发明专利拥有量")
    frozenset({'property'})
    """
    return frozenset(name for name, known in _FIELDS.items() if any(word in words for word in known))


def related(one: str, other: str) -> bool:
    """Whether two texts may speak of the same work: they share a word, or say nothing but what any text says.

    >>> related("修剪行道树", "修剪行道树300株"), related("修剪行道树", "食品抽检800批次")
    (True, False)
    """
    here, there = neighbours(one), neighbours(other)
    return not here or not there or not here.isdisjoint(there)


def is_spirit(words: str) -> bool:
    """Whether a text speaks of the spirit in which work is done, rather than of work.

    >>> is_spirit("坚持以习近平新时代中国特色社会主义思想为指导"), is_spirit("培训党务干部120人")
    (True, False)
    """
    return _SPIRIT.search(words) is not None
