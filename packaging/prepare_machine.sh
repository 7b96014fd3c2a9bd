#!/bin/sh
# Make the virtual environment from a lock file, and see that Qt finds its system libraries.
# Usage: prepare_machine.sh PYTHON VENV LOCK
set -eu
python=$1 venv=$2 lock=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "CEM Desktop needs Python 3.11 or newer; $python is $("$python" --version 2>&1)." >&2
    echo "Name another one: make PYTHON=python3.11 ..." >&2
    exit 1
}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"

probe='import PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPdf'
if ! "$venv/bin/python" -c "$probe" 2>/dev/null; then
    libraries="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 \
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 \
libxcb-xinerama0 libxcb-xkb1"
    install="apt-get update && apt-get install -y --no-install-recommends $libraries"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        sh -c "$install" >/dev/null
    else
        echo "Qt misses system libraries. Please run this once, then try again:" >&2
        echo "  sudo sh -c '$install'" >&2
        exit 1
    fi
    "$venv/bin/python" -c "$probe"
fi
