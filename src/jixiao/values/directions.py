"""Which way is better: what the column 指标方向 says, and what a name implies where nothing is written.

For an accountant: 「大于或等于」「大于等于」「不低于」 are one and the same ≥; 「等于或等于」 is none;
投诉率 should fall, 投诉办结率 should rise.  For a programmer: the word that ends furthest to the right
in a name decides, because in Chinese the head of a noun comes last; of two that end there, the longer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from lark import Token
from lark.exceptions import UnexpectedInput

from jixiao.values.kinds import Op, Quantity
from jixiao.values.normalise import normalise
from jixiao.values.parser import tree
from jixiao.values.reading import OPS

DirectionKind = Literal["op", "polarity", "qualitative", "blank", "invalid"]


class Direction(NamedTuple):
    """What a cell of the column 指标方向 says.

    Attributes:
        op: the comparison, None for 定性, blank and invalid ones.
        canonical: the one spelling: "≥" for all its synonyms, "定性"; "" for blank and invalid.
        kind: "op" for a comparison, "polarity" for 正向 and 反向, "qualitative" for 定性,
            "blank", "invalid" (等于或等于).
        text: as written, normalised.
    """

    op: Op | None
    canonical: str
    kind: DirectionKind
    text: str


@lru_cache(maxsize=1024)
def direction(text: str) -> Direction:
    """Read a cell of the column 指标方向 or 指标值类型.

    >>> direction("大于或等于").op, direction("反向").kind, direction("等于或等于").kind
    ('≥', 'polarity', 'invalid')
    """
    words = normalise(text)
    if not words or not words.strip("/-—…."):
        return Direction(None, "", "blank", words)
    try:
        (leaf,) = tree(words, "direction").children
    except UnexpectedInput:
        return Direction(None, "", "invalid", words)
    assert isinstance(leaf, Token)
    match leaf.type:
        case "POSITIVE":
            return Direction("≥", "≥", "polarity", words)
        case "NEGATIVE":
            return Direction("≤", "≤", "polarity", words)
        case "QUALITATIVE":
            return Direction(None, "定性", "qualitative", words)
    op = OPS[leaf.type]
    return Direction(op, op, "op", words)


# Words of names.  Data: a word may be added without touching the code below.

SMALLER_IS_BETTER = """
控制率 控制数 变动率 调整率 偏差率 误差率 结转结余率 结转率 结余率 结余结转率 超支率 超预算率 闲置率 空置率 空编率
事故 事故率 事故数 事故起数 事件 事件数 死亡 死亡率 死亡人数 伤亡 伤亡率 受伤 成灾率 受害率 受灾率 发病率 感染率 患病率 发生率
发生数 发生次数 发生起数 案发率 犯罪率 违规率 违法率 违纪率 投诉 投诉率 投诉数 投诉量 投诉次数 有效投诉 信访率 上访率 举报率 退货率
差错率 错误率 故障率 失误率 流失率 辍学率 失业率 返贫率 返工率 复发率 漏检率 漏报率 不合格率 破损率 损耗率 漏损率 能耗 排放量 浓度
成本 费用 支出 开支 经费 单价 价格 造价 投入额 花费 支出额 支出数 成本数 费用率 成本率 负债率 债务率
时间 时限 期限 时长 天数 工期 周期 用时 耗时 响应时间 办理时间 间隔 次品率 废品率 不良率 缺勤率 逾期率 超期率 投诉件数 负面舆情
""".split()

LARGER_IS_BETTER = """
率 度 面 次数 场次 人次 件数 家数 数量 个数 完成率 办结率 处理率 处置率 及时率 节约率 节约额 节约 节省 节支率 降低率 降低额 降低 下降率
下降 下降幅度 减少率 减少 减少量 压减率 压减 压缩 压缩率 缩短 缩短率 下降比例 降幅 减排量 整改率 整改 进度 执行率 支付率 拨付率 到位率
满意度 办结 处理 处置 受理 调解 核查 查处 查办 化解 回复 回访 反馈 答复 解决 防控 预防 应急 演练 培训 宣传 检查 排查 监测 审查 审核
评估 评审 合理性 规范性 及时性 真实性 准确性 可控性 有效性 合规性 培训时间 培训时长 学习时间 服务时长 服务时间 开放时间 开放天数
运行时间 供应天数 优良天数 达标天数 培训天数 保障 保障率 控制有效率 覆盖率 合格率 达标率 控制达标率 挽回 争取 回收 收缴
""".split()

PART_OF_WHOLE = """
合格率 优良率 优秀率 良好率 覆盖率 覆盖面 全覆盖率 完成率 办结率 处理率 处置率 查处率 核查率 初查率 整改率 满意度 满意率 及时率 准时率 按时率
成活率 存活率 保存率 达标率 知晓率 知晓度 认知率 公示率 公开率 准确率 正确率 到位率 参与率 参与度 运行率 正常率 完好率 网办率 构建率
维持率 年报率 及格率 通过率 入学率 巩固率 出勤率 到岗率 到课率 参训率 培训率 回复率 答复率 反馈率 办理率 受理率 调解率 成功率 调解成功率
解决率 化解率 结案率 破案率 验收率 兑现率 发放率 落实率 建档率 签约率 接种率 检出率 检测率 检验率 抽检率 抽查率 抽查比例 抽检比例 普及率
入户率 利用率 占比 比例 支持率 认可度 认可率 规范率 合规率 安全率 有效率 处理及时率 真实率 一致率 上报率 报送率 归档率 公开及时率
""".split()

MAY_EXCEED_WHOLE = """
增长率 增长比例 增长 增幅 增速 提高率 提高比例 提升率 变动率 变化率 调整率 控制率 执行率 节约率 节约比例 降低率 下降率 下降比例 回报率 收益率
利润率 贡献率 偏差率 超额完成率 设备利用率 床位使用率 床位利用率 产能利用率 使用率 周转率 投入产出比例 产出比例 杠杆率 负债率 完成比例 增加比例
预算完成率 任务超额率 收入完成率 税收完成率
""".split()



_BRACKETS = re.compile(r"\([^()]*\)")
_UNIT_IN_NAME = re.compile(r"[%‰、,;:。\s]+\Z")


class _Lexicon:
    """Two lists of words; the one found furthest to the right in a name decides."""

    def __init__(self, yes: list[str], no: list[str]) -> None:
        self._verdicts = dict.fromkeys(yes, True) | dict.fromkeys(no, False)
        self._longest = max(map(len, self._verdicts))

    def verdict(self, name: str) -> bool | None:
        """True or False as the deciding word is of the first or second list, None without one."""
        for end in range(len(name), 0, -1):
            for start in range(max(0, end - self._longest), end):
                found = self._verdicts.get(name[start:end])
                if found is not None:
                    return found
        return None


_SMALLER = _Lexicon(SMALLER_IS_BETTER, LARGER_IS_BETTER)
_PART = _Lexicon(PART_OF_WHOLE, MAY_EXCEED_WHOLE)


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    """A name without brackets and without a unit at its end."""
    return _UNIT_IN_NAME.sub("", _BRACKETS.sub("", normalise(name)[:400]))


@lru_cache(maxsize=8192)
def _smaller_is_better(name: str) -> bool:
    return _SMALLER.verdict(_bare(name)) is True


def assumed_op(name: str, quantity: Quantity) -> Op:
    """The comparison that an indicator's name implies where none is written.

    ≤ for a target of zero, for a rank (前10名), and for names whose head is a thing that should be
    small (控制率, 投诉率, 成本, 办理时限); ≥ for all others.

    >>> from jixiao.values import parse
    >>> assumed_op("投诉办结率", parse("95%")), assumed_op("有责投诉率", parse("5%"))
    ('≥', '≤')
    """
    if quantity.amount <= 0 or "rank" in quantity.notes or _smaller_is_better(name):
        return "≤"
    return "≥"


@lru_cache(maxsize=8192)
def _is_part(name: str) -> bool:
    return _PART.verdict(_bare(name)) is True


def is_part_of_whole(name: str, quantity: Quantity) -> bool:
    """Whether a rate of this name is a share of a whole, which cannot exceed 100%.

    >>> from jixiao.values import parse
    >>> is_part_of_whole("产品合格率", parse("98%")), is_part_of_whole("专利增长率", parse("30%"))
    (True, False)
    """
    return quantity.unit.dimension == "ratio" and _is_part(name)
