"""Room for a pencil: boxes to cross, combs for figures, ruled lines; black on white, drawn.

No glyph of a box is used: not every printer's driver keeps it, and these have one size.
"""

from __future__ import annotations

from typing import Any, Final

from reportlab.lib.colors import HexColor, black
from reportlab.platypus import Flowable as PlatypusFlowable
from reportlab.platypus import Paragraph, Table

from cem_desktop.reports.palette import LIGHT
from cem_desktop.reports.typefaces import MONO_BOLD, REGULAR, width_of

CELL_WIDTH: Final = 15.0
CELL_HEIGHT: Final = 19.0
LINE_PITCH: Final = 21.0
_BOX: Final = 9.5
_INK: Final = 0.9
_CAPTION: Final = 6.5
_GAP: Final = 8.0
_LETTER: Final = 12.0
_BESIDE_BOX: Final = _BOX + 4 + _LETTER
_SCALE: Final = 3
_FEWEST_OF_SCALE: Final = 4
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


class Comb(PlatypusFlowable):  # type: ignore[misc]
    """Boxes in groups, one a figure, each group with its caption under it."""

    def __init__(
        self, groups: tuple[tuple[int, str], ...], marks: tuple[str, ...] = (), text: str = ""
    ) -> None:
        """``marks`` stand between the groups; ``text`` stands in the boxes, one letter a box."""
        super().__init__()
        self._groups, self._marks, self._text = groups, marks, text
        self.hAlign = "LEFT"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size: that of the boxes, and of a caption where there is one."""
        cells = sum(count for count, _caption in self._groups)
        self.width = cells * CELL_WIDTH + (len(self._groups) - 1) * _GAP + 1
        captions = any(caption for _count, caption in self._groups)
        self.height = CELL_HEIGHT + (_CAPTION + 3 if captions else 0) + 1
        return self.width, self.height

    def draw(self) -> None:
        """Draw the boxes from left to right."""
        canvas, x = self.canv, 0.5
        base = self.height - CELL_HEIGHT - 0.5
        letters = iter(self._text)
        canvas.setLineWidth(_INK)
        canvas.setStrokeColor(black)
        for at, (count, caption) in enumerate(self._groups):
            start = x
            for _cell in range(count):
                canvas.rect(x, base, CELL_WIDTH, CELL_HEIGHT)
                canvas.setFont(MONO_BOLD, 12)
                canvas.drawCentredString(x + CELL_WIDTH / 2, base + 5.5, next(letters, ""))
                x += CELL_WIDTH
            canvas.setFont(REGULAR, _CAPTION)
            canvas.drawCentredString((start + x) / 2, base - _CAPTION - 0.5, caption)
            if at < len(self._groups) - 1:
                mark = self._marks[at] if at < len(self._marks) else ""
                canvas.setFont(REGULAR, 11)
                canvas.drawCentredString(x + _GAP / 2, base + 5.5, mark)
                x += _GAP


class Ruled(PlatypusFlowable):  # type: ignore[misc]
    """Lines to write on, as wide as there is room; can be parted between two lines by a page."""

    def __init__(self, lines: int) -> None:
        """``lines`` of them."""
        super().__init__()
        self._lines = lines

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the size."""
        self.width, self.height = width, self._lines * LINE_PITCH
        return self.width, self.height

    def split(self, _width: float, height: float) -> list[Any]:
        """Part the lines where the page ends."""
        fit = int(height // LINE_PITCH)
        if fit < 2 or self._lines - fit < 2:  # noqa: PLR2004  (one line alone helps nobody)
            return []
        return [Ruled(fit), Ruled(self._lines - fit)]

    def draw(self) -> None:
        """Draw the lines."""
        self.canv.setLineWidth(0.6)
        self.canv.setStrokeColor(HexColor(LIGHT.edge))
        for number in range(self._lines):
            y = number * LINE_PITCH + 3
            self.canv.line(0, y, self.width, y)


class Choice(PlatypusFlowable):  # type: ignore[misc]
    """A box or ring to cross, its letter, and the words of the choice."""

    def __init__(self, words: Any, letter: str, shape: str) -> None:
        """``words`` is a paragraph; ``shape`` is ``ring``, ``box`` or ``place`` (for a number)."""
        super().__init__()
        self._words, self._letter, self._shape = words, letter, shape
        self._indent = _BESIDE_BOX + (9 if shape == "place" else 0) - (0 if letter else _LETTER)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size: the words' own beside the box."""
        _width, self._words_height = self._words.wrap(width - self._indent, height)
        self.width, self.height = width, max(self._words_height, _BOX + 2)
        return self.width, self.height

    def draw(self) -> None:
        """Draw box, letter and words, their first lines level."""
        canvas, top = self.canv, self.height - 1.5
        canvas.setLineWidth(_INK)
        canvas.setStrokeColor(black)
        width = _BOX + (9 if self._shape == "place" else 0)
        if self._shape == "ring":
            canvas.circle(_BOX / 2 + 0.5, top - _BOX / 2, _BOX / 2)
        else:
            canvas.rect(0.5, top - _BOX, width, _BOX)
        canvas.setFont(REGULAR, 7.5)
        canvas.setFillColor(HexColor(LIGHT.muted))
        canvas.drawString(width + 4.5, top - _BOX + 2, self._letter)
        self._words.drawOn(canvas, self._indent, self.height - self._words_height)


def choice_rows(labels: tuple[str, ...], style: Any, shape: str, width: float) -> Table:
    """Return choices in as many columns as their words allow, read down and then across.

    A scale of short numbers stands in one line, without letters.
    """
    is_scale = all(len(label) <= _SCALE for label in labels) and len(labels) > _FEWEST_OF_SCALE
    columns = len(labels) if is_scale else _columns(labels, style, width)
    count = -(-len(labels) // columns)
    cells = [
        Choice(
            Paragraph(_escaped(label), style),
            "" if is_scale else letter_of(at, len(labels)),
            shape,
        )
        for at, label in enumerate(labels)
    ]
    rows = [
        [_at(cells, column * count + line) for column in range(columns)] for line in range(count)
    ]
    return Table(
        rows,
        colWidths=[width / columns] * columns,
        style=[
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )


def letter_of(at: int, count: int) -> str:
    """Return the letter of a choice; none where there are more than letters."""
    return _LETTERS[at] if count <= len(_LETTERS) else ""


def _columns(labels: tuple[str, ...], style: Any, width: float) -> int:
    longest = max(width_of(label, style.fontName, style.fontSize) for label in labels)
    room = {columns: width / columns - _BESIDE_BOX - 9 for columns in (6, 5, 4, 3, 2)}
    for columns, words in room.items():
        if longest <= words and len(labels) >= columns - 1:
            return min(columns, len(labels))
    if longest <= room[2] * 1.9 and len(labels) > 2:  # noqa: PLR2004  (two lines each)
        return 2
    return 1


def _at(cells: list[Choice], at: int) -> Any:
    return cells[at] if at < len(cells) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
