"""Noto Sans for paper and charts: registered once with reportlab, embedded as a subset."""

from __future__ import annotations

from functools import cache
from typing import Final

from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from cem_desktop import paths

REGULAR: Final = "NotoSans"
BOLD: Final = "NotoSans-Bold"
MONO: Final = "NotoSansMono"
MONO_BOLD: Final = "NotoSansMono-Bold"

_FILES = {
    REGULAR: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    MONO: "NotoSansMono-Regular.ttf",
    MONO_BOLD: "NotoSansMono-Bold.ttf",
}

SVG_FONTS: Final = {
    REGULAR: {"family": "Noto Sans"},
    BOLD: {"family": "Noto Sans", "weight": "bold"},
    MONO: {"family": "Noto Sans Mono"},
    MONO_BOLD: {"family": "Noto Sans Mono", "weight": "bold"},
}
"""How each face is called in an SVG."""


@cache
def register_typefaces() -> None:
    """Make the faces known to reportlab; the program's own files, so paper looks alike anywhere."""
    folder = paths.resources() / "fonts"
    for name, file in _FILES.items():
        registerFont(TTFont(name, folder / file))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    registerFontFamily(MONO, normal=MONO, bold=MONO_BOLD, italic=MONO, boldItalic=MONO_BOLD)


def width_of(text: str, face: str, size: float) -> float:
    """Return the width of a text in points."""
    register_typefaces()
    return float(stringWidth(text, face, size))


def fitted(text: str, face: str, size: float, width: float) -> str:
    """Return ``text``, or as much of its beginning as fits ``width``, with an ellipsis."""
    if width_of(text, face, size) <= width:
        return text
    kept = text
    while kept and width_of(f"{kept}…", face, size) > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"
