"""Long tests: coverage-guided fuzzing, and the long variants of the suites.

For an accountant: 长时间的“乱输入”测试，找出会让程序出错的文件和文字.
For a programmer: ``make soak`` runs `soak.run`; one target is ``python -m soak.fuzz values --seconds 60``.
The same targets run in CI with hypothesis and for some seconds with atheris (``tests/fuzz``).
"""
