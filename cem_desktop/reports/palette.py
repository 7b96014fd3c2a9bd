"""Colours of paper and charts: the tokens of the visual language that these need.

Paper is always light. A chart on the screen takes the palette of the window's theme; its colours
are the same ones that the window's own table of tokens has (a test compares them).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#RRGGBB``, by the names that the window's tokens have.

    A filled bar (``accent``) and a pale one with an edge (``accent_soft`` in ``accent``) tell two
    parts apart without colour too, in print and for the colour-blind.
    """

    name: str
    text: str
    muted: str
    line: str
    accent: str
    accent_soft: str
    neutral_soft: str
    edge: str


LIGHT = Palette(
    name="light",
    text="#1E2430",
    muted="#5D6673",
    line="#E2DFD8",
    accent="#0F6B5C",
    accent_soft="#DDEFEA",
    neutral_soft="#ECEAE4",
    edge="#7F8794",
)

DARK = Palette(
    name="dark",
    text="#E8EBF0",
    muted="#A3ADBA",
    line="#2E3743",
    accent="#57C4AC",
    accent_soft="#1E3B37",
    neutral_soft="#2A323D",
    edge="#6F7C8C",
)

CONTRAST = Palette(
    name="contrast",
    text="#FFFFFF",
    muted="#E6E6E6",
    line="#8C8C8C",
    accent="#FFFF00",
    accent_soft="#3A3A00",
    neutral_soft="#000000",
    edge="#FFFFFF",
)


@dataclass(frozen=True, slots=True)
class Signal:
    """The colours of something that must be seen on paper: its text and the ground under it."""

    ink: str
    ground: str


STATES = Signal(LIGHT.accent, LIGHT.accent_soft)
WARNS = Signal("#8A4B00", "#FCEBD3")
FORBIDS = Signal("#A3262A", "#F9E1E0")
