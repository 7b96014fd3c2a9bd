"""New recovery papers: seen, printed, and three words of each typed from the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit

from cem_desktop.gui.icons import icon
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.field_block import FieldBlock
from cem_desktop.gui.widgets.layouts import row
from cem_desktop.gui.widgets.typed_lines import TypedLines
from cem_desktop.gui.widgets.words import Words
from cem_desktop.gui.widgets.work_dialog import WorkDialog
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from cem_desktop.gui.style import Theme
    from cem_desktop.gui.tasks import TaskRunner
    from cem_desktop.services.printing import PrintJob
    from cem_desktop.services.rekeying import Typed

    Answers = list[list[str]]
    Confirm = Callable[[Answers, Mapping[str, Typed]], None]
    Note = Callable[[PrintJob, str], None]

_WIDTH: Final = 600
_LONGEST_WORD: Final = 40


class PapersDialog(WorkDialog):
    """Nothing counts before the last button; closing it leaves the papers of before valid."""

    counted = Signal()

    def __init__(
        self,
        theme: Theme,
        tasks: TaskRunner,
        title: str,
        said: Sequence[str],
        asked: Sequence[Sequence[int]],
        make: Callable[[], PrintJob],
        note: Note,
        confirm: Confirm,
        parent: QWidget | None = None,
        people: Sequence[tuple[str, str, bool]] = (),
    ) -> None:
        """Offer to print what ``make`` makes, and ask for words of it.

        Args:
            theme: Colours and sizes.
            tasks: Runs the making, printing and confirming.
            title: What papers these are.
            said: What a person must know, a paragraph each.
            asked: Of each sheet, the numbers of the words to type.
            make: Makes the document, off the GUI thread.
            note: Notes that it was printed.
            confirm: Lets the papers count; gets the words typed, and what colleagues typed.
            parent: The window over which it stands.
            people: Colleagues who must type their passphrase: id, login, whether with a key file.
        """
        super().__init__(
            theme, tasks, title, _("It is on paper: let it count"), parent,
            name="papers", width=_WIDTH,
        )  # fmt: skip
        self._tasks, self._make, self._note, self._confirm = tasks, make, note, confirm
        self._lines = TypedLines(people, name="papers")
        self._fields: list[list[QLineEdit]] = []
        for text in said:
            self.content.addWidget(Words(text))
        self._print = Button(
            _("See and print…"),
            name="papers_print",
            icon=icon("print", theme.tokens.text),
            on_click=self.preview,
        )
        line = row()
        line.addWidget(self._print)
        line.addStretch(1)
        self.content.addLayout(line)
        self.content.addWidget(Words(_("Now type these words from the paper:"), "strong"))
        self.content.addLayout(self._make_grid(asked))
        if people:
            self.content.addWidget(
                Words(
                    _("Every custodian types her passphrase: her key holds a part too."), "strong"
                )
            )
            self.content.addWidget(self._lines)
        self._lines.changed.connect(self._refresh)
        self._refresh()
        self._print.setFocus()

    def preview(self) -> None:
        """Show the papers, from where they are printed."""
        from cem_desktop.gui.print_preview import PrintPreview

        preview = PrintPreview(
            self.theme, self._tasks, lambda _progress: self._make(), self._note, self
        )
        preview.finished.connect(preview.deleteLater)
        preview.open()

    def act(self) -> None:
        """Let the papers count, if the words are those on them."""
        answers = [[field.text() for field in fields] for fields in self._fields]
        read = self._lines.reader()
        self.run(
            _("Writing the key…"), lambda: self._confirm(answers, read()), lambda _done: self._end()
        )

    def _make_grid(self, asked: Sequence[Sequence[int]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for at, numbers in enumerate(asked):
            first = 0
            if len(asked) > 1:
                first = 1
                grid.addWidget(Words(_("Sheet {number}").format(number=at + 1), "muted"), at, 0)
            self._fields.append([])
            for column, number in enumerate(numbers, first):
                field = QLineEdit()
                field.setObjectName(f"paper_{at + 1}_word_{number}")
                field.setMaxLength(_LONGEST_WORD)
                field.textChanged.connect(self._refresh)
                self._fields[-1].append(field)
                label = _("Word {number}").format(number=number)
                grid.addWidget(FieldBlock(label, field), at, column)
        return grid

    def _refresh(self) -> None:
        fields = [field for fields in self._fields for field in fields]
        full = all(field.text().strip() for field in fields)
        self.do.setEnabled(full and self._lines.is_full)

    def _end(self) -> None:
        for fields in self._fields:
            for field in fields:
                field.clear()
        self._lines.forget()
        self.accept()
        self.counted.emit()
