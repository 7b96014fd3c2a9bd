"""The change of coordinator: what is handed over, step by step, and the protocol of it.

Who leaves and who takes over are kept in the store (setting ``handover``), so the work can be left
and taken up again. Whether a step is done is never ticked by hand: it follows from what the store
and the vault say now. The order matters: new keys make every kit void, so they come before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cem_desktop.domain.period import today
from cem_desktop.domain.roles import KEEP_USERS, LEAD
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import InputError, RecordMissingError
from cem_desktop.reports.handover_sheet import HandoverSheet, SheetStep, handover_pdf
from cem_desktop.reports.role_words import role_words
from cem_desktop.services.context import Context
from cem_desktop.services.printing import PrintJob
from cem_desktop.services.recovery import PaperNeed, Recovery, RecoveryState
from cem_desktop.services.user_list import User, UserState
from cem_desktop.services.users import Users

SETTING = "handover"
_COMES_IN = (UserState.ACTIVE, UserState.REISSUED)


class HandoverStep(StrEnum):
    """What a change of coordinator takes, in its order."""

    SUCCESSOR = "successor"
    KEYS = "keys"
    KIT = "kit"
    REHEARSAL = "rehearsal"
    SHEETS = "sheets"
    PROTOCOL = "protocol"


@dataclass(frozen=True)
class Step:
    """One step: whether it is done, and since when, where that is known."""

    step: HandoverStep
    done: bool
    at: str | None = None


@dataclass(frozen=True)
class HandoverState:
    """How far a change of coordinator is.

    Attributes:
        leaving: The login of who leaves the post.
        successor: The login of who takes over.
        leaving_id: Her id.
        successor_id: Her id.
        begun: Instant.
        steps: All steps that this office needs, in their order.
    """

    leaving: str
    successor: str
    leaving_id: str
    successor_id: str
    begun: str
    steps: tuple[Step, ...]

    @property
    def next_step(self) -> HandoverStep | None:
        """The first step that is not done, None when all are."""
        return next((one.step for one in self.steps if not one.done), None)


class Handover:
    """The change of coordinator in an open workspace."""

    def __init__(self, context: Context, recovery: Recovery, users: Users) -> None:
        """Work in the workspace of ``context``."""
        self._context, self._recovery, self._users = context, recovery, users

    def state(self) -> HandoverState | None:
        """Return how far it is; None where no change is under way.

        Raises:
            NotPermittedError: The user keeps no users.
        """
        with self._context.store.read() as unit:
            kept = unit.office.setting(SETTING)
        return None if not kept else self._state_of(kept)

    def people(self) -> tuple[tuple[User, ...], tuple[User, ...]]:
        """Return who may leave the post, and who may take it over.

        Raises:
            NotPermittedError: The user keeps no users.
        """
        users = [one for one in self._users.all() if one.state is not UserState.LEFT]
        leaving = tuple(one for one in users if LEAD & set(one.roles))
        return leaving, tuple(one for one in users if one.state in _COMES_IN)

    def begin(self, leaving: str, successor: str) -> None:
        """Begin a change of coordinator, in the place of one that was begun before.

        Args:
            leaving: The id of who leaves the post.
            successor: The id of who takes over.

        Raises:
            NotPermittedError: The user keeps no users.
            InputError: They are the same, or one of them cannot be it.
        """
        context = self._context
        context.require(KEEP_USERS, "handover", leaving)
        may_leave, may_follow = ({one.id for one in group} for group in self.people())
        if leaving == successor or leaving not in may_leave or successor not in may_follow:
            raise InputError(missing="people")
        kept = {
            "begun": context.stamp(),
            "leaving": leaving,
            "successor": successor,
            "generation": context.vault.read().generation,
            "protocol": None,
        }
        self._keep(kept, "handover_begun", successor)

    def abandon(self) -> None:
        """Forget a change that was begun; what was done of it stays done.

        Raises:
            NotPermittedError: The user keeps no users.
        """
        self._context.require(KEEP_USERS, "handover", "")
        self._keep(None, "handover_abandoned", "")

    def protocol(self) -> PrintJob:
        """Return the protocol as it stands, with what is not done yet; longer than a moment.

        Raises:
            NotPermittedError: The user keeps no users.
            RecordMissingError: No change is under way.
        """
        context = self._context
        state = self._needed()
        papers = self._recovery.state()
        made = {one.step: one.at for one in state.steps}
        users = [one for one in self._users.all() if one.state in _COMES_IN]
        sheet = HandoverSheet(
            office=context.office.name,
            fingerprint=papers.words,
            day=today(context.clock),
            leaving=state.leaving,
            successor=state.successor,
            begun=state.begun,
            steps=tuple(
                SheetStep(str(one.step), one.done, one.at)
                for one in state.steps
                if one.step is not HandoverStep.PROTOCOL
            ),
            kit_made=made.get(HandoverStep.KIT),
            sheets_made=made.get(HandoverStep.SHEETS),
            has_sheets=papers.shares is not None,
            users=tuple((one.login, ", ".join(map(role_words, one.roles))) for one in users),
            written=context.stamp(),
        )
        return PrintJob(handover_pdf(sheet), state.successor_id, "handover", "handover")

    def finish(self) -> None:
        """End the change: everything is done, and the protocol lies there to be signed.

        Raises:
            NotPermittedError: The user keeps no users.
            RecordMissingError: No change is under way.
            InputError: Something is left to do; ``step`` says what.
        """
        state = self._needed()
        step = state.next_step
        if step not in {HandoverStep.PROTOCOL, None}:
            raise InputError(missing="step", step=str(step))
        self._keep(None, "handover_finished", state.successor_id)

    def _needed(self) -> HandoverState:
        self._context.require(KEEP_USERS, "handover", "")
        state = self.state()
        if state is None:
            raise RecordMissingError(setting=SETTING)
        return state

    def _keep(self, kept: JsonValue, action: str, subject: str) -> None:
        with self._context.store.write() as unit:
            unit.office.set_setting(SETTING, kept)
            self._context.note(unit, action, subject)
            unit.touched |= {"recovery"}

    def _state_of(self, kept: dict[str, JsonValue]) -> HandoverState:
        users = {one.id: one for one in self._users.all()}
        leaving, successor = users[kept["leaving"]], users[kept["successor"]]
        begun, papers = str(kept["begun"]), self._recovery.state()
        generation = self._context.vault.read().generation
        renewed = generation > kept["generation"] and not _leads(leaving)
        steps = [
            Step(
                HandoverStep.SUCCESSOR,
                successor.state in _COMES_IN and bool(LEAD & set(successor.roles)),
            ),
            Step(HandoverStep.KEYS, renewed),
            *self._papers(papers, successor.id, begun, renewed=renewed),
            Step(HandoverStep.PROTOCOL, False),
        ]
        return HandoverState(
            leaving.login, successor.login, leaving.id, successor.id, begun, tuple(steps)
        )

    @staticmethod
    def _papers(
        papers: RecoveryState, successor: str, begun: str, *, renewed: bool
    ) -> tuple[Step, ...]:
        """Return the steps of the papers; what was made before the keys are new counts for none."""
        kit, shares = papers.kit, papers.shares
        is_new = renewed and (kit.made or "") >= begun and kit.need is PaperNeed.NOTHING
        tried = is_new and kit.rehearsed_by == successor
        steps = [
            Step(HandoverStep.KIT, is_new, kit.made if is_new else None),
            Step(HandoverStep.REHEARSAL, tried, kit.rehearsed if tried else None),
        ]
        if shares is not None:
            fresh = renewed and (shares.made or "") >= begun and shares.need is PaperNeed.NOTHING
            steps.append(Step(HandoverStep.SHEETS, fresh, shares.made if fresh else None))
        return tuple(steps)


def _leads(user: User) -> bool:
    """Tell whether a user still holds a key with which she could act as the coordinator."""
    has_key = user.state not in {UserState.LEFT, UserState.WITHOUT_KEY}
    return has_key and bool(LEAD & set(user.roles))
