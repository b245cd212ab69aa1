"""The demo's heads of units: entered as an office would, and some still to be asked for."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.test import override_settings

from tests.reports.test_demo import UNITS, small_place
from thanthien.core import clock
from thanthien.evaluations.queries.heads import heads_of_units
from thanthien.reports.demo.heads import make_heads
from thanthien.reports.demo.people import create_people, posts_of
from thanthien.units.actions import load_units
from thanthien.units.head_terms import HeadTerm
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def test_most_units_have_both_heads_some_were_replaced_and_the_last_are_asked_for(tmp_path: Path) -> None:
    with override_settings(PLACE_DATA_DIR=small_place(tmp_path)), clock.set_to(DAY):
        load_units(by=None)
        units = list(Unit.objects.current().in_vietnamese_order())
        people = create_people(Random(1), posts_of(units, ""))
        make_heads(units, people, year=2026, seed_number=1)
        asked = [bool(one.missing) for one in heads_of_units(DAY)]
    assert asked == [False] * (UNITS - 4) + [True] * 4
    assert HeadTerm.objects.exclude(vacant_by="").count() == 2
