# The two commands of the README are `make demo` and `make test`; both make the environment first.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: demo test lint bench examples addin docs clean
.DEFAULT_GOAL := demo

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "缺少 venv：请先安装 python3-venv / the venv module is missing: install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

demo: $(STAMP)
	@$(BIN)/jixiao demo --output out

test: $(STAMP) lint
	@sh tests/system-packages.sh
	@$(BIN)/python -m pytest -n auto

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(STAMP)
	@$(BIN)/python benchmarks/run.py

examples templates: $(STAMP)
	@$(BIN)/python workbooks/build.py

addin: $(STAMP)
	@$(BIN)/python addin/build.py

docs: $(STAMP)
	@$(BIN)/python docs/build.py

clean:
	rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
