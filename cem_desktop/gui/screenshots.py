"""Draws every page to PNG, so that people can look at them before saying that a screen works.

``python -m cem_desktop.gui.screenshots --out build/screenshots`` plays a small demonstration and
draws it; with ``--office`` and ``--headquarters`` it draws workspaces that exist.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from cem_desktop import i18n, paths
from cem_desktop.domain.period import SetClock, parse_stamp
from cem_desktop.error_texts import explain
from cem_desktop.errors import DiskFullError
from cem_desktop.gui.doors import warm_up
from cem_desktop.gui.error_messages import ErrorDialog
from cem_desktop.gui.lasting_singletons import keep_singletons
from cem_desktop.gui.pages.first_start_page import FirstStartPage
from cem_desktop.gui.pages.neutral_page import NeutralPage
from cem_desktop.gui.pages.unlock_page import UnlockPage
from cem_desktop.gui.screenshot_places import make_new_office, play_demonstration
from cem_desktop.gui.shut_doors import shut_doors
from cem_desktop.gui.style import apply_theme, load_fonts
from cem_desktop.gui.tasks import TaskRunner
from cem_desktop.gui.widgets.layouts import Pane, column
from cem_desktop.preferences import Preferences
from cem_desktop.services.catalogues import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QPixmap

    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.workspace import Workspace

_SIZE: Final = (1366, 768)
_LOOKS: Final = (("light", 100), ("dark", 100), ("light", 200), ("contrast", 125))
_PATIENCE_SECONDS: Final = 60
_ROUNDS: Final = 6  # of events: then a page is as high as the lines that have just come to it
_WORDS: Final = "lirio puente calma tejado brisa nogal"
_HOUR_OF_THE_CLOCK: Final = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Sitters:
    """The workspaces that are drawn; ``sheet`` opens the vault of the new one, if it has one."""

    office: Workspace
    headquarters: Workspace
    new_office: Workspace
    sheet: str = ""


class Photographer:
    """Dresses the program in one look and draws pages in it."""

    def __init__(self, application: QApplication, out: Path, look: str, scale: int) -> None:
        """Draw into ``out``; file names end with the look."""
        self._application, self._out = application, out
        self.theme: Theme = apply_theme(application, look, scale)
        self._suffix = look if scale == 100 else f"{look}-{scale}"  # noqa: PLR2004  (per cent)
        self.tasks = TaskRunner(_raise)
        self.written: list[Path] = []

    def draw(self, widget: QWidget, name: str) -> None:
        """Draw a page, or a dialog in its own size."""
        self.settle()
        self.keep(widget.grab(), name)

    def keep(self, picture: QPixmap, name: str) -> None:
        """Keep a picture that was drawn already."""
        path = self._out / f"{name}-{self._suffix}.png"
        picture.save(str(path))
        self.written.append(path)

    def settle(self) -> None:
        """Let tasks end and the screen come to rest."""
        until = time.monotonic() + _PATIENCE_SECONDS
        rounds = 0
        while (self.tasks.is_busy or rounds < _ROUNDS) and time.monotonic() < until:
            self._application.processEvents()
            self.tasks.wait(20)
            rounds += 1
            time.sleep(0.02)

    @contextmanager
    def shown(self, widget: QWidget, *, whole: bool = True) -> Iterator[QWidget]:
        """Show a widget for as long as it is drawn."""
        window = widget
        if whole and not isinstance(widget, QDialog):
            layout = column(0)
            layout.addWidget(widget)
            window = Pane("page", layout)
            window.resize(*_SIZE)
        window.show()
        self.settle()
        yield widget
        window.close()
        window.deleteLater()
        self._application.processEvents()


def take_screenshots(application: QApplication, out: Path, sitters: Sitters) -> list[Path]:
    """Draw every page in every look and return the files."""
    out.mkdir(parents=True, exist_ok=True)
    warm_up()
    written: list[Path] = []
    for look, scale in _LOOKS:
        photographer = Photographer(application, out, look, scale)
        _draw_before_unlock(photographer)
        _draw_office(photographer, sitters.office)
        _draw_new_office(photographer, sitters.new_office, sitters.sheet)
        _draw_headquarters(photographer, sitters.headquarters)
        _draw_dialogs(photographer)
        written += photographer.written
    return written


def _draw_before_unlock(photographer: Photographer) -> None:
    from cem_desktop.gui.shared_pc_screenshots import draw_rescue, draw_waiting

    theme, tasks, nowhere = photographer.theme, photographer.tasks, Path("workspace")
    doors = shut_doors(_WORDS)
    first = FirstStartPage(theme, tasks, doors, nowhere, load_catalogue())
    with photographer.shown(first):
        photographer.draw(first, "01-first-start")
        first.go_on()
        first.pick("iqui")
        photographer.draw(first, "02-first-start-office")
        first.go_on()
        first.name_user("coordina")
        photographer.draw(first, "03-first-start-user")
        first.go_on()
        photographer.draw(first, "04-first-start-passphrase")
        first.type_passphrase(_WORDS)
        first.go_on()
        photographer.draw(first, "05-first-start-end")
    unlock = UnlockPage(theme, tasks, doors, nowhere, "coordina")
    with photographer.shown(unlock):
        photographer.draw(unlock, "06-unlock")
    draw_waiting(photographer, doors, "coordina")
    draw_rescue(photographer, doors, "coordina")
    neutral = NeutralPage(SetClock(_HOUR_OF_THE_CLOCK))
    with photographer.shown(neutral):
        photographer.draw(neutral, "07-hidden")


def _make_window(photographer: Photographer, workspace: Workspace) -> MainWindow:
    from cem_desktop.gui.main_window import MainWindow

    theme, tasks = photographer.theme, photographer.tasks
    return MainWindow(workspace, theme, tasks, workspace.context.clock, "es")


def _draw_office(photographer: Photographer, workspace: Workspace) -> None:
    from cem_desktop.gui.audit_screenshots import draw_audit
    from cem_desktop.gui.desk_screenshots import draw_desk
    from cem_desktop.gui.device_screenshots import draw_devices
    from cem_desktop.gui.document_screenshots import draw_documents
    from cem_desktop.gui.ficha_screenshots import FichaSitting
    from cem_desktop.gui.field_screenshots import draw_field
    from cem_desktop.gui.identity_screenshots import draw_no_vault
    from cem_desktop.gui.letter_screenshots import draw_letters
    from cem_desktop.gui.network_screenshots import draw_network
    from cem_desktop.gui.pages.cases_page import CasesPage
    from cem_desktop.gui.shared_pc_screenshots import draw_absence

    window = _make_window(photographer, workspace)
    with photographer.shown(window):
        cases = window.findChild(CasesPage)
        assert cases is not None
        photographer.draw(window, "10-cases")
        rows = workspace.casework.caseload()
        if rows:
            cases.choose(rows[0].file_id)
            photographer.draw(window, "11-case-timeline")
            tabs = ("12-case-fichas", "13-case-history", "35-case-documents")
            for tab, name in enumerate(tabs, 1):
                cases.show_tab(tab)
                photographer.draw(window, name)
            draw_documents(photographer, window, workspace, rows[0].file_id)
            cases.show_tab(0)
            record = workspace.casework.case(rows[0].file_id).timeline[0].record
            cases.record_wanted.emit(record)
            photographer.draw(window, "15-ficha-correction")
            window.go_back()
            sitting = FichaSitting(photographer, window, workspace, rows[0].file_id)
            sitting.draw_all()
            sitting.draw_history(record)
        cases.new_case_wanted.emit()
        photographer.draw(window, "14-ficha-new")
        window.go_back()
        for draft in workspace.fichas.drafts():
            workspace.fichas.discard(draft.id)
        window.go("sync")
        photographer.draw(window, "16-sync")
        draw_network(photographer, window, workspace)
        _draw_paper(photographer, window, workspace)
        draw_desk(photographer, window, workspace)
        draw_audit(photographer, window)
        draw_no_vault(photographer, window, workspace)
        draw_devices(photographer, window, workspace)
        draw_field(photographer, window, workspace)
        draw_letters(photographer, window, workspace)
        draw_absence(photographer, window, workspace)


def _draw_paper(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    from cem_desktop.gui.print_preview import PrintPreview
    from cem_desktop.gui.transcription_dialog import TranscriptionDialog

    if not workspace.reserved_codes.all():
        workspace.reserved_codes.reserve(2)
    window.go("paper")
    photographer.draw(window, "17-paper")
    theme, printing = photographer.theme, workspace.printing
    dialogs = (
        (
            TranscriptionDialog(
                workspace.transcription, theme, workspace.context.clock, "es", window
            ),
            "18-transcription",
        ),
        (
            PrintPreview(
                theme,
                photographer.tasks,
                lambda _progress: printing.blank("f01", "es"),
                printing.note,
                window,
            ),
            "19-print-preview",
        ),
    )
    for dialog, name in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, name)


def _draw_new_office(photographer: Photographer, workspace: Workspace, sheet: str) -> None:
    from cem_desktop.gui.backup_screenshots import draw_backups, draw_copy
    from cem_desktop.gui.identity_screenshots import draw_vault

    window = _make_window(photographer, workspace)
    with photographer.shown(window):
        photographer.draw(window, "20-cases-empty")
        window.go("conflicts")
        photographer.draw(window, "120-conflicts-none")
        window.go("sync")
        photographer.draw(window, "21-sync-enrolment")
        draw_vault(photographer, window, workspace, _WORDS, sheet)
        draw_backups(photographer, window, workspace, _WORDS)
        draw_copy(photographer, window, workspace, _WORDS)


def _draw_headquarters(photographer: Photographer, workspace: Workspace) -> None:
    from cem_desktop.gui.headquarters_screenshots import draw_headquarters

    window = _make_window(photographer, workspace)
    with photographer.shown(window):
        draw_headquarters(photographer, window, workspace)


def _draw_dialogs(photographer: Photographer) -> None:
    from cem_desktop.gui.preferences_dialog import PreferencesDialog
    from cem_desktop.gui.widgets.shortcuts_dialog import ShortcutsDialog

    theme = photographer.theme
    dialogs = (
        (PreferencesDialog(theme, Preferences()), "40-preferences"),
        (ShortcutsDialog(theme), "41-shortcuts"),
        (ErrorDialog(theme, explain(DiskFullError())), "42-error"),
    )
    for dialog, name in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, name)


def _speak(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but not what a platform without a screen cannot do with windows."""
    if not message.startswith("This plugin does not support "):
        sys.stderr.write(f"{message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the pages; without workspaces a demonstration is played first."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="screenshots")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--office", type=Path)
    parser.add_argument("--headquarters", type=Path)
    parser.add_argument("--login", default="demo")
    parser.add_argument("--passphrase-stdin", action="store_true")
    chosen = parser.parse_args(arguments)
    i18n.install("es", paths.resources() / "locale")
    from cem_desktop.gui.desk_screenshots import write_for_desk
    from cem_desktop.gui.document_screenshots import write_documents

    keep_singletons()
    qInstallMessageHandler(_speak)
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    load_fonts()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.office is None or chosen.headquarters is None:
            office, headquarters, login, passphrase = play_demonstration(Path(folder))
        else:
            office, headquarters, login = chosen.office, chosen.headquarters, chosen.login
            passphrase = sys.stdin.readline().strip() if chosen.passphrase_stdin else ""
        with _opened(Path(folder), office, headquarters, login, passphrase) as sitters:
            if chosen.office is None:  # never into an office that exists
                write_documents(sitters.office)
                write_for_desk(sitters.office)
            written = take_screenshots(application, chosen.out, sitters)
    sys.stdout.write(f"{len(written)} pictures in {chosen.out}\n")
    return 0


@contextmanager
def _opened(
    folder: Path, office: Path, headquarters: Path, login: str, passphrase: str
) -> Iterator[Sitters]:
    from cem_desktop.services.unlock import open_workspace

    new = make_new_office(folder / "new-office", _WORDS)
    clock = SetClock(datetime.now(UTC))
    opened = [open_workspace(one, login, passphrase, clock=clock) for one in (office, headquarters)]
    opened.append(open_workspace(new, "coordina", _WORDS, clock=clock))
    sheet = opened[-1].identities.create(_WORDS, people=2)[0]
    set_clock(clock, opened[0])
    try:
        yield Sitters(opened[0], opened[1], opened[2], sheet)
    finally:
        for workspace in opened:
            workspace.close()


def set_clock(clock: SetClock, office: Workspace) -> None:
    """Stand two days after the last bundle, so that a year played in 2008 looks as it did then."""
    journeys = office.sync_out.status().journeys
    if journeys:
        clock.at = parse_stamp(journeys[0].at) + timedelta(days=2)


def _raise(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    sys.exit(main())
