"""The two published tables in workbooks/examples are what was published, errors included, and nothing else.

The expected figures below come from the published documents, recomputed apart from the workbooks.
"""

import importlib.util
import re
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

REPOSITORY = Path(__file__).parents[2]
WORKBOOKS = REPOSITORY / "workbooks"
EXAMPLES = WORKBOOKS / "examples"
PUBLISHED = REPOSITORY.parent / "shared" / "seeds"
TEXTS = sorted(EXAMPLES.glob("*.txt"))
CONTACT = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|(?<!\d)\d{7,8}(?!\d)|电话|联系人|填表人|负责人|@")


def load_build_script():
    spec = importlib.util.spec_from_file_location("workbooks_build", WORKBOOKS / "build.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = load_build_script()


class Form:
    """An example workbook as a reader sees it: one dict per indicator row, merged levels filled in."""

    def __init__(self, name: str):
        self.sheet = load_workbook(EXAMPLES / f"{name}.xlsx").active
        self.cells = {cell.coordinate: cell for row in self.sheet.iter_rows() for cell in row}
        self.header = next(row for row in range(1, self.sheet.max_row) if self.cells[f"B{row}"].value == "一级指标")
        self.indicators = list(self._indicators())

    def _indicators(self):
        headings = [cell.value and re.sub(r"\s|\(注.*", "", cell.value) for cell in self.sheet[self.header]]
        for number in range(self.header + 1, self.sheet.max_row + 1):
            row = dict(zip(headings, (self._shown(number, c) for c in range(1, len(headings) + 1)), strict=True))
            if row["三级指标"] and row["绩效指标"] != "总分":
                yield {**row, "row": number}

    def _shown(self, row: int, column: int):
        for merge in self.sheet.merged_cells.ranges:
            if merge.min_row <= row <= merge.max_row and merge.min_col <= column <= merge.max_col:
                return self.sheet.cell(merge.min_row, merge.min_col).value
        return self.sheet.cell(row, column).value

    def __getitem__(self, name: str) -> dict:
        [row] = [row for row in self.indicators if row["三级指标"] == name]
        return row

    def line(self, label: str) -> list:
        """The non-empty cells right of a label, as value and number format."""
        [found] = [cell for cell in self.cells.values() if cell.value == label and cell.row < self.header]
        return [
            (cell.value, cell.number_format)
            for cell in self.sheet[found.row]
            if cell.column > found.column and cell.value is not None
        ]


@pytest.fixture(scope="module")
def shaoguan():
    return Form("shaoguan-2022")


@pytest.fixture(scope="module")
def yiyang():
    return Form("yiyang-2024")


def exact(numbers) -> Fraction:
    return sum((Fraction(str(number)) for number in numbers), Fraction())


# ---------------------------------------------------------------- text and workbook


MADE = build.fresh()


@pytest.mark.parametrize("workbook", MADE, ids=lambda path: path.stem)
def test_the_workbook_carries_every_cell_merge_and_format_of_what_it_is_made_from(workbook):
    assert build.differences(workbook, MADE[workbook]) == []


def test_every_workbook_is_made_from_something_and_building_twice_gives_the_same_bytes():
    stored = [path for folder in (EXAMPLES, WORKBOOKS / "templates") for ending in ("xlsx", "docx") for path in folder.glob(f"*.{ending}")]
    assert sorted(MADE) == sorted(stored)
    assert build.fresh() == MADE


def test_the_moment_of_building_is_not_in_the_file():
    with zipfile.ZipFile(EXAMPLES / "yiyang-2024.xlsx") as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(2025, 1, 1, 0, 0, 0)}
        dates = re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", parts.read("docProps/core.xml").decode())
    assert dates == ["2025-01-01T00:00:00Z"] * 2


def test_a_changed_cell_is_noticed(tmp_path):
    text = tmp_path / "form.txt"
    text.write_text((EXAMPLES / "yiyang-2024.txt").read_text("utf-8"), "utf-8")
    book = load_workbook(EXAMPLES / "yiyang-2024.xlsx")
    book.active["H26"] = 0
    book.save(text.with_suffix(".xlsx"))
    made = build.to_bytes(build.build(build.read(text.read_text("utf-8"))))
    assert [difference.split(":")[0] for difference in build.differences(text.with_suffix(".xlsx"), made)] == ["部门整体支出绩效自评表!H26"]


@pytest.mark.parametrize(
    ("written", "value", "number_format"),
    [
        ("11,789.83", 11789.83, "#,##0.00"),
        ("8761.28", 8761.28, "0.00"),
        ("0.00%", 0.0, "0.00%"),
        ("100.00%", 1.0, "0.00%"),
        ("100%", 1.0, "0%"),
        ("'100%", "100%", "@"),
        ("98.9", 98.9, "General"),
        ("10", 10, "General"),
        ("≥550批次", "≥550批次", "General"),
        ("-", "-", "General"),
        ("{0.00%}", None, "0.00%"),
        ("", None, "General"),
    ],
)
def test_a_cell_is_stored_so_that_it_shows_as_it_is_written(written, value, number_format):
    assert build.value_and_format(written) == (value, number_format)


def test_a_row_with_a_missing_cell_is_refused_with_its_line():
    with pytest.raises(ValueError, match="line 3: 1 cells, the form has 2 columns"):
        build.read("列宽: 5 5\n[指标]\n只有一格\n")


def test_a_merged_range_that_is_no_rectangle_is_refused():
    with pytest.raises(ValueError, match="not a rectangle"):
        build.build(build.read("工作表: 表\n列宽: 5 5\n[指标表头]\na | <\n^ | b\n"))


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_no_names_or_telephone_numbers_of_persons(text):
    book = load_workbook(text.with_suffix(".xlsx"))
    values = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [value for value in [*values, text.read_text("utf-8")] if CONTACT.search(value)] == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_the_form_prints_on_landscape_a4_one_page_wide_with_its_heading_on_every_page(text):
    for sheet in load_workbook(text.with_suffix(".xlsx")):
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", sheet.PAPERSIZE_A4)
        assert (
            sheet.page_setup.fitToWidth,
            sheet.page_setup.fitToHeight,
            sheet.sheet_properties.pageSetUpPr.fitToPage,
        ) == (1, 0, True)
        if sheet.print_title_rows:
            first = int(re.search(r"\d+", sheet.print_title_rows)[0])
            assert any("指标" in str(cell.value) for cell in sheet[first])


# ---------------------------------------------------------------- 韶关 2022


def test_shaoguan_has_44_indicators_whose_scores_add_up_to_90(shaoguan):
    assert len(shaoguan.indicators) == 44
    assert exact(row["得分"] for row in shaoguan.indicators) == 90
    assert all(row["得分"] == row["分值"] for row in shaoguan.indicators)


def test_shaoguan_weights_by_level(shaoguan):
    by_level = {}
    for row in shaoguan.indicators:
        by_level.setdefault((row["一级指标"], row["二级指标"]), []).append(row["分值"])
    assert {level: exact(weights) for level, weights in by_level.items()} == {
        ("产出指标", "数量指标"): 42,
        ("产出指标", "质量指标"): 32,
        ("产出指标", "时效指标"): 2,
        ("产出指标", "成本指标"): 2,
        ("效果指标", "社会效益"): Fraction("2.5"),
        ("效果指标", "可持续影响"): Fraction("7.5"),
        ("满意度指标", "服务对象满意度"): 2,
    }


def test_shaoguan_funds_keep_their_published_errors(shaoguan):
    assert shaoguan.line("其中：财政拨款") == [
        (8761.28, "0.00"),
        (11789.83, "#,##0.00"),
        (11789.83, "#,##0.00"),
        (0, "0.00%"),
        ("-", "General"),
    ]
    assert shaoguan.line("其他资金") == [
        (0, "General"),
        (91.71, "0.00"),
        (74.52, "0.00"),
        (0, "0.00%"),
        ("-", "General"),
    ]
    assert shaoguan.line("合计") == [
        (8761.28, "0.00"),
        (11881.54, "#,##0.00"),
        (11881.54, "#,##0.00"),
        (1, "0.00%"),
        (10, "General"),
        (9, "General"),
    ]


def test_shaoguan_has_neither_actual_column_nor_total_row(shaoguan):
    values = {cell.value for cell in shaoguan.cells.values()}
    assert not values & {"实际完成值", "总分"}


def test_shaoguan_has_nine_tasks_in_full(shaoguan):
    first = next(row for row in range(1, 20) if shaoguan.cells[f"A{row}"].value == "年度主要任务") + 1
    last = next(row for row in range(1, 20) if shaoguan.cells[f"A{row}"].value == "预期目标") - 1
    tasks = [[shaoguan.cells[f"{column}{row}"].value for column in "ABCF"] for row in range(first, last + 1)]
    assert len(tasks) == 9
    assert all(len(text) > 5 for task in tasks for text in task)
    assert [task[1] for task in tasks][:3] == [
        "食品安全专项",
        "特种设备安全监管",
        "知识产权高质量创造、运用、服务、保护能力提升",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("新增限上餐饮企业受惠企业数量", ("定量", "大于或等于", "不少于7家", "家")),
        ("食品安全示范县创建", ("定量", "等于", 2, "县（市、区）")),
        ("食品安全监督抽检", ("定量", "大于", "4500批次", "批次")),
        ("食用农产品快检任务", ("定量", "大于等于", "不少于19.44万批次", "批次")),
        ("药品不良反应报告数", ("定量", "大于等于", 800, "份")),
        ("开展药品安全应急演练次数（场）", ("定量", "等于", "1场", "场")),
        ("围绕双十产业，建设高价值专利培育布局中心", ("定量", "等于", "2家", "家")),
        ("组织开展知识产权金融对接活动", ("定量", "等于", "2次以上", "次")),
        ("开发知识产权证券化产品，年内发行知识产权证券化产品", ("定量", "等于", "至少1个", "个")),
        ("为企业提供商标品牌相关服务", ("定量", "等于或大于", "至少20家企业", "家")),
        ("成功提交地理标志商标注册申请", ("定量", "等于", "力争成功提交3件", "件")),
        ("在中小学开展知识产权进校园活动", ("定量", "等于或等于", "不少于4所", "所")),
        ("对药品生产、批发（连锁总部）企业检查覆盖率", ("定性", "等于", "100%（26家）", "家")),
        ("化妆品生产企业检查覆盖率", ("定性", "等于", "100%（17家次）", "家次")),
        ("双随机抽查辖区企业比例", ("定性", "大于等于", "不低于3%", None)),
        ("重点行业领域年报", ("定性", "等于", "100%", None)),
        (
            "医疗器械生产企业、第二、三类医疗器械批发和第三类医疗器械零售经营企业、二级以上（含二",
            ("定性", "等于", "100%", None),
        ),
        ("不合格产品查处率", ("定性", "等于", "≥100%", None)),
        ("信息化系统正常运行率", ("定性", "等于", 1, None)),
        ("全市万人发明专利拥有量增长率", ("定性", "大于等于", "不少于30%", None)),
        ("特种设备监管完成整改比例", ("定性", "等于", "100%", "项")),
        ("特种设备隐患整改率", ("定性", "等于", "100%", "项")),
        ("重大活动食品安全事故率", ("定量", "等于", 0, None)),
        ("食品抽检年度任务完成及时率（%）", ("定量", "等于", 1, None)),
        ("市级食品安全监督抽检平均成本", ("定量", "小于", "省局平均水平2300元/批次", "元/批次")),
        ("投诉按时初查、举报按时核查、投诉调解成功", ("定性", "等于", "100%", None)),
        ("特种设备安全监管，遏制重特大安全生产事故的发生", ("定性", "等于", None, None)),
        (
            "提升城市知识产权创造、运用、保护、服务、管理综合实力，培育建设国家知识产权试点示范城市",
            ("定量", None, "1项", "项"),
        ),
        (
            "提升提升知识产权创造、运用、保护、服务、管理综合实力，培育建设国家知识产权试点示范园",
            ("定量", None, "1项", "项"),
        ),
        ("服务对象对食品安全工作总体满意度", ("定量", "大于等于", "80%", None)),
    ],
)
def test_shaoguan_rows_are_as_published(shaoguan, name, expected):
    row = shaoguan[name]
    assert (row["指标性质"], row["指标方向"], row["目标值"], row["计量单位"]) == expected


def test_shaoguan_has_sixteen_qualitative_rows_with_a_percentage(shaoguan):
    qualitative = [row for row in shaoguan.indicators if row["指标性质"] == "定性" and row["目标值"] is not None]
    assert len(qualitative) == 16
    assert all(
        "%" in str(row["目标值"]) or shaoguan.cells[f"G{row['row']}"].number_format == "0.00%" for row in qualitative
    )


# ---------------------------------------------------------------- 益阳 2024


def weight(row: dict) -> Fraction:
    return Fraction(re.fullmatch(r"完成得([\d.]+)分", row["分值"])[1])


def test_yiyang_has_135_indicators_whose_weights_add_up_to_90(yiyang):
    assert len(yiyang.indicators) == 135
    assert exact(weight(row) for row in yiyang.indicators) == 90


def test_yiyang_states_98_9_although_its_scores_add_up_to_89_1(yiyang):
    assert exact(row["自评得分"] for row in yiyang.indicators) == Fraction("89.1")
    last = yiyang.sheet.max_row
    assert (yiyang.cells[f"A{last}"].value, yiyang.cells[f"H{last}"].value) == ("总分", 98.9)


def test_yiyang_levels_hold_49_31_and_10(yiyang):
    rows, weights, scores = {}, {}, {}
    for row in yiyang.indicators:
        for level in (row["一级指标"], (row["一级指标"][:2], row["二级指标"].replace("\n", ""))):
            rows[level] = rows.get(level, 0) + 1
            weights[level] = weights.get(level, 0) + weight(row)
            scores[level] = scores.get(level, 0) + Fraction(str(row["自评得分"]))
    assert {level: (rows[level], weights[level], scores[level]) for level in rows} == {
        "产出指标\n(50分)": (98, 49, 49),
        ("产出", "数量指标"): (50, 25, 25),
        ("产出", "质量指标"): (26, 13, 13),
        ("产出", "时效指标"): (11, Fraction("5.5"), Fraction("5.5")),
        ("产出", "成本指标"): (11, Fraction("5.5"), Fraction("5.5")),
        "效益指标\n（30分）": (28, 31, Fraction("30.3")),
        ("效益", "经济效益指标"): (2, 2, Fraction("1.3")),
        ("效益", "社会效益指标"): (15, 15, 15),
        ("效益", "可持续影响指标"): (11, 14, 14),
        "满意度\n指标\n（10分）": (9, 10, Fraction("9.8")),
        ("满意", "服务对象满意度指标"): (9, 10, Fraction("9.8")),
    }


def test_yiyang_keeps_the_empty_rows_of_ecological_benefit(yiyang):
    [label] = [cell for cell in yiyang.cells.values() if cell.value == "生态效\n益指标"]
    assert [cell.value for cell in yiyang.sheet[label.row][3:]] == [None] * 6


def test_yiyang_funds_keep_their_published_errors(yiyang):
    assert yiyang.line("年度资金总额") == [
        (6653.73, "0.00"),
        (6653.73, "0.00"),
        (8876.29, "0.00"),
        (10, "General"),
        (1, "0%"),
        (100, "General"),
    ]
    assert yiyang.line("其中：  一般公共预算：8805.39") == [("其中：基本支出：6879.35", "General")]
    assert yiyang.line("政府性基金拨款：23") == [("项目支出：1996.94", "General")]
    assert yiyang.line("其他资金：47.9") == []
    assert exact(["8805.39", "23", "47.9"]) == exact(["6879.35", "1996.94"]) == Fraction("8876.29")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("完成评查案卷数", ("≥150个", "200个", "完成得0.5分", 0.5)),
        ("法治建设宣传次数", ("≥2次", "3次", "完成得0.5分", 0.5)),
        ("执法能力提升培训班次", ("≥3次", "5次", "完成得0.5分", 0.5)),
        ("开展抽检产商品批次", ("≥550批次", "475批次", "完成得0.5分", 0.5)),
        ("行政处罚案件审查数", ("≥40个", "54个", "完成得0.5分", 0.5)),
        ("评选优秀案例数", ("≥10个", "9个", "完成得0.5分", 0.5)),
        ("开展公平竞争制度审查单位", ("≥10个", "8个", "完成得0.5分", 0.5)),
        ("聘请律师、法律顾问人数", ("≥2人次", "3人次", "完成得0.5分", 0.5)),
        ("市本级食品安全抽检数", ("≥800批次", "1900批次", "完成得0.5分", 0.5)),
        ("高价值专利拥有量", ("≥1.7件/万人", "2.89件/万人", "完成得0.5分", 0.5)),
        ("药品抽验批次", ("≥90批次", "119批次", "完成得0.5分", 0.5)),
        ("化妆品抽验批次", ("≥20批次", "75批次", "完成得0.5分", 0.5)),
        ("医疗器械抽验批次", ("≥10批絘", "10批次", "完成得0.5分", 0.5)),
        ("指导全市非公企业党组织党建工作时间", ("2024年12月31日前", "2024年12月31日", "完成得0.5分", 0.5)),
        ("处理价格投诉举报时间", ("15日以内", "15日", "完成得0.5分", 0.5)),
        ("部门预算总成本", ("≤8876.29万元", "8876.29万元", "完成得0.5分", 0.5)),
        ("免费为开办企业赠送印章服务企业数", ("≥160家", "150家", "完成得1分", 0.8)),
        ("专利许可交易金额", ("≥200万元", "90.28万元", "完成得1分", 0.5)),
        ("因传销而引发群体性稳定事件数", ("0", "0", "完成得1分", 1)),
        ("社会公众对窗口工作满意度", ("92%", "98%", "完成得2分", 2)),
        ("社会公众对食品安全满意度", ("85%", "84.33%", "完成得1分", 0.8)),
    ],
)
def test_yiyang_rows_are_as_published(yiyang, name, expected):
    row = yiyang[name]
    assert (row["年度指标值"], row["实际完成值"], row["分值"], row["自评得分"]) == expected


def test_yiyang_explains_no_deviation(yiyang):
    assert {row["偏差原因分析及改进措施"] for row in yiyang.indicators} == {None}


# ---------------------------------------------------------------- against the published documents


def published(prefix: str) -> str:
    """The published document without white space."""
    found = sorted(PUBLISHED.glob(f"{prefix}_*.txt"))
    if not found:
        pytest.skip("the published documents are not beside the repository")
    return re.sub(r"\s", "", found[0].read_text("utf-8"))


@pytest.mark.parametrize(("name", "prefix"), [("shaoguan-2022", "000"), ("yiyang-2024", "002")])
def test_every_text_of_the_form_stands_in_the_published_document(name, prefix):
    document = published(prefix)
    texts = {re.sub(r"\s", "", cell.value) for cell in Form(name).cells.values() if isinstance(cell.value, str)}
    assert {text for text in texts if text not in document} == set()


def shown(cell) -> str:
    """A cell as the printed table shows it, without white space."""
    if isinstance(cell.value, float) and cell.number_format.endswith("%"):
        return f"{float(Fraction(str(cell.value)) * 100):.2f}%"
    return re.sub(r"\s", "", str(cell.value))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("基础数据表", "2024年度部门整体支出绩效评价基础数据表财政供养", "填表人"),
        ("收支结转结余情况", "益阳市市场监督管理局一般公共预算收支结转结余情况（单位", "（二）基本支出情况"),
    ],
)
def test_yiyang_statements_are_the_published_ones_cell_by_cell_and_nothing_else(name, first, last):
    document = published("002")
    start = document.index(first)
    sheet = load_workbook(EXAMPLES / "yiyang-2024.xlsx")[name]
    cells = [shown(cell) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    cells = cells[cells.index(next(text for text in cells if first.startswith(text))) :]
    assert "".join(cells) == document[start : document.index(last, start)]


def test_yiyang_rows_stand_in_the_published_document_in_this_order(yiyang):
    rows = "".join(
        f"{row['三级指标']}{row['年度指标值']}{row['实际完成值']}{row['分值']}{row['自评得分']}\n"
        for row in yiyang.indicators
    )
    document = published("002")
    places = [document.find(row) for row in rows.split()]
    assert -1 not in places
    assert places == sorted(places)
    assert document.count("完成得") == len(yiyang.indicators)


def test_shaoguan_rows_stand_in_the_published_document_in_this_order(shaoguan):
    document = published("000")
    place = document.index("绩效指标一级指标")
    for row in shaoguan.indicators:
        is_percentage = shaoguan.cells[f"G{row['row']}"].number_format == "0.00%"
        shown = {**row, "目标值": f"{row['目标值']:.2%}" if is_percentage else row["目标值"]}
        columns = [name for name in shown if name not in {"绩效指标", "一级指标", "row"}]
        text = re.sub(r"\s", "", "".join(str(shown[name]) for name in columns if shown[name] is not None))
        place = document.find(text, place)
        assert place >= 0, row


@pytest.mark.parametrize(
    ("name", "prefix", "title"),
    [("shaoguan-2022", "000", "部门整体支出绩效自评表"), ("yiyang-2024", "002", "附件32024年度部门整体支出绩效自评表")],
)
def test_nothing_of_the_published_table_is_left_out(name, prefix, title):
    _, found, left = published(prefix).partition(title)
    assert found
    sheets = build.read((EXAMPLES / f"{name}.txt").read_text("utf-8"))
    written = {re.sub(r"\s", "", cell.lstrip("'")) for sheet in sheets for row in sheet.rows for cell in row.cells}
    for text in sorted(written - {""}, key=len, reverse=True):
        left = left.replace(text, "\n")
    assert not left.strip()
