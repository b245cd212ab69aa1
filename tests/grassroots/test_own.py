"""A reporter's own weeks, as a village head meets them on a phone: how each stands, what can be done, the way back."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import MembershipFactory, UserFactory
from tests.grassroots.scene import Scene, a_scene, nothing, opinion, village_head
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.core.queries import work_calendar
from thanthien.grassroots import actions, own
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.work import reports_to_make
from thanthien.measures.periods import period_of
from thanthien.measures.terms import Terms
from thanthien.records.actions import correct, enter
from thanthien.records.queries import Place

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 3, 5, 9, tzinfo=ZONE)
MONDAY, WEDNESDAY = datetime(2026, 3, 9, 8, tzinfo=ZONE), datetime(2026, 3, 11, 8, tzinfo=ZONE)
HERE = "/bao-cao-tuan/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(THURSDAY, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(user: User) -> list[tuple[str, str, str]]:
    """The weeks of the person's page: name, state, what was told."""
    return [(one.name, one.state, one.told) for one in as_(user).get(HERE).context["weeks"]]


def pressed(client: Client, address: str, **change: str) -> Any:
    """The button of the first week of the page."""
    page = client.get(HERE)
    week = page.context["weeks"][0]
    data = {"place": week.place.value, "week": week.week.key} | change
    return client.post(address, data, follow=True)


# --- How this week and the last one stand ---------------------------------------------------------------------------


def test_page_says_how_last_week_stands_and_offers_it_while_it_counts(scene: Scene) -> None:
    with clock.set_to(MONDAY):
        found, page = shown(scene.head), as_(scene.head).get(HERE).text
    assert found == [
        ("Tuần trước", "Chưa báo cáo", ""),
        ("Tuần này", "Chưa báo cáo", ""),
    ]
    assert page.index("10/03/2026") < page.index("17/03/2026")
    with clock.set_to(WEDNESDAY):
        found, page = shown(scene.head), as_(scene.head).get(HERE).text
    assert found == [
        ("Tuần này", "Chưa báo cáo", ""),
        ("Tuần trước", "Không báo cáo", ""),
    ]
    assert ("Đã hết hạn ngày 10/03/2026" in page, page.count('value="2026-W10"')) == (True, 0)


def test_last_week_told_on_its_last_day_counts_as_told_then(scene: Scene) -> None:
    with clock.set_to(MONDAY):
        pressed(as_(scene.head), HERE)
        assert shown(scene.head) == [
            ("Tuần này", "Chưa báo cáo", ""),
            ("Tuần trước", "Đã báo cáo đúng hạn", own.NOTHING_HEARD),
        ]
    assert WeeklyReport.objects.get().day == date(2026, 3, 8)


def test_what_came_too_late_is_said_to_be_late(scene: Scene) -> None:
    with clock.set_to(WEDNESDAY):
        enter(REPORTS, opinion(scene, date(2026, 3, 4), scene.hamlets[0]), by=scene.head)
        assert shown(scene.head)[1] == ("Tuần trước", "Ghi quá hạn", "1 ý kiến")


def test_week_told_by_others_for_the_place_is_told_and_names_them(scene: Scene) -> None:
    enter(REPORTS, nothing(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.front)
    week = as_(scene.head).get(HERE).context["weeks"][0]
    found = (week.state, week.told_for_them, week.may_undo)
    assert found == ("Đã báo cáo đúng hạn", [scene.front.hats[0].agency_name], False)
    assert reports_to_make(scene.head) == []
    enter(REPORTS, nothing(scene, THURSDAY.date()), by=scene.front)  # of the unit: not the word of the union
    assert [work.due for work in reports_to_make(scene.union)] == [date(2026, 3, 10)]


def test_of_a_colleague_s_reports_only_the_number_is_shown(scene: Scene) -> None:
    colleague: User = UserFactory()
    MembershipFactory(user=colleague, agency=scene.union.memberships.get().agency, role=Role.UNION_REPORTER)
    theirs = enter(REPORTS, opinion(scene, THURSDAY.date(), text="Chuyện riêng của bà Tư"), by=colleague)
    mine = enter(REPORTS, opinion(scene, THURSDAY.date(), text="Đèn đường hỏng"), by=scene.union)
    for address in (HERE, f"{HERE}da-ghi/"):
        page = as_(scene.union).get(address)
        week = page.context["weeks"][0]
        assert (week.told, week.shown, week.withheld) == ("2 ý kiến", [mine], 1)
        words = ("bà Tư", f"/y-kien-hang-tuan/{theirs.pk}/", "Đèn đường hỏng", "1 báo cáo do người khác")
        assert [one in page.text for one in words] == [False, False, True, True]


def test_what_a_colleague_pressed_is_not_offered_for_undoing(scene: Scene) -> None:
    colleague: User = UserFactory()
    MembershipFactory(user=colleague, agency=scene.union.memberships.get().agency, role=Role.UNION_REPORTER)
    enter(REPORTS, nothing(scene, THURSDAY.date()), by=colleague)
    week = as_(scene.union).get(HERE).context["weeks"][0]
    assert (week.told, week.may_undo, week.told_for_them) == (own.NOTHING_HEARD, False, [])
    assert actions.undo_nothing(week.place, week.week, by=scene.union) == 0


def test_weeks_without_a_working_day_are_passed_over() -> None:
    tet = frozenset(date(2026, 2, day) for day in range(16, 23))
    found = []
    for day in (date(2026, 2, 18), date(2026, 2, 23)):
        with clock.set_to(day):
            found.append([week.key for week in own.recent_weeks(WorkCalendar(off=tet), Terms())])
    assert found == [["2026-W07", "2026-W06"], ["2026-W09", "2026-W07"]]


# --- The way back ---------------------------------------------------------------------------------------------------


def test_nothing_is_taken_back_where_it_was_pressed_and_stays_in_the_history(scene: Scene) -> None:
    client = as_(scene.head)
    assert "Hoàn tác" not in client.get(HERE).text
    assert "Hoàn tác" in pressed(client, HERE).content.decode()
    answers = [pressed(client, f"{HERE}hoan-tac/").content.decode() for _ in range(2)]
    assert ["Đã hoàn tác. Tuần 10 (2/3–8/3) chưa báo cáo." in one for one in answers] == [True, True]
    told = WeeklyReport.objects.get()
    assert (told.stands, told.end_reason, told.ended_by) == (False, actions.UNDONE, scene.head)
    pressed(client, HERE)
    assert list(WeeklyReport.objects.order_by("pk").values_list("nothing", "end_reason")) == [
        (True, actions.UNDONE),
        (True, ""),
    ]


def test_nothing_of_another_agency_or_of_a_closed_week_is_not_taken_back(scene: Scene) -> None:
    enter(REPORTS, nothing(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.front)
    client = as_(scene.head)
    pressed(client, f"{HERE}hoan-tac/")
    assert WeeklyReport.objects.get().stands
    with clock.set_to(WEDNESDAY):
        enter(REPORTS, nothing(scene, date(2026, 3, 5), scene.hamlets[0]), by=scene.head)
        answer = pressed(client, f"{HERE}hoan-tac/", week="2026-W10")
    assert "Tuần này đã quá hạn nên không hoàn tác được." in answer.content.decode()
    assert WeeklyReport.objects.standing().count() == 2


def test_nothing_said_already_is_not_said_again(scene: Scene) -> None:
    place, week = Place(scene.unit, scene.hamlets[0]), period_of("iso_week", THURSDAY.date())
    first, second = (actions.report_nothing(place, week, by=scene.head) for _ in range(2))
    assert (first, WeeklyReport.objects.count()) == (second, 1)


def test_stale_page_does_not_say_nothing_beside_an_opinion(scene: Scene) -> None:
    client = as_(scene.head)
    page = client.get(HERE)
    enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.front)
    week = page.context["weeks"][0]
    data = {"place": week.place.value, "week": week.week.key}
    answer = client.post(HERE, data)
    assert (answer.status_code, "Tổ dân phố 1 đã có ý kiến trong tuần 10" in answer.text) == (422, True)


# --- The short list of weeks ----------------------------------------------------------------------------------------


def test_list_of_weeks_is_short_newest_first_and_in_pages(scene: Scene) -> None:
    enter(REPORTS, opinion(scene, date(2026, 2, 27), scene.hamlets[0], text="Mương tắc"), by=scene.front)
    enter(REPORTS, nothing(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.head)
    with clock.set_to(datetime(2026, 3, 26, 9, tzinfo=ZONE)):
        client = as_(scene.head)
        first, second = (client.get(f"{HERE}da-ghi/?trang={number}") for number in (1, 2))
        found = [(one.week.key, one.state, one.told) for one in first.context["weeks"]]
    assert found[:5] == [
        ("2026-W13", "Chưa báo cáo", ""), ("2026-W12", "Không báo cáo", ""), ("2026-W11", "Không báo cáo", ""),
        ("2026-W10", "Đã báo cáo đúng hạn", own.NOTHING_HEARD), ("2026-W09", "Ghi quá hạn", "1 ý kiến"),
    ]  # fmt: skip
    assert (len(found), [one.week.key for one in second.context["weeks"]]) == (
        8, ["2026-W05", "2026-W04", "2026-W03", "2026-W02", "2026-W01"],
    )  # fmt: skip
    assert ("Mương tắc" in first.text, "Không phát sinh: không" in first.text) == (True, False)


def test_list_of_weeks_begins_with_the_first_report_and_the_place(scene: Scene) -> None:
    enter(REPORTS, nothing(scene, date(2025, 12, 4), scene.hamlets[0]), by=scene.head)
    weeks = own.weeks_of_the_place(scene.head, work_calendar(), Terms())
    assert (weeks[0].key, weeks[-1].key) == ("2026-W10", "2025-W49")
    young = scene.hamlets[1]
    young.valid_from = date(2026, 2, 25)
    young.save()
    found = own.own_weeks(village_head(young), weeks, work_calendar(), Terms())
    assert [one.week.key for one in found] == ["2026-W10", "2026-W09"]


def test_place_that_is_no_more_owes_no_week(scene: Scene) -> None:
    place = scene.hamlets[0]
    place.valid_to = date(2026, 2, 20)
    place.save()
    assert (reports_to_make(scene.head), as_(scene.head).get(HERE).context["weeks"]) == ([], [])
    found = [one.week.key for one in as_(scene.head).get(f"{HERE}da-ghi/").context["weeks"]]
    assert found[:2] == ["2026-W08", "2026-W07"]


def test_statements_do_not_grow_with_weeks_reports_and_places(scene: Scene) -> None:
    asked, other = [], a_scene("29996")
    for more in (1, 3):
        if more > 1:
            agency = other.head.memberships.get().agency
            MembershipFactory(user=scene.head, agency=agency, role=Role.VILLAGE_HEAD, hamlet=other.hamlets[0])
        for _ in range(more):
            enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.front)
        user = User.objects.get(pk=scene.head.pk)
        weeks = own.weeks_of_the_place(user, work_calendar(), Terms())[: 3 * more]
        with CaptureQueriesContext(connection) as statements:
            found = own.own_weeks(user, weeks, work_calendar(), Terms())
        asked.append((len(found), len(statements)))
    assert asked == [(3, 4), (18, 4)]  # one for the person's roles


def test_register_is_the_office_s_and_leads_a_reporter_to_the_weeks(scene: Scene) -> None:
    assert as_(scene.head).get("/y-kien-hang-tuan/")["Location"] == f"{HERE}da-ghi/"
    assert [as_(one).get("/y-kien-hang-tuan/").status_code for one in (scene.front, scene.officer)] == [200, 200]


def test_address_of_the_week_leads_each_to_their_own(scene: Scene) -> None:
    led = [as_(one).get("/viec-tuan-nay/")["Location"] for one in (scene.head, scene.union, scene.front)]
    assert led == [HERE, HERE, f"/viec-tuan-nay/{scene.unit.code}/2026-W10/"]


# --- Entering and mending -------------------------------------------------------------------------------------------


def test_door_of_a_week_opens_the_form_on_that_week_and_leads_back(scene: Scene) -> None:
    client = as_(scene.head)
    with clock.set_to(MONDAY):
        place = f"{scene.unit.pk}:{scene.hamlets[0].pk}"
        address = f"/y-kien-hang-tuan/ghi/?tuan=2026-W10&noi={place}"
        assert address.replace("&", "&amp;") in client.get(HERE).text.replace("&noi", "&amp;noi").replace(
            "&amp;amp;", "&amp;"
        )
        form = client.get(address).context["form"]
        data = {"place": form["place"].value()} | {"topic": "land", "text": "Đường hẹp"}
        answer = client.post(address, data | {"day": form["day"].value()})
    assert (form["day"].value(), answer["Location"]) == ("08/03/2026", HERE)
    assert WeeklyReport.objects.get().text == "Đường hẹp"


def test_correction_asks_the_same_as_the_entry_and_tells_where_the_reason_is(scene: Scene) -> None:
    made = enter(
        REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0], how="paper", told_by="Ông Ba"), by=scene.head
    )
    address = f"/y-kien-hang-tuan/{made.pk}/dinh-chinh/"
    client = as_(scene.head)
    page = client.get(address)
    form = page.context["form"]
    assert list(form.fields) == ["version", "place", "day", "text", "topic", "address", "wrong", "reason"]
    words = " ".join(page.text.split())
    optional = [
        f"{label} <span" in words
        for label in ("Nội dung ý kiến (bắt buộc)", "Lĩnh vực (bắt buộc)", "Nơi xảy ra", "Lý do khác")
    ]
    assert (optional, "ghi lý do ở ô cuối" in words) == ([False, False, True, False], True)
    data = {name: form[name].value() for name in ("version", "place")}
    data |= {"day": "05/03/2026", "topic": "land", "text": "Đường vào xóm bị lấn một mét", "reason": "Ghi cho rõ hơn"}
    client.post(address, data)
    now = WeeklyReport.objects.standing().get()
    assert (now.text, now.how, now.told_by) == ("Đường vào xóm bị lấn một mét", "paper", "Ông Ba")


def test_erasing_a_person_is_quieter_than_correcting_and_stands_below(scene: Scene) -> None:
    made = actions.report(opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.head, who="Bà Tư")
    page = as_(scene.head).get(f"/y-kien-hang-tuan/{made.pk}/").text
    assert page.index("Sửa báo cáo") < page.index("Đường vào xóm bị lấn") < page.index("Xóa họ tên, cách liên hệ")
    own = page.split("data-offline-work", 1)[0]  # below it a question is asked at signing out
    assert ("button-danger" in own, "Không phát sinh" in own) == (False, False)


OFFICIAL = ("đính chính", "Lần ghi", "Cách nghe", "tự ghi", "Không phát sinh: không", "bản ghi", "Bản ghi")


def plain(page: Any) -> str:
    """The page in words, without its frame and menus."""
    body = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub("<[^>]+>", " ", body).split())


def test_reporter_reads_what_they_wrote_and_what_was_mended_in_plain_words(scene: Scene) -> None:
    place = scene.hamlets[0]
    enter(REPORTS, nothing(scene, THURSDAY.date(), place), by=scene.head)
    with clock.set_to(datetime(2026, 3, 5, 10, tzinfo=ZONE)):
        heard = enter(REPORTS, opinion(scene, THURSDAY.date(), place, text="Đèn đường hỏng"), by=scene.head)
    with clock.set_to(datetime(2026, 3, 5, 11, tzinfo=ZONE)):
        clearer = opinion(scene, THURSDAY.date(), place, text="Đèn đường ngõ 3 hỏng")
        made = correct(REPORTS, clearer, record_id=heard.pk, version=2, reason="Ghi cho rõ", by=scene.head)
    for pk in (made.pk, heard.pk):
        words = plain(as_(scene.head).get(f"/y-kien-hang-tuan/{pk}/"))
        assert [one for one in OFFICIAL if one in words] == []
        assert scene.head.hats[0].agency_name not in words
        assert "Nơi báo cáo Tổ dân phố 1" in words
        assert "Anh/chị ghi lúc 11:00, 05/03/2026." in words
        assert "11:00, 05/03/2026: sửa. Lý do: Ghi cho rõ Trước đó ghi: Đèn đường hỏng" in words
        by_system = "10:00, 05/03/2026: hệ thống tự thay báo cáo “không phát sinh” bằng ý kiến nghe được sau đó."
        assert f"{by_system} Trước đó ghi: Không có ý kiến nào (không phát sinh)" in words
        assert words.count("Đèn đường ngõ 3 hỏng") == 1
    official = plain(as_(scene.front).get(f"/y-kien-hang-tuan/{made.pk}/"))
    assert "Lần ghi 3" in official


def test_forms_of_a_reporter_speak_of_a_report_and_offer_the_reason_of_the_day(scene: Scene) -> None:
    made = enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.head)
    client, address = as_(scene.head), f"/y-kien-hang-tuan/{made.pk}/"
    for below, title, button in (
        ("dinh-chinh/", "Sửa báo cáo", "Lưu"), ("huy/", "Hủy báo cáo", "Hủy báo cáo"),
    ):  # fmt: skip
        page = client.get(address + below)
        assert (page.context["page"].title, page.context["page"].button) == (title, button)
        assert [one for one in OFFICIAL if one in plain(page)] == []
    forms = [client.get(f"{address}dinh-chinh/").context["form"]]
    with clock.set_to(datetime(2026, 3, 6, 0, 30, tzinfo=ZONE)):  # the day after
        forms.append(client.get(f"{address}dinh-chinh/").context["form"])
    assert [("wrong" in form.fields, form["reason"].value()) for form in forms] == [(True, None), (False, None)]
    assert forms[0]["wrong"].value() is None
    of_front = as_(scene.front).get(f"/y-kien-hang-tuan/{made.pk}/dinh-chinh/")
    assert of_front.status_code == 404 or of_front.context["page"].title == "Đính chính báo cáo"


def test_form_of_an_opinion_is_called_as_its_button_and_asks_for_nothing_else(scene: Scene) -> None:
    page = as_(scene.head).get("/y-kien-hang-tuan/ghi/")
    form = page.context["form"]
    assert (page.context["page"].title, "nothing" in form.fields, form["day"].value()) == (
        "Ghi ý kiến nghe được", False, "05/03/2026",
    )  # fmt: skip
    words = plain(page)
    assert ["Nội dung ý kiến (bắt buộc)" in words, "Lĩnh vực (bắt buộc)" in words] == [True, True]
    assert list(form.fields["day"].choices)[:3] == [
        ("05/03/2026", "Hôm nay, 05/03/2026"),  # short enough for 360 px
        ("04/03/2026", "Hôm qua, 04/03/2026"),
        ("03/03/2026", "Thứ Ba, 03/03/2026"),
    ]
    assert f"Chỉ người của {scene.head.hats[0].agency_name} xem được" in words


def test_what_is_missing_is_said_alike_where_one_writes_and_where_one_mends(scene: Scene) -> None:
    made = enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.head)
    said = []
    for below in ("ghi/", f"{made.pk}/dinh-chinh/"):
        address = f"/y-kien-hang-tuan/{below}"
        form = as_(scene.head).get(address).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        data |= {"text": "", "topic": "", "reason": ""}
        errors = as_(scene.head).post(address, data).context["form"].errors
        said.append({name: list(told) for name, told in errors.items()})
    missing = {name: ["Ô này chưa có nội dung."] for name in ("text", "topic")}
    assert said == [missing, missing | {"reason": ["Cần đánh dấu “Ghi nhầm” hoặc ghi lý do khác."]}]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, None),
        ({"wrong": "on"}, "Ghi nhầm"),
        ({"reason": "Ghi cho rõ"}, "Ghi cho rõ"),
        ({"wrong": "on", "reason": "Ghi cho rõ"}, "Ghi cho rõ"),
    ],
    ids=["nothing", "tick", "text", "both"],
)
def test_reason_of_a_correction_is_what_the_person_chose(scene: Scene, given: dict[str, str], kept: str | None) -> None:
    made = enter(REPORTS, opinion(scene, THURSDAY.date(), scene.hamlets[0]), by=scene.head)
    client, address = as_(scene.head), f"/y-kien-hang-tuan/{made.pk}/dinh-chinh/"
    form = client.get(address).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", False)}
    answer = client.post(address, sent | {"day": "05/03/2026", "text": "Đèn đường ngõ 3 hỏng"} | given)
    mended = WeeklyReport.objects.filter(corrects=made.pk).first()
    assert (mended and mended.reason, answer.status_code) == (kept, 302 if kept else 422)
