"""Everything that can happen to offices and their headquarters, one method each.

The parts are the real ones: services, SQLCipher stores, bundles, signatures. Whoever plays decides
by numbers alone, so a history is its list of acts; ``history`` keeps it for whoever must read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path

from published_story import later, xml_of
from sim_sites import STORES, Site, Template

from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.errors import AnswersInvalidError, CemError
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase
from cem_desktop.services.headquarters import Headquarters
from cem_desktop.services.trust import load_trust
from cem_desktop.sync.trusted_set import TrustedSet

YEARS = (1980, 1999, 2025, 2026, 2027, 2038, 2099)
MOST_DISKS = 3
EXPECTED_REFUSALS = frozenset({"bundle.gap", "bundle.fork"})
OVERTAKEN = frozenset({"trust.rollback", "bundle.wrong_recipient"})
AGE, ACCOUNT, AGREED = "arrival/age", "signs/account", "farewell/agreed"


class FaultFoundError(AssertionError):
    """What the simulation found; the message says what, the history how."""


def act(method: Callable) -> Callable:
    """Keep the act in the history, as it was called."""

    @wraps(method)
    def kept(self, *numbers):
        self.history.append(f"{method.__name__}{numbers}")
        self.counts[method.__name__] += 1
        return method(self, *numbers)

    return kept


class SimWorld:
    """A world under way."""

    def __init__(self, template: Template) -> None:
        self.central, self.offices, self.laptops, self.road = template.fresh()
        self.history: list[str] = []
        self.counts: Counter[str] = Counter()
        self.parcels: list[Path] = []
        self.lost_parcels: list[Path] = []
        self.answers: list[Path] = []
        self.canaries: list[str] = []
        self.reached: Counter[str] = Counter()
        """How far headquarters ever had each feed, in any of its lives."""
        self._made = 0
        self._versions = 1

    # -- what people do ---------------------------------------------------------------------

    @act
    def open_case(self, office: int) -> None:
        """Fill F01 for somebody new."""
        site = self._office(office)
        today = site.place.clock.at.date()
        fichas = site.workspace.fichas
        filling = fichas.begin("f01", None)
        self._made += 1
        band = AgeBand.MINOR if self._made % 2 else AgeBand.ADULT
        sex = Sex.MAN if self._made % 3 == 0 else Sex.WOMAN
        DemoWriter(self._made).fill(filling.session, PlannedCase(today, sex, band))
        self._mark(filling.session)
        saved = fichas.close(filling)
        self.canaries.append(saved.file)
        self._tick(site)

    @act
    def edit(self, office: int, number: int) -> None:
        """Correct a ficha."""
        self._correct(self._office(office), number, 1)

    @act
    def dispute(self, office: int, number: int) -> None:
        """Correct the same ficha twice at once: two ages stand, and nobody has settled."""
        self._correct(self._office(office), number, 2)

    @act
    def settle_dispute(self, office: int, number: int) -> None:
        site = self._office(office)
        fichas = site.workspace.fichas
        for record in self._records(site, number):
            if AGE in fichas.record(record).conflicts:
                fichas.settle(record, AGE, 15 + number % 50, "Mostró su documento.")
                return

    @act
    def consent(self, office: int, number: int) -> None:
        """She refuses to be counted, or agrees again."""
        site = self._office(office)
        files = self._files(site)
        if not files:
            return
        filling = site.workspace.fichas.begin("f02", files[number % len(files)])
        session = filling.session
        session.answer("before/limits_told", session.node("before/limits_told").choices[0][0])
        session.answer("before/act", "first")
        session.answer("purposes/statistics", ("refused", "given")[number % 2])
        site.workspace.fichas.close(filling)
        self._tick(site)

    @act
    def publish_form(self) -> None:
        """Headquarters publishes the next version of F01; offices hear of it with an answer."""
        self._versions += 1
        file = self.road / "new.xml"
        file.write_bytes(later(xml_of("f01"), f"2026.{self._versions}"))
        self.hq.forms.publish(self.hq.forms.read(file))

    # -- the road ---------------------------------------------------------------------------

    @act
    def export(self, office: int) -> None:
        """Seal what waits; the file lies on the stick until somebody carries or loses it."""
        self.parcels.append(self._office(office).workspace.sync_out.export(self.road).path)

    @act
    def carry(self, parcel: int) -> None:
        """Take a bundle in, 0 being the newest; the file stays, to be carried again."""
        if self.parcels:
            self.take_in(self.parcels[-1 - parcel % len(self.parcels)])

    @act
    def round_trip(self, office: int) -> None:
        """A good day: a bundle arrives, and so does what headquarters says to it."""
        site = self._office(office)
        self.export(office)
        self.take_in(self.parcels[-1])
        self.answers += self.hq.write_receipts(self.road, site.name)
        self.listen(site, self.answers[-1])

    @act
    def lose(self, parcel: int) -> None:
        if self.parcels:
            self.lost_parcels.append(self.parcels.pop(-1 - parcel % len(self.parcels)))

    @act
    def answer(self) -> None:
        """Headquarters writes its receipts."""
        self.answers += self.hq.write_receipts(self.road)

    @act
    def hear(self, answer: int, office: int) -> None:
        """An office takes in an answer, 0 being the newest; perhaps one for another office."""
        if self.answers:
            self.listen(self._office(office), self.answers[-1 - answer % len(self.answers)])

    # -- what goes wrong --------------------------------------------------------------------

    @act
    def back_up(self, office: int) -> None:
        self._office(office).back_up()

    @act
    def restore(self, office: int, copy: int) -> None:
        """Put the whole folder back, the guard with it: nothing in it can know."""
        site = self._office(office)
        if site.copies:
            site.restore(copy % len(site.copies))

    @act
    def restore_store(self, office: int, copy: int) -> None:
        """Put only the store back; the guard beside it stays."""
        site = self._office(office)
        if site.copies:
            site.restore(copy % len(site.copies), STORES[:3])

    @act
    def clone(self, office: int) -> None:
        """Copy an office's disk; the one with laptops is left alone: its laptops have one office."""
        site = self._office(office)
        if site is self.offices[0] and self.laptops:
            return
        if site.disks < MOST_DISKS:
            site.clone()

    @act
    def switch(self, office: int, disk: int) -> None:
        """Put another of an office's cloned disks into its PC."""
        site = self._office(office)
        site.use(disk % site.disks)

    @act
    def back_up_central(self) -> None:
        self.central.back_up()

    @act
    def restore_central(self, copy: int) -> None:
        """Put headquarters back to an earlier state, the guard with it."""
        if self.central.copies:
            self.central.restore(copy % len(self.central.copies))

    @act
    def restore_registry(self, copy: int) -> None:
        """Put only the registry back."""
        if self.central.copies:
            self.central.restore(copy % len(self.central.copies), STORES[3:])

    @act
    def set_clock(self, office: int, year: int) -> None:
        """Give an office a wrong clock, or the right one."""
        self._set(self._office(office), year)

    @act
    def set_central_clock(self, year: int) -> None:
        self._set(self.central, year)

    # -- for whoever plays or judges --------------------------------------------------------

    @property
    def hq(self) -> Headquarters:
        central = self.central.workspace.headquarters
        assert central is not None
        return central

    def trusted(self) -> TrustedSet:
        """Return the trust of headquarters."""
        with self.central.workspace.context.store.read() as unit:
            return load_trust(unit)

    def take_in(self, path: Path) -> CemError | None:
        """Have headquarters take in a genuine bundle.

        Raises:
            FaultFoundError: It was refused for a reason that nobody gave it.
        """
        (report,) = self.hq.import_bundles([path])
        code = report.error.code if report.error else ""
        if report.header is not None and report.error is None:
            self._remember_reach(site_of=report.office, feed=report.header.start.feed)
        self.counts[f"in:{code or 'taken'}"] += 1
        if code and code not in EXPECTED_REFUSALS:
            raise FaultFoundError(f"a genuine bundle was refused: {code} {report.error.details}")
        return report.error

    def listen(self, site: Site, path: Path) -> bool:
        """Have an office take in an answer; tell whether it was one for it, and believed."""
        try:
            received = site.workspace.sync_out.receive(path)
        except CemError as error:
            self.counts[f"heard:{error.code}"] += 1
            if error.code not in OVERTAKEN:
                raise FaultFoundError(f"a genuine answer was refused: {error.code}") from error
            return False
        self.counts["heard"] += 1
        self.counts["feeds begun again"] += received.begun_again
        return True

    def every_disk(self) -> Iterator[Site]:
        """Yield every office once a disk, with that disk in it."""
        for site in self.offices:
            for disk in range(site.disks):
                site.use(disk)
                yield site

    def close(self) -> None:
        for site in (self.central, *self.offices, *self.laptops):
            site.close()

    def _remember_reach(self, *, site_of: str, feed: str) -> None:
        with self.hq._registry.read() as unit:
            position = unit.registry.position(site_of, feed)
        self.reached[feed] = max(self.reached[feed], position.seq)

    def _office(self, number: int) -> Site:
        return self.offices[number % len(self.offices)]

    def _files(self, site: Site) -> list[str]:
        with site.workspace.context.store.read() as unit:
            return sorted(unit.case_files.ids())

    def _records(self, site: Site, number: int) -> list[str]:
        """Return F01 of all files, beginning anywhere."""
        with site.workspace.context.store.read() as unit:
            found = [
                one.id
                for file in sorted(unit.case_files.ids())
                for one in unit.records.outlines(file)
                if one.form == "f01"
            ]
        at = number % len(found) if found else 0
        return found[at:] + found[:at]

    def _correct(self, site: Site, number: int, hands: int) -> None:
        fichas = site.workspace.fichas
        for record in self._records(site, number)[:1]:
            fillings = [fichas.correct(record) for _ in range(hands)]
            for hand, filling in enumerate(fillings):
                if filling.session.node(AGE).relevant:
                    filling.session.answer(AGE, 14 + (number * 7 + hand * 11) % 40)
                self._mark(filling.session)
                with suppress(AnswersInvalidError):  # an opening after today, by a wrong clock
                    fichas.close(filling, "Mostró su documento.")
        self._tick(site)

    def _mark(self, session) -> None:
        """Write into the reserved answers what must never leave."""
        self._made += 1
        for path in (ACCOUNT, AGREED):
            if session.node(path).relevant:
                canary = f"Manantial{self._made}de{path[-4:]}"
                session.answer(path, f"Dice que {canary} y calla.")
                self.canaries.append(canary)

    def _tick(self, site: Site) -> None:
        site.place.clock.at += timedelta(minutes=7)

    def _set(self, site: Site, year: int) -> None:
        clock = site.place.clock
        wanted = YEARS[year % len(YEARS)]
        clock.at = datetime(wanted, 11, 2, 15, tzinfo=UTC) + timedelta(days=len(self.history))


@contextmanager
def world_of(template: Template) -> Iterator[SimWorld]:
    """Give a fresh world, and close what is open."""
    world = SimWorld(template)
    try:
        yield world
    finally:
        world.close()
