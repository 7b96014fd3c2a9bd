"""Every ficha that the program carries, blank: all of it is there, and nothing that is not."""

import io

import pypdf
import pytest
from xform_text import xform

from cem_desktop import i18n, paths
from cem_desktop.forms.authoring import build
from cem_desktop.forms.definition import Question, load_definition
from cem_desktop.forms.unfilled import GAP, Unfilled
from cem_desktop.reports.ficha_blank import blank_pdf
from cem_desktop.reports.paper_form import PaperBlock, PaperQuestion, Room
from cem_desktop.services.attached_lists import attached_list
from cem_desktop.services.form_library import FormLibrary, form_language
from cem_desktop.services.paper_forms import MOST_CHOICES, paper_form
from cem_desktop.services.printing import blank_ficha

FORMS = sorted(path.parent.name for path in paths.forms().glob("*/form.yaml"))
PRINTED = sorted({*FORMS} - {"f03", "f38"})
"""No paper joins a name with a code, and what the program writes itself nobody fills."""
CODES = ("7KQ4-M2XZ", "0000-0000")


@pytest.fixture(scope="session")
def library():
    build(paths.forms(), attached=attached_list)
    return FormLibrary()


@pytest.fixture
def _spanish():
    i18n.install("es", paths.resources() / "locale")


def words_of(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def squeezed(text):
    return "".join(text.split())


def questions_of(items):
    for item in items:
        if isinstance(item, PaperBlock):
            yield from questions_of(item.items)
        elif isinstance(item, PaperQuestion):
            yield item


def asked(definition):
    return [
        one
        for one in definition.questions.values()
        if one.type not in {"calculate", "hidden", "note"}
    ]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("form", PRINTED)
def test_every_question_choice_and_note_stands_on_the_paper(library, form, language):
    definition = library.definition(form)
    spoken = form_language(definition, language)
    text = "".join(words_of(blank_ficha(library, form, language)))
    unfilled = Unfilled(definition, spoken)
    assert squeezed(definition.title(spoken)) in text
    shown = [
        one for one in definition.questions.values() if one.type not in {"calculate", "hidden"}
    ]
    for question in shown:
        for part in unfilled.label(question.path).split(GAP):
            assert squeezed(part) in text, question.path
        choices = unfilled.choices(question.path)
        if question.privacy != "identity" and len(choices) <= MOST_CHOICES:
            for _value, label in choices:
                assert squeezed(label) in text, (question.path, label)


@pytest.mark.parametrize("form", FORMS)
def test_every_question_has_its_room_and_its_number(library, form):
    definition = library.definition(form)
    paper = paper_form(definition)
    on_paper = list(questions_of(paper.blocks))
    assert len(on_paper) == len(asked(definition))
    assert all(one.number for one in on_paper)
    assert len({one.number for one in on_paper}) == len(on_paper)
    for written, question in zip(on_paper, _in_order(definition.body), strict=True):
        assert (written.room is Room.NONE) == (
            question.privacy == "identity" or question.type.startswith("geo")
        )
        assert bool(written.mark) == bool(question.privacy)


def _in_order(elements):
    for element in elements:
        if isinstance(element, Question):
            if element.type not in {"calculate", "hidden", "note"}:
                yield element
        else:
            yield from _in_order(element.children)


@pytest.mark.parametrize("form", PRINTED)
def test_a_copy_for_each_code_and_no_code_in_what_the_document_says_of_itself(library, form):
    definition = library.definition(form)
    coded = not definition.settings.is_of_office
    alone = blank_ficha(library, form, "es")
    pdf = blank_ficha(library, form, "es", [code.lower() for code in CODES])
    pages = words_of(pdf)
    assert len(pages) == 2 * len(words_of(alone))
    half = len(pages) // 2
    for at, page in enumerate(pages):
        first, second = CODES if at < half else CODES[::-1]
        assert (first in page) is coded
        assert second not in page
        assert f"{at % half + 1}of{half}" in page
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    said = " ".join(map(str, reader.metadata.values()))
    assert not any(code in said or code.replace("-", "") in said for code in CODES)
    assert reader.metadata.title == "Blank ficha"
    assert reader.metadata.author == "CEM Escritorio"


def test_the_same_paper_has_the_same_bytes_and_no_date(library):
    once, again = (blank_ficha(library, FORMS[0], "es", CODES[:1]) for _ in range(2))
    assert once == again
    reader = pypdf.PdfReader(io.BytesIO(once))
    assert str(reader.metadata.get("/CreationDate", "")).startswith("D:2000")


@pytest.mark.usefixtures("_spanish")
def test_skips_are_told_in_words(library):
    paper = paper_form(library.definition("f01"))
    said = {one.label: one.condition for one in questions_of(paper.blocks)}
    assert said["Edad en años cumplidos"] == "Solo si 1.5 es «La sabe: escribo los años»"
    assert said["¿Quién la acompaña?"] == "Solo si 2.5 es «No»"
    assert said["¿Qué entidad la derivó o convocó?"] == (
        "Solo si 1.2 es «La derivó otra entidad» o «En una diligencia u operativo»"
    )
    assert said["¿Necesita intérprete?"] == "Solo si 2.8 no es «Castellano»"
    other = next(text for text in said.values() if "incluye" in text)
    assert other.startswith("Solo si 4.1 es «")


@pytest.mark.usefixtures("_spanish")
def test_the_paper_asks_what_becomes_of_it_and_warns(library):
    text = "".join(words_of(blank_ficha(library, "f01", "es")))
    for words in ("Fecha del acto", "Quién atendió", "Quién transcribió", "Destino del papel"):
        assert squeezed(words) in text
    assert squeezed("Este papel no está cifrado") in text


KINDS = """<a/><b/><c/><d/><e/><f/><g/><h/><i/><j/><k/><l/><m/>"""
BINDS = """<bind nodeset="/data/a" type="int" constraint=". &lt;= 110"/>
<bind nodeset="/data/b" type="decimal"/><bind nodeset="/data/c" type="date"/>
<bind nodeset="/data/d" type="date"/><bind nodeset="/data/e" type="time"/>
<bind nodeset="/data/f" type="dateTime"/><bind nodeset="/data/g" type="string"/>
<bind nodeset="/data/h" type="string" cem:privacy="identity"/>
<bind nodeset="/data/i" type="string" relevant="/data/a != '' and /data/a &gt;= 18 and not(selected(/data/j, 'x3'))"/>
<bind nodeset="/data/j" type="string" relevant="string-length(/data/g) &gt; 3"/>
<bind nodeset="/data/k" type="int"/><bind nodeset="/data/l" type="geopoint"/>
<bind nodeset="/data/m" type="int"/>"""
LONG = "".join(f"<item><label>País {n}</label><value>x{n}</value></item>" for n in range(30))
BODY = f"""<input ref="/data/a"><label>A</label></input><input ref="/data/b"><label>B</label></input>
<input ref="/data/c"><label>C</label></input>
<input ref="/data/d" appearance="month-year"><label>D</label></input>
<input ref="/data/e"><label>E</label></input><input ref="/data/f"><label>F</label></input>
<input ref="/data/g" appearance="multiline"><label>G &amp; <output value="/data/a"/></label></input>
<input ref="/data/h"><label>H</label></input>
<select1 ref="/data/i"><label>I</label>{LONG}</select1>
<select ref="/data/j"><label>J</label>{LONG}</select>
<range ref="/data/k" start="0" end="10" step="1"><label>K</label></range>
<input ref="/data/l"><label>L</label></input>
<range ref="/data/m" start="0" end="100" step="1"><label>M</label></range>"""


def test_each_kind_of_answer_has_a_room_of_its_kind():
    definition = load_definition(xform(KINDS, BODY, BINDS))
    paper = paper_form(definition)
    found = {one.label[0]: one for one in questions_of(paper.blocks)}
    assert {label: (one.room, one.size) for label, one in found.items()} == {
        "A": (Room.NUMBER, 3),
        "B": (Room.LINE, 0),
        "C": (Room.DATE, 0),
        "D": (Room.MONTH, 0),
        "E": (Room.TIME, 0),
        "F": (Room.MOMENT, 0),
        "G": (Room.AREA, 6),
        "H": (Room.NONE, 0),
        "I": (Room.LINE, 0),
        "J": (Room.AREA, 2),
        "K": (Room.ONE_OF, 0),
        "L": (Room.NONE, 0),
        "M": (Room.NUMBER, 3),
    }
    assert found["K"].choices == tuple(map(str, range(11)))
    assert found["G"].label == f"G & {GAP}"
    assert found["I"].condition == "Only if 1.1 is 18 or more and 1.10 does not have «País 3»"
    assert found["J"].condition == "If it applies"
    text = "".join(words_of(blank_pdf(paper)))
    assert squeezed(found["H"].remark) in text
    assert "País29" not in text


def test_a_repeat_has_three_blocks_with_the_hint_once(library):
    paper = paper_form(library.definition("f06"))
    text = "".join(words_of(blank_pdf(paper)))
    assert text.count(squeezed("Expediente vinculado · ")) == 3
    assert text.count(squeezed("Ocho signos con guion: XXXX-XXXX")) == 1
