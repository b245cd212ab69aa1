"""A made-up hotline that hands in feedback to the fullest unit, by the action of the interface, with a key that the
guide to the demo names."""

from __future__ import annotations

from collections.abc import Mapping

from thanthien.accounts.models import User
from thanthien.feedback.models import ApiClient
from thanthien.feedback.open311.actions import Report, Terms, hand_in, let_in
from thanthien.feedback.open311.places import Place
from thanthien.feedback.open311.queries import digest_of
from thanthien.units.models import Unit

KNOWN_KEY = "pa311_khoa-cua-ban-minh-hoa-ai-cung-biet"  # of the demo alone (docs/demo.md)
_CODE = "1022"
_TOLD = (
    ("duong-sa", "Nắp hố ga trước cổng trường bị vỡ từ tối qua, xe máy dễ sa xuống.", "trước cổng trường tiểu học"),
    ("moi-truong", "Ba hôm nay chưa có xe thu gom rác, rác tràn ra đường.", "đầu ngõ, cạnh nhà văn hóa"),
    ("nguy-hiem", "Cây nghiêng sau mưa, sắp đổ vào dây điện.", "đoạn đường vào chợ"),
)


def make_other_systems(people: Mapping[str, User], full: Unit) -> int:
    """Let the hotline in and take what it hands in today; returns how many matters."""
    terms = Terms("Tổng đài 1022", (), 2000, None, tells_codes=True)
    let_in(terms, code=_CODE, by=people["quantri"])
    ApiClient.objects.filter(code=_CODE).update(digest=digest_of(KNOWN_KEY))
    for number, (topic, text, address) in enumerate(_TOLD, start=1):
        report = Report(topic, text, Place(full.code, address), number=f"2026-{number:05}")
        hand_in(report, key=KNOWN_KEY)
    return len(_TOLD)
