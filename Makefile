# Holdfast: everything a person runs. Needs make and Python 3.11 or newer; `make setup` fetches the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.lock
TEST_WORKERS ?= 2

# The stamp is named for what it was built from, so a new lock or a new dependency list rebuilds it.
STAMP := $(VENV)/.ready-$(shell sed '/^\[tool/,$$d' pyproject.toml | cat - $(LOCK) | sha256sum | cut -c1-16)

.PHONY: help setup run test check crash format bench bench-peers lock clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: $(STAMP)  ## make .venv and install the locked packages
	@echo "setup: $(VENV) holds what $(LOCK) names"

$(STAMP):
	@bash requirements/install.sh $(VENV) $(LOCK)
	@rm -f $(VENV)/.ready-* && touch $@

run: $(STAMP)  ## execute a decision plan on the built-in paper market
	@$(BIN)/holdfast demo

test: $(STAMP)  ## every test, with coverage
	@bash requirements/tools.sh
	@bash requirements/clients.sh
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --cov --cov-report=term:skip-covered

crash: $(STAMP)  ## kill a run of 200 orders at each of its write system calls
	@bash requirements/tools.sh
	@$(BIN)/python -m tests.e2e.crash_points --jobs $(TEST_WORKERS)

check: $(STAMP)  ## format, lint, types, import contracts, quick tests
	@echo "check: format" && $(BIN)/ruff format --check .
	@echo "check: lint" && $(BIN)/ruff check .
	@echo "check: types" && $(BIN)/mypy
	@echo "check: imports" && $(BIN)/lint-imports --no-cache --no-logo
	@echo "check: quick tests" && $(BIN)/python -m pytest -q -n $(TEST_WORKERS) --dist loadfile -m "not slow"

format: $(STAMP)  ## rewrite the sources in the house format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(STAMP)  ## the benchmarks, as ratios against their limits
	@$(BIN)/holdfast bench

bench-peers: $(STAMP)  ## the peers on the same work, in turn with ours
	@$(BIN)/python bench/peers/run.py

lock: $(STAMP)  ## resolve the dependencies again and rewrite the lock files
	@bash requirements/lock.sh

clean:  ## remove what was built
	@rm -rf $(VENV) .clients .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage* htmlcov dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
