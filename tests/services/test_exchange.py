"""Exchange by itself: what waits lies in the folder, whatever went wrong before."""

import pytest
from field_world import check_out
from simulator import add_case

from cem_desktop.errors import DiskFullError
from cem_desktop.storage import bundle_files


@pytest.fixture
def lent(field, office):
    """Lend a file to a laptop that has heard nothing yet."""
    laptop = field.add_laptop("laptop-1")
    check_out(field, laptop, add_case(office))
    return laptop


@pytest.fixture
def exchange(office, lent):
    return office.workspace.exchange


def folder(tmp_path, name):
    (tmp_path / name).mkdir()
    return tmp_path / name


def test_what_found_no_room_is_written_once_there_is_some(exchange, tmp_path, monkeypatch):
    stick = folder(tmp_path, "stick")
    exchange.set_folder(stick)
    with monkeypatch.context() as full:

        def refuse(*_args, **_kwargs):
            raise DiskFullError

        full.setattr(bundle_files, "write_bundle_file", refuse)
        with pytest.raises(DiskFullError):
            exchange.run()
    assert len(exchange.run().written) == 1
    assert exchange.run().written == ()


def test_another_stick_gets_what_the_one_before_got(exchange, tmp_path):
    exchange.set_folder(folder(tmp_path, "first"))
    assert len(exchange.run().written) == 1
    exchange.set_folder(second := folder(tmp_path, "second"))
    assert len(exchange.run().written) == 1
    assert bundle_files.bundles_in(second)


def test_after_an_answer_nothing_is_written_again(office, lent, exchange, tmp_path):
    shared = folder(tmp_path, "shared")
    for place in (office, lent):
        place.workspace.exchange.set_folder(shared)
    add_case(lent, seed=3)
    written = [
        len(place.workspace.exchange.run().written) for _ in range(4) for place in (office, lent)
    ]
    assert written[-4:] == [0, 0, 0, 0]
