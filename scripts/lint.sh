#!/usr/bin/env bash
# The format, and clippy's opinion of what runs on the server, in the browser, and at the build.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --all --check
cargo clippy --quiet --workspace --all-targets -- --deny warnings
# The folder is the one where xtask builds the browser's code, so that the two share their work.
cargo clippy --quiet --package smartcloud --lib --target wasm32-unknown-unknown --target-dir "${CARGO_TARGET_DIR:-target}/front" \
    --no-default-features --features hydrate -- --deny warnings
