"""Pictures of laptops: the office's list and its dialogs, and a laptop that joins."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cem_desktop.domain.roles import WorkspaceKind, roles_of
from cem_desktop.gui.device_dialogs import (
    ApproveLaptopDialog,
    ChangeDeviceDialog,
    ExposedDialog,
    QuarantineDialog,
    WordsToTypeDialog,
)
from cem_desktop.gui.main_window import MainWindow
from cem_desktop.gui.new_root_dialog import NewRootDialog
from cem_desktop.services.setup import NewWorkspace, create_workspace
from cem_desktop.services.unlock import open_workspace

if TYPE_CHECKING:
    from cem_desktop.gui.screenshots import Photographer
    from cem_desktop.services.workspace import Workspace

_WORDS = "lirio puente calma tejado brisa nogal"


def draw_devices(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw a laptop on its way onto the list, in use, and stolen; a new one every time."""
    theme, tasks, clock = photographer.theme, photographer.tasks, workspace.context.clock
    devices = workspace.devices
    window.go("devices")
    if not devices.all():
        photographer.draw(window, "100-devices-none")
    with TemporaryDirectory() as name:
        folder = Path(name)
        laptop = _make_laptop(folder / "laptop", workspace)
        try:
            page = MainWindow(laptop, theme, tasks, clock, "es")
            with photographer.shown(page):
                photographer.draw(page, "99-cases-empty-laptop")
                page.go("joining")
                photographer.draw(page, "101-joining")
                request = devices.read_request(laptop.joining.write_request(folder))
                photographer.draw(page, "102-joining-asked")
                asking = ApproveLaptopDialog(devices, request, theme, tasks, window)
                with photographer.shown(asking):
                    photographer.draw(asking, "103-laptop-asks")
                answer = devices.approve(
                    request, " ".join(request.words), kind="laptop",
                    holder=devices.holders()[0], services=("social", "psychology"), folder=folder,
                )  # fmt: skip
                words = devices.own_words()
                to_type = WordsToTypeDialog(words, answer.name, theme, window)
                with photographer.shown(to_type):
                    photographer.draw(to_type, "104-words-to-type")
                laptop.joining.accept(answer, " ".join(words))
                photographer.draw(page, "105-joined")
        finally:
            laptop.close()
    photographer.draw(window, "106-devices")
    (state,) = (one for one in devices.all() if one.device.id == request.device)
    change = ChangeDeviceDialog(devices, state, theme, tasks, window)
    report = devices.report_stolen(request.device)
    dialogs = (
        (change, "107-device-changed"),
        (ExposedDialog(report.exposed, theme, clock, window, report), "108-stolen"),
        (QuarantineDialog(devices, request.device, theme, clock, window), "109-quarantine"),
    )
    for dialog, picture in dialogs:
        with photographer.shown(dialog):
            photographer.draw(dialog, picture)


def draw_trust(photographer: Photographer, window: MainWindow, workspace: Workspace) -> None:
    """Draw headquarters' keys and PCs, and what a new root asks; nothing is signed."""
    assert workspace.headquarters is not None
    window.go("trust")
    photographer.draw(window, "114-trust")
    root_keys = workspace.headquarters.root_keys
    dialog = NewRootDialog(root_keys, photographer.theme, photographer.tasks, window)
    with photographer.shown(dialog):
        photographer.draw(dialog, "115-new-root")


def _make_laptop(folder: Path, office: Workspace) -> Workspace:
    roles = tuple(role.id for role in roles_of(WorkspaceKind.LAPTOP))
    new = NewWorkspace(WorkspaceKind.LAPTOP, office.office, "visita", roles, _WORDS)
    create_workspace(folder, new, clock=office.context.clock)
    return open_workspace(folder, "visita", _WORDS, clock=office.context.clock)
