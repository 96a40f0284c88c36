"""What the built-in templates hold, in order: headings, places for figures, places for the office's own words.

For an accountant: 整体支出绩效自评报告、项目支出绩效自评报告和自评结果公开表的提纲；单位可以在 Word 里改.
For a programmer: data for ``template``; a place is named by its tag, `own.` places carry the words that ask for their content.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["department", "project", "public"]


class Line(NamedTuple):
    """One line of an outline.

    Attributes:
        what: "h1", "h2" a heading; "text" words with places {tag} inside; "place" a computed block; "own" a place for own words.
        words: the heading, the words, the tag; of an own place, what it asks for.
        tag, title: of an own place.
    """

    what: Literal["h1", "h2", "text", "place", "own"]
    words: str
    tag: str = ""
    title: str = ""


def _own(tag: str, title: str, words: str) -> Line:
    return Line("own", words, f"own.{tag}", title)


def _place(tag: str) -> Line:
    return Line("place", f"jixiao.{tag}")


_OPENING = Line(
    "text", "根据{own.notice|通知名称和文号|自评工作通知的名称和文号}要求，我单位对{jixiao.year}年度%s开展了绩效自评，现将有关情况报告如下："
)
_MANAGEMENT = _own("management", "预算绩效管理工作", "预算编制和执行、绩效目标管理、运行监控、自评组织、制度建设等工作情况")
_RESULTS = _own("results", "履职和工作成效", "按重点工作、专项资金逐项写主要做法、产出和效益，引用的数字要与自评表一致")

DEPARTMENT = (
    _OPENING._replace(words=_OPENING.words % "部门整体支出"),
    Line("h1", "一、部门（单位）基本情况"),
    Line("h2", "（一）单位基本情况"),
    _own("profile", "单位基本情况", "单位性质、级别、隶属关系、简称等"),
    Line("h2", "（二）主要职能"),
    _own("functions", "主要职能", "“三定”方案规定的主要职能"),
    Line("h2", "（三）机构情况"),
    _own("organisation", "机构情况", "内设机构和所属单位的数量、名称，独立预算单位有哪些"),
    Line("h2", "（四）人员情况"),
    _place("staff"),
    _own("staff", "人员情况补充", "编制的构成（行政、事业、工勤），离退休人员等；没有补充的删去本段"),
    Line("h1", "二、一般公共预算支出情况"),
    Line("h2", "（一）预算收入支出总体情况"),
    _place("balance"),
    Line("h2", "（二）基本支出情况"),
    _own("basic", "基本支出的范围和用途", "基本支出的范围和主要用途，工资福利、商品和服务、对个人和家庭补助的金额"),
    _place("basic"),
    _place("three_public"),
    Line("h2", "（三）项目支出情况"),
    _place("projects"),
    _own("projects", "项目支出的主要用途", "各专项资金、其他项目的资金来源和主要用途"),
    Line("h1", "三、政府性基金预算支出情况"),
    _place("government_fund"),
    Line("h1", "四、国有资本经营预算支出情况"),
    _place("state_capital"),
    Line("h1", "五、社会保险基金预算支出情况"),
    _place("social_insurance"),
    Line("h1", "六、部门整体支出绩效情况"),
    Line("h2", "（一）预算执行情况"),
    _place("execution"),
    Line("h2", "（二）预算绩效管理情况"),
    _MANAGEMENT,
    Line("h2", "（三）总体目标完成情况"),
    _place("goals"),
    Line("h2", "（四）绩效指标完成情况"),
    _place("indicators"),
    Line("h2", "（五）专项资金和项目绩效情况"),
    _place("project_results"),
    _RESULTS,
    Line("h1", "七、存在的问题及原因分析"),
    _place("problems"),
    _own("problems", "其他问题", "预算绩效管理、履职效能、资金管理使用等方面的其他问题和原因"),
    Line("h1", "八、下一步改进措施"),
    _place("measures"),
    _own("measures", "其他改进措施", "针对上述问题的其他改进措施"),
    Line("h1", "九、绩效自评结果拟应用和公开情况"),
    _place("result"),
    _own("application", "结果应用和公开", "自评结果如何用于以后年度预算和管理，何时、在哪里公开"),
    Line("h1", "十、其他需要说明的情况"),
    _own("other", "其他需要说明的情况", "其他需要说明的情况；没有的写“无”"),
    _place("attachment_list"),
)

PROJECT = (
    _OPENING._replace(words=_OPENING.words % "“{jixiao.project}”项目支出"),
    Line("h1", "一、项目基本情况"),
    Line("h2", "（一）项目概况"),
    _own("profile", "项目概况", "立项依据、主要内容、实施单位、起止时间等"),
    Line("h2", "（二）项目资金情况"),
    _place("execution"),
    _own("funds", "资金使用和管理", "资金来源、主要用途、拨付和管理情况"),
    Line("h1", "二、绩效自评工作开展情况"),
    _MANAGEMENT,
    Line("h1", "三、绩效目标和指标完成情况"),
    Line("h2", "（一）总体目标完成情况"),
    _place("goals"),
    Line("h2", "（二）绩效指标完成情况"),
    _place("indicators"),
    _RESULTS,
    Line("h1", "四、存在的问题及原因分析"),
    _place("problems"),
    _own("problems", "其他问题", "项目管理、资金使用等方面的其他问题和原因"),
    Line("h1", "五、下一步改进措施"),
    _place("measures"),
    _own("measures", "其他改进措施", "针对上述问题的其他改进措施"),
    Line("h1", "六、绩效自评结果拟应用和公开情况"),
    _place("result"),
    _own("application", "结果应用和公开", "自评结果如何用于以后年度预算和管理，何时、在哪里公开"),
    Line("h1", "七、其他需要说明的情况"),
    _own("other", "其他需要说明的情况", "其他需要说明的情况；没有的写“无”"),
    _place("attachment_list"),
)

OUTLINES: dict[str, tuple[Line, ...]] = {"department": DEPARTMENT, "project": PROJECT}
TITLES = {"department": "部门整体支出绩效自评报告", "project": "项目支出绩效自评报告", "public": "绩效自评结果公开表"}

PUBLIC_ROWS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("单位名称", "jixiao.unit"), ("预算年度", "jixiao.year")),
    (("全年预算数", "jixiao.budget"), ("全年执行数", "jixiao.executed")),
    (("预算执行率", "jixiao.rate"), ("自评得分、等级", "{jixiao.score}　{jixiao.grade}")),
    (("绩效指标\n完成情况", "jixiao.level_scores"),),
    (("主要成效", "own.results|主要成效|写两三句主要成效，数字要与自评表一致"),),
    (("主要问题", "jixiao.problems_short"),),
    (("改进措施", "own.measures|改进措施|写两三句改进措施"),),
)
"""The rows of 自评结果公开表: label and place, two pairs in a row or one over the whole width."""
