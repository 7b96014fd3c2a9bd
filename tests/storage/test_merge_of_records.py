"""Records in real stores: any order, partial histories, repeats, roll-backs; one result."""

import contextlib
import secrets
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cem_desktop.domain.revision import Revision, unpack
from cem_desktop.errors import RecordContradictoryError
from cem_desktop.storage import fold
from cem_desktop.storage.case_store import create_case_store
from cem_desktop.storage.records import SignedRevision

FILE = "5b0c8a3e-0d4c-4c51-9b3f-0f4f1e7d2a10"
PATHS = ("age", "risk", "children/a/age", "children/a/name", "children/b/age")
WALLS = ("1980-01-01T00:00:00Z", "2026-11-23T15:00:00Z", "2099-12-31T23:59:59Z")
VERSIONS = ("2026.1", "2026.2", "2026.10")
REPLICAS = 3


def make(
    record,
    parents,
    fields,
    lamport=1,
    *,
    author="u-1",
    device="d-1",
    wall=WALLS[1],
    form="f01@2026.1",
    file=FILE,
):
    content = Revision(
        record=record,
        file=file,
        parents=tuple(parents),
        device=device,
        author=author,
        lamport=lamport,
        wall=wall,
        clock="ok",
        form=form,
        fields=fields,
        why="edit",
        salt=secrets.token_hex(16),
    )
    body = content.pack()
    return SignedRevision(body, bytes(64))


class Replica:
    """One store, and what of the one record of an example came to it, in its order."""

    def __init__(self, store, name):
        self.store, self.name = store, name
        self.record, self.came = "", []

    def begin(self, record):
        self.record, self.came = record, []

    def add(self, signed):
        with self.store.write() as unit:
            added = unit.records.add(signed, signed.content)
            assert unit.records.get(self.record) == added
        if signed.id not in {one.id for one in self.came}:
            self.came.append(signed)

    def roll_back(self, kept):
        """As a store restored from a copy: less is held, and it goes on from there."""
        before, self.came = self.came, []
        with self.store.write() as unit:
            unit.records.forget(self.record)
        for one in before[:kept]:
            self.add(one)

    def view(self):
        with self.store.read() as unit:
            return unit.records.find(self.record)

    def rebuilt(self):
        with contextlib.suppress(_UndoneError), self.store.write() as unit:
            found = unit.records.rebuild(self.record)
            raise _UndoneError
        return found


class _UndoneError(Exception):
    """Leaves a unit without a trace."""


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    made = []
    for number in range(REPLICAS + 1):
        store = create_case_store(tmp_path_factory.mktemp(f"r{number}"), secrets.token_bytes(32))
        made.append(Replica(store, f"d-{number}"))
    yield made
    for one in made:
        one.store.close()


def play(data, replicas):
    """Edit apart, carry any part in any order, roll back; return every revision ever kept."""
    ever = {}
    for step in range(data.draw(st.integers(1, 12))):
        here = data.draw(st.sampled_from(replicas))
        act = data.draw(st.sampled_from(("edit", "edit", "carry", "carry", "carry", "roll back")))
        if act == "edit":
            signed = edit(data, here, step)
            ever[signed.id] = signed
            here.add(signed)
        elif act == "carry":
            there = data.draw(st.sampled_from(replicas))
            for one in data.draw(st.permutations(here.came)) if here.came else ():
                if data.draw(st.booleans()):
                    there.add(one)
        else:
            here.roll_back(data.draw(st.integers(0, len(here.came))))
    return ever


def edit(data, here, step):
    view = here.view()
    state = view.state if view else fold.EMPTY
    values = st.one_of(st.none(), st.integers(0, 3))
    return make(
        here.record,
        state.heads,
        data.draw(st.dictionaries(st.sampled_from(PATHS), values, min_size=1)),
        state.lamport + 1,
        author=f"u-{step % 3}",
        device=here.name,
        wall=data.draw(st.sampled_from(WALLS)),
        form=f"f01@{data.draw(st.sampled_from(VERSIONS))}",
    )


@settings(max_examples=60)
@given(data=st.data())
def test_replicas_that_hold_the_same_show_the_same(data, replicas):
    record = str(uuid.uuid4())
    for one in replicas:
        one.begin(record)
    *working, fresh = replicas
    ever = play(data, working)
    for one in working:
        if one.came:
            assert one.view() == one.rebuilt()
            assert one.view().state == fold.fold({came.id: came.content for came in one.came})
    for one in (*working, fresh):
        for signed in data.draw(st.permutations(list(ever.values()))) if ever else ():
            one.add(signed)
            one.add(signed)
    assert len({repr(one.view()) for one in (*working, fresh)}) == 1
    no_edit_is_lost(fresh)


def no_edit_is_lost(replica):
    """Each value ever written lives, or a descendant that writes its field stands in its place."""
    contents = {one.id: one.content for one in replica.came}
    view = replica.view()
    for identifier, content in contents.items():
        for path in content.fields:
            alive = {one.revision for one in view.state.fields[path]}
            assert identifier in alive or any(
                path in other.fields and identifier in ancestors(contents, later)
                for later, other in contents.items()
            )


def ancestors(contents, revision):
    found, waiting = set(), list(contents[revision].parents)
    while waiting:
        one = waiting.pop()
        if one in contents and one not in found:
            found.add(one)
            waiting.extend(contents[one].parents)
    return found


@pytest.fixture
def replica(replicas):
    replicas[0].begin(str(uuid.uuid4()))
    return replicas[0]


def test_who_began_a_record_does_not_depend_on_what_came_first(replica):
    first = make(replica.record, (), {"age": 17}, 1, author="u-ana", wall=WALLS[1])
    child = make(replica.record, [first.id], {"age": 18}, 2, author="u-luz", wall=WALLS[0])
    replica.add(child)
    assert (replica.view().author, replica.view().created) == ("u-luz", WALLS[0])
    replica.add(first)
    view = replica.view()
    assert (view.author, view.created, view.updated) == ("u-ana", WALLS[1], WALLS[0])
    assert view.state.values() == {"age": 18}


def test_a_record_has_the_newest_version_that_wrote_it_whatever_came_last(replica):
    first = make(replica.record, (), {"age": 17}, 1, form="f01@2026.2")
    newer = make(replica.record, [first.id], {"age": 18}, 2, form="f01@2026.10")
    older = make(replica.record, [first.id], {"risk": "low"}, 2, form="f01@2026.2")
    for one in (first, newer, older):
        replica.add(one)
    assert replica.view().version == "2026.10"


def test_history_is_told_parents_first_whatever_came_first(replica):
    first = make(replica.record, (), {"age": 17}, 1)
    second = make(replica.record, [first.id], {"age": 18}, 2)
    third = make(replica.record, [second.id], {"age": 19}, 3)
    for one in (third, first, second):
        replica.add(one)
    with replica.store.read() as unit:
        told = [one.id for one in unit.records.revisions(replica.record)]
    assert told == [first.id, second.id, third.id]


@pytest.mark.parametrize("change", [{"file": str(uuid.uuid4())}, {"form": "f02@2026.1"}])
def test_a_revision_cannot_take_a_record_to_another_file_or_ficha(replica, change):
    first = make(replica.record, (), {"age": 17})
    replica.add(first)
    stray = make(replica.record, [first.id], {"age": 18}, 0, **change)
    with pytest.raises(RecordContradictoryError), replica.store.write() as unit:
        unit.records.add(stray, stray.content)
    assert replica.view().state.values() == {"age": 17}


def test_unknown_keys_and_fields_stay_in_the_bytes_as_they_came(replica):
    body = make(replica.record, (), {"age": 17, "moon/phase": ["x", {"y": 1}]}).body
    body = body[:-1] + b',"later":{"deep":[1,2,{"k":null}]}}'
    signed = SignedRevision(body, bytes(64))
    replica.add(signed)
    with replica.store.read() as unit:
        (held,) = unit.records.revisions(replica.record)
    assert held == signed
    assert unpack(held.body).unknown == {"later": {"deep": [1, 2, {"k": None}]}}
    assert replica.view().state.values()["moon/phase"] == ["x", {"y": 1}]
