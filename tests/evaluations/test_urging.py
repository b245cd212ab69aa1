"""The standing office reminds late units: after a list to check, in its own words, not twice by a double click."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, checked, fresh, on, open_year
from thanthien.accounts.models import Membership
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.mail.models import Message
from thanthien.evaluations.actions.urging import urge
from thanthien.notices.models import Notice

pytestmark = pytest.mark.django_db
LATE = date(2026, 1, 12)  # registration ended on the 9th
WORDS = {"words": "Đề nghị đăng ký ngay."}


@pytest.fixture
def year(client: Client) -> Year:
    made = open_year(units=3)
    made.register("10003")
    client.force_login(made.people.office)
    return made


@pytest.fixture
def page(year: Year) -> str:
    return reverse("urge-late", args=[year.cycle.pk])


def told() -> list[str]:
    emails = Notice.objects.filter(kind="urged").order_by("person__email").values_list("person__email", flat=True)
    return [email.split("@")[0] for email in emails]


def test_list_holds_the_late_units_with_their_day_and_who_is_told(client: Client, year: Year, page: str) -> None:
    with on(LATE):
        ready = client.get(page).context["ready"]
    assert [(line.row.name, line.row.cells) for line in ready] == [
        ("Phường Bình Minh", ("Chưa đăng ký", "09/01/2026", "–", "2")),
        ("Xã An Hòa", ("Chưa đăng ký", "09/01/2026", "–", "2")),
    ]


def test_nobody_is_late_on_the_last_day(client: Client, year: Year, page: str) -> None:
    with on(date(2026, 1, 9)):
        assert client.get(page).context["ready"] == []


def test_unit_without_anybody_to_tell_can_not_be_chosen(client: Client, year: Year, page: str) -> None:
    Membership.objects.filter(agency__unit__code="10001").update(valid_to=date(2026, 1, 2))
    with on(LATE):
        held = client.get(page).context["held"]
    assert [(row.name, row.problems) for row in held] == [
        ("Xã An Hòa", ("Đơn vị chưa có Chủ tịch, Phó Chủ tịch hoặc công chức đầu mối có tài khoản.",))
    ]


def test_chosen_units_are_told_in_the_office_s_words_after_the_check(client: Client, year: Year, page: str) -> None:
    with on(LATE):
        sent = checked(client, page, [year.dossier("10001").pk])
        assert told() == []
        answer = client.post(page, sent | WORDS)
    assert answer.url == reverse("urged", args=[year.cycle.pk])  # type: ignore[attr-defined]
    assert told() == ["chair10001", "focal10001"]
    assert set(Notice.objects.filter(kind="urged").values_list("what", "by")) == {
        ("Xã An Hòa, Kỳ đánh giá năm 2026. Đề nghị đăng ký ngay.", year.people.office.pk)
    }


def test_a_double_click_tells_nobody_twice(client: Client, year: Year, page: str) -> None:
    with on(LATE):
        sent = checked(client, page, [year.dossier("10001").pk]) | WORDS
        codes = [client.post(page, sent).status_code for _ in range(2)]
    assert codes == [302, 409]
    assert told() == ["chair10001", "focal10001"]


def test_what_was_done_meanwhile_is_not_urged(client: Client, year: Year, page: str) -> None:
    with on(LATE):
        sent = checked(client, page, [year.dossier("10001").pk]) | WORDS
    year.register("10001")
    with on(LATE):
        assert client.post(page, sent).status_code == 409
    assert told() == []


def test_words_are_needed(client: Client, year: Year, page: str) -> None:
    with on(LATE):
        sent = checked(client, page, [year.dossier("10001").pk])
        assert client.post(page, sent | {"words": " "}).status_code == 422
        with pytest.raises(Invalid):
            urge(by=fresh(year.people.office), dossier_ids=[year.dossier().pk], words="  ")
        with pytest.raises(Refused):
            urge(by=fresh(year.people.secretary), dossier_ids=[year.dossier().pk], words="Nhanh")


def test_office_sees_who_was_told_when_and_what_became_of_the_mail(
    client: Client, year: Year, page: str, run_jobs: Callable[[], Any]
) -> None:
    chair = year.who("10001", "chair")
    with on(LATE):
        client.post(page, checked(client, page, [year.dossier("10001").pk]) | WORDS)
        assert _rows(client, year) == [("Chair10001", "Chờ gửi"), ("Focal10001", "Chờ gửi")]
        run_jobs()
        Message.objects.filter(recipient=chair).update(state="bounced", next_attempt_at=None, settled_at=LATE_MOMENT)
        assert dict(_rows(client, year))["Chair10001"] == "Địa chỉ không nhận thư"


LATE_MOMENT = "2026-01-12T08:00:00+07:00"


def _rows(client: Client, year: Year) -> list[tuple[str, str]]:
    """Person and mail, from the file of the list."""
    answer: Any = client.get(reverse("urged", args=[year.cycle.pk]) + "?tai=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return sorted(
        (row["Người nhận"], row["Thư"]) for row in csv.DictReader(StringIO(text), delimiter=text[len("Đơn vị")])
    )
