#!/usr/bin/env bash
# Runs all checks until one fails, the cheapest check first. Then prints the number of tests. `make test` first installs
# the tools that this script needs.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=$PWD/${CARGO_TARGET_DIR:-target}/test-logs
case ${CARGO_TARGET_DIR:-} in /*) logs=$CARGO_TARGET_DIR/test-logs ;; esac
rm -rf "$logs"
mkdir -p "$logs"

# Runs one check, and also writes its output to a log, for the count below.
step() { # NAME COMMAND...
    local name=$1 started=$SECONDS outcome
    shift
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$logs/$name.log"
    outcome=${PIPESTATUS[0]}
    if [ "$outcome" = 0 ]; then
        echo "== $name: done in $((SECONDS - started)) s"
    else
        echo "== $name: FAILED after $((SECONDS - started)) s"
    fi
    return "$outcome"
}

run_all() {
    step lint scripts/lint.sh &&
        step examples scripts/check-examples.sh &&
        step rust cargo test --quiet --workspace --no-fail-fast &&
        step site cargo xtask site --profile demo &&
        step browser npm run --silent --prefix end2end test
}

# Adds up the numbers before a word in the summary lines of cargo and Playwright, such as `12 passed`.
count() { # FILE WORD
    [ -f "$1" ] || { echo 0; return; }
    sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v word="$2" '
        /^test result:/ || /^ +[0-9]+ (passed|failed|flaky|skipped|did not run)/ {
            for (i = 2; i <= NF; i++) { w = $i; gsub(/[;,]/, "", w); if (w == word) n += $(i - 1) }
        }
        END { print n + 0 }'
}

started=$SECONDS
run_all
outcome=$?

printf '\n'
passed=0 failed=0 skipped=0
for kind in rust browser; do
    log=$logs/$kind.log
    p=$(count "$log" passed) f=$(($(count "$log" failed) + $(count "$log" flaky)))
    s=$(($(count "$log" ignored) + $(count "$log" skipped)))
    echo "$kind: $p passed, $f failed, $s skipped"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
# Repeats the failures of the browser tests at the end of the output.
if [ -f "$logs/browser.log" ]; then
    sed 's/\x1b\[[0-9;]*m//g' "$logs/browser.log" |
        awk '/^  [0-9]+\) \[/ { left = 14 } left > 0 && NF { print; left-- }' | head -80
fi
[ "$outcome" = 0 ] && echo "All checks passed after $((SECONDS - started)) s." ||
    echo "A check failed: see the first FAILED above."
echo "all: $passed passed, $failed failed, $skipped skipped"
exit "$outcome"
