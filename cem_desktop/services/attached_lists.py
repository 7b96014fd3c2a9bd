"""The files that fichas read long lists from, made from the catalogue so that no data stands twice.

``districts.csv`` has every district that stands today: ``name`` (INEI's code of six digits),
``label`` (``Imperial, Cañete, Lima``), ``province`` and ``department`` (their codes). A ficha asks
for one by ``select_one_from_file districts.csv`` or looks one up by ``pulldata``.

``norms.csv`` has every norm of the catalogue: ``name`` (its id), ``label`` (``Ley 28950: ...``),
``topic``, and ``from_day`` and ``to_day``, numbers like 20210330 for a ``choice_filter``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from functools import cache

from cem_desktop.services.catalogues import load_catalogue

_DISTRICT = 6
"""INEI's codes: two digits a department, two more a province, two more a district."""


def attached_list(name: str) -> bytes | None:
    """Return the file of that name, None where there is none."""
    write = _LISTS.get(name)
    return write() if write is not None else None


@cache
def _districts() -> bytes:
    catalogue = load_catalogue()
    found = io.StringIO()
    table = csv.writer(found, lineterminator="\n")
    table.writerow(("name", "label", "province", "department"))
    for code, place in catalogue.places.items():
        if len(code) == _DISTRICT and place.status == "current":
            province, department = catalogue.places[code[:4]], catalogue.places[code[:2]]
            label = f"{place.name}, {province.name}, {department.name}"
            table.writerow((code, label, province.code, department.code))
    return found.getvalue().encode()


@cache
def _norms() -> bytes:
    found = io.StringIO()
    table = csv.writer(found, lineterminator="\n")
    table.writerow(("name", "label", "topic", "from_day", "to_day"))
    for norm in load_catalogue().norms:
        table.writerow((norm.id, norm.label, norm.topic, *norm.validity.numbers))
    return found.getvalue().encode()


_LISTS: Mapping[str, Callable[[], bytes]] = {
    "districts.csv": _districts,
    "norms.csv": _norms,
}
