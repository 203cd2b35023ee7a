# Every target prepares what it needs by itself: Python 3.11 or newer and make are enough.
# Type `make help` for the list.

SHELL := /bin/sh
PYTHON_IN_PLACE := .venv/bin/python
MONAZITE := .venv/bin/monazite
OUTPUT ?= output
REPORT_LANGUAGE ?= en
# One worker per core, at most four (a worker that simulates takes about a gigabyte).
WORKERS ?= -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo serve test explore check format bench data exposure reference lock clean environment environment-test

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment:
	@sh tools/prepare_environment.sh demo

environment-test:
	@sh tools/prepare_environment.sh test

demo: environment ## run two scenarios of the rare-earth chain and write a report into output/
	$(MONAZITE) run baseline --output $(OUTPUT)/baseline --overwrite
	$(MONAZITE) run heavy_licences --output $(OUTPUT)/heavy_licences --overwrite
	$(MONAZITE) compare $(OUTPUT)/baseline $(OUTPUT)/heavy_licences
	$(MONAZITE) report $(OUTPUT)/baseline $(OUTPUT)/heavy_licences \
		--output $(OUTPUT)/report.html --lang $(REPORT_LANGUAGE) --overwrite

serve: environment ## open the web app in the browser
	$(MONAZITE) serve

test: environment-test ## run all tests
	$(PYTHON_IN_PLACE) -m pytest $(WORKERS)

explore: environment-test ## property tests and random markets never tried before
	MONAZITE_EXAMPLES=new_examples $(PYTHON_IN_PLACE) -m pytest $(WORKERS) $(shell grep -rlE 'import.*(given|seeds)' tests)

check: environment-test ## format, lint, types and the fast tests (under three minutes)
	$(PYTHON_IN_PLACE) -m ruff format --check .
	$(PYTHON_IN_PLACE) -m ruff check .
	$(PYTHON_IN_PLACE) -m mypy
	$(PYTHON_IN_PLACE) -m pytest $(WORKERS) -m "not slow" -q

format: environment-test ## put the code into the project's format
	$(PYTHON_IN_PLACE) -m ruff format .
	$(PYTHON_IN_PLACE) -m ruff check --fix .

bench: environment-test ## measure times and memory beside a rival, into benchmarks/
	$(PYTHON_IN_PLACE) -m benchmarks

data: environment-test ## rebuild the shipped tables from ../shared/data
	$(PYTHON_IN_PLACE) -m monazite.data.build

exposure: environment-test ## simulate what the acts do to every mineral, for the first page
	$(PYTHON_IN_PLACE) -m monazite.present.exposure_runs

reference: environment-test ## rewrite the pages of docs/ that are made from the code
	$(PYTHON_IN_PLACE) tools/write_reference.py

lock: environment-test ## renew the lists of locked dependencies in requirements/
	sh tools/lock_dependencies.sh

clean: ## remove results and caches, keep .venv
	rm -rf $(OUTPUT) .pytest_cache .hypothesis .mypy_cache .ruff_cache
