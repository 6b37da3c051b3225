#!/usr/bin/env bash
# Installs what the programs in examples/ need. If a language is missing on this machine, this script says so, and the
# test leaves that example out.
set -uo pipefail
cd "$(dirname "$0")/../examples"

left_out() { echo "LEFT OUT of the tests: the example in $1. $2"; }

is_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# TypeScript: `tsx` starts it, and `tsc` checks its types.
if [ typescript/node_modules/.installed -ot typescript/package-lock.json ]; then
    echo "Installing the packages of examples/typescript/package-lock.json"
    (cd typescript && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) &&
        touch typescript/node_modules/.installed ||
        left_out TypeScript "npm could not install its packages."
fi

# Python: the test takes the folder .venv if it is there, and otherwise the python3 of the machine.
python_works() { "$1" -c 'import cryptography, sys; assert sys.version_info >= (3, 11)' 2>/dev/null; }
if ! python_works python/.venv/bin/python && ! python_works python3; then
    if command -v python3 >/dev/null; then
        echo "Installing the library of examples/python/requirements.txt"
        { python3 -m venv python/.venv && python/.venv/bin/pip install --quiet -r python/requirements.txt; } >"$log" 2>&1
    fi
    python_works python/.venv/bin/python ||
        left_out Python "It needs Python 3.11 with the library cryptography. $(tail -n 1 "$log")"
fi

# Java: the Java compiler, and Debian's package of Jackson.
if ! command -v javac >/dev/null; then
    left_out Java "It needs a JDK 17 or newer: install openjdk-17-jdk-headless."
elif [ ! -e /usr/share/java/jackson-databind.jar ]; then
    if is_root; then
        echo "Installing Jackson for the example in Java"
        { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libjackson2-databind-java; } >"$log" 2>&1
    fi
    [ -e /usr/share/java/jackson-databind.jar ] ||
        left_out Java "It needs Jackson: install libjackson2-databind-java. $(tail -n 1 "$log")"
fi
exit 0
