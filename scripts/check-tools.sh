#!/usr/bin/env bash
# Checks for the tools that a developer must install, and says how to install a missing one.
set -euo pipefail

missing() { echo "$*" >&2; exit 1; }

command -v cargo >/dev/null || missing "Rust is missing: install it with rustup (rustup.rs), then run make again."
command -v node >/dev/null && command -v npm >/dev/null ||
    missing "Node is missing: install version 20 or newer (nodejs.org), then run make again."
node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ||
    missing "Node $(node --version) is too old: install version 20 or newer (nodejs.org), then run make again."
command -v cc >/dev/null ||
    missing "A C compiler is missing, and Rust needs one to link programs: install gcc (Debian: apt-get install gcc libc6-dev; macOS: xcode-select --install), then run make again."
[ -w . ] || missing "You may not write to $PWD: copy the project to a folder of your own, and run make there."
cargo --version >/dev/null 2>&1 ||
    missing "The Rust release in rust-toolchain.toml is not installed: run \`rustup toolchain install\` in $PWD, then run make again."
