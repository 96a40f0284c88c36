"""The parts that blank workbooks are drawn from: looks and canvas, formulas, blocks, rows, statements, the 填报说明 sheet."""
