"""The composition root of the window: preferences, logs, language, application, shell."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from cem_desktop import __version__, i18n, paths, process_hygiene
from cem_desktop.domain.period import SystemClock
from cem_desktop.gui.doors import real_doors
from cem_desktop.gui.garbage import GarbageCollection
from cem_desktop.gui.lasting_singletons import keep_singletons
from cem_desktop.gui.shell import Shell
from cem_desktop.gui.style import load_fonts
from cem_desktop.i18n import _
from cem_desktop.logs import install_bug_hook, start_logging
from cem_desktop.preferences import load_preferences, preferences_file

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORKSPACE: Final = "workspace"


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return the exit code when it is closed.

    Args:
        arguments: Of the command line, without the program's name; by default the real ones.
    """
    process_hygiene.settle()
    chosen = _parse(arguments)
    file = preferences_file(chosen.data_dir)
    preferences = load_preferences(file)
    start_logging(paths.log_dir(chosen.data_dir))
    i18n.install(preferences.language, paths.resources() / "locale")
    application = make_application(preferences.language)
    folder = chosen.workspace or find_workspace(chosen.data_dir, preferences.workspace)
    shell = Shell(application, preferences, file, folder, real_doors(), SystemClock())
    install_bug_hook(shell.show_bug)
    shell.show()
    return application.exec()


def make_application(language: str) -> QApplication:
    """Return the application with the program's fonts, style and Qt's own texts."""
    keep_singletons()
    application = QApplication(sys.argv[:1])
    GarbageCollection(application)
    application.setApplicationName("cem-desktop")
    application.setStyle("Fusion")
    application.setQuitOnLastWindowClosed(True)
    QLocale.setDefault(QLocale(f"{language}_PE"))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        application.installTranslator(translator)
    load_fonts()
    return application


def find_workspace(data_dir: Path | None, remembered: str) -> Path:
    """Return the folder of the workspace: of ``--data-dir``, the last one, or the usual place."""
    if data_dir is None and remembered and Path(remembered).is_dir():
        return Path(remembered)
    return paths.data_dir(data_dir) / _WORKSPACE


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cem-desktop", description=_("CEM Desktop"))
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=None,
        help=_("keep workspace, preferences and logs in this folder"),
    )
    parser.add_argument(
        "--workspace", type=Path, default=None, help=_("open the workspace in this folder")
    )
    return parser.parse_args(arguments)
