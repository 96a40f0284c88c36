"""Numbers that belong to a person: telephone, identity, bank; what they are told by, and how they are masked.

For an accountant: 电话、身份证号、银行账号怎样认、怎样遮盖；金额、文号、编码、统一社会信用代码不算.
For a programmer: `personal_data` finds spans in one text.  A number is told by its own evidence (check digit,
date, region, prefix) and by the label beside it; where both leave doubt it is not taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

PersonalKind = Literal["identity", "passport", "card", "account", "mobile", "landline", "email"]
Label = Literal["phone", "identity", "account", "person", "other"]
NO_LABEL: frozenset[Label] = frozenset()

# One character for one, so that places in the text stay what they are.
_PLAIN = str.maketrans("０１２３４５６７８９－﹣‐‑–—―−＋（）：Ｘｘ＠．／\u3000\xa0", "0123456789--------+():XX@./  ")
_MAYBE = re.compile(r"[0-9０-９](?:[ \-－—–()（）\xa0\u3000]{0,2}[0-9０-９]){6}|[@＠]")

_TAIL = r"(?:号码?|号)?\s*(?:[(（][^()（）]{0,12}[)）])?[\s:：*]*$"
_PHONE = r"电\s*话|手\s*机|座\s*机|联系方式|联系号码|传\s*真"
_IDENTITY = "身份证|证件|公民身份"
_ACCOUNT = "账号|帐号|卡号|账户|帐户"
_PERSON = "负责人|联系人|经办人|填报人|填表人|制表人|审核人|复核人|姓\\s*名|户主"
_OTHER = (
    "编码|编号|代码|文号|批次|批号|单号|序号|流水|凭证|发票|票据|合同|订单|税号|信用|邮编|邮政|条码|版本|型号|规格|"
    "金额|预算数?|决算数?|执行数?|支出|收入|资金|余额|总额|经费|额度|限额|投资|合计|小计|数量|数额|指标值|目标值|完成值|得分|分值|面积|日期|时间|年度|年份"
)
_LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    ("phone", re.compile(f"(?:{_PHONE}){_TAIL}|联系电话|联系方式|手机号|电话号|办公电话|固定电话|移动电话", re.IGNORECASE)),
    ("phone", re.compile(rf"(?<![a-z])(?:tel|phone|mobile|fax){_TAIL}", re.IGNORECASE)),
    ("identity", re.compile(f"(?:{_IDENTITY}){_TAIL}|身份证号|证件号码|护照")),
    ("account", re.compile(f"(?:{_ACCOUNT}){_TAIL}|银行账号|银行卡号|开户行及账号")),
    ("person", re.compile(rf"(?:{_PERSON})\s*(?:(?:签字|签名|签章|盖章)?{_TAIL}|[及和与、/])")),
)
_OTHER_LABEL = re.compile(f"(?:{_OTHER}){_TAIL}")
_LONGEST_LABEL = 30
_ANY_LABEL = re.compile(f"{_PHONE}|{_IDENTITY}|护照|{_ACCOUNT}|{_PERSON}|tel|phone|mobile|fax", re.IGNORECASE)

# What stands directly before a number in the same text: 联系电话：, 账号为, 文号 …
_LEAD = r"(?:号码?|号)?\s*(?:[(][^()]{0,8}[)])?\s*(?:[:为是]|第|No\.?|#)?\s*$"
_BEFORE: tuple[tuple[Label, re.Pattern[str]], ...] = (
    ("phone", re.compile(rf"(?:{_PHONE}|热\s*线|拨打|致电)(?:号码?|号)?\s*(?:[(][^()]{{0,8}}[)])?(?:[:\s]+(?:[^\d\s:,。;]{{1,4}}\s*)?|为|是)?$|(?<![a-z])(?:tel|phone|mobile|fax)[.:\s]*$", re.IGNORECASE)),
    ("identity", re.compile(rf"(?:{_IDENTITY}|护照){_LEAD}")),
    ("account", re.compile(rf"(?:{_ACCOUNT}){_LEAD}")),
    ("other", re.compile(rf"(?:{_OTHER}){_LEAD}|[¥￥$〔〕\[\]]\s*$")),
)

_NOT_BEFORE = r"(?<![0-9A-Za-z.])(?<![0-9]-)"
_NOT_AFTER = r"(?![0-9A-Za-z])(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))(?!\s*[元万亿%％‰])(?!号(?!码))"
_ID18 = re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_ID15 = re.compile(r"(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])")
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])(?:[DEGPSdegps]\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]\d{7})(?![0-9A-Za-z])")
_GROUPED_CARD = re.compile(_NOT_BEFORE + r"\d{4}(?:([ -])\d{4})(?:\1\d{4}){2}(?:\1\d{1,3})?" + _NOT_AFTER)
_CARD = re.compile(_NOT_BEFORE + r"\d{16,19}" + _NOT_AFTER)
_NUMBER = re.compile(_NOT_BEFORE + r"\d(?:[ -]?\d){8,29}" + _NOT_AFTER)
_MOBILE = re.compile(r"(?:(?<![0-9A-Za-z.])(?<![0-9]-)|(?<=tel)|(?<=Tel)|(?<=TEL))(?:(?:\+|00)?86[ -]?|0)?(1[3-9]\d([ -]?)\d{4}\2\d{4})" + _NOT_AFTER)
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.])(?<![0-9]-)(?:(?:\+|00)86[ -]?)?(?:\(0(?:10|2\d|[3-9]\d\d)\) ?|0?(?:10|2\d|[3-9]\d\d)[ -]{1,3}|0(?:10|2\d|[3-9]\d\d))"
    r"([2-9]\d{2,3}[ -]?\d{4})((?:-|转| 转 ?)\d{1,5})?" + _NOT_AFTER)
_BARE = re.compile(r"(?<![0-9A-Za-z.,])(?<![0-9]-)[2-9]\d{2,3}-?\d{4}(?:-\d{1,4})?(?![0-9A-Za-z\u4e00-\u9fff])(?![.,-][0-9])")
_ON_DAY = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,10}(?![A-Za-z0-9-])")
_BETWEEN = re.compile(r"[\s、/,;；或和]{1,3}")

_PROVINCES = frozenset(map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, *range(81, 84))))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_UNIONPAY = re.compile("62(?:1[3-9]|2[0-8]|3[1-6]|5|8)")
_CARD_BEGINS = re.compile("62|4|5[1-5]|35|9558|955[05]|60")


class Personal(NamedTuple):
    """One number of a person in a text.

    Attributes:
        start, end: where it stands; text: as written; masked: of the same length, hidden signs as ``*``.
    """

    kind: PersonalKind
    start: int
    end: int
    text: str
    masked: str


@lru_cache(maxsize=4096)
def label_of(text: str) -> frozenset[Label]:
    """What the words of a label or heading announce; nothing for anything else.

    >>> sorted(label_of("项目负责人及联系电话")), sorted(label_of("预算单位编码")), sorted(label_of("电话费"))
    (['person', 'phone'], ['other'], [])
    """
    words = text.strip()
    if not words or len(words) > _LONGEST_LABEL:
        return NO_LABEL
    found: frozenset[Label] = frozenset(label for label, pattern in _LABELS if pattern.search(words))
    if found & {"phone", "identity", "account"} or not _OTHER_LABEL.search(words):
        return found
    return frozenset({"other"})


def maybe_personal(text: str) -> bool:
    """A quick look: False where there can be nothing."""
    return len(text) >= 6 and _MAYBE.search(text) is not None


def labels_among(texts: Collection[str]) -> bool:
    """A quick look: False where none of the texts is a label that announces a number of a person.

    One search for all of them, with a sign between them that stands in no label.
    """
    return _ANY_LABEL.search("\0".join(text for text in texts if len(text) <= _LONGEST_LABEL * 2)) is not None


def suspects_among(texts: Collection[str]) -> set[str]:
    """The texts to which `maybe_personal` says yes; most sheets have none."""
    return set(filter(maybe_personal, texts)) if _MAYBE.search("\n".join(texts)) is not None else set()


def personal_data(text: str, near: frozenset[Label] = NO_LABEL, *, stored_number: bool = False) -> tuple[Personal, ...]:
    """The numbers of persons in a text, from left to right.

    ``near`` is what the label beside the cell, or its heading, announces; a number that is stored as one is
    taken only where they do.

    >>> [found.masked for found in personal_data("联系电话：164-1234-5678，金额16412345678元")]
    ['164-****-5678']
    """
    if not maybe_personal(text):
        return ()
    plain = text.translate(_PLAIN)
    taken: list[Personal] = []
    used = bytearray(len(text))
    for kind, start, end in _candidates(plain, near, stored_number):
        if not any(used[start:end]):
            used[start:end] = b"\1" * (end - start)
            taken.append(Personal(kind, start, end, text[start:end], mask_number(kind, text[start:end])))
    return tuple(sorted(taken, key=lambda found: found.start))


def mask(text: str, near: frozenset[Label] = NO_LABEL) -> str:
    """The text with every number of a person masked, of the same length."""
    for found in personal_data(text, near):
        text = text[: found.start] + found.masked + text[found.end :]
    return text


def mask_quotes(sentence: str, quoted: Iterable[str]) -> str:
    """A sentence with the numbers of persons masked that it quotes from these texts; its own figures stay.

    >>> mask_quotes("B3“手机 16412345678”不是数。应为 16412345679", ["手机 16412345678"])
    'B3“手机 164****5678”不是数。应为 16412345679'
    """
    for text in quoted:
        for found in personal_data(text):
            sentence = sentence.replace(found.text, found.masked)
    return sentence


def digits_of(text: str) -> str:
    """The bare digits (and a final X) of a number however it is written."""
    return "".join(ch for ch in text.translate(_PLAIN) if ch.isdigit() or ch in "Xx").upper()


# ---------------------------------------------------------------- evidence ----


def _announced(plain: str, start: int, near: frozenset[Label]) -> frozenset[Label]:
    """What the words directly before a place announce, else what the label beside the cell does."""
    before = plain[max(0, start - 24) : start]
    found: frozenset[Label] = frozenset(label for label, pattern in _BEFORE if pattern.search(before))
    if found - {"other"}:
        return found - {"other"}
    return found or near


def _candidates(plain: str, near: frozenset[Label], stored: bool) -> Iterator[tuple[PersonalKind, int, int]]:
    for match in _EMAIL.finditer(plain):
        yield "email", *match.span()
    yield from _identities(plain, near, stored)
    yield from _accounts(plain, near, stored)
    yield from _phones(plain, near, stored)


def _identities(plain: str, near: frozenset[Label], stored: bool) -> Iterator[tuple[PersonalKind, int, int]]:
    for match in _ID18.finditer(plain):
        said, digits = _announced(plain, match.start(), near), digits_of(match.group())
        if not _born(digits[6:14]) or digits[:2] not in _PROVINCES:
            continue
        if "identity" in said or (not stored and "other" not in said and "account" not in said and _check_digit(digits)):
            yield "identity", *match.span()
    for match in _ID15.finditer(plain):
        if "identity" in _announced(plain, match.start(), near) and match.group()[:2] in _PROVINCES and _born("19" + match.group()[6:12]):
            yield "identity", *match.span()
    for match in _PASSPORT.finditer(plain):
        if "护照" in plain[max(0, match.start() - 24) : match.start()] or "identity" in near:
            yield "passport", *match.span()


def _check_digit(digits: str) -> bool:
    """GB 11643: the last sign follows from the seventeen before it."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11] == digits[17]


def _born(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1900
    except ValueError:
        return False


def _accounts(plain: str, near: frozenset[Label], stored: bool) -> Iterator[tuple[PersonalKind, int, int]]:
    for pattern in (_GROUPED_CARD, _CARD):
        for match in pattern.finditer(plain):
            said, digits = _announced(plain, match.start(), near), digits_of(match.group())
            if not _CARD_BEGINS.match(digits) or not _luhn(digits):
                continue
            # Codes of regions begin like cards (62…, 43…): without a label only what no region's code can be.
            alone = not stored and not said & {"other", "phone"} and (
                pattern is _GROUPED_CARD or (len(digits) in {16, 19} and _UNIONPAY.match(digits) is not None))
            if "account" in said or alone:
                yield "card", *match.span()
    for match in _NUMBER.finditer(plain):
        if "account" in _announced(plain, match.start(), near):
            yield "account", *match.span()


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _phones(plain: str, near: frozenset[Label], stored: bool) -> Iterator[tuple[PersonalKind, int, int]]:
    ends: list[int] = []
    for match in _MOBILE.finditer(plain):
        said = _announced(plain, match.start(), near)
        if "phone" in said or ("person" in said if stored else not said & {"other", "account", "identity"}):
            ends.append(match.end())
            yield "mobile", match.start(1), match.end()
    for match in _LANDLINE.finditer(plain):
        said = _announced(plain, match.start(), near)
        # 0712-2023001 may as well be a file's number, and 07122345678 anything.
        clear = match.group()[0] in "0(+" and not match.group()[:4].isdigit() and not match.group(1).startswith("20")
        clear = clear or (match.group()[0] == "0" and "-" in match.group() and not match.group(1).startswith("20"))
        if "phone" in said or (clear and not stored and not said & {"other", "account", "identity"}):
            ends.append(match.end())
            yield "landline", *match.span()
    ends.sort()
    for match in _BARE.finditer(plain):
        if _ON_DAY.fullmatch(match.group()):
            continue
        at = bisect_left(ends, match.start())
        follows = at > 0 and _BETWEEN.fullmatch(plain, ends[at - 1], match.start())
        if follows or "phone" in _announced(plain, match.start(), near):
            insort(ends, match.end())
            yield "landline", *match.span()


# ----------------------------------------------------------------- masking ----

# How many digits stay at the beginning and at the end.
_KEPT: dict[PersonalKind, tuple[int, int]] = {"identity": (3, 2), "passport": (1, 2), "card": (4, 4), "account": (0, 4), "mobile": (3, 4), "landline": (0, 2)}


def mask_number(kind: PersonalKind, text: str) -> str:
    """A number of that kind, masked: its beginning and end stay, or the host of an address.

    >>> mask_number("mobile", "16412345678"), mask_number("landline", "0601-2345678")
    ('164****5678', '0601-*****78')
    """
    if kind == "email":
        name, sign, host = text.translate(_PLAIN).partition("@")
        return name[0] + "*" * (len(name) - 1) + text[len(name) : len(name) + len(sign)] + text[len(text) - len(host) :]
    first, last = _KEPT[kind]
    places = [at for at, ch in enumerate(text) if ch.isalnum() and ch != "转"]
    if kind == "landline":
        area = _area(text.translate(_PLAIN))
        first = sum(at < area for at in places)
    hidden = set(places[first : len(places) - last])
    return "".join("*" if at in hidden else ch for at, ch in enumerate(text))


_AREA = re.compile(r"(?:(?:\+|00)86[ -]?)?(?:\(0\d{2,3}\)|0(?:10|2\d|[3-9]\d\d)|0?(?:10|2\d|[3-9]\d\d)(?=[ -]))")


def _area(plain: str) -> int:
    """Where the area code of a landline ends; 0 where it has none."""
    match = _AREA.match(plain)
    return match.end() if match and len(plain) - match.end() >= 7 else 0
