# What can be done here; `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test setup tools format lint types boundaries front-end python-tests deck bench conformance clean

PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
# The one build of torch that is installed. TORCH_INDEX names another place to take it from,
# such as PyTorch's own index of CPU builds, where the default one has only builds with CUDA.
TORCH ?= 2.13.0
TORCH_INDEX ?=

BIN := .venv/bin
PATH := $(CURDIR)/.venv/node/bin:$(PATH)
export PATH PYTHON TORCH TORCH_INDEX

help: ## List these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: setup ## Serve the lessons on 127.0.0.1 (PORT=8000)
	@exec $(BIN)/chainrule serve --host $(HOST) --port $(PORT)

test: tools lint types boundaries front-end python-tests ## Check everything

setup: .venv/.package ## Install the package and what it needs into .venv

tools: .venv/.dev node_modules/.installed ## Install what the checks need, Chromium and PostgreSQL included
	@tools/chromium.sh >/dev/null
	@tools/postgres.sh >/dev/null

format: .venv/.dev ## Format the Python code and mend what ruff can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lint: .venv/.dev ## ruff, both of it
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/.dev ## mypy
	$(BIN)/mypy

boundaries: .venv/.dev ## Which package may import which
	$(BIN)/lint-imports

front-end: .venv/.dev node_modules/.installed ## tsc, what is generated, and the modules' own tests
	$(BIN)/python tools/declarations.py --check
	$(BIN)/python tools/settings.py --check
	npm run --silent check
	node --test tests/js/*.test.js

python-tests: .venv/.dev node_modules/.installed ## pytest, with the browser's and the wheel's tests
	CHROMIUM="$$(tools/chromium.sh)" $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist worksteal --durations=15

deck: .venv/.dev node_modules/.installed ## The demonstration deck, as a folder in build/deck
	$(BIN)/python tools/deck.py build/deck
	@echo "Open build/deck/index.html"

bench: .venv/.dev ## Measure, and write the README's table anew
	$(BIN)/python -m benchmarks

conformance: .venv/.dev ## Hold every promise for all of PyTorch's own databases (minutes)
	PYTHONPATH=app OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 $(BIN)/python -m tests.conformance

clean: ## Remove what was installed and built
	rm -rf .venv node_modules dist build

.venv/.torch-$(TORCH): tools/python.sh
	@tools/python.sh venv
	@tools/python.sh torch
	@touch $@

.venv/.package: .venv/.torch-$(TORCH) pyproject.toml
	@tools/python.sh package
	@touch $@

.venv/.dev: .venv/.package pyproject.toml
	@tools/python.sh dev
	@touch $@

node_modules/.installed: package.json tools/node.sh .venv/.dev
	@tools/node.sh
	@touch $@
