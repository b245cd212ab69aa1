"""`{% load dossiers %}`: words and tones of a dossier's states."""

from __future__ import annotations

from django.template import Library

from thanthien.accounts.roles import Role
from thanthien.core.components.basics import Tone
from thanthien.evaluations.workflow import STATUS_LABELS, Status

register = Library()

# What waits for the standing office is a warning; what was sent back or refused is a danger.
_TONES: dict[Status, Tone] = {
    Status.REGISTRATION_PENDING: "warn",
    Status.SELF_SCORING: "info",
    Status.POSTED: "info",
    Status.SIGNED: "info",
    Status.SUBMITTED: "warn",
    Status.RETURNED: "danger",
    Status.UNDER_APPRAISAL: "info",
    Status.CONCLUDED: "ok",
    Status.PROVISIONAL: "ok",
    Status.REVIEW_REQUESTED: "warn",
    Status.REVIEW_ANSWERED: "ok",
    Status.DECIDED: "ok",
    Status.PUBLISHED: "ok",
    Status.LOWERED: "warn",
    Status.REVOKED: "danger",
    Status.CLOSED_UNSUBMITTED: "danger",
}


@register.filter
def status_tone(status: str) -> Tone:
    """The tone of a state's tag."""
    return _TONES.get(Status(status), "plain")


@register.filter
def status_name(status: str) -> str:
    """The state's name on screen."""
    return STATUS_LABELS[Status(status)]


@register.filter
def role_title(role: str) -> str:
    """The title of a logged role; a role that no longer exists is shown as it was written."""
    return Role(role).title if role in set(Role) else role
