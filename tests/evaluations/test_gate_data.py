"""What a gate rests on, beside each unit, as far as the reader sees it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluations.scenario import SMALL_SET, fresh, on, open_year
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.gate_data import gate_data

pytestmark = pytest.mark.django_db

TEXT = SMALL_SET.read_text(encoding="utf-8").replace(
    "gates:\n",
    "gates:\n  - key: hai-long\n    question: Hài lòng dưới 80%\n    source: {indicator: '1.1', below: 80%}\n"
    "    effect: {cap: 1}\n",
)


def test_a_body_sees_what_is_concluded_of_many_units_in_as_many_statements_as_of_one() -> None:
    year = open_year(text=TEXT, units=2)
    for code in ("10001", "10002"):
        year.announce(code)
    cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=year.cycle.pk)
    gate = next(one for one in cycle.criteria_set.parsed().gates if one.key == "hai-long")
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set").order_by("pk"))
    told = []
    for rows in (dossiers[:1], dossiers):
        reader = fresh(year.people.mttq)
        assert reader.hats  # read once a request
        with on(date(2026, 3, 12)), CaptureQueriesContext(connection) as statements:
            data = gate_data(reader, cycle, gate, {}, rows)
        assert data.tells
        told.append((len(statements), [data.cells[row.pk] for row in rows]))
    words = ("46/52 (88,5%) (Hội đồng kết luận)",)
    assert told == [(2, [words]), (2, [words, words])]


def test_where_no_unit_has_a_value_nobody_states_many_at_once() -> None:
    year = open_year(text=TEXT, units=2)
    cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=year.cycle.pk)
    gate = next(one for one in cycle.criteria_set.parsed().gates if one.key == "hai-long")
    dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set"))
    data = gate_data(fresh(year.people.secretary), cycle, gate, {}, dossiers)
    assert (len(data.columns), data.tells) == (1, False)
