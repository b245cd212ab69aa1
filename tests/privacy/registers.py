"""One row in each register of personal data, for tests of lists."""

from __future__ import annotations

from tests.factories.accounts import person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.private.actions import note_own_act
from thanthien.core.private.enums import Right
from thanthien.core.private.models import Look
from thanthien.privacy.actions import Asked, Told, enter_request, tell_breach
from thanthien.privacy.enums import Via
from thanthien.privacy.models import Breach, DataRequest
from thanthien.service.at_home.enums import SHELF
from thanthien.service.at_home.models import HomeRequest

PRIVACY_LISTS = (
    "personal-data", "privacy-purposes", "privacy-consents", "privacy-requests", "privacy-own-acts", "privacy-breaches",
)  # fmt: skip


def a_request(officer: User) -> DataRequest:
    """Of today, to see one's contact."""
    texts = {"name": "Bà Tư Kín", "contact": ""}
    return enter_request(Asked(Right.SEE, "", None, Via.DESK, clock.today(), "Xem liên hệ", texts), by=officer)


def a_breach(officer: User) -> Breach:
    """Noticed now."""
    return tell_breach(Told(noticed_at=clock.now(), what="Gửi nhầm", data="Liên hệ"), by=officer)


def registers_of_privacy(seen: HomeRequest, by: User) -> None:
    """A request, a breach, something that somebody did by a code, and that somebody looked at a contact."""
    Look.objects.create(shelf=SHELF, row=seen.pk, words=seen.label, place=seen.unit_id, by=by, what_for="xem")
    officer = person(Role.DATA_PROTECTION)
    a_request(officer)
    a_breach(officer)
    note_own_act("feedback.contact", Right.DELETE)
