"""First start: what this computer is for, which centre, the first user, the passphrase."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from cem_desktop.domain.roles import WorkspaceKind, roles_of
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import report_bug, tell_error
from cem_desktop.gui.first_start_words import kind_words, steps_ahead
from cem_desktop.gui.icons import own_pixmap
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import ENTER, Button
from cem_desktop.gui.widgets.choice_card import ChoiceCard
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, Pane, ScrollPage, centred, clear, column, row
from cem_desktop.gui.widgets.office_picker import OfficePicker
from cem_desktop.gui.widgets.passphrase_step import PassphraseStep
from cem_desktop.gui.widgets.progress_panel import ProgressPanel
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QVBoxLayout

    from cem_desktop.domain.catalogue import Catalogue
    from cem_desktop.gui.doors import Doors
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.setup import NewWorkspace

_CARD_WIDTH = 620
_LOGIN_LENGTH = 2
_KIND, _OFFICE, _USER, _PASSPHRASE, _END = range(5)
_USUAL_ROLES = {
    WorkspaceKind.OFFICE: {"coordination", "key_admin"},
    WorkspaceKind.LAPTOP: {"social", "key_admin"},
    WorkspaceKind.HEADQUARTERS: {"hq_statistics", "key_admin"},
}


class FirstStartPage(Pane):
    """Five short steps; nothing is made before the last button."""

    created = Signal(str, str)
    other_folder_wanted = Signal()
    restore_wanted = Signal()

    def __init__(
        self, theme: Theme, tasks: TaskRunner, doors: Doors, folder: Path, catalogue: Catalogue
    ) -> None:
        """``created`` carries login and passphrase of the new workspace in ``folder``."""
        layout = column()
        super().__init__("page", layout, name="first_start_page")
        self._theme, self._tasks, self._doors, self._folder = theme, tasks, doors, folder
        self._roles: dict[str, QCheckBox] = {}
        self._picker = OfficePicker(catalogue)
        self._passphrase = PassphraseStep(self._ask_words)
        self._login = QLineEdit()
        self._login.setObjectName("first_login")
        self._banner = Banner(theme, name="first_banner")
        self._progress = ProgressPanel(tasks, name="first_progress")
        self._title = Words(role="title", name="first_title")
        self._count = Words(role="muted", name="first_step", wrap=False)
        self._steps = QStackedWidget()
        self._role_grid = QGridLayout()
        self._next_words = column(8)
        self._kinds = self._make_kinds()
        for step in (
            self._make_kind_step(),
            self._make_office_step(),
            self._make_user_step(),
            self._passphrase,
            self._make_end_step(),
        ):
            self._steps.addWidget(step)
        self._back = Button(_("Back"), name="first_back", on_click=self.go_back)
        self._next = Button(_("Next"), "primary", name="first_next", on_click=self.go_on)
        self._open = Button(
            _("I already have a workspace…"),
            "quiet",
            name="first_other_folder",
            on_click=self.other_folder_wanted.emit,
        )
        self._restore = Button(
            _("Restore a backup…"),
            "quiet",
            name="first_restore",
            on_click=self.restore_wanted.emit,
        )
        self._build(layout)
        self._picker.picked.connect(self._refresh)
        self._login.textChanged.connect(self._refresh)
        self._passphrase.changed.connect(self._refresh)
        self._show_step(_KIND)
        self._ask_words()

    @property
    def kind(self) -> WorkspaceKind:
        """The kind of workspace that is chosen."""
        chosen = self._kinds.checkedButton()
        assert chosen is not None  # an exclusive group with one checked from the start
        return WorkspaceKind(chosen.objectName().removeprefix("kind_"))

    def go_on(self) -> None:
        """Go to the next step, or make the workspace after the last."""
        if not self._next.isEnabled():
            return
        step = self._steps.currentIndex()
        if step == _END:
            self._create()
        elif step == _KIND and self.kind is WorkspaceKind.HEADQUARTERS:
            self._show_step(_USER)
        else:
            self._show_step(step + 1)

    def go_back(self) -> None:
        """Go to the step before; what was typed stays."""
        step = self._steps.currentIndex()
        if step == _KIND:
            return
        skip = step == _USER and self.kind is WorkspaceKind.HEADQUARTERS
        self._show_step(_KIND if skip else step - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, wherever the cursor is, unless a button has taken it."""
        if event.key() in ENTER and not event.isAutoRepeat():
            self.go_on()
            event.accept()
        else:
            super().keyPressEvent(event)

    def pick(self, typed: str) -> None:
        """Type into the search of the centres; the best fit is chosen."""
        self._picker.search.setText(typed)

    def name_user(self, login: str) -> None:
        """Type the first user's login."""
        self._login.setText(login)

    def type_passphrase(self, words: str) -> None:
        """Say that the words are on paper and type them."""
        self._passphrase.type_words(words)

    def _build(self, layout: QVBoxLayout) -> None:
        foot = row()
        foot.addWidget(Flow(self._open, self._restore, gap=10), 1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        card = Card(
            self._count,
            self._title,
            self._banner,
            self._steps,
            self._progress,
            foot,
            name="first_card",
            gap=12,
        )
        card.body.setContentsMargins(28, 22, 28, 22)
        card.setFixedWidth(self._theme.wide(_CARD_WIDTH))
        page = ScrollPage(name="first_scroll")
        page.body.addStretch(1)
        page.body.addLayout(centred(card))
        page.body.addStretch(1)
        layout.addWidget(page)

    def _make_kinds(self) -> QButtonGroup:
        colour, size = self._theme.tokens.accent, self._theme.px(26)
        group = QButtonGroup(self)
        for kind, (title, text, picture) in kind_words().items():
            card = ChoiceCard(title, text, own_pixmap(picture, colour, size), name=f"kind_{kind}")
            group.addButton(card)
        group.buttons()[0].setChecked(True)
        return group

    def _make_kind_step(self) -> QWidget:
        layout = column(12)
        layout.addWidget(
            Words(
                _(
                    "Welcome. Everything you record stays encrypted on this computer and works "
                    "without internet. What will this computer be for?"
                )
            )
        )
        for card in self._kinds.buttons():
            layout.addWidget(card)
        layout.addStretch(1)
        return Pane("clear", layout)

    def _make_office_step(self) -> QWidget:
        layout = column(10)
        layout.addWidget(
            Words(_("The name of the centre appears on papers; bundles and cases never carry it."))
        )
        layout.addWidget(self._picker)
        return Pane("clear", layout)

    def _make_user_step(self) -> QWidget:
        layout = column(12)
        layout.addWidget(
            FieldBlock(
                _("User name"),
                self._login,
                hint=_(
                    "A short label of your work, not your name: it can be read on this computer "
                    "without the passphrase. For instance «coordina»."
                ),
            )
        )
        layout.addWidget(Words(_("Your work here"), "strong"))
        self._role_grid.setSpacing(4)
        layout.addLayout(self._role_grid)
        layout.addWidget(Words(_("Your roles decide which fichas you can read and fill."), "hint"))
        layout.addStretch(1)
        return Pane("clear", layout)

    def _make_end_step(self) -> QWidget:
        layout = column(12)
        layout.addLayout(self._next_words)
        layout.addStretch(1)
        return Pane("clear", layout)

    def _show_step(self, step: int) -> None:
        titles = {
            _KIND: _("First start"),
            _OFFICE: _("Which centre?"),
            _USER: _("Who will use it first?"),
            _PASSPHRASE: _("The passphrase"),
            _END: _("What happens next"),
        }
        if step == _USER:
            self._fill_roles()
        if step == _END:
            self._fill_end()
        headquarters = self.kind is WorkspaceKind.HEADQUARTERS
        total = _END if headquarters else _END + 1
        shown = step if headquarters and step > _KIND else step + 1
        self._count.setText(_("Step {step} of {total}").format(step=shown, total=total))
        self._title.setText(titles[step])
        self._banner.clear()
        self._steps.setCurrentIndex(step)
        self._refresh()
        first = {_OFFICE: self._picker.search, _USER: self._login}.get(step, self._next)
        first.setFocus()
        if step == _PASSPHRASE:
            self._passphrase.take_focus()

    def _refresh(self) -> None:
        step = self._steps.currentIndex()
        ready = {
            _OFFICE: self._picker.office is not None,
            _USER: len(self._login.text().strip()) >= _LOGIN_LENGTH and bool(self._chosen_roles()),
            _PASSPHRASE: bool(self._passphrase.passphrase),
        }
        self._next.setEnabled(ready.get(step, True))
        self._next.setText(_("Create the workspace") if step == _END else _("Next"))
        self._back.setVisible(step != _KIND)
        self._open.setVisible(step == _KIND)
        self._restore.setVisible(step == _KIND)

    def _fill_roles(self) -> None:
        known = {role.id for role in roles_of(self.kind)}
        if known == set(self._roles):
            return
        clear(self._role_grid)
        self._roles = {}
        for place, role in enumerate(roles_of(self.kind)):
            box = QCheckBox(_(role.label))
            box.setObjectName(f"role_{role.id}")
            box.setChecked(role.id in _USUAL_ROLES[self.kind])
            box.toggled.connect(self._refresh)
            self._roles[role.id] = box
            self._role_grid.addWidget(box, place // 2, place % 2)
        stops = [self._login, *self._roles.values(), self._back, self._next]
        for first, second in pairwise(stops):  # made late, they stand after the foot otherwise
            QWidget.setTabOrder(first, second)

    def _chosen_roles(self) -> tuple[str, ...]:
        return tuple(role for role, box in self._roles.items() if box.isChecked())

    def _fill_end(self) -> None:
        clear(self._next_words)
        headquarters = self.kind is WorkspaceKind.HEADQUARTERS
        office = self._picker.office
        where = _("Headquarters") if headquarters or office is None else office.title
        login = self._login.text().strip()
        self._next_words.addWidget(
            Words(_("{where} · user {login}").format(where=where, login=login), "cardTitle")
        )
        keeps = "identity_custody" in self._chosen_roles()
        for text in steps_ahead(self.kind, keeps_identities=keeps):
            self._next_words.addWidget(Words(text))

    def _ask_words(self) -> None:
        doors = self._doors
        self._tasks.run(
            lambda _progress: doors.suggest(), owner=self, done=self._passphrase.show_words
        )

    def _describe(self) -> NewWorkspace:
        from cem_desktop.services.context import HEADQUARTERS, OfficeProfile
        from cem_desktop.services.setup import NewWorkspace

        office = self._picker.office
        profile = HEADQUARTERS
        if self.kind is not WorkspaceKind.HEADQUARTERS and office is not None:
            profile = OfficeProfile(office.id, office.name, office.department, office.ubigeo)
        return NewWorkspace(
            kind=self.kind,
            office=profile,
            login=self._login.text().strip(),
            roles=self._chosen_roles(),
            passphrase=self._passphrase.passphrase,
        )

    def _create(self) -> None:
        new, doors, folder = self._describe(), self._doors, self._folder
        self._set_busy(busy=True)
        task = self._tasks.run(
            lambda _progress: doors.create(folder, new),
            owner=self,
            done=lambda _nothing: self._on_created(new),
            failed=self._on_failed,
        )
        self._progress.follow(_("Making keys and store…"), task, may_cancel=False)

    def _on_created(self, new: NewWorkspace) -> None:
        self._progress.finish()
        self.created.emit(new.login, new.passphrase)

    def _on_failed(self, error: Exception) -> None:
        self._progress.finish()
        self._set_busy(busy=False)
        if isinstance(error, CemError):
            tell_error(self._banner, error)
        else:
            report_bug(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._next.setEnabled(not busy)
        self._back.setEnabled(not busy)
