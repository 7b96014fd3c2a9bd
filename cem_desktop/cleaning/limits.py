"""How much of a file from outside is taken; one place, also for the words about it."""

from __future__ import annotations

from typing import Final

MAX_INPUT: Final = 60 * 1024 * 1024
"""Bytes of a file before it is cleaned."""

MAX_CLEANED: Final = 25 * 1024 * 1024
"""Bytes of a file that is kept."""

MAX_POINTS: Final = 64 * 1000 * 1000
"""Points of one picture, alone or in a PDF."""

MAX_SIDE: Final = 40_000
MAX_PAGES: Final = 200
MAX_OBJECTS: Final = 60_000
"""Objects of a PDF that its pages reach."""

MAX_STREAM: Final = 3 * MAX_POINTS
"""Bytes of one stream of a PDF when it is unpacked: a picture of ``MAX_POINTS`` in colour."""

MAX_UNPACKED: Final = 4 * 1024 * 1024 * 1024
"""Bytes of all streams of a PDF when they are unpacked; they are counted, never kept."""

MAX_DRAWN: Final = 256 * 1024 * 1024
"""Bytes of drawing of one page, a drawing inside a drawing counted as often as it is drawn."""

THUMBNAIL_SIDE: Final = 256
MEMORY: Final = 1536 * 1024 * 1024
"""Of the child, where the system lets us say it."""

CPU_SECONDS: Final = 90
WALL_SECONDS: Final = 180
