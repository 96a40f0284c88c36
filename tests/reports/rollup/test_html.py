"""The roll-up's page, read by a real Chromium: what it shows, sorts, filters and prints, and what no word in it can do."""

import io
import json
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from jixiao.reports.rollup.content import Block, Chart, Column, Fact, Link, Page, Rollup
from jixiao.reports.rollup.html import MOST_ROWS, write_html
from tests.browser import chromium
from tests.reports.rollup.samples import FINDING_COLUMNS, NASTY, UNIT_COLUMNS, findings, made

pytestmark = pytest.mark.chromium

GRADES = "优良中差"
SEVERITIES = {"● 错误": 0, "▲ 警告": 1, "○ 提示": 2}


def written(rollup, beside=Path("/收件/汇总")):
    stream = io.StringIO()
    write_html(rollup, stream, beside)
    return stream.getvalue()


def of(*blocks, name="页"):
    return Rollup("汇总", "由测试写成。", "1.0", (), (), (Page(name, "", blocks),))


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def show(browser, tmp_path):
    """Opens a roll-up's page."""

    def opened(rollup):
        path = tmp_path / "汇总.html"
        path.write_text(written(rollup, tmp_path), "utf-8", newline="\n")
        return browser.open(path)

    return opened


@pytest.fixture(scope="module")
def sample():
    return made()


def cells(browser, key):
    """The rows of a table as they stand on the screen."""
    return browser.run("return [...document.querySelectorAll(`#b-${arguments[0]} tbody tr`)].map(row => [...row.cells].map(cell => cell.innerText))", key)


def column(browser, key, at):
    return [row[at] for row in cells(browser, key)]


def press(browser, key, at):
    browser.run("document.querySelectorAll(`#b-${arguments[0]} th button`)[arguments[1]].click()", key, at)


def count(browser, key):
    return browser.run("return document.querySelector(`#b-${arguments[0]} .count`).textContent", key)


def search(browser, key, words, expected):
    """Types into the filter, and waits for what the table then says."""
    field = browser.driver.find_element("css selector", f"#b-{key} input[type=search]")
    field.clear()
    field.send_keys(words)
    browser.until(lambda: expected in count(browser, key))


def choose(browser, key, heading, option):
    browser.run(
        "const select = [...document.querySelectorAll(`#b-${arguments[0]} .tools label`)].find(each => each.firstChild.textContent.trim() === arguments[1]).querySelector('select');"
        "select.value = [...select.options].find(each => each.textContent === arguments[2]).value; select.dispatchEvent(new Event('change'))",
        key, heading, option,
    )  # fmt: skip


# ----------------------------------------------------------------- the page ----


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(show, sample, tmp_path):
    browser = show(sample)
    for key in ("units", "findings"):
        press(browser, key, 0)
    browser.run("scrollTo(0, document.documentElement.scrollHeight)")
    assert browser.requests() == [(tmp_path / "汇总.html").as_uri()]
    assert browser.complaints() == []


def test_every_page_is_a_section_that_the_navigation_leads_to(show, sample):
    browser = show(sample)
    assert browser.run("return [...document.querySelectorAll('nav a')].map(each => each.textContent)") == [page.name for page in sample.pages]
    assert browser.run("return [...document.querySelectorAll('nav a')].map(each => document.querySelector(each.hash + ' h2').textContent)") == [page.name for page in sample.pages]
    browser.driver.find_element("link text", "问题").click()
    browser.until(lambda: browser.run("return document.querySelector('nav a[aria-current]').textContent") == "问题")
    assert browser.run("return document.querySelector('nav').getBoundingClientRect().top") == 0
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")


def test_facts_warnings_and_what_is_said_instead_of_rows(show, sample):
    browser = show(sample)
    facts = browser.run("return [...document.querySelectorAll('.fact')].map(each => [each.querySelector('dt').textContent, each.querySelector('dd').textContent])")
    assert facts == [[fact.label, fact.value] for fact in sample.facts]
    assert browser.run("return [...document.querySelectorAll('.warnings li')].map(each => each.textContent)") == list(sample.warnings)
    assert "没有照抄的偏差原因。" in browser.run("return document.getElementById('b-nothing').innerText")


def test_a_rollup_of_nothing_is_a_page_too(show):
    browser = show(Rollup("汇总", "文件夹是空的。", "1.0", (Fact("工作簿", "0"),), (), ()))
    assert "文件夹是空的。" in browser.run("return document.body.innerText")
    assert browser.complaints() == []


# ------------------------------------------------------------------ figures ----


def test_each_kind_of_figure_is_shown_as_in_the_workbook(show):
    columns = (
        Column("文字"), Column("整数", "whole"), Column("分数", "points"), Column("比率", "ratio"), Column("万元", "money"), Column("等级", "grade"), Column("级别", "severity"),
        Column("灯", "light"), Column("是否"),
    )  # fmt: skip
    rows = (
        ("第一行\n第二行", 2024, 98.9, 1.334, 6653.73, "优", "error", "red", True),
        ("0", 0, 2.675, 0.863636, 1234567.895, "差", "info", "blue", False),
        (None, None, None, None, None, None, None, None, None),
        ("—", "—", float("nan"), 0.99995, -0.005, "不合格", "warning", "green", 3),
        ("大", 10**30, 1e300, float("inf"), -1e15, "中", "警告", "灭", 0.5),
    )
    browser = show(of(Block("figures", "", columns, rows)))
    expected = [
        ["第一行\n第二行", "2024", "98.90", "133.40%", "6,653.73", "优", "● 错误", "红灯", "是"],
        ["0", "0", "2.68", "86.36%", "1,234,567.90", "差", "○ 提示", "蓝灯", "否"],
        [""] * 9,
        ["—", "—", "", "100.00%", "-0.01", "不合格", "▲ 警告", "绿灯", "3"],
        ["大", "1e+30", "1e+300", "", "-1e+15", "中", "警告", "灭", "0.5"],
    ]
    assert cells(browser, "figures") == expected
    press(browser, "figures", 0)  # the script writes the same
    assert sorted(cells(browser, "figures")) == sorted(expected)


def test_the_script_writes_every_cell_as_the_page_did(show, sample):
    browser = show(sample)
    for page in sample.pages:
        for block in page.blocks:
            if block.rows:
                before = browser.run(f"return document.querySelector('#b-{block.key} tbody').innerHTML").replace("\n", "")
                for _ in range(3):  # one way, the other way, as it was
                    press(browser, block.key, 0)
                after = browser.run(f"return document.querySelector('#b-{block.key} tbody').innerHTML")
                assert after.replace("\n", "")[: len(before)] == before, block.key


def test_all_figures_of_a_long_table_are_those_of_the_rollup(show, sample):
    browser = show(sample)
    block = sample.pages[1].blocks[0]
    while browser.run("return !document.querySelector('#b-units .more').hidden"):
        browser.driver.execute_script("document.querySelector('#b-units .next').click()")
    shown = cells(browser, "units")
    assert len(shown) == len(block.rows) == 400

    def half_up(value, places):
        return Decimal(repr(value)).quantize(Decimal(places), ROUND_HALF_UP)

    for got, row in zip(shown, block.rows, strict=True):
        assert got[0] == row[0]
        assert got[3].splitlines()[0] == row[3].text
        assert [Decimal(got[at].replace(",", "")) for at in (4, 5)] == [half_up(row[at], "0.01") for at in (4, 5)]
        assert Decimal(got[6].removesuffix("%")) == half_up(row[6], "0.0001") * 100
        assert [Decimal(got[at]) for at in (7, 8, 11, 12)] == [half_up(row[at], "0.01") for at in (7, 8, 11, 12)]
        assert got[9] == row[9]


def test_shading_follows_the_figures_and_ends_at_the_highest(show):
    columns = (Column("级"), Column("甲", "points"), Column("乙", "points"), Column("不着色", "points"))
    rows = (("一", 0, 8.0, 99), ("二", 4.0, None, 99), ("三", 1.0, 0.4, 99))
    for high in ("bad", "good"):
        browser = show(of(Block("heat", "", columns, rows, heat=(1, 2), heat_high=high)))
        found = browser.run("return [...document.querySelectorAll('#b-heat tbody td')].map(each => each.className)")
        assert [each.split()[1:] for each in found] == [[], [], [f"{high}-8"], [], [], [f"{high}-4"], [], [], [], [f"{high}-1"], [], []]
        assert browser.run("return getComputedStyle(document.querySelectorAll('#b-heat td')[2]).backgroundColor") != "rgb(255, 255, 255)"


# ------------------------------------------------------------- sort, filter ----


def test_a_heading_sorts_figures_largest_first_then_smallest_then_not(show, sample):
    browser = show(sample)
    rates = [row[6] for row in sample.pages[1].blocks[0].rows]
    first = column(browser, "units", 6)
    press(browser, "units", 6)
    assert column(browser, "units", 6)[:20] == [f"{Decimal(repr(rate)).quantize(Decimal('0.0001'), ROUND_HALF_UP) * 100:.2f}%" for rate in sorted(rates, reverse=True)[:20]]
    heading = "return document.querySelectorAll('#b-units th')[6].getAttribute('aria-sort')"
    assert browser.run(heading) == "descending"
    press(browser, "units", 6)
    assert column(browser, "units", 6)[0] == f"{Decimal(repr(min(rates))).quantize(Decimal('0.0001'), ROUND_HALF_UP) * 100:.2f}%"
    assert browser.run(heading) == "ascending"
    press(browser, "units", 6)
    assert column(browser, "units", 6) == first
    assert browser.run(heading) is None
    assert browser.run("return document.querySelectorAll('th[aria-sort]').length") == 0


def test_words_sort_as_a_chinese_reader_expects_and_numbers_in_them_by_size(show):
    words = ("周口", "北京", "阿坝", "H100", "H9", None, "长沙")
    browser = show(of(Block("words", "", (Column("词"),), tuple((word,) for word in words))))
    press(browser, "words", 0)
    # By pinyin: ā běi cháng zhōu, Latin letters apart; nothing comes last.
    found = column(browser, "words", 0)
    assert [word for word in found if not word.startswith("H")] == ["阿坝", "北京", "长沙", "周口", ""]
    assert found.index("H9") < found.index("H100")
    press(browser, "words", 0)
    assert [word for word in column(browser, "words", 0) if not word.startswith("H")] == ["周口", "长沙", "北京", "阿坝", ""]


def test_grades_and_severities_sort_in_their_own_order(show, sample):
    browser = show(sample)
    press(browser, "units", 9)
    grades = column(browser, "units", 9)
    assert grades == sorted(grades, key=GRADES.index)
    press(browser, "units", 9)
    grades = column(browser, "units", 9)
    assert grades == sorted(grades, key=GRADES.index, reverse=True)
    assert len(set(grades)) > 1
    press(browser, "findings", 3)
    assert set(column(browser, "findings", 3)) == {"● 错误"}
    press(browser, "findings", 3)
    assert set(column(browser, "findings", 3)) == {"○ 提示"}


def test_words_among_figures_come_after_them_whichever_way(show):
    rows = tuple((value,) for value in (3.5, "缺", None, 12, -1))
    browser = show(of(Block("mixed", "", (Column("分数", "points"),), rows)))
    press(browser, "mixed", 0)
    assert column(browser, "mixed", 0) == ["12.00", "3.50", "-1.00", "缺", ""]
    press(browser, "mixed", 0)
    assert column(browser, "mixed", 0) == ["-1.00", "3.50", "12.00", "缺", ""]


def test_a_heading_works_from_the_keyboard(show, sample):
    browser = show(sample)
    browser.run("document.querySelectorAll('#b-units th button')[11].focus()")
    browser.driver.switch_to.active_element.send_keys("\ue007")  # Enter
    assert column(browser, "units", 11)[0] == "8"
    assert browser.run("return document.activeElement.closest('th').getAttribute('aria-sort')") == "descending"


def test_the_filter_finds_all_its_words_in_all_rows_and_says_how_many(show, sample):
    browser = show(sample)
    rows = sample.pages[2].blocks[0].rows
    assert count(browser, "findings") == "共 1,500 行，显示前 50 行"
    wanted = [row for row in rows if "第7管理中心" in row[0]]
    search(browser, "findings", "第7管理中心", f"筛选出 {len(wanted)} 行，共 1,500 行")
    assert column(browser, "findings", 4) == [row[4] for row in wanted]
    cell = next(row[1].cell for row in rows if row[2] == "JX203" and len(row[1].cell) == 4)
    both = [row for row in rows if row[2] == "JX203" and row[1].cell == cell]
    search(browser, "findings", f"jx203 自评表!{cell.lower()}", f"筛选出 {len(both)} 行")  # small letters, and a place
    assert column(browser, "findings", 4) == [row[4] for row in both]
    search(browser, "findings", "没有这样的话", "筛选出 0 行，共 1,500 行")
    assert cells(browser, "findings") == []


def test_columns_of_few_values_can_be_chosen_from_together_with_the_filter_and_the_order(show, sample):
    browser = show(sample)
    rows = sample.pages[1].blocks[0].rows
    choose(browser, "units", "等级", "良")
    wanted = [row for row in rows if row[9] == "良"]
    assert f"筛选出 {len(wanted)} 行，共 400 行" in count(browser, "units")
    choose(browser, "units", "预警灯", "（空白）")
    wanted = [row for row in wanted if row[10] is None]
    assert f"筛选出 {len(wanted)} 行" in count(browser, "units")
    press(browser, "units", 4)
    most = sorted(wanted, key=lambda row: -row[4])
    assert column(browser, "units", 0)[:30] == [row[0] for row in most][:30]
    choose(browser, "units", "等级", "全部")
    choose(browser, "units", "预警灯", "全部")
    assert "共 400 行" in count(browser, "units")
    options = "return [...document.querySelectorAll('#b-findings select')].map(each => [...each.options].map(option => option.textContent))"
    assert ["全部", *SEVERITIES] in browser.run(options)


def test_a_long_table_is_shown_piece_by_piece(show, sample):
    browser = show(sample)
    rows = sample.pages[2].blocks[0].rows
    for expected in (50, 250, 450):
        assert column(browser, "findings", 4) == [row[4] for row in rows[:expected]]
        browser.driver.execute_script("document.querySelector('#b-findings .next').click()")
    assert "显示前 650 行" in count(browser, "findings")


# ------------------------------------------------------------------ strangers ----


def test_no_word_of_a_stranger_becomes_anything_but_characters(show, sample):
    browser = show(sample)
    press(browser, "nasty", 3)
    assert [row[0] for row in reversed(cells(browser, "nasty"))] == list(NASTY)
    assert [row[2] for row in reversed(cells(browser, "nasty"))] == list(NASTY)
    search(browser, "findings", "<img", "筛选出 0 行")
    assert browser.run("return document.title") == "预算绩效汇总"
    assert browser.run("return document.querySelectorAll('img, iframe, object, embed, link, base, form').length") == 0
    assert browser.run("return [...document.scripts].filter(each => each.type !== 'application/json').length") == 1
    addresses = browser.run("return [...document.querySelectorAll('a')].map(each => each.getAttribute('href'))")
    assert all(re.match(r"#|\.{1,2}/", each) for each in addresses)
    assert browser.complaints() == []


def test_what_were_markup_all_the_same_could_do_nothing(show, sample):
    """The test can fail: this is what the page would do if a word slipped through."""
    browser = show(sample)
    browser.run("document.querySelector('main').innerHTML += arguments[0]", "<img src=x onerror=\"document.title='taken'\"><a href=\"javascript:document.title='taken'\" id=bait>a</a><iframe src=data:text/html,x></iframe>")
    browser.run("document.getElementById('bait').click()")
    said = "".join(browser.complaints())
    assert browser.run("return document.title") == "预算绩效汇总"
    assert said.count("Content Security Policy") >= 3


def test_control_characters_halves_of_characters_and_turned_writing_are_made_visible():
    page = written(of(Block("odd", "", (Column("词"),), (("a\x00b\x1b[31m\u202egnp.xlsx\ud800",),))))
    page.encode("utf-8")
    assert "a␀b␛[31m\ufffdgnp.xlsx\ufffd" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", page)


def test_links_lead_from_the_pages_folder_to_the_file_and_nowhere_else(show, tmp_path):
    names = ("甲 局#1/50%?.xlsx", "javascript:alert(1).xlsx", "a&b\"'<.xlsx", "bytes\udcff.xlsx")
    links = tuple((Link(name, str(tmp_path / "收件" / name), "自评表", "H33"),) for name in names)
    browser = show(of(Block("links", "", (Column("工作簿", "link"),), (*links, (Link("没有文件", ""),)))))
    hrefs = "return [...document.querySelectorAll('#b-links a')].map(each => each.getAttribute('href'))"
    expected = [
        "./%E6%94%B6%E4%BB%B6/%E7%94%B2%20%E5%B1%80%231/50%25%3F.xlsx", "./%E6%94%B6%E4%BB%B6/javascript%3Aalert%281%29.xlsx",
        "./%E6%94%B6%E4%BB%B6/a%26b%22%27%3C.xlsx", "./%E6%94%B6%E4%BB%B6/bytes%FF.xlsx",
    ]  # fmt: skip
    assert browser.run(hrefs) == expected
    assert browser.run("return document.querySelector('#b-links a').href") == f"{tmp_path.as_uri()}/{expected[0][2:]}"
    assert cells(browser, "links")[0] == ["甲 局#1/50%?.xlsx\n自评表!H33"]
    press(browser, "links", 0)
    assert sorted(browser.run(hrefs)) == sorted(expected)
    assert cells(browser, "links")[-1] == ["没有文件"] or ["没有文件"] in cells(browser, "links")


# ------------------------------------------------------------------- charts ----


def drawing(browser, key):
    return browser.run("return [...document.querySelectorAll(`#b-${arguments[0]} svg title`)].map(each => each.textContent)", key)


def test_every_mark_of_a_chart_says_its_figure(show, sample):
    browser = show(sample)
    assert drawing(browser, "grades") == ["优：512（51.2%）", "良：301（30.1%）", "中：140（14.0%）", "差：47（4.7%）"]
    assert drawing(browser, "months")[:3] == ["识别和结构 错误：31", "识别和结构 警告：120", "识别和结构 提示：44"]
    assert drawing(browser, "lost") == ["产出指标 失分率：8.31%", "效益指标 失分率：6.22%", "满意度指标 失分率：2.14%", "预算执行 失分率：6.55%"]
    assert drawing(browser, "raised")[-1] == "市某中心 平均得分率：88.00%"
    labels = browser.run("return [...document.querySelectorAll('svg[role=img]')].map(each => each.getAttribute('aria-label'))")
    assert "得分与执行率：散点图，400 组数据，与表中的数字相同" in labels
    assert browser.run("return [...document.querySelectorAll('#b-rates svg text')].map(each => each.textContent)")[-2:] == ["执行率", "重算总分"]


def test_lengths_are_in_proportion_to_the_figures(show, sample):
    browser = show(sample)
    widths = browser.run("return [...document.querySelectorAll('#b-months rect')].filter(each => each.firstChild).map(each => each.width.baseVal.value)")
    figures = [value for row in sample.pages[0].blocks[1].rows for value in row[1:]]
    assert [width / widths[0] for width in widths] == pytest.approx([figure / figures[0] for figure in figures], abs=0.02)


def test_points_that_lie_on_each_other_are_one_larger_point(show):
    rows = tuple((f"{number}号", 0.5 if number else 1.0, 80 if number else 100) for number in range(1000))
    block = Block("many", "", (Column("单位"), Column("执行率", "ratio"), Column("总分", "points")), rows, chart=Chart("scatter", "图", 1, (2,), "执行率", "总分"))
    assert drawing(show(of(block)), "many") == ["0号：执行率 100.00%，总分 100.00", "1号 等 999 个：执行率 50.00%，总分 80.00"]


def test_a_chart_copes_with_nothing_one_negative_and_too_many(show):
    def block(key, rows, kind="column"):
        return Block(key, key, (Column("名"), Column("数", "points")), rows, chart=Chart(kind, "图", 0, (1,)))

    kinds = ("column", "bar", "stacked", "doughnut")
    blocks = [block(f"{kind}{number}", rows, kind) for kind in kinds for number, rows in enumerate(((("甲", 0),), (("甲", 7), ("乙", 1e300)), (("甲", -3.0), ("乙", 2.0)), (("甲", None),)))]
    browser = show(of(*blocks, block("crowd", tuple((f"单位{number}", number) for number in range(500))), block("scatter", (("甲", 1.0),), "scatter")))
    assert browser.complaints() == []
    assert browser.run("return document.querySelectorAll('#b-column3 svg').length") == 0  # nothing to draw
    assert "NaN" not in browser.run("return [...document.querySelectorAll('svg')].map(each => each.outerHTML).join('')")
    assert len(drawing(browser, "crowd")) == 40
    assert "图中为前 40 行，共 500 行" in browser.run("return document.querySelector('#b-crowd svg').textContent")
    edges = browser.run("return [...document.querySelectorAll('svg rect, svg circle')].every(each => { const b = each.getBBox(), v = each.ownerSVGElement.viewBox.baseVal; return b.x >= 0 && b.y >= 0 && b.x + b.width <= v.width && b.y + b.height <= v.height; })")
    assert edges


# --------------------------------------------------------------- length, paper ----


class Pieces(io.TextIOBase):
    """A stream that keeps only how much came at once."""

    def __init__(self):
        self.longest, self.total = 0, 0

    def write(self, text):
        self.longest, self.total = max(self.longest, len(text)), self.total + len(text)
        return len(text)


def test_a_long_table_is_written_row_by_row():
    pieces = Pieces()
    write_html(of(Block("findings", "", FINDING_COLUMNS, tuple(findings(20_000)))), pieces, Path("/收件"))
    assert pieces.total > 2_000_000
    assert pieces.longest < 300_000


def test_rows_beyond_what_a_browser_bears_are_left_to_the_workbook_and_the_rest_is_sorted_whole(show):
    rows = [(f"单位{number}", number * 7919 % 100_003) for number in range(MOST_ROWS + 5)]
    browser = show(of(Block("much", "", (Column("单位"), Column("数", "whole")), rows)))
    assert f"共 {MOST_ROWS + 5:,} 行，本页只带前 {MOST_ROWS:,} 行" in browser.run("return document.querySelector('#b-much .cut').textContent")
    press(browser, "much", 1)
    assert column(browser, "much", 1)[:3] == [str(number) for number in sorted((row[1] for row in rows[:MOST_ROWS]), reverse=True)[:3]]
    search(browser, "much", f"单位{MOST_ROWS - 1}", "筛选出 1 行")
    search(browser, "much", f"单位{MOST_ROWS + 1}", "筛选出 0 行")


def test_it_prints_on_landscape_a4_what_is_filtered_and_is_then_as_before(show, sample, tmp_path):
    browser = show(sample)
    assert browser.printed(tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")
    said = "return document.querySelector('#b-findings .paper').textContent"
    assert browser.run(said) == "共 1500 行，只打印前 750 行；先筛选或在屏幕上多显示几行再打印，或打印工作簿。".replace("1500", "1,500")  # 6,000 cells in 8 columns
    assert len(cells(browser, "findings")) == 50
    assert count(browser, "findings") == "共 1,500 行，显示前 50 行"
    search(browser, "findings", "第8管理中心", "筛选出 2 行")
    few = browser.printed(tmp_path / "few.pdf").read_bytes()
    assert browser.run(said) == "筛选出 2 行"
    pages = [len(re.findall(rb"/Type /Page\b", (tmp_path / name).read_bytes())) for name in ("all.pdf", "few.pdf")]
    assert pages[0] > pages[1] + 10
    (box,) = set(re.findall(rb"/MediaBox \[([\d. ]+)\]", few))
    assert [round(float(each)) for each in box.split()] == [0, 0, 842, 595]


def test_on_paper_the_tools_are_gone_and_headings_are_repeated(show, sample):
    browser = show(sample)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        def looks(selector, name):
            return browser.run("return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", selector, name)

        assert [looks(each, "display") for each in ("nav", "#b-units .tools", "#b-units .more")] == ["none"] * 3
        assert looks("#b-units thead", "display") == "table-header-group"
        # Chromium leaves a button out of a heading that it repeats.
        assert looks("#b-units th button", "display") == "contents"
        assert looks("#b-units .scroll", "maxHeight") == "none"
        assert browser.run("return document.querySelector('#b-units table').getBoundingClientRect().width <= document.querySelector('main').getBoundingClientRect().width + 1")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_without_script_the_first_rows_stand_there_and_a_sentence_says_so(show, sample):
    devtools = "Emulation.setScriptExecutionDisabled"
    show(Rollup("", "", "", (), (), ())).driver.execute_cdp_cmd(devtools, {"value": True})
    try:
        browser = show(sample)
        snapshot = browser.driver.execute_cdp_cmd("DOMSnapshot.captureSnapshot", {"computedStyles": ["display"]})
        drawn = {snapshot["strings"][at] for at in snapshot["documents"][0]["layout"]["text"] if at >= 0}
        assert any("浏览器没有启用脚本" in text for text in drawn)
        assert {"某市第1管理中心", "某市第50管理中心"} <= drawn
        assert "某市第51管理中心" not in drawn
        assert not any("任意文字" in text for text in drawn)
    finally:
        browser.driver.execute_cdp_cmd(devtools, {"value": False})


def test_what_the_page_carries_is_json_in_which_nothing_ends_a_script(sample):
    page = written(sample)
    stores = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', page, re.DOTALL)
    assert len(stores) == 1 + sum(bool(block.rows) for each in sample.pages for block in each.blocks)
    for _, text in stores:
        assert "<" not in text
        json.loads(text)
    assert page == written(made())  # the same, byte for byte
    assert len(UNIT_COLUMNS) == len(json.loads(dict(stores)["b-units-rows"])["shapes"])
