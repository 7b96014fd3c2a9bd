"""How a window works with documents: their list on a case, and the dialogs over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from cem_desktop.domain.period import LIMA
from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import make_error_dialog
from cem_desktop.gui.filing_dialog import FilingDialog
from cem_desktop.gui.form_language import form_language
from cem_desktop.gui.merge_dialog import MergeDialog
from cem_desktop.gui.version_dialog import VersionDialog
from cem_desktop.gui.widgets.case_documents import CaseDocuments
from cem_desktop.gui.widgets.confirm_dialog import ConfirmDialog
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.document_printing import annex_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QDialog, QWidget

    from cem_desktop.domain.period import Clock
    from cem_desktop.domain.written_document import WrittenDocument
    from cem_desktop.gui.print_desk import PrintDesk
    from cem_desktop.gui.style import Theme
    from cem_desktop.services.documents import DocumentKind, DocumentLine, DocumentVersion
    from cem_desktop.services.filling import Filling
    from cem_desktop.services.printing import PrintJob
    from cem_desktop.services.workspace import Workspace


T = TypeVar("T")


class DocumentDesk(QObject):
    """Documents in one window."""

    begun = Signal(object)
    """A function that returns the filling of a new document, for the window to open."""
    record_wanted = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        clock: Clock,
        language: str,
        printer: PrintDesk,
        over: QWidget,
    ) -> None:
        """``language`` is that of the screens, ``over`` the window; ``printer`` shows paper."""
        super().__init__(over)
        self._documents, self._printing = workspace.documents, workspace.document_printing
        self._library, self._identity_files = workspace.context.library, workspace.identity_files
        self._theme, self._clock, self._language = theme, clock, language
        self._printer, self._over = printer, over

    def of_case(self, file: str) -> CaseDocuments:
        """Return the documents of a case, for its page.

        Raises:
            CemError: They cannot be read.
        """
        language = self._form_language()
        lines = self._documents.of_file(file, language)
        kinds = self._documents.kinds(language)
        now = self._clock.now().astimezone(LIMA)
        made = CaseDocuments(lines, kinds, self._theme, now)
        made.begin_wanted.connect(lambda kind: self._begin(kind, file))
        made.open_wanted.connect(self.record_wanted)
        made.freeze_wanted.connect(self._ask_freeze)
        made.filing_wanted.connect(self._ask_filing)
        made.read_wanted.connect(self._read)
        made.print_wanted.connect(lambda line, version: self._ask_values(line, version, file))
        return made

    def _form_language(self) -> str | None:
        carried = self._library.all()
        return form_language(carried[0], self._language) if carried else None

    def _begin(self, kind: DocumentKind, file: str) -> None:
        def begin() -> Filling:
            return self._documents.begin(kind, file, self._form_language())

        self.begun.emit(begin)

    def _ask_freeze(self, line: DocumentLine) -> None:
        read = self._try(lambda: self._documents.read(line.record))
        if read is None:
            return
        text = _(
            "The text is signed and kept as it stands, with a number and a fingerprint. It is not "
            "edited after that: a change makes the next version, and this one stays."
        )
        text = "\n\n".join([text, *self._doubts(line, read[0])])
        dialog = ConfirmDialog(
            self._theme, _("Freeze this version?"), text, _("Freeze"), self._over
        )
        dialog.accepted.connect(lambda: self._try(lambda: self._documents.freeze(line.record)))
        self._open(dialog)

    def _doubts(self, line: DocumentLine, text: WrittenDocument) -> Iterator[str]:
        """Yield what is worth a second look before the text is fixed; none of it stops anybody."""
        left = text.hints_left()
        if left:
            told = ngettext(
                "{count} hint of the starting text, between square brackets, is still in it.",
                "{count} hints of the starting text, between square brackets, are still in it.",
                left,
            )
            yield told.format(count=left)
        missing = self._documents.missing_evidence(line.record)
        if missing:
            numbers = ", ".join(map(str, missing))
            yield _("The index of evidence (F20) has no piece with the number {numbers}.").format(
                numbers=numbers
            )

    def _ask_filing(self, line: DocumentLine) -> None:
        dialog = FilingDialog(line, self._theme, self._clock, self._over)
        keep = self._documents.register_filing
        dialog.filed.connect(lambda receipt: self._try(lambda: keep(line.record, receipt)))
        self._open(dialog)

    def _read(self, line: DocumentLine, version: DocumentVersion) -> None:
        read = self._try(lambda: self._documents.read(line.record, version))
        if read is not None:
            text, definition = read
            annexes = annex_lines(text, definition, self._clock)
            self._open(VersionDialog(line, version, text, annexes, self._theme, self._over))

    def _ask_values(self, line: DocumentLine, version: DocumentVersion | None, file: str) -> None:
        asked = self._try(lambda: self._printing.asked(line.record, version))
        if asked is None:
            return
        kept = self._try(lambda: self._identity_files.placeholder_values(file)) or {}
        dialog = MergeDialog(asked, self._theme, self._over, kept)
        kept.clear()
        dialog.merged.connect(lambda values: self._print(line, version, values))
        self._open(dialog)

    def _print(
        self, line: DocumentLine, version: DocumentVersion | None, values: dict[str, str]
    ) -> None:
        def make() -> PrintJob:
            try:
                return self._printing.job(line.record, version, values)
            finally:
                values.clear()

        self._printer.document(make)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _try(self, act: Callable[[], T]) -> T | None:
        """Do something and return what came of it; None where it was refused, and say why."""
        try:
            return act()
        except CemError as error:
            make_error_dialog(self._theme, error, self._over).open()
            return None
