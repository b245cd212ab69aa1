"""The running year of the demo, told by the actions with all that a year brings: the forecast of each of its units is
what a second count of the city's downloaded lists comes to."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest
from django.test import override_settings

from tests.independent import city
from tests.independent.test_city_again import SET
from tests.reports.test_demo import DEMO_DAY, UNITS, make
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle

pytestmark = pytest.mark.django_db


def test_second_count_of_the_demos_lists_comes_to_the_same_forecast_of_each_unit(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        make()
    cycle = Cycle.objects.get(kind=CycleKind.OFFICIAL, pilot=False)
    text, now = SET.read_text(encoding="utf-8"), datetime.combine(DEMO_DAY, time(0))
    found = city.counted_again(cycle, text, now)
    assert (found.units, found.differences) == (UNITS, [])
