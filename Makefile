# The commands of the course. Each sets up what it needs in .venv first; `make help` lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help lab test check bench notebooks lint clean
.DELETE_ON_ERROR:

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: $(VENV)/installed  ## open the course in JupyterLab
	$(BIN)/rnnviz lab

test: $(VENV)/installed-test  ## run every test: code, notebooks and, where there is a browser, the labs in it
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder

check: $(VENV)/installed-test  ## test one lab in its numbers, pictures and words: make check LAB=gradient_flow
	@test -d rnnviz/labs/$(or $(LAB),?) || { echo "Name a folder of rnnviz/labs: make check LAB=gradient_flow"; exit 1; }
	$(BIN)/python -m pytest -n auto --lab $(LAB) tests/labs/$(LAB) tests/labs/test_every_lab.py tests/labs/test_pictures.py
	$(BIN)/mypy rnnviz/labs/$(LAB)

bench: $(VENV)/installed-bench  ## measure every speed claim
	$(BIN)/python -m benchmarks

notebooks: $(VENV)/installed-test  ## run the notebooks again and store their outputs
	$(BIN)/python tests/notebooks/refresh.py

lint: $(VENV)/installed-test  ## check style, formatting, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

clean:  ## remove .venv and every cache
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mypy_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# A stamp for each set of packages: what is installed already is not installed again.
$(VENV)/installed: pyproject.toml rnnviz/__init__.py | $(BIN)/python
	@echo "Installing the course and what it needs in $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-%: pyproject.toml rnnviz/__init__.py | $(BIN)/python
	@echo "Installing the course and what its $* needs in $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --editable ".[$*]"
	@touch $@

$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || { \
	    echo "$(PYTHON) is not installed; install Python 3.11 or newer, or name yours: make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "$$($(PYTHON) --version) is too old; the course needs 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	    echo "$(PYTHON) has no venv module; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
