"""The security document: the measures in force, read from the program's own settings and tables.

Source: D.S. 016-2024-JUS, articles 46 to 52. Nothing in it is a promise that somebody typed: what
cannot be read from the workspace or from the program's own constants is not in it. It holds no
login, no code and no datum of a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cem_desktop import __version__
from cem_desktop.crypto.recovery import RecoveryKind
from cem_desktop.domain import roles as role_table
from cem_desktop.domain.period import LIMA, parse_stamp, today
from cem_desktop.domain.roles import ROLES, roles_of
from cem_desktop.i18n import _, ngettext
from cem_desktop.reports.legal_sheet import Grid, LegalSheet, Pairs, Part, Prose
from cem_desktop.reports.role_words import role_words, shown_words
from cem_desktop.reports.wording import print_day
from cem_desktop.services.backups import schedule_of
from cem_desktop.services.document_printing import institution_lines
from cem_desktop.services.identities import OPEN_FOR
from cem_desktop.services.incident_report import not_confirmed
from cem_desktop.services.trail import judge_trail
from cem_desktop.storage import engine
from cem_desktop.storage.identity_store import FILE_NAME as IDENTITY_FILE
from cem_desktop.storage.own_figures import own_figures

if TYPE_CHECKING:
    from cem_desktop.services.context import Context
    from cem_desktop.services.data_officer import DataOfficer
    from cem_desktop.storage.own_figures import OwnFigures

_MIB: Final = 1024
_SECONDS: Final = 60


@dataclass(frozen=True)
class Measures:
    """What the workspace says of itself.

    Attributes:
        memory_mib: The least memory that Argon2id takes in any slot.
        passes: The fewest passes in any slot.
        lanes: The lanes of that slot.
        slots: How many people hold a key.
        key_files: How many of them need a key file too.
        has_identity_store: Whether there is one.
        people: How many people an opening of it takes.
        has_kit: Whether a recovery kit was made.
        has_shares: Whether shares of the identity store were made.
        staff: How many active people hold each role.
        entries: How many entries the trail has.
        fault: The first entry that does not fit the chain, or None.
        backup_days: Every how many days backups are made by themselves; 0 for by hand.
        own: What the store says of itself.
    """

    memory_mib: int
    passes: int
    lanes: int
    slots: int
    key_files: int
    has_identity_store: bool
    people: int
    has_kit: bool
    has_shares: bool
    staff: dict[str, int]
    entries: int
    fault: int | None
    backup_days: int
    own: OwnFigures


def read_measures(context: Context) -> Measures:
    """Return the measures in force; longer than a moment where the trail is long."""
    vault = context.vault.read()
    cheapest = min((slot.kdf for slot in vault.slots), key=lambda kdf: (kdf.memory_kib, kdf.passes))
    with context.store.read() as unit:
        active = [one for one in unit.office.staff() if one.active]
        return Measures(
            memory_mib=cheapest.memory_kib // _MIB,
            passes=cheapest.passes,
            lanes=cheapest.lanes,
            slots=len(vault.slots),
            key_files=sum(bool(slot.factor) for slot in vault.slots),
            has_identity_store=(context.vault.folder / IDENTITY_FILE).exists(),
            people=vault.people,
            has_kit=vault.entry(RecoveryKind.KIT) is not None,
            has_shares=vault.entry(RecoveryKind.SHARES) is not None,
            staff={role: sum(role in one.roles for one in active) for role in ROLES},
            entries=unit.audit.length(),
            fault=judge_trail(context, unit).first_fault,
            backup_days=schedule_of(unit).days,
            own=own_figures(unit.connection),
        )


def security_sheet(
    context: Context, officer: DataOfficer, years: int | None, lock_minutes: int
) -> LegalSheet:
    """Return the security document as a sheet.

    Args:
        context: The workspace.
        officer: Who answers for personal data.
        years: How many years files are kept after their closing, or None for no figure.
        lock_minutes: After how many idle minutes the window locks on this machine.
    """
    found = read_measures(context)
    day = today(context.clock)
    return LegalSheet(
        title=_("Security document"),
        subtitle=_("The measures in force, read from the program and this workspace"),
        mark=_("Internal"),
        issued=day,
        head="",
        parts=(
            Part(_("1. Scope"), (Pairs(_scope(context, officer, found)),)),
            Part(_("2. Encryption and keys"), (Pairs(_keys(found)),)),
            Part(_("3. Access"), (Pairs(_access(found, lock_minutes)), _roles(context, found))),
            Part(_("4. Acts and the roles that may do them"), (_acts(context),)),
            Part(_("5. Audit trail"), (Pairs(_trail(found)),)),
            Part(_("6. Backups and recovery"), (Pairs(_backups(found)),)),
            Part(_("7. Transfers"), (Pairs(_transfers()),)),
            Part(_("8. Keeping, blocking and erasing"), (Pairs(_keeping(years)),)),
            Part(_("9. What it does not reach"), (Prose(_limits()),)),
        ),
        small=(not_confirmed(),),
    )


def _scope(
    context: Context, officer: DataOfficer, found: Measures
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    holder = institution_lines(today(context.clock), context.office.name)
    program = _("CEM Desktop {version}, store version {schema}")
    return (
        (_("Holder"), holder or (context.office.name,)),
        ("Oficial de Datos Personales", (officer.line() or _("not named yet"),)),
        (_("Program"), (program.format(version=__version__, schema=found.own.version),)),
    )


def _keys(found: Measures) -> tuple[tuple[str, tuple[str, ...]], ...]:
    cost = _("Argon2id, at least {memory} MiB, {passes} passes, {lanes} lanes").format(
        memory=found.memory_mib, passes=found.passes, lanes=found.lanes
    )
    identity = (
        _(
            "Apart, under a key of its own; people needed to open it: {people}; it closes after "
            "{minutes} min"
        ).format(people=found.people, minutes=int(OPEN_FOR.total_seconds() // _SECONDS))
        if found.has_identity_store
        else _("This workspace has none: no name is kept")
    )
    bits = engine.KEY_BYTES * 8
    return (
        (_("Store of coded files"), (_("SQLCipher, random key of {bits} bits").format(bits=bits),)),
        (_("Store of identities"), (identity,)),
        (_("Passphrases"), (cost, _("They open wraps of the key (AES-256-GCM), one a person"))),
        (_("Signatures"), (_("Ed25519 of the device, over every revision of a record"),)),
        (_("Store settings"), ("; ".join(engine.PRAGMAS),)),
    )


def _access(found: Measures, lock_minutes: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    minutes = ngettext("after {count} idle minute", "after {count} idle minutes", lock_minutes)
    return (
        (_("People with a key"), (str(found.slots),)),
        (_("With a key file besides"), (str(found.key_files),)),
        (_("The window locks"), (minutes.format(count=lock_minutes), _("and on suspend"))),
        (
            _("Rights"),
            (_("each ficha names the roles that read and write it (see the inventory)"),),
        ),
    )


def _roles(context: Context, found: Measures) -> Grid:
    rows = tuple(
        (role_words(one.id), shown_words(one), str(found.staff.get(one.id, 0)))
        for one in roles_of(context.kind)
    )
    return Grid((_("Role"), _("Is shown"), _("People")), (0.4, 0.45, 0.15), rows)


def _acts(context: Context) -> Grid:
    """Return every act of the table; one without words of its own has its name."""
    here = {one.id for one in roles_of(context.kind)}
    words = {
        "ENROL": _("Enrol with headquarters"),
        "CARRY": _("Export and receive bundles"),
        "APPROVE": _("Enrol an office"),
        "TAKE_IN": _("Import bundles and write receipts"),
        "COUNT": _("See and publish figures"),
        "READ_TRAIL": _("Read and check the audit trail"),
        "KEEP_DATA": _("Block, give back and erase files"),
        "ANSWER_FOR_DATA": _("Name the data officer; inventory and this document"),
        "BACK_UP": _("Make, verify and plan backups"),
        "KEEP_USERS": _("Add and remove users; give new passphrases; renew the keys"),
        "LEAD": _("Lead the place; hand it over with a protocol"),
        "KEEP_TEAMS": _("Say who works with which file"),
        "SEE_EXCEPTIONS": _("Be shown exceptional access"),
        "REVIEW_RIGHTS": _("Review everybody's rights every six months"),
    }
    table = {
        name: [role for role in ROLES if role in found and role in here]
        for name, found in vars(role_table).items()
        if name[0] != "_" and name.isupper() and isinstance(found, frozenset)
    }
    rows = tuple(
        (words.get(name, name.replace("_", " ").capitalize()), ", ".join(map(role_words, roles)))
        for name, roles in table.items()
        if roles
    )
    return Grid((_("Act"), _("Roles")), (0.45, 0.55), rows)


def _trail(found: Measures) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chain = (
        _("whole, checked today")
        if found.fault is None
        else _("does not fit at entry {entry}").format(entry=found.fault)
    )
    first = _when(found.own.first_entry)
    return (
        (
            _("What it notes"),
            (
                _("entering, seeing, changing, exporting, importing, printing"),
                _("and what was denied; never an answer"),
            ),
        ),
        (_("Acts that it holds"), (str(found.entries), _("since {day}").format(day=first))),
        (_("Chain of hashes"), (chain,)),
        (_("Signed checkpoints"), (str(found.own.seals),)),
        (_("Kept"), (_("from the first entry on; the program deletes none"),)),
    )


def _backups(found: Measures) -> tuple[tuple[str, tuple[str, ...]], ...]:
    yes, no = _("made"), _("not made yet")
    days = found.backup_days
    every = ngettext("every {count} day", "every {count} days", days).format(count=days)
    schedule = every if days else _("no: by hand")
    return (
        (_("Backups by the program"), (str(found.own.backups),)),
        (_("Made by themselves"), (schedule,)),
        (_("Last one"), (_when(found.own.last_backup),)),
        (_("Last one opened and counted"), (_when(found.own.last_verified),)),
        (_("Recovery kit"), (yes if found.has_kit else no,)),
        (_("Shares of the identity store"), (yes if found.has_shares else no,)),
    )


def _transfers() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        (_("Way"), (_("bundles on a stick or shared folder, to headquarters alone"),)),
        (_("Encryption"), (_("age (X25519, ChaCha20-Poly1305), to the recipient's key"),)),
        (_("Signature and checksum"), (_("Ed25519 on each segment; SHA-256 chain of entries"),)),
    )


def _keeping(years: int | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    kept = (
        ngettext("{count} year after closing", "{count} years after closing", years).format(
            count=years
        )
        if years
        else _("no term is set")
    )
    return (
        (_("Files are proposed for review"), (kept,)),
        (_("Blocking"), (_("kept, out of use; coordination alone reads, and it is noted"),)),
        (_("Erasing"), (_("signed and audited; ids and hashes stay; the store is written anew"),)),
    )


def _limits() -> tuple[str, ...]:
    return (
        _(
            "Rights within the coded store are enforced by the program, not by keys. The memory of "
            "a running computer, its swap and hibernation, the print queue and paper are outside "
            "of it: the disk must be encrypted and the room locked."
        ),
    )


def _when(stamp: str) -> str:
    return print_day(parse_stamp(stamp).astimezone(LIMA).date()) if stamp else _("none yet")
