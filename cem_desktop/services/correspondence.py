"""Letters of headquarters at an office: read by those whom they concern, shown beside the case.

A letter about a record is shown to those who may read its ficha and reach its file; one about
nothing in particular to everybody who sees files. A letter waits for nobody and stops nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cem_desktop.domain.letters import LetterKind
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.domain.roles import LEAD, sees_files
from cem_desktop.errors import FormUnknownError, RecordMissingError
from cem_desktop.services.form_library import form_language
from cem_desktop.services.reach import reaches
from cem_desktop.storage.letters import IN, OUT
from cem_desktop.sync.letter import Letter

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.storage.case_store import CaseUnit
    from cem_desktop.storage.letters import KeptLetter
    from cem_desktop.storage.records import Record


@dataclass(frozen=True)
class ShownLetter:
    """A letter as it is shown.

    Attributes:
        letter: What it says.
        direction: ``in`` or ``out``.
        party: The office that it is for or from; ``headquarters``.
        record: The record that it is about, or None.
        file: That record's coded file, or None.
        code: The file's code, or None.
        title: The ficha that it is about, or "".
        is_new: Nobody here has read it.
        is_open: A case was handed over with it, and the other office has not answered.
    """

    letter: Letter
    direction: str
    party: str
    record: str | None
    file: str | None
    code: str | None
    title: str
    is_new: bool
    is_open: bool = False


class Correspondence:
    """The letters of an office."""

    def __init__(self, context: Context) -> None:
        """Read the store of ``context``."""
        self._context = context

    def all(self, language: str = "es") -> tuple[ShownLetter, ...]:
        """Return the letters that the present user may read, the newest first."""
        with self._context.store.read() as unit:
            found = [self._shown(unit, one, language) for one in unit.letters.all()]
        return tuple(one for one in found if one is not None)

    def of_file(self, file: str, language: str = "es") -> tuple[ShownLetter, ...]:
        """Return the letters about the records of a file, the newest first."""
        with self._context.store.read() as unit:
            records = [one.id for one in unit.records.outlines(file)]
            kept = [letter for record in records for letter in unit.letters.about(record)]
            found = [self._shown(unit, one, language) for one in kept]
        shown = [one for one in found if one is not None]
        return tuple(sorted(shown, key=lambda one: one.letter.at, reverse=True))

    def open(self, letter: str) -> Letter:
        """Return a letter to read; who read it first is kept and noted.

        Raises:
            RecordMissingError: There is none that the present user may read.
        """
        with self._context.store.write() as unit:
            kept = unit.letters.get(letter)
            shown = self._shown(unit, kept, "es") if kept else None
            if shown is None:
                raise RecordMissingError(letter=letter)
            if unit.letters.mark_read(letter, self._context.user.id, self._context.stamp()):
                self._context.note(unit, "read_letter", letter)
                unit.touched |= {"letters"}
            return shown.letter

    def _shown(self, unit: CaseUnit, kept: KeptLetter, language: str) -> ShownLetter | None:
        letter = Letter.from_bytes(kept.body)
        record = unit.records.find(kept.about) if kept.about is not None else None
        if kept.about is None:
            roles = self._context.user.roles
            is_shown = sees_files(roles) or bool(LEAD & set(roles))
            is_new = kept.read_at is None and kept.direction == IN
            blank = ShownLetter(letter, kept.direction, kept.party, None, None, None, "", is_new)
            return blank if is_shown else None
        if record is None:
            return None
        if record.form == FILE_FORM:
            return self._about_file(unit, kept, letter)
        return self._about_record(unit, kept, letter, record, language)

    def _about_record(
        self, unit: CaseUnit, kept: KeptLetter, letter: Letter, record: Record, language: str
    ) -> ShownLetter | None:
        """Return a letter about a ficha, for who may read it."""
        try:
            definition = self._context.library.definition(record.form)
        except FormUnknownError:
            return None
        is_reached = record.file is None or reaches(unit, self._context, record.file)
        if not is_reached or not self._context.may_read(definition.settings):
            return None
        code = unit.case_files.codes_of([record.file]) if record.file else {}
        return ShownLetter(
            letter=letter,
            direction=kept.direction,
            party=kept.party,
            record=record.id,
            file=record.file,
            code=code.get(record.file or ""),
            title=definition.title(form_language(definition, language)),
            is_new=kept.read_at is None and kept.direction == IN,
        )

    def _about_file(self, unit: CaseUnit, kept: KeptLetter, letter: Letter) -> ShownLetter | None:
        """Return a letter about a whole file, as one that goes with a hand-over."""
        file = str(kept.about)
        if not reaches(unit, self._context, file):
            return None
        code = unit.case_files.codes_of([file]).get(file)
        return ShownLetter(
            letter=letter,
            direction=kept.direction,
            party=kept.party,
            record=None,
            file=file,
            code=code,
            title="",
            is_new=kept.read_at is None and kept.direction == IN,
            is_open=_is_open(unit, kept),
        )


def _is_open(unit: CaseUnit, kept: KeptLetter) -> bool:
    """Tell whether an office waits for the answer to a hand-over, the last of a file to an office.

    Where the case has left meanwhile, nothing is awaited any more.
    """
    if kept.direction != OUT or kept.kind != LetterKind.TRANSFER:
        return False
    if unit.blocks.of_file(str(kept.about)) is not None:
        return False
    about = [one for one in unit.letters.about(str(kept.about)) if one.party == kept.party]
    given = [one for one in about if (one.direction, one.kind) == (OUT, kept.kind)]
    answers = {Letter.from_bytes(one.body).answers for one in about if one.direction == IN}
    return given[0].id == kept.id and kept.id not in answers
