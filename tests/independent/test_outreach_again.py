"""Figures of visits, greetings and meetings of made-up units compared with a second count, made by other code of the
lists that a person downloads."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.engagement.outreach_scene import SPAN
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.independent import outreach
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.actions import load_calendar
from thanthien.core.clock import ZONE
from thanthien.engagement.outreach_measures import HEAD_GREETINGS, OUTREACH_KINDS, SUPPORTERS_MEETING
from thanthien.measures.figures import Items, NothingArose, Number, Passed
from thanthien.measures.queries import scope_of
from thanthien.reports.demo.outreach import make_outreach
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 9, tzinfo=ZONE)
# First day and quality of each unit; one is born in summer, one after the last occasion.
UNITS = {
    "10001": (date(2025, 7, 1), 0.9), "10002": (date(2025, 7, 1), 0.95), "10003": (date(2025, 7, 1), 0.5),
    "10004": (date(2025, 7, 1), 0.1), "10005": (date(2026, 5, 10), 0.8), "10006": (date(2026, 9, 3), 0.8),
}  # fmt: skip


def made() -> dict[Unit, User]:
    load_calendar(by=None)
    units = {code: UnitFactory(code=code, valid_from=born) for code, (born, _) in UNITS.items()}
    clerks = {
        unit: person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit)) for unit in units.values()
    }
    Membership.objects.update(valid_from=date(2025, 7, 1))
    people = {f"congchuc.{unit.code}": clerk for unit, clerk in clerks.items()}
    quality = {code: good for code, (_, good) in UNITS.items()}
    make_outreach(list(clerks), people, quality, full="10001", seed_number=2026, year=2026)
    return clerks


def downloaded(clerk: User, address: str) -> bytes:
    client = Client()
    client.force_login(clerk)
    answer: Any = client.get(f"{address}?tai=csv")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_figures_equal_a_second_count(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    clerks, today = made(), date(2026, 11, 27)
    scope = scope_of(SPAN, today, [unit.pk for unit in clerks])
    found = [measure.answer(scope) for measure in (OUTREACH_KINDS, HEAD_GREETINGS, SUPPORTERS_MEETING)]
    seen = set()
    for unit, clerk in clerks.items():
        first = max(SPAN.first, unit.valid_from)
        kinds = outreach.kinds(downloaded(clerk, "/tham-hoi-chuc-mung/"), first, today)
        items = outreach.greetings(downloaded(clerk, "/loi-chuc-mung/"), first, SPAN.last, today)
        met = outreach.meeting(downloaded(clerk, "/gap-go-nguoi-ung-ho/"), first, today)
        number, greeted, meeting = (one[unit.pk].figure for one in found)
        assert (number, meeting) == (Number(Decimal(kinds)), Passed(met))
        assert isinstance(greeted, NothingArose) if items is None else greeted == Items(items)
        seen |= {kinds, met, items and tuple(items.values())}
    assert {True, False, None} <= seen
    assert len({one for one in seen if isinstance(one, int) and one > 1}) > 2
