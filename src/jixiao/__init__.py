"""绩效: compute and check 预算绩效 tables inside the workbooks that accountants already use."""

__version__ = "0.1.0"
