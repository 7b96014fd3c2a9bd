"""What placeholders stand for, typed to print a document once; kept nowhere.

The fields hold it while the dialog is open. They are emptied when it closes, their own undo too;
Python itself cannot promise that no copy of a text stays in memory until it is used again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from cem_desktop.domain.placeholders import NAME, WITNESS_KEY
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.reading_dialog import ReadingDialog
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme

_SECRET = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


class MergeDialog(ReadingDialog):
    """Asks for values; ``merged`` carries them once, as a dictionary that its taker clears."""

    merged = Signal(object)

    def __init__(
        self,
        asked: tuple[str, ...],
        theme: Theme,
        parent: QWidget | None = None,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        """Ask for ``asked``, in their order.

        ``kept`` is what the open identity vault knows of them. Her name is not taken from it where
        her key as a witness under reserve is asked too: a person decides what the paper joins.
        """
        super().__init__("merge_dialog", "merge_page", theme.wide(520), parent)
        self._fields = {name: _field(name) for name in asked}
        is_reserved = {NAME, WITNESS_KEY} <= set(asked) and bool(kept and kept.get(WITNESS_KEY))
        for name, value in (kept or {}).items():
            if name in self._fields and not (is_reserved and name == NAME):
                self._fields[name].setText(value)
        body = self.body
        body.addWidget(Words(_("Names and numbers for this paper"), "heading"))
        text = _(
            "They go onto the paper and nowhere else: the program keeps nothing of them. What you "
            "leave empty is printed as a line to write on."
        )
        body.addWidget(Words(text, "muted"))
        banner = Banner(theme, name="merge_banner")
        body.addWidget(banner)
        if {NAME, WITNESS_KEY} <= set(asked):
            text = _(
                "This text holds {{nombre}} and {{clave_testigo}}. If her identity is under "
                "reserve, leave her name empty, or the paper joins the two."
            )
            banner.tell("warn", text)
        page = self.page
        for name, field in self._fields.items():
            page.body.addWidget(FieldBlock(placeholder_word(name), field, hint=f"{{{{{name}}}}}"))
        page.body.addStretch(1)
        body.addWidget(page, 1)
        show = Button(_("See the paper"), "primary", name="merge_show", on_click=self._merge)
        show.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="merge_cancel", on_click=self.reject))
        foot.addWidget(show)
        body.addLayout(foot)
        self.finished.connect(self._forget)
        for field in self._fields.values():
            field.setFocus()
            break

    def _merge(self) -> None:
        values = {name: field.text() for name, field in self._fields.items() if field.text()}
        self._forget()
        self.accept()
        self.merged.emit(values)

    def _forget(self) -> None:
        """Empty the fields; a text that is set, unlike one that is deleted, leaves no undo."""
        for field in self._fields.values():
            field.setText("")


def placeholder_word(name: str) -> str:
    """Return what a placeholder stands for, in words."""
    words = {
        "nombre": _("Her name"),
        "documento": _("Her identity document"),
        "clave_testigo": _("Her key as a witness under reserve"),
        "direccion_notificacion": _("Address for notices (the prosecution's)"),
        "expediente_judicial": _("Number of the court's file"),
        "carpeta_fiscal": _("Number of the prosecution's file"),
        "organo_judicial": _("Name of the court or prosecution"),
        "persona_acusada": _("Name of who is accused"),
        "firmante": _("Who signs"),
        "colegiatura": _("Professional number of who signs"),
    }
    return words[name]


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(f"merge_{name}")
    made.setInputMethodHints(_SECRET)
    made.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    return made
