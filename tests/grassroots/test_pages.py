"""The pages of the weekly channel: the reporter's, the unit's, a report with its person, the public strip; by touch."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.grassroots.scene import Scene, a_scene, opinion
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.grassroots.duties import HeardOtherwise
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import OpinionPerson, WeeklyReport
from thanthien.grassroots.queries import unit_week
from thanthien.measures.periods import period_of
from thanthien.measures.terms import Terms
from thanthien.records.actions import enter, enter_all

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 3, 5, 9, tzinfo=ZONE)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def thursday(time_machine: Any) -> None:
    time_machine.move_to(THURSDAY, tick=False)


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("thursday")
def test_nothing_is_reported_with_one_press_and_once(scene: Scene) -> None:
    client = as_(scene.head)
    page = client.get("/bao-cao-tuan/")
    week = page.context["weeks"][0]
    data = {"place": week.place.value, "week": week.week.key}
    answers = [client.post("/bao-cao-tuan/", data) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    made = WeeklyReport.objects.get()
    assert (made.hamlet, made.nothing, made.how, made.day) == (scene.hamlets[0], True, "self", date(2026, 3, 5))
    assert [one.reported for one in client.get("/bao-cao-tuan/").context["weeks"]] == [True, False]


@pytest.mark.usefixtures("thursday")
@pytest.mark.parametrize("change", [{"week": "2026-W09"}, {"place": "0:0"}])
def test_press_for_another_place_or_week_is_refused(scene: Scene, change: dict[str, str]) -> None:
    client = as_(scene.head)
    page = client.get("/bao-cao-tuan/")
    week = page.context["weeks"][0]
    data = {"place": week.place.value, "week": week.week.key} | change
    assert client.post("/bao-cao-tuan/", data).status_code == 422
    assert WeeklyReport.objects.count() == 0


@pytest.mark.usefixtures("thursday")
def test_front_ticks_the_silent_ones_on_the_page_of_the_unit(scene: Scene) -> None:
    client = as_(scene.front)
    address = f"/kenh-hang-tuan/{scene.unit.code}/"
    page = client.get(address)
    assert [str(one) for one in page.context["standing"].silent] == [str(one) for one in scene.hamlets]
    data = {"hamlets": [scene.hamlets[1].pk, scene.hamlets[2].pk], "how": "meeting"}
    answer = client.post(f"{address}2026-W10/", data)
    assert answer["Location"] == f"{address}?tuan=2026-W10"
    page = client.get(f"{address}?tuan=2026-W10")
    assert [one.state for one in page.context["standing"].hamlets] == [
        "chưa báo cáo", "không phát sinh", "không phát sinh", "chưa báo cáo",
    ]  # fmt: skip
    assert client.post(f"{address}2026-W10/", {"how": "meeting"}).status_code == 422


@pytest.mark.usefixtures("thursday")
def test_phuong_is_told_of_its_to_dan_pho_and_nothing_of_thon(scene: Scene) -> None:
    client = as_(scene.front)
    address = f"/kenh-hang-tuan/{scene.unit.code}/"
    refused = client.post(f"{address}2026-W10/", {"how": "meeting"})
    done = client.post(f"{address}2026-W10/", {"hamlets": [scene.hamlets[1].pk], "how": "meeting"}, follow=True)
    assert refused.context["tick_form"].errors == {"hamlets": ["Cần chọn ít nhất một tổ dân phố."]}
    assert [str(message) for message in done.context["messages"]] == ["Đã ghi 1 tổ dân phố không phát sinh."]
    assert "Tổ dân phố đã nghe, không phát sinh" in done.content.decode()
    week = unit_week(scene.unit.pk, period_of("iso_week", clock.today()), WorkCalendar(), Terms()).answer()
    duty = HeardOtherwise(week, scene.unit, None)
    assert duty.fields["hamlets"].label == "Tổ dân phố không phát sinh"
    for page in (refused, done):
        assert not re.search(r"\b[Tt]hôn\b", page.content.decode())


@pytest.mark.usefixtures("thursday")
@pytest.mark.parametrize(
    "key", ["1-W1", "1-W2", "0001-W01", "0001-W02", "1999-W52", "9999-W52", "2026-W99", "2026-W9999999999999", "W"]
)
def test_week_far_away_is_the_present_one_and_takes_no_tick(scene: Scene, key: str) -> None:
    client = as_(scene.front)
    address = f"/kenh-hang-tuan/{scene.unit.code}/"
    shown = client.get(f"{address}?tuan={key}")
    assert (shown.status_code, shown.context["standing"].week.key) == (200, "2026-W10")
    assert client.get(f"/y-kien-hang-tuan/ghi/?tuan={key}").status_code == 200
    data = {"hamlets": [scene.hamlets[1].pk], "how": "meeting"}
    assert (client.post(f"{address}{key}/", data).status_code, WeeklyReport.objects.count()) == (404, 0)


@pytest.mark.usefixtures("thursday")
def test_week_of_the_address_is_shown_and_weeks_to_come_are_not(scene: Scene) -> None:
    client = as_(scene.chair)
    weeks = [
        client.get(f"/kenh-hang-tuan/{scene.unit.code}/?tuan={asked}").context["standing"].week.key
        for asked in ("2026-W08", "2026-W20", "2026-W99", "xyz", "")
    ]
    assert weeks == ["2026-W08", "2026-W10", "2026-W10", "2026-W10", "2026-W10"]
    assert client.get("/kenh-hang-tuan/")["Location"] == f"/kenh-hang-tuan/{scene.unit.code}/"
    assert client.get(f"/kenh-hang-tuan/{a_scene('28881').unit.code}/").status_code == 404


@pytest.mark.usefixtures("thursday")
def test_opinion_is_entered_with_its_person_seen_by_its_agency_only(scene: Scene) -> None:
    client = as_(scene.front)
    data = {
        "place": f"{scene.unit.pk}:{scene.hamlets[0].pk}", "day": "04/03/2026",
        "topic": "land", "text": "Đường bị lấn", "how": "phone", "who": "Bà Tư", "contact": "0900 000 000",
        "csrfmiddlewaretoken": "t" * 64,
    }  # fmt: skip
    refused = client.post("/y-kien-hang-tuan/ghi/", data)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["told_by"])
    for _ in range(2):
        assert client.post("/y-kien-hang-tuan/ghi/", data | {"told_by": "Ông Ba"}).status_code == 302
    made = WeeklyReport.objects.get()
    assert OpinionPerson.objects.get().origin == made.origin
    pages = [as_(one).get(f"/y-kien-hang-tuan/{made.pk}/").content.decode() for one in (scene.front, scene.officer)]
    assert ["Bà Tư" in page for page in pages] == [True, False]
    assert as_(scene.officer).post(f"/y-kien-hang-tuan/{made.pk}/nguoi-co-y-kien/xoa/").status_code == 302
    assert OpinionPerson.objects.count() == 1
    client.post(f"/y-kien-hang-tuan/{made.pk}/nguoi-co-y-kien/xoa/")
    assert OpinionPerson.objects.count() == 0


def test_reporter_is_not_asked_how_they_heard(scene: Scene) -> None:
    form = as_(scene.head).get("/y-kien-hang-tuan/ghi/").context["form"]
    assert list(form.fields) == ["place", "day", "text", "topic", "address", "who", "contact"]


def test_what_an_opinion_needs_is_not_called_optional(scene: Scene) -> None:
    page = re.sub("<[^>]+> ?", "", " ".join(as_(scene.head).get("/y-kien-hang-tuan/ghi/").text.split()))
    optional = [f"{label} (không bắt buộc)" in page for label in ("Nội dung ý kiến", "Lĩnh vực", "Nơi xảy ra")]
    assert optional == [False, False, True]
    assert ("Chọn trong danh sách" in page, "----" in page) == (True, False)


def test_public_sees_weeks_and_coverage_and_no_opinion(scene: Scene) -> None:
    address = f"/don-vi-hanh-chinh/{scene.unit.code}/"
    assert "Tiếp nhận ý kiến" not in Client().get(address).content.decode()
    enter(REPORTS, opinion(scene, clock.today(), scene.hamlets[0], text="Mương tắc"), by=scene.front)
    caches["local"].clear()  # public pages are remembered for a while
    page = Client().get(address).content.decode()
    assert ("Tiếp nhận ý kiến của Nhân dân hằng tuần" in page, "Mương tắc" in page) == (True, False)


def test_pages_of_the_unit_fit_a_phone(new_page: Callable[..., Page]) -> None:
    scene = a_scene()
    enter_all(REPORTS, [opinion(scene, clock.today(), one) for one in scene.hamlets[:2]], by=scene.front)
    page = enter_as(new_page(viewport={"width": 360, "height": 740}), scene.front)
    report = WeeklyReport.objects.first()
    assert report is not None
    for address in (
        f"/kenh-hang-tuan/{scene.unit.code}/", "/y-kien-hang-tuan/", "/y-kien-hang-tuan/ghi/",
        f"/y-kien-hang-tuan/{report.pk}/", f"/y-kien-hang-tuan/{report.pk}/dinh-chinh/", "/y-kien-hang-tuan/in/",
        f"/don-vi-hanh-chinh/{scene.unit.code}/",
    ):  # fmt: skip
        page.goto(address)
        assert (address, accessibility_problems(page)) == (address, [])
