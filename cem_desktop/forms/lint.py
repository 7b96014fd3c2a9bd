"""Checks that a ficha must pass before it ships: privacy, facts, settings, sense.

The engine refuses what cannot run. The lint refuses what must not be asked or sent that way: a
question without a privacy class, a date or a place that would leave whole, free text counted as a
statistic. An ``error`` fails the build; a ``warning`` is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from cem_desktop.domain.fact_values import states_age
from cem_desktop.domain.period import SystemClock
from cem_desktop.domain.roles import ADDRESSEES, ROLES, SERVICES
from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.attached import Attached, no_files
from cem_desktop.forms.definition import FormDefinition, FormSettings, Question, load_definition
from cem_desktop.forms.lint_identity import identity_complaints
from cem_desktop.forms.lint_sources import (
    NEVER_COUNTED,
    FactLike,
    is_date,
    source_complaints,
)
from cem_desktop.forms.lint_structure import Complaint, structure_complaints
from cem_desktop.forms.session import FormSession

PRIVACY = ("identity", "reserved", "coded", "statistical", "official")
OFFICIAL = "official"
SEND = ("whole", "month", "year", "age_group", "department")
CARDINALITY = ("one", "many")
ABOUT = ("file", "office")

_PLACE = re.compile(r"\d{2}(\d{2}(\d{2})?)?")
"""INEI's codes of a department, a province or a district."""

_SILENT = frozenset({"note"})
_UNTAKEN = frozenset({"upload", "geopoint", "geotrace", "geoshape"})
"""No window takes these; required, they would keep a ficha open for ever."""
_FITTING: Mapping[str, frozenset[str]] = {
    "choice": frozenset({"select_one", "calculate"}),
    "multi": frozenset({"select_multiple", "rank", "calculate"}),
    "integer": frozenset({"integer", "range", "calculate"}),
    "date": frozenset({"date", "datetime", "calculate"}),
    "time": frozenset({"time"}),
    "place": frozenset({"select_one", "calculate"}),
    "boolean": frozenset({"select_one", "acknowledge", "calculate"}),
    "text": frozenset({"text", "barcode", "calculate"}),
}


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing wrong with a form.

    Attributes:
        level: ``error`` fails the build, ``warning`` does not.
        form: The form's id; blank when the form cannot even be loaded.
        where: The path of the question, or the part of the form.
        code: What is wrong, as a stable word.
        details: Parameters of the words that explain it.
    """

    level: str
    form: str
    where: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Vocabulary:
    """What forms are checked against."""

    facts: Mapping[str, FactLike]
    code_lists: Mapping[str, Collection[str]]
    identity_store: bool
    roles: Collection[str]
    services: Collection[str]


def lint(
    xml: bytes,
    facts: Mapping[str, FactLike],
    code_lists: Mapping[str, Collection[str]],
    *,
    identity_store: bool,
    roles: Collection[str] = tuple(ROLES),
    services: Collection[str] = SERVICES,
    attached: Attached = no_files,
) -> tuple[LintFinding, ...]:
    """Return what is wrong with a form, errors first, in the order of the form.

    Args:
        xml: The XForm.
        facts: The vocabulary of facts by id.
        code_lists: The values of each code list, by the list's id.
        identity_store: Whether there is a store that may hold who she is; without one no
            question may ask for it.
        roles: The roles that exist.
        services: The services that exist.
        attached: Gives the files whose rows the form reads.
    """
    try:
        definition = load_definition(xml, attached)
    except FormInvalidError as error:
        where = str(error.details.get("where", ""))
        code = str(error.details.get("reason", "invalid"))
        return (LintFinding("error", "", where, code, error.details),)
    vocabulary = Vocabulary(facts, code_lists, identity_store, roles, services)
    complaints = [
        *_first_run(definition),
        *_settings(definition, vocabulary),
        *_addressee(definition),
        *structure_complaints(definition),
        *identity_complaints(definition),
        *(
            complaint
            for question in definition.questions.values()
            for complaint in _question(definition, question, vocabulary)
        ),
    ]
    complaints.sort(key=lambda complaint: complaint.level != "error")
    return tuple(
        LintFinding(item.level, definition.form_id, item.where, item.code, item.details)
        for item in complaints
    )


def _first_run(definition: FormDefinition) -> Iterator[Complaint]:
    """Begin a record once: a rule whose values do not fit its functions shows itself."""
    try:
        FormSession(definition, clock=SystemClock())
    except FormInvalidError as error:
        where = str(error.details.get("where", ""))
        yield Complaint(where, str(error.details.get("reason", "invalid")), error.details)


def _settings(definition: FormDefinition, vocabulary: Vocabulary) -> Iterator[Complaint]:
    settings = definition.settings
    if not definition.form_id or not definition.version:
        yield Complaint("settings", "no_id_or_version")
    if settings.service not in vocabulary.services:
        yield Complaint("settings", "unknown_service", {"service": settings.service})
    for right, roles in (("read", settings.read), ("write", settings.write)):
        unwritten = right == "write" and settings.is_of_office  # the program itself writes it
        if not roles and not unwritten:
            yield Complaint("settings", "no_roles", {"right": right})
        for role in sorted(roles - set(vocabulary.roles)):
            yield Complaint("settings", "unknown_role", {"right": right, "role": role})
    for role in sorted(settings.write - settings.read):
        yield Complaint("settings", "writes_without_reading", {"role": role})
    yield from _subject(settings)


def _subject(settings: FormSettings) -> Iterator[Complaint]:
    """Yield what does not fit the subject of a ficha: a coded file, or the office itself."""
    of_file = settings.about == "file"
    if settings.about not in ABOUT:
        yield Complaint("settings", "about", {"about": settings.about})
    if of_file and not settings.stage:
        yield Complaint("settings", "no_stage")
    if not of_file and settings.stage:
        yield Complaint("settings", "stage_of_office", {"stage": settings.stage})
    if settings.cardinality not in (CARDINALITY if of_file else ("many",)):
        yield Complaint("settings", "cardinality", {"cardinality": settings.cardinality})


def _addressee(definition: FormDefinition) -> Iterator[Complaint]:
    """Yield what does not fit official text: to whom it goes, and that it is a text."""
    addressee = definition.settings.addressee
    official = [one for one in definition.questions.values() if one.privacy == OFFICIAL]
    if official and not addressee:
        yield Complaint("settings", "official_without_addressee")
    if addressee and not official:
        yield Complaint("settings", "addressee_without_official", {"addressee": addressee})
    if addressee and addressee not in ADDRESSEES:
        yield Complaint("settings", "unknown_addressee", {"addressee": addressee})
    for question in official:
        if question.type != "text":
            yield Complaint(question.path, "official_not_text", {"type": question.type})


def _question(
    definition: FormDefinition, question: Question, vocabulary: Vocabulary
) -> Iterator[Complaint]:
    where = question.path
    if question.type in _SILENT or _is_counter(definition, question):
        return
    privacy = question.privacy
    if privacy is None:
        yield Complaint(where, "no_privacy")
    elif privacy not in PRIVACY:
        yield Complaint(where, "unknown_privacy", {"privacy": privacy})
    if privacy == "identity" and not vocabulary.identity_store:
        yield Complaint(where, "identity_without_store")
    if privacy == "identity" and _is_required(definition, question):
        yield Complaint(where, "identity_required")
    if question.type in _UNTAKEN and _is_required(definition, question):
        yield Complaint(where, "untaken_required", {"type": question.type})
    if privacy == "statistical":
        yield from _statistical(question, vocabulary)
        yield from source_complaints(definition, question, vocabulary.facts)
    elif question.send is not None:
        yield Complaint(where, "send_without_statistical", {"send": question.send})
    if question.fact is not None:
        yield from _fact(definition, question, vocabulary)


def _is_required(definition: FormDefinition, question: Question) -> bool:
    place = definition.compiled.root.find(question.path.split("/"))
    return place is not None and "required" in place.rules


def _is_counter(definition: FormDefinition, question: Question) -> bool:
    """Tell whether this is the hidden number that pyxform makes for a counted repeat."""
    if question.type != "calculate" or not question.path.endswith("_count"):
        return False
    repeat = definition.compiled.root.find(question.path.removesuffix("_count").split("/"))
    return repeat is not None and repeat.count is not None


def _statistical(question: Question, vocabulary: Vocabulary) -> Iterator[Complaint]:
    where, send = question.path, question.send
    fact = vocabulary.facts.get(question.fact or "")
    if question.type in NEVER_COUNTED or (fact is not None and fact.type == "text"):
        yield Complaint(where, "never_statistical", {"type": question.type})
    if question.fact is None:
        yield Complaint(where, "statistical_without_fact")
    if send is None:
        yield Complaint(where, "statistical_without_send")
        return
    if send not in SEND:
        yield Complaint(where, "unknown_send", {"send": send})
        return
    allowed = _allowed_sends(question, fact)
    if send not in allowed:
        details = {"send": send, "allowed": " ".join(sorted(allowed))}
        yield Complaint(where, "send_too_much" if send == "whole" else "send_does_not_fit", details)


def _allowed_sends(question: Question, fact: FactLike | None) -> frozenset[str]:
    """Return what of an answer may leave: dates, ages and places never leave whole."""
    kind = fact.type if fact is not None else ""
    if kind == "place":
        return frozenset({"department"})
    if is_date(question, fact):
        return frozenset({"month", "year"})
    if fact is not None and kind == "integer" and states_age(fact.id):
        return frozenset({"age_group"})
    if fact is not None and fact.code_list == "age_group":
        return frozenset({"whole", "age_group"})
    return frozenset({"whole"})


def _fact(
    definition: FormDefinition, question: Question, vocabulary: Vocabulary
) -> Iterator[Complaint]:
    where = question.path
    fact = vocabulary.facts.get(question.fact or "")
    if fact is None:
        yield Complaint(where, "unknown_fact", {"fact": question.fact})
        return
    if question.type not in _FITTING.get(str(fact.type), frozenset()):
        details = {"fact": fact.id, "fact_type": str(fact.type), "type": question.type}
        yield Complaint(where, "fact_type", details)
    if fact.code_list is None:
        return
    known = vocabulary.code_lists.get(fact.code_list)
    if known is None and fact.type != "place":
        yield Complaint(where, "unknown_code_list", {"fact": fact.id, "list": fact.code_list})
        return
    for value in _offered_values(definition, question):
        if value not in known if known is not None else not _PLACE.fullmatch(value):
            details = {"fact": fact.id, "list": fact.code_list, "choice": value}
            yield Complaint(where, "choice_not_in_code_list", details)


def _offered_values(definition: FormDefinition, question: Question) -> tuple[str, ...]:
    """Return every choice that a question can offer, whatever its filter."""
    place = definition.compiled.root.find(question.path.split("/"))
    control = place.control if place is not None else None
    if control is None:
        return ()
    if control.items:
        return tuple(value for value, _text in control.items)
    instance = definition.compiled.instances.get(question.list_name or "")
    root = instance.element("root") if instance is not None else None
    if root is None:
        return ()
    names = (item.element("name") for item in root.elements("item"))
    return tuple(name.string_value() for name in names if name is not None)
