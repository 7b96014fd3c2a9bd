"""What an opened ficha shows beside its own answers: what is known elsewhere, and who differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.period import LIMA, parse_stamp
from cem_desktop.gui.form_language import form_title
from cem_desktop.gui.origin_words import say_other_device
from cem_desktop.gui.widgets.ficha_conflict import RivalAnswer
from cem_desktop.gui.widgets.ficha_known import KnownLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cem_desktop.services.filling import Filling
    from cem_desktop.services.workspace import Workspace


def known_lines(workspace: Workspace, filling: Filling, language: str) -> Mapping[str, KnownLine]:
    """Return what other records of the file know of a filling's questions, by path."""
    library = workspace.context.library
    return {
        path: KnownLine(answer, form_title(library.definition(answer.form), language))
        for path, answer in filling.known.items()
    }


def rivals(workspace: Workspace, filling: Filling) -> Mapping[str, tuple[RivalAnswer, ...]]:
    """Return the open conflicts of the record that a filling corrects, by path."""
    is_shut = filling.definition.is_of_identity and filling.apart is None
    if filling.record is None or is_shut:
        return {}
    view = workspace.fichas.record(filling.record)
    found: dict[str, tuple[RivalAnswer, ...]] = {}
    for path, written in view.conflicts.items():
        sides = []
        for one in written:
            author, device = workspace.casework.origin_of(one)
            at = parse_stamp(one.wall).astimezone(LIMA)
            sides.append(RivalAnswer(one.value, author, at, say_other_device(device)))
        found[path] = tuple(sides)
    return found
