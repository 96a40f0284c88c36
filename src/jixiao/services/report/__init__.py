"""The self-evaluation report in Word, written from the workbook.

For an accountant: 数字都来自工作簿，单位自己写的话留着，重新生成时不动.
For a programmer: ``gather`` reads, ``sections`` says, ``deliver`` puts it into a template and writes.
"""
