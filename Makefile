# The few commands of this project. Each sets itself up; none asks a question.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo codes test test-all coverage browser node packed kills encounters pictures check quick style types contracts words said phone house architecture wire lock vendor clean

demo: .venv/ready ## watch the whole story, then open the county in a browser
	@sh scripts/node.sh || true
	$(BIN)/python -m service.doors.demo

codes: ## the present one-time codes of the demonstration's accounts
	$(BIN)/python -m service.doors.demo --codes

test: .venv/ready browser node check packed ## every test on PostgreSQL, and on SQLite what may differ there
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations 25

test-all: .venv/ready browser node check packed ## every test on both databases
	$(BIN)/python -m pytest -n 2 --dist worksteal --both

coverage: .venv/ready browser node ## which branches of each room the tests walk; fails below the floors of tests/walked.txt
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report json
	$(BIN)/python -m tests.walked

browser: ## Chromium and a Chinese font, which the tests in tests/browser need
	@sh scripts/browser.sh

node: ## Node.js and the tools that run the mini-program in a browser, for its tests and its preview
	@sh scripts/node.sh

packed: node ## WeChat's own packer reads, examines and compiles the mini-program, without a network: a minute
	@sh scripts/packer.sh

kills: .venv/ready ## kill worker and service while work is under way, 30 rounds on each database; prints what was lost or done twice
	$(BIN)/python -m tests.kills 30

encounters: .venv/ready ## every act on a person and a union meets every other one, fifty rounds a pair aimed at each statement, on PostgreSQL: hours
	$(BIN)/python -m tests.encounters 50

pictures: .venv/ready browser ## the pictures of README and docs, made anew by the journeys in the browser
	sh scripts/pictures.sh $(BIN)/python

quick: .venv/ready ## the fast half of check, without Node.js and databases: what pre-commit runs
	@$(TOGETHER) style types contracts words

check: .venv/ready node ## format, lint, types, import contracts, migrations, the mini-program: under 30 seconds
	@$(TOGETHER) house phone style types contracts words said

# The parts of these two, two at a time; each is said as a whole when it has ended.
TOGETHER := $(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m scripts.architecture --check

words:
	$(BIN)/python -m service words --check

said:
	$(BIN)/python -m service openapi | node miniprogram/tools/wire.mjs --check

phone:
	cd miniprogram && npm run --silent check

house:
	$(BIN)/python -m pytest tests/house -k "migration or catalogue or signed or miniprogram or unused"

architecture: .venv/ready ## the picture of the house and its table of rooms, from the import contract and the docstrings
	$(BIN)/python -m scripts.architecture

wire: .venv/ready ## the mini-program's types of what goes over the wire, from the service's own description
	$(BIN)/python -m service openapi | node miniprogram/tools/wire.mjs

lock: ## pin exact versions with hashes; a release must be a week old
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install -q uv
	cd requirements && for name in runtime development; do \
	  ../.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --exclude-newer "$$(date -d '7 days ago' +%F)" $$name.in -o $$name.txt; done
	rm -rf .venv-lock

vendor: ## copy Bootstrap, htmx, ECharts and the QR drawing at the versions of scripts/vendor/package.json; needs node
	sh scripts/vendor.sh

.venv/ready: requirements/development.txt scripts/environment.sh
	sh scripts/environment.sh $(PYTHON)

clean: ## remove the environments, the demonstration's files and the screenshots
	rm -rf .venv var build miniprogram/node_modules miniprogram/official/node_modules
