"""A workbook with numbers of invented persons in every place that XlsxWriter can reach, and the secrets planted in it."""

from pathlib import Path

import xlsxwriter

IDENTITY = "110101190001010014"
TABLE = [
    ["2024年度项目支出绩效自评表"],
    ["项目名称", "某项目"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "走访企业数", "≥10家", "12家", 50, 50],
    ["效益指标", "社会效益指标", "群众知晓率", "≥90%", "95%", 50, 50],
    ["总分", "", "", "", "", 100, 100],
]
CONTACTS = [
    ["填报人：李某某", "", "联系电话：", "0601-2345678"],
    ["经办人", "周某某", "手机", 16412345678],
    ["开户行及账号", "0000 1234 5678 90", "身份证号", IDENTITY],
]
# Nothing of these may be readable afterwards, however it is written.
SECRETS = ("16412345678", "2345678", "00001234567890", IDENTITY, "16400001111", "16487654321", "zhang@example.com")
AUTHORS = ("赵某某", "钱某某", "孙某某", "吴某某")


def full_workbook(path: Path) -> Path:
    """Cells, rich text, formulas, comments, headers, text boxes, charts, links, validations, names, properties, a hidden sheet."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "赵某某", "manager": "钱某某", "company": "某单位", "comments": "电话16412345678"})
    book.set_custom_property("经办", "孙某某")
    sheet = book.add_worksheet("自评表")
    bold = book.add_format({"bold": True})
    for row, texts in enumerate([*TABLE, *CONTACTS]):
        sheet.write_row(row, 0, texts)
    sheet.write_rich_string("A11", "联系电话：", bold, "1641234", "5678，谢谢")
    sheet.write_formula("A12", '=CONCATENATE("电话：","16412345678")', None, "电话：16412345678")
    sheet.write_formula("A13", "=D8", None, 16412345678)
    sheet.write_formula("A14", "=SUM(F4:F5)", None, 100)
    sheet.write("A15", "预算数（元）")
    sheet.write("B15", 16499999999)
    sheet.write_comment("A1", "请打 16487654321 找我", {"author": "吴某某"})
    sheet.set_header('&L&"宋体,常规"联系电话：0601-2345678&R&10 16412345678')
    sheet.insert_textbox("J2", "文本框：手机 16412345678")
    sheet.write_url("A16", "http://example.com/?tel=16412345678", string="打电话", tip="16412345678")
    sheet.write_url("A17", "mailto:zhang@example.com", string="写信")
    sheet.data_validation("A18", {"validate": "list", "source": ["16412345678", "甲"], "input_title": "提示", "input_message": "问 16412345678"})
    book.define_name("电话", '="16412345678"')
    hidden = book.add_worksheet("名单")
    hidden.hide()
    hidden.write_row(0, 0, ["姓名", "身份证号", "电话"])
    hidden.write_row(1, 0, ["郑某某", IDENTITY, 16400001111])
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "categories": "=自评表!$A$8:$A$9", "values": "=自评表!$D$8:$D$8", "name": "电话 16412345678",
        "categories_data": ["16412345678"], "values_data": [16412345678],
    })
    sheet.insert_chart("J20", chart)
    book.close()
    return path
