# CEM Desktop. `make demo`, `make run`, `make test`, `make check`, `make screenshots`:
# each sets up all it needs from the lock files, on a machine that has Python 3.11, pip, venv, make.

PYTHON ?= python3
DEMO_OUT ?= build/demo
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
PO := $(wildcard resources/locale/*/LC_MESSAGES/cem.po)
MO := $(PO:.po=.mo)
FORM_SOURCES := $(wildcard forms/*/form.yaml)

.PHONY: demo run receiver test check format texts screenshots bench wheel clean

demo: $(VENV)/.ready build/.forms $(MO)
	$(RUN) -m cem_desktop.cli demo --out "$(DEMO_OUT)"

run: $(VENV)/.ready build/.forms $(MO)
	$(RUN) -m cem_desktop

# What only headquarters needs, to run `cem hq serve` (docs/network.md).
receiver: $(VENV)/.ready-hq build/.forms $(MO)

test: $(VENV)/.ready-dev build/.forms $(MO) build/.oracle
	QT_QPA_PLATFORM=offscreen $(RUN) -m pytest

check: $(VENV)/.ready-dev build/.forms $(MO)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(RUN) -m cem_desktop.cli forms lint
	$(RUN) packaging/check_texts.py
	$(MAKE) --no-print-directory test

format: $(VENV)/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

texts: $(VENV)/.ready-dev
	$(RUN) packaging/check_texts.py --update

screenshots: $(VENV)/.ready build/.forms $(MO)
	QT_QPA_PLATFORM=offscreen $(RUN) -m cem_desktop.gui.screenshots --out build/screenshots

bench: $(VENV)/.ready-dev build/.forms $(MO) build/.oracle
	QT_QPA_PLATFORM=offscreen $(RUN) benchmarks/run.py

wheel: $(VENV)/.ready-dev
	$(BIN)/hatchling build -t wheel

# --- set-up --------------------------------------------------------------------------------------

$(VENV)/.ready: requirements.lock packaging/prepare_machine.sh
	sh packaging/prepare_machine.sh "$(PYTHON)" "$(VENV)" requirements.lock
	@touch $@

$(VENV)/.ready-hq: requirements-hq.lock $(VENV)/.ready
	sh packaging/prepare_machine.sh "$(PYTHON)" "$(VENV)" requirements-hq.lock
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	sh packaging/prepare_machine.sh "$(PYTHON)" "$(VENV)" requirements-dev.lock
	@touch $@

build/.forms: $(FORM_SOURCES) $(wildcard cem_desktop/forms/authoring*.py) $(VENV)/.ready
	$(RUN) -m cem_desktop.cli forms build
	@mkdir -p build && touch $@

# The reference engine that the fichas are laid beside, the tus client and server that the network is;
# without Node those tests say so and skip.
build/.oracle: tests/oracle/package-lock.json tests/tus/package-lock.json
	sh packaging/prepare_oracle.sh
	@mkdir -p build && touch $@

%.mo: %.po $(VENV)/.ready
	$(BIN)/pybabel -q compile -D cem -i $< -o $@

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
