#!/bin/sh
# Install what the tests lay ours beside, where Node and npm are; without them, say so: the ODK
# reference engine (tests/oracle), the tus client and server of others (tests/tus).
set -eu
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo "Node is not here: the fichas are not laid beside the reference engine," >&2
    echo "nor the network beside the tus client and server of others." >&2
    exit 0
fi
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || {
    echo "Node $(node --version) is older than 20.19: what the tests lay ours beside is not installed." >&2
    exit 0
}
install() {
    (cd "$1" && npm ci --silent --no-audit --no-fund --ignore-scripts) || {
        [ "${CI:-}" = "" ] || exit 1
        echo "npm could not install what stands in $1; its tests will be skipped." >&2
    }
}
install tests/oracle
install tests/tus
