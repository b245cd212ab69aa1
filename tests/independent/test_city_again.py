"""The forecast of each of 114 units is what a second count of the city's downloaded lists comes to.

Three units that live a year by the actions themselves are counted by `test_seventeen_again`; here it is the width of a
whole city, whose records are made inside the database.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tests.independent import city, recount
from tests.independent.seventeen import LISTS, SEVENTEEN, Files, points_again
from thanthien.core import clock
from thanthien.core.clock import ZONE
from thanthien.criteria import scoring
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.forecast import forecasts

pytestmark = pytest.mark.django_db
SET = Path(scoring.__file__).parent / "sets" / "chinh-quyen-than-thien-2026-v2.yaml"
NOW = datetime(2026, 12, 1, 8)
PLACES = {f"Tổ dân phố {number}": (date(2025, 7, 1), None) for number in range(1, city.PLACES + 1)}


def test_second_count_of_the_citys_lists_comes_to_the_same_forecast_of_each_unit() -> None:
    text = SET.read_text(encoding="utf-8")
    cycle, known = city.make(text, NOW), recount.indicators(text)
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set"))
    with clock.set_to(NOW.replace(tzinfo=ZONE)):
        found = forecasts(cycle, dossiers)
        lists = city.downloaded(LISTS)
    differ, worth = [], {code: set() for code in SEVENTEEN}
    for dossier in dossiers:
        unit = dossier.unit
        year = recount.Year(date(2026, 1, 1), date(2026, 12, 31), NOW, unit.valid_from, unit.valid_to or date.max)
        again = points_again(Files(lists[unit.name], year, PLACES), known)
        for code in SEVENTEEN:
            points = found[dossier.pk].now.indicators[code].points
            told = None if points is None else Fraction(points)
            worth[code].add(told)
            if told != again[code]:
                differ.append((unit.code, code, told, again[code]))
    assert (len(dossiers), differ) == (114, [])
    assert {code for code, points in worth.items() if len(points) < 2} == set()  # each of them was compared
