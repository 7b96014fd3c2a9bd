"""The change of coordinator on the page of recovery: its steps, and the next thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel

from cem_desktop.domain.period import parse_stamp
from cem_desktop.domain.roles import KEEP_USERS
from cem_desktop.gui.human_dates import say_instant
from cem_desktop.gui.icons import pixmap
from cem_desktop.gui.new_keys_dialog import NewKeysDialog
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.flow import Flow
from cem_desktop.gui.widgets.layouts import Card, clear, column, row
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _
from cem_desktop.reports.handover_sheet import step_words
from cem_desktop.services.handover import HandoverStep

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHBoxLayout, QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.handover import Handover, HandoverState, Step
    from cem_desktop.services.workspace import Workspace

_ICON: Final = 18


class HandoverCard(Card):
    """What is done follows from the store; ``wanted`` asks for what the card itself cannot do."""

    wanted = Signal(str)
    renewed = Signal(object)

    def __init__(self, workspace: Workspace, theme: Theme, tasks: TaskRunner, clock: Clock) -> None:
        """Show the change that is under way, or offer to begin one."""
        self._workspace, self._theme, self._tasks, self._clock = workspace, theme, tasks, clock
        self._line = Words(name="handover_line")
        self._hint = Words(role="muted", name="handover_hint")
        self._steps = column(6)
        self._begin = Button(
            _("Begin a change of coordinator…"), name="handover_begin", on_click=self.begin
        )
        self._next = Button("", name="handover_next", on_click=self.go_on)
        self._paper = Button(
            _("Protocol…"), name="handover_protocol", on_click=lambda: self.wanted.emit("protocol")
        )
        self._finish = Button(_("Finish"), name="handover_finish", on_click=self.finish)
        self._leave = Button(_("Abandon…"), "quiet", name="handover_abandon", on_click=self.abandon)
        buttons = Flow(self._begin, self._next, self._paper, self._finish, self._leave, gap=10)
        super().__init__(
            Words(_("Change of coordinator"), "cardTitle"),
            self._line,
            self._steps,
            self._hint,
            buttons,
            name="handover",
            gap=10,
        )

    def refresh(self) -> None:
        """Show how far it is."""
        may = bool(KEEP_USERS & set(self._workspace.user.roles))
        self.setVisible(may)
        if not may:
            return
        state = self._workspace.handover.state()
        clear(self._steps)
        for step in state.steps if state is not None else ():
            self._steps.addLayout(self._step(step))
        self._say(state)

    def begin(self) -> BeginHandover:
        """Ask who leaves and who takes over."""
        dialog = BeginHandover(self._workspace.handover, self._theme, self._tasks, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def go_on(self) -> None:
        """Do the next step."""
        state = self._workspace.handover.state()
        step = state.next_step if state is not None else None
        if state is None or step is None:
            return
        if step is HandoverStep.KEYS:
            self._renew_keys(state)
        else:
            self.wanted.emit(str(step))

    def finish(self) -> None:
        """End the change: the protocol is signed."""
        self._workspace.handover.finish()
        self.wanted.emit("finished")

    def abandon(self) -> None:
        """Forget the change, after a question."""
        dialog = ConfirmDialog(
            self._theme,
            _("Abandon the change of coordinator?"),
            _("What was done of it stays done; only the list of steps is forgotten."),
            _("Abandon"),
            self.window(),
        )
        dialog.accepted.connect(self._workspace.handover.abandon)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _renew_keys(self, state: HandoverState) -> None:
        users = self._workspace.users
        leaving = next(one for one in users.all() if one.id == state.leaving_id)
        dialog = NewKeysDialog(users, leaving, self._theme, self._tasks, self.window())
        dialog.renewed.connect(self.renewed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self, state: HandoverState | None) -> None:
        step = state.next_step if state is not None else None
        is_last = step in {None, HandoverStep.PROTOCOL}
        for part in (self._paper, self._leave, self._hint):
            part.setVisible(state is not None)
        self._begin.setVisible(state is None)
        self._finish.setVisible(state is not None and is_last)
        self._next.setVisible(state is not None and not is_last)
        if state is None or step is None:
            self._line.setText(
                _(
                    "When the coordinator changes: her access ends, keys and papers are new, the "
                    "one who takes over rehearses the kit, and both sign a protocol."
                )
            )
            return
        self._line.setText(
            _("{leaving} hands over to {successor}. Begun {when}.").format(
                leaving=state.leaving,
                successor=state.successor,
                when=say_instant(parse_stamp(state.begun), self._clock.now()),
            )
        )
        words, hint, ready = self._act(state, step)
        self._next.setText(words)
        self._next.setEnabled(ready)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _act(self, state: HandoverState, step: HandoverStep) -> tuple[str, str, bool]:
        """Return the word of the next act, what to know of it, and whether it can be done here."""
        me = self._workspace.user.id
        only = _("{login} does this step, with her own user.").format(login=state.successor)
        if step is HandoverStep.SUCCESSOR:
            hint = _("Give {login} the coordination in «Users and keys».").format(
                login=state.successor
            )
            return _("To users and keys"), hint, True
        if step is HandoverStep.KEYS:
            mine = me == state.leaving_id
            return _("End her access and renew the keys…"), only if mine else "", not mine
        if step is HandoverStep.REHEARSAL:
            hers = me == state.successor_id
            return _("Rehearse the kit…"), "" if hers else only, hers
        if step is HandoverStep.SHEETS:
            return _("New sheets…"), _("A custodian of identities makes them."), True
        if step is HandoverStep.PROTOCOL:
            return "", _("Print the protocol, let all sign it, and finish."), False
        return _("New kit…"), "", True

    def _step(self, step: Step) -> QHBoxLayout:
        line = row(8)
        tokens = self._theme.tokens
        mark = QLabel()
        colour = tokens.accent if step.done else tokens.muted
        mark.setPixmap(pixmap("done" if step.done else "to_do", colour, self._theme.px(_ICON)))
        line.addWidget(mark)
        said = step_words(str(step.step))
        state = _("it is done") if step.done else _("pending")
        if step.at is not None:
            state = say_instant(parse_stamp(step.at), self._clock.now())
        words = Words(said, name=f"handover_{step.step}")
        words.setAccessibleDescription(state)
        line.addWidget(words, 1)
        line.addWidget(Words(state, "muted", name=f"handover_{step.step}_state", wrap=False))
        return line


class BeginHandover(WorkDialog):
    """Who leaves the post, and who takes it over."""

    def __init__(
        self, handover: Handover, theme: Theme, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        """Offer those who coordinate, and everybody who comes in."""
        super().__init__(
            theme, tasks, _("Change of coordinator"), _("Begin"), parent, name="begin_handover"
        )
        self._handover = handover
        leaving, following = handover.people()
        self._leaving, self._successor = QComboBox(), QComboBox()
        for box, name, people in (
            (self._leaving, "handover_leaving", leaving),
            (self._successor, "handover_successor", following),
        ):
            box.setObjectName(name)
            for one in people:
                box.addItem(one.login, one.id)
        self.content.addWidget(FieldBlock(_("Who leaves the post?"), self._leaving))
        self.content.addWidget(
            FieldBlock(
                _("Who takes over?"),
                self._successor,
                hint=_("If she has no user yet, add her in «Users and keys» first."),
            )
        )

    def act(self) -> None:
        """Begin."""
        handover = self._handover
        leaving, successor = self._leaving.currentData(), self._successor.currentData()
        self.run(
            _("Writing…"), lambda: handover.begin(leaving, successor), lambda _done: self.accept()
        )
