# Needs only Python 3.11 with its venv module, make and git.
.DEFAULT_GOAL := help
.PHONY: help run test lint check gates requirements clean run-packages dev-packages

PY := .venv/bin/python
SOURCES := teacher_growth migrations tests config.py wsgi.py

help: ## show this list
	@while IFS= read -r line; do case $$line in [a-z]*:*" ## "*) \
		printf '  make %-13s %s\n' "$${line%%:*}" "$${line#* ## }";; esac; done < Makefile

run: export TEACHER_GROWTH_CONFIG := $(or $(TEACHER_GROWTH_CONFIG),development)
run: run-packages ## the demo town: web and worker together, Ctrl-C ends both (PORT=8001 make run: another port)
	@exec $(PY) -m flask --app wsgi serve

test: dev-packages ## all tests (ARGS="-k mentoring -x" goes to pytest)
	@exec $(PY) -m pytest $(ARGS)

lint: dev-packages ## style, types, import rules, templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates

check: lint test ## lint and test: what has to be green before a change goes in

gates: dev-packages ## everything measured, slow
	@exec $(PY) -m tests.gates $(ARGS)

# UV_ARGS=--upgrade takes newer versions; without it what is written in the files stays.
UV_COMPILE = "$$uv" pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
	--no-header --no-emit-find-links --no-emit-index-url $(UV_ARGS)

requirements: ## pin the packages of pyproject.toml again (needs uv)
	@uv=$$(command -v uv || command -v .venv/bin/uv) || { echo "make requirements needs uv: pip install uv" >&2; exit 1; }; \
	$(UV_COMPILE) -o requirements.txt && \
	$(UV_COMPILE) --extra dev -c requirements.txt -o requirements-dev.txt

clean: ## take away caches; .venv and instance/ stay
	@find . \( -name .venv -o -name .git -o -name instance \) -prune -o -type d -name __pycache__ -exec rm -rf {} +
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# .venv/ready-FILE holds the hash of the requirements file last installed, written when pip has ended well:
# while it matches, pip does not run at all, so a second run works offline.
run-packages:
	@$(call install,requirements.txt)
	@$(call record,requirements.txt)

dev-packages:
	@$(call install,requirements-dev.txt)
	@$(call record,requirements-dev.txt requirements.txt)

HASH := import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())
IS_311 := import sys; sys.exit(sys.version_info[:2] != (3, 11))

# .venv/installing stands while pip runs. Found at the start, its process gone, it tells of an installation that was
# cut short: pip could take half a package for a whole one, so .venv is made anew.
define install
set -eu; \
busy() { [ -s .venv/installing ] && kill -0 "$$(cat .venv/installing)" 2>/dev/null; }; \
if busy; then echo "Waiting for the installation that another make (process $$(cat .venv/installing)) is doing ..."; fi; \
while busy; do sleep 1; done; \
if $(PY) -c '$(IS_311)' 2>/dev/null && [ ! -e .venv/installing ]; then \
	[ "$$($(PY) -c '$(HASH)' $(1))" != "$$(cat .venv/ready-$(1) 2>/dev/null)" ] || exit 0; \
fi; \
if [ -e .venv/installing ] || ! $(PY) -c '$(IS_311)' 2>/dev/null || ! $(PY) -m pip --version >/dev/null 2>&1; then \
	python=; \
	for name in $(PYTHON) python3.11 python3 python; do \
		if "$$name" -c '$(IS_311)' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 is not on the PATH: install it, or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Python 3.11 is here without its venv module (on Debian: apt-get install python3.11-venv)." >&2; exit 1; fi; \
	echo "Making .venv with $$("$$python" -V) ..."; \
	"$$python" -m venv --clear .venv; \
fi; \
echo "Installing the packages of $(1) into .venv, about a minute ..."; \
trap 'cut=yes' HUP INT TERM; cut=; \
rm -f .venv/ready-requirements.txt .venv/ready-requirements-dev.txt; \
echo $$$$ > .venv/installing; \
PIP_USER=0 $(PY) -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r $(1) || { \
	[ -n "$$cut" ] || rm -f .venv/installing; \
	echo "Not installed. Run the same again when the cause above is gone." >&2; exit 1; }; \
[ -z "$$cut" ] || exit 1; \
echo "Installed."
endef

define record
for file in $(1); do \
	[ -s ".venv/ready-$$file" ] && continue; \
	$(PY) -c '$(HASH)' "$$file" > .venv/ready-new && mv .venv/ready-new ".venv/ready-$$file" || exit 1; \
done; \
rm -f .venv/installing
endef
