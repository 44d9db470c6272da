# Needs Python 3.11, 3.12 or 3.13 with pip, and make. `make` alone lists the verbs.
#
#   make test N=8 T=tests/unit/logic      eight processes, one folder
#   make setup PYTHON=python3.13          another Python than the first that fits
#   make lock UPGRADE=1                   newest versions of everything; without it, only what pyproject.toml asks for

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV ?= .venv
PYTHON ?=
N ?=
T ?=
UPGRADE ?=

bin := $(VENV)/bin
ready := $(VENV)/.ready
tools := .cache/tools
uv := $(tools)/bin/uv
locks := requirements.lock requirements-dev.lock requirements-uv.lock

# A machine without a home that can be written to keeps its downloads here.
ifneq ($(shell test -n "$$HOME" && test -d "$$HOME" && test -w "$$HOME" && echo yes),yes)
export UV_CACHE_DIR ?= $(CURDIR)/.cache/uv
export PIP_CACHE_DIR ?= $(CURDIR)/.cache/pip
endif

# Only the Python that is here, the certificates this system trusts, and only this project's environment.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS ?= true
export PIP_USER := 0
export PIP_REQUIRE_VIRTUALENV := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONHOME PYTHONPATH

# An environment knows where it was made: one that was moved or copied, or has lost its Python, is made anew.
ifneq ($(shell test -x '$(bin)/python' && cat '$(ready)' 2>/dev/null),$(CURDIR))
.PHONY: $(ready)
endif

.PHONY: help setup run test check fix lock docs soak bench clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup: $(ready)  ## make .venv with exactly what the lock names; at once if nothing changed
	@:

run: setup  ## a tour with invented people, then both sites on this machine; says what to try (Ctrl-C ends it)
	@$(bin)/frihavn tour
	@$(bin)/frihavn demo --home frihavn-demo

test: setup  ## the whole suite but soak, the sites on both databases (N=processes, T=path)
	@$(bin)/pytest $(if $(N),-n $(N)) $(T)
	@$(if $(T),:,echo "The sites once more, on PostgreSQL." && FRIHAVN_TEST_PG=1 $(bin)/pytest $(if $(N),-n $(N)) tests/web --ignore tests/web/browser --ignore tests/web/offer --ignore tests/web/test_canaries.py)

check: setup  ## format, lint, types, import contracts, scheme files, generated docs
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo --cache-dir .cache/import_linter
	$(bin)/frihavn scheme lint
	$(bin)/python tools/docs.py --check

fix: setup  ## format, and mend what can be mended
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

docs: setup  ## write docs/reference from the program itself
	$(bin)/python tools/docs.py

soak: setup  ## the tests that take minutes (N=processes, T=path)
	@$(bin)/pytest -m soak $(if $(N),-n $(N)) $(T)

anchors := $(patsubst bench/anchors/%.in,%,$(wildcard bench/anchors/*.in))

bench: setup $(anchors:%=requirements-bench-%.lock)  ## every figure we claim, beside what one would pick instead
	@$(find_python); $(get_uv); for name in $(anchors); do \
	    lock=requirements-bench-$$name.lock; home=.cache/bench/$$name; \
	    if cmp -s $$lock $$home/.ready; then continue; fi; \
	    echo "Making $$home."; \
	    $(uv) venv --quiet --clear --python "$$python" $$home && \
	    $(uv) pip install --quiet --python $$home/bin/python --only-binary :all: --require-hashes -r $$lock && \
	    cp $$lock $$home/.ready || echo "$$name did not install here; the table will say so." >&2; \
	done; $(bin)/python -m bench.run

# Made where it is missing: remove it for newer versions. As `make lock` does it.
requirements-bench-%.lock:
	@$(find_python); $(get_uv); $(uv) pip compile bench/anchors/$*.in --output-file $@ --quiet \
	    --python "$$python" --python-version 3.11 --universal --fork-strategy fewest --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links; \
	if grep -nF -e :// -e file: -e ' @ ' -e '$(CURDIR)' $@; then echo "$@ names an address: see above." >&2; exit 1; fi; \
	echo "$@: $$(grep -c == $@) packages"

lock:  ## write requirements*.lock: names, versions and hashes, no addresses (UPGRADE=1: the newest)
	@$(find_python); if test -e requirements-uv.lock; then $(get_uv); else $(get_any_uv); fi; \
	for lock in $(locks); do \
	    case $$lock in \
	        requirements.lock) what='pyproject.toml' ;; \
	        requirements-dev.lock) what='pyproject.toml --group dev --constraint requirements.lock' ;; \
	        requirements-uv.lock) what='--group setup' ;; \
	    esac; \
	    $(uv) pip compile $$what --output-file $$lock $(if $(UPGRADE),--upgrade) --quiet \
	        --python "$$python" --python-version 3.11 --universal --fork-strategy fewest --generate-hashes \
	        --no-header --no-annotate --no-emit-index-url --no-emit-find-links; \
	    if grep -nF -e :// -e file: -e ' @ ' -e '$(CURDIR)' $$lock; then echo "$$lock names an address: see above." >&2; exit 1; fi; \
	    echo "$$lock: $$(grep -c == $$lock) packages"; \
	done

clean:  ## remove .venv and every cache
	rm -rf '$(VENV)' .cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -------------------------------------------------------------------------------------------------- set-up

# Sets $$python to the first Python that fits, or stops.
define find_python
set -eu; python=''; \
for name in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
    python=$$("$$name" -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.exit(1); print(sys.executable)' \
        2>/dev/null) && break || python=''; \
done; \
if test -z "$$python"; then \
    echo "Frihavn needs Python 3.11, 3.12 or 3.13, and $(or $(PYTHON),python3) is none of them." >&2; \
    echo "Install one, or say where it is: make setup PYTHON=/path/to/python3.12" >&2; exit 1; \
fi; \
"$$python" -m pip --version >/dev/null 2>&1 || { \
    echo "$$python has no pip. Install it (on Debian: python3-pip), or choose another: make setup PYTHON=..." >&2; exit 1; }
endef

# uv, as its lock names it, in a folder of its own.
define get_uv
{ cmp -s requirements-uv.lock $(tools)/lock || { \
    rm -rf $(tools) && \
    "$$python" -m pip install -qq --target $(tools) --only-binary :all: --require-hashes -r requirements-uv.lock && \
    cp requirements-uv.lock $(tools)/lock; }; }
endef

# For the first lock of all, when no lock says which uv.
get_any_uv = "$$python" -m pip install -qq --target $(tools) --only-binary :all: uv

# Wheels only: building one from source would fetch and run what no lock names.
$(ready): pyproject.toml $(locks)
	@$(find_python); \
	with_uv() { \
	    $(get_uv) && $(uv) venv --quiet --clear --python "$$python" '$(VENV)' && \
	    $(uv) pip install --quiet --python '$(bin)/python' --only-binary :all: --require-hashes -r requirements-dev.lock && \
	    $(uv) pip install --quiet --python '$(bin)/python' --no-deps --no-build-isolation --editable .; \
	}; \
	pip() { "$$python" -m pip --python '$(bin)/python' install -qq "$$@"; }; \
	with_pip() { \
	    "$$python" -m venv --clear --without-pip '$(VENV)' && \
	    pip --only-binary :all: --require-hashes -r requirements-dev.lock && \
	    pip --no-deps --no-build-isolation --editable .; \
	}; \
	echo "Making $(VENV) with $$("$$python" --version)."; \
	with_uv || { echo "uv did not do it; pip will, in a minute or two."; with_pip; }; \
	printf '%s\n' '$(CURDIR)' > '$@'
