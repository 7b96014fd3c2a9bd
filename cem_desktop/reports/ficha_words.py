"""The words that stand on every printed ficha: services, who reads an answer, what paper needs."""

from __future__ import annotations

from cem_desktop.domain.paper import DESTROYED, LOCKED, SENT, Paper
from cem_desktop.i18n import _


def service_words(service: str) -> str:
    """Return the name of a service; an unknown one speaks for itself."""
    return {
        "admission": _("Admission"),
        "psychology": _("Psychology"),
        "social": _("Social work"),
        "legal": _("Legal"),
        "coordination": _("Coordination"),
        "promotion": _("Promotion"),
        "headquarters": _("Headquarters"),
    }.get(service, service)


def mark_words(privacy: str | None) -> str:
    """Return who will read an answer, in a word or two; "" where nothing is marked."""
    return {
        "statistical": _("Statistical"),
        "coded": _("Coded"),
        "reserved": _("Reserved"),
        "identity": _("Identity"),
        "official": _("Official text"),
    }.get(privacy or "", "")


def marks_explained() -> str:
    """Return what the marks beside the questions mean."""
    return _(
        "Beside each question stands who reads the answer. Statistical: headquarters counts it, "
        "without a name or a code. Coded: the team of the case. Reserved: only the services of "
        "this ficha. Official text: addressed to headquarters."
    )


def paper_warning() -> str:
    """Return what whoever fills paper must know first."""
    return _(
        "This paper is in clear: who finds it can read it. Write no name, document, address or "
        "telephone. Keep it under lock, type it in as soon as there is power, and say below what "
        "became of it."
    )


def filled_warning() -> str:
    """Return what whoever holds a filled print must know."""
    return _(
        "This paper is in clear: who finds it can read it. It holds no name, and yet it tells of "
        "one person. Keep it under lock, and destroy it when it is no longer needed."
    )


def paper_words(paper: Paper) -> str:
    """Return what a paper said of itself, and what became of it."""
    said = _("Typed from paper: attended on {day} by {author}. The paper: {fate}.")
    return said.format(day=f"{paper.on:%d/%m/%Y}", author=paper.by, fate=fate_words(paper))


def fate_words(paper: Paper) -> str:
    """Return what became of a paper."""
    pattern = {
        DESTROYED: _("destroyed"),
        LOCKED: _("under lock, in {place}"),
        SENT: _("sent to {place}"),
    }.get(paper.fate, paper.fate)
    return pattern.format(place=paper.place)
