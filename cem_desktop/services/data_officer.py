"""Who answers for personal data, and the days on which the office's region does not work."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cem_desktop.domain.roles import ANSWER_FOR_DATA
from cem_desktop.errors import InputError

if TYPE_CHECKING:
    from cem_desktop.services.context import Context

_OFFICER: Final = "data_officer"
_HOLIDAYS: Final = "own_holidays"
_LONGEST: Final = 120
_MOST_HOLIDAYS: Final = 400


@dataclass(frozen=True)
class DataOfficer:
    """The Oficial de Datos Personales (D.S. 016-2024-JUS, article 37), as incidents name one.

    Attributes:
        name: Name or post.
        telephone: Of the institution.
        mail: Of the institution.
    """

    name: str = ""
    telephone: str = ""
    mail: str = ""

    def line(self) -> str:
        """Return who it is and how to be reached, in a line."""
        return " · ".join(part for part in (self.name, self.telephone, self.mail) if part)


@dataclass(frozen=True)
class OwnHoliday:
    """A day on which the State does not work here, beside the national holidays."""

    day: date
    name: str


class DataOfficerSettings:
    """What the office says of itself for the law of personal data."""

    def __init__(self, context: Context) -> None:
        """Work in the workspace of ``context``."""
        self._context = context

    def officer(self) -> DataOfficer:
        """Return who answers for personal data; an empty one where nobody was named."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_OFFICER)
        return DataOfficer(**kept) if isinstance(kept, dict) else DataOfficer()

    def name_officer(self, officer: DataOfficer) -> None:
        """Keep who answers for personal data.

        Raises:
            InputError: Something is too long.
            NotPermittedError: The user does not answer for the data.
        """
        self._context.require(ANSWER_FOR_DATA, "data_officer", "")
        said = {key: str(value).strip() for key, value in asdict(officer).items()}
        if any(len(value) > _LONGEST for value in said.values()):
            raise InputError(missing="officer")
        with self._context.store.write() as unit:
            unit.office.set_setting(_OFFICER, dict(said))
            self._context.note(unit, "data_officer", "")
            unit.touched |= {"settings"}

    def holidays(self) -> tuple[OwnHoliday, ...]:
        """Return the region's own holidays, in their order."""
        with self._context.store.read() as unit:
            kept = unit.office.setting(_HOLIDAYS)
        rows = kept if isinstance(kept, list) else []
        return tuple(OwnHoliday(date.fromisoformat(day), name) for day, name in rows)

    def keep_holidays(self, holidays: tuple[OwnHoliday, ...]) -> None:
        """Keep the region's own holidays in place of the earlier ones.

        Raises:
            InputError: Too many, or a name that is too long.
            NotPermittedError: The user does not answer for the data.
        """
        self._context.require(ANSWER_FOR_DATA, "holidays", "")
        if len(holidays) > _MOST_HOLIDAYS or any(len(one.name) > _LONGEST for one in holidays):
            raise InputError(missing="holidays")
        found = {one.day: one.name.strip() for one in holidays}
        rows = [[day.isoformat(), name] for day, name in sorted(found.items())]
        with self._context.store.write() as unit:
            unit.office.set_setting(_HOLIDAYS, list(rows))
            self._context.note(unit, "holidays", "", days=len(rows))
            unit.touched |= {"settings"}

    def days_off(self) -> frozenset[date]:
        """Return the region's own holidays for counting working days."""
        return frozenset(one.day for one in self.holidays())
