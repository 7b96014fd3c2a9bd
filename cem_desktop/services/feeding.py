"""From a revision to the feed: what may leave, appended in the unit of the edit itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from cem_desktop.crypto.random_source import system_random
from cem_desktop.domain import strict_json
from cem_desktop.domain.consent import STATISTICS, refuses_statistics
from cem_desktop.domain.facts import FACTS
from cem_desktop.domain.revision import FILE_FORM, Revision
from cem_desktop.domain.strict_json import JsonValue
from cem_desktop.errors import FormUnknownError
from cem_desktop.forms.definition import Element, FormDefinition, Question, Repeat
from cem_desktop.services.catalogues import codes_of
from cem_desktop.services.context import Context
from cem_desktop.storage import fold
from cem_desktop.storage.case_store import CaseUnit
from cem_desktop.storage.feeds import ID_BYTES, Feed
from cem_desktop.storage.records import Record, SignedRevision
from cem_desktop.sync.header import FeedClass
from cem_desktop.sync.projection import ProjectionRules, RevisionFields, SendRule, project
from cem_desktop.sync.receipt import FeedState

TO_HEADQUARTERS = "headquarters"
STATISTICAL = str(FeedClass.STATISTICAL)
_FORMS_AT_HAND = 64
_A_FEED = 1_000_000
"""More revisions than any file has; the number of feeds counts more than they do."""
_TELLINGS = "projection.tellings"
NOTHING_LEAVES = ProjectionRules(questions={})
"""What leaves of her who refuses to be counted: that there is a record, under a pseudonym."""


def start_feed(unit: CaseUnit, created: str) -> Feed:
    """Begin the feed of statistical facts to headquarters; an older one is retired."""
    return unit.feeds.start(system_random(ID_BYTES), TO_HEADQUARTERS, STATISTICAL, created)


def own_state(unit: CaseUnit, feed: Feed) -> FeedState:
    """Return an own feed as a receipt for it is judged by."""
    return FeedState(
        feed=feed.id,
        length=feed.length,
        acked=feed.acked,
        epoch=feed.epoch,
        head_at=lambda seq: (unit.feeds.head_at(feed, seq) or b"").hex(),
    )


def append_projection(
    unit: CaseUnit,
    context: Context,
    signed: SignedRevision,
    before: Mapping[str, JsonValue],
    definition: FormDefinition,
) -> None:
    """Append what may leave of a revision, in the edit's own unit.

    Args:
        unit: The unit of the edit.
        context: The workspace.
        signed: The revision.
        before: The record's answers before it.
        definition: The record's form.
    """
    file = signed.content.file
    rules = leaving_rules(definition)
    if file is not None and refuses_statistics(unit.records.statements_about(file, STATISTICS)):
        rules = NOTHING_LEAVES
    _append(unit, context, signed, before, rules)


def project_anew(unit: CaseUnit, context: Context, file: str) -> None:
    """Append every revision of a file again, as her consent has it now.

    When she refuses to be counted, what headquarters holds of her is emptied, also what was filled
    with a version of a ficha that this program carries no more. When she agrees again, it is told
    anew, but for such records: nobody knows here what of them may leave. Each time carries a higher
    version of the projection than the last (``next_version``), so that headquarters replaces what
    it has.
    """
    refused = refuses_statistics(unit.records.statements_about(file, STATISTICS))
    _tell_anew(unit, context, file, refused=refused)


def withdraw(unit: CaseUnit, context: Context, file: str) -> None:
    """Append every revision of a file again without anything but its pseudonyms.

    Headquarters then empties what it holds of it; done while the revisions still have their bytes.
    """
    _tell_anew(unit, context, file, refused=True)


def _tell_anew(unit: CaseUnit, context: Context, file: str, *, refused: bool) -> None:
    version = next_version(unit, sum(unit.records.revision_counts(file).values()))
    for record in unit.records.of_file(file):
        for body in projections_of(unit, context, record, version, refused=refused):
            append_body(unit, body)


def next_version(unit: CaseUnit, revisions: int) -> int:
    """Return a version of the projection above all that were told of these revisions.

    It grows with the feeds that were begun, for a restored store counts fewer revisions than it
    once told of; with the revisions; and with the times that anything was told anew.
    """
    tellings = int(str(unit.office.setting(_TELLINGS) or 0)) + 1
    unit.office.set_setting(_TELLINGS, tellings)
    return unit.feeds.begun(TO_HEADQUARTERS, STATISTICAL) * _A_FEED + revisions + tellings


def projections_of(
    unit: CaseUnit, context: Context, record: Record, version: int, *, refused: bool
) -> Iterator[bytes]:
    """Yield what leaves of each revision of a record, as the rules are now.

    A revision of a ficha that this program lacks yields nothing, unless nothing is to leave.
    """
    if record.form == FILE_FORM:
        return
    for signed, before in _with_answers_before(unit.records.revisions(record.id)):
        rules = NOTHING_LEAVES if refused else _rules_of(context, signed.content.form)
        if rules is not None:
            token = None if refused else _token_of(unit, record.file)
            yield _body_of(context, signed, before, replace(rules, version=version), token)


def _rules_of(context: Context, form: str) -> ProjectionRules | None:
    """Return what may leave of a ficha ``form_id@version``; None where this program lacks it."""
    form_id, _, version = form.partition("@")
    try:
        return leaving_rules(context.library.definition(form_id, version))
    except FormUnknownError:
        return None


def _with_answers_before(
    revisions: Iterable[SignedRevision],
) -> Iterator[tuple[SignedRevision, Mapping[str, JsonValue]]]:
    """Yield revisions with the answers that stood when each came."""
    seen: dict[str, Revision] = {}
    for signed in revisions:
        yield signed, fold.fold(seen).values()
        seen[signed.id] = signed.content


def _append(
    unit: CaseUnit,
    context: Context,
    signed: SignedRevision,
    before: Mapping[str, JsonValue],
    rules: ProjectionRules,
) -> None:
    token = None if rules is NOTHING_LEAVES else _token_of(unit, signed.content.file)
    append_body(unit, _body_of(context, signed, before, rules, token))


def _token_of(unit: CaseUnit, file: str | None) -> str | None:
    """Return the counting token of a file that went from one office to another."""
    return unit.tokens.of_file(file) if file is not None else None


def append_body(unit: CaseUnit, body: bytes) -> None:
    """Append the projection of a revision to the feed; headquarters itself sends to nobody."""
    feed = unit.feeds.find(TO_HEADQUARTERS, STATISTICAL)
    if feed is not None:
        unit.feeds.append(feed, body)


def _body_of(
    context: Context,
    signed: SignedRevision,
    before: Mapping[str, JsonValue],
    rules: ProjectionRules,
    token: str | None,
) -> bytes:
    content = signed.content
    fields = RevisionFields(
        revision=signed.id,
        record=content.record,
        file=content.file,
        parents=content.parents,
        form=content.form,
        changes=content.fields,
        token=token,
    )
    return project(fields, rules, context.device.projection_key, before)


def begin_again(unit: CaseUnit, context: Context) -> Feed:
    """Begin a new feed that carries what the old one told, byte for byte, in its order.

    Done when this store turns out to be a restored copy or a clone of itself; headquarters knows
    what it has by the ids inside. Of a revision that was projected anew only the last projection
    goes along: what she told before she refused to be counted does not leave a second time.
    """
    old = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
    last = {
        strict_json.loads_object(entry.body)["rev"]: entry.seq
        for entry in unit.feeds.entries(old, 1)
    }
    carried = frozenset(last.values())
    feed = start_feed(unit, context.stamp())
    for entry in unit.feeds.entries(old, 1):
        if entry.seq in carried:
            feed = unit.feeds.append(feed, entry.body)
    for file in unit.case_files.ids():
        if refuses_statistics(unit.records.statements_about(file, STATISTICS)):
            project_anew(unit, context, file)
    return unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)


@lru_cache(maxsize=_FORMS_AT_HAND)
def leaving_rules(definition: FormDefinition) -> ProjectionRules:
    """Return what may leave of every answer of a form; made once a form, for every save needs it.

    A question that states no fact of the vocabulary sends nothing, whatever the form says.
    """
    return ProjectionRules(
        questions={path: _rule(question) for path, question in definition.questions.items()},
        repeats=frozenset(repeats_of(definition.body)),
    )


def _rule(question: Question) -> SendRule:
    fact = FACTS.get(question.fact or "")
    codes = codes_of(fact) if fact is not None else frozenset()
    return SendRule(question.privacy, question.send, fact, codes)


def repeats_of(elements: Iterable[Element]) -> Iterator[str]:
    """Yield the paths of all repeats, those inside others too."""
    for element in elements:
        if isinstance(element, Repeat):
            yield element.path
        if not isinstance(element, Question):
            yield from repeats_of(element.children)
