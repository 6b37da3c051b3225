#!/usr/bin/env bash
# Compiles the example, and starts it.
set -euo pipefail
cd "$(dirname "$0")"

jars=/usr/share/java
: "${JACKSON:=$jars/jackson-core.jar:$jars/jackson-databind.jar:$jars/jackson-annotations.jar}"
javac -cp "$JACKSON" -d build Redirect.java App.java
exec java -cp "build:$JACKSON" App
