"""Official text at an office: what would leave in words, to whom, and a person's confirmation.

A ficha names in ``cem:addressee`` the role at headquarters that its ``official`` answers are
addressed to. Whenever what a record says officially has changed, it waits here. Nothing of it
leaves before coordination has read the exact text and confirmed it; it may also stay. What was
confirmed is an entry of the feed to that role, sealed to that role alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.domain.roles import SEND_OFFICIAL
from cem_desktop.domain.typing_guard import GuardFinding, look_over
from cem_desktop.errors import (
    FormUnknownError,
    OfficialChangedError,
    OfficialDisputedError,
    RecordMissingError,
)
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.forms.unfilled import Unfilled
from cem_desktop.services.central_road import begin_role_feeds_again, role_feed, role_feeds
from cem_desktop.services.context import Context
from cem_desktop.services.feeding import repeats_of
from cem_desktop.services.form_library import form_language
from cem_desktop.services.use_of_files import check_in_use
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.official_texts import HELD, SENT, WAITING, OfficialState
from cem_desktop.storage.records import Record
from cem_desktop.sync.official import OfficialEntry, OfficialText, row_pseudonym
from cem_desktop.sync.projection import without_rows
from cem_desktop.sync.records import RecordType

OFFICIAL = "official"


@dataclass(frozen=True)
class OfficialLine:
    """One answer as the preview shows it.

    Attributes:
        label: The question, in the language of the screens.
        words: The exact text that leaves.
        findings: What in it looks as if it should not leave.
    """

    label: str
    words: str
    findings: tuple[GuardFinding, ...]


@dataclass(frozen=True)
class OfficialPreview:
    """What would leave of one record: the exact text, and to whom.

    Attributes:
        record: Which record.
        file: Its coded file, None for one of the office itself.
        code: The file's code as people read it; it does not leave.
        title: Of the ficha.
        role: The role at headquarters.
        lines: Every answer; none when what was said is to be withdrawn.
        number: Which one of this record.
        digest: What a confirmation must name.
        is_disputed: Two answers wait to be settled; until then nothing leaves.
    """

    record: str
    file: str | None
    code: str | None
    title: str
    role: str
    lines: tuple[OfficialLine, ...]
    number: int
    digest: str
    is_disputed: bool


class OfficialTexts:
    """What waits to be addressed to headquarters in words."""

    def __init__(self, context: Context) -> None:
        """Work on the store of ``context``."""
        self._context = context

    @property
    def may_send(self) -> bool:
        """Tell whether the present user may confirm that official text leaves."""
        return bool(SEND_OFFICIAL & set(self._context.user.roles))

    def waiting(self, language: str | None = None) -> tuple[OfficialPreview, ...]:
        """Return what waits for a confirmation; nothing for who may not confirm."""
        if not self.may_send:
            return ()
        with self._context.store.read() as unit:
            found = [self._preview(unit, one, language) for one in unit.officials.waiting()]
        return tuple(one for one in found if one is not None)

    def preview(self, record: str, language: str | None = None) -> OfficialPreview:
        """Return what of a record would leave now.

        Raises:
            NotPermittedError: The user may not confirm it.
            RecordMissingError: Nothing of it waits.
        """
        self._context.require(SEND_OFFICIAL, "preview_official", record)
        with self._context.store.read() as unit:
            state = unit.officials.last(record)
            found = self._preview(unit, state, language) if state else None
        if found is None or state is None or state.state != WAITING:
            raise RecordMissingError(record=record)
        return found

    def confirm(self, record: str, digest: str) -> None:
        """Let the official text of a record leave with the next bundle.

        Args:
            record: Which.
            digest: Of the preview that a person read.

        Raises:
            NotPermittedError: The user may not confirm it; the try is noted.
            OfficialChangedError: The text is not the one that was previewed.
            OfficialDisputedError: Two answers wait to be settled.
            FileBlockedError: The file is out of use.
        """
        self._context.require(SEND_OFFICIAL, "send_official", record)
        with self._context.store.write() as unit:
            state, entry = self._decided(unit, record, digest)
            body = entry.to_bytes()
            feed = role_feed(unit, entry.role, self._context.stamp())
            unit.feeds.append(feed, body, RecordType.OFFICIAL)
            self._keep(unit, state, SENT)
            self._context.note(
                unit, "send_official", record, role=entry.role, texts=len(entry.texts)
            )

    def hold(self, record: str, digest: str) -> None:
        """Let the official text of a record stay; the next change of it waits again.

        Raises:
            NotPermittedError: The user may not decide it; the try is noted.
            OfficialChangedError: The text is not the one that was previewed.
        """
        self._context.require(SEND_OFFICIAL, "hold_official", record)
        with self._context.store.write() as unit:
            state, _entry = self._decided(unit, record, digest)
            self._keep(unit, state, HELD)
            self._context.note(unit, "hold_official", record)

    def _decided(
        self, unit: CaseUnit, record: str, digest: str
    ) -> tuple[OfficialState, OfficialEntry]:
        """Return what waits of a record, if it is still what a person has read."""
        state = unit.officials.last(record)
        held = unit.records.get(record)
        definition = self._context.library.definition(held.form, held.version)
        if state is None or state.state != WAITING or state.digest != digest:
            raise OfficialChangedError(record=record)
        check_in_use(unit, held.file)
        if _is_disputed(held, definition):
            raise OfficialDisputedError(record=record)
        entry = entry_of(self._context, held, definition, state.number)
        if digest_of(entry) != digest:
            raise OfficialChangedError(record=record)
        return state, entry

    def _keep(self, unit: CaseUnit, state: OfficialState, decided: str) -> None:
        by, at = self._context.user.id, self._context.stamp()
        unit.officials.put(replace(state, state=decided, by=by, at=at))
        unit.touched |= {"feeds", "official"}

    def _preview(
        self, unit: CaseUnit, state: OfficialState, language: str | None
    ) -> OfficialPreview | None:
        record = unit.records.get(state.record)
        try:
            definition = self._context.library.definition(record.form, record.version)
        except FormUnknownError:
            return None
        spoken = form_language(definition, language or "es")
        asked = Unfilled(definition, spoken)
        lines = tuple(
            OfficialLine(asked.label(path) or path, words, look_over(words))
            for path, _rows, words in texts_of(record, definition)
        )
        code = unit.case_files.codes_of([record.file]) if record.file else {}
        return OfficialPreview(
            record=record.id,
            file=record.file,
            code=code.get(record.file or ""),
            title=definition.title(spoken),
            role=state.addressee,
            lines=lines,
            number=state.number,
            digest=state.digest,
            is_disputed=_is_disputed(record, definition),
        )


def note_official(
    unit: CaseUnit, context: Context, record: Record, definition: FormDefinition
) -> None:
    """Let the official text of a record wait, where it says anything else than what left last.

    Called within the unit of every change of a record, whoever made it.
    """
    addressee = definition.settings.addressee
    if not addressee:
        return
    last = unit.officials.last(record.id)
    decided = last if last is None or last.state != WAITING else _before(unit, last)
    number = (decided.number if decided else 0) + 1
    entry = entry_of(context, record, definition, number)
    digest = digest_of(entry)
    said_before = decided.digest if decided else digest_of(replace(entry, texts=()))
    if digest == said_before:
        if last is not None and last.state == WAITING:
            unit.officials.drop(last)
        return
    unit.officials.put(OfficialState(record.id, number, addressee, digest, WAITING))
    unit.touched |= {"official"}


def _before(unit: CaseUnit, waiting: OfficialState) -> OfficialState | None:
    """Return what was decided of a record before the state that waits."""
    unit.officials.drop(waiting)
    return unit.officials.last(waiting.record)


def withdraw_official(unit: CaseUnit, context: Context, file: str) -> None:
    """Withdraw what records of a file said officially; the feeds carry none of it any more.

    Done by an erasure, while the records still have their bytes.
    """
    withdrawn: dict[str, int] = {}
    key, sent = context.device.projection_key, set(unit.officials.sent_records())
    for record in unit.records.of_file(file):
        last = unit.officials.last(record.id)
        if last is None or record.id not in sent:
            continue
        number = last.number + 1
        entry = OfficialEntry(
            role=last.addressee,
            number=number,
            record=pseudonym(key, PseudonymDomain.RECORD, record.id),
            file=pseudonym(key, PseudonymDomain.FILE, file),
            form=f"{record.form}@{record.version}",
            texts=(),
        )
        feed = role_feed(unit, last.addressee, context.stamp())
        unit.feeds.append(feed, entry.to_bytes(), RecordType.OFFICIAL)
        withdrawn[entry.record] = number
        unit.officials.put(
            OfficialState(
                record.id, number, last.addressee, digest_of(entry), SENT, context.user.id,
                context.stamp(),
            )
        )  # fmt: skip
    if withdrawn:
        begin_role_feeds_again(unit, context.stamp(), _superseded(unit, withdrawn))


def _superseded(unit: CaseUnit, withdrawn: Mapping[str, int]) -> frozenset[str]:
    """Return the entries that a withdrawal takes the place of, as ``feed:seq``."""
    return frozenset(
        f"{feed.id}:{one.seq}"
        for feed in role_feeds(unit).values()
        for one in unit.feeds.entries(feed, 1)
        if one.type == RecordType.OFFICIAL
        for entry in [OfficialEntry.from_bytes(one.body)]
        if entry.number < withdrawn.get(entry.record, 0)
    )


def entry_of(
    context: Context, record: Record, definition: FormDefinition, number: int
) -> OfficialEntry:
    """Return what a record says officially, as it would leave."""
    key = context.device.projection_key
    return OfficialEntry(
        role=definition.settings.addressee,
        number=number,
        record=pseudonym(key, PseudonymDomain.RECORD, record.id),
        file=record.file and pseudonym(key, PseudonymDomain.FILE, record.file),
        form=f"{record.form}@{record.version}",
        texts=tuple(
            OfficialText(path, row_pseudonym(key, rows), words)
            for path, rows, words in texts_of(record, definition)
        ),
    )


def digest_of(entry: OfficialEntry) -> str:
    """Return what names the words of an entry, whichever number it has."""
    return hashlib.sha256(replace(entry, number=1).to_bytes()).hexdigest()


def texts_of(
    record: Record, definition: FormDefinition
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield question, rows and words of every official answer, in the order of the form."""
    repeats = frozenset(repeats_of(definition.body))
    order = {path: place for place, path in enumerate(definition.questions)}
    found = []
    values = record.state.values()
    removed = {
        path
        for path, living in record.state.fields.items()
        if without_rows(path, repeats)[0] in repeats and all(one.value is None for one in living)
    }
    for path, value in values.items():
        question, rows = without_rows(path, repeats)
        asked = definition.questions.get(question)
        if asked is None or asked.privacy != OFFICIAL or not isinstance(value, str):
            continue
        if value.strip() and not any(path.startswith(f"{row}/") for row in removed):
            found.append((order[question], question, rows, value))
    for _place, question, rows, words in sorted(found):
        yield question, rows, words


def _is_disputed(record: Record, definition: FormDefinition) -> bool:
    repeats = frozenset(repeats_of(definition.body))
    disputed = (without_rows(path, repeats)[0] for path in record.state.conflicts())
    return any(
        question in definition.questions and definition.questions[question].privacy == OFFICIAL
        for question in disputed
    )
