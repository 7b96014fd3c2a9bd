"""The legal base: which norm held on a day, and what changed in it. Notes of the office."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, words

_ALL = All()

NORM = (
    day("norm.on", "Day on which the norm is asked about", _ALL),
    number("norm.day", "The same day as a number (20210330)", _ALL, (19000101, 21001231)),
    choice("norm.known", "Norm of the catalogue", _ALL, "norm"),
    words("norm.article", "Article of interest", _ALL),
    choice("norm.is_new", "Whether the norm is new or a change", _ALL, "yes_no"),
    choice("norm.kind", "Kind of norm", _ALL, "norm_kind"),
    words("norm.number", "Number of the norm", _ALL),
    words("norm.title", "What the norm is about", _ALL),
    choice("norm.topic", "Topic of the norm", _ALL, "norm_topic"),
    day("norm.published_on", "Date of its publication", _ALL),
    day("norm.valid_from", "First day on which it holds", _ALL),
    day("norm.valid_to", "Last day on which it holds", _ALL),
    choice("norm.replaces", "Norm that it replaces or changes", _ALL, "norm"),
    choice("norm.replaced_by", "Norm that replaced it", _ALL, "norm"),
    words("norm.summary", "What it changes for the service", _ALL),
    choice("norm.check", "How far it is confirmed", _ALL, "norm_check"),
    several("norm.use", "What it is noted for", _ALL, "norm_use"),
)
