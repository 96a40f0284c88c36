"""The places of a template: which tags there are, and how they are called.

For an accountant: 模板里的内容控件，标记以 jixiao. 开头的由程序填写，以 own. 开头的由单位自己写.
For a programmer: one table of tags; the built-in templates, the refusal of unknown tags and the guide read it.
"""

from __future__ import annotations

from typing import NamedTuple

from jixiao.model import JixiaoError, Text

COMPUTED, OWN = "jixiao.", "own."


class PlaceKind(NamedTuple):
    """A computed place: its title in the document, and whether it is words inside a line."""

    title: str
    inline: bool = False


PLACES: dict[str, PlaceKind] = {
    "jixiao.year": PlaceKind("年度", inline=True),
    "jixiao.unit": PlaceKind("单位名称", inline=True),
    "jixiao.project": PlaceKind("项目名称", inline=True),
    "jixiao.budget": PlaceKind("全年预算数", inline=True),
    "jixiao.executed": PlaceKind("全年执行数", inline=True),
    "jixiao.rate": PlaceKind("预算执行率", inline=True),
    "jixiao.score": PlaceKind("自评得分", inline=True),
    "jixiao.grade": PlaceKind("评价等级", inline=True),
    "jixiao.money_unit": PlaceKind("金额单位", inline=True),
    "jixiao.staff": PlaceKind("人员情况"),
    "jixiao.balance": PlaceKind("收支结转结余"),
    "jixiao.basic": PlaceKind("基本支出"),
    "jixiao.three_public": PlaceKind("三公经费"),
    "jixiao.projects": PlaceKind("项目支出"),
    "jixiao.government_fund": PlaceKind("政府性基金预算支出"),
    "jixiao.state_capital": PlaceKind("国有资本经营预算支出"),
    "jixiao.social_insurance": PlaceKind("社会保险基金预算支出"),
    "jixiao.execution": PlaceKind("预算执行情况"),
    "jixiao.indicators": PlaceKind("绩效指标完成情况"),
    "jixiao.goals": PlaceKind("总体目标完成情况"),
    "jixiao.project_results": PlaceKind("专项资金和项目绩效"),
    "jixiao.problems": PlaceKind("存在的问题及原因"),
    "jixiao.measures": PlaceKind("改进措施"),
    "jixiao.result": PlaceKind("自评结果"),
    "jixiao.level_scores": PlaceKind("一级指标得分"),
    "jixiao.problems_short": PlaceKind("主要问题（公开表）"),
    "jixiao.attachment_list": PlaceKind("附件目录"),
    "jixiao.attachments": PlaceKind("附件"),
}


def verify_tags(tags: list[str], where: str) -> None:
    """Refuse a tag of ours that nobody knows.  Raises JixiaoError naming it and those that there are."""
    unknown = sorted({tag for tag in tags if tag.startswith(COMPUTED) and tag not in PLACES})
    if unknown:
        known = "、".join(f"{tag}（{place.title}）" for tag, place in PLACES.items())
        raise JixiaoError(Text(
            f"{where} 里的内容控件标记 {'、'.join(unknown)} 不认识，没有写出报告。可用的标记：{known}；单位自己写的内容用 own. 开头的任意标记。",
            f"{where} has content controls with unknown tags {', '.join(unknown)}; nothing was written. Known: {', '.join(PLACES)}; places for own words begin with own.",
        ))
