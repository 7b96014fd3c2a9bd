import stat
import sys

from cem_desktop import paths


def test_a_source_tree_holds_resources_and_fichas():
    assert (paths.resources() / "catalogues" / "offices.csv").is_file()
    assert (paths.forms() / "f01" / "form.yaml").is_file()


def test_a_frozen_program_looks_into_its_own_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"
    assert paths.forms() == tmp_path / "forms"


def test_folders_are_made_for_their_owner_alone(tmp_path):
    data = paths.data_dir(tmp_path / "a" / "data")
    logs = paths.log_dir(tmp_path / "a" / "data")
    assert data.is_dir()
    assert logs == data / "logs"
    if sys.platform != "win32":
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert stat.S_IMODE(logs.stat().st_mode) == 0o700


def test_the_usual_places_are_the_users_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.data_dir().name == "cem-desktop"
    assert str(paths.log_dir()).startswith(str(tmp_path))
