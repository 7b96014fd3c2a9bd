"""A ficha with every control and appearance, nested repeats, a long note and all districts."""

import csv
import json
from functools import cache

from cem_desktop import paths
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.sheets import parse_source

ES, EN = "label::Español (es)", "label::English (en)"
LONG = (
    "Antes de preguntar, cuente a la persona para qué sirve esta ficha y quién la leerá. "
    "Puede callar, parar o irse cuando quiera.\n\n"
    "No le pida que repita lo que ya contó en otra ficha: lo que consta aparece arriba. "
    "Si llora o se queda en silencio, espere; ofrezca agua; vuelva a una pregunta fácil."
)
GUIDE = (
    "Deje que lo nombre primero con sus palabras. No le diga que ya pasó ni que no es para tanto. "
    "Si responde 8 o más, pregunte si está en peligro ahora y siga el plan de seguridad."
)
_HEAD = """
settings:
  form_id: amplia
  version: "1"
  form_title: "Ficha amplia"
  default_language: "Español (es)"
  namespaces: 'cem="https://cem.example.org/xforms"'
  attribute::cem:service: psychology
  attribute::cem:read: "psychology legal"
  attribute::cem:write: "psychology"
  attribute::cem:stage: reception
  attribute::cem:cardinality: many
survey:
"""


def asked(kind: str, name: str, es: str, en: str, **more: str) -> str:
    """Return the line of a question; ``more`` are further columns."""
    cells = {"type": kind, "name": name, ES: es, EN: en, "bind::cem:privacy": "coded"} | more
    if kind == "note":
        del cells["bind::cem:privacy"]
    inside = ", ".join(
        f'"{key}": {json.dumps(value, ensure_ascii=False)}'
        for key, value in cells.items()
        if value is not None
    )
    return "  - {" + inside + "}\n"


def group(kind: str, name: str, es: str, en: str, *lines: str) -> str:
    """Return a group or repeat around its lines."""
    head = f'  - {{type: begin {kind}, name: {name}, "{ES}": {es!r}, "{EN}": {en!r}}}\n'
    return head + "".join(lines) + f"  - {{type: end {kind}}}\n"


def choices(name: str, *labels: tuple[str, str]) -> str:
    """Return a list of choices: Spanish and English labels."""
    lines = [
        f'    - {{name: {name}{at}, "{ES}": {es!r}, "{EN}": {en!r}}}\n'
        for at, (es, en) in enumerate(labels, 1)
    ]
    return f"  {name}:\n" + "".join(lines)


@cache
def districts() -> tuple[tuple[str, str], ...]:
    """Return every district of Peru with its province and department."""
    folder = paths.resources() / "catalogues"

    def names(level: str) -> dict[str, str]:
        with (folder / f"ubigeo_{level}.csv").open(encoding="utf-8", newline="") as file:
            return {row["inei"]: row["name"] for row in csv.DictReader(file) if row["inei"]}

    departments, provinces = names("departments"), names("provinces")
    return tuple(
        (f"d{code}", f"{name}, {provinces[code[:4]]}, {departments[code[:2]]}")
        for code, name in names("districts").items()
    )


def _district_list() -> str:
    lines = [
        f'    - {{name: {code}, "{ES}": "{label}", "{EN}": "{label}"}}\n'
        for code, label in districts()
    ]
    return "  district:\n" + "".join(lines)


def _source() -> str:
    some = (("Nunca", "Never"), ("A veces", "Sometimes"), ("Casi siempre", "Nearly always"))
    scale = (*some, ("Siempre", "Always"), ("No sabe o no quiere decirlo", "Does not know or say"))
    signs = [(f"Señal de alerta {at}", f"Warning sign {at}") for at in range(1, 15)]
    needs = (("Un lugar seguro", "A safe place"), ("Salud", "Health"), ("Documentos", "Papers"))
    yesno = (("Sí", "Yes"), ("No", "No"))
    return (
        _HEAD
        + group(
            "group",
            "look",
            "Miradas",
            "Looks",
            asked(
                "note",
                "advice",
                LONG,
                "Before asking, say what this ficha is for.",
                **{
                    "guidance_hint::Español (es)": "La guía completa está en el manual.",
                    "guidance_hint::English (en)": "The whole guide stands in the manual.",
                },
            ),
            asked("select_one scale", "sleep", "Duerme bien", "Sleeps well", appearance="likert"),
            asked(
                "range",
                "fear",
                "¿Cuánto miedo siente hoy?",
                "How afraid is she today?",
                parameters="start=0 end=10 step=1",
                **{
                    "hint::Español (es)": "0 es nada, 10 es todo.",
                    "hint::English (en)": "0 is none, 10 is all.",
                    "guidance_hint::Español (es)": GUIDE,
                    "guidance_hint::English (en)": "Let her name it in her words first.",
                },
            ),
            asked(
                "rank needs",
                "first",
                "¿Qué necesita primero?",
                "What does she need first?",
            ),
            asked("select_one district", "place", "Distrito", "District", appearance="minimal"),
            asked("select_multiple signs", "signs", "Señales", "Signs"),
            asked("select_multiple needs", "cols", "Pide", "Asks for", appearance="columns-2"),
        )
        + group(
            "group",
            "times",
            "Tiempos",
            "Times",
            asked("date", "year", "Año de captación", "Year of capture", appearance="year"),
            asked(
                "note",
                "pause",
                "Pare si ella lo pide.",
                "Stop if she asks for it.",
                **{
                    "guidance_hint::Español (es)": "Una pausa no es un no.",
                    "guidance_hint::English (en)": "A pause is no refusal.",
                },
            ),
            asked("date", "month", "Mes de salida", "Month of leaving", appearance="month-year"),
            asked("time", "hour", "Hora", "Hour"),
            asked("datetime", "moment", "Momento", "Moment"),
            asked("text", "number", "Expediente fiscal", "Court file", appearance="numbers"),
            asked("barcode", "bar", "Código de la guía", "Code of the guide"),
            asked("decimal", "money", "Monto", "Amount"),
            asked("acknowledge", "told", "Se le explicó", "It was explained"),
            asked("text", "story", "Relato", "Account", appearance="multiline"),
        )
        + group(
            "group",
            "apart",
            "Aparte",
            "Apart",
            asked(
                "text",
                "name",
                "Nombre",
                "Name",
                **{"bind::cem:privacy": "identity"},
            ),
            asked("image", "paper", "Foto del documento", "Photo of the paper"),
            asked("geopoint", "spot", "Ubicación", "Spot"),
            asked("text", "other", "Otra cosa", "Something else"),
            asked(
                "note",
                "end",
                "Despídase con calma.",
                "Say goodbye calmly.",
                **{
                    "guidance_hint::Español (es)": "Diga cuándo se verán.",
                    "guidance_hint::English (en)": "Say when you will meet again.",
                },
            ),
        )
        + group(
            "repeat",
            "person",
            "Persona",
            "Person",
            asked("text", "tie", "Vínculo", "Tie"),
            asked("select_one yesno", "knows", "¿Sabe?", "Does she know?"),
            group(
                "repeat",
                "talk",
                "Conversación",
                "Talk",
                asked("text", "about", "Sobre qué", "About what"),
                asked("integer", "minutes", "Minutos", "Minutes"),
            ),
        )
        + "choices:\n"
        + choices("scale", *scale)
        + choices("needs", *needs)
        + choices("signs", *signs)
        + choices("yesno", *yesno)
        + _district_list()
    )


@cache
def wide_form():
    sheets = parse_source(_source().encode(), "amplia")
    return load_definition(compile_sheets(sheets, "amplia").encode())


@cache
def long_form(sections: int = 12):
    """Return a ficha of many sections; the last applies only where asked for."""
    groups = [
        group(
            "group",
            f"s{at}",
            f"Sección {at} de las diligencias",
            f"Section {at} of the proceedings",
            asked("text", f"q{at}", "Una cosa", "One thing"),
        )
        for at in range(1, sections)
    ]
    last = group("group", "last", "Sólo si se pide", "Only if wanted", asked("text", "x", "X", "X"))
    groups.append(last.replace("name: last,", "name: last, relevant: \"${q1} = 'si'\","))
    source = _HEAD.replace("amplia", "larga") + "".join(groups)
    sheets = parse_source(source.encode(), "larga")
    return load_definition(compile_sheets(sheets, "larga").encode())
