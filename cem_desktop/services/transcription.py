"""Typing in a ficha that was filled on paper: under its own code, its day and author kept apart."""

from __future__ import annotations

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.domain.paper import Paper
from cem_desktop.domain.period import today
from cem_desktop.errors import CodeNotReservedError, InputError
from cem_desktop.forms.definition import FormDefinition
from cem_desktop.services.context import Context
from cem_desktop.services.fichas import Fichas
from cem_desktop.services.filling import Filling, PaperSource


class Transcription:
    """Begins fichas that are typed from paper by the present user."""

    def __init__(self, context: Context, fichas: Fichas) -> None:
        """Work in the workspace of ``context``; ``fichas`` fills."""
        self._context = context
        self._fichas = fichas

    def begin(self, form: str, code: str, paper: Paper, language: str | None = None) -> Filling:
        """Begin a ficha that stands on paper.

        Args:
            form: Which ficha it is.
            code: What stands in its box, as typed. A code drawn in advance opens the file under
                it when the ficha is closed; a file's own code adds the ficha to that file;
                nothing opens a new file under a new code. A ficha of the office has none.
            paper: What is known of the paper.
            language: The language of the questions.

        Raises:
            InputError: Something about the paper is missing (``missing``) or lies ahead of today.
            InvalidCaseCodeError: What was typed is no code.
            CodeNotReservedError: It was never drawn here, and no file has it.
            FormUnknownError: There is no such ficha.
            NotPermittedError: The user's roles do not fill it.
        """
        if paper.faults:
            raise InputError(missing=paper.faults[0])
        if paper.on > today(self._context.clock):
            raise InputError(ahead="on")
        definition = self._context.library.definition(form)
        is_of_office = definition.settings.is_of_office
        file, reserved = (None, None) if is_of_office else self._find(code)
        filling = self._fichas.begin(form, file, language)
        filling.source = PaperSource(paper, reserved)
        if not filling.corrects:
            self._date(filling, paper)
        return filling

    def forms(self) -> tuple[FormDefinition, ...]:
        """Return the fichas that the user may type in, those of the office last.

        That of the identity vault is not among them: a paper with a code and a name joins the two.
        """
        context = self._context
        found = [
            one
            for one in context.library.all()
            if context.may_write(one.settings) and one.is_on_paper
        ]
        return tuple(sorted(found, key=lambda one: one.settings.is_of_office))

    def staff(self) -> tuple[str, ...]:
        """Return the logins of who works here, for whoever names who attended."""
        with self._context.store.read() as unit:
            return tuple(sorted(one.login for one in unit.office.staff() if one.active))

    def _date(self, filling: Filling, paper: Paper) -> None:
        """Put the act's day where the form put the day of the typing by itself."""
        session, now = filling.session, today(self._context.clock).isoformat()
        for path, value in session.answers().items():
            question = filling.definition.questions.get(path)
            if question is not None and question.type == "date" and value == now:
                session.answer(path, paper.on.isoformat())

    def _find(self, code: str) -> tuple[str | None, CaseCode | None]:
        """Return the file that has a code, or the code that a new file will have."""
        if not code.strip():
            return None, None
        wanted = CaseCode.parse(code)
        with self._context.store.read() as unit:
            file = unit.case_files.with_code(wanted)
            if file is not None:
                return file.id, None
            if not unit.reserved_codes.has(wanted):
                raise CodeNotReservedError
        return None, wanted
