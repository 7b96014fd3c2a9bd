"""The text of a frozen version, to read; nothing can be changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui.human_dates import exact_day
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.reading_dialog import ReadingDialog
from cem_desktop.gui.widgets.words import Words, selectable
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.written_document import WrittenDocument
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.documents import DocumentLine, DocumentVersion

_WIDTH = 760


class VersionDialog(ReadingDialog):
    """A version of a document as it was frozen, placeholders and all."""

    def __init__(
        self,
        line: DocumentLine,
        version: DocumentVersion,
        text: WrittenDocument,
        annexes: tuple[tuple[str, str], ...],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``text``; ``annexes`` are its annexes in words, each after its mark."""
        super().__init__("version_dialog", "version_page", theme.wide(_WIDTH), parent)
        title = _("{document} · version {number}")
        heading = title.format(document=line.label, number=version.number)
        self.body.addWidget(Words(heading, "heading"))
        day = exact_day(text.on) if text.on else ""
        said = " · ".join(part for part in (text.subject, day) if part)
        self.body.addWidget(Words(said, "muted"))
        page = self.page
        for section in text.sections:
            if section.heading:
                page.body.addWidget(Words(section.heading, "cardTitle"))
            page.body.addWidget(selectable(Words(section.text)))
        if annexes:
            page.body.addWidget(Words(_("Annexes"), "cardTitle"))
        for mark, annex in annexes:
            page.body.addWidget(Words(f"{mark}  {annex}"))
        page.body.addStretch(1)
        self.body.addWidget(page, 1)
        agrees = _("The text agrees with its fingerprint: {sha256}").format(sha256=version.sha256)
        self.body.addWidget(selectable(Words(agrees, "hint", name="version_mark")))
        close = Button(_("Close"), "primary", name="version_close", on_click=self.accept)
        close.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        self.body.addLayout(foot)
        close.setFocus()
