"""Revisions of others into records: verified, united, folded, counted; as if they were made here.

Every revision proves itself: the device that it names must have signed it, whoever carried it. Then
it is added to what is held; that it comes twice, late, or before its parents makes no difference.
Facts, case index and, at an office, the projection to headquarters follow in the same unit, and so
do the feeds of other devices that hold the file. Of a file that was erased, or that has left this
laptop, nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cem_desktop.crypto.signing import SIGNATURE_SIZE, Verifier
from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.consent import STATISTICS, refuses_statistics
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.errors import BundleTamperedError, FormUnknownError, InvalidCaseCodeError
from cem_desktop.services.feeding import append_projection, project_anew
from cem_desktop.services.filling import is_identity
from cem_desktop.services.lease_locks import has_left
from cem_desktop.services.lending import fan_out
from cem_desktop.services.recording import draw_code, refresh_index, restate
from cem_desktop.services.reprojecting import remember_rules
from cem_desktop.storage.case_files import CaseFile
from cem_desktop.storage.records import SignedRevision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cem_desktop.domain.revision import Revision
    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit

_CODE: Final = "code"


@dataclass
class Taken:
    """What became of revisions that arrived.

    Attributes:
        fresh: How many were news.
        known: How many were here already.
        erased: How many belong to a file that was erased here, or has left this laptop; nothing of
            them was kept.
        records: The records that changed.
        files: The coded files that changed.
        conflicts: Fields that are in dispute now and were not before.
    """

    fresh: int = 0
    known: int = 0
    erased: int = 0
    records: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    conflicts: int = 0

    def add(self, other: Taken) -> None:
        """Add what became of further revisions."""
        self.fresh += other.fresh
        self.known += other.known
        self.erased += other.erased
        self.records |= other.records
        self.files |= other.files
        self.conflicts += other.conflicts


def is_gone(unit: CaseUnit, context: Context, file: str) -> bool:
    """Tell whether a file was erased here, or has left this laptop: nothing of it is kept."""
    return unit.erasures.of_file(file) is not None or has_left(unit, context, file)


def read_signed(body: bytes) -> SignedRevision:
    """Return the revision in the body of a record 0x01: signature, then bytes.

    Raises:
        BundleTamperedError: Too short to be one.
    """
    if len(body) <= SIGNATURE_SIZE:
        raise BundleTamperedError(reason="revision")
    return SignedRevision(body[SIGNATURE_SIZE:], body[:SIGNATURE_SIZE])


def take_revisions(
    unit: CaseUnit,
    context: Context,
    arrived: Iterable[SignedRevision],
    key_of: Callable[[str], bytes | None],
    *,
    came_from: str,
) -> Taken:
    """Keep revisions that others signed, with everything that follows from them.

    Args:
        unit: The unit that the whole bundle is taken in with.
        context: The workspace.
        arrived: The revisions, a few hundred at a time.
        key_of: The public key of a device by its id; None for one that nobody vouches for.
        came_from: The device that brought them.

    Raises:
        BundleTamperedError: One that its device did not sign, that is no revision, or that
            contradicts the record that it claims to continue. Nothing may be kept then.
    """
    return _Taking(unit, context, key_of, came_from).take(arrived)


@dataclass(frozen=True)
class _Fresh:
    """A revision that is news, and the answers of its record before it."""

    signed: SignedRevision
    content: Revision
    before: Mapping[str, JsonValue]


class _Taking:
    def __init__(
        self,
        unit: CaseUnit,
        context: Context,
        key_of: Callable[[str], bytes | None],
        came_from: str,
    ) -> None:
        self._unit, self._context, self._came_from = unit, context, came_from
        self._key_of = key_of
        self._verifiers: dict[str, Verifier] = {}
        self._disputed: dict[str, int] = {}

    def take(self, arrived: Iterable[SignedRevision]) -> Taken:
        taken, fresh = Taken(), list[_Fresh]()
        refused: dict[str, bool] = {}
        for signed in arrived:
            content = self._verified(signed)
            file = content.file
            if file is not None and is_gone(self._unit, self._context, file):
                taken.erased += 1
            elif self._unit.records.holds(signed.id):
                taken.known += 1
            else:
                if file is not None and file not in refused:
                    refused[file] = self._refuses(file)
                fresh.append(self._keep(signed, content))
        taken.fresh = len(fresh)
        taken.records = {one.content.record for one in fresh}
        taken.files = {one.content.file for one in fresh if one.content.file is not None}
        self._conclude(fresh, taken, refused)
        if fresh:
            self._unit.touched |= {"records", "case_files", "feeds"}
        return taken

    def _verified(self, signed: SignedRevision) -> Revision:
        """Return what a revision says, once its device is known to have signed it."""
        try:
            content = signed.content
        except ValueError as error:
            raise BundleTamperedError(reason="revision") from error
        verifier = self._verifiers.get(content.device)
        if verifier is None:
            key = self._key_of(content.device)
            if key is None:
                raise BundleTamperedError(reason="revision of a stranger", device=content.device)
            verifier = self._verifiers[content.device] = Verifier(key)
        if not verifier.holds(signed.signature, signed.body):
            raise BundleTamperedError(reason="revision signature", device=content.device)
        return content

    def _keep(self, signed: SignedRevision, content: Revision) -> _Fresh:
        """Keep one revision and let it go on to the other devices."""
        self._check_class(content)
        held = self._unit.records.find(content.record)
        if held is not None and (held.file, held.form) != (content.file, content.form_id):
            raise BundleTamperedError(reason="revision of another record")
        if (content.form_id == FILE_FORM) != (content.record == content.file):
            raise BundleTamperedError(reason="revision of another record")
        if content.record not in self._disputed:
            self._disputed[content.record] = len(held.state.conflicts()) if held else 0
        if content.form_id == FILE_FORM:
            self._open_file(content)
        before = held.state.values() if held else {}
        self._unit.records.add(signed, content)
        fan_out(self._unit, self._context, signed.id, content, self._came_from)
        return _Fresh(signed, content, before)

    def _check_class(self, content: Revision) -> None:
        """See that nothing says who she is: that travels in a file of its own, to another key.

        Raises:
            BundleTamperedError: Something does.
        """
        if content.form_id == FILE_FORM:
            return
        try:
            form = self._context.library.definition(content.form_id, content.form_version)
        except FormUnknownError:
            return
        stated = (path for path, value in content.fields.items() if value is not None)
        if form.is_of_identity or any(is_identity(form, path) for path in stated):
            raise BundleTamperedError(reason="identity in case data")

    def _open_file(self, content: Revision) -> None:
        """Open the coded file that a revision opened elsewhere, under the code that it had there.

        Codes are drawn at random on every device. Should two have drawn the same, the one that
        comes second gets another here; its papers carry the old one, and the trail tells of it.
        """
        files = self._unit.case_files
        if content.file is None or content.file in files.ids_among({content.file}):
            return
        try:
            code = CaseCode(str(content.fields.get(_CODE)))
        except InvalidCaseCodeError as error:
            raise BundleTamperedError(reason="code") from error
        holder = files.with_code(code)
        if holder is not None:
            code = draw_code(self._unit)
            self._context.note(self._unit, "code_taken", content.file, holder=holder.id)
        files.add(CaseFile(content.file, code, content.wall, content.author))

    def _conclude(self, fresh: list[_Fresh], taken: Taken, refused: Mapping[str, bool]) -> None:
        """Bring facts, index and projection up to date, once for all that arrived."""
        for record in sorted(taken.records):
            kept = self._unit.records.get(record)
            now = len(kept.state.conflicts())
            taken.conflicts += max(0, now - self._disputed[record])
            restate(self._unit, self._context, kept)
        known = self._unit.case_files.ids_among(taken.files)
        for file in sorted(known):
            refresh_index(self._unit, self._context, file)
        turned = {file for file in taken.files if self._refuses(file) != refused[file]}
        for one in fresh:
            if one.content.file not in turned:
                self._project(one)
        for file in sorted(turned):
            project_anew(self._unit, self._context, file)
            self._context.note(self._unit, "consent_changed", file, counted=refused[file])

    def _project(self, one: _Fresh) -> None:
        content = one.content
        if content.form_id == FILE_FORM:
            return
        try:
            definition = self._context.library.definition(content.form_id, content.form_version)
        except FormUnknownError:
            return
        append_projection(self._unit, self._context, one.signed, one.before, definition)
        if not one.before:
            remember_rules(self._unit, content.form, definition)

    def _refuses(self, file: str) -> bool:
        return refuses_statistics(self._unit.records.statements_about(file, STATISTICS))
