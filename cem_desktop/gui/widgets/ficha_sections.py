"""The list of sections: what is done, what is being done, what is left, what has to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from cem_desktop.gui import icons
from cem_desktop.gui.widgets.ficha_texts import section_text
from cem_desktop.gui.widgets.plain_tips import plain_tip
from cem_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from cem_desktop.gui.style import Theme

_STATE: Final = int(Qt.ItemDataRole.UserRole) + 1
_PROGRESS: Final = int(Qt.ItemDataRole.UserRole) + 2
_WRAP: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter


class SectionState(StrEnum):
    """How far a section is; the values are the meanings of its icons."""

    DONE = "done"
    DOING = "doing"
    TO_DO = "to_do"
    TO_MEND = "to_mend"


@dataclass(frozen=True)
class SectionProgress:
    """What the list says of one section.

    Attributes:
        label: Its name, in the language of the ficha.
        answered: Questions with an answer, of those that can be asked now.
        askable: Questions that can be asked now.
        to_mend: Problems and conflicts that the person has been shown.
        relevant: False where the answers rule the whole section out.
    """

    label: str
    answered: int
    askable: int
    to_mend: int
    relevant: bool = True

    @property
    def state(self) -> SectionState:
        """Return the state; something to mend comes first."""
        if self.to_mend:
            return SectionState.TO_MEND
        if self.askable and self.answered >= self.askable:
            return SectionState.DONE
        return SectionState.DOING if self.answered else SectionState.TO_DO

    @property
    def text(self) -> str:
        """Return the words at the right: 3 of 5, 1 to mend, or a dash."""
        askable = self.askable if self.relevant else 0
        return section_text(self.answered, askable, self.to_mend)


class SectionList(QListWidget):
    """One line a section; up and down choose."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("section_list")
        self.setAccessibleName(_("Sections"))
        self.setItemDelegate(_SectionLine(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setSpacing(1)

    def show_progress(self, sections: list[SectionProgress]) -> None:
        """Show the state of all sections; only lines that changed are touched."""
        while self.count() < len(sections):
            self.addItem(QListWidgetItem())
        for at, section in enumerate(sections):
            item = self.item(at)
            _set(item, Qt.ItemDataRole.DisplayRole, section.label)
            _set(item, _STATE, section.state.value)
            _set(item, _PROGRESS, section.text)
            state = _state_word(section.state) if section.relevant else _("does not apply")
            _set(
                item,
                Qt.ItemDataRole.AccessibleTextRole,
                f"{section.label}, {section.text}, {state}",
            )
            _set(item, Qt.ItemDataRole.ToolTipRole, plain_tip(f"{section.label}: {state}"))
            usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            flags = usable if section.relevant else Qt.ItemFlag.NoItemFlags
            if item.flags() != flags:
                item.setFlags(flags)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the names to the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def _set(item: QListWidgetItem, role: int, value: str) -> None:
    if item.data(role) != value:
        item.setData(role, value)


def _state_word(state: SectionState) -> str:
    return {
        SectionState.DONE: _("done"),
        SectionState.DOING: _("begun"),
        SectionState.TO_DO: _("to do"),
        SectionState.TO_MEND: _("to mend"),
    }[state]


class _SectionLine(QStyledItemDelegate):
    """Paints icon, name and progress of a section; long names take two lines."""

    def __init__(self, theme: Theme, parent: SectionList) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pad = 12
        self._gap = 8
        tokens = theme.tokens
        self._colours = {
            SectionState.DONE: tokens.accent,
            SectionState.DOING: tokens.accent,
            SectionState.TO_DO: tokens.muted,
            SectionState.TO_MEND: tokens.danger,
        }

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002  (Qt passes it by name)
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Return the height that the wrapped name needs."""
        viewport = self.parent()
        assert isinstance(viewport, SectionList)
        width = viewport.viewport().width() - 2 * viewport.spacing()
        height = self._height(self._font(bold=False), width, index)
        return QSize(width, max(self._theme.px(34), height + 14))

    def _height(self, font: QFont, width: int, index: QModelIndex | QPersistentModelIndex) -> int:
        room = QRect(0, 0, self._name_room(width, index), 10_000)
        return QFontMetrics(font).boundingRect(room, int(_WRAP), str(index.data())).height()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one line."""
        tokens = self._theme.tokens
        flags = QStyle.StateFlag
        state, rect = option.state, QRect(option.rect)
        selected = bool(state & flags.State_Selected)
        enabled = bool(state & flags.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or (state & flags.State_MouseOver and enabled):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else tokens.hover))
            painter.drawRoundedRect(rect, 8, 8)
        size = self._theme.px(18)
        kind = SectionState(index.data(_STATE))
        colour = self._colours[kind] if enabled else tokens.muted
        icon = icons.pixmap(kind.value, colour, size)
        top = rect.top() + (rect.height() - size) // 2
        painter.drawPixmap(rect.left() + self._pad, top, icon)
        name = rect.adjusted(self._pad + size + self._gap, 0, 0, 0)
        name.setWidth(self._name_room(rect.width(), index))
        painter.setPen(QPen(QColor(tokens.text if enabled else tokens.muted)))
        # Bold only where it takes no line more: the list never moves under the hand.
        bold, plain = self._font(bold=True), self._font(bold=False)
        same = self._height(bold, rect.width(), index) <= self._height(plain, rect.width(), index)
        painter.setFont(bold if selected and same else plain)
        painter.drawText(name, int(_WRAP), str(index.data()))
        painter.setPen(
            QPen(QColor(tokens.danger if kind is SectionState.TO_MEND else tokens.muted))
        )
        painter.setFont(self._small())
        right = rect.adjusted(0, 0, -self._pad, 0)
        aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, int(aligned), str(index.data(_PROGRESS)))
        painter.restore()

    def _name_room(self, width: int, index: QModelIndex | QPersistentModelIndex) -> int:
        progress = QFontMetrics(self._small()).horizontalAdvance(str(index.data(_PROGRESS)))
        used = 2 * self._pad + self._theme.px(18) + 2 * self._gap + progress
        return max(width - used, 40)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self._family())
        font.setPixelSize(self._theme.px(13))
        font.setBold(bold)
        return font

    def _small(self) -> QFont:
        font = QFont(self._family())
        font.setPixelSize(self._theme.px(12))
        return font

    def _family(self) -> str:
        view = self.parent()
        assert isinstance(view, SectionList)
        return view.font().family()
