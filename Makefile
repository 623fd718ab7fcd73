# Two commands matter: `make run` and `make test`. Both work on a clean clone with Python 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Python keeps what it compiles, whatever the shell around us says: pip leaves that to the first import.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/pip install -q --no-compile

.PHONY: run test check compiled migrated unit journeys spark packages format requirements messages bench clean

run: $(VENV)/.run
	PORT=$(PORT) $(BIN)/amparo demo run

# What uses one core is done side by side, and the tests then have both: in one go, to the last of them.
test:
	$(MAKE) -j2 compiled packages check migrated $(VENV)/.spark
	$(BIN)/pytest -q -n 2 --dist worksteal

check: $(VENV)/.test
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/djade --check $$(git ls-files '*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.check_migrations

# Once, before the workers: each of them would compile the same. Says so and is done at once where it is done.
compiled: $(VENV)/.run
	$(BIN)/amparo-detect compile

# Once as well: each worker's test database is a copy.
migrated: $(VENV)/.test
	$(BIN)/python -m tests.migrated

unit: compiled migrated
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not journey"

journeys: compiled migrated spark
	$(BIN)/pytest -q -n 2 --dist worksteal -m journey

spark: $(VENV)/.spark packages

# What the journeys need of Debian, in one go: it is installed by one at a time.
packages:
	scripts/debian-packages 'chromium-headless-shell|chromium' openjdk-17-jre-headless

format: $(VENV)/.test
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/djade $$(git ls-files '*.html')

messages: $(VENV)/.run
	$(BIN)/amparo messages

requirements: $(VENV)/.test
	for f in run test spark bench; do $(BIN)/uv pip compile --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --custom-compile-command "make requirements" pyproject.toml requirements/$$f.in -o requirements/$$f.txt; done

bench: $(VENV)/.bench
	$(BIN)/python bench/intake.py
	$(BIN)/python bench/triage.py
	$(BIN)/python bench/ledger.py
	$(BIN)/python bench/search.py
	$(BIN)/python bench/audit.py
	$(BIN)/python bench/boards.py
	$(BIN)/python bench/leads.py
	$(BIN)/python bench/detect.py
	$(BIN)/python bench/increment.py --steps 20

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Amparo needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || (scripts/debian-packages python3-venv && $(PYTHON) -m venv --clear $(VENV))
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(PIP) --require-hashes -r requirements/test.txt
	touch $@

# PySpark comes as one source archive of 450 MB that pip repacks: a minute or two, the first time.
$(VENV)/.spark: $(VENV)/.test requirements/spark.txt
	$(PIP) --require-hashes -r requirements/spark.txt
	touch $@

$(VENV)/.bench: $(VENV)/.test requirements/bench.txt
	$(PIP) --require-hashes -r requirements/bench.txt
	touch $@

clean:
	rm -rf $(VENV) var
