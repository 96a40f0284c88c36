"""填报说明: the sheet that tells how the blank form is filled in, what it computes, and by which rules."""

from __future__ import annotations

from jixiao import __version__
from jixiao.forms import Form
from jixiao.forms.statement_spec import StatementForm
from jixiao.scoring.policy import Policy
from jixiao.services.blanks.canvas import HEAD, LABEL, NAME_LEFT, TITLE, Canvas
from jixiao.workbooks.drawing import SheetDrawing

NAME = "填报说明"
_WIDTHS = (14.0, 82.0)
_REVERSE = {"target/actual": "分值×指标值÷完成值", "1-(actual-target)/target": "分值×[1−(完成值−指标值)÷指标值]，超一倍及以上为 0"}
_SHARE = {"proportional": "按完成比例给分（分值×完成值÷指标值）", "zero": "不得分"}
_BINARY = {
    "binary": "未完成不得分", "proportional": "未完成的按比例给分", "threshold-ratio": "低于门槛不得分，其余按比例给分",
    "threshold-excess": "低于门槛不得分，其余按超过门槛的部分给分",
}


def _rules(form: Form, policy: Policy) -> list[tuple[str, str]]:
    """How the formulas score."""
    assert form.template is not None
    columns = form.template.columns
    lines = []
    if form.fund_headings.keys() >= {"executed", "rate"}:
        cap = "，以分值为限" if policy.execution_cap else ""
        floor = f"，执行率低于 {float(policy.execution_floor):.0%} 不得分" if policy.execution_floor else ""
        score = f"；执行率得分＝分值×执行率{cap}{floor}" if "score" in form.fund_headings else ""
        lines.append(("执行率", f"执行率＝执行数÷预算数，两位小数；预算为 0 或没有填时空着{score}。资金总额是各项之和。"))
    if "score" in columns:
        lines += [
            ("正向指标", f"方向选 ≥ 或 >：达到得满分；没有达到，{_SHARE[policy.forward_unmet]}。"),
            ("等于指标", f"方向选 =：达到得满分；没有达到，{_SHARE[policy.equal_unmet]}；指标值为 0 的，大于 0 即不得分。越小越好的请选 ≤，不要选 =。"),
            ("反向指标", f"方向选 ≤ 或 <：没有超过得满分；超过的，{_REVERSE[policy.reverse_unmet]}。"),
            ("定性指标", ("方向选 定性：完成值选“达成预期指标”得满分；部分达成的在分值的 "
              f"{float(policy.partial_from):.0%}–{float(policy.full_from):.0%} 之间、未达成的在 {float(policy.partial_from):.0%} 以下评定，直接填进得分格（覆盖公式）。")),
            ("时限指标", "指标值和完成值填完整日期，计量单位写“日期”，方向选 ≤：按时得满分；逾期的由人评定后填进得分格。"),
        ]
        if "rule" in columns:
            usual = form.template.rule.replace("{weight}", "X") or "完成得X分"
            lines.append(("评分标准", (f"灰底的“{usual}”随分值而变，{_BINARY[policy.binary_reading] if '完成得' in usual else '按其文字计分'}。"
                          "改写成其他标准后得分格空着：请按所写的标准评分，直接填进得分格；填好后用 jixiao check 核对。")))
        places = f"{policy.score_places} 位小数" + ("，多余的舍去" if policy.rounding == "truncate" else "，四舍五入")
        grades = "、".join(f"{name} {float(low):g} 分（含）以上" for name, low in policy.grades)
        lines.append(("得分与总分", f"得分保留 {places}。总分＝执行率得分＋各指标得分。" + (f"等级：{grades}；还有指标没有得分时不评。" if "grade" in form.computed else "")))
    if "light" in columns:
        lines.append(("预警灯", (f"应完成数按月份折算（比率与全年指标值相比）：不足 {float(policy.light_red):.0%} 红，不足 {float(policy.light_yellow):.0%} 黄，"
                      f"达到 {float(policy.light_blue):.0%} 蓝，其余绿；反向指标超过指标值为红。不随月份增长的指标可以改选。")))
    return lines


def _rows(form: Form) -> list[tuple[str, str]]:
    lines = [
        ("颜色", "浅黄格由你填写；浅灰格是公式或固定文字。工作表有保护，没有密码（审阅 → 撤销工作表保护）。"),
        ("怎样填", "指标值、完成值只填数字，单位写在计量单位列：95% 填 95，单位写 %；分值填数字。"),
        ("增加行", (f"在“{form.template.side if form.template else '指标'}”各行之间，或灰色细行“（在此行上方插入行）”的上方插入行；再选中上一行同样的格向下填充一行（Ctrl+D），"
         "公式、下拉列表就都有了。合计从表头行加到灰色细行，插在中间的行都算在内。多余的行可以删除，行高、列宽可以调整。")),
    ]
    if form.stage == "evaluation":
        lines.append(("橙色的得分格", "已填完成值而公式不能计分（方向没有选、单位写在数字里、由人评定的指标）：请补正，或直接填评定的分数。"))
    return lines


def guide(form: Form | StatementForm, policy: Policy | None) -> SheetDrawing:
    """The sheet 填报说明 of a form under a policy."""
    canvas = Canvas(NAME, _WIDTHS)
    canvas.line(f"{form.name.zh} {NAME}", TITLE._replace(size=16), 34)
    sections: list[tuple[str, list[tuple[str, str]]]] = []
    if isinstance(form, StatementForm):
        sections.append(("怎样填", [
            ("颜色", "浅黄格由你填写；浅灰格是公式或固定文字。工作表有保护，没有密码（审阅 → 撤销工作表保护）。"),
            ("怎样填", "金额、人数只填数字；没有的留空。合计、比率、结余由公式得出。"),
            ("增加行", "在灰色细行“（在此行上方插入行）”的上方插入行，再从上一行向下填充公式（Ctrl+D）。"),
        ]))
    else:
        sections.append(("怎样填", _rows(form)))
        if policy is not None and (rules := _rules(form, policy)):
            sections.append(("怎样算", rules))
    about = [("表样", f"{form.id}（{form.basis}）")]
    if policy is not None:
        about.append(("计分政策", f"{policy.name} {policy.title.zh}；依据：{policy.basis('reverse_unmet')}"))
    about += [
        ("核对", "填好后运行 jixiao check 文件名.xlsx：逐项核对分值、得分、资金、单位和文字，列出每一处差错。"),
        ("版本", f"jixiao {__version__}。没有装 jixiao 也能用：公式在 Excel 2010 以上、WPS 和 LibreOffice 里都会计算。"),
    ]
    sections.append(("关于本表", about))
    for title, lines in sections:
        canvas.line(title, HEAD._replace(horizontal="left"), 22)
        for label, words in lines:
            canvas.put(1, 1, label, LABEL._replace(fill="none"))
            canvas.put(2, 2, words, NAME_LEFT)
            canvas.next(20)
    return canvas.drawing(landscape=False)
