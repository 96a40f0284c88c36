"""What people and programs get to read: terminal, JSON, the 校验 sheet, SARIF, HTML; one module each."""
