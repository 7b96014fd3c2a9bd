"""The documents of a case: how each stands, its frozen versions, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cem_desktop.domain.period import parse_stamp
from cem_desktop.gui.human_dates import exact, exact_day, say_instant
from cem_desktop.gui.icons import icon
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, column, hairline, row
from cem_desktop.gui.widgets.pill import Pill
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.documents import DocumentState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from PySide6.QtCore import SignalInstance

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tokens import PillKind
    from cem_desktop.services.document_reading import FiledReceipt
    from cem_desktop.services.documents import DocumentKind, DocumentLine, DocumentVersion

_GROUP = 4
_SHOWN = 16


class CaseDocuments(QWidget):
    """Documents of one case; what a person asks for leaves through the signals."""

    begin_wanted = Signal(object)
    """A document of a ``DocumentKind`` is to be begun."""
    open_wanted = Signal(str)
    freeze_wanted = Signal(object)
    filing_wanted = Signal(object)
    read_wanted = Signal(object, object)
    """The text of a version of a line."""
    print_wanted = Signal(object, object)
    """A version of a line on paper; None for the text as it stands."""

    def __init__(
        self,
        lines: tuple[DocumentLine, ...],
        kinds: tuple[DocumentKind, ...],
        theme: Theme,
        now: datetime,
    ) -> None:
        """Show ``lines``; ``kinds`` can be begun."""
        super().__init__()
        self.setObjectName("case_documents")
        self._theme, self._now = theme, now
        layout = column(12)
        if kinds:
            layout.addWidget(self._make_start(kinds))
        for line in lines:
            layout.addWidget(self._make_line(line))
        if not lines:
            layout.addWidget(Card(Words(_("No document of this case yet."), "muted")))
        self.setLayout(layout)

    def _make_start(self, kinds: tuple[DocumentKind, ...]) -> QWidget:
        button = Button(
            _("New document…"),
            name="document_new",
            icon=icon("add", self._theme.tokens.text),
        )
        menu = QMenu(button)
        menu.setObjectName("document_menu")
        for kind in kinds:
            action = menu.addAction(kind.label)
            action.triggered.connect(lambda *_, kind=kind: self.begin_wanted.emit(kind))

        def open_menu() -> None:
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
            menu.setActiveAction(menu.actions()[0])

        button.clicked.connect(open_menu)
        line = row(12)
        text = _(
            "It begins with a text that can be changed. Write {{nombre}} instead of her name: "
            "names and numbers are typed when it is printed, and are not kept."
        )
        line.addWidget(Words(text, "muted"), 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return Card(Words(_("Briefs and reports"), "cardTitle"), line)

    def _make_line(self, line: DocumentLine) -> QWidget:
        head = row(8)
        head.addWidget(Words(line.label, "strong"), 1)
        word, kind = _state_pill(line)
        pill = Pill(word, kind, name=f"document_state_{line.record}")
        head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        parts = [
            head,
            Flow(*self._acts(line), gap=8) if line.is_mine else _not_yours(),
            *self._below(line),
        ]
        return Card(*parts, name=f"document_{line.record}")

    def _acts(self, line: DocumentLine) -> Iterator[QWidget]:
        """Yield what can be done with the text as it stands."""
        record = line.record
        yield Button(
            _("Open"),
            name=f"document_open_{record}",
            on_click=lambda: self.open_wanted.emit(record),
        )
        if line.state is DocumentState.DRAFT:
            yield Button(
                _("Freeze version…"),
                name=f"document_freeze_{record}",
                on_click=lambda: self.freeze_wanted.emit(line),
            )
            yield Button(
                _("Print draft…"),
                "quiet",
                name=f"document_print_{record}",
                on_click=lambda: self.print_wanted.emit(line, None),
            )
        if line.versions:
            yield Button(
                _("Record filing…"),
                name=f"document_file_{record}",
                on_click=lambda: self.filing_wanted.emit(line),
            )

    def _below(self, line: DocumentLine) -> Iterator[QWidget]:
        """Yield the versions, each with its filings."""
        for version in line.versions:
            yield hairline()
            yield self._make_version(line, version)
            for receipt in line.receipts:
                if receipt.version == version.number:
                    yield Words(filing_words(line, receipt))

    def _make_version(self, line: DocumentLine, version: DocumentVersion) -> QWidget:
        at = parse_stamp(version.at)
        said = _("Version {number} · {when} · {author}").format(
            number=version.number, when=say_instant(at, self._now), author=version.author
        )
        title = Words(said)
        title.setToolTip(exact(at))
        mark = Words(
            _("Fingerprint {mark}").format(mark=short_mark(version.sha256)),
            "muted",
            name=f"document_mark_{version.revision}",
        )
        mark.setToolTip(version.sha256)
        words = column(1)
        words.addWidget(title)
        words.addWidget(mark)
        made, layout = QWidget(), row(8)
        layout.addLayout(words, 1)
        if line.is_mine:
            layout.addWidget(
                self._version_button(_("Read"), "read", self.read_wanted, line, version)
            )
            layout.addWidget(
                self._version_button(_("Print…"), "print", self.print_wanted, line, version)
            )
        made.setLayout(layout)
        return made

    def _version_button(
        self,
        text: str,
        act: str,
        wanted: SignalInstance,
        line: DocumentLine,
        version: DocumentVersion,
    ) -> Button:
        button = Button(
            text,
            "quiet",
            name=f"version_{act}_{version.revision}",
            on_click=lambda: wanted.emit(line, version),
        )
        spoken = _("{act}: version {number} of {document}")
        button.setAccessibleName(
            spoken.format(act=text, number=version.number, document=line.label)
        )
        return button


def short_mark(sha256: str) -> str:
    """Return the first symbols of a fingerprint, in groups, as the foot of the paper begins."""
    return " ".join(sha256[at : at + _GROUP] for at in range(0, _SHOWN, _GROUP))


def filing_words(line: DocumentLine, receipt: FiledReceipt) -> str:
    """Return a filing in a sentence."""
    body = line.bodies.get(receipt.with_, "")
    result = line.results.get(receipt.result, "")
    said = _("Filed on {day}").format(day=exact_day(receipt.on))
    return " · ".join(part for part in (said, body, result) if part)


def _state_pill(line: DocumentLine) -> tuple[str, PillKind]:
    if line.state is DocumentState.FILED:
        return _("Filed"), "accent"
    if line.state is DocumentState.FROZEN:
        return _("Frozen"), "info"
    return (_("Changed since the last version") if line.versions else _("Not frozen yet")), "warn"


def _not_yours() -> Words:
    return Words(_("Its text is for those who write it; ask them for a paper."), "muted")
