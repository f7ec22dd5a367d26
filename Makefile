# Two commands do everything: `make demo` shows Gjennomslag with an invented party, `make test` runs every check.
# Both set up what they need in this folder (.venv, frontend/node_modules, .data, .cache) and are quick the next time.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --progress-bar off
HOST ?= 127.0.0.1
PORT ?= 8000

# The stamps lie inside what they vouch for, so that deleting that deletes them too.
ENVIRONMENT := $(VENV)/.made
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
MODULES := frontend/node_modules/.installed
BUILT := src/gjennomslag/core/static/build/.built
LOOPS := $(VENV)/.loops-compiled
FRONTEND_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)

# Machine code is compiled on one core while the front end is fetched and built on the other.
MAKEFLAGS += -j2

.PHONY: help setup demo demo-reset serve test bench soak kills attack screenshots messages lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUNTIME) $(LOOPS) $(BUILT) ## install what is needed to run, build the site's styles and scripts

demo: setup ## load the invented party and serve it; safe to run again
	@GJENNOMSLAG_DEMO=1 $(BIN)/gjennomslag demo load
	@GJENNOMSLAG_DEMO=1 exec $(BIN)/gjennomslag serve --host $(HOST) --port $(PORT)

demo-reset: setup ## throw the invented party away and load it afresh
	@GJENNOMSLAG_DEMO=1 $(BIN)/gjennomslag demo reset

serve: setup ## serve your own party's data from .data, or from DATABASE_URL
	@exec $(BIN)/gjennomslag serve --host $(HOST) --port $(PORT)

test: $(DEVELOPMENT) $(LOOPS) $(BUILT) ## run every check and test
	@tools/system-packages chromium=chromium postgresql=initdb
	@$(BIN)/python -m tools.chromium
	@$(BIN)/python -m tools.check

bench: $(DEVELOPMENT) $(LOOPS) $(BUILT) ## measure speed and route lengths; results go to bench/results
	@for script in bench/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

soak: $(DEVELOPMENT) $(LOOPS) $(BUILT) ## send a million taps through failing networks; about half an hour
	@nice -n 10 $(BIN)/python bench/soak_exactly_once.py

kills: $(DEVELOPMENT) $(LOOPS) $(BUILT) ## kill a real Chromium 200 times between tap and answer; about half an hour
	@tools/system-packages chromium=chromium
	@nice -n 10 $(BIN)/python bench/kill_browsers.py

attack: $(DEVELOPMENT) $(LOOPS) $(BUILT) ## look for a number below ten in 100,000 sequences of uploads and views
	@nice -n 10 $(BIN)/python bench/attack_published.py

screenshots: $(DEVELOPMENT) $(LOOPS) $(BUILT) ## retake the pictures in docs/images from the demo
	@tools/system-packages chromium=chromium
	@$(BIN)/python -m tools.chromium
	@$(BIN)/python -m tools.screenshots

messages: $(DEVELOPMENT) ## bring the translations in step with the texts
	@$(BIN)/python -m tools.messages update
	@$(BIN)/python -m tools.messages check

lock: $(DEVELOPMENT) ## pin the newest versions that pyproject.toml allows, with hashes
	@tools/lock

clean: ## remove what was installed and built; keeps .data
	rm -rf $(VENV) frontend/node_modules src/gjennomslag/core/static/build .cache .mypy_cache .ruff_cache .pytest_cache

$(ENVIRONMENT): | tools/make-environment
	@tools/make-environment $(VENV)
	@touch $@

$(RUNTIME): $(ENVIRONMENT) requirements/setup.txt requirements/runtime.txt pyproject.toml
	@echo "Installing what Gjennomslag needs to run"
	@$(PIP) --require-hashes -r requirements/setup.txt
	@$(PIP) --require-hashes -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(LOOPS): $(RUNTIME) $(wildcard src/gjennomslag/algorithms/*.py)
	@echo "Compiling the loops that cut turfs"
	@$(BIN)/gjennomslag turf compile >/dev/null
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements/dev.txt
	@echo "Installing what the checks and tests need"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json
	@command -v npm >/dev/null || { echo "Gjennomslag's pages are built with Node 20 or newer, and npm is not here: https://nodejs.org"; exit 1; }
	@echo "Installing what the site's styles and scripts are built from"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): $(MODULES) $(FRONTEND_SOURCES)
	@echo "Building the site's styles and scripts"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@
