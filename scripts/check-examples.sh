#!/usr/bin/env bash
# Checks the types of the example in TypeScript. The test `examples` compiles the one in Java, and runs all three.
set -euo pipefail
cd "$(dirname "$0")/../examples/typescript"

if [ -e node_modules/.installed ]; then npm run --silent check; fi
