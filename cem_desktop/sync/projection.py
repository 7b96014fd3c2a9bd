"""The projection: the one function that decides what of a case leaves for headquarters.

From a revision it keeps the answers to questions marked ``statistical``, coarsened by their
``send``, under the *fact* that they state; never a question's name, a text, an author, a device, a
time, a reason. File, record, revision and repeat row appear as keyed pseudonyms, so the fichas of
one file join at headquarters, and nobody there can go back to the file.

What leaves is a closed value of its fact: a code of the fact's list, a whole number within its
bounds, a month. A field that was emptied, or whose answer is anything else, is sent as ``null``:
headquarters forgets what an earlier revision had said. Whatever is not known to be statistical
stays (an unknown path, an unknown privacy, a question without a fact).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.domain import strict_json
from cem_desktop.domain.fact_vocabulary import Fact
from cem_desktop.domain.json_fields import count, matching
from cem_desktop.errors import BundleTamperedError, BundleTooNewError
from cem_desktop.sync.coarsening import Answer, is_coarse, leaving

VERSION = 1
STATISTICAL = "statistical"
PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_FACT_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(@[0-9a-f]{32})?")
FORM = re.compile(r"[a-z][a-z0-9_]{0,31}@[0-9A-Za-z._-]{1,32}")


@dataclass(frozen=True)
class SendRule:
    """What may leave of a question's answers.

    Attributes:
        privacy: As its form says; only ``statistical`` leaves.
        send: As its form says: whole, month, year, age_group or department.
        fact: The fact that the answers state; ``None`` where the vocabulary has none.
        codes: The codes of the fact's list: no other leaves.
    """

    privacy: str | None
    send: str | None
    fact: Fact | None
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProjectionRules:
    """What a form version says of everything that may be asked in it.

    Attributes:
        questions: By question path, without row ids, in the order of the form.
        repeats: The paths of its repeats, without row ids.
        version: Grows when a form version is projected anew by other rules.
    """

    questions: Mapping[str, SendRule]
    repeats: Collection[str] = ()
    version: int = 1


@dataclass(frozen=True)
class RevisionFields:
    """What the projection needs of a revision; the author, times and reason are not asked for.

    ``token`` is the counting token of a file that went from one office to another.
    """

    revision: str
    record: str
    file: str | None
    parents: tuple[str, ...]
    form: str
    changes: Mapping[str, Answer]
    token: str | None = None


@dataclass(frozen=True)
class Projection:
    """What headquarters holds of a revision; all identities are pseudonyms."""

    revision: str
    record: str
    file: str | None
    parents: tuple[str, ...]
    form: str
    version: int
    facts: Mapping[str, Answer]
    token: str | None = None


def project(
    fields: RevisionFields,
    rules: ProjectionRules,
    key: bytes,
    current: Mapping[str, Answer] | None = None,
) -> bytes:
    """Return the body of the projection record of a revision.

    Args:
        fields: The revision.
        rules: What its form version says.
        key: The office's projection key (32 bytes).
        current: The record's answers before this revision (or after it). Where two questions state
            one fact (an age, or else a guessed age group) it shows which of them still does; where
            a row is removed, what stood in the rows inside it.

    Returns:
        UTF-8 JSON; its exact bytes are an entry of the feed.
    """
    answers = {**(current or {}), **fields.changes}
    facts: dict[str, Answer] = {}
    for place in _touched(answers, fields.changes, rules):
        facts[place.key(key)] = _stated(place, rules, answers)
    document = {
        "v": VERSION,
        "pv": rules.version,
        "rev": pseudonym(key, PseudonymDomain.REVISION, fields.revision),
        "rec": pseudonym(key, PseudonymDomain.RECORD, fields.record),
        "file": fields.file and pseudonym(key, PseudonymDomain.FILE, fields.file),
        "parents": [pseudonym(key, PseudonymDomain.REVISION, rev) for rev in fields.parents],
        "form": fields.form,
        "set": dict(sorted(facts.items())),
    }
    if fields.token is not None:
        document["token"] = fields.token
    return strict_json.dumps(document)


def read_projection(body: bytes) -> Projection:
    """Return what a projection record says, once its shape has been checked.

    Raises:
        BundleTooNewError: A version of the record that this program does not know.
        BundleTamperedError: Not of the shape that ``project`` gives; an office that sends anything
            else is refused, so that nothing but coarse values is ever kept here.
    """
    try:
        document = strict_json.loads_object(body)
        if document["v"] != VERSION:
            raise BundleTooNewError(record_version=document["v"])
        return Projection(
            revision=matching(PSEUDONYM, document["rev"]),
            record=matching(PSEUDONYM, document["rec"]),
            file=None if document["file"] is None else matching(PSEUDONYM, document["file"]),
            parents=tuple(matching(PSEUDONYM, parent) for parent in document["parents"]),
            form=matching(FORM, document["form"]),
            version=count(document["pv"], least=1),
            facts=_coarse_facts(document["set"]),
            token=matching(PSEUDONYM, document["token"]) if "token" in document else None,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleTamperedError(reason="projection") from error


@dataclass(frozen=True)
class _Place:
    """A fact, and the row that it is stated of: the repeat's path, and the rows down to it."""

    fact: str
    repeat: str
    rows: tuple[str, ...]

    def key(self, key: bytes) -> str:
        if not self.rows:
            return self.fact
        return f"{self.fact}@{pseudonym(key, PseudonymDomain.ROW, '/'.join(self.rows))}"


def _touched(
    answers: Mapping[str, Answer], changes: Mapping[str, Answer], rules: ProjectionRules
) -> list[_Place]:
    """Return the facts that a revision states, withdraws, or removes with their row."""
    places: dict[_Place, None] = {}
    for path in changes:
        question, rows = without_rows(path, rules.repeats)
        if question in rules.repeats:  # the row itself: all that is asked in it goes with it
            asked = [
                (below, rows) for below in rules.questions if _repeat_of(below, rules) == question
            ]
            nested = [deep for deep in answers if deep.startswith(f"{path}/")]
            asked += [without_rows(deep, rules.repeats) for deep in nested]
        else:
            asked = [(question, rows)]
        for name, of_rows in asked:
            fact = _fact_to_send(rules.questions.get(name))
            if fact is not None:
                places[_Place(fact, _repeat_of(name, rules), of_rows)] = None
    return list(places)


def _stated(place: _Place, rules: ProjectionRules, answers: Mapping[str, Answer]) -> Answer:
    """Return what the first question of the form that states the fact, and is answered, sends."""
    for path, rule in rules.questions.items():
        if _fact_to_send(rule) != place.fact or _repeat_of(path, rules) != place.repeat:
            continue
        instance, row_prefixes = _in_rows(path, place.rows, rules.repeats)
        if any(answers.get(prefix, "") is None for prefix in row_prefixes):
            return None  # a row around it was removed
        sent = _sent(rule, answers.get(instance))
        if sent is not None:
            return sent
    return None


def _sent(rule: SendRule, answer: Answer) -> Answer:
    return leaving(answer, rule.send, rule.fact, rule.codes) if rule.fact is not None else None


def _fact_to_send(rule: SendRule | None) -> str | None:
    if rule is None or rule.privacy != STATISTICAL or rule.fact is None:
        return None
    return rule.fact.id


def _repeat_of(question: str, rules: ProjectionRules) -> str:
    """Return the path of the innermost repeat around a question; empty when there is none."""
    around = (repeat for repeat in rules.repeats if question.startswith(f"{repeat}/"))
    return max(around, key=len, default="")


def without_rows(path: str, repeats: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return the question path of an instance path (``children/<row>/age``), and its rows."""
    names: list[str] = []
    rows: list[str] = []
    segments = iter(path.split("/"))
    for segment in segments:
        names.append(segment)
        if "/".join(names) in repeats and (row := next(segments, None)) is not None:
            rows.append(row)
    return "/".join(names), tuple(rows)


def _in_rows(
    question: str, rows: tuple[str, ...], repeats: Collection[str]
) -> tuple[str, list[str]]:
    """Return the instance path of a question in given rows, and the paths of those rows."""
    left = iter(rows)
    walked: list[str] = []
    names: list[str] = []
    prefixes: list[str] = []
    for segment in question.split("/"):
        names.append(segment)
        walked.append(segment)
        if "/".join(names) in repeats:
            walked.append(next(left, ""))
            prefixes.append("/".join(walked))
    return "/".join(walked), prefixes


def _coarse_facts(facts: Mapping[str, Answer]) -> Mapping[str, Answer]:
    if not isinstance(facts, dict) or not all(
        _FACT_KEY.fullmatch(key) and is_coarse(facts[key]) for key in facts
    ):
        raise ValueError("not coarse")
    return facts
