"""A repeat as a table of its rows, and the questions of the row that is selected below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cem_desktop.forms.definition import Question
from cem_desktop.gui import icons
from cem_desktop.gui.tokens import CARD_MARGINS, LARGE_TEXT
from cem_desktop.gui.widgets.buttons import Button
from cem_desktop.gui.widgets.ficha_bench import FichaBench, Scope
from cem_desktop.gui.widgets.ficha_field_kinds import elsewhere_kind
from cem_desktop.gui.widgets.ficha_row_table import RowTable, ask_removal
from cem_desktop.gui.widgets.layouts import Card
from cem_desktop.gui.widgets.words import Words
from cem_desktop.i18n import _, ngettext
from cem_desktop.services.answer_words import answer_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cem_desktop.forms.definition import Element, Repeat
    from cem_desktop.gui.widgets.ficha_field_kinds import FichaLook
    from cem_desktop.gui.widgets.ficha_question_card import QuestionCard

_MOST_COLUMNS: Final = 4
_MOST_LARGE_COLUMNS: Final = 2
_TABLED: Final = frozenset(
    {
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "datetime",
        "range",
        "select_one",
        "select_multiple",
        "calculate",
    }
)


class RowColumn(Protocol):
    """The questions of one row, as the section page builds them."""

    def cards(self) -> Iterator[QuestionCard]:
        """Return the cards of the row."""
        ...

    def blocks(self) -> Iterator[RepeatBlock]:
        """Return the inner repeats."""
        ...

    def show_rows(self, changed: frozenset[str] | None = None) -> None:
        """Show rows of inner repeats."""
        ...

    def show_headings(self) -> None:
        """Show headings of groups."""
        ...

    def forget(self) -> None:
        """Forget the cards."""
        ...

    def open_path(self, path: str) -> None:
        """Open rows."""
        ...

    def enter_row(self, repeat: str) -> None:
        """Put the cursor into a row."""
        ...

    def close_row(self, repeat: str, row: str) -> None:
        """Take a row's cards away."""
        ...


class RepeatBlock(QWidget):
    """One repeat of the form, in one scope."""

    def __init__(
        self,
        repeat: Repeat,
        scope: Scope,
        bench: FichaBench,
        make_column: Callable[[tuple[Element, ...], Scope, FichaBench, QWidget], QWidget],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.path = scope.at(repeat.path)
        self._repeat, self._scope, self._bench = repeat, scope, bench
        self._make_column = make_column
        self._rows: tuple[str, ...] = ()
        self._shown_row = ""
        self._at = 0
        self._detail: QWidget | None = None
        self._columns = _table_columns(repeat, bench.look)
        self.setObjectName(f"repeat {self.path}")
        self._build()
        self.refresh()

    # --- parts ---------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._bench.look.theme
        number = self._bench.plan.numbers.get(self._repeat.path, "")
        self._title = Words(role="cardTitle")
        self._count = Words(role="muted", wrap=False)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Words(number, "cardTitle", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        self._hint = Words(role="hint")
        self._table = RowTable(self._enter_row, self.ask_removal)
        self._table.setObjectName(f"table {self.path}")
        self._table.verticalHeader().setDefaultSectionSize(theme.px(34))
        self._table.currentCellChanged.connect(lambda row, *_rest: self._on_row(row))
        self._add = Button(
            _("Add"),
            name=f"add {self.path}",
            on_click=self.ask_row,
            icon=icons.icon("add", theme.tokens.text),
        )
        self._remove = Button(
            _("Remove this row"), "quiet", name=f"remove {self.path}", on_click=self.ask_removal
        )
        buttons = QHBoxLayout()
        if self._repeat.counted:
            self._add.hide()
        buttons.addWidget(self._add)
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        self._card = Card(head, self._hint, self._table, name=f"card {self.path}", gap=6)
        self._card.body.setContentsMargins(*CARD_MARGINS)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(self._bench.look.theme.px(18), 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._card)
        column.addLayout(self._place)
        column.addLayout(buttons)

    def show_relevance(self) -> None:
        """Stand on the page, or not, as the answers want it."""
        relevant = self._bench.session.node(self.path).relevant
        # Without a parent yet, showing would open a window of its own.
        if self.parentWidget() is not None or not relevant:
            self.setVisible(relevant)

    # --- what the session says -----------------------------------------------------------

    def refresh(self, changed: frozenset[str] | None = None) -> None:
        """Show rows, labels and the row that is open, where they changed."""
        session = self._bench.session
        node = session.node(self.path)
        self._title.setText(node.label)
        self._table.setAccessibleName(node.label)
        self._add.setAccessibleName(_("Add: {label}").format(label=node.label))
        self._hint.setText(node.hint)
        self._hint.setVisible(bool(node.hint))
        self.show_relevance()
        rows = session.rows(self.path)
        if rows != self._rows or changed is None:
            self._show_rows(rows)
        else:
            self._show_cells(changed)
        if self._detail is not None:
            self._row_column().show_rows(changed)

    def show_headings(self) -> None:
        """Show the headings inside the open row."""
        if self._detail is not None:
            self._row_column().show_headings()

    def _show_rows(self, rows: tuple[str, ...]) -> None:
        selected = self._shown_row
        self._rows = rows
        self._table.show_shape(self._heads(), len(rows))
        self._show_cells(None)
        self._remove.setVisible(bool(rows) and not self._repeat.counted)
        count = ngettext("{count} row", "{count} rows", len(rows)).format(count=len(rows))
        self._count.setText(count if rows else _("none yet"))
        if not rows:
            self._show_detail("")
        elif selected in rows:
            self._table.mark(rows.index(selected))
        else:
            # The first when it opens; beside a row that went, the one that took its place.
            self.select_row(rows[min(self._at, len(rows) - 1)])

    def _heads(self) -> list[str]:
        """Return the labels of the columns; they are known once there is a row."""
        if not self._rows:
            return ["" for _question in self._columns]
        scope = self._row_scope(self._rows[0])
        node = self._bench.session.node
        return [node(scope.at(question.path)).label for question in self._columns]

    def _show_cells(self, changed: frozenset[str] | None) -> None:
        for at, row in enumerate(self._rows):
            scope = self._row_scope(row)
            for column, question in enumerate(self._columns):
                path = scope.at(question.path)
                if changed is None or path in changed:
                    node = self._bench.session.node(path)
                    text = answer_words(question, node, node.value) if node.relevant else ""
                    self._table.show_cell(at, column, text)

    # --- the row that is open ------------------------------------------------------------

    def select_row(self, row: str) -> None:
        """Open a row below the table."""
        self._table.mark(self._rows.index(row))
        self._show_detail(row)

    def _on_row(self, at: int) -> None:
        if 0 <= at < len(self._rows):
            self._show_detail(self._rows[at])

    def _show_detail(self, row: str) -> None:
        if row == self._shown_row:
            return
        if self._detail is not None:
            self._row_column().forget()
            self._detail.hide()
            self._place.removeWidget(self._detail)
            self._detail.deleteLater()
            self._detail = None
        self._shown_row = row
        if row:
            self._at = self._rows.index(row)
            self._detail = self._make_column(
                self._repeat.children, self._row_scope(row), self._bench, self
            )
            self._place.addWidget(self._detail)
            # Now, not when Qt is back in its loop: the cursor may go into it at once.
            self._detail.show()
        self._bench.rearranged.emit()

    def _row_scope(self, row: str) -> Scope:
        return Scope(self._repeat.path, f"{self.path}/{row}")

    def _row_column(self) -> RowColumn:
        detail = self._detail
        assert detail is not None
        return detail  # type: ignore[return-value]  # an ElementColumn: importing it would be a circle

    def cards(self) -> Iterator[QuestionCard]:
        """Return the cards of the row that is open."""
        if self._detail is not None:
            yield from self._row_column().cards()

    def open_path(self, path: str) -> None:
        """Open the row in which a question stands, and rows inside of it."""
        inside = f"{self.path}/"
        if not path.startswith(inside):
            return
        row = path[len(inside) :].partition("/")[0]
        if row in self._rows:
            self.select_row(row)
        if self._detail is not None:
            self._row_column().open_path(path)

    def enter_row(self, repeat: str) -> None:
        """Put the cursor into the open row of the repeat at an instance path."""
        if repeat == self.path:
            self._enter_row()
        elif self._detail is not None and repeat.startswith(f"{self.path}/"):
            self._row_column().enter_row(repeat)

    def take_focus(self) -> None:
        """Put the cursor on the rows; where none is left, on the way to a new one."""
        target = self._table if self._rows else self._add
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def close_row(self, repeat: str, row: str) -> None:
        """Take the cards of a row away before the row goes."""
        if repeat == self.path and row == self._shown_row:
            self._show_detail("")
        elif self._detail is not None and repeat.startswith(f"{self.path}/"):
            self._row_column().close_row(repeat, row)

    def _enter_row(self) -> None:
        for card in self.cards():
            if card.is_askable():
                card.take_focus()
                return

    def blocks(self) -> Iterator[RepeatBlock]:
        """Return the repeats of the row that is open."""
        if self._detail is not None:
            yield from self._row_column().blocks()

    # --- adding and removing -------------------------------------------------------------

    @property
    def is_free(self) -> bool:
        """Whether a person adds and removes rows; else they come from a number."""
        return not self._repeat.counted

    def ask_row(self) -> None:
        """Tell that the person wants a row more, where rows do not come from a number."""
        if not self._repeat.counted:
            self._bench.row_added.emit(self.path)

    def ask_removal(self) -> None:
        """Ask before a row goes; Enter and Esc keep it."""
        if not self._shown_row or self._repeat.counted:
            return
        row = self._shown_row
        ask_removal(
            self,
            self._rows.index(row) + 1,
            lambda: self._bench.row_removed.emit(self.path, row),
        )


def _table_columns(repeat: Repeat, look: FichaLook) -> tuple[Question, ...]:
    """Return the first questions of a row: they tell the rows apart."""
    found = [
        child
        for child in repeat.children
        if isinstance(child, Question)
        and child.type in _TABLED
        and not elsewhere_kind(child, has_vault=look.has_vault)
        and "multiline" not in child.appearance.split()
    ]
    is_large = look.theme.scale > LARGE_TEXT
    return tuple(found[: _MOST_LARGE_COLUMNS if is_large else _MOST_COLUMNS])
