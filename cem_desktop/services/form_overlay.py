"""Versions of fichas beside the program's own: what arrived, what was once used, what they bring.

A version that headquarters published is filled from the day on which it arrives; records keep the
version that they were filled with. A version that a program once carried is kept with the first
record that was filled with it, so that a newer program still reads that record as it was asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cem_desktop.domain.fact_vocabulary import FACTS
from cem_desktop.errors import FormInvalidError, FormUnknownError
from cem_desktop.forms.definition import FormDefinition, load_definition
from cem_desktop.forms.lint import lint
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.form_library import FormLibrary, LaidOver
from cem_desktop.storage.form_versions import FormVersion
from cem_desktop.sync.form_document import PublishedForm, read_form, read_passed_on

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.sync.trusted_set import TrustedSet

_CLOSED = {"identity": 2, "reserved": 1}
"""Classes that a later version may not open; the higher is the more closed."""


def lay_over(unit: CaseUnit, library: FormLibrary) -> None:
    """Let a library carry the versions that a store has."""
    library.lay_over(
        LaidOver(one.form, one.version, one.xml, one.is_published)
        for one in unit.form_versions.all()
    )


def keep_used(unit: CaseUnit, context: Context, form: str, version: str) -> None:
    """Keep the program's own version of a ficha with its first record."""
    if unit.form_versions.has(form, version):
        return
    xml = context.library.own_xml(form, version)
    if xml is not None:
        digest = hashlib.sha256(xml).hexdigest()
        unit.form_versions.put(FormVersion(form, version, xml, digest, "", b"", context.stamp()))


def take_forms(
    unit: CaseUnit, context: Context, trusted: TrustedSet, bodies: Sequence[bytes]
) -> tuple[str, ...]:
    """Keep the published versions of a bundle; return those that were news.

    One that is not what it should be (its checks fail, or it would open what was closed) is noted
    and left out: nothing else in the bundle waits for it.

    Raises:
        TrustDocumentError: One that headquarters did not sign.
    """
    found = (read_form(body, trusted.root) for body in bodies)
    return tuple(
        f"{published.form}@{published.version}"
        for published, document in found
        if _take(unit, context, published, document)
    )


def take_passed_on(unit: CaseUnit, context: Context, body: bytes) -> bool:
    """Keep a version that the office passes on to its laptop; say whether it was news.

    The laptop knows no headquarters: it believes the office, which signed the bundle, and checks
    the version by itself as the office did.

    Raises:
        TrustDocumentError: Not such a record, or another XForm than it states.
    """
    published, document = read_passed_on(body)
    return _take(unit, context, published, document)


def _take(unit: CaseUnit, context: Context, published: PublishedForm, document: bytes) -> bool:
    name = f"{published.form}@{published.version}"
    if name in unit.form_versions.mark():
        return False
    faults = faults_of(published.xml, context.library)
    if faults:
        context.note(unit, "form_refused", name, fault=faults[0])
        return False
    unit.form_versions.put(kept_version(published, document, context.stamp()))
    context.note(unit, "form_in", name)
    unit.touched |= {"form_versions"}
    return True


def kept_version(published: PublishedForm, document: bytes, now: str) -> FormVersion:
    """Return a published version as it is kept."""
    return FormVersion(
        published.form,
        published.version,
        published.xml,
        published.sha256,
        published.issued,
        document,
        now,
    )


def faults_of(xml: bytes, library: FormLibrary) -> tuple[str, ...]:
    """Return why an XForm may not be filled here: codes of the lint, and what it would open."""
    names = load_catalogue().choice_names()
    found = lint(xml, FACTS, names, identity_store=True, attached=attached_list)
    errors = [f"{one.where}: {one.code}" for one in found if one.level == "error"]
    if errors:
        return tuple(errors)
    try:
        definition = load_definition(xml, attached_list, strict=True)
    except FormInvalidError as error:
        return (str(error.details.get("reason", "invalid")),)
    try:
        before = library.definition(definition.form_id)
    except FormUnknownError:
        return ()
    return tuple(f"{path}: opened" for path in opened_paths(before, definition))


def opened_paths(before: FormDefinition, after: FormDefinition) -> tuple[str, ...]:
    """Return the questions that a version would show to more people than the one before it."""
    return tuple(
        path
        for path, question in before.questions.items()
        if path in after.questions
        and _closed(question.privacy) > _closed(after.questions[path].privacy)
    )


def _closed(privacy: str | None) -> int:
    return _CLOSED.get(privacy or "", 0)
