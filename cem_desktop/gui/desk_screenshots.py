"""Pictures of the centre's own page, of fichas that differ, and of what a case offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu

from cem_desktop.domain.period import today
from cem_desktop.gui.attachment_screenshots import draw_attachments, write_attachments
from cem_desktop.gui.conflict_screenshots import draw_conflicts, write_conflicts
from cem_desktop.gui.pages.cases_page import CasesPage
from cem_desktop.gui.users_screenshots import draw_users

if TYPE_CHECKING:
    from cem_desktop.forms.session import FormSession
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_VALIDATION: Final = "f05"
_ROUNDS: Final = 9
_TWO: Final = 2
"""Cases: the first is drawn while its fichas are filled, the last with fichas that differ."""
_MENU: Final = "case_record_menu"


def write_for_desk(workspace: Workspace) -> None:
    """Write a ficha of the centre, one that differs from another, and attachments."""
    write_attachments(workspace)
    write_conflicts(workspace)
    fichas, day = workspace.fichas, today(workspace.context.clock).isoformat()
    for definition in fichas.of_office()[:2]:
        _close(workspace, definition.form_id, None, day)
    rows = workspace.casework.caseload()
    if len(rows) < _TWO or any(workspace.casework.case(one.file_id).disputed for one in rows):
        return
    file = rows[-1].file_id
    if _VALIDATION in {one.form_id for one in fichas.available(file)}:
        _close(workspace, _VALIDATION, file, day)


def draw_desk(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw the centre's page, a case whose fichas differ, its menu, and attachments."""
    draw_attachments(photographer, window, workspace)
    cases = window.findChild(CasesPage)
    assert cases is not None
    disputed = (
        one.file_id
        for one in workspace.casework.caseload()
        if workspace.casework.case(one.file_id).disputed
    )
    file = next(disputed, "")
    if file:
        window.go("cases")
        cases.choose(file)
        photographer.draw(window, "29-case-differing-fichas")
        menu = next(one for one in cases.findChildren(QMenu) if one.objectName() == _MENU)
        _draw_menu(photographer, menu)
    draw_conflicts(photographer, window, workspace)
    draw_users(photographer, window, workspace)
    window.go("personal_data")
    photographer.draw(window, "52-personal-data")
    window.go("recovery")
    photographer.draw(window, "53-recovery")
    window.go("office")
    photographer.draw(window, "34-centre")


def _draw_menu(photographer: Photographer, menu: QMenu) -> None:
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    photographer.keep(menu.grab(), "39-case-record-menu")


def _close(workspace: Workspace, form: str, file: str | None, day: str) -> None:
    """Answer what a ficha requires, what is known already with something else, and close it."""
    fichas = workspace.fichas
    filling = fichas.begin(form, file)
    session = filling.session
    for path, known in filling.known.items():
        others = [name for name, _label in session.node(path).choices if name != known.value]
        if others and not known.corrects:
            session.answer(path, others[-1])
            break
    _answer_required(session, day)
    fichas.close(filling)


def _answer_required(session: FormSession, day: str) -> None:
    for _round in range(_ROUNDS):
        for problem in session.problems():
            node = session.node(problem.path)
            several = node.question is not None and node.question.type == "select_multiple"
            first = node.choices[0][0] if node.choices else day
            session.answer(problem.path, [first] if several else first)
