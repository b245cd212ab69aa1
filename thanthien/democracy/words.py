"""What the platform works out of a record, in words: for lists, pages of records and everybody."""

from __future__ import annotations

from thanthien.core.formats import date_vn, number
from thanthien.democracy.models import CommunityDecision, Consultation
from thanthien.democracy.rules import stays_open


def time_of(consultation: Consultation) -> str:
    """For how long a consultation is open; where that is shorter than the law asks, by how much."""
    days = (consultation.closes_on - consultation.day).days
    told = f"{number(days)} ngày, đến hết {date_vn(consultation.closes_on)}"
    least = consultation.known_matter.days
    enough = stays_open(consultation.day, consultation.closes_on, least)
    return told if enough else f"{told}; ngắn hơn {number(least)} ngày theo luật"


def outcome_of(decision: CommunityDecision) -> str:
    """Whether it passed, by which numbers and which threshold."""
    if decision.threshold is None:
        return "danh mục không còn loại nội dung này"
    households = "hộ" if decision.hamlet_id else "thôn, tổ dân phố"
    passed = "được thông qua" if decision.passed else "không được thông qua"
    counted = f"{number(decision.agreed)}/{number(decision.total)} {households} đồng ý"
    return f"{passed}: {counted}, cần {decision.threshold.words}"
