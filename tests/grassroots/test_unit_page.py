"""What the public page of a unit reads of its weekly life."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.grassroots.scene import Scene, a_scene, nothing
from tests.grassroots.test_channel import THURSDAY, told
from tests.service.scene import decision_entry
from thanthien.core import clock
from thanthien.records.actions import enter
from thanthien.service.kinds import DECISIONS as FAST_DAY_DECISIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def test_page_of_a_unit_reads_calendar_and_terms_once(client: Client, scene: Scene) -> None:
    """Whoever on the page asks for them: its fast days, its weekly channel."""
    told(THURSDAY, scene, nothing(scene, date(2026, 3, 4)))
    enter(FAST_DAY_DECISIONS, decision_entry(scene.unit, date(2026, 2, 23)), by=scene.officer)
    with clock.set_to(THURSDAY), CaptureQueriesContext(connection) as statements:
        page = client.get(f"/don-vi-hanh-chinh/{scene.unit.code}/")
    assert (page.context["fast_days"] is None, page.context["channel"] is None) == (False, False)
    read = Counter(table for one in statements for table in re.findall(r'FROM "(\w+)"', one["sql"])[:1])
    assert (read["core_calendarday"], read["evaluations_cycle"], read["units_unit"]) == (1, 1, 1)
