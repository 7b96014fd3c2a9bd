"""Papers typed in: to rehearse them, which opens nothing, or to recover by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from cem_desktop.gui.widgets.layouts import ScrollPage, keep_to_screen
from cem_desktop.gui.widgets.typed_lines import TypedLines
from cem_desktop.gui.widgets.word_grid import WordGrid
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.rekeying import Typed

    Use = Callable[[list[str], Mapping[str, Typed]], None]

_KIT_WIDTH: Final = 600
_SHEETS_WIDTH: Final = 760
_AROUND: Final = 250
"""So much of the screen the rest of the dialog takes."""
_KIT_COLUMNS: Final = 3
_SHEET_COLUMNS: Final = 5


class WordsDialog(WorkDialog):
    """The words of a kit, or of two sheets; ``used`` when they hold."""

    used = Signal()

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        title: str,
        said: str,
        act: str,
        papers: Sequence[tuple[Sequence[str], int]],
        use: Use,
        parent: QWidget | None = None,
        people: Sequence[tuple[str, str, bool]] = (),
    ) -> None:
        """Ask for the words.

        Args:
            theme: Colours and sizes.
            tasks: Runs the trying.
            title: What is done with them.
            said: What a person must know.
            act: The word on the button.
            papers: Of each paper, the list of its words, and how many it has.
            use: Gets the texts, and what colleagues typed; off the GUI thread.
            parent: The window over which it stands.
            people: Who must type her passphrase: id, login, whether with a key file.
        """
        several = len(papers) > 1
        width = _SHEETS_WIDTH if several else _KIT_WIDTH
        super().__init__(theme, tasks, title, act, parent, name="words", width=width)
        self._use = use
        columns = _SHEET_COLUMNS if several else _KIT_COLUMNS
        self._grids = [
            WordGrid(listed, count, columns, name=f"words_{number}")
            for number, (listed, count) in enumerate(papers, 1)
        ]
        self._lines = TypedLines(people, name="words")
        self.content.addWidget(Words(said))
        room = ScrollPage(name="words_room", margin=0)
        self.content.addWidget(room, 1)
        for number, grid in enumerate(self._grids, 1):
            if several:
                named = (_("First sheet"), _("Second sheet"))[number - 1]
                room.body.addWidget(Words(named, "strong"))
            room.body.addWidget(grid)
            grid.changed.connect(self._refresh)
        if people:
            room.body.addWidget(Words(_("Your passphrase"), "strong"))
            room.body.addWidget(self._lines)
        for first, second in zip(self._grids, self._grids[1:], strict=False):
            first.finished.connect(second.setFocus)
        self._lines.changed.connect(self._refresh)
        self._refresh()
        keep_to_screen(room, theme, _AROUND)
        self._grids[0].setFocus()

    def type_texts(self, *texts: str) -> None:
        """Type the words of each paper."""
        for grid, text in zip(self._grids, texts, strict=True):
            grid.type_text(text)

    def act(self) -> None:
        """Try the words."""
        texts, read = [grid.text for grid in self._grids], self._lines.reader()
        self.run(_("Trying the words"), lambda: self._use(texts, read()), lambda _done: self._end())

    def _refresh(self) -> None:
        self.do.setEnabled(all(grid.is_full for grid in self._grids) and self._lines.is_full)

    def _end(self) -> None:
        for grid in self._grids:
            grid.forget()
        self._lines.forget()
        self.accept()
        self.used.emit()
