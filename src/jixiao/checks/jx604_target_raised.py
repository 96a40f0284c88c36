"""指标值比目标表提高了

为什么：自评对照的是批复的指标值。提高了指标值对自己更严，但与批复的不一致，复核时要说明；目标表没有填、事后才填的也一样。

怎么改：改回目标表的指标值；经批准调整的，在说明里写明。

例（有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 走访企业数 | ≥10家      | 5    |
    | 办理时限   | ≤5日       | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥12家      | 12家       | 5    | 5    |
    | 办理时限   | ≤3日       | 3日        | 5    | 5    |
    → info B2 应为 ≥10家
    → info B3 应为 ≤5日
例（没有问题）：
    目标表：
    | 三级指标   | 年度指标值 | 分值 |
    | 走访企业数 | ≥10家      | 5    |
    自评表：
    | 三级指标   | 年度指标值 | 实际完成值 | 分值 | 得分 |
    | 走访企业数 | ≥10家      | 12家       | 5    | 5    |
    → 无
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.checks.base import Problem, at, shorten
from jixiao.checks.promises import BASIS as PROMISED
from jixiao.checks.promises import cited, field_or_name, there
from jixiao.model import Text
from jixiao.scoring.changes import asked, change
from jixiao.scoring.pairs import Pair

CODE = "JX604"
SEVERITY = "info"
TITLE = Text("指标值提高了", "a target was raised")
BASIS = PROMISED
ABOUT = "pair"
NEEDS = ("target",)


def check(pair: Pair) -> Iterator[Problem]:
    """One finding for each target that is stricter than before, or that was not there."""
    for match in pair.matches.pairs:
        found = change(pair, match.earlier, match.later)
        if found not in {"raised", "set"}:
            continue
        before, after, name = asked(match.earlier), asked(match.later), match.later.source.name
        field = field_or_name(match.later.source.target, name)
        origin = field_or_name(match.earlier.source.target, match.earlier.source.name)
        place = there(pair, origin)
        words = f"比{place.zh}的“{shorten(before)}”提高了" if before else f"，{place.zh}没有填"
        words_en = f"is stricter than “{shorten(before)}” in the {place.en}" if before else f"is not in the {place.en}"
        yield Problem(
            cited(pair, field, origin),
            Text(f"{at(field, name.text)}指标值“{shorten(after)}”{words}。", f"{at(field, name.text)} target “{shorten(after)}” {words_en}."),
            subject=name.text,
            expected=before or None,
            found=after,
            suggestion=Text("与批复的目标保持一致，或说明调整依据。", "Keep the approved target, or say why it was changed."),
        )
