"""Clocks of the law: open incidents with hours left, requests about data with days left.

Both are records of the office itself (F32, F37); what they say is read as facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from cem_desktop.domain import deadlines
from cem_desktop.domain.period import today
from cem_desktop.errors import FormUnknownError
from cem_desktop.forms.session import FormSession
from cem_desktop.services.filling import open_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.context import Context
    from cem_desktop.services.data_officer import DataOfficerSettings
    from cem_desktop.storage.records import Record

INCIDENTS: Final = "f32"
REQUESTS: Final = "f37"
_COUNTS: Final = frozenset({"yes", "unknown"})
_CLOSED: Final = "closed"
_OPEN_ANSWER: Final = "pending"
_PEOPLE: Final = "people"


@dataclass(frozen=True)
class IncidentClock:
    """An incident that is open, or whose authority was not told yet.

    Attributes:
        record: Its record.
        kinds: What happened, in words.
        known: The instant of knowledge, Peru's time.
        limit: When the notices are due; None where no data can be touched.
        hours_left: Whole hours until then, negative past it; None without a limit.
        authority_told: When the authority was told, or None.
        people_told: Whether the people concerned were told.
        is_closed: Whether the ficha says that it is over.
    """

    record: str
    kinds: tuple[str, ...]
    known: datetime | None
    limit: datetime | None
    hours_left: int | None
    authority_told: datetime | None
    people_told: bool
    is_closed: bool

    @property
    def runs(self) -> bool:
        """Tell whether a notice is still owed."""
        return self.limit is not None and not (self.authority_told and self.people_told)


@dataclass(frozen=True)
class RequestClock:
    """A request about personal data that was not answered yet.

    Attributes:
        record: Its record.
        right: Which right, as its code.
        right_words: The same in words.
        received: When it came.
        due: The last day of its term.
        days_left: Working days until then, negative past it.
        is_prolonged: Whether the term was prolonged.
        code: The code of the file it concerns, or "".
    """

    record: str
    right: str
    right_words: str
    received: date
    due: date
    days_left: int
    is_prolonged: bool
    code: str


@dataclass(frozen=True)
class GrantedErasure:
    """A request to erase that was granted, for whoever erases: its record, day and code."""

    record: str
    received: date
    code: str


class DataClocks:
    """Reads the clocks for whoever may read the fichas behind them."""

    def __init__(self, context: Context, settings: DataOfficerSettings) -> None:
        """Read in the workspace of ``context``, with the holidays of ``settings``."""
        self._context, self._settings = context, settings

    def incidents(self, language: str | None = None) -> tuple[IncidentClock, ...]:
        """Return the incidents that are open or owe a notice, the most urgent first."""
        sessions = self._sessions(INCIDENTS, language)
        found = (self.incident_of(one.id, session) for one, session in sessions)
        living = [one for one in found if one.runs or not one.is_closed]
        far = datetime.max.replace(tzinfo=self._context.clock.now().tzinfo)
        return tuple(sorted(living, key=lambda one: (one.limit if one.runs else None) or far))

    def requests(self, language: str | None = None) -> tuple[RequestClock, ...]:
        """Return the requests that wait for an answer, the most urgent first."""
        own = self._settings.days_off()
        found = (
            self._request(one, session, own) for one, session in self._sessions(REQUESTS, language)
        )
        living = [one for one in found if one is not None]
        return tuple(sorted(living, key=lambda one: (one.due, one.received)))

    def granted_erasures(self) -> tuple[GrantedErasure, ...]:
        """Return the requests to erase that were granted, the latest first."""
        found = []
        for record, session in self._sessions(REQUESTS, None):
            said = said_of(session)
            received = day_of(said.get("data_request.received_on"))
            fits = said.get("data_request.right") in {"cancellation", "opposition"}
            if fits and said.get("data_request.answer") in {"granted", "partly"} and received:
                code = str(said.get("data_request.file_code") or "")
                found.append(GrantedErasure(record.id, received, code))
        return tuple(sorted(found, key=lambda one: one.received, reverse=True))

    def session_of(self, form: str, record: str, language: str | None = None) -> FormSession | None:
        """Return the answers of one record of the office; None where it is not the user's."""
        found = (session for one, session in self._sessions(form, language) if one.id == record)
        return next(found, None)

    def incident_of(self, record: str, session: FormSession) -> IncidentClock:
        """Return the clock of an incident, of whatever state."""
        said = said_of(session)
        known = _instant(said.get("incident.known_on"), said.get("incident.known_at"))
        counts = said.get("incident.personal_data") in _COUNTS
        limit = deadlines.incident_limit(known) if known and counts else None
        now = self._context.clock.now()
        return IncidentClock(
            record=record,
            kinds=words_of(session, "incident.kind"),
            known=known,
            limit=limit,
            hours_left=deadlines.hours_left(limit, now) if limit else None,
            authority_told=_instant(
                said.get("incident.authority_on"), said.get("incident.authority_at")
            ),
            people_told=_PEOPLE in all_of(session, "incident.notice_recipients"),
            is_closed=said.get("incident.state") == _CLOSED,
        )

    def _sessions(self, form: str, language: str | None) -> Iterator[tuple[Record, FormSession]]:
        """Yield the records of a ficha with their answers, if the user may read it."""
        context = self._context
        if not context.may_read(context.library.definition(form).settings):
            return
        with context.store.read() as unit:
            records = [one for one in unit.records.of_office() if one.form == form]
        for record in records:
            try:
                definition = context.library.definition(record.form, record.version)
            except FormUnknownError:
                continue
            answers = record.state.values()
            yield (
                record,
                open_session(definition, context.clock, answers=answers, language=language),
            )

    def _request(
        self, record: Record, session: FormSession, own: frozenset[date]
    ) -> RequestClock | None:
        said = said_of(session)
        right, received = (
            str(said.get("data_request.right")),
            day_of(said.get("data_request.received_on")),
        )
        answer = said.get("data_request.answer") or _OPEN_ANSWER
        if answer != _OPEN_ANSWER or received is None or right not in deadlines.RIGHT_DAYS:
            return None
        prolonged = said.get("data_request.prolonged") == "yes"
        due = deadlines.answer_by(right, received, own, prolonged=prolonged)
        return RequestClock(
            record=record.id,
            right=right,
            right_words="; ".join(words_of(session, "data_request.right")),
            received=received,
            due=due,
            days_left=deadlines.working_days_between(today(self._context.clock), due, own),
            is_prolonged=prolonged and right not in deadlines.NOT_PROLONGED,
            code=str(said.get("data_request.file_code") or ""),
        )


def words_of(session: FormSession, fact: str) -> tuple[str, ...]:
    """Return the answer that states a fact in the words of its choices, one each."""
    for path, question in session.definition.questions.items():
        if question.fact == fact:
            node = session.node(path)
            labels = dict(node.choices)
            values = node.value if isinstance(node.value, list) else [node.value]
            return tuple(labels.get(str(one), str(one)) for one in values if one is not None)
    return ()


def all_of(session: FormSession, fact: str) -> tuple[JsonValue, ...]:
    """Return the answers that state a fact in every row of its repeat."""
    name = next(
        (path for path, one in session.definition.questions.items() if one.fact == fact), ""
    )
    if not name:
        return ()
    base, _slash, last = name.rpartition("/")
    return tuple(
        value
        for path, value in session.answers().items()
        if path.startswith(f"{base}/") and path.rpartition("/")[2] == last
    )


def said_of(session: FormSession) -> Mapping[str, JsonValue]:
    """Return what is answered outside of repeats, by fact."""
    answers = session.answers()
    return {
        question.fact: answers[path]
        for path, question in session.definition.questions.items()
        if question.fact and path in answers
    }


def day_of(said: JsonValue) -> date | None:
    """Return a day as an answer holds it, None for anything else."""
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _instant(day: JsonValue, hour: JsonValue) -> datetime | None:
    """Return the instant of a day and an hour as Peru reads them."""
    on = day_of(day)
    if on is None or not isinstance(hour, str):
        return None
    try:
        return deadlines.lima_instant(on, time.fromisoformat(hour[:5]))
    except ValueError:
        return None
