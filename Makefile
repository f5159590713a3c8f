# Everything a newcomer types: make run, make test. The rest serves those who build Balise.
PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes
PYTEST := $(BIN)/python -m pytest
# Compiled modules make every start faster; some machines forbid them by default.
export PYTHONDONTWRITEBYTECODE=

.PHONY: run setup test test-postgres test-browser lint types format bench lock clean

run: setup  ## Serve Balise with its reference case on http://127.0.0.1:$(PORT)
	@$(BIN)/python manage.py start --port $(PORT)

setup: .venv/.run node_modules/.installed  ## Create the environment in .venv

test: .venv/.dev node_modules/.installed  ## Every test a laptop can run
	$(PYTEST) -n auto -m "not browser"
	$(PYTEST) -n auto -m browser -k "not phone and not without"

# Who may open what is asked of the same querysets: once, on SQLite, is enough.
test-postgres: .venv/.dev node_modules/.installed  ## What asks the database, on a private PostgreSQL
	$(BIN)/python tests/postgres.py $(PYTEST) -n auto -m "not browser" --ignore tests/test_access.py

# JOURNEYS="phone or without" leaves out those that `make test` lives already.
test-browser: .venv/.dev node_modules/.installed  ## Every journey: desktop, phone, no scripts
	$(PYTEST) -n auto -m browser $(if $(JOURNEYS),-k "$(JOURNEYS)")

lint: .venv/.dev  ## Format, style, layers, types, templates, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
	ENV_FILE=.env.example $(BIN)/python manage.py check --deploy --fail-level WARNING

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
