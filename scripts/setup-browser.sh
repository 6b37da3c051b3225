#!/usr/bin/env bash
# Installs Chromium for the browser tests, unless it is installed. Playwright's own Chromium comes first, and then the
# system's package. `end2end/server.ts` looks for them in the same order.
set -euo pipefail
cd "$(dirname "$0")/../end2end"

playwrights=$(node -p 'require("@playwright/test").chromium.executablePath()')
system=/usr/bin/chromium

if [ -x "$playwrights" ] || [ -x "$system" ]; then exit 0; fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing Chromium for the browser tests"
if timeout 600 npx playwright install chromium >"$log" 2>&1; then
    # A minimal Linux does not have all libraries that Chromium needs. Only root can install them.
    if [ "$(uname)" = Linux ] && [ "$(id -u)" = 0 ]; then npx playwright install-deps chromium >>"$log" 2>&1 || true; fi
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Playwright cannot download its Chromium; installing the system's Chromium"
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1 &&
        [ -x "$system" ]; then
        exit 0
    fi
fi
tail -n 5 "$log" >&2
echo "Chromium is missing: install it as $system, or run \`npx playwright install chromium\` in end2end, then run make again." >&2
exit 1
