"""Facts of a dossier of which nothing more is known than state and role, for the check of steps."""

from datetime import date
from typing import Any

from thanthien.accounts.roles import Role
from thanthien.evaluations.workflow import Facts, Status

TODAY = date(2026, 3, 2)

# A cycle with meeting and review, registration counts at once; in the dossier nothing was done, nothing is open.
BARE: dict[str, Any] = {
    "council_mode": "meeting", "opens": {}, "deadlines": {}, "early_allowed": False, "begun_early": frozenset(),
    "needs_approval": False, "unit_ended": False, "target_level": None, "submitted_once": False,
    "posting_ends_on": None, "unanswered_opinions": 0, "unheard": (),
    "meeting_required": True, "meeting_on": None, "has_minutes": False, "supplement_due_on": None, "open_returns": (),
    "sheets_waiting": (), "open_conclusions": (), "unknown_gates": (), "review_allowed": True,
    "unanswered_reviews": 0, "proposed": False, "city_return": False, "explained_first": True, "explained": False,
}  # fmt: skip


def facts(status: Status, *roles: Role, **more: Any) -> Facts:
    return Facts(status=status, today=TODAY, roles=frozenset(roles), **BARE | more)
