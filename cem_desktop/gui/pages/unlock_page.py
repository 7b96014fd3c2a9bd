"""The locked window: user name and passphrase; neutral, it names no office and no case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QProgressBar,
    QWidget,
)

from cem_desktop.domain.period import LIMA
from cem_desktop.errors import (
    AccessError,
    AttemptsSlowedError,
    CemError,
    KeyFileMissingError,
    PassphraseReissuedError,
    StoreDamagedError,
)
from cem_desktop.gui.icons import own_pixmap
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.countdown import Countdown
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import Card, column, row
from cem_desktop.gui.widgets.locked_frame import in_the_middle
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.workspace import Workspace

_MINUTE = 60


_ICON_MS = 20
"""The page is painted first, its lock drawn after."""
LONGEST_LOGIN = 120
LONGEST_PASSPHRASE = 1024
"""What is longer was never typed: it was pasted by mistake, or to harm."""


class UnlockPage(QWidget):
    """Asks for login and passphrase and opens the workspace in the background."""

    opened = Signal(object, str)
    other_folder_wanted = Signal()
    restore_wanted = Signal()

    def __init__(
        self, theme: Theme, tasks: TaskRunner, doors: Doors, folder: Path, login: str
    ) -> None:
        """``login`` is the one typed last; ``opened`` carries the workspace and the login."""
        super().__init__()
        self.setObjectName("unlock_page")
        self._tasks, self._doors, self._folder = tasks, doors, folder
        self._said = ""
        self._login = QLineEdit(login)
        self._login.setObjectName("unlock_login")
        self._login.setMaxLength(LONGEST_LOGIN)
        self._login.setCompleter(_completer(doors.logins(folder), self._login))
        self._passphrase = QLineEdit()
        self._passphrase.setObjectName("unlock_passphrase")
        self._passphrase.setMaxLength(LONGEST_PASSPHRASE)
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._show = QCheckBox(_("Show what I type"))
        self._show.setObjectName("unlock_show")
        self._show.toggled.connect(self._on_show)
        self._enter = Button(_("Come in"), "primary", name="unlock_enter", on_click=self.enter)
        self._other = Button(
            _("Open another folder…"),
            "quiet",
            name="unlock_other_folder",
            on_click=self.other_folder_wanted.emit,
        )
        self._kit = Button(
            _("Come in with the paper kit…"),
            "quiet",
            name="unlock_kit",
            on_click=self.use_kit,
        )
        self._theme = theme
        self._restore = Button(
            _("Restore a backup…"),
            "quiet",
            name="unlock_restore",
            on_click=self.restore_wanted.emit,
        )
        self._salvage = Button(
            _("Save what can be read…"), name="unlock_salvage", on_click=self.salvage
        )
        self._salvage.hide()
        self._banner = Banner(theme, name="unlock_banner")
        self._block = FieldBlock(_("Passphrase"), self._passphrase)
        self._file = KeyFileLine("unlock_key_file")
        self._file.hide()
        self._chosen: str | None = None
        self._wait = _make_wait()
        self._countdown = Countdown(self)
        self._countdown.ticked.connect(self._on_tick)
        self._countdown.over.connect(self._on_wait_over)
        self._login.textEdited.connect(self._on_other_login)
        self._login.returnPressed.connect(self._passphrase.setFocus)
        self._passphrase.returnPressed.connect(self.enter)
        self._build(theme)

    @property
    def is_waiting(self) -> bool:
        """Whether a try is on its way."""
        return not self._wait.isHidden()

    def enter(self) -> None:
        """Try what was typed, unless a wait is not over yet."""
        if self._countdown.is_running:
            return
        login, passphrase = self._login.text(), self._passphrase.text()
        self._banner.clear()
        if not login.strip() or not passphrase:
            self._block.tell(_("Type your user name and your passphrase."))
            (self._passphrase if login.strip() else self._login).setFocus()
            return
        self._block.tell("")
        self._set_waiting(waiting=True)
        doors, folder, chosen = self._doors, self._folder, self._chosen
        beside = (self._file.path, chosen) if self._file.path or chosen else ()
        self._tasks.run(
            lambda _progress: doors.open(folder, login, passphrase, *beside),
            owner=self,
            done=self._on_opened,
            failed=self.tell_failed,
        )

    def enter_with(self, passphrase: str) -> None:
        """Come in with a passphrase that was typed a moment ago, at first start."""
        self._passphrase.setText(passphrase)
        self.enter()

    def use_kit(self) -> None:
        """Ask for the words of the paper kit."""
        # Imported when it is wanted: the locked page shows sooner without what it brings along.
        from cem_desktop.gui.kit_dialog import KitDialog

        dialog = KitDialog(self._theme, self._tasks, self._doors, self._folder, self)
        dialog.came_in.connect(self._on_kit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def salvage(self) -> None:
        """Offer what a damaged store still has; with what was typed to open it."""
        from cem_desktop.gui.doors import Typed
        from cem_desktop.gui.salvage_dialog import SalvageDialog

        typed = Typed(self._login.text(), self._passphrase.text(), False, self._file.path)
        dialog = SalvageDialog(
            self._theme, self._tasks, self._doors, self._folder, typed, self.window()
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_key_file(self, path: Path) -> None:
        """Take a key file, as if it had been chosen."""
        self._file.show()
        self._file.take(path)

    def _ask_own_passphrase(self) -> None:
        """Let her choose a passphrase in the place of the one that a colleague gave her."""
        from cem_desktop.gui.own_words_dialog import OwnWordsDialog

        dialog = OwnWordsDialog(self._theme, self._tasks, self._doors, self)
        dialog.chosen.connect(self._enter_with_own)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _enter_with_own(self, words: str) -> None:
        self._chosen = words
        self.enter()

    def _on_kit(self, login: str, passphrase: str) -> None:
        self._login.setText(login)
        self.enter_with(passphrase)

    def tell_locked(self, reason: str) -> None:
        """Say why the window was locked."""
        self._banner.tell("info", reason)

    def tell_lost(self, since: datetime) -> None:
        """Say exactly what a lock by itself could not keep; it names no ficha and no case."""
        text = _(
            "The disk is full: what was typed since {hour} could not be kept. What was typed "
            "before is kept as a draft. Make room on the disk before you go on."
        )
        self._banner.tell("warn", text.format(hour=f"{since.astimezone(LIMA):%H:%M}"))

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor where the next word belongs."""
        super().showEvent(event)
        (self._passphrase if self._login.text() else self._login).setFocus()

    def _build(self, theme: Theme) -> None:
        icon = QLabel()
        icon.setFixedSize(theme.px(30), theme.px(30))

        def draw() -> None:
            icon.setPixmap(own_pixmap("lock", theme.tokens.accent, theme.px(30)))

        QTimer.singleShot(_ICON_MS, icon, draw)
        title = Words(_("CEM Desktop"), "title", name="unlock_title", wrap=False)
        head = row(10)
        head.addWidget(icon)
        head.addWidget(title, 1)
        foot = row()
        foot.addWidget(self._other)
        foot.addStretch(1)
        foot.addWidget(self._enter)
        help_line = row()
        help_line.addWidget(self._kit)
        help_line.addStretch(1)
        below = row()
        below.addWidget(self._restore)
        below.addWidget(self._salvage)
        below.addStretch(1)
        card = Card(
            head,
            Words(_("This workspace is locked."), "muted"),
            self._banner,
            FieldBlock(_("User name"), self._login),
            self._block,
            self._file,
            self._show,
            self._wait,
            foot,
            help_line,
            below,
            name="unlock_card",
            gap=12,
        )
        card.body.setContentsMargins(28, 24, 28, 22)
        self.setLayout(in_the_middle(theme, card, name="unlock_scroll"))

    def _set_waiting(self, *, waiting: bool) -> None:
        self._wait.setVisible(waiting)
        for part in (
            self._login,
            self._passphrase,
            self._show,
            self._enter,
            self._other,
            self._kit,
            self._restore,
        ):
            part.setEnabled(not waiting)

    def _on_tick(self, left: int) -> None:
        """Keep the button shut while there is time to wait, and say how long."""
        self._enter.setEnabled(False)
        self._block.tell(self._said + _wait_text(left))

    def _on_wait_over(self) -> None:
        self._enter.setEnabled(not self.is_waiting)
        self._block.tell("")
        self._banner.tell("info", _("You may try again now."))

    def _on_other_login(self, _text: str) -> None:
        """Another person may have nothing to wait for; the next try says so."""
        self._file.forget()
        self._file.hide()
        if self._countdown.is_running:
            self._countdown.stop()
            self._enter.setEnabled(True)
            self._block.tell("")

    def _on_show(self, shown: bool) -> None:  # noqa: FBT001  (Qt's signal)
        mode = QLineEdit.EchoMode
        self._passphrase.setEchoMode(mode.Normal if shown else mode.Password)

    def _on_opened(self, workspace: Workspace) -> None:
        self._passphrase.clear()
        self._chosen = None
        self.opened.emit(workspace, self._login.text().strip())

    def tell_failed(self, error: Exception) -> None:
        """Say why the try did not open, and count down where the next one has to wait."""
        # Imported when something fails: the locked page shows sooner without them.
        from cem_desktop.error_texts import explain
        from cem_desktop.gui.error_messages import report_bug, tell_error

        self._set_waiting(waiting=False)
        if isinstance(error, PassphraseReissuedError):
            self._ask_own_passphrase()
            return
        self._chosen = None
        if isinstance(error, KeyFileMissingError):
            self._file.show()
        if isinstance(error, AccessError):
            text = explain(error)
            self._block.tell(f"{text.title}. {text.next_step}")
            self._passphrase.selectAll()
            seconds = error.details.get("seconds")
            if isinstance(seconds, int) and seconds > 0:
                self._said = "" if isinstance(error, AttemptsSlowedError) else f"{text.title}. "
                self._countdown.start(seconds)
        elif isinstance(error, CemError):
            tell_error(self._banner, error)
            self._salvage.setVisible(isinstance(error, StoreDamagedError))
        else:
            report_bug(error)
        self._passphrase.setFocus()


def _wait_text(left: int) -> str:
    minutes, seconds = divmod(left, _MINUTE)
    return _("The next try is open in {time}.").format(time=f"{minutes}:{seconds:02}")


def _completer(logins: tuple[str, ...], parent: QWidget) -> QCompleter:
    """Return what completes a login while it is typed; the vault names them in clear."""
    completer = QCompleter(list(logins), parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return completer


def _make_wait() -> QWidget:
    wait = QWidget()
    wait.setObjectName("unlock_wait")
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    layout = column(6)
    layout.addWidget(bar)
    layout.addWidget(
        Words(_("Opening… It takes a few seconds on purpose: it would take a thief years."), "hint")
    )
    wait.setLayout(layout)
    wait.hide()
    return wait
