"""The text of a frozen version, to read; nothing can be changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.layouts import ScrollPage, row
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.written_document import WrittenDocument
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.documents import DocumentLine, DocumentVersion

_WIDTH = 760
_SHARE = 0.86


class VersionDialog(Dialog):
    """A version of a document as it was frozen, placeholders and all."""

    def __init__(
        self,
        line: DocumentLine,
        version: DocumentVersion,
        text: WrittenDocument,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``text``."""
        super().__init__("version_dialog", theme.wide(_WIDTH), parent, gap=10)
        title = _("{document} · version {number}")
        heading = title.format(document=line.label, number=version.number)
        self.body.addWidget(Words(heading, "heading"))
        day = exact_day(text.on) if text.on else ""
        said = " · ".join(part for part in (text.subject, day) if part)
        self.body.addWidget(Words(said, "muted"))
        page = ScrollPage(name="version_page", margin=0)
        page.body.setContentsMargins(0, 0, 12, 0)
        for section in text.sections:
            if section.heading:
                page.body.addWidget(Words(section.heading, "cardTitle"))
            page.body.addWidget(selectable(Words(section.text)))
        page.body.addStretch(1)
        self.body.addWidget(page, 1)
        mark = _("The text agrees with its fingerprint: {sha256}").format(sha256=version.sha256)
        self.body.addWidget(selectable(Words(mark, "hint", name="version_mark")))
        close = Button(_("Close"), "primary", name="version_close", on_click=self.accept)
        close.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        self.body.addLayout(foot)
        close.setFocus()

    def sizeHint(self) -> QSize:
        """Return the house's width and nearly the height of the window."""
        parent, width = self.parentWidget(), self.wanted_width
        room = parent.window().size() if parent is not None else QSize(width, 768)
        return QSize(min(width, room.width()), round(room.height() * _SHARE))
