"""The forecast of each of 114 units is what a second count of the city's downloaded lists comes to.

Three units that live a year by the actions themselves are counted by `test_seventeen_again`; here it is the width of a
whole city, whose records are made inside the database.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.independent import city
from tests.independent.twenty_five import TWENTY_FIVE
from thanthien.criteria import scoring

pytestmark = pytest.mark.django_db
SET = Path(scoring.__file__).parent / "sets" / "chinh-quyen-than-thien-2026-v2.yaml"


def test_second_count_of_the_citys_lists_comes_to_the_same_forecast_of_each_unit() -> None:
    text, now = SET.read_text(encoding="utf-8"), datetime(2026, 12, 1, 8)
    found = city.counted_again(city.make(text, now), text, now)
    assert (found.units, found.differences) == (114, [])
    assert [code for code in TWENTY_FIVE if len(found.worth[code]) < 2] == []  # so that each of them was compared
