# Two commands on a fresh machine: `make demo` and `make test`. Each makes what it needs.
PYTHON ?= python3
BIN := .venv/bin
# Files of tests go to as many workers as there are processors, at most four.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
BENCHMARKS := launches deliveries start teams team_repair pages posting credentials surveys live
# The tests that use a database, which run on PostgreSQL as well.
DATABASE_TESTS := $(wildcard $(addprefix tests/,accounts admissions alliances architecture availability content core credentials discussion evaluation exchanges faculty \
	formation grading health home institutions invitations launch live_rooms mail offices registration surveys teams))
# Of these folders, what asks no database.
NO_DATABASE := --ignore tests/architecture/test_house_rules.py --ignore tests/credentials/standards

.PHONY: demo test test-live lint bench serve translations clean

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[postgres]"
	$(BIN)/pybabel -q compile --directory vsm_platform/translations
	touch $@

.venv/ready-test: .venv/ready
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[postgres,s3,test,lint]"
	touch $@

# make demo PROGRAMME=civis OPTIONS="--fresh --port 8000"
demo: .venv/ready translations
	$(BIN)/vsm demo $(PROGRAMME) $(OPTIONS)

serve: .venv/ready translations
	$(BIN)/vsm db upgrade
	$(BIN)/vsm serve

translations: .venv/ready
	@$(BIN)/pybabel -q compile --directory vsm_platform/translations

test: .venv/ready-test translations
	bash .ci/browser
	bash .ci/verifiers
	$(BIN)/pytest $(PARALLEL)
	VSM_TEST_DATABASE=postgresql $(BIN)/pytest $(PARALLEL) $(NO_DATABASE) $(DATABASE_TESTS)
	$(MAKE) test-live

# Live rooms under real clients, killed servers, and several processes with a Redis.
test-live: .venv/ready-test translations
	$(PYTHON) -m venv .venv/live
	.venv/live/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[postgres,test,live-test]"
	.venv/live/bin/pytest tests/live_rooms/test_served.py tests/live_rooms/test_redis.py

lint: .venv/ready-test
	bash .ci/lint

bench: .venv/ready-test
	for name in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$name --json; done

clean:
	rm -rf .venv var
