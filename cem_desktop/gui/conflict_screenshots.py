"""Pictures of the conflict desk: what waits, every side of it, and what does not fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cem_desktop.gui.pages.conflicts_page import ConflictsPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.domain.strict_json import JsonValue
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_FORM: Final = "f01"
_REASON: Final = "Se conversó con ella."
_LEAST: Final = 2
"""Cases that the pictures need."""


def draw_conflicts(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw what waits, and each record of it."""
    waiting = workspace.conflicts.waiting()
    if not waiting:
        return
    window.go("conflicts")
    photographer.draw(window, "121-conflicts")
    page = window.findChild(ConflictsPage)
    assert page is not None
    for at, one in enumerate(waiting):
        page.choose(one.record)
        photographer.draw(window, f"{122 + at}-conflict")
    page.go_back()


def write_conflicts(workspace: Workspace) -> None:
    """Let people correct the last two first contacts apart."""
    found = [
        one.record
        for row in workspace.casework.caseload()[-_LEAST:]
        for one in workspace.casework.case(row.file_id).timeline
        if one.form == _FORM and one.correctable
    ]
    if len(found) < _LEAST or workspace.conflicts.count():
        return
    fichas = workspace.fichas
    risk = fichas.correct(found[0]).session.node("safety/risk")
    levels = [name for name, _label in risk.choices if name != risk.value]
    _apart(
        workspace,
        found[0],
        {"safety/risk": levels[0], "safety/children": 6},
        {"safety/risk": levels[-1], "safety/children": 7},
    )
    _apart(workspace, found[1], {"safety/comes_alone": "no"})
    node = fichas.correct(found[1]).session.node("safety/companion")
    _apart(
        workspace,
        found[1],
        {"safety/companion": node.choices[0][0]},
        {"safety/comes_alone": "yes"},
    )


def _apart(workspace: Workspace, record: str, *sides: Mapping[str, JsonValue]) -> None:
    """Close several corrections of a record that were begun together."""
    opened = [workspace.fichas.correct(record) for _side in sides]
    for filling, answers in zip(opened, sides, strict=True):
        for path, value in answers.items():
            filling.session.answer(path, value)
        workspace.fichas.close(filling, _REASON)
