"""指标值比目标表放宽了

为什么：自评对照的是批复的指标值。把“≥10家”改成“≥8家”、把期限往后推，完成情况就变好看了，得分没有依据。

怎么改：改回目标表的指标值，按它核算得分，未完成的写原因；经批准调整的，在说明里写明批复文号。

按方向比较：≥ 变小、≤ 变大、期限推后、等级降低，都是放宽；“＝”的数变了、文字目标变了只提示核对。换算后相等的（1万元与 10000元）不提示。

例（有问题）：
    目标表：
    | 三级指标   | 年度指标值   | 分值 |
    | 走访企业数 | ≥10家        | 5    |
    | 办理时限   | ≤3日         | 5    |
    | 验收时间   | 2024年10月前 | 5    |
    | 会议场次   | ＝4场         | 5    |
    自评表：
    | 三级指标   | 年度指标值   | 实际完成值    | 分值 | 得分 |
    | 走访企业数 | ≥8家         | 9家           | 5    | 5    |
    | 办理时限   | ≤5日         | 4日           | 5    | 5    |
    | 验收时间   | 2024年12月前 | 2024年11月5日 | 5    | 5    |
    | 会议场次   | ＝3场         | 3场           | 5    | 5    |
    → error B2 应为 ≥10家
    → error B3 应为 ≤3日
    → error B4 应为 2024年10月前
    → warning B5 应为 ＝4场
例（没有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 走访企业数 | 不少于10家 | 5    |
    | 补助金额   | ≤1万元     | 5    |
    | 抽检合格率 | ＝100%      | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    | 补助金额   | ≤10000元   | 9000元     | 5    | 5    |
    | 抽检合格率 | ≥100%      | 100%       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, field_or_name, there
from jixiao.model import Severity, Text
from jixiao.scoring.changes import asked, change
from jixiao.scoring.pairs import Pair

CODE = "JX603"
SEVERITY = "error"
TITLE = Text("指标值放宽了", "a target was relaxed")
BASIS = PROMISED
ABOUT = "pair"
NEEDS = ("target",)

_SAID: dict[str, tuple[Severity, Text]] = {
    "relaxed": ("error", Text("比{there}的“{before}”放宽了", "is laxer than “{before}” in the {there}")),
    "changed": ("warning", Text("与{there}的“{before}”不同", "differs from “{before}” in the {there}")),
    "gone": ("error", Text("，而{there}有“{before}”", ", but the {there} has “{before}”")),
}


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each target that is laxer than before, or another one."""
    for match in pair.matches.pairs:
        found = change(pair, match.earlier, match.later)
        if found is None or found not in _SAID:
            continue
        severity, words = _SAID[found]
        before, after, name = asked(match.earlier), asked(match.later), match.later.source.name
        field = field_or_name(match.later.source.target, name)
        origin = field_or_name(match.earlier.source.target, match.earlier.source.name)
        place = there(pair, origin)
        said = f"指标值“{shorten(after)}”" if after else "没有填指标值"
        said_en = f"target “{shorten(after)}”" if after else "has no target"
        yield Problem(
            cited(pair, field, origin),
            Text(
                f"{at(field, name.text)}{said}{words.zh.format(there=place.zh, before=shorten(before))}。",
                f"{at(field, name.text)} {said_en} {words.en.format(there=place.en, before=shorten(before))}.",
            ),
            subject=name.text,
            expected=before,
            found=after,
            severity=severity,
            suggestion=Text(f"改回“{shorten(before)}”；经批准调整的，写明批复文号。", f"Restore “{shorten(before)}”; if it was changed with approval, cite the document."),
        )
