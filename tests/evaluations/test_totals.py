"""The stored total of a column."""

import pytest

from tests.criteria.build import definition, indicator, linear, ratio
from tests.evaluations.scenario import open_year
from thanthien.criteria.compiling import compile_set
from thanthien.criteria.scoring import score
from thanthien.evaluations.actions.totals import store_totals
from thanthien.evaluations.enums import Column
from thanthien.evaluations.models import Total

pytestmark = pytest.mark.django_db


def test_groups_are_stored_with_two_places() -> None:
    dossier = open_year().dossier("10001")
    compiled = compile_set(definition(indicator(linear("0", "1")), step="0.250"), "xa")
    store_totals(Column.SELF, {dossier.pk: score(compiled, {"1.1": ratio(1, 2)})})
    stored = Total.objects.get(dossier=dossier, column=Column.SELF)
    assert stored.groups == [{"code": "1", "points": "2.00", "maximum": "4.00", "answered": 1, "total": 1}]
