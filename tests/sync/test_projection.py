"""What leaves an office: only coarse facts, under pseudonyms; canaries find nothing else."""

from __future__ import annotations

import base64
import json
import string

import pytest
import zstandard
from bundle_world import opened, projections, write
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cem_desktop.crypto.pseudonyms import PseudonymDomain, pseudonym
from cem_desktop.domain.fact_values import AGE_GROUPS, fits
from cem_desktop.domain.facts import FACTS, All, Fact, FactType
from cem_desktop.errors import BundleTamperedError, BundleTooNewError
from cem_desktop.sync.coarsening import coarsen, is_coarse, leaving
from cem_desktop.sync.projection import (
    ProjectionRules,
    RevisionFields,
    SendRule,
    project,
    read_projection,
)

KEY = bytes(range(32))
FORM = "f01@2026.1"


SEXES = frozenset({"woman", "man"})
GROUPS = frozenset(AGE_GROUPS)
DEPARTMENTS = frozenset(f"{number:02}" for number in range(1, 26))
SEX, OPENED, AGE = FACTS["victim.sex"], FACTS["file.opened"], FACTS["victim.age"]
GROUP, ORIGIN = FACTS["victim.age_group"], FACTS["victim.origin_department"]
CHILDREN, MATTER = FACTS["victim.children"], FACTS["case.matter"]
STORY = FACTS["contact.account"]
TEAM = FACTS["file.team"]
CHILD_GROUP = Fact("child.age_group", "Age group of a child", FactType.CHOICE, All(), "age_group")
TOY = Fact("toy.kind", "Kind of toy", FactType.CHOICE, All(), "toy")


def rule(send="whole", fact=SEX, privacy="statistical", codes=SEXES):
    return SendRule(privacy, send, fact, codes)


RULES = ProjectionRules(
    {
        "contact/name": rule("whole", STORY, "identity"),
        "contact/sex": rule(),
        "contact/age": rule("age_group", GROUP, codes=GROUPS),
        "contact/guessed_group": rule("whole", GROUP, codes=GROUPS),
        "contact/opened": rule("month", OPENED),
        "contact/place": rule("department", ORIGIN, codes=DEPARTMENTS),
        "contact/children": rule("whole", CHILDREN),
        "contact/matter": rule("whole", MATTER, codes=frozenset({"trafficking", "disappearance"})),
        "contact/story": rule("whole", STORY, "reserved"),
        "contact/team": rule("whole", TEAM, "coded", frozenset({"legal"})),
        "contact/letter": rule("whole", STORY, "official"),
        "contact/no_fact": rule("whole", None),
        "contact/no_privacy": rule("whole", SEX, None),
        "children/age": rule("age_group", CHILD_GROUP, codes=GROUPS),
        "children/name": rule("whole", STORY, "identity"),
        "children/toys/kind": rule("whole", TOY, codes=frozenset({"doll"})),
    },
    frozenset({"children", "children/toys"}),
)


def fields(changes, **other):
    given_fields = {
        "revision": "rev-1", "record": "rec-1", "file": "file-1", "parents": ("rev-0",),
        "form": FORM, "changes": changes,
    }  # fmt: skip
    return RevisionFields(**(given_fields | other))


def facts(changes, current=None, rules=RULES):
    return dict(read_projection(project(fields(changes), rules, KEY, current)).facts)


def row(*rows):
    return pseudonym(KEY, PseudonymDomain.ROW, "/".join(rows))


def test_the_whole_record():
    body = project(fields({"contact/sex": "woman", "contact/opened": "2008-03-14"}), RULES, KEY)
    assert json.loads(body) == {
        "v": 1,
        "pv": 1,
        "rev": pseudonym(KEY, PseudonymDomain.REVISION, "rev-1"),
        "rec": pseudonym(KEY, PseudonymDomain.RECORD, "rec-1"),
        "file": pseudonym(KEY, PseudonymDomain.FILE, "file-1"),
        "parents": [pseudonym(KEY, PseudonymDomain.REVISION, "rev-0")],
        "form": FORM,
        "set": {"file.opened": "2008-03", "victim.sex": "woman"},
    }


def test_records_of_one_file_join_and_those_of_two_offices_do_not():
    one, two = (
        read_projection(project(fields({}, record=record), RULES, KEY)) for record in ("a", "b")
    )
    elsewhere = read_projection(project(fields({}, record="a"), RULES, b"k" * 32))
    assert one.file == two.file != elsewhere.file
    assert one.record != two.record


def test_a_record_without_a_file():
    assert read_projection(project(fields({}, file=None), RULES, KEY)).file is None


@pytest.mark.parametrize(
    "path",
    [
        "contact/name", "contact/story", "contact/team", "contact/letter", "contact/no_fact",
        "contact/no_privacy", "contact/unheard_of", "elsewhere", "children/r1/name", "sex",
        "contact", "contact/sex/more", "children/r1", "",
    ],
)  # fmt: skip
def test_what_is_not_known_to_be_statistical_stays(path):
    stated = facts({path: "canary"})
    assert set(stated) <= {f"child.age_group@{row('r1')}"}
    assert set(stated.values()) <= {None}


@pytest.mark.parametrize(
    ("path", "answer", "fact", "sent"),
    [
        ("contact/sex", "woman", "victim.sex", "woman"),
        ("contact/sex", None, "victim.sex", None),
        ("contact/age", 13, "victim.age_group", "12_17"),
        ("contact/opened", "2008-12-31", "file.opened", "2008-12"),
        ("contact/place", "150132", "victim.origin_department", "15"),
        ("contact/sex", "Rosa, the tall one", "victim.sex", None),
        ("contact/age", "young", "victim.age_group", None),
        ("contact/opened", "last spring", "file.opened", None),
        ("contact/place", "behind the market", "victim.origin_department", None),
    ],
)
def test_answers_leave_coarse_or_as_nothing(path, answer, fact, sent):
    assert facts({path: answer}) == {fact: sent}


@pytest.mark.parametrize(
    ("path", "answer", "sent"),
    [
        ("contact/sex", "Maria.Quispe", None),
        ("contact/sex", "dni-46.12.38.91", None),
        ("contact/sex", "14", None),
        ("contact/sex", ["woman"], None),
        ("contact/sex", True, None),
        ("contact/children", 3, 3),
        ("contact/children", "3", 3),
        ("contact/children", 46, None),
        ("contact/children", 2.5, None),
        ("contact/children", True, None),
        ("contact/matter", ["trafficking", "Maria.Quispe"], ["trafficking"]),
        ("contact/matter", ["trafficking", "una frase larga"], ["trafficking"]),
        ("contact/matter", ["Maria.Quispe"], None),
        ("contact/matter", ["trafficking", "trafficking"], ["trafficking"]),
        ("contact/matter", "trafficking", None),
        ("contact/matter", [], None),
    ],
)
def test_whole_is_only_what_the_fact_knows(path, answer, sent):
    assert list(facts({path: answer}).values()) == [sent]


@pytest.mark.parametrize("send", ["whole", "month", "year", "age_group", "department"])
@given(
    fact=st.sampled_from(list(FACTS.values())),
    answer=st.one_of(
        st.none(), st.booleans(), st.integers(-5, 200), st.floats(allow_nan=False),
        st.sampled_from(["known", "0_5", "15", "150101", "Maria.Quispe", "dni-46.12.38.91", "25"]),
        st.dates().map(str), st.text(max_size=6),
        st.lists(st.sampled_from(["known", "other", "Maria.Quispe"]), max_size=3),
    )
)  # fmt: skip
@settings(max_examples=1500)
def test_whatever_leaves_is_what_headquarters_may_hold(fact, send, answer):
    codes = frozenset({"known", "other", "15"})
    left = leaving(answer, send, fact, codes)
    assert left is None or fits(fact, left, codes)


def test_two_questions_may_state_one_fact():
    guessed = {"contact/guessed_group": "presumed_minor"}
    assert facts({"contact/age": None, **guessed}) == {"victim.age_group": "presumed_minor"}
    assert facts({"contact/age": None}, guessed) == {"victim.age_group": "presumed_minor"}
    assert facts({"contact/age": 30}, guessed) == {"victim.age_group": "30_59"}
    assert facts({"contact/guessed_group": None}, {"contact/age": 30, **guessed}) == {
        "victim.age_group": "30_59"
    }
    assert facts({"contact/age": None, "contact/guessed_group": None}, {"contact/age": 3}) == {
        "victim.age_group": None
    }


def test_rows_have_pseudonyms_of_their_own():
    stated = facts(
        {"children/r1/age": 3, "children/r2/age": 40, "children/r1/toys/t1/kind": "doll"}
    )
    assert stated == {
        f"child.age_group@{row('r1')}": "0_5",
        f"child.age_group@{row('r2')}": "30_59",
        f"toy.kind@{row('r1', 't1')}": "doll",
    }


def test_a_removed_row_takes_its_facts_back_also_those_of_the_rows_inside():
    before = {"children/r1/age": 3, "children/r1/toys/t1/kind": "doll", "children/r2/age": 40}
    assert facts({"children/r1": None}, before) == {
        f"child.age_group@{row('r1')}": None,
        f"toy.kind@{row('r1', 't1')}": None,
    }


def test_a_fact_outside_a_repeat_is_not_taken_for_one_inside():
    rules = ProjectionRules(
        {"age": rule("age_group", AGE), "children/age": rule("age_group", AGE)},
        ["children"],
    )
    inside = facts({"children/r1/age": None}, {"age": 40}, rules)
    assert inside == {f"victim.age@{row('r1')}": None}
    assert facts({"age": None}, {"children/r1/age": 4}, rules) == {"victim.age": None}


# --- canaries ------------------------------------------------------------------------------------

CANARY = st.text(string.ascii_letters, min_size=12, max_size=24).map(lambda t: f"CANARY{t}")
HIDDEN = [
    path for path, given_rule in RULES.questions.items() if given_rule.privacy != "statistical"
]


def encodings(text):
    raw = text.encode()
    inner = base64.b64encode(b"\0" + raw)[4:-4], base64.b64encode(raw)[:-4], raw.hex().encode()
    return [raw, json.dumps(text)[1:-1].encode(), text.encode("utf-16-le"), *inner]


def test_the_search_finds_a_planted_canary_in_each_encoding():
    canary = "CANARYplantedplanted"
    for found in encodings(canary):
        assert any(code in b"xx" + found + b"yy" for code in encodings(canary))


@settings(max_examples=150)
@given(st.data(), CANARY)
def test_no_hidden_answer_ever_leaves(data, canary):
    changes = {}
    for path in data.draw(st.lists(st.sampled_from(HIDDEN), min_size=1, unique=True)):
        instance = path.replace("children/", "children/r1/")
        changes[instance] = data.draw(
            st.sampled_from([canary, [canary], f"{canary} {canary}", f"x {canary}"])
        )
    changes |= {"contact/sex": "woman", "contact/age": 15}
    given_fields = RevisionFields(
        revision=f"rev-{canary}", record=f"rec-{canary}", file=f"file-{canary}",
        parents=(f"parent-{canary}",), form=FORM, changes=changes,
    )  # fmt: skip
    body = project(given_fields, RULES, KEY, changes)
    inside = opened(write(projections(body))[0])
    compressed = zstandard.ZstdCompressor().compress(canary.encode())
    for code in [*encodings(canary), compressed]:
        assert code not in body
        assert code not in inside
    assert set(read_projection(body).facts) == {"victim.sex", "victim.age_group"}


@settings(max_examples=150)
@given(
    st.sampled_from([p for p, r in RULES.questions.items() if r.privacy == "statistical"]),
    st.one_of(
        st.text(max_size=30), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
        st.dates().map(str), st.lists(st.text(max_size=8), max_size=3), st.booleans(),
        st.from_regex(r"9\d{8}|\d{8}", fullmatch=True),
    ),
)  # fmt: skip
def test_whatever_stands_in_a_statistical_answer_what_leaves_is_coarse(path, answer):
    stated = facts({path.replace("children/", "children/r/").replace("toys/", "toys/t/"): answer})
    assert all(is_coarse(value) for value in stated.values())


# --- the rules of coarsening -----------------------------------------------------------------------


@given(st.integers(0, 120))
def test_every_age_has_one_group(age):
    group = coarsen("age_group", age)
    assert group in AGE_GROUPS
    assert coarsen("age_group", str(age)) == group
    oldest = {"0_5": 5, "6_11": 11, "12_17": 17, "18_29": 29, "30_59": 59, "60_plus": 120}
    assert age <= oldest[group]


@pytest.mark.parametrize("group", AGE_GROUPS)
def test_a_group_stays(group):
    assert coarsen("age_group", group) == group


@pytest.mark.parametrize("answer", [-1, 121, True, "", "12 years", ["12_17"], 1e9, "²"])
def test_no_age(answer):
    assert coarsen("age_group", answer) is None


@given(st.dates())
def test_dates_lose_their_day(day):
    assert coarsen("month", day.isoformat()) == day.isoformat()[:7]
    assert coarsen("month", f"{day.isoformat()}T10:20:30.000-05:00") == day.isoformat()[:7]
    assert coarsen("year", day.isoformat()) == day.isoformat()[:4]
    assert coarsen("whole", day.isoformat()) is None


@pytest.mark.parametrize("answer", ["2026-13-01", "2026-02-30", "2026", "1/2/2026", 20260101, []])
def test_no_date(answer):
    assert coarsen("month", answer) is None
    assert coarsen("year", answer) is None


@pytest.mark.parametrize(
    ("place", "department"),
    [("150101", "15"), ("01", "01"), ("25", "25"), ("260101", None), ("00", None), ("1501", None)],
)
def test_places_lose_all_but_the_department(place, department):
    assert coarsen("department", place) == department


@pytest.mark.parametrize(
    "answer", ["woman", "art_153_a", "art_129_1_2", 3, 2.5, True, ["a", "b"], []]
)
def test_codes_and_small_numbers_may_go_whole(answer):
    assert coarsen("whole", answer) == answer


@pytest.mark.parametrize(
    "answer",
    [
        "Rosa Quispe", "niña", "", "a" * 65, "987654321", "45678901", "tel987654321", 987654321,
        "2008-03-14", "14.03.2008", "14_3_2008", "a@b.pe", ["woman", "Rosa Quispe"], ["a"] * 65,
        "-12.04,-77.03",
    ],
)  # fmt: skip
def test_texts_telephones_and_dates_may_not(answer):
    assert coarsen("whole", answer) is None


@pytest.mark.parametrize("send", [None, "", "all", "WHOLE", "district"])
def test_an_unknown_rule_sends_nothing(send):
    assert coarsen(send, "woman") is None


# --- reading at headquarters ----------------------------------------------------------------------

GOOD = json.loads(project(fields({"contact/sex": "woman"}), RULES, KEY))


@pytest.mark.parametrize(
    "change",
    [
        {"rev": "x"}, {"rec": None}, {"file": 3}, {"parents": ["x"]}, {"parents": None},
        {"form": "../x"}, {"pv": 0}, {"set": []}, {"set": {"Name": "x"}},
        {"set": {"victim.sex": "Rosa Quispe"}}, {"set": {"victim.phone": "987654321"}},
        {"set": {"victim.born": "2008-03-14"}}, {"set": {"victim.sex": {"a": 1}}},
        {"set": {"victim.sex@short": "woman"}},
    ],
)  # fmt: skip
def test_headquarters_takes_nothing_that_a_projection_cannot_be(change):
    with pytest.raises(BundleTamperedError):
        read_projection(json.dumps(GOOD | change).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"v":1,"v":1}'])
def test_what_is_no_projection(body):
    with pytest.raises(BundleTamperedError):
        read_projection(body)


def test_a_newer_projection_asks_for_a_newer_program():
    with pytest.raises(BundleTooNewError):
        read_projection(json.dumps(GOOD | {"v": 2}).encode())


@given(st.dictionaries(st.sampled_from(["contact/sex", "contact/place"]), st.text(max_size=9)))
def test_what_is_projected_can_be_read(changes):
    assume(changes)
    body = project(fields(changes), RULES, KEY)
    assert read_projection(body).form == FORM
