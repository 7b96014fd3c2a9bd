"""Which roles may do what beyond fichas: one table. A ficha's own rights stand in its settings."""

from __future__ import annotations

ENROL = frozenset({"coordination", "key_admin"})
"""Ask for enrolment, and believe headquarters."""

CARRY = frozenset(
    {"admission", "psychology", "legal", "social", "childcare", "coordination", "key_admin"}
)
"""Export bundles and take in what comes back: whoever carries the stick."""

APPROVE = frozenset({"hq_direction", "key_admin"})
"""Enrol an office at headquarters."""

TAKE_IN = frozenset({"hq_supervision", "hq_statistics", "hq_direction", "key_admin"})
"""Import bundles and write receipts at headquarters."""

COUNT = frozenset({"hq_statistics", "hq_direction", "hq_supervision"})
"""See and publish figures."""

READ_TRAIL = frozenset({"audit", "coordination", "key_admin", "hq_direction"})
"""Read and check the audit trail."""

KEEP_DATA = frozenset({"coordination"})
"""Block a file, give it back, erase it, and say how long files are kept."""

ANSWER_FOR_DATA = frozenset({"coordination", "key_admin"})
"""Name the data protection officer and the holidays, and print inventory and security document."""

BACK_UP = frozenset({"coordination", "key_admin", "hq_direction"})
"""Make, verify and plan backups. The schedule itself runs whoever works."""
