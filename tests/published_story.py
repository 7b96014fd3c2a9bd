"""A later version of a ficha, made from the program's own."""

import re

from cem_desktop.services.form_library import FormLibrary

FORM = "f34"


def xml_of(form=FORM):
    library = FormLibrary()
    return library.own_xml(form, library.definition(form).version)


def later(xml, version="2026.2"):
    return re.sub(rb'version="2026\.\d+"', f'version="{version}"'.encode(), xml, count=1)
