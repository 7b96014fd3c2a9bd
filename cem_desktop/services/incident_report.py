"""An incident on paper: what article 34.2 asks, for the authority and for whoever is concerned.

Source: D.S. 016-2024-JUS, article 34 (notice within 48 hours to the authority and to the people
concerned; of a digital incident also to the Centro Nacional de Seguridad Digital) and 34.2 (nature,
kinds, approximate numbers, contact, consequences, measures; the reasons where it is late). A lawyer
has not confirmed it, and the sheet says so. No sheet names a person, a file or a service user; the
one for the people concerned names no service either, for it may be found at her home.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.period import LIMA, today
from cem_desktop.errors import RecordMissingError
from cem_desktop.i18n import _
from cem_desktop.reports.legal_sheet import (
    LegalSheet,
    Pairs,
    Part,
    Points,
    Prose,
    legal_pdf,
)
from cem_desktop.reports.wording import print_day
from cem_desktop.services.data_clocks import (
    INCIDENTS,
    IncidentClock,
    day_of,
    said_of,
    words_of,
)
from cem_desktop.services.document_printing import institution_lines
from cem_desktop.services.form_library import form_language
from cem_desktop.services.printing import PrintJob

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.forms.session import FormSession
    from cem_desktop.services.context import Context
    from cem_desktop.services.data_clocks import DataClocks
    from cem_desktop.services.data_officer import DataOfficer, DataOfficerSettings

DIGITAL: Final = frozenset({"device_lost", "media_lost", "access", "malware", "data_loss"})
"""Kinds of incident of which the Centro Nacional de Seguridad Digital is told too."""

_BLANK: Final = "…"


class Addressee(StrEnum):
    """To whom the notice of an incident goes."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    DIGITAL_SECURITY = "digital_security"


@dataclass(frozen=True)
class _Case:
    """An incident and everything that its sheets need."""

    session: FormSession
    clock: IncidentClock
    officer: DataOfficer
    office: str
    day: date

    @property
    def said(self) -> Mapping[str, JsonValue]:
        return said_of(self.session)

    def words(self, *facts: str) -> tuple[str, ...]:
        """Return what is answered to these facts, or a visible blank."""
        return tuple(one for fact in facts for one in words_of(self.session, fact)) or (_BLANK,)

    def plain(self, fact: str) -> tuple[str, ...]:
        """Return what is answered to a fact as one says it to whoever is no colleague."""
        said = self.said.get(fact)
        codes = said if isinstance(said, list) else [said]
        known = plain_words()
        labels = words_of(self.session, fact)
        pairs = zip(codes, labels, strict=True) if labels else ()
        return tuple(known.get(str(code), label) for code, label in pairs) or (_BLANK,)


def plain_words() -> dict[str, str]:
    """Return the choices that colleagues say in words of their own, as anybody says them."""
    return {
        "coded": _("What we noted, without your name"),
        "narrative": _("What you told us"),
        "device_cut": _("That device can no longer be used with ours"),
        "accounts": _("We closed the ways in"),
        "keys": _("We changed the keys"),
        "restored": _("We put a safe copy back"),
    }


class IncidentReport:
    """Prints notices of incidents."""

    def __init__(self, context: Context, clocks: DataClocks, settings: DataOfficerSettings) -> None:
        """Read in the workspace of ``context``."""
        self._context, self._clocks, self._settings = context, clocks, settings

    def addressees(self, record: str) -> tuple[Addressee, ...]:
        """Return to whom the notice of an incident goes.

        Raises:
            RecordMissingError: There is no such incident, or it is not the user's to read.
        """
        kinds = said_of(self._session(record, None)).get("incident.kind")
        found = [Addressee.AUTHORITY, Addressee.PEOPLE]
        if isinstance(kinds, list) and DIGITAL & set(map(str, kinds)):
            found.append(Addressee.DIGITAL_SECURITY)
        return tuple(found)

    def job(self, record: str, to: Addressee, language: str) -> PrintJob:
        """Return a notice on paper, in memory, and note that the incident was seen.

        Raises:
            RecordMissingError: There is no such incident, or it is not the user's to read.
        """
        context = self._context
        definition = context.library.definition(INCIDENTS)
        session = self._session(record, form_language(definition, language))
        case = _Case(
            session=session,
            clock=self._clocks.incident_of(record, session),
            officer=self._settings.officer(),
            office=context.office.name,
            day=today(context.clock),
        )
        sheet = _people_sheet(case) if to is Addressee.PEOPLE else _official_sheet(case, to)
        with context.store.write() as unit:
            context.note(unit, "view", record, form=INCIDENTS)
        return PrintJob(legal_pdf(sheet), record, INCIDENTS, f"incident_{to}")

    def _session(self, record: str, language: str | None) -> FormSession:
        found = self._clocks.session_of(INCIDENTS, record, language)
        if found is None:
            raise RecordMissingError(record=record)
        return found


def _official_sheet(case: _Case, to: Addressee) -> LegalSheet:
    """Return the notice to an authority."""
    names = {
        Addressee.AUTHORITY: "Autoridad Nacional de Protección de Datos Personales (ANPD)",
        Addressee.DIGITAL_SECURITY: "Centro Nacional de Seguridad Digital",
    }
    institution = " · ".join(institution_lines(case.day, case.office)) or case.office
    parts = [
        Part("", (Pairs(((_("To"), (names[to],)), (_("From"), (institution,)))),)),
        Part(_("1. When"), (Pairs(_times(case)),)),
        Part(_("2. Nature of the incident"), (Pairs(_nature(case)),)),
        Part(_("3. Data and people concerned"), (Pairs(_extent(case)),)),
        Part(_("4. Who answers for it"), (Pairs(_contact(case)),)),
        Part(
            _("5. Possible consequences"),
            (Points(case.words("incident.consequences", "incident.consequences_words")),),
        ),
        Part(
            _("6. Measures taken"),
            (Points(case.words("incident.measures", "incident.measures_words")),),
        ),
    ]
    if case.said.get("incident.late") == "yes":
        reasons = case.words("incident.late_reasons")
        parts.append(Part(_("7. Why this notice comes after 48 hours"), (Prose(reasons),)))
    return LegalSheet(
        title=_("Notice of an incident with personal data"),
        subtitle=_("D.S. 016-2024-JUS, article 34 (regulation of Ley 29733)"),
        mark=_("Reserved"),
        issued=case.day,
        head="",
        parts=tuple(parts),
        small=(
            _(
                "No person is named here, by rule. Whatever is blank is not known yet and follows "
                "when it is."
            ),
            not_confirmed(),
        ),
    )


def _people_sheet(case: _Case) -> LegalSheet:
    """Return the notice to the people concerned: plain words, and no word of what service it is."""
    officer = case.officer.line() or _BLANK
    return LegalSheet(
        title=_("Notice about your personal data"),
        subtitle=_("Something happened to data about you. You have a right to know it."),
        mark=_("Personal"),
        issued=case.day,
        head=_("Personal notice"),
        notice="",
        parts=(
            Part(
                _("What happened"),
                (
                    Points(
                        (*case.plain("incident.kind"), *case.plain("incident.nature")),
                        is_large=True,
                    ),
                    Prose(
                        (_("We learned of it on {when}.").format(when=_when(case.clock.known)),),
                        is_large=True,
                    ),
                ),
            ),
            Part(_("Which data"), (Points(case.plain("incident.data_types"), is_large=True),)),
            Part(
                _("What it could lead to"),
                (Points(case.plain("incident.consequences"), is_large=True),),
            ),
            Part(_("What we have done"), (Points(case.plain("incident.measures"), is_large=True),)),
            Part(
                _("What you can do"),
                (
                    Points(
                        (
                            _("Tell us at once if you receive threats, calls or visits."),
                            _("In danger call the police: 105."),
                            _("You may ask to see your data, to mend them or to erase them."),
                            _(
                                "You may complain to the data protection authority (ANPD). "
                                "It costs nothing."
                            ),
                        ),
                        is_large=True,
                    ),
                ),
            ),
            Part(_("Whom to ask"), (Prose((officer,), is_large=True),)),
        ),
        small=(
            _("You need not keep this sheet. If it could put you in danger, leave it with us."),
        ),
    )


def _times(case: _Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    happened = day_of(case.said.get("incident.happened_on"))
    told = case.clock.authority_told
    return (
        (_("It happened"), (print_day(happened) if happened else _BLANK,)),
        (_("The office learned of it"), (_when(case.clock.known),)),
        (_("48 hours end"), (_when(case.clock.limit),)),
        (_("Told to the authority"), (_when(told),)),
    )


def _nature(case: _Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (_("Incident"), case.words("incident.kind")),
        (_("What happened to the data"), case.words("incident.nature")),
        (_("Account"), case.words("incident.account")),
    )


def _extent(case: _Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (_("Kinds of data"), case.words("incident.data_types")),
        (_("Records, approximately"), case.words("incident.amount")),
        (_("People, approximately"), case.words("incident.people")),
    )


def _contact(case: _Case) -> tuple[tuple[str, tuple[str, ...]], ...]:
    officer = case.officer
    lines = tuple(part for part in (officer.name, officer.telephone, officer.mail) if part)
    return (
        ("Oficial de Datos Personales", lines or (_BLANK,)),
        (_("Answers to authority and people"), case.words("incident.contact")),
    )


def _when(at: datetime | None) -> str:
    if at is None:
        return _BLANK
    local = at.astimezone(LIMA)
    return _("{day}, {hour} (Peru)").format(day=print_day(local.date()), hour=f"{local:%H:%M}")


def not_confirmed() -> str:
    """Return that no lawyer has read what a sheet says of the law."""
    return _("What this sheet says of the law has not been confirmed by a lawyer.")
