"""Every ficha that the program carries, filled with invented answers, on paper."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest
from test_ficha_blank import FORMS, squeezed, words_of
from xform_text import xform

from cem_desktop import paths
from cem_desktop.domain.indicator import AgeBand, Sex
from cem_desktop.domain.paper import Paper
from cem_desktop.forms.authoring import build
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.reports.ficha_filled import filled_pdf
from cem_desktop.reports.filled_form import FilledAnswer, FilledBlock, FilledTable, Hand
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.demo_fill import DemoWriter
from cem_desktop.services.demo_plan import PlannedCase
from cem_desktop.services.filled_forms import Around, filled_form
from cem_desktop.services.form_library import FormLibrary
from cem_desktop.storage.fold import Written

CODE = "7KQ4-M2XZ"
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)
HAND = Hand(
    "Recorded", "rosa", AT, "", Paper(date(2026, 11, 19), "turno tarde", "sent", "fiscalía")
)


@pytest.fixture(scope="session")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


def around(*, draft=False, conflicts=None):
    logins = {"u-1": "rosa", "u-2": "carmen"}
    return Around(CODE, draft, conflicts or {}, logins, (HAND,))


def answers_of(items):
    for item in items:
        if isinstance(item, FilledBlock):
            yield from answers_of(item.items)
        elif isinstance(item, FilledAnswer):
            yield item


def filled(library, form, clock, seed):
    session = FormSession(library.definition(form), clock=clock)
    case = PlannedCase(date(2026, 11, 2), Sex.WOMAN, AgeBand.MINOR)
    DemoWriter(seed).fill(session, case)
    return session


@pytest.mark.parametrize("form", FORMS)
def test_what_was_answered_stands_in_words_and_what_was_not_asked_does_not(library, form, clock):
    for seed in (1, 2):
        session = filled(library, form, clock, seed)
        made = filled_form(session, around())
        pages = words_of(filled_pdf(made, DAY))
        text = "".join(pages)
        for path, value in session.answers().items():
            question = session.definition.questions.get(path)
            if question is None or question.type == "calculate" or question.privacy == "identity":
                continue
            labels = dict(session.node(path).choices)
            for one in value if isinstance(value, list) else [value]:
                if str(one) in labels:
                    assert squeezed(labels[str(one)]) in text, path
                elif question.type == "text":
                    assert squeezed(str(one)) in text, path
                elif question.type == "date" and not question.appearance:
                    assert f"{date.fromisoformat(one):%d/%m/%Y}" in text, path
        numbers = [one.number for one in answers_of(made.sections)]
        asked = [
            path
            for path, one in session.definition.questions.items()
            if one.type not in {"calculate", "hidden", "note"} and _is_asked(session, path)
        ]
        tables = any(_has_table(one) for one in made.sections)
        assert tables or len(numbers) >= len(asked)
        assert all(CODE in page for page in pages)


def _is_asked(session, path):
    try:
        return session.node(path).relevant
    except KeyError:
        return False


def _has_table(block):
    return any(
        isinstance(one, FilledTable) or (isinstance(one, FilledBlock) and _has_table(one))
        for one in block.items
    )


@pytest.mark.parametrize("form", FORMS)
def test_what_the_document_says_of_itself_is_neutral(library, form, clock):
    pdf = filled_pdf(filled_form(filled(library, form, clock, 1), around()), DAY)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    said = {key: str(value) for key, value in reader.metadata.items()}
    assert (said["/Title"], said["/Author"], said["/Subject"]) == (
        "Ficha",
        "CEM Escritorio",
        "Reserved",
    )
    assert not any(CODE in value or "rosa" in value for value in said.values())
    assert said["/CreationDate"].startswith("D:20261121000000")
    assert pdf == filled_pdf(filled_form(filled(library, form, clock, 1), around()), DAY)


def test_who_wrote_it_when_and_from_what_paper_stands_at_the_end(library, clock):
    made = filled_form(filled(library, "f01", clock, 1), around())
    last = words_of(filled_pdf(made, DAY))[-1]
    for words in ("20/11/2026 10:00", "rosa", "19/11/2026", "turno tarde", "sent to fiscalía"):
        assert squeezed(words) in last


def test_a_draft_says_on_every_page_that_it_is_one(library, clock):
    pdf = filled_pdf(filled_form(filled(library, "f01", clock, 1), around(draft=True)), DAY)
    pages = words_of(pdf)
    assert all("Draft" in page for page in pages)
    assert squeezed("nobody has closed this ficha") in pages[0]


def written(value, author):
    return Written(value, f"rev-{author}", author, "dev", "2026-11-20T15:00:00Z")


def test_a_conflict_shows_both_answers_also_where_the_question_is_not_asked(library, clock):
    session = FormSession(library.definition("f01"), clock=clock)
    conflicts = {
        "arrival/sex": (written("woman", "u-1"), written("man", "u-2")),
        "admission/reasons": (written(["other"], "u-1"), written(None, "u-2")),
    }
    made = filled_form(session, around(conflicts=conflicts))
    found = {one.number: one for one in answers_of(made.sections) if one.rivals}
    assert [one.words for one in found["1.4"].rivals] == ["Mujer", "Hombre"]
    assert [one.author for one in found["1.4"].rivals] == ["rosa", "carmen"]
    assert found["4.2"].rivals[1].words == "answer taken back"
    text = "".join(words_of(filled_pdf(made, DAY)))
    assert squeezed("«Mujer», rosa, 20/11/2026 10:00") in text
    assert squeezed("«Hombre», carmen") in text


INSTANCE = (
    "<kids jr:template=''><age/><name/></kids><long jr:template=''><story/></long><g><x/></g>"
)
BODY = """<group ref="/data/kids"><label>Hijos</label><repeat nodeset="/data/kids">
<input ref="/data/kids/age"><label>Edad</label></input>
<input ref="/data/kids/name"><label>Apodo</label></input></repeat></group>
<group ref="/data/long"><label>Relatos</label><repeat nodeset="/data/long">
<input ref="/data/long/story" appearance="multiline"><label>Relato</label></input></repeat></group>
<group ref="/data/g"><label>Nunca</label><input ref="/data/g/x"><label>X</label></input></group>"""
BINDS = """<bind nodeset="/data/kids/age" type="int"/><bind nodeset="/data/kids/name" type="string"/>
<bind nodeset="/data/long/story" type="string"/><bind nodeset="/data/g" relevant="false()"/>"""


def test_short_rows_are_a_table_and_long_ones_blocks(clock):
    session = FormSession(load_definition(xform(INSTANCE, BODY, BINDS)), clock=clock)
    one, two = session.add_row("kids"), session.add_row("kids")
    session.answer(f"kids/{one}/age", 4)
    session.answer(f"kids/{two}/name", "Sol & Luna")
    row = session.add_row("long")
    session.answer(f"long/{row}/story", "Había una vez. " * 400)
    made = filled_form(session, around())
    kids, long = made.sections
    assert kids.items == (FilledTable("Hijos", ("Edad", "Apodo"), (("4", ""), ("", "Sol & Luna"))),)
    (block,) = long.items
    assert block.title == "Relatos · 1"
    pages = words_of(filled_pdf(made, DAY))
    assert len(pages) > 1
    assert "".join(pages).count("Había") == 400
    assert "Había" in pages[0]
    assert "Nunca" not in "".join(pages)


def test_a_row_in_dispute_is_told_even_where_the_row_is_gone(clock):
    session = FormSession(load_definition(xform(INSTANCE, BODY, BINDS)), clock=clock)
    conflicts = {"kids/r9/age": (written(4, "u-1"), written(5, "u-2"))}
    made = filled_form(session, around(conflicts=conflicts))
    (answer,) = answers_of(made.sections[-1:])
    assert (answer.label, [one.words for one in answer.rivals]) == ("Edad", ["4", "5"])
