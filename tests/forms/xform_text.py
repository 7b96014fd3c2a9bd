"""Write small XForms by hand for the tests of the engine."""

from datetime import UTC, datetime

from cem_desktop.domain.period import SetClock
from cem_desktop.forms.definition import load_definition
from cem_desktop.forms.session import FormSession

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)

_FORM = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
  xmlns:odk="http://www.opendatakit.org/xforms" xmlns:cem="https://cem.example.org/xforms">
<h:head><h:title>Prueba</h:title><model>{itext}
<instance><data id="prueba" version="1" cem:service="admission" cem:read="admission psychology"
  cem:write="admission" cem:stage="reception" cem:cardinality="one">{instance}</data></instance>
{model}</model></h:head><h:body>{body}</h:body></h:html>"""


def xform(instance, body, model="", itext=""):
    return _FORM.format(instance=instance, body=body, model=model, itext=itext).encode()


def session(instance, body, model="", itext="", **options):
    definition = load_definition(xform(instance, body, model, itext))
    return FormSession(definition, clock=options.pop("clock", SetClock(NOON)), **options)


def counter():
    """Return a source of short row identifiers: r1, r2 ..."""
    made = iter(range(1, 100_000))
    return lambda: f"r{next(made)}"
