"""The list of cases: code, state, stage and the date that matters, three lines a case.

What is on the list stays where it is while one looks at it: a change updates rows in place and
puts new ones on top; only another search or filter orders it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cem_desktop.gui.case_words import exact_dates, pills_of, second_line, third_line
from cem_desktop.gui.style import MONO
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from PySide6.QtGui import QKeyEvent

    from cem_desktop.domain.case_file import CaseIndexRow
    from cem_desktop.gui.style import Theme

    AnyIndex = QModelIndex | QPersistentModelIndex

_ROW: Final = Qt.ItemDataRole.UserRole
_PAD: Final = 10
_CHOOSING: Final = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CaseListModel(QAbstractListModel):
    """Rows of the case index."""

    def __init__(self, today: Callable[[], date]) -> None:
        """``today`` gives the day that dates are told from."""
        super().__init__()
        self._rows: list[CaseIndexRow] = []
        self._today = today

    @property
    def rows(self) -> tuple[CaseIndexRow, ...]:
        """The rows in the order of the screen."""
        return tuple(self._rows)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of cases."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, its words for readers, or the exact dates for hovering."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            states = ", ".join(word for word, _kind in pills_of(row))
            return f"{row.code} {second_line(row)} {third_line(row, self._today())} {states}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return exact_dates(row)
        return None

    def show(self, rows: Sequence[CaseIndexRow]) -> None:
        """Show other rows, in their own order."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def renew(self, rows: Sequence[CaseIndexRow]) -> None:
        """Show the same search after a change: rows keep their places, new ones come on top."""
        fresh = {row.file_id: row for row in rows}
        for at in reversed(range(len(self._rows))):
            known = self._rows[at]
            row = fresh.pop(known.file_id, None)
            if row is None:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._rows[at]
                self.endRemoveRows()
            elif row != known:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))
        added = [row for row in rows if row.file_id in fresh]
        if added:
            self.beginInsertRows(QModelIndex(), 0, len(added) - 1)
            self._rows[:0] = added
            self.endInsertRows()

    def place_of(self, file_id: str) -> QModelIndex:
        """Return where a file stands; invalid when it is not on the list."""
        for at, row in enumerate(self._rows):
            if row.file_id == file_id:
                return self.index(at)
        return QModelIndex()


class _CaseDelegate(QStyledItemDelegate):
    """Paints a case: code and pill, stage and alias, date."""

    def __init__(self, theme: Theme, today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self._today = theme, today
        self._code = _font(theme.px(15), bold=True, family=MONO)
        self._small = _font(theme.px(12))
        self._pill = _font(theme.px(11), bold=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: ARG002
        return QSize(10, self._theme.px(78))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row, tokens, px = index.data(_ROW), self._theme.tokens, self._theme.px
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(tokens.accent_soft))
            painter.fillRect(area.adjusted(0, 0, 3 - area.width(), 0), QColor(tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(tokens.hover))
        painter.fillRect(area.adjusted(0, area.height() - 1, 0, 0), QColor(tokens.line))
        inside = area.adjusted(_PAD, px(8), -_PAD, -px(8))
        pill_width = self._paint_pill(painter, inside, row)
        painter.setPen(QColor(tokens.text))
        first = inside.adjusted(0, 0, -pill_width - px(6), px(20) - inside.height())
        _write(painter, first, self._code, row.code)
        painter.setPen(QColor(tokens.muted))
        second = inside.adjusted(0, px(22), 0, px(41) - inside.height())
        _write(painter, second, self._small, second_line(row))
        third = inside.adjusted(0, px(42), 0, px(61) - inside.height())
        _write(painter, third, self._small, third_line(row, self._today()))
        painter.restore()

    def _paint_pill(self, painter: QPainter, inside: QRect, row: CaseIndexRow) -> int:
        pills, tokens, px = pills_of(row), self._theme.tokens, self._theme.px
        if not pills:
            return 0
        word, kind = pills[0]
        grounds = {
            "neutral": (tokens.text, tokens.neutral_soft),
            "accent": (tokens.accent, tokens.accent_soft),
            "info": (tokens.info, tokens.info_soft),
            "warn": (tokens.warn, tokens.warn_soft),
            "danger": (tokens.danger, tokens.danger_soft),
        }
        text, ground = grounds[kind]
        width = QFontMetrics(self._pill).horizontalAdvance(word) + px(22)
        width = min(width, inside.width() * 3 // 5)
        place = QRect(inside.right() - width + 1, inside.top(), width, px(19))
        edge = QColor(text) if tokens.soft_edge else QColor(ground)
        painter.setPen(edge)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
        painter.setPen(QColor(text))
        _write(painter, place.adjusted(px(8), 0, -px(8), 0), self._pill, word, centred=True)
        return width


class CaseList(QListView):
    """The list; ``chosen`` carries a file's id."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, today: Callable[[], date]) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setObjectName("case_list")
        self.setAccessibleName(_("Cases"))
        self.cases = CaseListModel(today)
        self.setModel(self.cases)
        self._painter = _CaseDelegate(theme, today)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The current index moves when the list merely gets the focus; a choice is a selection.
        self.selectionModel().selectionChanged.connect(self._on_selected)

    @property
    def chosen_file(self) -> str:
        """The id of the file that is selected, or empty."""
        chosen = self.selectedIndexes()
        return chosen[0].data(_ROW).file_id if chosen else ""

    def choose(self, file_id: str) -> bool:
        """Select a file and bring it into view; say whether it is on the list."""
        place = self.cases.place_of(file_id)
        self.setCurrentIndex(place)
        if place.isValid():
            self.scrollTo(place)
        return place.isValid()

    def choose_first(self) -> bool:
        """Select the first case, as after a search; say whether there is one."""
        first = self.cases.index(0)
        self.setCurrentIndex(first)
        return first.isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the first key choose the case on which the focus stands; then the arrows move."""
        here = self.currentIndex()
        if event.key() in _CHOOSING and here.isValid() and not self.chosen_file:
            chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(here, chosen)
        else:
            super().keyPressEvent(event)

    def renew(self, rows: Sequence[CaseIndexRow]) -> None:
        """Take in a change; selection and scroll survive."""
        bar = self.verticalScrollBar()
        top = self.indexAt(self.viewport().rect().topLeft())
        anchor = QPersistentModelIndex(top)
        offset = self.visualRect(top).top() if top.isValid() else 0
        at_top = bar.value() == 0
        self.cases.renew(rows)
        if anchor.isValid() and not at_top:
            self.doItemsLayout()
            now = self.visualRect(self.cases.index(anchor.row())).top()
            bar.setValue(bar.value() + now - offset)

    def _on_selected(self) -> None:
        if self.chosen_file:
            self.chosen.emit(self.chosen_file)


def _font(size: int, *, bold: bool = False, family: str = "") -> QFont:
    font = QFont(family) if family else QFont()
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def _write(
    painter: QPainter, place: QRect, font: QFont, text: str, *, centred: bool = False
) -> None:
    """Write one line, shortened at its end where it does not fit."""
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    side = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
