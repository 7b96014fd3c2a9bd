import pytest

from cem_desktop.domain.roles import (
    ROLES,
    SERVICES,
    Sees,
    WorkspaceKind,
    may_read,
    may_write,
    roles_of,
    sees_files,
    services_of,
)

FORM_WRITE = frozenset({"psychology", "coordination"})
FORM_READ = frozenset({"legal"})


def test_every_role_of_the_practice_is_there():
    assert set(ROLES) == {
        "admission",
        "psychology",
        "legal",
        "social",
        "childcare",
        "coordination",
        "identity_custody",
        "promotion",
        "hq_supervision",
        "hq_statistics",
        "hq_direction",
        "key_admin",
        "audit",
    }
    assert all(role.service is None or role.service in SERVICES for role in ROLES.values())


def test_laptops_carry_casework_and_headquarters_no_casework():
    laptop = {role.id for role in roles_of(WorkspaceKind.LAPTOP)}
    assert laptop == {
        "admission",
        "childcare",
        "psychology",
        "legal",
        "social",
        "coordination",
        "key_admin",
    }
    central = {role.id for role in roles_of(WorkspaceKind.HEADQUARTERS)}
    assert central == {"hq_supervision", "hq_statistics", "hq_direction", "key_admin", "audit"}


def test_writing_needs_a_role_that_the_ficha_names():
    assert may_write(FORM_WRITE, ("psychology",))
    assert not may_write(FORM_WRITE, ("legal", "social"))
    assert not may_write(FORM_WRITE, ())


def test_who_may_write_may_read():
    assert may_read(FORM_READ, ("legal",), FORM_WRITE)
    assert may_read(FORM_READ, ("psychology",), FORM_WRITE)
    assert not may_read(FORM_READ, ("admission",), FORM_WRITE)


@pytest.mark.parametrize("role", ["key_admin", "audit", "promotion", "hq_statistics"])
def test_who_sees_no_files_reads_and_writes_none_even_if_a_ficha_says_so(role):
    assert not sees_files((role,))
    assert not may_write(frozenset({role}), (role,))
    assert not may_read(frozenset({role}), (role,))


def test_an_unknown_role_counts_for_nothing():
    assert not sees_files(("director",))
    assert not may_write(frozenset({"director"}), ("director",))
    assert services_of(("director", "childcare", "social", "key_admin")) == {"social"}


def test_keys_and_cases_are_apart():
    assert ROLES["key_admin"].sees is Sees.NOTHING
    assert ROLES["identity_custody"].sees is Sees.IDENTITIES
