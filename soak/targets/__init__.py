"""What is fuzzed: each module has ``check(data)``, ``seeds()``, ``WORDS`` (a dictionary) and ``LONGEST`` (bytes of one input).

For an accountant: 每个文件说明一类输入、以及无论输入什么都必须成立的事.
For a programmer: ``check`` raises nothing but what is a mistake of ours; promises are assertions with words that name no
figures, so that two failures of one cause look alike.
"""
