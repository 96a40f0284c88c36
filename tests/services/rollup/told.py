"""The rows of a block as dictionaries by heading, so that a test names what it looks at."""


def told(block):
    """One dictionary a row; of two columns of one heading the latter."""
    headings = [column.heading for column in block.columns]
    return [dict(zip(headings, row, strict=True)) for row in block.rows]
