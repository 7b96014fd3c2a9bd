"""Who works with a case, and what is opened by way of exception."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import make_error_dialog, tell_error
from cem_desktop.gui.letter_dialogs import LetterDialog
from cem_desktop.gui.letter_words import decision_words, kind_of_letter
from cem_desktop.gui.transfer_dialogs import GiveCaseDialog
from cem_desktop.gui.widgets.banner import Banner
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.dialog import Dialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import column, row
from cem_desktop.gui.widgets.reason_block import ReasonBlock
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _
from cem_desktop.reports.role_words import role_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.correspondence import ShownLetter
    from cem_desktop.services.exceptional import CaseTeams, Exceptional
    from cem_desktop.services.workspace import Workspace

_LETTERS = 3


class _AskDialog(Dialog):
    """A question with one act, which is short; what is wrong is told in the banner."""

    def __init__(
        self, theme: Theme, title: str, text: str, act: str, parent: QWidget | None, name: str
    ) -> None:
        super().__init__(name, theme.wide(500), parent)
        self.banner = Banner(theme, name=f"{name}_banner")
        self.content: QVBoxLayout = column(12)
        do = Button(act, "primary", name=f"{name}_do", on_click=self._do)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(Button(_("Cancel"), name=f"{name}_cancel", on_click=self.reject))
        foot.addWidget(do)
        self.body.addWidget(Words(title, "heading"))
        self.body.addWidget(Words(text))
        self.body.addLayout(self.content)
        self.body.addWidget(self.banner)
        self.body.addLayout(foot)

    def act(self) -> None:
        """Do it; whoever inherits says what."""
        raise NotImplementedError

    def _do(self) -> None:
        try:
            self.act()
        except CemError as error:
            tell_error(self.banner, error)
            return
        self.accept()


class GlassDialog(_AskDialog):
    """``opened`` carries the file that is open for a day."""

    opened = Signal(str)

    def __init__(
        self, exceptional: Exceptional, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """Ask for the code and the reason."""
        super().__init__(
            theme,
            _("A case of another team"),
            _(
                "For when she needs you today and her team is not here. It is open for 24 hours; "
                "your reason is kept, and coordination is shown it."
            ),
            _("Open it for a day"),
            parent,
            "glass",
        )
        self._exceptional = exceptional
        self._code = QLineEdit()
        self._code.setObjectName("glass_code")
        self._reason = ReasonBlock(theme, "glass_reason")
        self.content.addWidget(FieldBlock(_("Code of the file"), self._code))
        self.content.addWidget(self._reason)
        self._code.setFocus()

    def act(self) -> None:
        """Open it."""
        self.opened.emit(self._exceptional.open_file(self._code.text(), self._reason.text))


class ReservedDialog(_AskDialog):
    """Open the reserved answers of other services in a case."""

    def __init__(
        self, exceptional: Exceptional, file: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """Ask for the reason."""
        super().__init__(
            theme,
            _("What other services wrote in reserve"),
            _(
                "She told it to one service, in confidence. It is open to you for 24 hours; your "
                "reason is kept, and coordination is shown it."
            ),
            _("Open it for a day"),
            parent,
            "reserved",
        )
        self._exceptional, self._file = exceptional, file
        self._reason = ReasonBlock(theme, "reserved_reason")
        self.content.addWidget(self._reason)
        self._reason.setFocus()

    def act(self) -> None:
        """Open them."""
        self._exceptional.open_reserved(self._file, self._reason.text)


class TeamDialog(_AskDialog):
    """Who works with a case: coordination checks, everybody else reads."""

    def __init__(
        self, teams: CaseTeams, file: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        """Show everybody who sees files."""
        super().__init__(
            theme,
            _("Her team"),
            _("Who is checked sees this case and works in it. Coordination sees every case."),
            _("Keep") if teams.may_keep() else _("Close"),
            parent,
            "team",
        )
        self._teams, self._file = teams, file
        self._boxes: dict[str, QCheckBox] = {}
        for one in teams.of_file(file):
            roles = ", ".join(role_words(role) for role in one.roles)
            said = _("{login} (opened it)") if one.opened_it else "{login}"
            box = QCheckBox(f"{said.format(login=one.login)} · {roles}")
            box.setObjectName(f"team_{one.login}")
            box.setChecked(one.is_member)
            box.setEnabled(teams.may_keep() and not one.opened_it)
            self._boxes[one.user] = box
            self.content.addWidget(box)
        if teams.whole_office():
            self.content.addWidget(
                Words(_("In this centre everybody who sees cases sees all of them."), "hint")
            )

    def act(self) -> None:
        """Keep who is checked."""
        if self._teams.may_keep():
            chosen = frozenset(user for user, box in self._boxes.items() if box.isChecked())
            self._teams.assign(self._file, chosen)


class CaseAccess:
    """Opens these dialogs over the window."""

    def __init__(
        self, workspace: Workspace, theme: Theme, tasks: TaskRunner, parent: QWidget
    ) -> None:
        """Work in ``workspace``."""
        self._workspace, self._theme, self._parent = workspace, theme, parent
        self._tasks = tasks

    def on_case(self, file: str, above: QWidget) -> QWidget:
        """Return what stands in the head of a case: ``above``, and below it its team."""
        line = row(8)
        for name, words, act in (
            ("case_team", _("Team…"), self.ask_team),
            ("case_reserved", _("Reserved answers…"), self.ask_reserved),
        ):
            button = Button(words, "quiet", name=name, on_click=partial(act, file))
            line.addWidget(button)
        if self._workspace.transfers.may_transfer:
            give = Button(
                _("Hand over…"), "quiet", name="case_give", on_click=partial(self.ask_give, file)
            )
            line.addWidget(give)
        for shown in self._workspace.correspondence.of_file(file)[:_LETTERS]:
            said = decision_words(shown.letter.decision) or kind_of_letter(shown.letter.kind)
            words = _("Letter: {said}").format(said=said)
            act = partial(self._read_letter, shown)
            line.addWidget(Button(words, "quiet", name="case_letter", on_click=act))
        line.addStretch(1)
        both = QWidget()
        layout = column(4)
        layout.addWidget(above)
        layout.addLayout(line)
        both.setLayout(layout)
        return both

    def _read_letter(self, shown: ShownLetter) -> None:
        self._workspace.correspondence.open(shown.letter.id)
        self._open(LetterDialog(shown, self._theme, self._parent))

    def ask_give(self, file: str) -> None:
        """Ask to which centre a case goes; before enrolment there is none, and that is told."""
        code = self._workspace.transfers.code_of(file)
        try:
            dialog = GiveCaseDialog(
                self._workspace.transfers, file, code, self._workspace.catalogue,
                self._theme, self._tasks, self._parent,
            )  # fmt: skip
        except CemError as error:
            make_error_dialog(self._theme, error, self._parent).open()
            return
        self._open(dialog)

    def ask_team(self, file: str) -> None:
        """Show who works with a case."""
        self._open(TeamDialog(self._workspace.teams, file, self._theme, self._parent))

    def ask_reserved(self, file: str) -> None:
        """Ask why the reserved answers of other services are to be opened."""
        self._open(ReservedDialog(self._workspace.exceptional, file, self._theme, self._parent))

    def ask_glass(self, then: Callable[[str], object]) -> None:
        """Ask which case of another team is to be opened, and why."""
        dialog = GlassDialog(self._workspace.exceptional, self._theme, self._parent)
        dialog.opened.connect(then)
        self._open(dialog)

    def _open(self, dialog: Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
