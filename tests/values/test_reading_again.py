"""What is shown can be read again, and means the same."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from jixiao.values import Deadline, Ordinal, Quantity, Unclear, normalise, parse, show, unit
from jixiao.values.numerals import chinese, in_chinese

UNITS = [
    "",
    "%",
    "‰",
    "家",
    "批次",
    "个工作日",
    "日",
    "小时",
    "万元",
    "元",
    "元/人/天",
    "件/万人",
    "mg/L",
    "m2",
    "元/人·月",
    "元/(人·天)",
    "/年",
    "批絘",
    "个百分点",
    "家(次)",
]
PREFIXES = ["", "全市", "合格率", "PM2.5浓度", "GDP", "成功提交"]
TAILS = ["", "企业", "(园区)", "全覆盖"]

thorough = settings(deadline=None)  # the grammar is built within the first example
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=3).map(Fraction)
words = st.sampled_from


def without_text(value):
    if isinstance(value, Quantity):
        return replace(value, text="", base=None if value.base is None else replace(value.base, text=""))
    return replace(value, text="")


@st.composite
def quantities(draw):
    """Quantities as tables hold them: every field alone and most of them together."""
    op = draw(words([None, "≥", "≤", ">", "<", "=", "≈"]))
    soft = op == "≈" or (op is not None and draw(st.booleans()))
    measure = unit(draw(words(UNITS)))
    low = draw(amounts)
    tail = draw(words(TAILS)) if measure.text and measure.known else ""
    notes = {"incomplete-unit"} if measure.text.startswith("/") else set()
    prefix = draw(words(PREFIXES))
    if prefix == "GDP" and op is None:
        low = abs(low)  # GDP-5 is a name, as COVID-19 is
    if op is None and not prefix and measure.text == "%" and low > 200:
        low = Fraction(200)  # 290% would be noted as a misread ≥90%
    high = low + abs(draw(amounts)) if low >= 0 and draw(st.booleans()) else None
    base = None
    if measure.text == "%" and draw(st.booleans()):
        base = Quantity("", Fraction(draw(st.integers(0, 999))), unit(draw(words(["家", "", "项"]))))
    return Quantity(
        "", low, measure, op=op, high=high, base=base, prefix=prefix, tail=tail, soft=soft,
        strict_words=op in {">", "<"} and draw(st.booleans()), notes=frozenset(notes),
    )  # fmt: skip


@st.composite
def deadlines(draw):
    year = draw(st.none() | st.integers(1900, 2199))
    month = draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, 28)) if month else None
    end = day is None and (draw(st.booleans()) or (year is None and month is None))
    recurring = year is None and draw(st.booleans())
    start = None
    if month is not None and not recurring and draw(st.booleans()):
        start = (year, draw(st.integers(1, month)), 1 if day else None)
    before = draw(st.booleans())
    return Deadline(
        "", year, month, day, before, end, recurring, start, tail=draw(words(["", "验收"])) if before else ""
    )


@given(quantities())
@settings(thorough)
def test_a_quantity_shown_and_read_is_the_same(quantity):
    assert without_text(parse(show(quantity))) == quantity


@given(deadlines())
@settings(thorough)
def test_a_deadline_shown_and_read_is_the_same(deadline):
    assert without_text(parse(show(deadline))) == deadline


@given(
    st.builds(
        Ordinal, st.just(""), st.just("letter"), st.integers(0, 4), st.sampled_from([None, "≥", "≤", ">", "<", "="])
    )
    | st.builds(Ordinal, st.just(""), st.just("grade"), st.integers(0, 3), st.sampled_from([None, "≥", "≤"]))
    | st.builds(Ordinal, st.just(""), st.just("class"), st.integers(0, 3), st.sampled_from([None, "≥"]))
    | st.builds(Ordinal, st.just(""), st.just("height"), st.sampled_from([0, 2]), st.sampled_from([None, "≥"]))
)
@settings(thorough)
def test_a_level_shown_and_read_is_the_same(level):
    assert without_text(parse(show(level))) == level


def maybe(*some):
    return words(["", *some])


FIGURES = st.tuples(
    maybe("全市", "合格率", "每年", "每人每天", "PM2.5浓度", "省内平均水平", "前"),
    maybe(
        "≥",
        "≦",
        ">=",
        "＜",
        "=",
        "不少于",
        "不超过",
        "大于",
        "低于",
        "力争",
        "力争不低于",
        "达到",
        "控制在",
        "约",
        "±",
        "至少完成",
    ),
    words(["0", "5", "3.50", "1,234", "90", "290", "５", "三", "十二", "半", "一百零五", "80-90", "3～5", "-2"]),
    maybe("万", "亿", "余"),
    maybe(
        "%",
        "家",
        "批次",
        "万元",
        "元/人·月",
        "元/(人·天)",
        "件/万人",
        "个工作日",
        "日",
        "个月",
        "批絘",
        "/年",
        "mg/L",
        "百分点",
    ),
    maybe("以上", "以内", "及以上", "（含）以下", "左右", "内"),
    maybe("（26家）", "企业", "(园区)全覆盖", "完成", "。"),
).map("".join)

DATES = st.tuples(
    maybe("于", "每年", "不晚于", "≤", "项目"),
    maybe("2024年", "24年"),
    words(["12月", "1月31日", "6月底", "年底", "1-3月", "2024-12-31", "2024.6.30", "3月1日至5月31日", "底"]),
    maybe("前", "之前", "以前", "内", "前完成", "到位", "完成验收"),
).map("".join)

LEVELS = st.tuples(
    maybe("≥", "达到"), words(["A级", "b级", "优", "良好", "一等", "高"]), maybe("以上", "及以上", "（含）以下")
).map("".join)


@given(FIGURES | DATES | LEVELS)
@example("每年≥三次")
@example("前10名以内")
@settings(thorough, max_examples=2000)
def test_what_is_read_as_a_figure_can_be_shown_and_read_again(text):
    value = parse(text)
    event(type(value).__name__)
    if isinstance(value, Quantity | Deadline | Ordinal):
        assert without_text(parse(show(value))) == without_text(value)


PIECES = ["≥", "≤", "不少于", "大于", "力争", "±", "5", "2024", "3.5", "-2", "一", "十二", "半", "零", "万", "%", "家", "批次", "元", "日", "年", "月",
          "/人", "每年", "以上", "内", "左右", "(含)", "(26家)", "(", ")", "企业", "完成", "前", "底", "至", "-", "~", ".", ",", "。", "A级", "优",
          "2024年", "12月", "31日", "2024-12-31", "余", "¥", "ISO9001", "第", "/", " ", "≧", "％", "１", "①", "百分之九十", "＞＝", "\u3000"]  # fmt: skip


@given(st.lists(words(PIECES), max_size=8).map("".join))
@settings(thorough, max_examples=1000)
def test_what_cannot_be_read_says_where(text):
    value = parse(text)
    if isinstance(value, Unclear):
        assert 0 <= value.position <= len(value.text)
        assert value.reason in {"number", "operator", "date", "unit"}
    assert value.text == normalise(text)


@given(st.text() | st.lists(words(PIECES), max_size=8).map("".join))
@settings(thorough)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.integers(0, 10**8 - 1))
@settings(thorough)
def test_chinese_numerals_there_and_back(number):
    assert chinese(in_chinese(Fraction(number))) == number
