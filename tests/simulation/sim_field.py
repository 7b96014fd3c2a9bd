"""The first office's laptops: lent, worked with alone, given back, purged, put back, cloned, stolen."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from field_world import in_days
from sim_sites import Site
from sim_world import AGE, MOST_DISKS, FaultFoundError, SimWorld, act
from simulator import PASSPHRASE

from cem_desktop.errors import AnswersInvalidError, CemError, LeaseError, NotPermittedError

FAIR_EXCHANGES = 8
EXPECTED = frozenset(
    {
        "bundle.gap",
        "bundle.fork",
        "bundle.wrong_recipient",
        "trust.rollback",
        "lease.device_inactive",
    }
)


class SimField:
    """What laptops do, and what is done to them; a part of ``SimWorld``."""

    def __init__(self, world: SimWorld, laptops: list[Site]) -> None:
        self.world = world
        self.history, self.counts = world.history, world.counts
        self.office = world.offices[0]
        self.laptops = laptops
        self.to_office: dict[str, list[Path]] = defaultdict(list)
        self.to_laptop: dict[str, list[Path]] = defaultdict(list)
        self.stolen: dict[str, set[str]] = {}
        """What a stolen laptop wrote afterwards: none of it may stand in the office."""
        self.gone: set[str] = set()
        """Revisions that were purged from a laptop: the office must have them."""

    # -- lending ----------------------------------------------------------------------------

    @act
    def lend(self, laptop: int, number: int) -> None:
        site = self._laptop(laptop)
        files = self.world._files(self.office)
        if files:
            ends = in_days(self.office.place, 1 + number % 6)
            self._try(
                lambda: self.office.workspace.leasing.check_out(
                    device_of(site), [files[number % len(files)]], ends
                )
            )

    @act
    def recall(self, number: int) -> None:
        rows = self.office.workspace.leasing.open_leases()
        if rows:
            self._try(lambda: self.office.workspace.leasing.recall(rows[number % len(rows)].lease))

    @act
    def check_in(self, laptop: int, number: int) -> None:
        site = self._laptop(laptop)
        held = site.workspace.leasing.held()
        if held:
            self._try(lambda: site.workspace.leasing.check_in([held[number % len(held)].file]))

    @act
    def purge(self, laptop: int) -> None:
        """Let go what may go; what is not sealed to the office yet is sealed and kept first."""
        site = self._laptop(laptop)
        purging = site.workspace.purging
        if purging.plan().uncovered:
            self._try(site.workspace.field_road.keep_sealed)
        ready = purging.plan().files
        if not ready:
            return
        before = revisions_of(site)
        purging.purge(ready, PASSPHRASE)
        if site.label not in self.stolen:
            self.gone |= before - revisions_of(site)
        self.counts["files purged"] += len(ready)

    # -- work -------------------------------------------------------------------------------

    @act
    def edit_away(self, laptop: int, number: int) -> None:
        """Correct a ficha on a laptop; one that is locked there must refuse.

        Raises:
            FaultFoundError: It did not.
        """
        site = self._laptop(laptop)
        for record in self.world._records(site, number)[:1]:
            with site.workspace.context.store.read() as unit:
                file = unit.records.get(record).file
            is_locked = file in site.workspace.leasing.locked()
            if self._try(correct, site, record, 14 + number % 40) and is_locked:
                raise FaultFoundError("a laptop went on writing in a file that is locked there")

    @act
    def edit_at_both(self, laptop: int, number: int) -> None:
        """Correct the same ficha at the office and on a laptop."""
        site = self._laptop(laptop)
        there = set(self.world._records(self.office, 0))
        for record in [one for one in self.world._records(site, number) if one in there][:1]:
            self._try(correct, site, record, 14 + number % 40)
            self._try(correct, self.office, record, 15 + number % 40)

    # -- the road ---------------------------------------------------------------------------

    @act
    def send_home(self, laptop: int) -> None:
        site = self._laptop(laptop)
        written = site.workspace.field_road.export("office", self.world.road)
        self.to_office[site.label] += [*written.kept, written.path]

    @act
    def send_out(self, laptop: int) -> None:
        site = self._laptop(laptop)
        written = self._try(
            lambda: self.office.workspace.field_road.export(device_of(site), self.world.road)
        )
        if written is not None:
            self.to_laptop[site.label].append(written.path)

    @act
    def arrive_home(self, laptop: int, bundle: int) -> None:
        """The office takes in a laptop's bundle, 0 being the newest."""
        found = self.to_office[self._laptop(laptop).label]
        if found:
            self.receive(self.office, found[-1 - bundle % len(found)])

    @act
    def arrive_out(self, laptop: int, bundle: int) -> None:
        site = self._laptop(laptop)
        found = self.to_laptop[site.label]
        if found:
            self.receive(site, found[-1 - bundle % len(found)])

    @act
    def exchange(self, laptop: int) -> None:
        """A good day: both ways, whole."""
        self.send_home(laptop)
        self.arrive_home(laptop, 0)
        self.send_out(laptop)
        self.arrive_out(laptop, 0)

    # -- what goes wrong --------------------------------------------------------------------

    @act
    def back_up_laptop(self, laptop: int) -> None:
        self._laptop(laptop).back_up()

    @act
    def restore_laptop(self, laptop: int, copy: int) -> None:
        site = self._laptop(laptop)
        if site.copies:
            site.restore(copy % len(site.copies))
            self.gone.clear()  # a bundle that was kept went with the folder: nobody can have it

    @act
    def clone_laptop(self, laptop: int) -> None:
        site = self._laptop(laptop)
        if site.disks < MOST_DISKS:
            site.clone()

    @act
    def switch_laptop(self, laptop: int, disk: int) -> None:
        site = self._laptop(laptop)
        site.use(disk % site.disks)

    @act
    def set_laptop_clock(self, laptop: int, year: int) -> None:
        self.world._set(self._laptop(laptop), year)

    @act
    def steal(self, laptop: int) -> None:
        """The office reports a laptop stolen; the thief goes on writing with it."""
        site = self._laptop(laptop)
        if site.label in self.stolen or self._try(
            lambda: self.office.workspace.devices.report_stolen(device_of(site))
        ) is None:  # fmt: skip
            return
        self.gone.clear()  # a bundle that was kept is the thief's
        before = revisions_of(site)
        for record in self.world._records(site, 0)[:1]:
            self._try(correct, site, record, 66)
        self.stolen[site.label] = revisions_of(site) - before
        self.send_home(laptop)
        self.arrive_home(laptop, 0)

    # -- for whoever plays or judges --------------------------------------------------------

    def receive(self, site: Site, path: Path) -> CemError | None:
        try:
            delivered = site.workspace.field_road.receive(path)
        except CemError as error:
            self.counts[f"field:{error.code}"] += 1
            if error.code not in EXPECTED:
                raise FaultFoundError(f"a genuine bundle was refused: {error.code}") from error
            return error
        self.counts["field:taken"] += 1
        self.counts["field feeds begun again"] += delivered.begun_again
        self.counts["quarantined"] += delivered.quarantined
        return None

    def settle(self) -> None:
        """Let every disk of every laptop exchange with the office until nothing waits."""
        for site in self.laptops:
            if site.label in self.stolen:
                continue
            for disk in range(site.disks):
                site.use(disk)
                self._settle_one(site)
        for site in self.laptops:  # what one brought may be news for another
            if site.label not in self.stolen:
                self._settle_one(site)

    def _settle_one(self, site: Site) -> None:
        for number in range(1, FAIR_EXCHANGES + 1):
            if self._is_quiet(site):
                self.counts[f"field quiet after {number}"] += 1
                return
        raise FaultFoundError(f"{site.label} still waits after {FAIR_EXCHANGES} exchanges")

    def _is_quiet(self, site: Site) -> bool:
        away, home = site.workspace.field_road, self.office.workspace.field_road
        written = away.export("office", self.world.road)
        errors = [self.receive(self.office, path) for path in (*written.kept, written.path)]
        back = home.export(device_of(site), self.world.road)
        errors.append(self.receive(site, back.path))
        waits = [one.waiting for one in away.states()]
        waits += [one.waiting for one in home.states() if one.party == device_of(site)]
        return not any(errors) and not any(waits)

    def judge(self) -> None:
        """See that all that laptops hold stands in the office, and nothing of a thief.

        Raises:
            FaultFoundError: It does not.
        """
        held = revisions_of(self.office)
        for site in self.laptops:
            if site.label in self.stolen:
                if self.stolen[site.label] & held:
                    raise FaultFoundError("the office took in what a thief wrote")
                continue
            for disk in range(site.disks):
                site.use(disk)
                missing = revisions_of(site) - held
                if missing:
                    raise FaultFoundError(f"the office lacks {len(missing)} revisions of a laptop")
            if site.disks == 1:  # of twins, the office speaks to whichever was heard last
                self._same_views(site)
        if not self.office.copies and self.gone - held:
            raise FaultFoundError("a laptop let go what the office never had")

    def _same_views(self, site: Site) -> None:
        """See that a file that is out looks the same on both sides; the last disk was just here."""
        out = {one.file for one in site.workspace.leasing.held() if one.state == "out"}
        with (
            site.workspace.context.store.read() as away,
            self.office.workspace.context.store.read() as home,
        ):
            for file in out:
                for record in away.records.of_file(file):
                    other = home.records.find(record.id)
                    if other is None or other.state != record.state:
                        raise FaultFoundError(
                            f"{site.label} and its office see a record differently"
                        )

    def _laptop(self, number: int) -> Site:
        return self.laptops[number % len(self.laptops)]

    def _try(self, step, *numbers):
        """Do what may be refused by a rule of leases: a file that is locked, a laptop that
        is not ours, or by a ficha: an opening after today, as a wrong clock has it."""
        try:
            return step(*numbers)
        except (LeaseError, NotPermittedError, AnswersInvalidError) as error:
            self.counts[f"denied:{error.code}"] += 1
            return None


def device_of(site: Site) -> str:
    return site.workspace.context.device.id


def revisions_of(site: Site) -> set[str]:
    with site.workspace.context.store.read() as unit:
        return set(unit.records.revision_ids())


def correct(site: Site, record: str, age: int) -> bool:
    filling = site.workspace.fichas.correct(record)
    if filling.session.node(AGE).relevant:
        filling.session.answer(AGE, age)
    site.workspace.fichas.close(filling, "Lo aclaró.")
    return True
