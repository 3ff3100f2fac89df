# Needs only make and Python 3.11 or newer. `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet -c constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

.PHONY: help
help: ## list the targets
	@awk -F ':[^#]*## ' '/^[a-z]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' Makefile

# --- environment ----------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "error: $(PYTHON) not found; install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "error: could not make $(VENV); some systems package this apart from Python, as python3-venv" >&2; exit 1; }

# Runtime dependencies only: enough to use the command.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@$(BIN)/python -m compileall -q models solver reports commands cli.py
	@touch $@

# Runtime and development dependencies; covers the runtime stamp too.
$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev]'
	@$(BIN)/python -m compileall -q models solver reports commands cli.py
	@touch $(VENV)/.runtime $@

# These and the other solvers that the benchmarks time beside ours.
$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e '.[dev,bench]'
	@$(BIN)/python -m compileall -q models solver reports commands cli.py
	@touch $(VENV)/.runtime $(VENV)/.dev $@

# --- use ------------------------------------------------------------------

.PHONY: demo
demo: $(VENV)/.runtime ## show the command at work on the examples
	@$(BIN)/zhicheng demo

# --- checks ---------------------------------------------------------------

.PHONY: test sweep lint format types mutants bench rivals bulk relations
test: $(VENV)/.dev ## run the tests, without the long sweeps
	$(BIN)/python -m pytest -n 2

sweep: $(VENV)/.dev ## run the long sweeps
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## rewrite the sources in the standard format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## check the types
	$(BIN)/mypy

mutants: $(VENV)/.dev ## move every threshold of every standard; a case must notice
	$(BIN)/python -m tests.mutants

bench: $(VENV)/.dev ## run the benchmarks
	$(BIN)/python -m benchmarks

rivals: $(VENV)/.bench ## run the benchmark beside other solvers
	$(BIN)/python -m benchmarks.side_by_side

relations: $(VENV)/.dev ## time the relations of all pairs of standards
	$(BIN)/python -m benchmarks.relations

bulk: $(VENV)/.bench ## run the benchmarks of batch beside its rivals
	$(BIN)/python -m benchmarks.batch

# --- tidying --------------------------------------------------------------

.PHONY: clean
clean: ## remove the environment, caches and build products
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .zhicheng-cache
	find . -name .git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
