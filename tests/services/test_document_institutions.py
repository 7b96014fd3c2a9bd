"""A document names the service, the programme and the ministry as they were called on its day."""

from datetime import date

import pytest

from cem_desktop.services.document_printing import institution_lines


@pytest.mark.parametrize(
    ("on", "service", "programme", "ministry"),
    [
        (date(2008, 12, 2), "Centro Emergencia Mujer Iquitos", "PNCVFS", "Desarrollo Social"),
        (date(2012, 1, 21), "Centro Emergencia Mujer Iquitos", "PNCVFS", "Poblaciones Vulnerables"),
        (date(2025, 5, 2), "Centro Emergencia Mujer Iquitos", "AURORA", "Poblaciones Vulnerables"),
        (date(2025, 5, 3), "Centro Emergencia Mujer Iquitos", "Warmi Ñan", "Poblaciones"),
        (
            date(2025, 9, 15),
            "Centro Emergencia Mujer y Familia Iquitos",
            "Warmi Ñan",
            "Poblaciones",
        ),
    ],
)
def test_names_are_those_of_the_day(on, service, programme, ministry):
    lines = institution_lines(on, "Iquitos")
    wanted = {"PNCVFS": "Contra la Violencia Familiar y Sexual"}.get(programme, programme)
    assert lines[0] == service
    assert wanted in lines[1]
    assert ministry in lines[2]
