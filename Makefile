# `make up` deploys the pilot mesh into the sandbox, `make test` checks everything. Both begin with the set-up, which takes
# no noticeable time when there is nothing to do.

PYTHON ?= python3
BIN := .venv/bin
UV := uv==0.13.*

.PHONY: help set-up up test lint format golden review bench lock clean
.DEFAULT_GOAL := help

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

set-up: ## Make .venv with the locked packages and Pulumi's CLI
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON). Name a Python >= 3.11: make up PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) scripts/setup.py

up: set-up ## Deploy the mesh into the sandbox with a real `pulumi up`
	@$(BIN)/mesh sandbox up

test: lint ## Check style and types, then run all tests
	@$(BIN)/python -m pytest

lint: set-up ## Check style, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .

format: set-up ## Bring the code into the agreed format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

golden: set-up ## Write the golden access tables: who can read what on each stack
	@$(BIN)/mesh access --golden

review: set-up ## Say what this branch changes: who reads what, what breaks, what it costs
	@$(BIN)/mesh review

bench: set-up ## Measure deploying against a bare Pulumi program, and what access and review take
	@$(BIN)/python scripts/bench.py
	@$(BIN)/python scripts/bench.py --domains 19 --runs 1
	@$(BIN)/python scripts/bench_access.py
	@$(BIN)/python scripts/bench_review.py

lock: ## Renew requirements.txt after a change of pyproject.toml (UPGRADE=--upgrade: newest versions of all)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" \
	&& "$$folder/bin/pip" --quiet --disable-pip-version-check install '$(UV)' \
	&& "$$folder/bin/uv" --quiet pip compile pyproject.toml --extra dev --universal --python-version 3.11 $(UPGRADE) \
		--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --output-file requirements.txt

clean: ## Remove .venv and what the tools keep; the sandbox's account stays (see `mesh sandbox reset`)
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
