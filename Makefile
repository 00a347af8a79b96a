# `make run` and `make test` begin from nothing: bin/setup installs what is missing first.

BIN := .venv/bin

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1  \t/p' Makefile | expand -t 24

run: ## install what is missing, start a private database and the web (PORT=8001 for another port)
	@bin/setup
	@$(BIN)/flask --app app local run

test: ## install what is missing, then every check and every quick test
	@bin/setup --dev
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -n 2

test-long: ## every quick test again, each in all the situations it knows (longer)
	@bin/setup --dev
	STAGECLOCK_TESTS=long $(BIN)/pytest -n 2

check: lint ## every check of the code, without running it (after bin/setup --dev)
	$(BIN)/mypy --strict app tests alembic/env.py
	$(BIN)/lint-imports

lint: needs-tools ## the style alone: ruff and djlint (after bin/setup --dev)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint app/templates --check --lint --quiet

test-faults: ## every fault that a clock in PostgreSQL is known to meet, on real servers (10 minutes; as root)
	@bin/setup --dev
	$(BIN)/pytest tests/faults -n 4 --dist loadfile --durations 5

test-kills: ## kill -9 at random moments of people's and the clock's work (ROUNDS=50 SEED=… to repeat; minutes)
	@bin/setup --dev
	$(BIN)/python -m tests.kills $(or $(ROUNDS),50) $(SEED)

test-mutations: ## take each of the clock's safeguards away: a test must turn red (minutes)
	@bin/setup --dev
	$(BIN)/python -m tests.mutations

test-matrix: ## tests and faults against PostgreSQL 15, 17 and 18 with their pg_cron (ENGINES=17 for one; an hour; as root)
	@bin/setup --dev
	$(BIN)/python -m tests.matrix $(ENGINES)

clean-matrix: ## remove the trees of other Debians that test-matrix made
	$(BIN)/python -m tests.matrix --remove

test-docker: ## build the containers and try everything on them, with an engine of its own where there is none (SUITE=bookworm; as root)
	@bin/setup --dev
	$(BIN)/python -m tests.containers $(SUITE)

clean-docker: ## remove the images and programs that test-docker keeps for the next time
	$(BIN)/python -m tests.containers --remove

coverage: ## how much of Python and of PL/pgSQL the quick tests run (minutes; fails below 95 % of PL/pgSQL)
	@bin/setup --dev
	$(BIN)/python -m tests.coverage

bench: needs-peers ## measure what we claim about speed, small (3 minutes; a private cluster of its own)
	$(BIN)/python -m bench

bench-full: needs-peers ## measure it at every size, up to 10,000,000 stages (up to an hour; 10 GB)
	$(BIN)/python -m bench --full

screenshots: ## take the pictures in docs/pictures anew, from the demo (a minute; a private cluster of its own)
	@bin/setup --dev
	$(BIN)/python -m tests.pictures

docs: ## build the documents into site/, refusing what is broken in them
	@bin/setup --dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "The documents are in site/index.html."

clean-local: ## stop and remove this checkout's private database and uploaded files
	@if [ ! -x $(BIN)/flask ]; then echo "Error: .venv is needed to stop the private cluster: run bin/setup first." >&2; exit 1; fi
	@$(BIN)/flask --app app local remove --yes

needs-tools:
	@if [ ! -x $(BIN)/mypy ]; then echo "Error: the checks are not installed in .venv: run bin/setup --dev first." >&2; exit 1; fi

needs-peers: # what bench/ measures Stageclock beside, and what draws its plots
	@bin/setup --dev
	@$(BIN)/python -c 'import apscheduler, asyncpg, matplotlib, pgqueuer, procrastinate, psycopg_pool' 2>/dev/null || \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt -e '.[bench]'

.PHONY: help run test test-long test-faults test-kills test-mutations test-matrix clean-matrix test-docker clean-docker coverage check lint bench bench-full screenshots docs clean-local needs-tools needs-peers
