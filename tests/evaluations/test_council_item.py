"""The page of one indicator before the council: the conclusion is written beside the opinions."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import Entry, fresh, on, open_year
from thanthien.evaluations.enums import AnswerState

pytestmark = pytest.mark.django_db


def test_conclusion_stands_beside_the_opinions_for_who_may_write_it(client):
    year = open_year()
    lower = Entry(AnswerState.VALUE, {"numerator": "40", "denominator": "52"}, "Sổ chỉ ghi 40 tuần")
    year.appraise(changes={("mttq", "1.1"): lower})
    address = reverse("council-item", args=[year.cycle.pk, "10001", "1.1"])
    with on(date(2026, 3, 10)):
        client.force_login(fresh(year.people.secretary))
        shown = client.get(address).content.decode()
        client.force_login(fresh(year.people.leader))
        read = client.get(address).content.decode()
    columns = shown[shown.index('class="council-item with-form"') :]
    places = [columns.index(part) for part in ("Các ý kiến về tiêu chí này", "Minh chứng</h2>", 'id="ket-luan"')]
    assert places == sorted(places)
    assert ('class="council-item"' in read, 'id="ket-luan"' in read) == (True, False)
