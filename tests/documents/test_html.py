"""Web pages: encodings, spans, layout tables, and what must not be followed."""

import pytest

from jixiao.documents import open_document
from jixiao.model import Area
from jixiao.workbooks.unreadable import Unreadable

PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>不是正文</title>
<style>td {{ color: red }}</style></head><body>
<script>document.write("<table><tr><td>脚本</td></tr></table>")</script>
<table width="100%"><tr><td>首页 | 公开</td></tr><tr><td>
  <h2>项目支出绩效
  自评表</h2><p>填报单位：<b>市体</b>育局</p>
  <table border="1"><caption>单位：万元</caption>
   <thead><tr><th rowspan="2">项目资金</th><th colspan="2">预算执行</th></tr><tr><th>预算数</th><th>执行数</th></tr></thead>
   <tbody><tr><td>其中：<br>财政&nbsp;拨款<p>上级</p></td><td>1,200.50</td><td><sub></sub>&lt;9</td></tr>
   <tr style="display:none"><td>藏起来的</td></tr><tr><td rowspan="99">末行</td><td colspan="2"></td></tr></tbody></table>
</td></tr></table><p>一、说明</p></body></html>"""


@pytest.mark.parametrize(("charset", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("utf-8", "gb18030"), ("none-such", "utf-16"), ("big5", "utf-8-sig")])
def test_a_page_is_read_in_whatever_encoding_it_is(tmp_path, charset, encoding):
    path = tmp_path / "网页.xls"  # as platforms name it
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    found = open_document(path)
    assert found.kind == "html"
    assert [(each.text, each.heading) for each in found.paragraphs] == [
        ("首页 | 公开", 0), ("项目支出绩效自评表", 2), ("填报单位：市体育局", 0), ("单位：万元", 0), ("一、说明", 1),
    ]  # fmt: skip
    (table,) = found.tables
    assert {at: piece.text for at, piece in table.pieces.items()} == {
        (1, 1): "项目资金", (1, 2): "预算执行", (2, 2): "预算数", (2, 3): "执行数",
        (3, 1): "其中：\n财政 拨款\n上级", (3, 2): "1,200.50", (3, 3): "<9", (4, 1): "末行",
    }  # fmt: skip
    assert set(table.merges) == {Area(1, 1, 2, 1), Area(1, 2, 1, 3), Area(4, 2, 4, 3)}


def test_entities_and_addresses_of_a_page_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("密", encoding="utf-8")
    path = tmp_path / "a.html"
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;">]><html><body><p>甲&e;&b;</p>'
        f'<iframe src="{secret.as_uri()}"></iframe><img src="http://127.0.0.1:9/a.png"></body></html>', encoding="utf-8",
    )  # fmt: skip
    assert "密" not in "".join(each.text for each in open_document(path).paragraphs)


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<table><tr><td>" * 4000 + "甲", "嵌套层数"),
        ("<table><tr>" + "<td colspan=999999>甲</td>" * 3, "列数"),
        ("<p>" + "<b></b>" * 1_000_001, "元素数"),
        ("<html></html>", None),
        ("<table><tr>" + "<td rowspan=60000 colspan=9>甲</td></tr><tr>" * 20, None),
    ],
)
def test_a_page_that_cannot_be_meant_is_refused_or_bounded(tmp_path, page, says):
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    if says is None:
        assert len(open_document(path).blocks) <= 1
        return
    with pytest.raises(Unreadable, match=says):
        open_document(path)
