"""A filing: which version of a document went where, on which day, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from cem_desktop.domain.period import today
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.ficha_date_field import read_date, with_slashes
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.services.document_reading import FiledReceipt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.documents import DocumentLine


class FilingDialog(Dialog):
    """Asks about a filing; ``filed`` carries the receipt."""

    filed = Signal(object)

    def __init__(
        self, line: DocumentLine, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        """Offer the versions of ``line``, the latest first."""
        super().__init__("filing_dialog", theme.wide(480), parent, gap=12)
        self._clock = clock
        self._version = QComboBox()
        self._version.setObjectName("filing_version")
        for version in line.versions:
            words = _("Version {number}").format(number=version.number)
            self._version.addItem(words, version.number)
        self._on = QLineEdit(f"{today(clock):%d/%m/%Y}")
        self._on.setObjectName("filing_on")
        self._on.setPlaceholderText(_("dd/mm/yyyy"))
        self._typed = self._on.text()
        self._on.textEdited.connect(self._add_slash)
        self._with = _choices("filing_with", line.bodies)
        self._result = _choices("filing_result", line.results)
        self._on_block = FieldBlock(
            _("Date of filing"), self._on, hint=_("The one on the stamp of the receipt.")
        )
        self._build(line)
        self._on.selectAll()
        self._on.setFocus()

    def _build(self, line: DocumentLine) -> None:
        keep = Button(_("Record"), "primary", name="filing_keep", on_click=self._keep)
        keep.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="filing_cancel", on_click=self.reject))
        foot.addWidget(keep)
        body = self.body
        body.addWidget(Words(_("Record filing"), "heading"))
        body.addWidget(Words(line.label, "muted"))
        body.addWidget(self._on_block)
        body.addWidget(FieldBlock(_("Version"), self._version))
        body.addWidget(FieldBlock(_("Where"), self._with))
        body.addWidget(FieldBlock(_("Answer"), self._result))
        text = _(
            "The number of the filing desk is not written here: it leads to her name. Keep the "
            "stamped receipt under lock."
        )
        body.addWidget(Words(text, "hint"))
        body.addLayout(foot)

    def _add_slash(self, text: str) -> None:
        shown = with_slashes(text, self._typed)
        if shown != text:
            self._on.setText(shown)
        self._typed = shown

    def _keep(self) -> None:
        now = today(self._clock)
        day = read_date(self._on.text(), now)
        if day is None or day > now:
            ahead = _("The day cannot be later than today.")
            self._on_block.tell(ahead if day else _("Write the day: dd/mm/yyyy."))
            self._on.setFocus()
            self.resize(self.sizeHint())
            return
        receipt = FiledReceipt(
            day,
            str(self._with.currentData()),
            int(self._version.currentData()),
            str(self._result.currentData()),
        )
        self.accept()
        self.filed.emit(receipt)


def _choices(name: str, words: dict[str, str]) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.addItem(_("(not told)"), "")
    for code, word in words.items():
        made.addItem(word, code)
    return made
