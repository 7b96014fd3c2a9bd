import re
from pathlib import Path

import pytest

from cem_desktop import paths
from cem_desktop.domain.facts import FACTS
from cem_desktop.forms.authoring import build
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.fact_reference import fact_reference, refresh
from cem_desktop.services.form_library import FormLibrary

PAGE = Path(__file__).parents[2] / "docs" / "facts.md"


@pytest.fixture(scope="module")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


def test_the_page_is_up_to_date(library):
    assert PAGE.read_text(encoding="utf-8") == fact_reference(library.all()), (
        "run the command at the head of cem_desktop/services/fact_reference.py"
    )


def test_the_page_holds_every_fact_once_under_its_family(library):
    page = fact_reference(library.all())
    assert re.findall(r"^\| `([a-z0-9_.]+)` \|", page, re.MULTILINE) == list(FACTS)
    families = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert len(set(families)) == len(families)


def test_refreshing_writes_the_same_page(library, tmp_path):
    written = tmp_path / "facts.md"
    refresh(written, library)
    assert written.read_text(encoding="utf-8") == fact_reference(library.all())
