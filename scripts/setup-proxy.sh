#!/usr/bin/env bash
# Gets Caddy, the reverse proxy of the tests in end2end/tests/hosted.spec.ts, unless it is there. The script only unpacks
# Debian's package: an installed package would start Caddy as a service. Without Caddy, those tests are skipped.
set -uo pipefail
cd "$(dirname "$0")/.."

tools=${CARGO_TARGET_DIR:-target}/tools
if command -v caddy >/dev/null || [ -x "$tools/caddy" ]; then exit 0; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v apt-get >/dev/null; then
    echo "Getting Caddy for the tests behind a proxy"
    # Without root, apt-get cannot update its lists. The package may be found all the same.
    if [ "$(id -u)" = 0 ]; then apt-get update >"$work/log" 2>&1; fi
    if (cd "$work" && apt-get -o APT::Sandbox::User=root download caddy >>"$work/log" 2>&1) &&
        dpkg-deb -x "$work"/caddy_*.deb "$work/files" && "$work/files/usr/bin/caddy" version >/dev/null; then
        mkdir -p "$tools"
        mv "$work/files/usr/bin/caddy" "$tools/caddy"
        exit 0
    fi
    tail -n 2 "$work/log" >&2
fi
echo "Caddy is missing, so the tests behind a proxy are skipped. Install it so that the command \`caddy\` works." >&2
exit 0
