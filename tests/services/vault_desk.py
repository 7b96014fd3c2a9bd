"""What the tests of the identity vault share: a way in, a visit to fill, and a look into stores."""

import uuid

from simulator import CHEAP, OFFICE_ROLES, PASSPHRASE, add_case

from cem_desktop.crypto.key_slots import StoreKind, make_slot
from cem_desktop.storage.office import StaffMember

WHY = "Notificación del juzgado"
NAME = "Nieves Invent Canario"
STREET = "jirón canario 123"


def open_vault(place):
    place.workspace.identities.open(WHY, PASSPHRASE)


def case_of(place):
    return add_case(place)


def begin_visit(place, file):
    filling = place.workspace.fichas.begin("f10", file)
    session = filling.session
    for path, question in filling.definition.questions.items():
        node = None
        try:
            node = session.node(path)
        except KeyError:
            continue
        if not (node.required and node.relevant and node.value is None):
            continue
        if question.type == "select_one":
            session.answer(path, node.choices[0][0])
        elif question.type == "select_multiple":
            session.answer(path, [node.choices[0][0]])
        elif question.type == "date":
            session.answer(path, "2026-11-02")
        elif question.type == "time":
            session.answer(path, "10:00:00")
        elif question.type == "integer":
            session.answer(path, 1)
        else:
            session.answer(path, "algo")
    return filling


def address_of(filling):
    return next(path for path in filling.definition.questions if path.endswith("/address"))


def visit_to_her_street(place, file):
    """A home visit with the one answer that says where she lives; return its path too."""
    filling = begin_visit(place, file)
    path = address_of(filling)
    filling.session.answer(path, STREET)
    return filling, path


def close(place, filling, reason=None):
    while True:
        problems = filling.session.problems()
        if not problems:
            return place.workspace.fichas.close(filling, reason)
        for problem in problems:
            node = filling.session.node(problem.path)
            kind = node.question.type
            first = node.choices[0][0] if node.choices else None
            by_kind = {"select_one": first, "select_multiple": [first], "integer": 1}
            by_kind |= {"date": "2026-11-02", "time": "10:00:00"}
            filling.session.answer(problem.path, by_kind.get(kind, "algo"))


def in_case(place, text):
    """Whether a text stands in any cell of the opened case store."""
    with place.workspace.context.store.read() as unit:
        return is_in(text, cells_of(unit))


def in_vault(place, text):
    with place.workspace.identities.read() as unit:
        return is_in(text, cells_of(unit))


def is_in(text, found):
    coded = (text.encode(), text.encode("utf-16-le"), ascii(text).strip("'").encode())
    return any(one in found for one in coded)


def cells_of(unit):
    """Everything that a store's key opens: each cell of each table, blobs as they are."""
    raw = unit.connection.connection.driver_connection
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    cells = []
    for name in names:
        for row in raw.execute(f'SELECT * FROM "{name}"'):
            cells += [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
    return b"\n".join(cells)


def add_colleague(place):
    """Add a user who works with files and does not keep identities."""
    context = place.workspace.context
    member = StaffMember(str(uuid.uuid4()), "colega", OFFICE_ROLES, True, context.stamp())
    vault = context.vault.read()
    slot = make_slot(
        database=vault.database,
        user=member.id,
        login=member.login,
        roles=OFFICE_ROLES,
        passphrase="otra frase de seis palabras",
        keys={StoreKind.CASE: context.store.held_key()},
        generation=vault.generation,
        parameters=CHEAP,
    )
    context.vault.write(vault.with_slot(slot))
    with context.store.write() as unit:
        unit.office.add_staff(member)
