# The two commands of the README are `make demo` and `make test`; both make the environment first.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
SUPPLY := .venv-supply/.installed
LOCK := .venv-supply/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" $(UPGRADE)

.PHONY: demo test lint bench soak examples templates addin docs grammar lock audit clean
.DEFAULT_GOAL := demo

# Exactly the locked files of all packages (LOCKED=no: whatever an index has that pyproject.toml admits).
LOCKED ?= yes
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
ifeq ($(LOCKED),no)
INSTALL = $(PIP) install --upgrade "pip>=25.1" && $(PIP) install --editable ".[cluster,parquet]" --group dev
else
INSTALL = $(PIP) install --require-hashes --requirement requirements/dev.txt && $(PIP) install --no-deps --no-build-isolation --editable .
endif

$(STAMP): pyproject.toml requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本 / Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "缺少 venv：请先安装 python3-venv / the venv module is missing: install python3-venv"; exit 1; }
	@$(INSTALL) || { echo "依赖没有装好。要么网络不通，要么软件源里没有 requirements/dev.txt 锁定的文件（镜像可能滞后）：换一个软件源再试，或用 make LOCKED=no 装它有的版本 /"; \
		echo "Packages could not be installed: no network, or the index lacks a file that requirements/dev.txt pins (a mirror may lag behind). Try another index, or take what it has: make LOCKED=no"; exit 1; }
	@touch $@

demo: $(STAMP)
	@$(BIN)/jixiao demo --output out

test: $(STAMP) lint
	@sh tests/system-packages.sh
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# Folders of 1,000 and 4,000 workbooks among it (COUNT=24 for a small one).
bench: $(STAMP)
	@$(BIN)/python -m benchmarks.run $(if $(COUNT),--count $(COUNT))

# An hour of fuzzing on all cores (MINUTES=5 for less), then the long variants of the suites.
soak: $(STAMP)
	@$(BIN)/python -m soak.run --minutes $(or $(MINUTES),60)

examples templates: $(STAMP)
	@$(BIN)/python workbooks/build.py

addin: $(STAMP)
	@$(BIN)/python addin/build.py

docs: $(STAMP)
	@$(BIN)/python docs/build.py

# After a change of values/grammar.lark, or of the lark that is pinned.
grammar: $(STAMP)
	@$(BIN)/python -c 'from jixiao.values import parser; parser.write_tables()'

# What only `make lock` and `make audit` need stands apart from what is tested.
$(SUPPLY): requirements/supply.txt
	@$(PYTHON) -m venv .venv-supply
	@.venv-supply/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/supply.txt
	@touch $@

# Pins what is new in pyproject.toml; UPGRADE=--upgrade takes the newest of everything.
lock: $(SUPPLY)
	@$(LOCK) --output-file requirements/run.txt pyproject.toml
	@$(LOCK) --output-file requirements/dev.txt --constraint requirements/run.txt --extra cluster --extra parquet --group dev pyproject.toml
	@$(LOCK) --output-file requirements/supply.txt --group supply

# ADVISORIES=FOLDER, a copy of github.com/pypa/advisory-database, where no advisory service can be reached.
audit: $(STAMP) $(SUPPLY)
	@$(BIN)/python -m requirements.audit
	@.venv-supply/bin/python -m requirements.vulnerabilities $(ADVISORIES) || test $$? -eq 3  # 3: not checked, as it says

clean:
	rm -rf .venv .venv-supply out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
