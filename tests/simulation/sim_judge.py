"""What must hold at the end of every history, whatever happened in it.

``settle`` plays fair rounds: every disk of every office exports, headquarters takes in and answers,
and the answer arrives. ``judge`` then compares headquarters with what stands in the offices.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from sim_sites import Site
from sim_world import FaultFoundError, SimWorld

from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.crypto.sealing import open_stream
from cem_desktop.domain.consent import STATISTICS, refuses_statistics
from cem_desktop.domain.revision import FILE_FORM
from cem_desktop.services.feeding import NOTHING_LEAVES, STATISTICAL, TO_HEADQUARTERS, leaving_rules
from cem_desktop.storage import fold, schema
from cem_desktop.storage.records import Record
from cem_desktop.sync.bundle import read_bundle
from cem_desktop.sync.projection import ProjectionRules, RevisionFields, project

FAIR_ROUNDS = 6


def believed_is_received(world: SimWorld) -> None:
    """See that no office takes for received what headquarters, in all its lives, never had.

    Raises:
        FaultFoundError: One does: its screen says that nothing waits, and it may be lost.
    """
    for site in world.every_disk():
        with site.workspace.context.store.read() as unit:
            feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        if feed.acked > world.reached[feed.id]:
            raise FaultFoundError(f"{site.name} believes received what never arrived")


def settle(world: SimWorld, rounds: int = FAIR_ROUNDS) -> int:
    """Play fair rounds until nobody has anything left to say; return how many it took.

    Raises:
        FaultFoundError: After so many rounds something still waits.
    """
    for number in range(1, rounds + 1):
        if not _fair_round(world):
            world.counts[f"quiet after {number}"] += 1
            return number
    raise FaultFoundError(f"something still waits after {rounds} fair rounds")


def _fair_round(world: SimWorld) -> bool:
    """Tell whether anything moved, or waits still."""
    moved = False
    for site in world.every_disk():
        exported = site.workspace.sync_out.export(world.road)
        world.parcels.append(exported.path)
        moved |= world.take_in(exported.path) is not None
        answers = world.hq.write_receipts(world.road, site.name)
        before = world.counts["feeds begun again"]
        heard = [world.listen(site, path) for path in answers]
        moved |= not any(heard) or world.counts["feeds begun again"] > before
        moved |= site.workspace.sync_out.status().waiting > 0
    return moved


@dataclass
class Living:
    """What stands in the stores of one office, over all its disks."""

    office: str
    revisions: set[str] = field(default_factory=set)
    files: dict[str, set[bool]] = field(default_factory=dict)
    """Pseudonym of a file: whether she refuses to be counted, as each disk has it."""
    views: list[tuple[str, frozenset[str], Mapping[str, Mapping[str, object]]]] = field(
        default_factory=list
    )
    """On each disk: a file, all its revisions there, and what each record states that agrees."""
    words: set[str] = field(default_factory=set)
    """Identities that must not be seen outside."""


def living(world: SimWorld) -> dict[str, Living]:
    found: dict[str, Living] = {}
    for site in world.every_disk():
        _read_disk(site, found.setdefault(site.name, Living(site.name)))
    return found


def _read_disk(site: Site, into: Living) -> None:
    context = site.workspace.context
    key = context.device.projection_key
    with context.store.read() as unit:
        for file in unit.case_files.ids():
            refuses = refuses_statistics(unit.records.statements_about(file, STATISTICS))
            name = pseudonym(key, PseudonymDomain.FILE, file)
            into.files.setdefault(name, set()).add(refuses)
            into.words |= {file, str(unit.case_files.get(file).code)}
            revisions: set[str] = set()
            stated: dict[str, Mapping[str, object]] = {}
            for record in unit.records.of_file(file):
                if record.form == FILE_FORM:
                    continue
                ids = [one.id for one in unit.records.revisions(record.id)]
                revisions |= {pseudonym(key, PseudonymDomain.REVISION, one) for one in ids}
                into.words |= {record.id, *ids}
                if not record.state.conflicts():
                    rules = leaving_rules(context.library.definition(record.form, record.version))
                    told = _told(record, NOTHING_LEAVES if refuses else rules, key)
                    stated[pseudonym(key, PseudonymDomain.RECORD, record.id)] = told
            into.revisions |= revisions
            into.views.append((name, frozenset(revisions), stated))


def _told(record: Record, rules: ProjectionRules, key: bytes) -> Mapping[str, object]:
    """Return what headquarters should see of a record on which all agree."""
    fields = RevisionFields(
        revision="", record=record.id, file=record.file, parents=(), form="f@1",
        changes=record.state.values(),
    )  # fmt: skip
    return _said(json.loads(project(fields, rules, key))["set"])


def judge(world: SimWorld) -> None:
    """Compare headquarters with what lives in the offices.

    Raises:
        FaultFoundError: Something is lost, doubled, different, or was seen where it must not be.
    """
    found = living(world)
    with world.central.workspace.headquarters._registry.read() as unit:
        rows = unit.connection.execute(schema.projection.select()).mappings().all()
        cases = unit.connection.execute(schema.counted_case.select()).mappings().all()
        records = unit.connection.execute(schema.counted_record.select()).mappings().all()
    for office in found.values():
        own = [one for one in rows if one["office"] == office.office]
        _nothing_lost(office, own)
        _counted_once(office, [one for one in cases if one["office"] == office.office])
        _views_equal(office, own, [one for one in records if one["office"] == office.office])
    _nothing_left(world, found, rows)


def _nothing_lost(office: Living, rows: list[Mapping]) -> None:
    held = Counter(one["revision"] for one in rows)
    lost = office.revisions - set(held)
    if lost:
        raise FaultFoundError(f"{len(lost)} revisions of {office.office} are lost")
    if any(count > 1 for count in held.values()):
        raise FaultFoundError(f"a revision of {office.office} is held twice")


def _counted_once(office: Living, cases: list[Mapping]) -> None:
    counted = Counter(one["file"] for one in cases)
    for file in office.files:
        if counted[file] != 1:
            raise FaultFoundError(f"a file of {office.office} is counted {counted[file]} times")


def _views_equal(office: Living, rows: list[Mapping], records: list[Mapping]) -> None:
    """Where headquarters has the very revisions of a disk, it must see what the disk sees."""
    revisions: dict[str, set[str]] = {}
    for one in rows:
        revisions.setdefault(one["file"], set()).add(one["revision"])
    states = {one["record"]: fold.unpack_state(one["state"]) for one in records}
    refusing = {file for file, answers in office.files.items() if answers == {True}}
    for one in rows:
        if one["file"] in refusing and json.loads(one["body"])["set"]:
            raise FaultFoundError(
                "headquarters still holds facts of somebody who refused to be counted"
            )
    for file, names, stated in office.views:
        if revisions.get(file, set()) != names:
            continue  # it knows more, from another disk or from before a copy was put back
        for record, told in stated.items():
            seen = _said(states[record].values())
            if seen != told:
                raise FaultFoundError(
                    f"views differ: the office states {told}, headquarters {seen}"
                )


def _nothing_left(world: SimWorld, found: Mapping[str, Living], rows: list[Mapping]) -> None:
    """Look for what must not leave, in all that was sent and in all that headquarters holds."""
    seen = [bytes(one["body"]) for one in rows]
    identity = world.central.workspace.context.device.age_identity
    for path in (*world.parcels, *world.lost_parcels):
        clear = BytesIO()
        open_stream(BytesIO(path.read_bytes()), clear, [identity])
        sink = _Gathered(seen)
        trusted = world.trusted()
        read_bundle(BytesIO(path.read_bytes()), [identity], trusted.sender, sink.begin)
        seen.append(clear.getvalue())
    words = set(world.canaries).union(*(one.words for one in found.values()))
    for word in words:
        for shape in (word.encode(), word.replace("-", "").encode()):
            if any(shape in data for data in seen):
                raise FaultFoundError(f"{word!r} left its office")


class _Gathered:
    """Keeps the records of a bundle, to be searched."""

    def __init__(self, into: list[bytes]) -> None:
        self._into = into

    def begin(self, _header) -> _Gathered:
        return self

    def record(self, _record_type: int, body: bytes, /) -> None:
        self._into.append(body)

    def end(self, _end, /) -> None:
        """Nothing to keep of it."""


def _said(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value is not None}
