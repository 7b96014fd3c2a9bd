"""Before a file is attached: what it is called and where it hangs. Before one is taken off: why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from cem_desktop.domain.attachment_name import MOST, device_name, proposed_name
from cem_desktop.domain.typing_guard import look_over
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.ficha_texts import guard_text
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import ScrollPage, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme

_WIDTH: Final = 540
_AROUND: Final = 60
_HINT: Final = 40
"""Room for what the guard of names may say."""

_MOST_ROOM: Final = 380
_LEAST_REASON: Final = 4
_MOST_REASON: Final = 500


@dataclass(frozen=True)
class PlaceWords:
    """A place where a file can hang: the record, None for the case itself, and its words."""

    record: str | None
    words: str


@dataclass(frozen=True)
class Wanted:
    """What is to be attached: each file with its name, all at one place."""

    files: tuple[tuple[Path, str], ...]
    record: str | None


class AddAttachmentDialog(Dialog):
    """Asks for names and place; ``wanted`` carries a ``Wanted``."""

    wanted = Signal(object)

    def __init__(
        self,
        files: tuple[Path, ...],
        places: tuple[PlaceWords, ...],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Ask about ``files``; the first of ``places`` is proposed."""
        super().__init__("add_attachment", theme.wide(_WIDTH), parent)
        self._theme = theme
        self._files = files
        self._names = tuple(self._make_name(at, one) for at, one in enumerate(files))
        self._hints = tuple(
            Words("", "hint", name=f"attachment_name_{at}_guard") for at in range(len(files))
        )
        self._place = QComboBox()
        self._place.setObjectName("attachment_place")
        for place in places:
            self._place.addItem(place.words, place.record)
        self._build()
        for at in range(len(files)):
            self._look_over(at)
        self._names[0].selectAll()
        self._names[0].setFocus()

    def _make_name(self, at: int, file: Path) -> QLineEdit:
        made = QLineEdit(device_name(file.name))
        made.setObjectName(f"attachment_name_{at}")
        made.setMaxLength(MOST)
        made.textChanged.connect(lambda *_: self._look_over(at))
        return made

    def _build(self) -> None:
        add = Button(_("Clean and attach"), "primary", name="attachment_add_do", on_click=self._add)
        add.setDefault(True)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name="attachment_add_cancel", on_click=self.reject))
        foot.addWidget(add)
        count = len(self._files)
        title = ngettext("Attach {count} file", "Attach {count} files", count)
        self.body.addWidget(Words(title.format(count=count), "heading"))
        text = _(
            "Place, time, device and author are taken out, and what is left is sealed. The file "
            "that you chose stays where it is: delete it there, if nobody else needs it."
        )
        self.body.addWidget(Words(text, "muted"))
        page = ScrollPage(name="add_attachment_page", margin=0)
        page.body.setContentsMargins(0, 0, 10, 0)
        for at, (name, hint) in enumerate(zip(self._names, self._hints, strict=True)):
            outside = proposed_name(self._files[at].name)
            numbered = _("Name of file {number}").format(number=at + 1)
            several = f"{numbered} · {outside}"
            word = several if count > 1 else _("Name here")
            page.body.addWidget(FieldBlock(word, name, hint=_without_name() if at == 0 else ""))
            page.body.addWidget(hint)
        page.body.addWidget(FieldBlock(_("It belongs to"), self._place, hint=_who_opens()))
        room = page.body.heightForWidth(self.wanted_width - _AROUND) + self._theme.px(_HINT)
        page.setMinimumHeight(min(room, self._theme.px(_MOST_ROOM)))
        page.body.addStretch(1)
        self.body.addWidget(page, 1)
        self.body.addLayout(foot)

    def _look_over(self, at: int) -> None:
        findings = look_over(self._names[at].text())
        self._hints[at].setText(guard_text(findings[0]) if findings else "")
        self._hints[at].setVisible(bool(findings))

    def _add(self) -> None:
        named = tuple(
            (file, name.text()) for file, name in zip(self._files, self._names, strict=True)
        )
        wanted = Wanted(named, self._place.currentData())
        self.accept()
        self.wanted.emit(wanted)


class TakeOffDialog(Dialog):
    """Asks why an attachment is taken off; ``confirmed`` carries the reason."""

    confirmed = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        """Ask about the attachment that is called ``name``."""
        super().__init__("take_off", theme.wide(460), parent)
        self._reason = QLineEdit()
        self._reason.setObjectName("take_off_reason")
        self._reason.setMaxLength(_MOST_REASON)
        self._block = FieldBlock(
            _("Reason"), self._reason, hint=_("It stays beside the attachment, with your name.")
        )
        do = Button(_("Take off"), "danger", name="take_off_do", on_click=self._confirm)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(do)
        leave = Button(_("Leave it"), "primary", name="take_off_leave", on_click=self.reject)
        foot.addWidget(leave)
        text = _(
            "It is not shown among the attachments any more. It is not deleted: what was part of "
            "a file stays with it, until the law asks for an erasure."
        )
        self.body.addWidget(Words(_("Take «{name}» off?").format(name=name), "heading"))
        self.body.addWidget(Words(text))
        self.body.addWidget(self._block)
        self.body.addLayout(foot)
        self._reason.returnPressed.connect(do.setFocus)
        self._reason.setFocus()

    def _confirm(self) -> None:
        reason = self._reason.text().strip()
        if len(reason) < _LEAST_REASON:
            self._block.tell(_("Write why, in a few words."))
            self._reason.setFocus()
            self.resize(self.sizeHint())
            return
        self.accept()
        self.confirmed.emit(reason)


def _without_name() -> str:
    return _("Say what it is, without names or numbers: «Denuncia, hoja 1».")


def _who_opens() -> str:
    return _("On a ficha only those who fill it open it; on the case, everybody who works with it.")
