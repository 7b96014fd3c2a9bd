"""The one table of colours and measures; palette, style sheet and icons are all made from it.

Three columns: light, dark and high contrast. Contrast of every pair that is used together is
held at AA by a test (4.5:1 for text, 3:1 for field edges and for icons that carry meaning).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PillKind = Literal["neutral", "accent", "info", "warn", "danger"]

TEXT_SCALES: Final[tuple[int, ...]] = (100, 110, 125, 150, 175, 200)

RAIL_WIDTH: Final = 208
LIST_WIDTH: Final = 350
SECTION_LIST_WIDTH: Final = 250
PAGE_MARGIN: Final = 24
CARD_MARGINS: Final = (18, 14, 18, 14)
GAP: Final = 12
HIT_HEIGHT: Final = 34
LARGE_TEXT: Final = 1.5
"""Above this scale a line belongs to its words; what stands beside them goes below."""


@dataclass(frozen=True)
class Tokens:
    """One column of the table: colours as ``#RRGGBB``, widths in pixels.

    ``edge_width`` is that of fields, ``soft_edge`` that of pills and banners.
    """

    name: str
    bg: str
    surface: str
    field: str
    hover: str
    rail: str
    rail_text: str
    rail_selected: str
    rail_strong: str
    line: str
    card_edge: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    info: str
    info_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    neutral_soft: str
    edge: str
    focus: str
    rail_focus: str
    edge_width: int
    soft_edge: int


LIGHT: Final = Tokens(
    name="light",
    bg="#F6F5F2",
    surface="#FFFFFF",
    field="#FFFFFF",
    hover="#F1F0EC",
    rail="#1F2A37",
    rail_text="#C9D1DB",
    rail_selected="#33475B",
    rail_strong="#FFFFFF",
    line="#E2DFD8",
    card_edge="#E2DFD8",
    text="#1E2430",
    muted="#5D6673",
    accent="#0F6B5C",
    accent_hover="#0B574B",
    on_accent="#FFFFFF",
    accent_soft="#DDEFEA",
    info="#1F4E8C",
    info_soft="#E1EBF8",
    warn="#8A4B00",
    warn_soft="#FCEBD3",
    danger="#A3262A",
    danger_soft="#F9E1E0",
    neutral_soft="#ECEAE4",
    edge="#7F8794",
    focus="#0F6B5C",
    rail_focus="#7FD6C4",
    edge_width=1,
    soft_edge=0,
)

DARK: Final = Tokens(
    name="dark",
    bg="#14181F",
    surface="#1C222B",
    field="#161B22",
    hover="#232B36",
    rail="#10141A",
    rail_text="#A9B3C0",
    rail_selected="#2A3644",
    rail_strong="#FFFFFF",
    line="#2E3743",
    card_edge="#2E3743",
    text="#E8EBF0",
    muted="#A3ADBA",
    accent="#57C4AC",
    accent_hover="#74D3BE",
    on_accent="#10231F",
    accent_soft="#1E3B37",
    info="#8CB8F2",
    info_soft="#1C2F4A",
    warn="#F2B56B",
    warn_soft="#3A2B17",
    danger="#F08A86",
    danger_soft="#402123",
    neutral_soft="#2A323D",
    edge="#6F7C8C",
    focus="#57C4AC",
    rail_focus="#57C4AC",
    edge_width=1,
    soft_edge=0,
)

CONTRAST: Final = Tokens(
    name="contrast",
    bg="#000000",
    surface="#000000",
    field="#000000",
    hover="#262626",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_selected="#3A3A00",
    rail_strong="#FFFF00",
    line="#8C8C8C",
    card_edge="#FFFFFF",
    text="#FFFFFF",
    muted="#E6E6E6",
    accent="#FFFF00",
    accent_hover="#FFFFB0",
    on_accent="#000000",
    accent_soft="#3A3A00",
    info="#9BE1FF",
    info_soft="#000000",
    warn="#FFD27F",
    warn_soft="#000000",
    danger="#FFB3B0",
    danger_soft="#000000",
    neutral_soft="#000000",
    edge="#FFFFFF",
    focus="#FFFF00",
    rail_focus="#FFFF00",
    edge_width=2,
    soft_edge=1,
)

COLUMNS: Final = (LIGHT, DARK, CONTRAST)

# (text, ground) of every pair that the style sheet puts together, by attribute name.
TEXT_PAIRS: Final = (
    ("text", "bg"),
    ("text", "surface"),
    ("text", "field"),
    ("text", "hover"),
    ("text", "accent_soft"),
    ("text", "neutral_soft"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("muted", "field"),
    ("muted", "hover"),
    ("muted", "accent_soft"),
    ("rail_text", "rail"),
    ("rail_text", "rail_selected"),
    ("rail_strong", "rail"),
    ("rail_strong", "rail_selected"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("accent", "surface"),
    ("accent", "bg"),
    ("accent", "accent_soft"),
    ("info", "info_soft"),
    ("warn", "warn_soft"),
    ("danger", "danger_soft"),
    ("info", "surface"),
    ("warn", "surface"),
    ("danger", "surface"),
    ("danger", "bg"),
)
MARK_PAIRS: Final = (
    ("edge", "surface"),
    ("edge", "bg"),
    ("edge", "field"),
    ("focus", "surface"),
    ("focus", "bg"),
    ("focus", "field"),
    ("rail_focus", "rail"),
)


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
