"""The catalogues that ship with the program, read once when they are first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cem_desktop import paths
from cem_desktop.domain.catalogue import DEPARTMENT_LIST, Catalogue, parse_catalogue
from cem_desktop.domain.fact_vocabulary import Fact, FactType


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue in ``resources/catalogues``; it does not change while we run."""
    folder = paths.resources() / "catalogues"
    return parse_catalogue(
        {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.csv")},
        [
            file.read_text(encoding="utf-8")
            for file in sorted((folder / "code_lists").glob("*.csv"))
        ],
    )


@cache
def choice_names() -> Mapping[str, frozenset[str]]:
    """Return, by list, the codes that a ficha may offer, those of former years too."""
    return load_catalogue().choice_names()


def codes_of(fact: Fact) -> frozenset[str]:
    """Return the codes that a fact may have where it leaves; empty for one without a list.

    A place leaves as its department, however narrow the list that it was chosen from.
    """
    name = DEPARTMENT_LIST if fact.type is FactType.PLACE else fact.code_list or ""
    return choice_names().get(name, frozenset())
