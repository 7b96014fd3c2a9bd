"""A small ficha with every kind of question, filled through the real engine."""

from dataclasses import dataclass, field
from functools import cache

from cem_desktop.errors import DiskFullError
from cem_desktop.forms.authoring import compile_sheets
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession
from cem_desktop.forms.sheets import parse_source
from cem_desktop.services.filling import Saved

SOURCE = """
settings:
  form_id: prueba
  version: "1"
  form_title: "Ficha de prueba"
  default_language: "Español (es)"
  namespaces: 'cem="https://cem.example.org/xforms"'
  attribute::cem:service: psychology
  attribute::cem:read: "psychology legal"
  attribute::cem:write: "psychology"
  attribute::cem:stage: reception
  attribute::cem:cardinality: many
survey:
  - {type: begin group, name: contact, "label::Español (es)": Contacto, "label::English (en)": Contact}
  - {type: note, name: advice, "label::Español (es)": Primero la persona, "label::English (en)": The person first}
  - type: date
    name: day
    label::Español (es): Fecha
    label::English (en): Date
    required: "yes"
    constraint: ". <= today()"
    constraint_message::Español (es): La fecha no puede ser posterior a hoy.
    constraint_message::English (en): The date cannot be later than today.
    bind::cem:privacy: statistical
    bind::cem:send: month
  - type: select_one sex
    name: sex
    label::Español (es): Sexo
    label::English (en): Sex
    required: "yes"
    bind::cem:privacy: statistical
    bind::cem:send: whole
  - type: select_one yesno
    name: escort
    label::Español (es): ¿Viene con alguien?
    label::English (en): Does she come with someone?
    bind::cem:privacy: coded
  - type: text
    name: who
    label::Español (es): ¿Con quién?
    label::English (en): With whom?
    hint::Español (es): Sólo el vínculo.
    hint::English (en): Only the tie.
    relevant: "${escort} = 'yes'"
    bind::cem:privacy: coded
  - {type: integer, name: children, "label::Español (es)": Hijos, "label::English (en)": Children, constraint: ". < 20", "bind::cem:privacy": coded}
  - {type: end group}
  - {type: begin group, name: facts, "label::Español (es)": Hechos, "label::English (en)": Facts}
  - {type: select_multiple means, name: means, "label::Español (es)": Medios, "label::English (en)": Means, "bind::cem:privacy": coded}
  - {type: select_one place, name: place, "label::Español (es)": Lugar, "label::English (en)": Place, "bind::cem:privacy": statistical, "bind::cem:send": department}
  - {type: text, name: notes, appearance: multiline, "label::Español (es)": Notas, "label::English (en)": Notes, "bind::cem:privacy": reserved}
  - {type: decimal, name: money, "label::Español (es)": Monto, "label::English (en)": Amount, "bind::cem:privacy": coded}
  - {type: acknowledge, name: told, "label::Español (es)": Se le explicó, "label::English (en)": It was explained, "bind::cem:privacy": coded}
  - {type: calculate, name: double, calculation: "${children} * 2"}
  - {type: text, name: shown, readonly: "yes", calculation: "if(${children} = '', '', concat('Son ', ${double}))", "label::Español (es)": Calculado, "label::English (en)": Computed, "bind::cem:privacy": coded}
  - {type: end group}
  - {type: begin repeat, name: person, "label::Español (es)": Persona, "label::English (en)": Person}
  - {type: text, name: tie, "label::Español (es)": Vínculo, "label::English (en)": Tie, required: "yes", "bind::cem:privacy": coded}
  - {type: select_one yesno, name: knows, "label::Español (es)": "¿Sabe?", "label::English (en)": "Does she know?", "bind::cem:privacy": coded}
  - {type: end repeat}
choices:
  sex:
    - {name: woman, "label::Español (es)": Mujer, "label::English (en)": Woman}
    - {name: man, "label::Español (es)": Hombre, "label::English (en)": Man}
  yesno:
    - {name: "yes", "label::Español (es)": Sí, "label::English (en)": "Yes"}
    - {name: "no", "label::Español (es)": "No", "label::English (en)": "No"}
  means:
    - {name: threat, "label::Español (es)": Amenaza, "label::English (en)": Threat}
    - {name: force, "label::Español (es)": Violencia física, "label::English (en)": Force}
    - {name: deceit, "label::Español (es)": Engaño o promesa de un trabajo que nunca existió, "label::English (en)": Deceit}
  place:
PLACES
"""
_PLACES = [
    "Áncash",
    "Apurímac",
    "Arequipa",
    "Ayacucho",
    "Cusco",
    "Huánuco",
    "Ica",
    "Junín",
    "Lima",
    "Loreto",
    "Puno",
    "Tacna",
]
_ROWS = "\n".join(
    f'    - {{name: p{at}, "label::Español (es)": {name}, "label::English (en)": {name}}}'
    for at, name in enumerate(_PLACES)
)


@cache
def small_form():
    sheets = parse_source(SOURCE.replace("PLACES", _ROWS).encode(), "prueba")
    return load_definition(compile_sheets(sheets, "prueba").encode())


@dataclass
class Opened:
    """A ficha that is being filled, as the fichas service hands it out."""

    session: FormSession
    code: str | None = "7KQ4-M2XT"
    record: str | None = None
    file: str | None = "file-1"
    source: object = None

    @property
    def label(self):
        return self.code

    @property
    def definition(self):
        return self.session.definition

    @property
    def corrects(self):
        return self.record is not None


@dataclass
class KeptFichas:
    """Keeps drafts in memory; its disk can be full."""

    drafts: list = field(default_factory=list)
    closed: list = field(default_factory=list)
    settled: list = field(default_factory=list)
    disk_is_full: bool = False

    def save_draft(self, filling):
        if self.disk_is_full:
            raise DiskFullError
        self.drafts.append(filling.session.answers())
        return "2026-11-23T15:00:00Z"

    def close(self, filling, reason=None):
        self.closed.append((filling.session.answers(), reason))
        return Saved(filling.record or "record-1", filling.file, filling.code)

    def open_identity(self, filling):
        return frozenset() if filling.apart is None else frozenset(filling.apart.base)

    def settle(self, record, path, value, reason, filling=None):
        assert filling is not None
        self.settled.append((record, path, value, reason))
