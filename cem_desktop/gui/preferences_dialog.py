"""Language, look, size of the text, and after how long the window locks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from cem_desktop.gui.tokens import TEXT_SCALES
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.preferences import Preferences

_MINUTES = (1, 2, 5, 10, 15, 20, 30, 60)
_REST_MINUTES = (1, 2, 5, 10, 15, 20, 30)


class PreferencesDialog(Dialog):
    """Five choices; they take effect at «Save» and are those of this computer."""

    saved = Signal(object)
    pin_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        has_pin: bool = False,
    ) -> None:
        """Show ``preferences``; ``saved`` carries the new ones."""
        super().__init__("preferences_dialog", theme.wide(420), parent, gap=14)
        self._before = preferences
        # A language is written in itself, so that its speaker finds it.
        self._language = _combo(
            "preferences_language", (("es", "Español"), ("en", "English")), preferences.language
        )
        self._theme = _combo("preferences_theme", _themes(), preferences.theme)
        self._scale = _combo(
            "preferences_text_scale",
            tuple((scale, f"{scale} %") for scale in TEXT_SCALES),
            preferences.text_scale,
        )
        self._minutes = _combo(
            "preferences_inactivity", _minutes(_MINUTES), preferences.inactivity_minutes
        )
        self._rest = _combo("preferences_rest", _minutes(_REST_MINUTES), preferences.rest_minutes)
        pin = Button(
            _("Change your PIN…") if has_pin else _("A PIN for short absences…"),
            name="preferences_pin",
            on_click=self.pin_wanted.emit,
        )
        cancel = Button(_("Cancel"), name="preferences_cancel", on_click=self.reject)
        save = Button(_("Save"), "primary", name="preferences_save", on_click=self._save)
        save.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(save)
        layout = self.body
        layout.addWidget(Words(_("Preferences"), "heading"))
        layout.addWidget(Words(_("They belong to this computer, not to the cases."), "muted"))
        for label, field, hint in (
            (_("Language"), self._language, ""),
            (_("Look"), self._theme, ""),
            (_("Size of the text"), self._scale, ""),
            (
                _("Lock after"),
                self._minutes,
                _("Without keyboard or mouse. What you type is kept as a draft."),
            ),
            (
                _("With a PIN, close after a further"),
                self._rest,
                _("Until then the PIN brings your own session back."),
            ),
        ):
            layout.addWidget(FieldBlock(label, field, hint=hint))
        layout.addWidget(pin)
        layout.addSpacing(4)
        layout.addLayout(foot)

    def _save(self) -> None:
        self.saved.emit(
            replace(
                self._before,
                language=self._language.currentData(),
                theme=self._theme.currentData(),
                text_scale=self._scale.currentData(),
                inactivity_minutes=self._minutes.currentData(),
                rest_minutes=self._rest.currentData(),
            )
        )
        self.accept()


def _minutes(counts: tuple[int, ...]) -> tuple[tuple[object, str], ...]:
    return tuple(
        (count, ngettext("{count} minute", "{count} minutes", count).format(count=count))
        for count in counts
    )


def _themes() -> tuple[tuple[object, str], ...]:
    return (
        ("system", _("As the computer")),
        ("light", _("Light")),
        ("dark", _("Dark")),
        ("contrast", _("High contrast")),
    )


def _combo(name: str, options: tuple[tuple[object, str], ...], chosen: object) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    for value, text in options:
        combo.addItem(text, value)
    if combo.findData(chosen) < 0:
        combo.addItem(str(chosen), chosen)
    combo.setCurrentIndex(combo.findData(chosen))
    return combo
