# gradetrail: `make help` tells what there is.
VENV   := .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check --quiet install --no-warn-script-location
SCHEME ?= classification-upgrade

.PHONY: help demo up test test-integration test-faults test-whole test-in-containers test-cluster test-deployed check check-code check-units fmt bench features documents lock audit sbom clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/ready  ## play a programme and look at it (SCHEME=all: all of them; ONCE=1 ends by itself)
	@$(BIN)/gradetrail demo --scheme $(SCHEME) $(if $(ONCE),--once)

up: $(VENV)/ready  ## start everything on this machine
	@$(BIN)/gradetrail up

test: $(VENV)/ready-dev  ## all checks and all tests
	@$(MAKE) --no-print-directory check
	@+$(TOGETHER) test-whole test-in-containers test-integration test-faults test-cluster
	@$(MAKE) --no-print-directory test-deployed
# Two at a time, the longest first, each one's output when it ends.
TOGETHER = $(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync)

ENGINES := tests/integration tests/faults

test-integration: $(VENV)/ready-dev  ## our parts together, on embedded engines
	$(BIN)/pytest -q tests/integration

test-faults: $(VENV)/ready-dev  ## what is killed, cut off or full, on embedded engines
	$(BIN)/pytest -q tests/faults

test-in-containers: $(VENV)/ready-dev  ## both once more, on NATS and PostgreSQL in Docker
	@docker info >/dev/null 2>&1 || { echo "no Docker: the integration tests run on embedded engines alone"; exit 0; }; \
	$(BIN)/pytest -q --engines=containers $(ENGINES)

test-whole: $(VENV)/ready-dev  ## demos, pages, questions, examples of the documents, other languages
	$(BIN)/pytest -q --ignore=tests/unit --ignore=tests/deploy $(ENGINES:%=--ignore=%)

test-cluster: $(VENV)/ready-dev  ## a cluster with Docker Compose, of which parts go
	$(BIN)/pytest -q tests/deploy/test_cluster.py

# Alone, as it has to start, and to change its version, within seconds.
test-deployed: $(VENV)/ready-dev  ## a deployment with Docker Compose
	$(BIN)/pytest -q tests/deploy --ignore=tests/deploy/test_cluster.py

check: $(VENV)/ready-dev  ## format, lint, types, imports, documents, unit tests
	@+$(TOGETHER) check-code check-units

check-code: $(VENV)/ready-dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m contracts.documents --check
	$(BIN)/python -m docs.tables --check

check-units: $(VENV)/ready-dev
	$(BIN)/pytest -q tests/unit

fmt: $(VENV)/ready-dev  ## format the code
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --fix --quiet .

bench: $(VENV)/ready-dev  ## peers and ours in one run; writes build/bench.json
	$(BIN)/python -m bench

features: $(VENV)/ready-dev  ## each requirement and the tests that show it
	@$(BIN)/python -m tests.features

documents: $(VENV)/ready-dev  ## write the JSON Schemas, the AsyncAPI document and the operator's tables anew
	$(BIN)/python -m contracts.documents
	$(BIN)/python -m docs.tables

lock: $(VENV)/ready-dev  ## resolve the dependencies anew
	$(BIN)/pip --quiet install pip-tools
	$(BIN)/pip-compile $(LOCK) --extra build --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra build --extra dev --output-file requirements-dev.lock pyproject.toml
LOCK := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

audit: $(VENV)/ready-dev  ## known vulnerabilities of the locked packages (asks PyPI's advisories)
	$(BIN)/pip-audit --disable-pip --require-hashes --strict --requirement requirements.lock

sbom: $(VENV)/ready-dev  ## bill of materials with licences, CycloneDX; writes build/sbom.json
	@mkdir -p build
	$(BIN)/python -m infra.sbom > build/sbom.json

clean:  ## remove what was made here
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/ready: requirements.lock pyproject.toml
	@echo "setting up (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@echo "setting up the tests (once) …"
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@touch $@
