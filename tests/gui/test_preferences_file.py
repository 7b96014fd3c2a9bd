import json

import pytest

from cem_desktop.preferences import (
    Preferences,
    load_preferences,
    preferences_file,
    save_preferences,
)


def test_preferences_come_back_as_they_were_saved(tmp_path):
    file = preferences_file(tmp_path / "new")
    wanted = Preferences("en", "dark", 150, 5, "/somewhere", "ana")
    save_preferences(file, wanted)
    assert load_preferences(file) == wanted


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "3", '{"language": 5}'])
def test_a_damaged_file_gives_the_defaults(tmp_path, text):
    file = tmp_path / "preferences.json"
    file.write_text(text, encoding="utf-8")
    assert load_preferences(file) == Preferences()


def test_only_the_senseless_value_is_replaced(tmp_path):
    file = tmp_path / "preferences.json"
    saved = {"language": "en", "theme": "pink", "text_scale": 900, "inactivity_minutes": True}
    file.write_text(json.dumps(saved | {"unknown": 1}), encoding="utf-8")
    assert load_preferences(file) == Preferences(language="en")


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    save_preferences(blocked / "preferences.json", Preferences())
    assert load_preferences(blocked / "preferences.json") == Preferences()
