"""Contacts with her: how she came, when, where, for how long, and what is next."""

from __future__ import annotations

from cem_desktop.domain.fact_types import (
    ORGANIZATION,
    All,
    Home,
    Latest,
    choice,
    day,
    hour,
    number,
    words,
)

_F01 = Home("f01")
_LATEST = Latest("contact.date")

CONTACT = (
    day("contact.date", "Date of the contact", _LATEST),
    choice("contact.shift", "Shift of the contact", _LATEST, "shift"),
    hour("contact.hour", "Hour of the contact", _LATEST),
    choice("contact.place", "Where the contact took place", _LATEST, "contact_place"),
    number("contact.minutes", "Length of the contact in minutes", _LATEST, (0, 900)),
    day("contact.next_on", "Date agreed for the next contact", _LATEST),
    words("contact.account", "What she wished to tell", All()),
    words("contact.agreed", "What was agreed with her", _LATEST),
    choice("arrival.way", "Way of arrival", _F01, "arrival_way"),
    choice(
        "arrival.referred_by",
        "Kind of body that referred her",
        _F01,
        "referring_body",
        htcds="cas_ReferringOrganisation",
        ictip=ORGANIZATION,
    ),
    choice("arrival.channel", "Intake channel of the official register", _F01, "intake_channel"),
    choice("arrival.condition", "Condition of the case", _F01, "case_condition"),
    choice("arrival.comes_alone", "Whether she comes alone", _F01, "comes_alone"),
    choice("arrival.companion", "Who is with her", _F01, "companion"),
    choice("arrival.urgency", "Urgency of the attention", _F01, "urgency"),
    choice("safety.danger_now", "Danger at this moment", _LATEST, "yes_no_unknown"),
)
