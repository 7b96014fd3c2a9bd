"""The desk of headquarters: what offices addressed to a role, and the letters that go back.

Everything that is opened here was sealed to a role. Who does not have the role is shown none of it;
that a text was opened is noted. A letter that answers a proposal never delays care: the ficha says
so to the office, and nothing in the program waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.domain.letters import Decision, LetterKind
from cem_desktop.domain.roles import ADDRESSEES, WRITE_LETTERS
from cem_desktop.errors import FormUnknownError, InputError, RecordMissingError
from cem_desktop.forms.unfilled import Unfilled
from cem_desktop.services.form_library import form_language
from cem_desktop.services.letter_feeds import append_letter
from cem_desktop.services.letter_writing import new_letter
from cem_desktop.storage import fold
from cem_desktop.storage.central_desk import ANSWERED, NEW, READ, DeskLetter, OfficialItem
from cem_desktop.sync.letter import LONGEST_TEXT, Letter
from cem_desktop.sync.official import OfficialEntry

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.registry import RegistryStore, RegistryUnit

_DECIDED_FORM = "f04"
_MATTERS = ("authorisation.matter", "authorisation.scope", "incident.kind", "lesson.kind")


@dataclass(frozen=True)
class DeskLine:
    """One answer in words: the question, and the office's text."""

    label: str
    words: str


@dataclass(frozen=True)
class DeskItem:
    """What an office says of one record.

    Attributes:
        item: As it is kept.
        title: Of the ficha, or its id where this program lacks it.
        state: ``new``, ``read`` or ``answered``.
        is_withdrawn: The office took back what it said.
        is_proposal: An authorisation is asked for.
    """

    item: OfficialItem
    title: str
    state: str
    is_withdrawn: bool
    is_proposal: bool


@dataclass(frozen=True)
class OpenedItem:
    """An item as it is read: its lines, what it states besides, and the letters about it."""

    head: DeskItem
    lines: tuple[DeskLine, ...]
    stated: tuple[tuple[str, str], ...]
    letters: tuple[DeskLetter, ...]


@dataclass(frozen=True)
class NewLetter:
    """A letter to be written.

    Attributes:
        office: To whom.
        kind: What it is.
        text: The words.
        item: The item that it answers, or None.
        decision: Of an authorisation.
    """

    office: str
    kind: LetterKind
    text: str
    item: OfficialItem | None = None
    decision: Decision | None = None


class CentralDesk:
    """The desk of the present user at headquarters."""

    def __init__(self, context: Context, registry: RegistryStore) -> None:
        """Work with the registry of ``context``'s workspace."""
        self._context, self._registry = context, registry

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the present user that offices may address."""
        return tuple(role for role in ADDRESSEES if role in self._context.user.roles)

    @property
    def may_write(self) -> bool:
        """Tell whether the present user may write letters."""
        return bool(WRITE_LETTERS & set(self._context.user.roles))

    def items(self, language: str = "es") -> tuple[DeskItem, ...]:
        """Return what offices addressed to the present user's roles, the newest first."""
        with self._registry.read() as unit:
            found = unit.desk.items(self.roles) if self.roles else ()
        return tuple(self._head(one, language) for one in found)

    def open(self, item: OfficialItem, language: str = "es") -> OpenedItem:
        """Open an item; that it was opened is noted.

        Raises:
            NotPermittedError: It is addressed to a role that the user does not have.
            RecordMissingError: It is not here.
        """
        self._context.require(frozenset({item.role}), "open_official", item.record)
        with self._registry.write() as unit:
            kept = unit.desk.item(item.office, item.role, item.record, item.number)
            if kept is None:
                raise RecordMissingError(record=item.record)
            if kept.state == NEW:
                unit.desk.set_state(kept, READ)
                unit.touched |= {"desk"}
            letters = unit.desk.letters(item.record)
            stated = _stated(unit, item)
        with self._context.store.write() as case:
            self._context.note(case, "open_official", item.record, office=item.office)
        return OpenedItem(self._head(kept, language), self._lines(kept, language), stated, letters)

    def write(self, new: NewLetter) -> Letter:
        """Write a letter; it goes with the next bundle to the office.

        Raises:
            NotPermittedError: The user writes no letters, or has not the role addressed.
            InputError: No words, or an authorisation without a decision.
        """
        self._context.require(WRITE_LETTERS, "write_letter", new.office)
        if new.item is not None:
            self._context.require(frozenset({new.item.role}), "write_letter", new.item.record)
        text = new.text.strip()
        if not text or len(text) > LONGEST_TEXT:
            raise InputError(missing="text")
        if (new.kind is LetterKind.AUTHORISATION) != (new.decision is not None):
            raise InputError(missing="decision")
        letter = new_letter(
            self._context,
            new.kind,
            new.item.role if new.item else self.roles[0],
            text,
            about=new.item.record if new.item else None,
            decision=new.decision,
        )
        self._keep(new.office, letter, new.item)
        return letter

    def _keep(self, office: str, letter: Letter, item: OfficialItem | None) -> None:
        with self._context.store.write() as case:
            append_letter(case, self._context, office, letter)
            self._context.note(case, "write_letter", letter.id, office=office, kind=letter.kind)
        with self._registry.write() as unit:
            unit.desk.add_letter(
                DeskLetter(
                    letter.id, office, str(letter.kind), letter.about, letter.to_bytes(),
                    letter.at, letter.author,
                )
            )  # fmt: skip
            if item is not None:
                unit.desk.set_state(item, ANSWERED)
            unit.touched |= {"desk"}

    def _head(self, item: OfficialItem, language: str) -> DeskItem:
        form, _, version = item.form.partition("@")
        try:
            definition = self._context.library.definition(form, version)
            title = definition.title(form_language(definition, language))
        except FormUnknownError:
            title = form.upper()
        entry = OfficialEntry.from_bytes(item.body) if item.body else None
        return DeskItem(
            item, title, item.state, entry is None or not entry.texts, form == _DECIDED_FORM
        )

    def _lines(self, item: OfficialItem, language: str) -> tuple[DeskLine, ...]:
        if not item.body:
            return ()
        form, _, version = item.form.partition("@")
        try:
            definition = self._context.library.definition(form, version)
        except FormUnknownError:
            asked = None
        else:
            asked = Unfilled(definition, form_language(definition, language))
        return tuple(
            DeskLine((asked.label(one.question) if asked else "") or one.question, one.words)
            for one in OfficialEntry.from_bytes(item.body).texts
        )


def _stated(unit: RegistryUnit, item: OfficialItem) -> tuple[tuple[str, str], ...]:
    """Return what the same record states statistically, fact by fact."""
    kept = unit.registry.records(item.office, [item.record]).get(item.record)
    if kept is None:
        return ()
    values = fold.unpack_state(kept.state).values()
    return tuple((fact, str(values[fact])) for fact in _MATTERS if fact in values)
