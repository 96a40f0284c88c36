"""What a row, a rate and a table are worth: policies, 评分标准 and points."""
