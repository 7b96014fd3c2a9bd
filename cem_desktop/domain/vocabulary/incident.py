"""Security incidents of an office, with what the law wants known of a breach.

Source: regulation of Ley 29733 (D.S. 016-2024-JUS), article 34: notice within 48 hours of
knowledge, with nature, types of data, approximate number of people, contact, consequences and
measures; article 35: every incident is documented.
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, Latest, choice, day, hour, number, several, words

_LATEST = Latest("incident.known_on")

INCIDENT = (
    several("incident.kind", "Kind of incident", _LATEST, "incident_kind"),
    day("incident.happened_on", "Date of the incident", _LATEST),
    day("incident.known_on", "Date on which the office learned of it", _LATEST),
    hour("incident.known_at", "Hour at which the office learned of it", _LATEST),
    choice("incident.personal_data", "Whether data may be affected", _LATEST, "yes_no_unknown"),
    day("incident.limit_on", "Day on which the 48 hours end", _LATEST),
    words("incident.limit_said", "That day, as a person reads it", _LATEST),
    words("incident.account", "What happened", _LATEST),
    several("incident.objects", "What was lost", _LATEST, "incident_object"),
    choice("incident.encrypted", "Whether it was encrypted", _LATEST, "yes_no_unknown"),
    choice("incident.locked", "Whether it was locked or off", _LATEST, "yes_no_unknown"),
    choice(
        "incident.passphrase_lost", "Whether a passphrase was lost too", _LATEST, "yes_no_unknown"
    ),
    several("incident.threatened", "Who is threatened", _LATEST, "incident_threatened"),
    choice("incident.threat_medium", "Means of the threat", _LATEST, "threat_medium"),
    choice("incident.police_told", "Whether the police were told", _LATEST, "yes_no"),
    words("incident.file_codes", "Codes of the files concerned", All()),
    choice("incident.file_told", "Whether she was told", All(), "yes_no"),
    several("incident.nature", "Nature of the breach", _LATEST, "breach_nature"),
    several("incident.data_types", "Types of data", _LATEST, "breach_data"),
    number("incident.people", "Approximate number of people", _LATEST, (0, 1_000_000)),
    number("incident.amount", "Approximate number of records", _LATEST, (0, 1_000_000)),
    choice("incident.contact", "Who answers for it", _LATEST, "breach_contact"),
    several("incident.consequences", "Possible consequences", _LATEST, "breach_consequence"),
    words("incident.consequences_words", "Consequences in words", _LATEST),
    several("incident.measures", "Measures taken", _LATEST, "incident_measure"),
    words("incident.measures_words", "Measures in words", _LATEST),
    day("incident.authority_on", "Date of notice to the data authority", _LATEST),
    hour("incident.authority_at", "Hour of notice to the data authority", _LATEST),
    choice("incident.late", "Whether notice came after the term", _LATEST, "yes_no"),
    words("incident.late_reasons", "Reasons for late notice", _LATEST),
    choice("incident.notice_recipients", "Who else was told", All(), "notice_recipient"),
    day("incident.notice_on", "Date of another notice", All()),
    hour("incident.notice_at", "Hour of another notice", All()),
    choice("incident.state", "How it stands", _LATEST, "incident_state"),
)
