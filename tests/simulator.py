"""A small world for tests: offices and a headquarters with real stores, real keys, real bundles.

Only the clock and the cost of Argon2id are not the real ones. A test can carry, lose, repeat and
tamper with the bundles, for they are files in a folder.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cem_desktop.crypto.passphrase import KdfParameters, derive
from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.domain.period import SetClock
from cem_desktop.domain.roles import WorkspaceKind
from cem_desktop.errors import WrongPassphraseError
from cem_desktop.services.context import HEADQUARTERS, OfficeProfile
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase
from cem_desktop.services.setup import NewWorkspace, create_workspace
from cem_desktop.services.unlock import open_workspace
from cem_desktop.services.workspace import Workspace

CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1)
FLOOR_KIB = 8
PASSPHRASE = "laguna viento cobre sendero maiz puente"
OFFICE_ROLES = ("admission", "psychology", "legal", "social", "coordination", "key_admin")
CUSTODIAN = (*OFFICE_ROLES, "identity_custody")
LAPTOP_ROLES = ("social", "key_admin")
HQ_ROLES = ("hq_supervision", "hq_statistics", "hq_direction", "key_admin")
START = datetime(2026, 11, 2, 15, tzinfo=UTC)


def phrase_of(login: str) -> str:
    """Return the passphrase of a user that a test adds."""
    return f"guitarra molino {login} ventana cereza trompeta azul"


def is_under_way(vault) -> bool:
    """Tell whether a store of this vault may still have the key of the generation before."""
    return vault.identity_before is not None or any(slot.before for slot in vault.slots)


def seal_at_once(secret: bytes, passphrase: str) -> bytes:
    """Seal a root key with Argon2id at the tests' cost, where the program takes its time."""
    salt = bytes(16)
    key = derive(passphrase, salt, CHEAP)
    return salt + AESGCM(key).encrypt(bytes(12), secret, None)


_ROLES_OF = {
    WorkspaceKind.HEADQUARTERS: HQ_ROLES,
    WorkspaceKind.OFFICE: OFFICE_ROLES,
    WorkspaceKind.LAPTOP: LAPTOP_ROLES,
}


def unseal_at_once(sealed: bytes, passphrase: str) -> bytes:
    """Open what ``seal_at_once`` sealed."""
    try:
        return AESGCM(derive(passphrase, sealed[:16], CHEAP)).decrypt(bytes(12), sealed[16:], None)
    except InvalidTag as error:
        raise WrongPassphraseError from error


class Place:
    """A workspace on a disk of its own, with a clock of its own."""

    def __init__(
        self, root: Path, profile: OfficeProfile, kind: WorkspaceKind, name: str = ""
    ) -> None:
        self.folder = root / (name or profile.id)
        self.profile = profile
        self.kind = kind
        self.clock = SetClock(START)
        self.roles = _ROLES_OF[kind]
        self._open: Workspace | None = None

    def create(self) -> Workspace:
        new = NewWorkspace(self.kind, self.profile, "equipo", self.roles, PASSPHRASE)
        create_workspace(self.folder, new, clock=self.clock, parameters=CHEAP, seal=seal_at_once)
        return self.open()

    def open(self, login: str = "equipo", passphrase: str = PASSPHRASE, **more) -> Workspace:
        self._open = open_workspace(
            self.folder, login, passphrase, clock=self.clock, floor_kib=FLOOR_KIB, **more
        )
        return self._open

    def add_user(self, login: str, *roles: str) -> str:
        """Add a user, whose passphrase is ``phrase_of(login)``; return her id."""
        users = self.workspace.users
        users.add(login, roles, phrase_of(login))
        return self.user(login).id

    def user(self, login: str):
        return next(one for one in self.workspace.users.all() if one.login == login)

    def as_user(self, login: str) -> Workspace:
        """Lock, and let another user in."""
        self.close()
        return self.open(login, PASSPHRASE if login == "equipo" else phrase_of(login))

    @property
    def workspace(self) -> Workspace:
        assert self._open is not None
        return self._open

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def copy_to(self, target: Path) -> None:
        """Copy the closed workspace, as a backup or a thief would."""
        shutil.copytree(self.folder, target)

    def restore_from(self, source: Path) -> None:
        """Put an earlier copy in the place of the closed workspace."""
        shutil.rmtree(self.folder)
        shutil.copytree(source, self.folder)


class World:
    """A headquarters, its offices, and the folder through which bundles travel."""

    def __init__(self, root: Path, hq_roles: tuple[str, ...] = HQ_ROLES) -> None:
        self.root = root
        self.road = root / "road"
        self.road.mkdir()
        self.headquarters = Place(root, HEADQUARTERS, WorkspaceKind.HEADQUARTERS)
        self.headquarters.roles = hq_roles
        self.headquarters.create()
        self.offices: dict[str, Place] = {}
        self.laptops: dict[str, Place] = {}

    def add_office(
        self,
        name: str = "iquitos",
        department: str = "Loreto",
        roles: tuple[str, ...] = OFFICE_ROLES,
    ) -> Place:
        profile = OfficeProfile(name, name.title(), department, "")
        place = Place(self.root, profile, WorkspaceKind.OFFICE)
        place.roles = roles
        place.create()
        self.offices[name] = place
        return place

    def add_laptop(self, office: Place, name: str = "laptop") -> Place:
        """Set up a laptop of an office; it has not joined yet."""
        place = Place(self.root, office.profile, WorkspaceKind.LAPTOP, name)
        place.clock.at = office.clock.at
        place.create()
        self.laptops[name] = place
        return place

    def join(self, laptop: Place, office: Place, kind: str = "laptop", services=("social",)) -> str:
        """Request, six words, answer, six words; return the laptop's device."""
        joining, devices = laptop.workspace.joining, office.workspace.devices
        request = devices.read_request(joining.write_request(self.road))
        answer = devices.approve(
            request,
            " ".join(joining.state().request_words),
            kind=kind,
            holder="equipo",
            services=services,
            folder=self.road,
        )
        joining.accept(answer, " ".join(devices.own_words()))
        return request.device

    def enrol(self, place: Place) -> None:
        """Request, telephone, answer, six words."""
        request = place.workspace.enrolment.write_request(self.road)
        central = self.hq
        pending = central.read_request(request)
        heard = " ".join(place.workspace.enrolment.state().request_words)
        answer = central.approve(pending, heard, place.profile, self.road)
        place.workspace.enrolment.accept(answer, " ".join(central.root_words()))

    @property
    def hq(self):
        central = self.headquarters.workspace.headquarters
        assert central is not None
        return central

    def carry(self, place: Place):
        """Export, import, receipt, receive; return the import's report."""
        exported = place.workspace.sync_out.export(self.road)
        (report,) = self.hq.import_bundles([exported.path])
        self.bring_receipts()
        return report

    def bring_receipts(self) -> None:
        for path in self.hq.write_receipts(self.road):
            for place in self.offices.values():
                try:
                    place.workspace.sync_out.receive(path)
                except Exception as error:
                    if type(error).__name__ != "WrongRecipientError":
                        raise

    def close(self) -> None:
        for place in (*self.laptops.values(), *self.offices.values(), self.headquarters):
            place.close()


def add_case(place: Place, *, seed: int = 1, sex: Sex = Sex.WOMAN, band=AgeBand.MINOR, on=None):
    """Fill F01 and F06 for an invented person; return the file's id."""
    opened = on or date(2026, 11, 2)
    place.clock.at = datetime(opened.year, opened.month, opened.day, 15, tzinfo=UTC)
    writer = DemoWriter(seed)
    case = PlannedCase(opened, sex, band)
    fichas = place.workspace.fichas
    first = fichas.begin("f01", None)
    writer.fill(first.session, case)
    saved = fichas.close(first)
    place.clock.at += timedelta(hours=1)
    second = fichas.begin("f06", saved.file)
    writer.fill(second.session, case)
    fichas.close(second)
    return saved.file
