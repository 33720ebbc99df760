# Two commands do everything on a machine with Python 3.11+, make and a package registry:
#   make demo    make test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RIVALS := $(VENV)/bench-events
BROWSER := $(VENV)/browser
PEERS := $(VENV)/bench

.DEFAULT_GOAL := help
.PHONY: help demo test lint check bench metrics golden soak browser-test mutants audit lock clean

help:  ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "churnkit needs Python 3.11 or newer (make PYTHON=...)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(RIVALS)/.ready: requirements/bench-events.txt
	$(PYTHON) -m venv $(RIVALS)
	$(RIVALS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench-events.txt
	touch $@

demo: $(READY)  ## set up, run the main job on the sample data, say where list and report are
	$(BIN)/churnkit run configs/ecommerce.yaml
	$(BIN)/churnkit run configs/telecom.yaml
	$(BIN)/churnkit run configs/campaign.yaml
	$(BIN)/churnkit measure configs/campaign.yaml --outcomes sample_data/campaign_outcomes.csv

test: $(READY)  ## set up what is missing, run all tests
	$(BIN)/python -m pytest -n auto

lint: $(READY)  ## ruff, mypy --strict, the floors of the architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## lint + test

$(PEERS)/.ready: requirements/core.txt requirements/bench.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/core.txt -r requirements/bench.txt
	touch $@

bench: $(READY) $(RIVALS)/.ready $(PEERS)/.ready  ## time churnkit against what a user would use instead
	$(BIN)/python -m compileall -q churnkit
	$(BIN)/python bench/bench_stages.py
	$(BIN)/python bench/bench_events.py $(RIVALS)/bin/python
	PYTHONPATH=$(CURDIR) $(PEERS)/bin/python bench/bench_tables.py
	PYTHONPATH=$(CURDIR) $(PEERS)/bin/python bench/bench_quality.py work/bench/quality.json
	PYTHONPATH=$(CURDIR) OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PEERS)/bin/python bench/bench_speed.py work/bench/speed.json
	PYTHONPATH=$(CURDIR) $(PEERS)/bin/python bench/bench_binning.py work/bench/binning.json
	$(BIN)/python bench/bench_memory.py
	$(BIN)/python bench/bench_contacts.py
	$(BIN)/python bench/bench_intervals.py
	$(BIN)/python bench/bench_trust.py
	PYTHONPATH=$(CURDIR) $(BIN)/python bench/bench_reasons.py
	$(BIN)/python bench/bench_readings.py
	$(BIN)/python bench/bench_campaign.py

metrics: $(READY)  ## count modules, folders and lines of functions (of=FOLDER: of another checkout)
	$(BIN)/python bench/metrics.py $(of)

soak: $(READY)  ## open lists in LibreOffice, fuzz tables and files of runs, all faults (hours)
	$(BIN)/python tests/soak/soak_lists.py
	$(BIN)/python tests/soak/soak_tables.py 1000000
	$(BIN)/python tests/soak/soak_mutants.py 100000 2000 2000
	CHURNKIT_FAULTS=100 CHURNKIT_OPTIONS=100000 $(BIN)/python -m pytest -q tests/faults
	CHURNKIT_MARKERS=200000 $(BIN)/python -m pytest -q tests/campaign/test_marker_tables.py
	CHURNKIT_FULL=1 $(BIN)/python -m pytest -q -n auto tests/tables tests/campaign

$(BROWSER)/.ready: requirements/browser.txt
	command -v chromium || apt-get install -y --no-install-recommends chromium fonts-noto-cjk
	$(PYTHON) -m venv $(BROWSER)
	$(BROWSER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/browser.txt
	touch $@

browser-test: $(READY) $(BROWSER)/.ready  ## open all pages of the samples in Chromium (installs it from Debian)
	$(BROWSER)/bin/python tests/browser/check_pages.py $(pictures)

mutants: $(READY)  ## change the core in 130 places, one at a time: do the tests notice? (hours)
	$(BIN)/python tests/soak/mutants.py 130 13

golden: $(READY)  ## write the golden files of the tests anew (then read the difference)
	CHURNKIT_GOLDEN=write $(BIN)/python -m pytest -q

audit: $(READY)  ## licences of the libraries against a list, known faults by pip-audit
	$(PYTHON) -m venv $(VENV)/audit
	-$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/python requirements/audit.py $(VENV)/audit/bin/pip-audit

lock: $(READY)  ## resolve the dependencies anew, with hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/core.txt
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/dev.txt
	$(BIN)/uv pip compile -q requirements/bench-events.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/bench-events.txt
	$(BIN)/uv pip compile -q requirements/bench.in -c requirements/core.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/bench.txt
	$(BIN)/uv pip compile -q requirements/browser.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/browser.txt

clean:  ## remove the environment and all that was written
	rm -rf $(VENV) work .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
