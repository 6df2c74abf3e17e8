# Two commands are enough: `make run` and `make test`. Nothing is installed outside this folder.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
PORT ?= 8377
SEEDS ?= 5
# Whatever the shell says: a bot that starts again, here or in a test, need not compile its modules again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test browser faults soak bench check audit lock wheels format screenshots

help:
	@echo "make run [PORT=n]   start the bot; without a token: a rehearsal on this machine, with a page"
	@echo "make test           run the tests"
	@echo "make faults         break a real bot process on purpose, fault by fault"
	@echo "make browser        test the page in Chromium; .ci/browser installs what that needs"
	@echo "make soak SEEDS=n   ten minutes of random faults for each seed, then all invariants"
	@echo "make check          format, lint, types, borders, words, data"
	@echo "make audit          ask a database of known holes about every pinned package"
	@echo "make bench          measure speed and memory beside something real; MESSAGES=folder for labelled messages"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements-rehearsal.lock | $(BIN)/python
	$(PIP) -r requirements-rehearsal.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.run

run: $(VENV)/.run
	@PORT=$(PORT) exec $(BIN)/python bot.py

test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not fault" --numprocesses=auto --dist=worksteal

# The page in Chromium, which `make test` leaves alone: two browsers and a bot on two cores make each other late.
browser: $(VENV)/.dev
	BROWSER_NEEDED=1 $(BIN)/python -m pytest -m browser

faults: $(VENV)/.dev
	$(BIN)/python -m pytest -m fault -p tests.faults.report --numprocesses=4 --dist=loadfile
	$(BIN)/python -m tests.faults.catalogue

soak: $(VENV)/.dev
	$(BIN)/python -m tests.faults.soak --seeds $(SEEDS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/python -m cogs.shared.words_lint bot.py cli.py cogs storage README.md docs config.example.toml
	$(BIN)/python bot.py check

# Needs the network: a database of known holes is asked about every pinned version, and no answer is a failure.
audit: $(BIN)/python
	$(BIN)/python .ci/audit

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev
	$(BIN)/python -m bench $(MESSAGES)

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.rehearsal.page.pictures

lock: $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" .ci/lock

wheels: $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" .ci/wheels
