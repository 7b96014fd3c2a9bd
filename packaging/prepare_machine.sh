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

# `cem` and `cem-desktop` run this source tree, as a wheel's own commands would.
"$venv/bin/python" - "$(pwd)" <<'COMMANDS'
import sys, sysconfig
from pathlib import Path

root, scripts = sys.argv[1], Path(sysconfig.get_path("scripts"))
Path(sysconfig.get_path("purelib"), "cem_desktop_source.pth").write_text(f"{root}\n", encoding="utf-8")
for name, module in (("cem", "cem_desktop.cli.main"), ("cem-desktop", "cem_desktop.app")):
    script = scripts / name
    text = f"#!{sys.executable}\nimport sys\nfrom {module} import main\nsys.exit(main())\n"
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
COMMANDS

# Without a screen Qt needs a few libraries to load at all; with one, its xcb plug-in needs more.
loads() { "$venv/bin/python" -c 'import PySide6.QtWidgets, PySide6.QtSvg, PySide6.QtPdf' 2>/dev/null; }
shows() {
    folder=$("$venv/bin/python" -c 'import PySide6, pathlib; print(pathlib.Path(PySide6.__file__).parent)')
    ! ldd "$folder/Qt/plugins/platforms/libqxcb.so" 2>/dev/null | grep -q 'not found'
}
has_screen() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

[ "$(uname -s)" = Linux ] || exit 0
loads && shows && exit 0

libraries="libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 \
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 \
libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 libx11-xcb1"
install="apt-get update && apt-get install -y --no-install-recommends $libraries"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing the system libraries that Qt misses ..."
    sh -c "$install" >/dev/null 2>&1 || echo "That did not work; the command was: $install" >&2
fi
if loads && { shows || ! has_screen; }; then
    exit 0
fi
echo "Qt misses system libraries. Please run this once, then try again:" >&2
echo "  sudo sh -c '$install'" >&2
exit 1
