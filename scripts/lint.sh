#!/usr/bin/env bash
# Checks the format, and runs clippy for the server, the browser's code and the site builder.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --all --check
cargo clippy --quiet --workspace --all-targets -- --deny warnings
# xtask builds the browser's code in the same target folder, so the dependencies are compiled only once.
cargo clippy --quiet --package smartcloud --lib --target wasm32-unknown-unknown --target-dir "${CARGO_TARGET_DIR:-target}/front" \
    --no-default-features --features hydrate -- --deny warnings
