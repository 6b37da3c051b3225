# The commands. Each sets up what it needs from a machine with Rust (rustup) and Node 20 or newer, and does no
# work twice.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run dev test site pictures lint fmt setup tools wasm-target browser

# Lock files say what is installed; scripts that packages would run at their installation are not needed.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: site ## build what is missing and start SmartCloud and the simulator
	@exec "$${CARGO_TARGET_DIR:-target}/dist/smartcloud"

dev: setup ## start, and build and start again whenever a file changes
	@cargo xtask dev

test: setup browser ## format, lint, and every test, also in a browser
	@scripts/test.sh

site: setup ## build the release: target/dist/smartcloud and its site folder
	@echo "Building. From nothing this takes some minutes; again, it takes seconds."
	@cargo xtask site --release

lint: setup ## what has to be clean: format and clippy, on both sides
	@scripts/lint.sh

fmt: tools ## format the Rust code
	@cargo fmt --all

pictures: site browser ## take the pictures in the README
	@npm run --silent --prefix end2end pictures

# --- What the commands above need -------------------------------------------------------------------------

setup: tools wasm-target style/node_modules/.installed

tools:
	@scripts/check-tools.sh

wasm-target: tools
	@scripts/setup-wasm-target.sh

browser: tools end2end/node_modules/.installed
	@scripts/setup-browser.sh

%/node_modules/.installed: %/package-lock.json | tools
	@echo "Installing the packages of $*/package-lock.json"
	@cd $* && $(NPM_CI)
	@touch $@
