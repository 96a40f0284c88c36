"""Native formulas for scores, rates, completions and lights: what the core computes, in the language of a worksheet.

For an accountant: the template computes without us, by the policy that its 填报说明 names.  For a programmer: each function
gives the text of a formula that Excel 2010, WPS and LibreOffice understand (no array results, no later functions); the parameters of
the policy are built in.  Where the core leaves a row to a person, the formula gives "".
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.scoring.policy import Policy
from jixiao.scoring.rules import Rule, read_rule
from jixiao.scoring.shares import Allotted, Binary, ByPolicy, PerItem, Proportional, Threshold
from jixiao.values import format_number
from jixiao.workbooks.drawing import Formula

QUALITATIVE = "定性"
DATE_UNIT = "日期"
DIRECTIONS = ("≥", ">", "=", "≤", "<", QUALITATIVE)
ACHIEVED = ("达成预期指标", "部分达成预期指标并具有一定效果", "未达成预期指标且效果较差")
# More of the words that say the same as the first: the formula knows them too.
_FULL_WORDS = ("达成预期指标", "达成年度指标", "达成目标")


class Places(NamedTuple):
    """Addresses of one indicator's cells; "" for a column that the form has not."""

    direction: str
    target: str
    unit: str
    actual: str
    weight: str
    rule: str = ""


def figure(number: Fraction) -> str:
    """A number as a formula writes it, exact where that is possible.

    >>> figure(Fraction(3, 5)), figure(Fraction(1, 3))
    ('0.6', '(1/3)')
    """
    shown = format_number(number, 9)
    return f"{Decimal(shown).normalize():f}" if Fraction(shown) == number else f"({number.numerator}/{number.denominator})"


def text(words: str) -> str:
    """A text as a formula writes it."""
    return '"' + words.replace('"', '""') + '"'


def rounded(expression: str, policy: Policy) -> str:
    """Points as the policy rounds them.

    Worksheets count in binary: a figure that is half a cent on paper may lie a trifle below.  Rounding first to 9 places takes
    that trifle away.
    """
    name = "ROUNDDOWN" if policy.rounding == "truncate" else "ROUND"
    return f"{name}(ROUND({expression},9),{policy.score_places})"


# ---------------------------------------------------------------- the share ----


class _Row:
    """Pieces of the formula of one row."""

    def __init__(self, at: Places, policy: Policy) -> None:
        self.at = at
        self.policy = policy
        self.target, self.weight = at.target, at.weight
        # 0.95 against a target in percent is 95%.
        percent = policy.bare_ratio == "percent" and bool(at.unit)
        self.actual = (
            f'IF(AND({at.unit}="%",{at.target}>1,{at.actual}>0,{at.actual}<=1),{at.actual}*100,{at.actual})' if percent else at.actual
        )

    def forward_met(self, *, reached: bool) -> str:
        """Whether the target is met; ``reached``: a strict one that is just reached has its full share all the same."""
        return self._met(">", reached=reached)

    def reverse_met(self, *, reached: bool) -> str:
        """The same for a target to stay below."""
        return self._met("<", reached=reached)

    def _met(self, strict: str, *, reached: bool) -> str:
        actual, target = self.actual, self.target
        if self.policy.strict_equal == "met":
            return f"{actual}{strict}={target}"
        within = f"OR({actual}{strict}{target},AND({actual}={target},{target}>0))" if reached else f"{actual}{strict}{target}"
        return f'IF({self.at.direction}="{strict}",{within},{actual}{strict}={target})'

    def forward_share(self) -> str:
        return f"MAX(0,{self.actual})/{self.target}"

    def over_share(self) -> str:
        return f"{self.target}/{self.actual}"

    def reverse_share(self) -> str:
        if self.policy.reverse_unmet == "target/actual":
            return f"{self.target}/{self.actual}"
        return f"MAX(0,1-({self.actual}-{self.target})/{self.target})"


def _by_share(row: _Row, share: str, policy: Policy) -> str:
    return rounded(f"{row.weight}*{share}", policy)


def _by_threshold(row: _Row, share: str, floor: Fraction, policy: Policy, *, excess: bool) -> str:
    limit = figure(floor)
    above = f"({share}-{limit})/{figure(1 - floor)}" if excess and floor < 1 else share
    return f"IF({share}<{limit},0,{_by_share(row, above, policy)})"


class _Worth(NamedTuple):
    """What an unmet row is worth, given its share: forward, equal and reverse; None for nothing whatever the share."""

    kind: object
    policy: Policy

    def of(self, row: _Row, share: str, way: str) -> str | None:
        kind, policy = self.kind, self.policy
        if isinstance(kind, Binary):
            reading = policy.binary_reading
            if kind.explicit or reading == "binary":
                return None
            if reading == "proportional":
                return _by_share(row, share, policy)
            return _by_threshold(row, share, policy.threshold, policy, excess=reading == "threshold-excess")
        if isinstance(kind, Threshold):
            floor = policy.threshold if kind.floor is None else kind.floor
            return _by_threshold(row, share, floor, policy, excess=not kind.by_ratio and policy.threshold_reading == "excess")
        how = {"forward": policy.forward_unmet, "equal": policy.equal_unmet}.get(way, "proportional")
        if isinstance(kind, ByPolicy) and how == "zero":
            return None
        return _by_share(row, share, policy)


def _unmet(row: _Row, worth: _Worth, share: str, way: str) -> str:
    """Points of an unmet row: by its share; none for a target of 0; a person for a negative one."""
    points = worth.of(row, share, way)
    if points is None:
        return "0"
    return f'IF({row.target}=0,0,IF({row.target}<0,"",{points}))'


def _forward(row: _Row, worth: _Worth) -> str:
    share = row.forward_share()
    forward, equal = _unmet(row, worth, share, "forward"), _unmet(row, worth, share, "equal")
    unmet = forward if forward == equal else f'IF({row.at.direction}="=",{equal},{forward})'
    ladder = f"IF({row.forward_met(reached=forward != '0')},{row.weight},{unmet})"
    if row.policy.equal_over == "unmet":
        over = _unmet(row, worth, row.over_share(), "equal")
        ladder = f'IF(AND({row.at.direction}="=",{row.actual}>{row.target}),{over},{ladder})'
    # A target of 0 is one to stay below.
    return f'IF(AND({row.at.direction}="=",{row.target}=0),IF({row.actual}<=0,{row.weight},0),{ladder})'


def _reverse(row: _Row, worth: _Worth) -> str:
    unmet = _unmet(row, worth, row.reverse_share(), "reverse")
    return f"IF({row.reverse_met(reached=unmet != '0')},{row.weight},{unmet})"


def _per_item(row: _Row, kind: PerItem, policy: Policy) -> str:
    count = f"INT(MAX(0,{row.actual})/{figure(kind.size)})"
    return rounded(f"MIN({row.weight},{count}*{figure(kind.each)})", policy)


def _numeric(row: _Row, kind: object, policy: Policy) -> str:
    at, worth = row.at, _Worth(kind, policy)
    if isinstance(kind, PerItem):
        return _per_item(row, kind, policy)
    forward = f'OR({at.direction}="≥",{at.direction}=">",{at.direction}="=")'
    reverse = f'OR({at.direction}="≤",{at.direction}="<")'
    ladder = f'IF({forward},{_forward(row, worth)},IF({reverse},{_reverse(row, worth)},""))'
    if not at.unit:
        return ladder
    late = "0" if _all_or_nothing(kind, policy) else '""'
    return f'IF({at.unit}="{DATE_UNIT}",IF({at.actual}<={at.target},{at.weight},{late}),{ladder})'


def _all_or_nothing(kind: object, policy: Policy) -> bool:
    return isinstance(kind, Binary) and (kind.explicit or policy.binary_reading == "binary")


def _words(at: Places, kind: object, policy: Policy) -> str:
    """达成 gives the weight; whatever else words say is for a person, unless the rule knows only all or nothing."""
    full = ",".join(f"{at.actual}={text(word)}" for word in _FULL_WORDS)
    else_ = f'IF(OR(LEFT({at.actual},4)="部分达成",LEFT({at.actual},3)="未达成"),0,"")' if _all_or_nothing(kind, policy) else '""'
    return f"IF(OR({at.actual}={at.target},{full}),{at.weight},{else_})"


def points_of(at: Places, kind: object, policy: Policy) -> str:
    """The points of a row under one kind of rule, without the sign "="."""
    row = _Row(at, policy)
    figures = f"AND(ISNUMBER({at.target}),ISNUMBER({at.actual}))"
    blank = f'OR({at.target}="",{at.actual}="",NOT(ISNUMBER({at.weight})))'
    return f'IF({blank},"",IF({figures},{_numeric(row, kind, policy)},{_words(at, kind, policy)}))'


def kind_of(rule: str) -> object | None:
    """The kind of a rule text if a formula can follow it, else None; no text is the policy's own way."""
    if not rule.strip():
        return ByPolicy()
    found = read_rule(rule)
    if found is None:
        return ByPolicy()
    kind = found.kind if isinstance(found, Rule) else None
    if isinstance(kind, Proportional) and (kind.rate_itself or kind.formula):
        return None
    if isinstance(kind, Threshold) and kind.own_rate:
        return None
    return kind if isinstance(kind, (Binary, ByPolicy, Allotted, PerItem, Proportional, Threshold)) else None


def rule_text(pattern: str, weight: str) -> str:
    """The formula of a rule's wording whose {weight} is that of the row."""
    before, _, after = pattern.partition("{weight}")
    return f"{text(before)}&{weight}&{text(after)}" if after else f"{text(before)}&{weight}"


def score(at: Places, policy: Policy, pattern: str = "") -> Formula:
    """The score formula of a row.

    Args:
        at: its cells.
        policy: how points are given.
        pattern: the form's usual rule, such as 完成得{weight}分; other rules are for a person, or for jixiao.

    """
    default = points_of(at, ByPolicy(), policy)
    if not at.rule:
        return Formula(f"={default}")
    usual = pattern or "完成得{weight}分"
    kind = kind_of(usual.replace("{weight}", "5"))
    by_rule = points_of(at, kind, policy) if kind is not None else '""'
    return Formula(f'=IF({at.rule}="",{default},IF({at.rule}={rule_text(usual, at.weight)},{by_rule},""))')


# ----------------------------------------------------------- other columns ----


def completion(at: Places, policy: Policy) -> Formula:
    """完成率: B/A, for reverse directions by the policy's formula; as a ratio."""
    row = _Row(at, policy)
    figures = f"AND(ISNUMBER({at.target}),ISNUMBER({at.actual}),N({at.target})>0)"
    reverse = f'OR({at.direction}="≤",{at.direction}="<")'
    return Formula(f'=IF({figures},IF({reverse},IF({row.actual}<=0,"",{row.reverse_share()}),{row.forward_share()}),"")')


def deviation(at: Places, policy: Policy) -> Formula:
    """偏差率 (B−A)/A."""
    row = _Row(at, policy)
    figures = f"AND(ISNUMBER({at.target}),ISNUMBER({at.actual}),N({at.target})<>0)"
    return Formula(f'=IF({figures},({row.actual}-{row.target})/ABS({row.target}),"")')


def rate(base: str, executed: str) -> Formula:
    """执行率: executed ÷ budget; blank for a blank or zero budget."""
    return Formula(f'=IF(OR(N({base})=0,{executed}=""),"",{executed}/{base})')


def rate_points(base: str, executed: str, weight: str, policy: Policy) -> Formula:
    """The score of the execution rate."""
    ratio = f"{executed}/{base}"
    full = f"{weight}*{ratio}"
    points = f"MAX(0,MIN({weight},{full}))" if policy.execution_cap else f"MAX(0,{full})"
    worth = rounded(points, policy)
    if policy.execution_floor:
        worth = f"IF({ratio}<{figure(policy.execution_floor)},0,{worth})"
    return Formula(f'=IF(OR(N({base})=0,{executed}="",NOT(ISNUMBER({weight}))),"",{worth})')


def sum_of(area: str) -> Formula:
    """The sum of what is filled in; blank while nothing is."""
    return Formula(f'=IF(COUNT({area})=0,"",SUM({area}))')


def grade(total: str, open_rows: str, policy: Policy) -> Formula:
    """The grade of a total, once every row with a weight has its score."""
    ladder = '""'
    for name, lowest in reversed(policy.grades):
        ladder = f"IF({total}>={figure(lowest)},{text(name)},{ladder})"
    return Formula(f'=IF(OR({total}="",{open_rows}>0),"",{ladder})')


def light(at: Places, month: int, policy: Policy) -> Formula:
    """预警灯 of a row after some months: figures by their share of the year (rates by the whole target), words by their level."""
    row = _Row(at, policy)
    red, yellow, blue = (figure(limit) for limit in (policy.light_red, policy.light_yellow, policy.light_blue))
    pro_rata = policy.monitoring_ratio == "pro-rata"
    due = f"{month}/12" if pro_rata or not at.unit else f'IF({at.unit}="%",1,{month}/12)'
    reached = f"({row.actual}/({row.target}*{due}))"
    forward = f'IF({row.target}<=0,IF({row.actual}>={row.target},"绿","红"),IF({reached}<{red},"红",IF({reached}<{yellow},"黄",IF({reached}<{blue},"绿","蓝"))))'
    reverse = f'IF({row.actual}<={row.target},"绿","红")'
    down = f'OR({at.direction}="≤",{at.direction}="<",AND({at.direction}="=",{row.target}=0))'
    numeric = f'IF({down},{reverse},IF({at.direction}="","",{forward}))'
    words = f'IF({at.actual}={text(ACHIEVED[0])},"绿",IF(LEFT({at.actual},4)="部分达成","黄",IF(LEFT({at.actual},3)="未达成","红","")))'
    return Formula(f'=IF(OR({at.target}="",{at.actual}=""),"",IF(AND(ISNUMBER({at.target}),ISNUMBER({at.actual})),{numeric},{words}))')
