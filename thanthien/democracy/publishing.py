"""What of the room's records is published: plan and result of a consultation, what people decided."""

from __future__ import annotations

from thanthien.core.formats import date_vn, number
from thanthien.democracy.kinds import CONSULTATIONS, DECISIONS
from thanthien.democracy.models import CommunityDecision, Consultation
from thanthien.democracy.queries import is_public
from thanthien.democracy.words import outcome_of
from thanthien.records.fields import value_of
from thanthien.records.publishing import Said, offer_to_publish


def plan_of(one: Consultation) -> Said:
    """Who is asked about what, how and until when."""
    ways = value_of(Consultation._meta.get_field("ways"), one) or ""  # noqa: SLF001 - Django's own description
    until = f"Nhận ý kiến đến hết ngày {date_vn(one.closes_on)}"
    text = f"Lấy ý kiến {one.asked} về: {one.subject}. Hình thức: {ways}. {until}."
    return Said(f"Kế hoạch lấy ý kiến: {one.subject}", one.document, one.day, text)


def result_of(one: Consultation) -> Said | None:
    """What people said and what became of it, once it was told."""
    if one.told_on is None:
        return None
    told = f"Nhận được {number(one.answered or 0)} ý kiến"
    told += f", {number(one.agreed)} ý kiến đồng ý" if one.agreed is not None else ""
    return Said(f"Kết quả lấy ý kiến: {one.subject}", one.minutes, one.told_on, f"{told}. {one.result}")


def decision_of(one: CommunityDecision) -> Said | None:
    """What people decided, once the committee made it public."""
    if not is_public(one):
        return None
    place = one.hamlet.name if one.hamlet else one.unit.name
    text = f"{place}: {outcome_of(one)}. {one.decided}"
    return Said(f"Nhân dân bàn, quyết định: {one.subject}", one.recognition or one.minutes, one.day, text)


def offer() -> None:
    """Name the parts; once, when the application starts."""
    offer_to_publish(CONSULTATIONS, "consultation-plan", "kế hoạch, nội dung lấy ý kiến", plan_of)
    offer_to_publish(CONSULTATIONS, "consultation-result", "kết quả lấy ý kiến, giải trình, tiếp thu", result_of)
    offer_to_publish(DECISIONS, "community-decision", "việc Nhân dân bàn, quyết định", decision_of)
