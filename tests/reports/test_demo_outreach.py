"""The made-up visits, greetings and meetings: by quality, some without proof, a few with a drawn photograph."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.independent.test_outreach_again import made
from thanthien.core.clock import ZONE
from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.records.models import Photograph

pytestmark = pytest.mark.django_db


def test_good_units_do_more_and_some_of_it_is_not_proved(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 11, 28, 9, tzinfo=ZONE), tick=False)
    made()
    standing = Outreach.objects.standing()
    number = {code: standing.filter(unit__code=code).count() for code in ("10002", "10004")}
    assert number["10002"] > 2 * number["10004"]
    assert 0 < standing.filter(paper="").count() < standing.count() / 2
    last = standing.order_by("-day")[0].day
    assert date(2026, 11, 1) <= last < date(2026, 11, 28)
    greeted = {code: Greeting.objects.filter(unit__code=code, sender="head").count() for code in ("10002", "10004")}
    assert greeted["10002"] > greeted["10004"]
    met = SupportersMeeting.objects.standing().values_list("unit", flat=True)
    assert 0 < len(set(met)) == len(met)
    assert {one.consent for one in Photograph.objects.all()} == {"agreed", "internal"}
    assert Photograph.objects.count() == 8
