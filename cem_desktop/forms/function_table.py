"""Every function that a form may call; anything else is refused when the form is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from cem_desktop.forms.functions import Function
from cem_desktop.forms.functions_core import CORE
from cem_desktop.forms.functions_dates import DATES
from cem_desktop.forms.functions_geo import GEO
from cem_desktop.forms.functions_numbers import NUMBERS
from cem_desktop.forms.functions_odk import ODK

FUNCTIONS: Mapping[str, Function] = {**CORE, **ODK, **NUMBERS, **DATES, **GEO}
