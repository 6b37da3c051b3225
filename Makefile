# The commands for developers. They need Rust (rustup), a C compiler, and Node 20 or newer. Each command installs the
# other tools that it needs, and skips work that is already done.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run dev test test-all bench demo release pictures lint fmt setup tools wasm-target browser proxy examples

TARGET := $${CARGO_TARGET_DIR:-target}

# The lock files fix the version of every package. The packages work without their installation scripts.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: demo ## build the parts that have changed, and start SmartCloud and the simulator
	@exec "$(TARGET)/demo/smartcloud"

dev: setup ## build and start; repeat this when a source file of SmartCloud or the simulator changes
	@cargo xtask dev

test: setup browser proxy examples ## check the format, run clippy and all tests, also the tests in a browser
	@scripts/test.sh

test-all: test release ## run make test, and also the tests that take too long for it: 500 visitors at once
	@cargo build --quiet --release --package smartcloud-bench
	@ulimit -n 8192 && "$(TARGET)/release/smartcloud-bench" --site "$(TARGET)/dist/site" --visitors 500 \
		"$(TARGET)/dist/smartcloud"

demo: setup ## build target/demo/smartcloud and its site folder; compiles fast
	@echo "Building. The first build takes some minutes, later builds take seconds."
	@cargo xtask site --profile demo

release: setup ## build target/dist/smartcloud and its site folder; optimised, to deploy
	@echo "Building the optimised release. The first build takes about a quarter of an hour on 2 cores."
	@cargo xtask site --profile release

bench: release ## measure the release; AGAINST=PROGRAM also measures another build in the same run
	@cargo build --quiet --release --package smartcloud-bench
	@ulimit -n 8192 && "$(TARGET)/release/smartcloud-bench" --site "$(TARGET)/dist/site" $(BENCH_OPTIONS) \
		"$(TARGET)/dist/smartcloud" $(AGAINST)

lint: setup ## check the format, and run clippy for the server and the browser
	@scripts/lint.sh

fmt: tools ## format the Rust code
	@cargo fmt --all

pictures: demo browser ## take the pictures in the README
	@npm run --silent --prefix end2end pictures

# --- Tools that the commands above need -------------------------------------------------------------------

setup: tools wasm-target style/node_modules/.installed

tools:
	@scripts/check-tools.sh

wasm-target: tools
	@scripts/setup-wasm-target.sh

examples: tools
	@scripts/setup-examples.sh

browser: tools end2end/node_modules/.installed
	@scripts/setup-browser.sh

proxy: tools
	@scripts/setup-proxy.sh

%/node_modules/.installed: %/package-lock.json | tools
	@echo "Installing the packages of $*/package-lock.json"
	@cd $* && $(NPM_CI)
	@touch $@
