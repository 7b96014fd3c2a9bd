import pytest
from hypothesis import given
from hypothesis import strategies as st

from cem_desktop.domain.typing_guard import GuardKind, look_over


def found(text, **options):
    return [
        (finding.kind, text[finding.start : finding.end]) for finding in look_over(text, **options)
    ]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Refiere que la persona 987 654 321 la llamó", "987 654 321"),
        ("llamar al 987654321.", "987654321"),
        ("whatsapp +51 987-654-321", "+51 987-654-321"),
        ("98 765 4321 de noche", "98 765 4321"),
    ],
)
def test_a_mobile_is_seen_in_every_grouping(text, hit):
    assert found(text) == [(GuardKind.MOBILE, hit)]


@pytest.mark.parametrize("text", ["DNI 41234567", "su documento (41234567)", "dni:41234567-3"])
def test_a_dni_is_seen(text):
    [(kind, hit)] = found(text)
    assert kind is GuardKind.DOCUMENT
    assert hit.startswith("41234567")


def test_a_foreigners_card_is_seen():
    assert found("CE 001234567") == [(GuardKind.DOCUMENT, "001234567")]


def test_an_email_is_seen():
    assert found("Correo: Luna.Mar@Ejemplo.pe, de su prima") == [
        (GuardKind.EMAIL, "Luna.Mar@Ejemplo.pe")
    ]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Expediente 01234-2031-7-1801-JR-PE-77, folio 3", "01234-2031-7-1801-JR-PE-77"),
        ("en el Exp. N° 4321-2020 consta", "Exp. N° 4321-2020"),
        ("la carpeta fiscal 77-2019", "carpeta fiscal 77-2019"),
    ],
)
def test_the_number_of_a_courts_file_is_seen(text, hit):
    assert found(text) == [(GuardKind.COURT_FILE, hit)]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("la agraviada Rosa Flores Quispe refiere", "agraviada Rosa Flores Quispe"),
        ("contra el acusado Juan de la Cruz", "acusado Juan de la Cruz"),
        ("Doña Ángela vino", "Doña Ángela"),
        ("se llama Rosa", "se llama Rosa"),
        ("menor de iniciales R.F.Q.", "iniciales R.F.Q."),
    ],
)
def test_a_name_after_the_words_that_announce_one_is_seen(text, hit):
    assert found(text) == [(GuardKind.NAME, hit)]


@pytest.mark.parametrize(
    "text",
    [
        "Señora Jueza Penal:",
        "el señor Fiscal Provincial",
        "la agraviada {{nombre}} y el acusado {{ persona_acusada }}",
        "Habló la agraviada. La defensa no.",
        "Ley 30364, D.S. 004-2020-MIMP, artículo 41",
        "el expediente del 24-11-2025",
        "la testigo refiere",
    ],
)
def test_offices_laws_and_placeholders_are_no_names(text):
    assert found(text) == []


def test_a_placeholder_that_the_house_does_not_know_is_seen():
    assert found("{{nombre}} y {{apellido}}") == [(GuardKind.PLACEHOLDER, "{{apellido}}")]


@pytest.mark.parametrize(
    "text",
    [
        "cobró S/ 12345678",
        "12,345,678 soles",
        "expediente 7KQ4-M2XT",
        "expediente 1234-5678",
        "24/11/2026 a las 09:00",
        "oficio 1234567",
        "cuenta 12345678901",
        "No es fácil para ella hablar",
        "un lugar de fácil acceso",
        "Acepta la participación voluntaria y firma",
        "acude voluntariamente al CEM",
        "",
    ],
)
def test_ordinary_notes_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Es PROSTITUTA en el bar", "PROSTITUTA"),
        ("buscaba dinero fácil", "dinero fácil"),
        ("es una chica fácil", "chica fácil"),
        ("viajó de forma voluntaria", "viajó de forma voluntaria"),
        ("Voluntaria", "Voluntaria"),
        ("se dedica a la prostitución", "se dedica a la prostitución"),
        ("se dedica a atender mesas", "se dedica a"),
    ],
)
def test_words_that_judge_get_a_neutral_suggestion(text, hit):
    [finding] = look_over(text)
    assert finding.kind is GuardKind.STIGMA
    assert text[finding.start : finding.end] == hit
    assert finding.suggestion


def test_quoted_words_are_somebody_elses():
    assert found('Él le decía «puta» y "prostituta"') == []
    assert found("Él la llamó puta") != []


def test_identifiers_are_welcome_where_they_belong():
    assert found("41234567, 987654321", identifiers=False) == []


def test_findings_come_in_the_order_of_the_text():
    assert [kind for kind, _ in found("prostituta, 987654321, a@b.pe, 41234567")] == [
        GuardKind.STIGMA,
        GuardKind.MOBILE,
        GuardKind.EMAIL,
        GuardKind.DOCUMENT,
    ]


@given(st.text())
def test_any_text_is_read_without_harm(text):
    end = 0
    for finding in look_over(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


@given(st.integers(900_000_000, 999_999_999), st.sampled_from(["", " ", "-", "."]))
def test_every_mobile_is_seen(number, gap):
    digits = str(number)
    text = "a " + gap.join((digits[:3], digits[3:6], digits[6:])) + " b"
    assert [kind for kind, _ in found(text)] == [GuardKind.MOBILE]
