#!/bin/sh
# Install the ODK reference engine for the tests, where Node and npm are; without them, say so.
set -eu
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "Node is not here: the fichas are not laid beside the reference engine." >&2
    exit 0
fi
cd tests/oracle
npm ci --silent --no-audit --no-fund --ignore-scripts || {
    [ "${CI:-}" = "" ] || exit 1
    echo "npm could not install the reference engine; its tests will be skipped." >&2
}
