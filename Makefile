# fediart: `make serve` starts an instance, `make test` checks everything. Both install what they need.

PYTHON ?= $(shell command -v python3.11 || command -v python3.13 || command -v python3.12 || command -v python3)
VENV ?= .venv
VAR ?= var
PORT ?= 8000
DATA ?= ../shared/aiart
BIN := $(VENV)/bin

# Some machines forbid it; then every command and every process of the tests compiles all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve demo test check lint unit bench chaos lighthouse fuzz screens docs languages detector clean help

help:
	@echo "make serve   set up and start an instance on http://localhost:$(PORT)"
	@echo "make demo    two instances on loopback with artists, artworks, follows and comments"
	@echo "make test    install what the tests need (Chromium, PostgreSQL, Node packages) and run everything"
	@echo "make check   ruff and mypy only"
	@echo "make unit    the tests only, with what is installed (ARGS='tests/inbox -x')"
	@echo "make stories  the gallery's stories in a browser, each at every width"
	@echo "make schemathesis  asks every address of the API all that schemathesis can think of"
	@echo "make archives  500 posts of Instagram, in both forms on both databases"
	@echo "make bench   figures of this machine"
	@echo "make chaos   kills one of five processes after the other for two minutes (CHAOS_SEED=1)"
	@echo "make lighthouse  what Lighthouse says of a gallery, a portfolio and an artwork, on a phone"
	@echo "make fuzz    searches a while for bytes that break what reads other servers (TARGETS='markup' SECONDS=600)"
	@echo "make screens photographs of every page and state, and a contact sheet, into $(VAR)/screens"
	@echo "make docs    the documentation as a site of files, into $(VAR)/docs"
	@echo "make languages  collect every sentence for the translators (NEW=pt-BR begins a language)"
	@echo "make detector  train the detector from $(DATA) (about an hour on two cores)"

$(VENV)/serving: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "fediart needs Python 3.11 or newer; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/testing: $(VENV)/serving pyproject.toml
	$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

serve: $(VENV)/serving
	@test -f $(VAR)/config.toml || $(BIN)/fediart init $(VAR) --host localhost:$(PORT) --development
	$(BIN)/fediart serve -c $(VAR)/config.toml

demo: $(VENV)/serving
	$(BIN)/python -m demo --folder $(VAR)/demo

tests/foreign/node_modules/.installed: tests/foreign/package.json | system
	cd tests/foreign && npm install --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# Cases of other people's test suites, without what they would bring along: see the file.
tests/foreign/.python/.installed: tests/foreign/requirements.txt $(VENV)/testing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target tests/foreign/.python -r $<
	@touch $@

.venv-pasture/.installed: tests/foreign/pasture.txt
	$(PYTHON) -m venv .venv-pasture
	.venv-pasture/bin/python -m pip install --no-compile --quiet --disable-pip-version-check -r $<
	@touch $@

# Mastodon.py, schemathesis, and toot with its tests, which only its source distribution has.
.venv-clients/.installed: tests/foreign/clients.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/python -m pip install --no-compile --quiet --disable-pip-version-check -r $<
	.venv-clients/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-binary toot --dest .venv-clients/src $$(grep '^toot==' $<)
	cd .venv-clients/src && tar -xzf toot-*.tar.gz --strip-components=1
	@touch $@

.PHONY: system
system:
	@sh tests/install_system.sh

check: $(VENV)/testing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/testing
	$(BIN)/python -m pytest $(ARGS)

.PHONY: ready
ready: system $(VENV)/testing check tests/foreign/node_modules/.installed tests/foreign/.python/.installed .venv-pasture/.installed .venv-clients/.installed

# What the network brings comes while the types are checked.
test:
	@$(MAKE) --no-print-directory --output-sync=target -j2 ready
	$(BIN)/python -m pytest -n 3 --dist worksteal -rs $(ARGS)

.PHONY: stories
stories: ready
	EVERY_WIDTH=1 $(BIN)/python -m pytest -rs tests/gallery_stories $(ARGS)

.PHONY: schemathesis
schemathesis: ready
	EVERY_CASE=1 $(BIN)/python -m pytest -rs tests/apps/test_schemathesis.py $(ARGS)

.PHONY: archives
archives: ready
	EVERY_CASE=1 $(BIN)/python -m pytest -rs tests/running_stories $(ARGS)

TARGETS ?= activity document embedded signature handle markup values evidence judging
SECONDS ?= 120

$(VENV)/fuzzing: $(VENV)/testing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@touch $@

fuzz: $(VENV)/fuzzing
	@for target in $(TARGETS); do \
	  echo "$$target: $(SECONDS) seconds"; mkdir -p $(VAR)/fuzz/$$target; \
	  $(BIN)/python -m tests.fuzz $$target -max_total_time=$(SECONDS) -max_len=4096 -verbosity=0 \
	    -artifact_prefix=$(VAR)/fuzz/$$target- $(VAR)/fuzz/$$target || exit 1; \
	done

bench: $(VENV)/testing
	$(BIN)/python -m benchmarks

chaos: $(VENV)/testing
	CHAOS_SECONDS=120 $(BIN)/python -m pytest -s tests/cluster/test_chaos.py

lighthouse: $(VENV)/testing
	cd benchmarks/foreign && npm ci --silent --no-audit --no-fund --ignore-scripts
	$(BIN)/python -m benchmarks.lighthouse

screens: system $(VENV)/testing
	$(BIN)/python -m tests.screens --all

docs: $(VENV)/serving
	$(BIN)/fediart docs build $(VAR)/docs

# A new language: make languages NEW=pt-BR
languages: $(VENV)/serving
	$(BIN)/python -m translating $(NEW)

detector:
	$(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt -e .
	.venv-train/bin/python -m training.train --data $(DATA) --out fediart/models/texture

clean:
	rm -rf build dist .cache .mypy_cache .ruff_cache .pytest_cache
