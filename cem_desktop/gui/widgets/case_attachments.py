"""The attachments of a case: small pictures of them, and what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.human_dates import exact, say_instant
from cem_desktop.gui.icons import icon, pixmap
from cem_desktop.gui.numbers import say_size
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.empty_state import EmptyState
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, clear, column, row
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.attachments import AttachmentLine

_PICTURE: Final = 76
_KINDS: Final = {"jpeg": "JPEG", "png": "PNG", "pdf": "PDF"}


@dataclass(frozen=True)
class AttachmentWords:
    """What the lines are told with: the titles of fichas and the present instant."""

    titles: Mapping[str, str]
    now: datetime


class CaseAttachments(QWidget):
    """Attachments of one case; what a person asks for leaves through the signals."""

    add_wanted = Signal()
    dropped = Signal(object)
    """Files that were dropped here: a tuple of paths."""
    open_wanted = Signal(object)
    print_wanted = Signal(object)
    take_off_wanted = Signal(object)

    def __init__(
        self, theme: Theme, tasks: TaskRunner, *, may_add: bool, is_vault: bool = False
    ) -> None:
        """Show nothing yet; ``renew`` gives the lines, of a case or of the identity vault."""
        super().__init__()
        self.setObjectName("case_attachments")
        self.setAcceptDrops(may_add)
        self._theme, self._may_add, self._is_vault = theme, may_add, is_vault
        self.banner = Banner(theme, name="attachments_banner")
        self.progress = ProgressPanel(tasks, name="attachments_progress")
        self.add_button = self._make_add("attachment_add")
        self._start = self._make_start()
        self._lines = column(12)
        layout = column(12)
        for part in (self._start, self.banner, self.progress):
            layout.addWidget(part)
        layout.addLayout(self._lines)
        self.setLayout(layout)

    def renew(self, lines: tuple[AttachmentLine, ...], words: AttachmentWords) -> None:
        """Show other lines."""
        clear(self._lines)
        living = [one for one in lines if one.removed is None]
        gone = [one for one in lines if one.removed is not None]
        for line in living:
            self._lines.addWidget(self._make_line(line, words))
        if not living:
            self._lines.addWidget(self._make_empty())
        if gone:
            self._lines.addWidget(self._make_gone(gone, words.now))
        self._start.setVisible(self._may_add and bool(living))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files from this computer, and nothing else."""
        if _local_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files over; they are asked about first."""
        files = _local_files(event)
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)

    def _make_add(self, name: str) -> Button:
        return Button(
            _("Add…"),
            name=name,
            icon=icon("add", self._theme.tokens.text),
            on_click=self.add_wanted.emit,
        )

    def _make_start(self) -> QWidget:
        text = _(
            "They are cleaned of place, time, device and author, sealed, and opened only here. "
            "Files can also be dropped here."
        )
        line = row(12)
        line.addWidget(Words(text, "muted"), 1)
        line.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        return Card(Words(_("Photographs, scans and PDF"), "cardTitle"), line)

    def _make_empty(self) -> QWidget:
        text = _(
            "Here go photographs and scans of papers, and PDF: a denuncia, a medical report, a "
            "sentence. The program takes out place, time, device and author, seals them, and "
            "shows them only here. Her identity card does not belong here: it belongs in the "
            "identity vault."
        )
        title = _("Nothing is attached to this case yet")
        if self._is_vault:
            title = _("The vault keeps no copy of hers yet")
            text = _(
                "Here go copies of papers that say who she is: her identity card, a birth "
                "certificate. They are cleaned and sealed like everything attached, and can be "
                "seen only while the vault is open."
            )
        first = Button(_("Add the first…"), name="attachment_first", on_click=self.add_wanted.emit)
        return Card(
            EmptyState(
                title,
                text,
                name="attachments_empty",
                picture=pixmap("paper", self._theme.tokens.accent, self._theme.px(40)),
                action=first if self._may_add else None,
            )
        )

    def _make_line(self, line: AttachmentLine, words: AttachmentWords) -> QWidget:
        text = column(2)
        text.addWidget(Words(line.name or _unnamed(line), "strong"))
        told = Words(self._told(line, words), "muted")
        told.setToolTip(exact(parse_stamp(line.added)))
        text.addWidget(told)
        if line.is_mine:
            text.addSpacing(4)
            text.addWidget(Flow(*self._acts(line), gap=8))
        else:
            text.addWidget(Words(_("Only those who fill this ficha open it."), "muted"))
        text.addStretch(1)
        layout = row(14)
        layout.addWidget(self._picture(line), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        return Card(layout, name=f"attachment_{line.id}")

    def _acts(self, line: AttachmentLine) -> list[QWidget]:
        about = line.name or _unnamed(line)
        acts: list[QWidget] = [
            Button(
                _("View"),
                name=f"attachment_open_{line.id}",
                about=about,
                on_click=lambda: self.open_wanted.emit(line),
            ),
            Button(
                _("Print…"),
                "quiet",
                name=f"attachment_print_{line.id}",
                about=about,
                on_click=lambda: self.print_wanted.emit(line),
            ),
        ]
        if line.may_take_off:
            acts.append(
                Button(
                    _("Take off…"),
                    "quiet",
                    name=f"attachment_off_{line.id}",
                    about=about,
                    on_click=lambda: self.take_off_wanted.emit(line),
                )
            )
        return acts

    def _told(self, line: AttachmentLine, words: AttachmentWords) -> str:
        parts = [_KINDS.get(line.kind, ""), say_size(line.size)]
        if line.kind == "pdf":
            pages = ngettext("{count} page", "{count} pages", line.pages)
            parts.append(pages.format(count=line.pages))
        if line.form:
            parts.append(words.titles.get(line.form, line.form.upper()))
        when = say_instant(parse_stamp(line.added), words.now)
        parts.append(_("{when} by {author}").format(when=when, author=line.author))
        return " · ".join(parts)

    def _picture(self, line: AttachmentLine) -> QLabel:
        side = self._theme.px(_PICTURE)
        label = QLabel()
        label.setFixedSize(side, side)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        small = QPixmap()
        if line.thumbnail is not None and small.loadFromData(line.thumbnail):
            ratio = self.devicePixelRatioF()
            keep, smooth = (
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            small = small.scaled(QSize(side, side) * ratio, keep, smooth)
            small.setDevicePixelRatio(ratio)
            _frame(small, self._theme.tokens.line)
        else:
            meaning = "file_pdf" if line.kind == "pdf" else "paper"
            small = pixmap(meaning, self._theme.tokens.muted, self._theme.px(32))
        label.setPixmap(small)
        return label

    def _make_gone(self, gone: list[AttachmentLine], now: datetime) -> QWidget:
        said = []
        for line in gone:
            when = say_instant(parse_stamp(line.removed or line.added), now)
            text = _("{name}: taken off {when} by {who}").format(
                name=line.name or _unnamed(line), when=when, who=line.removed_by
            )
            said.append(Words(f"{text} · {line.reason}" if line.reason else text, "muted"))
        return Card(Words(_("Taken off"), "cardTitle"), *said, name="attachments_gone")


def _frame(picture: QPixmap, colour: str) -> None:
    """Draw the edge of a sheet, which is as white as the card it lies on."""
    painter = QPainter(picture)
    painter.setPen(QColor(colour))
    room = picture.deviceIndependentSize()
    painter.drawRect(QRectF(0.5, 0.5, room.width() - 1, room.height() - 1))
    painter.end()


def _unnamed(line: AttachmentLine) -> str:
    return _("Attachment") if line.is_mine else _("Attachment of a ficha")


def _local_files(event: QDropEvent) -> tuple[Path, ...]:
    found = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return tuple(path for path in map(Path, found) if path.is_file())
