"""Up to which month a table speaks: 「1-7月执行数」, 「截至8月31日」, 「上半年」, 「第三季度」.

For an accountant: the month that progress is measured against.  For a programmer: two doors, because a heading
may say less than a title: above a table 「6月」 can be anything, in 「6月底完成值」 it is the month.
"""

from __future__ import annotations

import re
import unicodedata

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_DASH = r"[-~—–―‐至到]+"
_BEGIN = rf"(?<![\d一二三四五六七八九十]){_MONTH}"
_SPAN = re.compile(rf"{_BEGIN}月?份?(?:\d{{1,2}}日)?{_DASH}(?:20\d\d年)?({_MONTH})月")
_UNTIL = re.compile(rf"(?:截[至止]|监控(?:时点|时间|日期|期间|时段|截止日?期?|区间)|累计至).{{0,4}}?(?:20\d\d[年.\-/])?(?<!\d)({_MONTH})(?:月|[.\-/]\d{{1,2}}(?!\d))")
_QUARTERS = re.compile(rf"(?:[1一]{_DASH}|前|第)?([1-4一二三四])季度")
_HALF = re.compile(r"(上|下)?半年")
_BARE = re.compile(rf"{_BEGIN}月")
_CHINESE = {word: number for number, word in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1)}


def _words(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _number(word: str) -> int:
    return _CHINESE.get(word) or int(word)


def month_of_period(text: str) -> int | None:
    """The last month of a period that a title or a heading names; None where it names none.

    A single month is no period: it may be the month in which a form was filled in.

    >>> [month_of_period(text) for text in ("（2024年1—7月）", "截至2024年8月31日", "上半年", "前三季度", "填报日期：2024年8月2日")]
    [7, 8, 6, 9, None]
    """
    words = _words(text)
    found = _SPAN.search(words) or _UNTIL.search(words)
    if found:
        return _number(found[1])
    if quarter := _QUARTERS.search(words):
        return 3 * _number(quarter[1])
    if half := _HALF.search(words):
        return 12 if half[1] == "下" else 6
    return None


def month_of_heading(text: str) -> int | None:
    """The last month that a column's heading names: 「7月底完成值」 as well.

    >>> [month_of_heading(text) for text in ("1-7月执行数", "8月31日完成情况", "全年预计执行数", "年度指标值")]
    [7, 8, None, None]
    """
    found = month_of_period(text)
    if found is not None:
        return found
    bare = _BARE.search(_words(text))
    return _number(bare[0].removesuffix("月")) if bare else None
