"""The fichas as they ship: built from their source, filled through the real engine."""

import pytest

from cem_desktop import paths
from cem_desktop.forms.authoring import build
from cem_desktop.forms.session import FormSession
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.form_library import FormLibrary


@pytest.fixture(scope="session")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture
def open_ficha(library, clock):
    def opened(form_id, language=None, answers=None):
        definition = library.definition(form_id)
        return FormSession(definition, clock=clock, language=language, answers=answers)

    return opened
