# make            set up what is needed (once), build the report, say where it is
# make test       set up and run every test
# make check      what CI runs before the tests: formatting, lint, types
# make quarto     install Quarto's PyPI package where the network allows, and render with it
# make watch      rebuild at every edit and reload the page
# make clean      remove what was built and installed

PYTHON ?= python3
BIN = .venv/bin
export PYTHONDONTWRITEBYTECODE =

# A virtual environment works only where it was made. That of a project that was moved or copied is made anew.
MADE_FOR := $(shell cat .venv/installed 2>/dev/null)
ifneq ($(MADE_FOR),)
ifneq ($(MADE_FOR),$(CURDIR))
$(info This folder was moved or copied: its .venv was made for $(MADE_FOR) and is made anew.)
$(shell rm -rf .venv)
endif
endif

.PHONY: all report test check quarto watch lock clean help
all: report

report: .venv/installed
	@$(BIN)/snakemake

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pilcrow needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Installing what Pilcrow needs into .venv (once; a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
# Snakemake finds its plugins only in folders on Python's path, which an editable installation does not add.
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "pilcrow-workflow.pth").write_text("$(CURDIR)/workflow\n")'
	@printf '%s' '$(CURDIR)' > $@

.venv/tested: .venv/installed tests/requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

test: .venv/tested
	@$(BIN)/python -m pytest -n auto

check: .venv/tested
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/snakefmt --check Snakefile workflow/Snakefile workflow/rules

quarto: .venv/installed
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable ".[quarto]"
	@$(BIN)/snakemake --config renderer=quarto

watch: .venv/installed
	@$(BIN)/pilcrow watch

# For maintainers: pins every dependency by version and hash, without addresses.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra test -c requirements.lock pyproject.toml -o tests/requirements.lock

clean:
	rm -rf results .snakemake .venv

help:
	@sed -n '/^# make/s/^# //p' Makefile
