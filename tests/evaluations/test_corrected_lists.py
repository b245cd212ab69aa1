"""What lists of decisions say of one that was corrected, to the city and to everybody."""

from datetime import date

import pytest
from django.test import Client

from tests.evaluations.scenario import fresh, on, open_year, pdf
from thanthien.evaluations.actions.decision_corrections import Right, correct_decision
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.models import Decision
from thanthien.evaluations.queries import decision_pages
from thanthien.evaluations.queries.decision_texts import texts_of

pytestmark = pytest.mark.django_db
TOLD = date(2026, 5, 4)


def test_lists_of_decisions_say_what_was_corrected_and_count_nobody_by_a_correction() -> None:
    year = open_year(units=1)
    year.publish("10001")
    decided = Decision.objects.get()
    with on(TOLD):
        correct_decision(
            by=fresh(year.people.office), decision_id=decided.pk, seen=texts_of(decided).values,
            paper=Printed("45/TB-UBND", TOLD, "Người ký", pdf()),
            right=Right(number="21/QĐ-UBND", signer="Nguyễn Văn Đúng"),
        )  # fmt: skip
    rows = {one.number: one for one in decision_pages.decisions_of(year.cycle.pk)}
    office = Client()
    office.force_login(fresh(year.people.office))
    shown = office.get(f"/quyet-dinh/{year.cycle.pk}/").content.decode()
    public = Client().get("/ket-qua/2026/").content.decode()
    assert (rows["12/QĐ-UBND"].corrected_words, rows["45/TB-UBND"].corrected_words) == (
        "đã đính chính theo 45/TB-UBND", "",
    )  # fmt: skip
    assert "đã đính chính theo 45/TB-UBND" in shown
    assert "Người ký: có đính chính (văn bản số 45/TB-UBND ngày 04/05/2026)." in public
