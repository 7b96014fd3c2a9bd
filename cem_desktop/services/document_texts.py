"""The starting texts of documents and their fixed words, from ``resources/documents``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from cem_desktop import paths
from cem_desktop.domain.written_document import Section

BRIEF = "brief"


@dataclass(frozen=True)
class StartingText:
    """What a document of a kind begins with.

    Attributes:
        layout: ``brief`` or ``report``.
        subject: What it is about.
        sections: Its parts, to be rewritten.
    """

    layout: str
    subject: str
    sections: tuple[Section, ...]


@cache
def starting_text(kind: str) -> StartingText:
    """Return the starting text of a kind of document; a blank brief for one that has none."""
    file = paths.resources() / "documents" / f"{kind}.toml"
    if not kind.isidentifier() or not file.is_file():
        return StartingText(BRIEF, "", ())
    body = tomllib.loads(file.read_text(encoding="utf-8"))
    return StartingText(
        layout=body["layout"],
        subject=body["subject"],
        sections=tuple(
            Section(one.get("part", "section"), one["heading"], one["text"].strip())
            for one in body.get("section", ())
        ),
    )


@cache
def fixed_words() -> dict[str, Any]:
    """Return the fixed words of printed documents, in Spanish whatever the screens speak."""
    file = paths.resources() / "documents" / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
