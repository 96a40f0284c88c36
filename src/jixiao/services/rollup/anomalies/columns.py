"""Columns that every block of the page begins with: the blocks stand below each other, and so do their columns."""

from __future__ import annotations

from jixiao.reports.rollup.content import Column

WHOSE = (Column("单位", width=16), Column("项目", width=16), Column("年度", "whole"))
INDICATOR = (*WHOSE, Column("三级指标", width=20), Column("位置", "link"), Column("提示", "long", 40))
