"""An incident and a request about personal data, as fichas F32 and F37 take them."""

INCIDENT = {
    "first/kind": ["device_lost"],
    "first/known_on": "2026-11-02",
    "first/known_at": "09:30",
    "first/affected": "yes",
    "first/account": "Se perdió la laptop de visitas.",
}
REQUEST = {
    "request/right": "access",
    "request/received_on": "2026-11-02",
    "asker/by": "herself",
    "answered/answer": "pending",
}
