"""The roll-up as pages of blocks, and its writers: a workbook with native charts, one page for the browser."""
