"""What a policy can decide, one line each: reading of rules, directions, boundaries, weights.

For an accountant: every question to which regulations or practice give more than one answer.
For a programmer: the typed fields of a policy.  Each field carries its meaning in both
languages; its annotation says which values are allowed, so a new parameter is one field here
and one line in the TOML of the base policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Annotated, Literal, NamedTuple, get_args, get_origin, get_type_hints

from jixiao.model import Text

BinaryReading = Literal["binary", "proportional", "threshold-ratio", "threshold-excess"]
StepRounding = Literal["linear", "floor", "ceil"]
EXECUTION = "执行率"
MonitoringMonth = Literal["table", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
ReverseUnmet = Literal["target/actual", "1-(actual-target)/target"]


class Share(NamedTuple):
    """A part of the hundred points: the 一级指标 that share it, and how many points."""

    levels: tuple[str, ...]
    weight: Fraction


class Scheme(NamedTuple):
    """How the hundred points are shared among the 一级指标 (执行率 10, 产出 50 and so on)."""

    shares: tuple[Share, ...]

    def fits(self, sums: Mapping[str, Fraction]) -> bool:
        """Whether these sums by 一级指标 are the scheme's; 执行率 may be scored elsewhere.

        Args:
            sums: name of the 一级指标 ("产出指标") → points below it.

        """
        found = [Fraction(0)] * len(self.shares)
        for name, points in sums.items():
            place = self.place(name)
            if place is None:
                return False
            found[place] += points
        return all(
            points == share.weight or (not points and share.levels == (EXECUTION,))
            for points, share in zip(found, self.shares, strict=True)
        )

    def describe(self) -> str:
        """The scheme in words: 执行率 10、产出 50、效益 30、满意度 10."""
        return "、".join(f"{'+'.join(share.levels)} {share.weight}" for share in self.shares)

    def place(self, name: str) -> int | None:
        """Which share a level of that name belongs to; None if none."""
        if "执行" in name:
            name += EXECUTION  # 预算执行, 预算执行情况 …
        hits = [(name.rfind(level), place) for place, share in enumerate(self.shares)
                for level in share.levels if level in name]
        return max(hits)[1] if hits else None


class Grade(NamedTuple):
    """A grade and the total from which it is given (that total included)."""

    name: str
    lowest: Fraction


Schemes = tuple[Scheme, ...]
Grades = tuple[Grade, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Parameters:
    """All parameters of a policy, typed; the meaning of each stands in its annotation.

    Ratios are fractions of one (0.60 is 60%), points and weights are 分.
    """

    binary_reading: Annotated[BinaryReading, Text(
        "“完成得X分”的指标未达到时怎样给分",
        "how a rule such as 完成得X分 scores a row that is not met")]
    threshold: Annotated[Fraction, Text(
        "按门槛给分时，完成率低于此值不得分",
        "with a threshold, a completion below it scores nothing")]
    threshold_reading: Annotated[Literal["excess", "ratio"], Text(
        "“按超过的比重赋分”：excess=分值×(率−门槛)/(1−门槛)，ratio=分值×率",
        "reading of 按超过的比重赋分: excess=w*(r-t)/(1-t), ratio=w*r")]
    threshold_base: Annotated[Literal["completion", "value"], Text(
        "规则门槛写的是指标自己的率时，用完成率还是用完成值去比",
        "where the threshold names the indicator's own rate: compare completion, or the value")]
    step_rounding: Annotated[StepRounding, Text(
        "“每超过1%扣…”不足一步怎样算：按比例、舍去、进位",
        "part of a step in 每超过1%扣…: linear, dropped, or counted whole")]
    step_point_rounding: Annotated[StepRounding, Text(
        "“每超过1个百分点扣…”不足一步怎样算",
        "part of a step counted in percentage points")]
    step_time_rounding: Annotated[StepRounding, Text(
        "“每延后1天（月）扣…”不足一个单位怎样算",
        "part of a step counted in days or months")]
    forward_unmet: Annotated[Literal["proportional", "zero"], Text(
        "正向指标未达到、表内没有评分标准时怎样给分",
        "score of an unmet forward indicator without a rule of its own")]
    reverse_unmet: Annotated[ReverseUnmet, Text(
        "反向指标超出时的得分比例：A/B，或 1−(B−A)/A（超一倍为0）",
        "share for a reverse indicator that is exceeded: A/B, or 1-(B-A)/A (0 from twice on)")]
    equal_unmet: Annotated[Literal["proportional", "zero"], Text(
        "等于指标未达到、表内没有评分标准时怎样给分",
        "score of an unmet 等于 indicator without a rule of its own")]
    equal_over: Annotated[Literal["met", "unmet"], Text(
        "等于指标的完成值好于指标值时算不算达到",
        "whether an 等于 indicator that does better than its target is met")]
    over_target: Annotated[Fraction, Text(
        "完成值达到指标值的多少倍算超额过多（提示，不扣分）",
        "from which multiple of the target on an actual counts as far over (a hint only)")]
    before_inclusive: Annotated[bool, Text(
        "“X日前”是否含当日", "whether 前 (before a day) includes that day")]
    month_limit: Annotated[Literal["end", "start"], Text(
        "“X月前”算到月末还是月初", "whether 月前 means the end or the start of that month")]
    bound_words_inclusive: Annotated[bool, Text(
        "“以上、以下、以内”是否含本数", "whether 以上/以下/以内 include the number itself")]
    strict_equal: Annotated[Literal["unmet", "met"], Text(
        "“大于/小于”的指标恰好等于指标值时算不算达到",
        "whether a strict target (> or <) that is reached exactly counts as met")]
    direction_words: Annotated[Literal["synonyms", "exact"], Text(
        "方向列里“大于或等于、不低于”等说法是否归一为比较符；exact 只认 ≥ 和“大于等于”等标准写法",
        "whether spellings such as 大于或等于 count as ≥; exact knows only the signs and standard words")]
    reach_words: Annotated[Literal["at-least", "equal"], Text(
        "“达98%”“达到98%”读作不低于，还是等于",
        "whether 达到98% means at least, or exactly")]
    assumed_direction: Annotated[Literal["by-name", "equal"], Text(
        "指标值没有写比较符时：按指标名称推定，还是一律当作等于",
        "where a target has no comparison: assumed from the indicator's name, or always equal")]
    benchmark: Annotated[Literal["written", "person"], Text(
        "指标值以“省平均水平”等文字为基准又写了数：按所写的数比较，还是由人评定",
        "a target that rests on a benchmark and names a number: compare with it, or leave it to a person")]
    bare_ratio: Annotated[Literal["percent", "as-written"], Text(
        "指标值是百分数而完成值写 0.95：读作 95%，还是 0.95%",
        "an actual of 0.95 against a target in percent: 95%, or 0.95%")]
    rule_bound: Annotated[Literal["target", "rule"], Text(
        "评分标准写“少于N”而指标值写“≤N”时，恰好等于N以谁为准",
        "which bound decides at N where the rule says fewer than N and the target says ≤N")]
    execution_floor: Annotated[Fraction, Text(
        "预算执行率低于此值不得分（0为不设）",
        "an execution rate below this scores nothing (0: no floor)")]
    execution_cap: Annotated[bool, Text(
        "执行率得分是否以分值封顶", "whether the score of the execution rate stops at its weight")]
    execution_reason_below: Annotated[Fraction, Text(
        "执行率低于此值须说明原因", "an execution rate below this needs a reason")]
    adjustment_limit: Annotated[Fraction, Text(
        "预算调整率超过此值须说明理由（0为有调整即须说明）",
        "a budget changed by more than this share needs a reason (0: any change)")]
    score_places: Annotated[int, Text("得分保留几位小数", "decimal places of a score")]
    rounding: Annotated[Literal["half-up", "truncate"], Text(
        "得分怎样取位：四舍五入或截断", "how a score is rounded")]
    weight_schemes: Annotated[Schemes, Text(
        "一级指标的分值设置，几种都允许的用分号隔开",
        "how the hundred points are shared among the 一级指标; schemes parted by semicolons")]
    weight_places: Annotated[int, Text(
        "平均分配分值时保留几位小数", "decimal places when points are shared evenly")]
    grades: Annotated[Grades, Text(
        "等级及其下限（含），左闭右开", "grades and their lowest totals (included)")]
    grade_required: Annotated[bool, Text("是否必须评定等级", "whether a grade must be given")]
    full_from: Annotated[Fraction, Text(
        "定性“达成”档的下限（含），占分值的比例",
        "lowest share of the weight for a qualitative goal that was met")]
    partial_from: Annotated[Fraction, Text(
        "定性“部分达成”档的下限（含），占分值的比例",
        "lowest share of the weight for a qualitative goal met in part")]
    reason_required: Annotated[Literal["below-weight-or-unmet", "below-weight", "unmet", "never"], Text(
        "什么时候必须填写偏差原因", "when a reason for the deviation must be given")]
    light_red: Annotated[Fraction, Text(
        "监控进度低于此值亮红灯", "progress below this is red")]
    light_yellow: Annotated[Fraction, Text(
        "监控进度低于此值亮黄灯", "progress below this is yellow")]
    light_blue: Annotated[Fraction, Text(
        "监控进度达到此值亮蓝灯", "progress from this on is blue")]
    monitoring_month: Annotated[MonitoringMonth, Text(
        "监控到几月：table 为按表内所写（1-7月 即 7）",
        "up to which month progress is monitored; table: as the table says")]
    monitoring_ratio: Annotated[Literal["by-name", "full", "pro-rata"], Text(
        "比率、满意度、人均一类的指标怎样看进度：full=与全年指标值直接比，pro-rata=按月份折算，by-name=只有完成率、执行率、进度一类折算",
        "progress of rates: against the full target, pro rata of the months, or pro rata only for completion and execution rates")]
    for_publication: Annotated[bool, Text(
        "表是否马上要公开（预算公开、决算公开）：是则其中的个人信息按错误处理",
        "whether the tables are about to be published: personal data in them is then an error")]


class Schema(NamedTuple):
    """What is known of one parameter: key, meaning, type, and allowed values if listed.

    Attributes:
        allowed: every allowed value as text, or () where the type alone decides.

    """

    key: str
    meaning: Text
    type: object
    allowed: tuple[str, ...]


@cache
def schema() -> dict[str, Schema]:
    """Every parameter by key, in the order in which they are listed to people."""
    found = {}
    for key, hint in get_type_hints(Parameters, include_extras=True).items():
        kind, meaning = get_args(hint)
        found[key] = Schema(key, meaning, kind, _allowed(kind))
    return found


def _allowed(kind: object) -> tuple[str, ...]:
    if get_origin(kind) is Literal:
        return tuple(str(value) for value in get_args(kind))
    return ("true", "false") if kind is bool else ()
