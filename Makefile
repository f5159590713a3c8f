# Everything a newcomer types: make run, make test. The rest serves those who build Balise.
PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes
PYTEST := $(BIN)/python -m pytest
# Each file of tests by one process, the fullest first: what it makes once is made once.
SHARED := -n auto --dist loadscope
# Compiled modules make every start faster; some machines forbid them by default.
export PYTHONDONTWRITEBYTECODE=

.PHONY: run setup test test-postgres test-browser documents lint style types format bench lock clean

run: setup  ## Serve Balise with its reference case on http://127.0.0.1:$(PORT)
	@$(BIN)/python manage.py start --port $(PORT)

setup: .venv/.run node_modules/.installed  ## Create the environment in .venv

# Which journeys `make test` lives: a laptop does with those of a desktop.
JOURNEYS := not phone and not scripts

test: .venv/.dev node_modules/.installed  ## Every test a laptop can run
	$(PYTEST) $(SHARED) --ignore tests/browser
	$(PYTEST) -n auto -k "$(JOURNEYS)" tests/browser

# Who may open what, and how many queries a page asks, come from the same querysets: once is enough.
test-postgres: .venv/.dev node_modules/.installed  ## What asks the database, on a private PostgreSQL
	$(BIN)/python tests/postgres.py $(PYTEST) $(SHARED) --ignore tests/browser \
	  --ignore tests/test_access.py --ignore tests/test_query_counts.py

test-browser: .venv/.dev node_modules/.installed  ## Every journey: desktop, phone, no scripts
	$(PYTEST) -n auto tests/browser

documents: .venv/.dev  ## Word files of the reference case, opened in LibreOffice
	$(BIN)/python tests/open_documents.py

# Migrations, the schema of the API and the deployment check are tests too: `make test` says them.
lint: style types  ## Format, style, layers, templates, types; -j2 for both at once

style: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates

types: .venv/.dev
	$(BIN)/mypy

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.dev node_modules/.installed  ## Print ratios and counts; see tests/bench/
	$(BIN)/python -m tests.bench

lock: .venv/.run  ## Refresh the hash-locked requirement files
	$(BIN)/uv pip compile pyproject.toml --extra postgres --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml --extra postgres --group dev --universal --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate -o requirements/dev.lock

clean:
	rm -rf .venv node_modules var

.venv/.installer: requirements/installer.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/installer.lock
	@touch $@

.venv/.run: .venv/.installer requirements/run.lock
	$(UV) -r requirements/run.lock
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	$(UV) -r requirements/dev.lock
	@touch $@

# The machine's npm when there is one, or else the one that a Python package brings.
node_modules/.installed: package-lock.json .venv/.installer
	@command -v npm >/dev/null || $(UV) -r requirements/node.lock
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --omit=dev --silent
	@touch $@
