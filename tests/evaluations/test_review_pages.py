"""The council's pages of provisional results and reviews."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.scenario import Year, checked, on
from tests.evaluations.test_council_pages import conclusion_data, council_year, secretary, signed_in
from thanthien.evaluations.actions import reviews
from thanthien.evaluations.models import ReviewRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_march():
    with on(date(2026, 3, 10)):
        yield


@pytest.fixture
def year() -> Year:
    return council_year()


def asked(year: Year, code: str = "10003") -> ReviewRequest:
    year.announce(code)
    with on(date(2026, 3, 17)):
        chair = year.who(code, "chair")
        reviews.request_review(by=chair, dossier_id=year.dossier(code).pk, reasons={"1.1": "Sổ tuần 30 có thật"})
    return ReviewRequest.objects.get()


def test_results_are_announced_after_the_list(year):
    year.conclude("10003")
    address = reverse("announce", args=[year.cycle.pk])
    client, data = signed_in(year.people.office), {"chon": [year.dossier("10003").pk]}
    with on(date(2026, 3, 16)):
        assert client.post(address, data).context["chosen"][0].name == "Đặc khu Cát Vàng"
        assert client.post(address, checked(client, address, data["chon"])).status_code == 302
    assert year.dossier("10003").status == "provisional"


def test_accepted_request_brings_a_new_conclusion(year):
    request = asked(year)
    data = conclusion_data("48", version=year.conclusion("10003", "1.1").version) | {
        "outcome": "accepted", "answer": "Chấp nhận theo sổ gốc",
    }  # fmt: skip
    with on(date(2026, 3, 18)):
        answer = secretary(year).post(reverse("review-answer", args=[request.pk]), data)
    request.refresh_from_db()
    assert answer.status_code == 302
    assert (request.outcome, year.conclusion("10003", "1.1").points) == ("accepted", Decimal("3.25"))


def test_refused_request_needs_an_answer(year):
    request = asked(year)
    address = reverse("review-answer", args=[request.pk])
    with on(date(2026, 3, 18)):
        assert secretary(year).post(address, {"outcome": "refused", "answer": ""}).status_code == 422
        secretary(year).post(address, {"outcome": "refused", "answer": "Sổ không có chữ ký"})
        secretary(year).post(reverse("review-finish", args=[year.cycle.pk, "10003"]))
    request.refresh_from_db()
    assert (request.outcome, year.dossier("10003").status) == ("refused", "review_answered")


def test_review_cannot_be_finished_with_open_requests(year):
    asked(year)
    with on(date(2026, 3, 18)):
        answer = secretary(year).post(reverse("review-finish", args=[year.cycle.pk, "10003"]), follow=True)
    assert "Còn 1 kiến nghị chưa trả lời." in answer.content.decode()


def test_requests_are_listed_and_go_out_without_and_with_their_answer(year):
    request = asked(year)
    page = reverse("review-list", args=[year.cycle.pk])
    client = secretary(year)
    waiting = client.get(page)
    unit, indicator = "Đặc khu Cát Vàng", f"1.1 {request.indicator.title}"
    assert (waiting.context["table"].count, waiting.context["answered"].count) == (1, 0)
    assert csv_rows(client.get(f"{page}?tai=csv"))[1:] == [
        [unit, "10003", indicator, "Sổ tuần 30 có thật", "17/03/2026"],
    ]
    with on(date(2026, 3, 18)):
        data = {"outcome": "refused", "answer": "Sổ không có chữ ký"}
        client.post(reverse("review-answer", args=[request.pk]), data)
    answered = client.get(page).context
    assert (answered["table"].count, [one.unit.name for one in answered["finishable"]]) == (0, [unit])
    assert csv_rows(client.get(f"{page}?tai=csv&bang=da-tra-loi"))[1:] == [
        [unit, "10003", indicator, "Không chấp nhận", "Sổ không có chữ ký", "18/03/2026"],
    ]
