"""The identity vault: how it stands, whose identity is kept, and what belongs to no file.

No name stands here: files are listed by their codes, and who she is opens in the ficha of the
vault alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import tell_error
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.reason_dialog import ReasonDialog
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import Card, ScrollPage, clear, column, row
from cem_desktop.gui.widgets.page_header import PageHeader
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.vault_desk import VaultDesk
    from cem_desktop.services.identity_files import KeptIdentity, Orphan


class IdentitiesPage(ScrollPage):
    """The vault's own page, for who keeps identities."""

    def __init__(self, desk: VaultDesk, clock: Clock) -> None:
        """Show the vault of ``desk``."""
        super().__init__(name="identities_page")
        self._desk, self._clock = desk, clock
        self._open = Button(
            _("Open the vault…"), "primary", name="identities_open", on_click=desk.ask_open
        )
        self._create = Button(
            _("Make the vault…"), "primary", name="identities_create", on_click=desk.ask_create
        )
        self._header = PageHeader(
            _("Identities"), "", self._create, self._open, name="identities_header"
        )
        self._banner = Banner(desk.theme, name="identities_banner")
        self._code = QLineEdit()
        self._code.setObjectName("identities_code")
        self._code.setPlaceholderText("XXXX-XXXX")
        self._code.returnPressed.connect(self._find)
        self._find_button = Button(_("Go"), name="identities_find", on_click=self._find)
        self._list = column(6)
        self._left_over = column(10)
        self._kept_card = Card(
            Words(_("Files whose identity is kept"), "cardTitle"), self._list, name="kept_card"
        )
        self._find_card = self._make_find()
        self._orphan_card = Card(
            Words(_("What belongs to no file"), "cardTitle"), self._left_over, name="orphan_card"
        )
        self.body.addWidget(self._header)
        self.body.addWidget(self._banner)
        for card in (self._find_card, self._kept_card, self._orphan_card):
            self.body.addWidget(card)
        self.body.addStretch(1)
        desk.changed.connect(self.look)
        self.look()

    def renew(self, touched: frozenset[str]) -> None:
        """Look again after something was kept."""
        if "identities" in touched or "case_files" in touched:
            self.look()

    def look(self) -> None:
        """Show how it stands now."""
        desk, state = self._desk, self._desk.identities.state()
        is_open = desk.identities.is_open
        self._open.setVisible(desk.may_open())
        self._create.setVisible(desk.may_create())
        said = _state_words(is_open=is_open, exists=state.exists, people=state.people)
        self._header.say("" if state.is_missing else said)
        self._banner.clear()
        if state.is_missing:
            text = _(
                "Coded files work as usual and nothing of them is lost. Restore the vault from a "
                "backup that holds it; the keys of it are still here. Do not make another one."
            )
            self._banner.tell("warn", text, _("The file of the vault is missing: identity.db"))
        elif state.exists and not state.entitled:
            text = _(
                "Who holds a key can give you one, in «Users and keys». Where nobody is left who "
                "does, two of the three sheets give it, in «Recovery»."
            )
            self._banner.tell("info", text, _("You hold no key of this vault"))
        for card in (self._find_card, self._kept_card):
            card.setVisible(is_open)
        self._show_lists(is_open=is_open)

    def _show_lists(self, *, is_open: bool) -> None:
        clear(self._list)
        clear(self._left_over)
        orphans: tuple[Orphan, ...] = ()
        if is_open:
            try:
                kept = self._desk.files.kept()
                orphans = self._desk.files.orphans()
            except CemError as error:
                tell_error(self._banner, error)
                return
            for one in kept:
                self._list.addWidget(self._make_line(one))
            if not kept:
                text = _("None yet. Total anonymity is a valid answer.")
                self._list.addWidget(Words(text, "muted", name="identities_none"))
            for orphan in orphans:
                self._left_over.addWidget(self._make_orphan(orphan))
        self._orphan_card.setVisible(bool(orphans))

    def _make_find(self) -> Card:
        line = row(8)
        line.addWidget(self._code, 1)
        line.addWidget(self._find_button)
        block = FieldBlock(
            _("Code of a file"),
            self._code,
            hint=_("The one the team tells you. Her identity opens, or an empty ficha for it."),
            beside=line,
        )
        return Card(block, name="find_card")

    def _make_line(self, kept: KeptIdentity) -> QWidget:
        line = row(10)
        now = self._clock.now().astimezone(LIMA)
        said = say_instant(parse_stamp(kept.updated).astimezone(LIMA), now)
        line.addWidget(Words(kept.code, "code", wrap=False))
        line.addWidget(Words(said, "muted", wrap=False), 1)
        line.addWidget(
            Button(
                _("Copies of papers…"),
                "quiet",
                name=f"copies_{kept.code}",
                about=kept.code,
                on_click=lambda: self._show_copies(kept),
            )
        )
        line.addWidget(
            Button(
                _("Open"),
                name=f"identity_{kept.code}",
                about=kept.code,
                on_click=lambda: self._desk.ficha_wanted.emit(kept.file),
            )
        )
        return _widget(line)

    def _show_copies(self, kept: KeptIdentity) -> None:
        try:
            self._desk.show_copies(kept.file, kept.code)
        except CemError as error:
            tell_error(self._banner, error)

    def _make_orphan(self, orphan: Orphan) -> QWidget:
        text = (
            _("The vault keeps a {form} of a file that is not here.")
            if orphan.lacks == "file"
            else _("The vault keeps a part of a {form} whose rest is not here.")
        ).format(form=orphan.form.upper())
        why = _(
            "A crash or a restored copy leaves such things. Keep it if the coded side may come "
            "back with a backup."
        )
        line = row(10)
        words = column(1)
        words.addWidget(Words(text, "strong"))
        words.addWidget(Words(why, "muted"))
        line.addLayout(words, 1)
        record = orphan.record
        line.addWidget(
            Button(
                _("Keep it"),
                name=f"keep_{record}",
                on_click=lambda: self._try(lambda: self._desk.files.keep_orphan(record)),
            )
        )
        line.addWidget(
            Button(
                _("Remove…"), name=f"remove_{record}", on_click=lambda: self._ask_removal(record)
            )
        )
        return _widget(line)

    def _ask_removal(self, record: str) -> None:
        text = _("It is removed from the vault with its history. This cannot be taken back.")
        dialog = ReasonDialog(
            self._desk.theme, _("Remove what belongs to no file?"), text, _("Remove"), self
        )
        remove = self._desk.files.remove_orphan
        dialog.given.connect(lambda reason: self._try(lambda: remove(record, reason)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _find(self) -> None:
        try:
            file = self._desk.files.find(self._code.text())
        except CemError as error:
            tell_error(self._banner, error)
            return
        self._code.clear()
        self._desk.ficha_wanted.emit(file)

    def _try(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except CemError as error:
            tell_error(self._banner, error)
            return
        self.look()


def _state_words(*, is_open: bool, exists: bool, people: int) -> str:
    if is_open:
        return _("The vault is open. It closes by itself five minutes after its last use.")
    if not exists:
        return _("Who she is, apart from the coded file. There is no vault here.")
    return ngettext(
        "The vault is closed. {count} person opens it.",
        "The vault is closed. {count} people open it together.",
        people,
    ).format(count=people)


def _widget(layout: object) -> QWidget:
    made = QWidget()
    made.setLayout(layout)  # type: ignore[arg-type]
    return made
