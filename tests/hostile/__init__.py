"""Files that were made to do harm, each run through the real command in a confined process.

`python -m tests.hostile` runs every one of them and prints what became of it.
"""
