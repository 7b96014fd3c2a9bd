"""ODK Validate, the judge that the sector's tools trust, accepts every ficha.

The judge comes with pyxform and needs Java. It takes all forms in one start; a form with a fault goes
with them, so that a judge that says yes to everything is found out.
"""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from xform_text import xform

from cem_desktop.forms.authoring import compile_sheets, is_current
from cem_desktop.forms.sheets import read_source
from cem_desktop.services.attached_lists import attached_list

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[2] / "forms").glob("*/form.yaml"))
FAULTY = xform(
    "<a/>",
    '<input ref="/data/a"><label>a</label></input>',
    '<bind nodeset="/data/a" relevant="nada()"/>',
)
_TOO_OLD = "UnsupportedClassVersionError"
_HEADING = "failed validation:"


@pytest.fixture(scope="module")
def judgement(tmp_path_factory):
    """What the judge says of all fichas and of a form with a fault."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("Java is not installed, so ODK Validate cannot judge the fichas here")
    spec = find_spec("pyxform.validators.odk_validate")
    jar = Path(spec.origin).with_name("bin") / "ODK_Validate.jar"
    folder = tmp_path_factory.mktemp("validate")
    (folder / "faulty.xml").write_bytes(FAULTY)
    for form in FOLDERS:
        (folder / f"{form.name}.xml").write_bytes(compiled(form))
    command = [java, "-Djava.awt.headless=true", "-jar", str(jar)]
    ran = subprocess.run(
        command + [path.name for path in sorted(folder.iterdir())],
        cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if _TOO_OLD in ran.stderr:
        pytest.skip("the Java here is too old for ODK Validate; it needs Java 17")
    return ran


def compiled(form):
    """Return a ficha's XForm, the one that was built or a new one."""
    if is_current(form):
        return (form / "form.xml").read_bytes()
    return compile_sheets(read_source(form / "form.yaml"), form.name, attached_list).encode()


def refused(judgement):
    """Return the names of the files that the judge refused."""
    after = judgement.stderr.partition(_HEADING)[2]
    return {line.removesuffix(".xml") for line in after.split() if line.endswith(".xml")}


def test_the_judge_refuses_a_form_with_a_fault(judgement):
    assert "faulty" in refused(judgement)
    assert "nada" in judgement.stderr


@pytest.mark.parametrize("form", FOLDERS, ids=lambda path: path.name)
def test_odk_validate_accepts_the_ficha(judgement, form):
    assert f"Validating: {form.name}.xml" in judgement.stdout
    assert form.name not in refused(judgement), judgement.stderr[-4000:]
