# Needs only Python 3.11 with its venv module, make and git.
.DEFAULT_GOAL := help
.PHONY: help run test lint gates benchmarks requirements clean run-packages dev-packages

PY := .venv/bin/python
CACHES := .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
UNCACHE := import pathlib, shutil, sys; \
	[shutil.rmtree(found) for found in list(pathlib.Path(sys.argv[1]).rglob("__pycache__"))]

help: ## show this list
	@while IFS= read -r line; do case $$line in [a-z]*:*" ## "*) \
		printf '  make %-13s %s\n' "$${line%%:*}" "$${line#* ## }";; esac; done < Makefile

run: export TEACHER_GROWTH_CONFIG := $(or $(TEACHER_GROWTH_CONFIG),development)
run: run-packages ## the demo town: web and worker together, Ctrl-C ends both (PORT=8001 make run: another port)
	@exec $(PY) -m flask --app wsgi serve

test: lint ## lint, types, import contracts, then all tests (ARGS="-k mentoring -x" goes to pytest)
	@exec $(PY) -m pytest -n 2 $(ARGS)

lint: dev-packages ## style, types, import contracts, templates
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet templates

gates: dev-packages ## everything measured, slow
	@exec $(PY) -m tests.gates $(ARGS)

benchmarks: dev-packages ## pages beside their limits, on both databases (ARGS="--size city --database sqlite")
	@exec $(PY) -m tests.benchmarks $(ARGS)

# UV_ARGS=--upgrade takes newer versions; without it what is written in the files stays.
UV_COMPILE = "$$uv" pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
	--no-header --no-emit-find-links --no-emit-index-url $(UV_ARGS)

requirements: ## pin the packages of pyproject.toml again (needs uv)
	@uv=$$(command -v uv || command -v .venv/bin/uv) || { echo "make requirements needs uv: pip install uv" >&2; exit 1; }; \
	$(UV_COMPILE) -o requirements.txt && \
	$(UV_COMPILE) --extra dev -c requirements.txt -o requirements-dev.txt

clean: ## take away caches; .venv and instance/ stay
	@rm -rf $(CACHES) __pycache__
	@for folder in teacher_growth migrations tests; do ! [ -x $(PY) ] || $(PY) -Bc '$(UNCACHE)' $$folder; done

# .venv/ready-FILE holds the hash of the requirements file last installed, written when pip has ended well:
# while it matches, pip does not run at all, so a second run works offline.
# .venv/installing names the process that installs. Found with that process gone, it tells of an installation that was
# cut short: pip could take half a package for a whole one, so .venv is made anew.
run-packages:
	@$(call install,requirements.txt,requirements.txt)

dev-packages:
	@$(call install,requirements-dev.txt,requirements-dev.txt requirements.txt)

HASH := import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())
IS_311 := import sys; sys.exit(sys.version_info[:2] != (3, 11))

# install,FILE,FILES: installs FILE; FILES are the requirements files that are met then
define install
set -eu; \
hash() { $(PY) -c '$(HASH)' "$$1"; }; \
is_ready() { [ ! -e .venv/installing ] && $(PY) -c '$(IS_311)' 2>/dev/null && \
	[ "$$(hash $(1))" = "$$(cat .venv/ready-$(1) 2>/dev/null)" ]; }; \
is_busy() { [ -s .venv/installing ] && kill -0 "$$(cat .venv/installing)" 2>/dev/null; }; \
claim() { mkdir -p .venv && (set -C; echo $$$$ > .venv/installing) 2>/dev/null; }; \
half=; said=; \
while :; do \
	if is_ready; then exit 0; fi; \
	if claim; then break; fi; \
	if is_busy; then \
		[ -n "$$said" ] || echo "Waiting for another make that is installing into .venv ..."; said=yes; sleep 1; \
	else half=yes; rm -f .venv/installing; fi; \
done; \
give_up() { rm -f .venv/installing; echo "$$1" >&2; exit 1; }; \
if [ -n "$$half" ] || ! $(PY) -c '$(IS_311)' 2>/dev/null || ! $(PY) -m pip --version >/dev/null 2>&1; then \
	python=; \
	for name in $(PYTHON) python3.11 python3 python; do \
		if "$$name" -c '$(IS_311)' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	[ -n "$$python" ] || \
		give_up "Python 3.11 is not on the PATH: install it, or say where it is: make PYTHON=/path/to/python3.11 ..."; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || \
		give_up "Python 3.11 is here without its venv module (on Debian: apt-get install python3.11-venv)."; \
	echo "Making .venv with $$("$$python" -V) ..."; \
	rm -rf .venv/bin .venv/include .venv/lib .venv/lib64 .venv/pyvenv.cfg; \
	"$$python" -m venv .venv; \
fi; \
echo "Installing the packages of $(1) into .venv, about a minute ..."; \
rm -f .venv/ready-requirements.txt .venv/ready-requirements-dev.txt; \
cut=; trap 'cut=yes' HUP INT TERM; \
PIP_USER=0 $(PY) -m pip install --quiet --no-input --disable-pip-version-check --require-hashes -r $(1) || { \
	[ -z "$$cut" ] || exit 1; \
	give_up "Not installed. Run the same again when the cause above is gone."; }; \
for file in $(2); do hash "$$file" > ".venv/ready-$$file"; done; \
rm -f .venv/installing; \
echo "Installed."
endef
