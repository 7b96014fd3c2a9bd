"""Fichas on paper: blank ones for power cuts, filled ones for whoever must carry them.

A record that is shown for printing counts as seen; what went to a printer is noted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.period import SetClock, parse_stamp, today
from cem_desktop.domain.revision import Revision
from cem_desktop.errors import NotOnPaperError
from cem_desktop.i18n import _
from cem_desktop.reports.ficha_blank import blank_pdf
from cem_desktop.reports.ficha_filled import filled_pdf
from cem_desktop.reports.filled_form import FilledForm, Hand
from cem_desktop.services.context import Context
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.filled_forms import Around, filled_form
from cem_desktop.services.filling import Filling, open_session
from cem_desktop.services.form_library import FormLibrary, form_language
from cem_desktop.services.paper_forms import paper_form
from cem_desktop.services.reserved_answers import is_open, reason_shown


@dataclass(frozen=True)
class PrintJob:
    """Something that can be printed, in memory.

    Attributes:
        pdf: The document.
        subject: What the trail calls it: a record, a draft or a form.
        form: Which ficha.
        kind: ``blank``, ``record``, ``draft`` or ``document``.
        copies: How many blank fichas are in it, each with a code; 0 for one without.
        version: Which frozen version of a document it is; 0 for everything else.
    """

    pdf: bytes = field(repr=False)
    subject: str
    form: str
    kind: str
    copies: int = 0
    version: int = 0


@dataclass(frozen=True)
class DraftSheet:
    """A draft as it stood at one moment, in words, and its id."""

    form: FilledForm = field(repr=False)
    draft: str


def blank_ficha(
    library: FormLibrary,
    form: str,
    language: str,
    codes: Sequence[str] = (),
    tell: Callable[[int, int], None] | None = None,
) -> bytes:
    """Return a blank ficha as PDF; the fixed words are in the language of the program.

    Args:
        library: The fichas.
        form: Which one.
        language: ``es``, ``en`` ...: the language of its questions.
        codes: Codes drawn in advance, as typed; one copy for each.
        tell: Gets how many pages are done, and of how many; what it raises ends the making.

    Raises:
        FormUnknownError: There is no such ficha.
        NotOnPaperError: Nobody fills it on paper.
        InvalidCaseCodeError: One of the codes is none.
    """
    definition = library.definition(form)
    if not definition.is_on_paper:
        raise NotOnPaperError(form=form)
    checked = [str(CaseCode.parse(code)) for code in codes]
    return blank_pdf(paper_form(definition, form_language(definition, language)), checked, tell)


class Printing:
    """What the present user may print."""

    def __init__(self, context: Context, fichas: Fichas) -> None:
        """Work in the workspace of ``context``; ``fichas`` reads."""
        self._context, self._fichas = context, fichas

    def blank(
        self,
        form: str,
        language: str,
        codes: Sequence[str] = (),
        tell: Callable[[int, int], None] | None = None,
    ) -> PrintJob:
        """Return a blank ficha, one copy for each code; longer than a moment.

        Raises:
            FormUnknownError: There is no such ficha.
            NotOnPaperError: Nobody fills it on paper.
            InvalidCaseCodeError: One of the codes is none.
        """
        pdf = blank_ficha(self._context.library, form, language, codes, tell)
        return PrintJob(pdf, form, form, "blank", len(codes))

    def record(self, record: str, language: str) -> PrintJob:
        """Return a record with its answers and its history, and note that it was seen.

        Who reads the ficha without filling it gets no reserved answer.

        Raises:
            RecordMissingError: There is none with this id.
            FormUnknownError: It was filled with a version that this program does not carry.
            NotPermittedError: The user's roles do not read it.
        """
        view = self._fichas.record(record)
        with self._context.store.read() as unit:
            logins = unit.office.logins()
            revisions = unit.records.revisions(record)
            code = str(unit.case_files.get(view.file).code) if view.file else ""
        definition = self._context.library.definition(view.form, view.version)
        is_mine = self._context.may_write(definition.settings)
        session = open_session(
            definition,
            SetClock(parse_stamp(view.updated)),
            answers=view.answers,
            language=form_language(definition, language),
            with_identity=view.has_identity,
        )
        around = Around(
            code=code,
            is_draft=False,
            conflicts=view.conflicts,
            logins=logins,
            hands=tuple(
                _hand(one.content, logins, lambda path: is_mine or is_open(definition, path))
                for one in revisions
            ),
            hides_reserved=not is_mine,
        )
        pdf = filled_pdf(filled_form(session, around), today(self._context.clock))
        return PrintJob(pdf, record, view.form, "record")

    def read_draft(self, filling: Filling) -> DraftSheet:
        """Return what has been typed so far in words; a moment, where the session is driven."""
        context = self._context
        source = filling.source
        hand = Hand(
            what=_("Being written"),
            by=context.user.login,
            at=context.clock.now(),
            reason="",
            paper=source.paper if source else None,
        )
        around = Around(
            code=filling.label or "", is_draft=True, conflicts={}, logins={}, hands=(hand,)
        )
        return DraftSheet(filled_form(filling.session, around), filling.draft)

    def draft(self, sheet: DraftSheet) -> PrintJob:
        """Return a draft on paper, marked as one; longer than a moment."""
        pdf = filled_pdf(sheet.form, today(self._context.clock))
        return PrintJob(pdf, sheet.draft, sheet.form.form_id, "draft")

    def note(self, job: PrintJob, act: str) -> None:
        """Note that something went to a printer (``print``) or to a file (``export``), in clear."""
        which = {"version": job.version} if job.version else {"copies": job.copies}
        with self._context.store.write() as unit:
            self._context.note(unit, act, job.subject, form=job.form, kind=job.kind, **which)


def _hand(content: Revision, logins: dict[str, str], shows: Callable[[str], bool]) -> Hand:
    what = {
        "edit": _("Recorded"),
        "rectification": _("Corrected"),
        "resolve": _("Settled"),
        "confirm": _("Confirmed after a merge"),
        "freeze": _("Version frozen"),
        "filing": _("Filing recorded"),
    }.get(content.why, content.why)
    return Hand(
        what=what,
        by=logins.get(content.author, content.author),
        at=parse_stamp(content.wall),
        reason=reason_shown(content, shows) or "",
        paper=content.paper,
    )
