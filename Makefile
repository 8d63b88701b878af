# Sankofa. Everything lives in .venv; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PROCESSES ?= 2
RACES := $(addprefix features/match_requests/test_,states.py walks.py year.py) $(addprefix races/test_,killed_booking.py sending.py booking.py) $(addprefix matching/planning/test_,plan.py reasons.py)
CODE := app matching graph config migrations tests bench examples

.DEFAULT_GOAL := help
.PHONY: help demo serve test browser pictures check fmt lint types imports openapi policy privacy texts races bench bench-match bench-graph bench-plan clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / \t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sankofa needs Python 3.11 or newer; try: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing; on Debian: apt install python3-venv"; exit 1; }

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Sankofa into $(VENV) (about a minute the first time) ..."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Sankofa and its test tools into $(VENV) (about two minutes the first time) ..."
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run ## set up, load the demo world, show a first match, serve on port 8000
	$(BIN)/sankofa demo

serve: $(VENV)/.run ## serve the database as it is on port 8000
	$(BIN)/sankofa serve

test: $(VENV)/.dev browser ## set up and run every test, on SQLite and on PostgreSQL, and of pages in a browser
	$(BIN)/python -m pytest -n $(PROCESSES)

browser: ## the browser for the tests of pages: Debian's Chromium, installed where it is missing and we may
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium for the tests of pages ..." && \
	apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null; } || echo "NO BROWSER: the pages will not be tested. On Debian: apt install chromium"

pictures: $(VENV)/.dev browser ## write pictures of the main pages to docs/pictures (ONLY="peers risk")
	$(BIN)/python -m tests.web.browser.pictures $(ONLY)

check: lint types imports test ## all that must be green before a change lands

fmt: $(VENV)/.dev ## format and mend what can be mended
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

lint: $(VENV)/.dev ## formatting and lint
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

types: $(VENV)/.dev ## strict types of the pure rooms
	$(BIN)/mypy

imports: $(VENV)/.dev ## who may import whom
	$(BIN)/lint-imports

openapi: $(VENV)/.run ## write docs/openapi.json, the contract as it is served
	@mkdir -p docs && $(BIN)/python -c "import json, app; print(json.dumps(app.create_app().extensions['openapi'], indent=2, ensure_ascii=False))" > docs/openapi.json

policy: $(VENV)/.run ## write docs/policy.md, who may do what as it is enforced
	@$(BIN)/python -c "import app; from app.policy_page import policy_page; print(policy_page(app.create_app()), end='')" > docs/policy.md

texts: $(VENV)/.run ## gather the texts of the pages into the catalogues of app/web/translations, and compile those
	@cd app && ../$(BIN)/pybabel -q extract -F web/translations/babel.toml -k lazy_gettext --no-location --sort-output --omit-header -o web/translations/messages.pot .
	@cd app && ../$(BIN)/pybabel -q update -i web/translations/messages.pot -d web/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@rm app/web/translations/messages.pot && $(BIN)/pybabel -q compile -d app/web/translations

privacy: $(VENV)/.run ## write the tables of docs/privacy.md, as they are in code
	@$(BIN)/python -c "import pathlib, app.rights.page as page; path = pathlib.Path('docs/privacy.md'); path.write_text(page.rendered(path.read_text()))"

races: $(VENV)/.dev ## the long tests of the state machine, of races and kills, on both databases, and of plans (TRIALS=10000 WALKS=5000 KILLS=200 YEARS=2 ROUNDS=10000 REASONS=2000)
	RACES_TRIALS=$(or $(TRIALS),10000) RACES_WALKS=$(or $(WALKS),5000) RACES_KILLS=$(or $(KILLS),200) RACES_YEARS=$(or $(YEARS),2) \
	RACES_ROUNDS=$(or $(ROUNDS),10000) RACES_REASONS=$(or $(REASONS),2000) \
	$(BIN)/python -m pytest -p no:randomly $(addprefix tests/,$(RACES))

bench: $(VENV)/.dev ## figures, as ratios against peers in the same run
	$(BIN)/python bench/bench_matching.py

bench-match: $(VENV)/.dev ## retrieval beside scikit-learn, bm25s and tantivy (TEXTS=100000); installs them
	$(PIP) install -c constraints.txt -e '.[bench]'
	$(BIN)/python -m bench.bench_retrieval $(or $(TEXTS),100000)

bench-graph: $(VENV)/.dev ## whole-graph passes beside networkx, rustworkx and networkit (NODES="100000 1000000"); installs them
	$(PIP) install -c constraints.txt -e '.[bench]'
	$(BIN)/python -m bench.bench_graph $(or $(NODES),100000)

bench-plan: $(VENV)/.dev ## whole rounds planned at once: their worth beside simpler ways (NEEDS=2000)
	$(BIN)/python -m bench.bench_plan $(or $(NEEDS),2000)

clean: ## remove the environment and the demo database
	rm -rf $(VENV) var build *.egg-info
