"""`{% load dossiers %}`: words and tones of a dossier's states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.accounts.roles import Role
from thanthien.core.components.basics import Tone, level_badge
from thanthien.core.levels import LevelNames
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.workflow import STATUS_LABELS, Status

if TYPE_CHECKING:
    from thanthien.criteria.rules import Indicator
    from thanthien.evaluations.models import Answer, Total
    from thanthien.evaluations.queries.grid_items import GridAnswer

register = Library()

# What goes its way is no warning, whoever's turn it is: the same tag is read by those who aren't asked to act. What was
# sent back or refused is a danger.
_TONES: dict[Status, Tone] = {
    Status.REGISTRATION_PENDING: "info",
    Status.SELF_SCORING: "info",
    Status.POSTED: "info",
    Status.SIGNED: "info",
    Status.SUBMITTED: "info",
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
def handed_in(answer: Answer | GridAnswer, indicator: Indicator) -> str:
    """What the commune handed in before it corrected the value on a body's question, in few words."""
    before = answer.handed_in or {}
    return answer_text(indicator, before["state"], before["value"])


@register.filter
def role_title(role: str) -> str:
    """The title of a logged role; a role that no longer exists is shown as it was written."""
    return Role(role).title if role in set(Role) else role


@register.simple_tag
def computed_level(total: Total, names: LevelNames) -> SafeString:
    """The level of a stored total, or from which to which it may come out while conditions are open; without all
    indicators there is no result yet."""
    if total.level_low == total.level_high:
        return level_badge(total.level_high, names)
    if total.answered < total.expected:
        return level_badge(None, names)
    return format_html(
        '<span>{}<small class="soft block">còn điều kiện chưa xác định</small></span>',
        names.between(total.level_low, total.level_high),
    )
