"""Headquarters publishes a version of a ficha: checked, signed, and sent with the next bundles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cem_desktop.domain.revision import version_rank
from cem_desktop.domain.roles import PUBLISH_FORMS
from cem_desktop.errors import FormNotPublishedError, FormUnknownError
from cem_desktop.forms.definition import load_definition
from cem_desktop.services import headquarters_keys
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.form_overlay import faults_of, kept_version, lay_over
from cem_desktop.storage import files
from cem_desktop.sync.form_document import PublishedForm, pack_form
from cem_desktop.sync.records import Record, RecordType

if TYPE_CHECKING:
    from pathlib import Path

    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

_WORKBOOK = ".xlsx"


@dataclass(frozen=True)
class FormCandidate:
    """A version that may be published.

    Attributes:
        form: Its id.
        version: Its version.
        title: In Spanish.
        before: The version that is filled today, "" for a new ficha.
        xml: The XForm.
    """

    form: str
    version: str
    title: str
    before: str
    xml: bytes


class FormPublishing:
    """Versions of fichas at headquarters."""

    def __init__(self, context: Context) -> None:
        """Publish from the workspace of ``context``."""
        self._context = context

    @property
    def may_publish(self) -> bool:
        """Tell whether the present user may publish."""
        return bool(PUBLISH_FORMS & set(self._context.user.roles))

    def published(self) -> tuple[str, ...]:
        """Return what was published, as ``form@version``."""
        with self._context.store.read() as unit:
            return unit.form_versions.mark()

    def read(self, path: Path) -> FormCandidate:
        """Read an XForm or a workbook, and check it; nothing is published yet.

        Raises:
            NotPermittedError: The user publishes no fichas.
            FormInvalidError: It is no form.
            FormNotPublishedError: A check fails, or its version is not above today's.
        """
        self._context.require(PUBLISH_FORMS, "publish_form", "")
        xml = _xml_of(path)
        faults = faults_of(xml, self._context.library)
        if faults:
            raise FormNotPublishedError(fault=faults[0], faults=len(faults))
        definition = load_definition(xml, attached_list, strict=True)
        try:
            before = self._context.library.definition(definition.form_id).version
        except FormUnknownError:
            before = ""
        if before and version_rank(definition.version) <= version_rank(before):
            raise FormNotPublishedError(fault="version", today=before)
        return FormCandidate(
            definition.form_id, definition.version, definition.title(), before, xml
        )

    def publish(self, candidate: FormCandidate) -> None:
        """Sign a version and keep it; every bundle to an office carries it from now on.

        Raises:
            NotPermittedError: The user publishes no fichas.
        """
        self._context.require(PUBLISH_FORMS, "publish_form", candidate.form)
        now = self._context.stamp()
        published = PublishedForm(candidate.form, candidate.version, now, candidate.xml)
        with self._context.store.write() as unit:
            document = published.sign(headquarters_keys.roster_signer(unit))
            unit.form_versions.put(kept_version(published, document, now))
            self._context.note(unit, "publish_form", f"{candidate.form}@{candidate.version}")
            unit.touched |= {"form_versions"}
            lay_over(unit, self._context.library)


def form_records(unit: CaseUnit) -> tuple[Record, ...]:
    """Return the records of all published versions, for a bundle to an office."""
    return tuple(
        Record(RecordType.FORM, pack_form(one.document, one.xml))
        for one in unit.form_versions.all()
        if one.is_published
    )


def sign_forms_anew(unit: CaseUnit) -> None:
    """Sign all published versions by the present key, in place of one that counts no more.

    They travel with every bundle, and one that the root of the day does not vouch for would have
    the whole bundle refused.
    """
    signer = headquarters_keys.roster_signer(unit)
    for one in unit.form_versions.all():
        if one.is_published:
            published = PublishedForm(one.form, one.version, one.issued, one.xml)
            unit.form_versions.put(replace(one, document=published.sign(signer)))


def _xml_of(path: Path) -> bytes:
    with files.translated(path):
        data = path.read_bytes()
    if path.suffix != _WORKBOOK:
        return data
    from cem_desktop.forms.authoring import compile_sheets
    from cem_desktop.forms.workbook import parse_workbook

    return compile_sheets(parse_workbook(data, path.name), path.name, attached_list).encode()
