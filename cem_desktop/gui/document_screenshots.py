"""Pictures of the documents of a case and of their dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.domain.period import today
from cem_desktop.gui.filing_dialog import FilingDialog
from cem_desktop.gui.merge_dialog import MergeDialog
from cem_desktop.gui.version_dialog import VersionDialog
from cem_desktop.services.document_printing import annex_lines
from cem_desktop.services.document_reading import FiledReceipt

if TYPE_CHECKING:
    from cem_desktop.gui.main_window import MainWindow
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_LANGUAGE = "Español (es)"


def write_documents(workspace: Workspace) -> None:
    """Write an appeal that was filed and a report that was not frozen, for pictures of them."""
    documents = workspace.documents
    rows = workspace.casework.caseload()
    kinds = {one.kind: one for one in documents.kinds(_LANGUAGE)}
    if not rows or not {"appeal", "psychological_report"} <= set(kinds):
        return
    file = rows[0].file_id
    for kind in ("psychological_report", "appeal"):
        saved = workspace.fichas.close(documents.begin(kinds[kind], file, _LANGUAGE))
    version = documents.freeze(saved.record)
    day = today(workspace.context.clock)
    receipt = FiledReceipt(day, "superior_court", version.number, "pending")
    documents.register_filing(saved.record, receipt)


def draw_documents(
    photographer: Photographer, window: MainWindow, workspace: Workspace, file: str
) -> None:
    """Draw the dialogs over the documents of a case, where it has a frozen one."""
    documents, clock = workspace.documents, workspace.context.clock
    line = next((one for one in documents.of_file(file, _LANGUAGE) if one.versions), None)
    if line is None or not line.is_mine:
        return
    version, theme = line.versions[0], photographer.theme
    text, definition = documents.read(line.record, version)
    annexes = annex_lines(text, definition, clock)
    asked = workspace.document_printing.asked(line.record, version)
    dialogs = (
        (MergeDialog(asked, theme, window), "36-document-names"),
        (VersionDialog(line, version, text, annexes, theme, window), "37-document-version"),
        (FilingDialog(line, theme, clock, window), "38-document-filing"),
    )
    for dialog, name in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, name)
