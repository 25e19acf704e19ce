# Everything happens in .venv; nothing is installed elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo test browser lint lock bench clean

help:
	@echo "make demo    install what is needed, audit the sample posts, write a report"
	@echo "make test    install what is needed, run every check and test"
	@echo "make bench   compare speeds (ratios) with Presidio, YARA-X and the floor"
	@echo "make lock    write requirements.lock anew from pyproject.toml"

$(STAMP): pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[dev]'
	@touch $(STAMP)

install: $(STAMP)

demo: $(STAMP)
	$(BIN)/palese demo

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check checker web tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/palese rules test

browser: $(STAMP)
	@.ci/browser $(BIN)

test: lint browser
	$(BIN)/python -m pytest -n auto

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[benchmarks]'
	$(BIN)/python -m benchmarks

lock: $(STAMP)
	$(BIN)/python -m piptools compile --quiet --all-extras --strip-extras --no-emit-index-url \
	    --no-emit-trusted-host --no-emit-find-links --no-header --annotation-style=line \
	    --output-file=requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist *.egg-info palese-demo .pytest_cache .mypy_cache .ruff_cache
