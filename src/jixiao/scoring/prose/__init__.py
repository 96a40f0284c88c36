"""The prose of a report: sentences with their figures, and what they say of each other and of the tables.

For an accountant: 自评报告的文字部分.  For a programmer: pure functions of paragraphs; checks read the results.
"""
