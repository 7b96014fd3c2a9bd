"""Fill a ficha on a real store, and read what of it stands in the feed to headquarters."""

import json
import re

from cem_desktop.services.feeding import STATISTICAL, TO_HEADQUARTERS

_PSEUDONYM = re.compile(r"[0-9a-f]{32}")


def fill_and_close(office, form, file, answers):
    """Answer by path (``{row}`` stands for a repeat's first row) and close."""
    filling = office.workspace.fichas.begin(form, file)
    for path, value in answers.items():
        filling.session.answer(in_its_row(filling.session, path), value)
    assert filling.session.problems() == ()
    return office.workspace.fichas.close(filling)


def in_its_row(session, path):
    repeat, _, question = path.partition("/{row}/")
    if not question:
        return path
    rows = session.rows(repeat)
    return f"{repeat}/{rows[0] if rows else session.add_row(repeat)}/{question}"


def fed(office):
    """The entries, without pseudonyms: their digits are random and mean nothing."""
    with office.workspace.context.store.read() as unit:
        feed = unit.feeds.current(TO_HEADQUARTERS, STATISTICAL)
        bodies = [entry.body.decode() for entry in unit.feeds.entries(feed, 1)]
    return [json.loads(_PSEUDONYM.sub("pseudonym", body)) for body in bodies]
