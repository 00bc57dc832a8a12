# make            set up what is needed (once), build the report, say where it is
# make test       set up and run the tests: units, faults, and each promise of the workflow once
# make test-all   run every test, as CI does
# make check      what CI runs before the tests: formatting, lint, types, layers
# make coverage   run the unit tests and those of the stages, and report which branches they run
# make quarto     install Quarto's PyPI package where the network allows, and render with it
# make site       build the documentation as a website, with the reference of the Python interface
# make sbom       write the list of all that is installed, in CycloneDX form
# make dist       build the wheel, the source archive and that list into dist/
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

.PHONY: all report test test-all check coverage quarto watch site sbom dist lock clean help
all: report

report: .venv/installed
	@$(BIN)/snakemake

PIP = $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCKED = $(PIP) --require-hashes --no-build-isolation

# No package is installed that a lock file does not name with its hash; --no-build-isolation keeps pip from fetching a build tool of its own choice.
.venv/installed: requirements.lock locks/build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pilcrow needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Installing what Pilcrow needs into .venv (once; a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(LOCKED) -r locks/build.lock
	@$(LOCKED) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@printf '%s' '$(CURDIR)' > $@

.venv/tested: .venv/installed tests/requirements.lock
	@$(LOCKED) -r tests/requirements.lock
	@touch $@

.venv/documented: .venv/installed locks/docs.lock
	@$(LOCKED) -r locks/docs.lock
	@touch $@

# Tests of one file run in one process, so that what they build together is built once. tests/conftest.py has the order of the files.
TEST = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test: .venv/tested
	@$(TEST) -m "not thorough"

test-all: .venv/tested
	@$(TEST)

STAGES = $(addprefix tests/workflow/test_, documents.py export.py gaps.py stamps.py) tests/browser/test_watch.py

# Stages and commands run in processes of their own, and in copies of the workflow. The report fails below the bound in pyproject.toml.
coverage: .venv/tested
	@mkdir -p build
	@COVERAGE_FILE=$(CURDIR)/build/.coverage $(TEST) -m "not thorough" tests/unit $(STAGES) --cov --cov-report=term --cov-report=xml:build/coverage.xml

check: .venv/tested
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/snakefmt --check Snakefile workflow/Snakefile workflow/rules/*.smk

quarto: .venv/installed
	@$(LOCKED) --no-deps -r locks/quarto.lock
	@$(BIN)/snakemake --config renderer=quarto

site: .venv/documented
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir build/site
	@echo "build/site/index.html"

sbom: .venv/installed
	@mkdir -p dist
	@$(BIN)/python tools/sbom.py > dist/pilcrow.cdx.json
	@echo "dist/pilcrow.cdx.json"

watch: .venv/installed
	@$(BIN)/pilcrow watch

dist: sbom
	@$(BIN)/python -m hatchling build -d dist -t wheel -t sdist

# For maintainers: pins every dependency by version and hash, without addresses.
COMPILE = uv pip compile -q --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate
# What pip fetches to build Pilcrow from its source, where nobody gives it the lock: the same versions.
BUILD = $$(sed -nE 's/^((hatchling|packaging|pathspec|pluggy|trove-classifiers)==[^ ]*).*/"\1"/p' locks/build.lock | paste -sd, -)
lock:
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --extra test -c requirements.lock pyproject.toml -o tests/requirements.lock
	$(COMPILE) -c requirements.lock -c tests/requirements.lock locks/build.in -o locks/build.lock
	$(COMPILE) --extra docs -c requirements.lock -c tests/requirements.lock pyproject.toml -o locks/docs.lock
	$(COMPILE) --no-deps locks/quarto.in -o locks/quarto.lock
	$(COMPILE) --no-deps locks/renew.in -o locks/renew.lock
	sed -i.old "s/^requires = .*/requires = [$(BUILD)]/" pyproject.toml && rm pyproject.toml.old

clean:
	rm -rf results .snakemake .venv

help:
	@sed -n '/^# make/s/^# //p' Makefile
