"""`{% load dossiers %}`: words and tones of a dossier's states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template import Library
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.accounts.roles import Role
from thanthien.core.components.basics import Tone, level_badge
from thanthien.core.levels import LevelNames
from thanthien.criteria.words import ENTERED_BY
from thanthien.evaluations import modes
from thanthien.evaluations.merger_notices import merger_sentence
from thanthien.evaluations.queries.mergers import merger_of
from thanthien.evaluations.states import MERGED_WHILE
from thanthien.evaluations.value_texts import answer_text
from thanthien.evaluations.word_papers import roles_of
from thanthien.evaluations.workflow import STATUS_LABELS, Status

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.criteria.rules import Indicator
    from thanthien.evaluations.models import Answer, Cycle, Dossier, Total
    from thanthien.evaluations.queries.grid_items import GridAnswer

register = Library()


@register.filter
def who_concludes(cycle: Cycle) -> str:
    """“Hội đồng”, “cơ quan thường trực”: as the cycle concludes."""
    return modes.who_concludes(cycle.council_mode)


@register.filter
def agenda_title(cycle: Cycle) -> str:
    """“Hội đồng thẩm định”, “Tổng hợp kết quả thẩm định”."""
    return modes.agenda_title(cycle.council_mode)


@register.filter
def conclusion_label(cycle: Cycle) -> str:
    """“Hội đồng kết luận”, “Cơ quan thường trực kết luận”."""
    return modes.conclusion_label(cycle.council_mode)


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
    Status.RECONCLUDING: "warn",
    Status.DECIDED: "ok",
    Status.PUBLISHED: "ok",
    Status.LOWERED: "warn",
    Status.REVOKED: "danger",
    Status.ADJUSTED: "info",
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
def entering_body(word: str) -> str:
    """Which body of the unit enters a value, as the set says (``Indicator.entered_by``)."""
    return ENTERED_BY[word]


@register.filter
def role_title(role: str) -> str:
    """The title of a logged role; a role that no longer exists is shown as it was written."""
    return Role(role).title if role in set(Role) else role


@register.simple_tag(takes_context=True)
def paper_door(context: dict[str, Any], key: str, dossier: Dossier, words: str) -> SafeString:
    """A link to a paper of the dossier as a Word draft, for who may make it. No statement."""
    user: User = context["user"]
    if dossier.unit_id not in user.unit_ids(*roles_of(key)):
        return SafeString("")
    return format_html('<a href="{}">{} (Word)</a>', reverse("paper-draft", args=[key, dossier.pk]), words)


@register.inclusion_tag("evaluations/_merger.html")
def merger_banner(dossier: Dossier) -> dict[str, Any]:
    """Into which unit that of a running dossier goes, or went. No statement for a unit that goes on."""
    runs = dossier.unit.valid_to is not None and dossier.status in MERGED_WHILE
    change = merger_of(dossier.unit) if runs else None
    return {"words": merger_sentence(change) if change else ""}


@register.simple_tag
def computed_level(total: Total, names: LevelNames) -> SafeString:
    """The level of a stored total, or from which to which it may come out while conditions are open; without all
    indicators there is no result yet."""
    if total.level_low == total.level_high:
        return level_badge(total.level_high, names)
    if total.answered < total.expected:
        return level_badge(None, names)
    return format_html(
        '<span>{}<small class="soft block">còn trường hợp chưa xác định</small></span>',
        names.between(total.level_low, total.level_high),
    )
