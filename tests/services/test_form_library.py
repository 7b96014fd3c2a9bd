"""Fichas are read once, whoever asks; a file that was written anew is read anew."""

import os
import shutil

import pytest

from cem_desktop import paths
from cem_desktop.errors import FormsNotBuiltError, FormUnknownError
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.form_library import FormLibrary


@pytest.fixture
def folder(tmp_path):
    build(paths.forms(), attached=attached_list)
    (tmp_path / "f01").mkdir()
    shutil.copy(paths.forms() / "f01" / "form.xml", tmp_path / "f01")
    return tmp_path


def test_workspaces_share_a_ficha(folder):
    assert FormLibrary(folder).definition("f01") is FormLibrary(folder).definition("f01")


def test_a_file_written_anew_is_read_anew(folder):
    before = FormLibrary(folder).definition("f01")
    file = folder / "f01" / "form.xml"
    file.write_bytes(file.read_bytes().replace(b'version="2026.1"', b'version="2026.2"'))
    os.utime(file, ns=(1, 1))
    after = FormLibrary(folder)
    assert after.definition("f01").version == "2026.2"
    assert before.version == "2026.1"
    with pytest.raises(FormUnknownError):
        after.definition("f01", "2026.1")


def test_a_folder_without_fichas_says_so(tmp_path):
    with pytest.raises(FormsNotBuiltError):
        FormLibrary(tmp_path).all()
    with pytest.raises(FormUnknownError):
        FormLibrary(tmp_path).definition("../f01")
