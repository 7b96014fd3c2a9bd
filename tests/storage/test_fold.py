"""The merge of edits: convergence, no lost edit, conflicts kept; as a model of replicas."""

from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.revision import Revision, revision_id
from cem_desktop.storage import fold

FIELDS = ("age", "sex", "risk")


def make(parents, fields, salt, author="u-1"):
    content = Revision(
        record="r",
        file=None,
        parents=tuple(parents),
        device="d",
        author=author,
        lamport=1,
        wall="2026-11-23T15:00:00Z",
        clock="ok",
        form="f01@1",
        fields=fields,
        why="edit",
        salt=salt,
    )
    return revision_id(content.pack()), content


@st.composite
def histories(draw):
    """Several replicas that edit apart and exchange what they hold, in any order."""
    replicas = [{} for _ in range(draw(st.integers(1, 4)))]
    for step in range(draw(st.integers(1, 14))):
        here = draw(st.integers(0, len(replicas) - 1))
        if draw(st.booleans()):
            state = fold.fold(replicas[here])
            written = draw(st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3), min_size=1))
            identifier, content = make(state.heads, written, f"{step}")
            replicas[here][identifier] = content
        else:
            there = draw(st.integers(0, len(replicas) - 1))
            replicas[there] |= replicas[here]
    everything = {}
    for one in replicas:
        everything |= one
    return everything


@given(histories(), st.randoms())
def test_every_order_of_arrival_gives_the_same_state(revisions, shuffle):
    items = list(revisions.items())
    expected = fold.pack_state(fold.fold(revisions))
    shuffle.shuffle(items)
    assert fold.pack_state(fold.fold(dict(items))) == expected


@given(histories())
def test_no_edit_is_lost(revisions):
    """Each written value lives, or a descendant that writes the same field stands in its place."""
    state = fold.fold(revisions)
    for identifier, content in revisions.items():
        for path in content.fields:
            alive = {one.revision for one in state.fields[path]}
            assert identifier in alive or _has_descendant_writing(revisions, identifier, path)


@given(histories())
def test_step_by_step_equals_all_at_once(revisions):
    state = fold.EMPTY
    held = {}
    for identifier in fold.parents_first(revisions):
        content = revisions[identifier]
        held[identifier] = content
        advanced = fold.advance(state, identifier, content)
        state = advanced if advanced is not None else fold.fold(held)
        assert fold.pack_state(state) == fold.pack_state(fold.fold(held))


@given(histories())
def test_a_state_is_kept_and_read_back(revisions):
    state = fold.fold(revisions)
    assert fold.unpack_state(fold.pack_state(state)) == state


def test_two_who_did_not_know_of_each_other_are_both_shown():
    first, one = make([], {"risk": "low", "age": 20}, "a")
    left, two = make([first], {"risk": "severe"}, "b", author="u-2")
    right, three = make([first], {"risk": "moderate"}, "c", author="u-3")
    state = fold.fold({first: one, left: two, right: three})
    assert state.values() == {"age": 20}
    assert {(w.value, w.author) for w in state.conflicts()["risk"]} == {
        ("severe", "u-2"),
        ("moderate", "u-3"),
    }


def test_a_person_settles_a_conflict_by_building_on_both():
    first, one = make([], {"risk": "low"}, "a")
    left, two = make([first], {"risk": "severe"}, "b")
    right, three = make([first], {"risk": "moderate"}, "c")
    settled, four = make(sorted([left, right]), {"risk": "severe"}, "d")
    state = fold.fold({first: one, left: two, right: three, settled: four})
    assert state.values() == {"risk": "severe"}
    assert not state.conflicts()


def test_the_same_value_written_twice_is_no_conflict():
    first, one = make([], {"risk": "low"}, "a")
    left, two = make([first], {"risk": "severe"}, "b")
    right, three = make([first], {"risk": "severe"}, "c")
    assert fold.fold({first: one, left: two, right: three}).values() == {"risk": "severe"}


def test_a_ring_of_parents_from_outside_does_not_hang():
    _, one = make(["b" * 64], {"age": 1}, "a")
    _, two = make(["a" * 64], {"age": 2}, "b")
    assert fold.fold({"a" * 64: one, "b" * 64: two}).heads == ()


def _has_descendant_writing(revisions, ancestor, path):
    for identifier, content in revisions.items():
        if path in content.fields and ancestor in _ancestors(revisions, identifier):
            return True
    return False


def _ancestors(revisions, identifier):
    found = set()
    waiting = list(revisions[identifier].parents)
    while waiting:
        one = waiting.pop()
        if one in revisions and one not in found:
            found.add(one)
            waiting.extend(revisions[one].parents)
    return found
