"""The choices of a ficha are written from the catalogue, and nothing else of it is touched."""

from dataclasses import replace

import pytest

from cem_desktop.domain.code_lists import parse_code_lists
from cem_desktop.errors import FormBuildError
from cem_desktop.services.catalogues import load_catalogue
from cem_desktop.services.form_choices import choice_rows, refresh

SOURCE = """\
# Why this ficha is as it is.
settings:
  form_id: f90
survey:
  - type: select_one sex
    name: sex  # asked once
"""
HEAD = "list,name,code,variable,label_es,label_en,valid_from,valid_to,status,source,group\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "f90").mkdir()
    (tmp_path / "f90" / "form.yaml").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_choices_are_added_below_and_comments_stay(folder):
    assert refresh(folder) == ("f90",)
    text = (folder / "f90" / "form.yaml").read_text(encoding="utf-8")
    assert text.startswith(SOURCE)
    assert '- name: woman\n      label::Español (es): "Mujer"' in text
    assert refresh(folder) == ()


def test_what_was_written_before_is_written_anew(folder):
    source = folder / "f90" / "form.yaml"
    source.write_text(SOURCE + "\nchoices:\n  sex:\n    - name: nobody\n", encoding="utf-8")
    refresh(folder)
    assert "nobody" not in source.read_text(encoding="utf-8")


def test_a_list_that_is_not_there_is_named(folder):
    source = folder / "f90" / "form.yaml"
    source.write_text(SOURCE.replace("select_one sex", "select_one shoes"), encoding="utf-8")
    with pytest.raises(FormBuildError) as caught:
        refresh(folder)
    assert caught.value.details["where"] == "shoes"


def test_choices_that_hold_for_a_time_carry_their_days():
    lists = parse_code_lists(
        [
            HEAD + "offence,old,,,Antes,Before,,2021-03-29,ours,here,\n"
            "offence,new,,,Ahora,Now,2021-03-30,,ours,here,\n",
            HEAD + "step,first,,,Uno,One,,,ours,here,new\n",
        ]
    )
    dated = replace(load_catalogue(), code_lists=lists)
    days = [(row["from_day"], row["to_day"]) for row in choice_rows(dated, "offence")]
    assert days == [("0", "20210329"), ("20210330", "99999999")]
    assert [row["group"] for row in choice_rows(dated, "step")] == ["new"]
