"""The grammar of 评分标准: any text is a rule, nothing, or unclear, and its points stay between zero and the weight.

For an accountant: 评分标准怎么写都不会出错，得分不会超过分值，也不会是负数.
For a programmer: the first bytes choose target, actual, weight, policy and readings; the rest is the text of the rule.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from jixiao.scoring.parameters import schema
from jixiao.scoring.policy import Policy, load, names
from jixiao.scoring.rules import Rule, UnclearRule, read_rule
from jixiao.scoring.score import score_indicator
from jixiao.values import parse
from soak.choices import Choices

LONGEST = 500
_CASES = Path(__file__).parents[2] / "tests" / "scoring" / "cases.txt"
_CALLS_AT_ALL, _CALLS_A_SIGN = 20_000, 400
_COUNTED_ONCE_IN, _MANY = 64, 1000
TEXTS = (
    "≥10家", "8家", "12家", "", "/", "不断提升", "A级", "2024年12月31日前", "2024年11月", "2025年1月15日", "达成预期指标", "部分达成", "未完成", "#DIV/0!", "80%-90%", "5~8次", "-3",
    "≤15个工作日", "18个工作日", "=0", "0", "≥0", "≤0起", "力争3件", "1.5.6", "2024年2月30日", "左右", "100%", "≥95%", "90%", "103.5%", "≤200万元", "212.5万元", "900元", "约7次", "优", "良",
)
WEIGHTS = (None, Fraction(0), Fraction(1), Fraction(5, 2), Fraction(10), Fraction(100), Fraction(1, 3), Fraction(-1), Fraction(10**30))
NAMES = ("走访企业数", "项目成本", "办结及时率", "投诉起数", "生态效益", "")
WORDS = (
    "完成得", "未完成不得分", "得2分", "分值为2分", "该指标分值为", "完成率小于60%", "大于等于60%的", "按超过的比重赋分", "按比例得分", "按完成比例", "每超过1%扣", "每低于5%", "扣权重分的5%", "扣完为止", "每延后1个月",
    "每超过1个百分点", "95%（含）以上", "90（含）-95%", "80%以下0分", "≥70%得3分", "=0计5分", "0-10%（含）4分", "≠100%则不得分", "超出正负10%", "±5%以内", "10分*执行率", "B/A*权重", "每完成1项得", "缺一项扣", "发现一处扣",
    "逾期扣1分", "酌情扣分", "得满分", "一般得5分", "较差不得分", "否则", "最高不超过5分", "封顶", "得权重的50%", "得一半分", "不扣分", "分÷指标个数", "……", "；", "，", "。", "半", "零", "两", "十", "999999999999.999999",
    "\ud800", "\x00", "１０分", "*", "×", "至", "~", "-", "（不含）",
)


def seeds() -> Iterator[bytes]:
    """The rules of the tests' own cases, with some targets."""
    for number, line in enumerate(_CASES.read_text("utf-8").splitlines()):
        columns = [each.strip() for each in line.split("|")]
        if len(columns) > 4 and not line.startswith("#"):
            yield bytes([number % len(TEXTS), number * 7 % len(TEXTS), 4, 0, 0, 0]) + columns[4].encode()


def _policy(choices: Choices) -> Policy:
    policy = load(choices.pick(names()))
    listed = [(key, item.allowed) for key, item in schema().items() if item.allowed]
    changes: dict[str, str] = {}
    for _ in range(choices.below(4)):
        key, allowed = choices.pick(listed)
        changes[key] = choices.pick(allowed)
    return policy.with_overrides(changes)


def calls(text: str) -> int:
    """Calls of Python and C functions while a rule is read."""
    count = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(count_call)
    try:
        read_rule.__wrapped__(text)
    finally:
        sys.setprofile(None)
    return count


def check(data: bytes) -> None:
    """One rule with one row."""
    choices = Choices(data)
    target, actual = parse(choices.pick(TEXTS)), parse(choices.pick(TEXTS))
    weight, name, policy = choices.pick(WEIGHTS), choices.pick(NAMES), _policy(choices)
    text = choices.raw(LONGEST).decode("utf-8", "surrogateescape")
    rule = read_rule(text)
    assert rule is None or isinstance(rule, Rule | UnclearRule), "a rule of no known kind"
    if isinstance(rule, UnclearRule):
        assert 0 <= rule.position <= len(text), "a position outside its text"
    if isinstance(rule, Rule) and rule.weight is not None:
        assert rule.weight >= 0, "a weight below zero"
        assert re.search(r"\d|[一二两三四五六七八九十半]", text), "a weight out of nothing"
    score = score_indicator(
        name=name, target=target, actual=actual, weight=weight, rule=rule, op=None, op_source="text", policy=policy, year=2024,
    )
    assert all(score.why), "a score without its why"
    assert (score.points is None) == (score.shown is None), "points that are not shown"
    most = weight if weight is not None else rule.weight if isinstance(rule, Rule) else None
    if score.points is not None:
        assert score.points >= 0, "points below zero"
        assert most is None or most < 0 or score.points <= most, "points above the weight"
    for choice in score.choices:
        assert choice.taken, "a reading that is none"
    if text and zlib.crc32(data) % _COUNTED_ONCE_IN == 0:
        many = (text * (_MANY // len(text) + 1))[:_MANY]
        assert calls(many) <= _CALLS_AT_ALL + _CALLS_A_SIGN * len(many), "work that grows faster than the text"
