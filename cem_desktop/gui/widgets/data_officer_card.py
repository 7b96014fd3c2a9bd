"""Who answers for personal data, the region's holidays, and how long files are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox

from cem_desktop.domain.period import LIMA
from cem_desktop.gui.widgets.bounded_text import BoundedText
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from cem_desktop.gui.style import Theme

_LINES: Final = 3
_MOST_YEARS: Final = 100
_YEARS_WIDTH: Final = 130

Holidays = tuple[tuple[date, str], ...]


class DataOfficerCard(Card):
    """``kept`` carries name, telephone, mail, holidays and years (0 for no term)."""

    kept = Signal(str, str, str, object, int)

    def __init__(self, theme: Theme) -> None:
        """Make empty fields."""
        super().__init__(name="data_officer_card")
        self._name, self._telephone, self._mail = (
            _line(name) for name in ("officer_name", "officer_telephone", "officer_mail")
        )
        self._holidays = BoundedText()
        self._holidays.setObjectName("own_holidays")
        self._holidays.setTabChangesFocus(True)
        height = self._holidays.fontMetrics().lineSpacing() * _LINES + theme.px(20)
        self._holidays.setFixedHeight(height)
        self._holidays.setPlaceholderText(_("24/06/2027 San Juan"))
        self._years = QSpinBox()
        self._years.setObjectName("years_kept")
        self._years.setRange(0, _MOST_YEARS)
        self._years.setSpecialValueText(_("no term"))
        self._years.setFixedWidth(theme.px(_YEARS_WIDTH))
        self._years.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
        beside = row()
        beside.addWidget(self._years)
        beside.addStretch(1)
        self._block = FieldBlock(
            _("Holidays of the region"),
            self._holidays,
            hint=_("One a line: dd/mm/yyyy and its name. Those of the nation are counted already."),
        )
        self._holidays.refused.connect(self._block.tell)
        keep = Button(_("Keep"), name="officer_keep", on_click=self._keep)
        pair, foot = row(), row()
        pair.addWidget(FieldBlock(_("Telephone of the office"), self._telephone), 1)
        pair.addWidget(FieldBlock(_("E-mail of the office"), self._mail), 1)
        foot.addStretch(1)
        foot.addWidget(keep)
        body = self.body
        body.addWidget(Words("Oficial de Datos Personales", "cardTitle"))
        hint = _("Stands on the notice of an incident, the inventory and the security document.")
        body.addWidget(FieldBlock(_("Name or post"), self._name, hint=hint))
        body.addLayout(pair)
        body.addWidget(self._block)
        years = _(
            "Years after closing. The law read here gives no figure. Files are then proposed to "
            "you for review; nothing is ever erased by itself."
        )
        kept = _("How long files are kept")
        body.addWidget(FieldBlock(kept, self._years, hint=years, beside=beside))
        body.addLayout(foot)

    def show_settings(
        self, officer: tuple[str, str, str], holidays: Holidays, years: int | None
    ) -> None:
        """Show what is kept."""
        for field, text in zip((self._name, self._telephone, self._mail), officer, strict=True):
            field.setText(text)
        lines = (f"{day:%d/%m/%Y} {name}".strip() for day, name in holidays)
        self._holidays.setPlainText("\n".join(lines))
        self._years.setValue(years or 0)

    def _keep(self) -> None:
        holidays = read_holidays(self._holidays.toPlainText())
        if holidays is None:
            self._block.tell(_("Write each day as dd/mm/yyyy, one a line."))
            self._holidays.setFocus()
            return
        self._block.tell("")
        officer = (one.text().strip() for one in (self._name, self._telephone, self._mail))
        self.kept.emit(*officer, holidays, self._years.value())


def read_holidays(text: str) -> Holidays | None:
    """Return the days of a text, one a line with its name; None where a line has no day."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        said, _space, name = line.partition(" ")
        try:
            day = datetime.strptime(said, "%d/%m/%Y").replace(tzinfo=LIMA).date()
        except ValueError:
            return None
        found.append((day, name.strip()))
    return tuple(found)


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    return made
