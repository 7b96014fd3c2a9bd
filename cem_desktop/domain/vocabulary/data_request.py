"""Requests about personal data, and what became of them.

Source: Ley 29733, articles 18 to 22; its regulation (D.S. 016-2024-JUS), article 69: the working
days of an answer. They concern the office; nothing of them leaves it.
"""

from __future__ import annotations

from cem_desktop.domain.fact_types import Latest, choice, day, several, words

_LATEST = Latest("data_request.received_on")

DATA_REQUEST = (
    choice("data_request.right", "What is asked for", _LATEST, "data_right"),
    day("data_request.received_on", "Date on which the request came", _LATEST),
    choice("data_request.channel", "By which way it came", _LATEST, "data_request_channel"),
    words("data_request.asked", "What is asked for, in words", _LATEST),
    words("data_request.file_code", "Code of the file that it concerns", _LATEST),
    choice("data_request.by", "Who asks", _LATEST, "data_requester"),
    choice("data_request.power", "Whether a power was shown", _LATEST, "yes_no"),
    choice(
        "data_request.identity_checked",
        "Whether the asker's identity was checked",
        _LATEST,
        "yes_no",
    ),
    words("data_request.requester_name", "Name and contact of the asker", _LATEST),
    choice("data_request.prolonged", "Whether the term was prolonged", _LATEST, "yes_no"),
    day("data_request.prolonged_on", "Date on which the asker was told so", _LATEST),
    words("data_request.prolonged_reason", "Why it was prolonged", _LATEST),
    choice("data_request.answer", "What the answer was", _LATEST, "data_request_answer"),
    day("data_request.answered_on", "Date of the answer", _LATEST),
    several("data_request.denial_ground", "Grounds of a denial", _LATEST, "data_denial_ground"),
    words("data_request.denial_words", "Ground of a denial in words", _LATEST),
    words("data_request.answer_words", "The answer in words", _LATEST),
)
