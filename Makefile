# Everything here needs Python 3.11 or newer, and nothing else: `venv` and `pip` do the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
USER := $(VENV)/.ready
DEV := $(VENV)/.ready-dev
REVIEW := $(VENV)/.ready-review

# Where it is set, each of the hundred programs that the tests start compiles what it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run ui review embeddings test test-slow test-browser screenshots lint format bench bench-peers clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(USER) ## Make the healthcare data set offline: the first result, without a key
	$(BIN)/syngen run --offline

ui: $(USER) .env ## Open the Dagster UI on http://127.0.0.1:3000
	DAGSTER_HOME=$(CURDIR) PYTHONWARNINGS="ignore:Function" $(BIN)/dagster dev --host 127.0.0.1 --port 3000

review: $(REVIEW) ## Open the review app on http://127.0.0.1:8501
	$(BIN)/syngen review

embeddings: $(USER) ## Add the embedder that finds questions of the same meaning (2 GB)
	$(PIP) --editable '.[embeddings]'

test: lint ## Check format, lint and types, then run the tests, two at a time
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --timeout 300

test-slow: $(DEV) ## Run the tests that take minutes, such as the README in an empty clone
	$(BIN)/python -m pytest -m slow

test-browser: $(DEV) ## Run the tests that look at pages in a Chromium
	$(BIN)/python -m pytest -m browser

screenshots: $(DEV) ## Make the pictures in docs/ anew, with a Chromium
	$(BIN)/python -m docs.screenshots

lint: $(DEV) ## Check format, lint and types only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(DEV) ## Put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV) ## Measure speed in minutes, each figure beside a baseline of the same run
	$(BIN)/python -m benchmarks

bench-peers: $(DEV) ## Measure all, against other frameworks too, and write docs/benchmarks.md
	$(BIN)/python -m benchmarks --peers --write

clean: ## Remove the environment and scratch files; results, paid replies and reviews stay
	rm -rf $(VENV) .bench .tmp_dagster_home_* logs .logs_queue *.egg-info

$(USER): pyproject.toml constraints.txt
	@echo "Setting up $(VENV); this takes some minutes, once."
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(REVIEW): $(USER)
	@echo "Adding the review app to $(VENV)."
	$(PIP) --editable '.[review]'
	@touch $@

$(DEV): $(USER)
	@echo "Adding what developers need to $(VENV)."
	$(PIP) --editable '.[dev]'
	@touch $@

.env:
	cp .env.example .env
	@echo "There was no .env: .env.example was copied. It says SYNGEN_OFFLINE=1, so no model is asked."
