"""Pages say when a phase opens, and offer nothing before its day but to say why not to wait for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import SMALL_SET, Year, confirming, fresh, on, open_year
from tests.evaluations.test_phases import LATER, allow
from thanthien.accounts.models import User
from thanthien.evaluations.actions import intake
from thanthien.evaluations.models import StepLog


@pytest.fixture
def year() -> Year:
    """Typing opens on 12 January."""
    return open_year(units=2, phases=LATER)


def see(user: User, url_name: str, *args: object, **query: str) -> str:
    client = Client()
    client.force_login(fresh(user))
    page = client.get(reverse(url_name, args=args), query)
    assert page.status_code == 200
    return " ".join(page.text.split())


@pytest.mark.django_db
def test_commune_pages_say_the_day_and_offer_no_button_before_it(year: Year) -> None:
    year.cycle.phases.filter(key="registration").update(starts_on=date(2026, 1, 7))
    place, focal = (year.cycle.pk, "10001"), year.who("10001", "focal")
    with on(date(2026, 1, 6)):
        home, page = see(focal, "commune-home"), see(focal, "registration", *place)
    assert ("Mở từ ngày 07/01/2026." in home, reverse("registration", args=place) in home) == (True, False)
    assert ("07/01/2026" in page, "Gửi đăng ký" in page) == (True, False)
    with on(date(2026, 1, 7)):
        home, page = see(focal, "commune-home"), see(focal, "registration", *place)
    assert ("Mở từ ngày" in home, reverse("registration", args=place) in home) == (False, True)
    assert ("Mở từ ngày" in page, "Gửi đăng ký" in page) == (False, True)


@pytest.mark.django_db
def test_item_page_is_closed_until_execution_begins(year: Year) -> None:
    year.register()
    page = "self-scoring-item", year.cycle.pk, "10001", "1.1"
    with on(date(2026, 1, 11)):
        closed = see(year.who("10001", "focal"), *page)
    with on(date(2026, 1, 12)):
        open_ = see(year.who("10001", "focal"), *page)
    assert ("Chưa đến ngày tự chấm: mở từ ngày 12/01/2026." in closed, "data-autosave" in closed) == (True, False)
    assert ("mở từ ngày" in open_, "data-autosave" in open_) == (False, True)


@pytest.mark.django_db
def test_posting_is_no_link_before_its_day(year: Year) -> None:
    year.score()
    year.cycle.phases.filter(key="posting").update(starts_on=date(2026, 1, 15))
    place, focal = (year.cycle.pk, "10001"), year.who("10001", "focal")
    door = reverse("post-draft", args=place)
    with on(date(2026, 1, 14)):
        page, form = see(focal, "submission", *place), see(focal, "post-draft", *place)
    assert ("Mở từ ngày 15/01/2026" in page, door in page) == (True, False)
    assert ("mở từ ngày 15/01/2026" in form, 'name="places"' in form) == (True, False)
    with on(date(2026, 1, 15)):
        page = see(focal, "submission", *place)
    assert ("Mở từ ngày" in page, door in page) == (False, True)


@pytest.mark.django_db
def test_review_is_offered_from_its_first_day(year: Year) -> None:
    year.announce()
    year.cycle.phases.filter(key="review").update(starts_on=date(2026, 3, 18))
    chair, page = year.who("10001", "chair"), ("commune-results", year.cycle.pk, "10001")
    with on(date(2026, 3, 17)):
        early_page = see(chair, *page)
    with on(date(2026, 3, 18)):
        page_of_day = see(chair, *page)
    assert ("18/03/2026" in early_page, "Kiểm tra trước khi gửi kiến nghị" in early_page) == (True, False)
    assert ("mở từ ngày" in page_of_day, "Kiểm tra trước khi gửi kiến nghị" in page_of_day) == (False, True)


@pytest.mark.django_db
def test_office_takes_nothing_in_before_the_appraisal(year: Year) -> None:
    year.submit()
    with on(date(2026, 2, 8)):
        page = see(year.people.office, "intake", year.cycle.pk)
    assert ("mở từ ngày <strong class=\"num\">09/02/2026</strong>" in page, "Kiểm tra danh sách" in page) == (
        True, False,
    )  # fmt: skip
    with on(date(2026, 2, 9)):
        page = see(year.people.office, "intake", year.cycle.pk)
    assert ("mở từ ngày" in page, "Kiểm tra danh sách" in page) == (False, True)


@pytest.mark.django_db
def test_council_pages_have_no_forms_before_its_first_day(year: Year) -> None:
    year.appraise()
    secretary, place = year.people.secretary, (year.cycle.pk, "10001")
    with on(date(2026, 3, 8)):
        home = see(secretary, "council-home")
        dossier = see(secretary, "council-dossier", *place)
        item = see(secretary, "council-item", *place, "1.1")
    assert ("Thông qua các mục thống nhất" in home, "09/03/2026" in home) == (False, True)
    assert ("Đề nghị mức độ" in dossier, "09/03/2026" in dossier) == (False, True)
    assert ('name="version"' in item, "09/03/2026" in item) == (False, True)
    with on(date(2026, 3, 9)):
        home, item = see(secretary, "council-home"), see(secretary, "council-item", *place, "1.1")
    assert ("Thông qua các mục thống nhất" in home, 'name="version"' in item) == (True, True)


@pytest.mark.django_db
def test_results_are_announced_and_decided_from_their_days(year: Year) -> None:
    year.conclude()
    with on(date(2026, 3, 15)):
        page = see(year.people.office, "decision-home", year.cycle.pk)
    doors = [reverse(name, args=[year.cycle.pk]) for name in ("announce", "decision-record", "decision-publish")]
    assert ([door in page for door in doors], "16/03/2026" in page, "23/03/2026" in page) == ([False] * 3, True, True)
    with on(date(2026, 3, 23)):
        page = see(year.people.office, "decision-home", year.cycle.pk)
    assert ([door in page for door in doors], "mở từ ngày" in page) == ([True] * 3, False)


@pytest.mark.django_db
def test_gate_page_says_up_to_which_day_it_asks_and_has_no_form_before() -> None:
    text = SMALL_SET.read_text(encoding="utf-8").replace("as_of: 31/01", "as_of: 28/02")
    year = open_year(units=1, text=text)
    year.accept()
    page = "council-gate", year.cycle.pk, "ky-luat"
    with on(date(2026, 2, 27)):
        early_page = see(year.people.noi_vu, *page)
        listed = see(year.people.noi_vu, "council-gates", year.cycle.pk)
    with on(date(2026, 2, 28)):
        page_of_day = see(year.people.noi_vu, *page)
    assert "tính đến hết ngày 28/02/2026" in listed
    assert ("Tính đến hết ngày 28/02/2026." in early_page, "<select" in early_page) == (True, False)
    assert 'Mở từ ngày <strong class="num">28/02/2026</strong>' in early_page
    assert ("Mở từ ngày" in page_of_day, "<select" in page_of_day) == (False, True)


@pytest.mark.django_db
def test_office_turns_the_switch_and_begins_many_early(year: Year) -> None:
    for code in ("10001", "10002"):
        year.submit(code)
    office, pk = Client(), year.cycle.pk
    office.force_login(fresh(year.people.office))
    begin_url = reverse("early-begin", args=[pk, "appraisal"])
    with on(date(2026, 2, 2)):
        assert office.get(begin_url).status_code == 404
        office.post(reverse("early-switch", args=[pk]), {"allowed": "on", "seen": ""})
        assert begin_url in see(year.people.office, "intake", pk)
        both = [year.dossier(code).pk for code in ("10001", "10002")]
        check = office.post(begin_url, {"chon": both})
        assert office.post(begin_url, confirming(check) | {"reason": " "}).status_code == 422
        done = office.post(begin_url, confirming(check) | {"reason": "Các đơn vị nộp sớm"}, follow=True)
        assert "Đã ghi lý do làm sớm cho 2 hồ sơ." in done.text
        intake.accept(by=fresh(year.people.office), dossier_ids=both)
    assert (
        list(StepLog.objects.filter(phase="appraisal").values_list("reason", flat=True)) == ["Các đơn vị nộp sớm"] * 2
    )


@pytest.mark.django_db
def test_commune_is_led_to_begin_early_where_the_cycle_allows_it(year: Year) -> None:
    year.register()
    url = reverse("early-begin", args=[year.cycle.pk, "execution"])
    with on(date(2026, 1, 8)):
        before = see(year.who("10001", "focal"), "commune-home")
        allow(year)
        after = see(year.who("10001", "focal"), "commune-home")
        page = see(year.who("10001", "focal"), "early-begin", year.cycle.pk, "execution")
    assert (url in before, url in after) == (False, True)
    assert ("Xã An Hòa" in page, "Phường Bình Minh" in page) == (True, False)
