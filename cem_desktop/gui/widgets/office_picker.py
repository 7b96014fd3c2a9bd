"""Picking a centre by typing the beginnings of its name or place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from cem_desktop.gui.widgets.layouts import column
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from cem_desktop.domain.catalogue import Catalogue
    from cem_desktop.domain.catalogue_entries import Office

_SHOWN = 60
_OFFICE = Qt.ItemDataRole.UserRole


class OfficePicker(QWidget):
    """A search field and the centres that fit; ``picked`` tells that the choice changed."""

    picked = Signal()

    def __init__(self, catalogue: Catalogue) -> None:
        """Pick from ``catalogue``."""
        super().__init__()
        self.setObjectName("office_picker")
        self._catalogue = catalogue
        self.search = QLineEdit()
        self.search.setObjectName("office_search")
        self.search.setPlaceholderText(_("Type the name, district or department"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self._list = QListWidget()
        self._list.setObjectName("office_list")
        self._list.setProperty("role", "choices")
        self._list.setUniformItemSizes(True)
        self._former = QCheckBox(_("Also show centres that are no longer in the directory"))
        self._former.setObjectName("office_former")
        self._count = Words(role="muted", name="office_count")
        layout = column(8)
        for part in (self.search, self._former, self._list, self._count):
            layout.addWidget(part)
        self.setLayout(layout)
        self.search.textChanged.connect(self._refresh)
        self._former.toggled.connect(self._refresh)
        self._list.currentItemChanged.connect(lambda *_: self.picked.emit())
        self._refresh()

    @property
    def office(self) -> Office | None:
        """The centre that is chosen, or None."""
        item = self._list.currentItem()
        chosen: Office | None = item.data(_OFFICE) if item is not None else None
        return chosen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while one types."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)
        ):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            last = self._list.count() - 1
            self._list.setCurrentRow(max(0, min(last, self._list.currentRow() + step)))
            return True
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        found = self._catalogue.search(
            self.search.text(), former=self._former.isChecked(), limit=_SHOWN
        )
        self._list.clear()
        for office in found:
            place = ", ".join(part for part in (office.district, office.department) if part)
            text = f"{office.title}   ·   {place}"
            if not office.current:
                text += "   ·   " + _("no longer in the directory")
            item = QListWidgetItem(text)
            item.setData(_OFFICE, office)
            self._list.addItem(item)
        if self.search.text().strip() and found:
            self._list.setCurrentRow(0)
        self._count.setText(self._say_count(len(found)))
        self.picked.emit()

    def _say_count(self, count: int) -> str:
        if count == 0:
            return _("No centre fits. Try fewer letters, or the name of the district.")
        if count == _SHOWN:
            return _("The first {count} are shown: go on typing.").format(count=count)
        return ngettext("{count} centre", "{count} centres", count).format(count=count)
