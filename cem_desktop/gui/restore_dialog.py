"""Restoring a backup from the locked page: choose it, look at it, and only then restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.doors import Typed
from cem_desktop.gui.file_choice import choose_files
from cem_desktop.gui.human_dates import exact
from cem_desktop.gui.numbers import say_count, say_size
from cem_desktop.gui.page_work import PageWork
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.key_file_line import KeyFileLine
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.backup_words import lacking_words

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.restoring import Missing, Preview, Restored

_BACKUP = (".cemb",)
_LONGEST = 1024


class RestoreDialog(Dialog):
    """``restored`` comes when the workspace stands in its place."""

    restored = Signal()

    def __init__(
        self, theme: Theme, tasks: TaskRunner, doors: Doors, folder: Path, parent: QWidget
    ) -> None:
        """Restore into ``folder``; what stands there is kept beside it."""
        super().__init__("restore_dialog", theme.wide(520), parent)
        self._doors, self._folder = doors, folder
        self._file: Path | None = None
        self._name = Words(_("No file chosen yet."), "muted", name="restore_file")
        self._choose = Button(
            _("Choose the backup…"),
            name="restore_choose",
            on_click=lambda: choose_files(
                self, _("Backup to restore"), _BACKUP, lambda chosen: self.use(chosen[0])
            ),
        )
        self._login = _line("restore_login")
        self._passphrase = _line("restore_passphrase")
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._key_file = KeyFileLine("restore_key_file")
        self._kit = QCheckBox(_("Use the words of the paper kit instead"))
        self._kit.setObjectName("restore_kit")
        self._banner = Banner(theme, name="restore_banner")
        self._progress = ProgressPanel(tasks, name="restore_progress")
        self._found = Words(name="restore_found")
        self._missing = Banner(theme, name="restore_missing")
        self._preview = Card(Words(_("What is in it"), "cardTitle"), self._found, self._missing)
        self._preview.hide()
        self._look = Button(
            _("See what is in it"), "primary", name="restore_look", on_click=self.look
        )
        self._restore = Button(_("Restore"), "primary", name="restore_do", on_click=self.restore)
        self._restore.hide()
        self._cancel = Button(_("Cancel"), name="restore_cancel", on_click=self.reject)
        fields = (self._choose, self._login, self._passphrase, self._key_file, self._kit)
        controls = (*fields, self._look, self._restore)
        self._work = PageWork(self, tasks, self._banner, self._progress, controls)
        self._login_block = FieldBlock(_("User name of that time"), self._login)
        self._kit.toggled.connect(self._on_kit)
        for field in (self._login, self._passphrase):
            field.textEdited.connect(self._forget_preview)
        self._build()

    def use(self, file: Path) -> None:
        """Take the backup to be restored."""
        self._file = file
        self._name.setText(file.name)
        self._forget_preview()
        self._login.setFocus()

    def type_as(self, login: str, secret: str) -> None:
        """Type who opens it and with what."""
        self._login.setText(login)
        self._passphrase.setText(secret)

    def look(self) -> None:
        """Verify the backup and show what would come, and what would be missing."""
        if self._file is None:
            self._banner.tell("info", _("Choose the backup first."))
            return
        preview, file, folder = self._doors.preview, self._file, self._folder
        typed = self._typed()
        self._work.start(
            _("Reading the backup…"),
            lambda progress: preview(file, folder, typed, progress.report),
            self._show,
            self._make_room,
        )

    def restore(self) -> None:
        """Restore it; what stands in the place is kept under a dated name."""
        if self._file is None:
            return
        restore, file, folder = self._doors.restore, self._file, self._folder
        typed = self._typed()
        self._work.start(
            _("Restoring…"),
            lambda progress: restore(file, folder, typed, progress.report),
            self._on_restored,
            self._make_room,
        )

    def _make_room(self, _error: Exception) -> bool:
        """Grow with the words of an error, which come next."""
        QTimer.singleShot(0, self, lambda: self.resize(self.sizeHint()))
        return False

    def _typed(self) -> Typed:
        return Typed(
            self._login.text(),
            self._passphrase.text(),
            self._kit.isChecked(),
            self._key_file.path,
        )

    def _on_kit(self, kit: bool) -> None:  # noqa: FBT001  (Qt's signal)
        self._login_block.setVisible(not kit)
        self._key_file.setVisible(not kit)
        self._forget_preview()

    def _forget_preview(self) -> None:
        self._preview.hide()
        self._restore.hide()
        self._look.show()
        self.adjustSize()

    def _show(self, found: Preview) -> None:
        manifest = found.manifest
        files, records = manifest.rows("case_file"), manifest.fichas()
        people = manifest.rows("staff")
        self._found.setText(
            "\n".join(
                (
                    f"{manifest.office.name} · {exact(parse_stamp(manifest.made))}",
                    ngettext("{count} file", "{count} files", files).format(count=say_count(files)),
                    ngettext("{count} ficha", "{count} fichas", records).format(
                        count=say_count(records)
                    ),
                    ngettext("{count} user", "{count} users", people).format(
                        count=say_count(people)
                    ),
                    say_size(found.size),
                    *filter(None, (lacking_words(found.lacking),)),
                )
            )
        )
        self._tell_missing(found)
        self._preview.show()
        self._look.hide()
        self._restore.show()
        self._restore.setFocus()
        self.resize(self.sizeHint())

    def _tell_missing(self, found: Preview) -> None:
        if found.same is False:
            self._missing.tell(
                "danger", _("The workspace that is here now is another one. It is kept aside.")
            )
        elif found.missing is not None and any(vars(found.missing).values()):
            self._missing.tell("warn", _missing_words(found.missing), _title(found.missing))
        elif found.missing is not None:
            self._missing.tell("good", _("Nothing that is here now would be missing."))
        elif found.occupied:
            self._missing.tell(
                "info",
                _("It could not be compared with what is here now, which is kept aside."),
            )
        else:
            self._missing.clear()

    def _on_restored(self, _restored: Restored) -> None:
        self._passphrase.clear()
        self.restored.emit()
        self.accept()

    def _build(self) -> None:
        chosen = row()
        chosen.addWidget(self._name, 1)
        chosen.addWidget(self._choose)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._look)
        foot.addWidget(self._restore)
        body = self.body
        body.addWidget(Words(_("Restore a backup"), "heading"))
        body.addWidget(
            Words(
                _("It opens with the passphrase of the day on which it was made."),
                "muted",
            )
        )
        body.addLayout(chosen)
        body.addWidget(self._login_block)
        body.addWidget(FieldBlock(_("Passphrase or words"), self._passphrase))
        for part in (self._key_file, self._kit, self._banner, self._progress, self._preview):
            body.addWidget(part)
        body.addSpacing(4)
        body.addLayout(foot)


def _loses(missing: Missing) -> bool:
    return bool(missing.files or missing.records or missing.revisions)


def _title(missing: Missing) -> str:
    return _("What would be missing") if _loses(missing) else _("What would come back")


def _missing_words(missing: Missing) -> str:
    """Return in words what would be missing, and what would come back though it was erased."""
    said = [_lost_words(missing)] if _loses(missing) else []
    if missing.revived:
        revived = ngettext(
            "{count} file that was erased since would come back: erase it again at once.",
            "{count} files that were erased since would come back: erase them again at once.",
            missing.revived,
        )
        said.append(revived.format(count=say_count(missing.revived)))
    if missing.returning:
        returning = ngettext(
            "{count} user who has left since could come in again: remove her at once, which renews "
            "the keys.",
            "{count} users who have left since could come in again: remove them at once, which "
            "renews the keys.",
            missing.returning,
        )
        said.append(returning.format(count=say_count(missing.returning)))
    return " ".join(said)


def _lost_words(missing: Missing) -> str:
    files = ngettext("{count} file", "{count} files", missing.files)
    records = ngettext("{count} ficha", "{count} fichas", missing.records)
    edits = ngettext("{count} change", "{count} changes", missing.revisions)
    return _(
        "Made after the backup: {files}, {records}, {edits}. They stay in the folder that is kept "
        "aside."
    ).format(
        files=files.format(count=say_count(missing.files)),
        records=records.format(count=say_count(missing.records)),
        edits=edits.format(count=say_count(missing.revisions)),
    )


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setMaxLength(_LONGEST)
    return line
