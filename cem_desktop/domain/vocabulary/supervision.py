"""Supervision and monitoring: the service as it works, seen on coded fichas alone."""

from __future__ import annotations

from cem_desktop.domain.fact_types import All, choice, day, number, several, words

_ALL = All()
_CHECKS = (
    ("consent", "Limits of reserve told first, each purpose decided"),
    ("danger", "Danger looked at first and again"),
    ("one_account", "Not asked to tell it twice"),
    ("minors", "With minors: UPE told, no account taken"),
    ("treatment", "Language and treatment without stereotypes"),
    ("interpreter", "Language, interpreter and adjustments"),
    ("coded", "Files without names, documents or addresses"),
    ("keys", "Keys, copies, papers and computers locked"),
    ("plan", "A plan by areas with her will"),
    ("proceedings", "Accompanied in every act; terms up to date"),
    ("referrals", "Referrals minimal, consented and answered"),
    ("staff", "The three professions there and trained"),
    ("team_care", "The team has support"),
)

SUPERVISION = (
    day("supervision.on", "Date of the supervision", _ALL),
    choice("supervision.mode", "Visit or remote", _ALL, "supervision_mode"),
    choice("supervision.by", "Unit that supervised", _ALL, "supervision_by"),
    several("supervision.aims", "What for", _ALL, "supervision_aim"),
    several("supervision.services", "Services that were seen", _ALL, "team_service"),
    number("supervision.sampled", "Coded fichas that were seen", _ALL, (0, 200)),
    choice("supervision.sample_agreed", "Whether the office agreed", _ALL, "yes_no"),
    *(
        choice(f"supervision.check_{check}", label, _ALL, "supervision_mark")
        for check, label in _CHECKS
    ),
    words("supervision.good", "What the team does well", _ALL),
    choice("supervision.finding_area", "What a finding is about", _ALL, "supervision_area"),
    words("supervision.finding_text", "The finding", _ALL),
    choice("supervision.finding_role", "Who sees to a finding", _ALL, "deciding_role"),
    day("supervision.finding_due", "Term of a finding", _ALL),
    choice("supervision.finding_state", "Where a finding stands", _ALL, "finding_state"),
    day("supervision.finding_resolved_on", "Day on which a finding was settled", _ALL),
    words("supervision.finding_done", "What was done about a finding", _ALL),
    number("supervision.open_findings", "Findings not settled yet", _ALL, (0, 200)),
    choice("supervision.approval", "Approval", _ALL, "supervision_approval"),
    day("supervision.approved_on", "Day of the approval", _ALL),
    day("supervision.next_on", "Next supervision", _ALL),
    words("supervision.reply", "What the office tells headquarters", _ALL),
)
