"""Compare the texts in the code with the catalogues; with ``--update`` bring these up to date.

Fails when a text has no entry, an entry has no text any more, or an entry is empty or fuzzy.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("resources/locale/*/LC_MESSAGES/cem.po"))


def texts_in_the_code():
    catalogue = Catalog(domain="cem", project="CEM Desktop")
    found = extract_from_dir(
        ROOT / "cem_desktop",
        method_map=[("**.py", "python")],
        keywords={"_": None, "ngettext": (1, 2)},
    )
    for file, _line, message, comments, context in found:
        catalogue.add(message, None, [(f"cem_desktop/{file}", 0)], (), comments, (), 0, context)
    sys.path.insert(0, str(ROOT))
    from cem_desktop.domain.roles import ROLES

    for role in ROLES.values():  # the domain speaks no language; the window translates its labels
        catalogue.add(role.label, None, [("cem_desktop/domain/roles.py", 0)])
    return catalogue


def key(message):
    return message.id if isinstance(message.id, str) else message.id[0]


def check(path, wanted):
    with path.open("rb") as file:
        held = read_po(file)
    known = {key(one): one for one in held if one.id}
    asked = {key(one) for one in wanted if one.id}
    faults = [f"no entry: {text!r}" for text in sorted(asked - set(known))]
    faults += [f"no longer used: {text!r}" for text in sorted(set(known) - asked)]
    for text in sorted(asked & set(known)):
        strings = known[text].string
        parts = strings if isinstance(strings, tuple) else (strings,)
        if not all(parts) or known[text].fuzzy:
            faults.append(f"not translated: {text!r}")
    return faults


def update(path, wanted):
    with path.open("rb") as file:
        held = read_po(file)
    held.update(wanted, no_fuzzy_matching=True)
    for text in list(held.obsolete):
        del held.obsolete[text]
    for text in held:
        text.flags.discard("python-format")  # a percent sign here is a percent sign
    with path.open("wb") as file:
        write_po(file, held, width=100, omit_header=False, sort_output=True, no_location=True)


def main():
    wanted = texts_in_the_code()
    faults = 0
    for path in CATALOGUES:
        if "--update" in sys.argv:
            update(path, wanted)
        for fault in check(path, wanted):
            faults += 1
            print(f"{path.relative_to(ROOT)}: {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
