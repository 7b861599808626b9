# make run    serve the demo on http://$(HOST):$(PORT)     make test   lint and every test
# make reset  start over: removes var/                     make help   all the targets

HOST ?= 127.0.0.1
PORT ?= 8000
# Any Python from 3.11 on; name another with PYTHON=.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,\
  $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))

# What has been compiled is kept: the tests alone start a dozen processes that read the same modules.
unexport PYTHONDONTWRITEBYTECODE

PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check install
# uv takes five seconds where pip takes forty; where it reaches no index of its own, pip does the work.
INSTALL = { $(PIP) $(shell grep '^uv==' requirements-dev.txt) && .venv/bin/uv pip install --quiet --python $(PY) $(1); } \
  || $(PIP) $(1)
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
DJANGOFMT := .venv/bin/djangofmt
MYPY_PATHS := criteria assessments rankings parindex tests manage.py gunicorn.conf.py
# Two jobs at once, each one's output kept together where this make can do it.
SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs=2 --keep-going \
  $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
CHECKS := lint-types lint-python lint-templates lint-house lint-migrations lint-deploy

# For checks only; nothing is served with it.
LINT_ENV := env -u REDIS_URL -u DEBUG DATABASE_URL=sqlite://:memory: \
  SECRET_KEY=for-checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABC
PRODUCTION_ENV := env -u DEBUG DATABASE_URL=postgres://parindex@127.0.0.1/parindex \
  REDIS_URL=redis://127.0.0.1/0 ALLOWED_HOSTS=par-index.example HTTPS=true \
  CSRF_TRUSTED_ORIGINS=https://par-index.example \
  SECRET_KEY=for-checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABC

.DEFAULT_GOAL := help
.PHONY: help run reset install install-dev fixtures redis chromium libreoffice nginx clamav vnu test test-fast test-postgres \
  test-sqlite bench soak format messages lock sbom lint $(CHECKS)

help:
	@echo 'make run        serve the demo (HOST=, PORT=)'
	@echo 'make reset      remove var/: the data and everything uploaded'
	@echo 'make test       lint, then every test'
	@echo 'make test-fast  without browsers and other processes'
	@echo 'make lint       code, types, templates, migrations, production settings'
	@echo 'make format     put code and templates in their standard form'
	@echo 'make messages   bring the English catalogue up to date'
	@echo 'make lock       requirements.lock anew: every package with its hashes'
	@echo 'make sbom       what is installed to run, as CycloneDX (var/sbom.json)'
	@echo 'make fixtures   the sets of YEAR= as fixtures into OUT=, to load elsewhere'
	@echo 'make soak       long trials of saving, an hour and more (ONLY=contended: one)'
	@echo 'make bench      times beside their limits (ONLY=ranking: one part)'

# Links in mails, feeds and pictures begin with the address that is printed, unless another is configured.
run: export SITE_URL ?= $(if $(CSRF_TRUSTED_ORIGINS),,http://$(HOST):$(PORT))
run: install
	@$(PY) manage.py migrate --verbosity 0
	@if [ -n "$$DATABASE_URL" ]; then $(PY) manage.py collectstatic --noinput --verbosity 0; fi
	@$(PY) manage.py seed_demo
	@mkdir -p "$${VAR_DIR:-var}/static" # WhiteNoise warns about a folder that is not there
	@printf '\n  http://%s:%s\n\n' '$(HOST)' '$(PORT)'
	@exec $(PY) -m gunicorn parindex.wsgi --bind '$(HOST):$(PORT)' --workers 1 --threads 8 \
	  --no-control-socket --log-level warning

reset:
	rm -rf var

OUT ?= fixtures
fixtures: install
	@test -n '$(YEAR)' || { echo 'Name the year: make fixtures YEAR=2022 OUT=folder' >&2; exit 1; }
	@$(PY) manage.py dump_criteria '$(YEAR)' '$(OUT)'

install: .venv/installed
install-dev: .venv/installed-dev

.venv/bin/python:
	@test -n '$(PYTHON)' && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3.' >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo 'Could not make .venv; on Debian: apt install python3-venv.' >&2; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	@echo 'Installing requirements.txt into .venv ...'
	@$(call INSTALL,-r requirements.txt)
	@touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo 'Installing requirements-dev.txt into .venv ...'
	@$(call INSTALL,-r requirements-dev.txt)
	@touch .venv/installed $@

redis: install-dev
	@$(PY) -m tests.get_redis

chromium: install-dev
	@$(PY) -m tests.get_chromium

libreoffice: install-dev
	@$(PY) -m tests.get_libreoffice

nginx: install-dev
	@$(PY) -m tests.get_nginx

clamav: install-dev
	@$(PY) -m tests.get_clamav

vnu: install-dev
	@$(PY) -m tests.get_vnu

# The full run takes longest and begins first; what waits in it leaves its core to the checks beside it.
test: redis chromium libreoffice nginx clamav vnu
	@echo 'Everything at once, each told of when it ends; the full run comes last ...'
	@$(SIDE_BY_SIDE) test-postgres $(CHECKS) test-sqlite

# One more than there are cores: browsers and other processes are waited for.
test-postgres: redis
	@$(PYTEST) --numprocesses 3

test-fast: redis
	@$(PYTEST) --numprocesses 2 --ignore tests/browser --ignore tests/stack

test-sqlite: install-dev
	@PARINDEX_TEST_DB=sqlite $(PYTEST) -m sqlite $$(grep -rl --include='test_*.py' 'mark\.sqlite' tests)

bench: redis nginx
	@$(PY) -m tests.bench $(ONLY)

soak: redis chromium libreoffice
	@$(PY) -m tests.soak $(ONLY)

format: install-dev
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .
	@$(DJANGOFMT) --quiet templates

messages: install-dev
	@$(PY) -m tests.messages

# For every platform and each Python that may run it; versions already there stay, unless UPGRADE= names one.
lock: install-dev
	@.venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate \
	  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade-package '$(UPGRADE)') \
	  --output-file requirements.lock requirements.txt

sbom: install-dev
	@mkdir -p var
	@$(PY) -m cyclonedx_py requirements requirements.lock --output-file var/sbom.json

lint: install-dev
	@$(SIDE_BY_SIDE) $(CHECKS)

lint-python: install-dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

lint-types: install-dev
	@$(LINT_ENV) $(PY) -m mypy $(MYPY_PATHS)

lint-templates: install-dev
	@$(PY) -m djlint --lint --quiet templates
	@$(DJANGOFMT) --check templates

lint-house: install-dev
	@$(PY) -m tests.house

lint-migrations: install-dev
	@$(LINT_ENV) $(PY) manage.py makemigrations --check --dry-run

lint-deploy: install-dev
	@$(PRODUCTION_ENV) $(PY) manage.py check --deploy --fail-level WARNING
