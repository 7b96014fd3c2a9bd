"""How a window prints: a preview over it for a record, a draft or a blank ficha."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.errors import CemError
from cem_desktop.gui.error_messages import make_error_dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.print_preview import PrintPreview
    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import Progress, TaskRunner
    from cem_desktop.services.filling import Filling
    from cem_desktop.services.printing import Printing, PrintJob


class PrintDesk:
    """Opens previews over one window."""

    def __init__(
        self, printing: Printing, theme: Theme, tasks: TaskRunner, language: str, over: QWidget
    ) -> None:
        """``language`` is that of the screens and of the paper; ``over`` the window."""
        self._printing, self._theme, self._tasks = printing, theme, tasks
        self.language, self.over = language, over

    def blank(self, form: str, codes: Sequence[str] = ()) -> PrintPreview | None:
        """Show a blank ficha, one copy for each code."""
        printing, language = self._printing, self.language
        return self._open(lambda progress: printing.blank(form, language, codes, progress.report))

    def record(self, record: str) -> PrintPreview | None:
        """Show a record."""
        return self._open(lambda _progress: self._printing.record(record, self.language))

    def draft(self, filling: Filling) -> PrintPreview | None:
        """Show what has been typed so far; it is read here, where it is being typed."""
        try:
            sheet = self._printing.read_draft(filling)
        except CemError as error:
            make_error_dialog(self._theme, error, self.over).open()
            return None
        return self._open(lambda _progress: self._printing.draft(sheet))

    def document(self, make: Callable[[], PrintJob]) -> PrintPreview:
        """Show a document; ``make`` makes it, off the GUI thread."""
        return self._open(lambda _progress: make())

    def _open(self, make: Callable[[Progress], PrintJob]) -> PrintPreview:
        # Qt's PDF libraries are read from the disk when somebody prints, not at every unlock.
        from cem_desktop.gui.print_preview import PrintPreview

        preview = PrintPreview(self._theme, self._tasks, make, self._printing.note, self.over)
        preview.finished.connect(preview.deleteLater)
        preview.open()
        return preview
