"""The roll-up: one folder of workbooks as pages that tell a reviewer where to look."""
