"""The list that a body checks before it sends its sheets."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import SheetItem
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    made = open_year(units=1)
    made.accept("10001")
    return made


def test_list_to_check_before_sending_names_the_criteria(year):
    """Those judged, those that differ from the unit's own word, those to be checked on site."""
    higher = {"1.1": Entry(AnswerState.VALUE, {"numerator": 60, "denominator": 60}, "Sổ tiếp nhận")}
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): higher["1.1"]})
    SheetItem.objects.filter(pk=year.item("10001", "1.2", "mttq").pk).update(field_check=True)
    client = Client()
    client.force_login(fresh(year.people.mttq))
    with on(date(2026, 2, 10)):
        shown = client.get(reverse("appraisal-send", args=[year.cycle.pk])).context
    [line] = shown["ready"]
    judged, differing, _, on_site = line.row.cells
    assert (judged, differing, on_site) == ("2/2: 1.1, 1.2", "1: 1.1", "1: 1.2")
