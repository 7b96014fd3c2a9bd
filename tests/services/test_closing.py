"""What a locked workspace is: closed for good, without a key, whoever still holds it."""

import threading

import pytest
from simulator import World, add_case

from cem_desktop.errors import NotPermittedError, StoreBusyError, WorkspaceLockedError


def test_a_second_closing_touches_no_other_file(office, tmp_path):
    workspace = office.workspace
    workspace.close()
    other = (tmp_path / "other").open("wb")
    workspace.close()
    other.write(b"still mine")
    other.close()
    assert (tmp_path / "other").read_bytes() == b"still mine"


def test_whoever_still_holds_a_closed_workspace_reads_and_writes_nothing(office):
    workspace = office.workspace
    filling = workspace.fichas.begin("f01", None)
    workspace.close()
    for act in (
        workspace.casework.caseload,
        lambda: workspace.fichas.save_draft(filling),
        workspace.sync_out.status,
    ):
        with pytest.raises(WorkspaceLockedError):
            act()


def test_closing_waits_for_a_unit_at_work(office):
    store = office.workspace.context.store
    begun, go_on = threading.Event(), threading.Event()

    def slow_write():
        with store.write() as unit:
            begun.set()
            go_on.wait(5)
            unit.office.set_setting("late", "kept")

    worker = threading.Thread(target=slow_write)
    worker.start()
    assert begun.wait(5)
    closer = threading.Thread(target=office.close)
    closer.start()
    go_on.set()
    worker.join(10)
    closer.join(10)
    workspace = office.open()
    with workspace.context.store.read() as unit:
        assert unit.office.setting("late") == "kept"


def test_a_unit_that_writes_inside_another_is_told_at_once(office):
    store = office.workspace.context.store
    with pytest.raises(RuntimeError), store.write(), store.write():
        pass


def test_too_many_readers_are_told_that_the_store_is_busy(office):
    store = office.workspace.context.store
    with store.read(), store.read(), store.read(), pytest.raises(StoreBusyError), store.read():
        pass


def test_no_answer_and_no_key_stands_in_the_text_of_an_exception(office):
    import traceback

    context = office.workspace.context
    canary = "Quebrada-Verde-7719"
    with pytest.raises(Exception) as caught, context.store.write() as unit:
        unit.office.add_secret("device.sign", canary.encode(), "now")
    shown = "".join(traceback.format_exception(caught.value))
    assert canary not in shown
    assert context.device.signer.seed.hex() not in shown


def test_a_fault_of_a_screen_does_not_look_like_a_failed_save(office, caplog):
    def broken(_touched):
        raise ValueError

    office.workspace.on_change(broken)
    add_case(office)
    assert len(office.workspace.casework.caseload()) == 1
    assert "listener" in caplog.text


def test_a_wrong_folder_is_left_without_a_trace(tmp_path, office):
    from cem_desktop.errors import StoreMissingError
    from cem_desktop.services.unlock import open_workspace

    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(StoreMissingError):
        open_workspace(empty, "equipo", "x")
    assert list(empty.iterdir()) == []


ACTS_OF_AN_OFFICE = {
    "export": lambda workspace, road: workspace.sync_out.export(road),
    "request": lambda workspace, road: workspace.enrolment.write_request(road),
    "trail": lambda workspace, _road: workspace.trail.latest(),
}


@pytest.mark.parametrize("act", ACTS_OF_AN_OFFICE)
def test_acts_ask_for_roles_and_a_denied_try_is_noted(world, act):
    workspace = world.add_office(roles=("promotion",)).workspace
    with pytest.raises(NotPermittedError):
        ACTS_OF_AN_OFFICE[act](workspace, world.road)
    with workspace.context.store.read() as unit:
        assert unit.audit.latest(1)[0].action == "denied"


ACTS_OF_HEADQUARTERS = {
    "import": lambda central, _road: central.import_bundles([]),
    "receipts": lambda central, road: central.write_receipts(road),
    "figures": lambda central, _road: central.statistics.internal(2026),
    "publish": lambda central, _road: central.statistics.publish(2026),
}


@pytest.mark.parametrize("act", ACTS_OF_HEADQUARTERS)
def test_headquarters_acts_ask_for_roles_too(tmp_path, act):
    world = World(tmp_path, hq_roles=("audit",))
    with pytest.raises(NotPermittedError):
        ACTS_OF_HEADQUARTERS[act](world.hq, world.road)
    world.close()
