# Every target makes what it needs: on a bare machine with Python 3.11+ the first one also makes the environment.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
TESTS ?= tests
# Tests wait for servers, browsers and files: one more than there are cores keeps all cores at work.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
# A file stays in one process, which makes its markets, warehouses and builds once; the long ones come first.
PYTEST = $(BIN)/python -m pytest $(TESTS) -n $(WORKERS) --dist loadfile --no-loadscope-reorder
SCALE ?= 1
RUNS ?= 3
MOMENTS ?= 200

.PHONY: help up demo test test-all test-long soak bench diff lint format contracts bi-check docs screenshots lock browser clean

help:  ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

up: $(STAMP)  ## Demo market, sync, build, publish, serve; Ctrl-C stops everything
	@$(BIN)/omnitrackiq up

demo: $(STAMP)  ## The same without serving: prints a KPI table per workspace
	@$(BIN)/omnitrackiq demo

test: $(STAMP) browser manifest  ## The test suite (under 15 minutes on 2 cores)
	@$(PYTEST) -m "not slow and not long"

test-all: $(STAMP) browser manifest  ## The slower suites (under half an hour)
	@$(PYTEST) -m "slow and not long"

test-long: $(STAMP) browser manifest  ## What takes hours: 50 and 1,000 workspaces, more seeds, a kill at every step, planted faults
	@$(PYTEST) -m long

bench: $(STAMP)  ## Measures ours beside a floor and peers (CASES= SCALE=1 RUNS=3); docs/BENCHMARKS.md
	@$(BIN)/python -m benchmarks $(CASES) --scale $(SCALE) --runs $(RUNS)

soak: $(STAMP)  ## Kills 200 runs at random moments on each engine and repeats them; MOMENTS=20 for fewer
	@$(BIN)/python -m tests.kills.soak --moments $(MOMENTS)

diff: $(STAMP)  ## Rows and totals of the marts that an edit of the models changes, before it is published
	@$(BIN)/omnitrackiq diff

lint: $(STAMP) manifest  ## Style, types, import direction, unused dependencies, SQL style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy omnitrackiq pipelines orchestration dashboards sandbox benchmarks
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/python -m orchestration.contract_changes
	@cd dbt_project && OMNITRACKIQ_DBT_DUCKDB_PATH=:memory: ../$(BIN)/sqlfluff lint -q -p 0 models tests

format: $(STAMP)  ## Formats Python
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

contracts: $(STAMP)  ## Accepts the marts' present columns as promised; writes the metrics' formulas into macros and docs
	@$(BIN)/python -m orchestration.contract_changes --accept

bi-check: $(STAMP)  ## Apache Superset, in an environment of its own, lists the marts and draws a chart of them
	@$(BIN)/python -m pytest tests/clients/test_superset.py -m long

docs: $(STAMP)  ## Builds the documentation of the marts into dbt_project/target
	@$(BIN)/omnitrackiq docs

screenshots: $(STAMP) browser  ## Pictures of every page at desktop and phone width, light and dark
	@$(BIN)/python -m tests.end_to_end.screenshots --out screenshots
	@$(BIN)/python -m tests.end_to_end.site_pictures

manifest: $(STAMP)
	@$(BIN)/python -m orchestration.dbt

browser:
	@test -x /usr/bin/chromium || (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium fonts-liberation)

lock: $(STAMP)  ## Renews the hashed lock files
	@$(UV) pip compile pyproject.toml --generate-hashes --no-emit-index-url --python-version 3.11 --universal -q -o requirements/base.lock
	@$(UV) pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --python-version 3.11 --universal -q -o requirements/dev.lock

$(STAMP): pyproject.toml requirements/dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@command -v uv >/dev/null || test -x $(BIN)/uv || { $(BIN)/python -m ensurepip >/dev/null; $(BIN)/python -m pip install -q uv; }
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m orchestration.dbt
	@touch $(STAMP)

clean:  ## Removes the environment and the local home
	@rm -rf $(VENV) .omnitrackiq .clients .bench
