"""What a switched-off room leaves of itself: no door, no duty, no figure; records and earlier days stay."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory, HamletFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import pack
from thanthien.democracy.enums import ROOM as DEMOCRACY
from thanthien.disclosure.enums import ROOM as DISCLOSURE
from thanthien.engagement.enums import ROOM as ENGAGEMENT
from thanthien.feedback.enums import ROOM as FEEDBACK
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.grassroots.queries import public_channel
from thanthien.initiatives.enums import ROOM as INITIATIVES
from thanthien.measures.figures import Absent
from thanthien.measures.queries import scope_of
from thanthien.measures.registry import ROOM_OFF
from thanthien.measures.scope import Span
from thanthien.notices.work import work_of
from thanthien.records.actions import Entry, enter
from thanthien.records.week import duties_now
from thanthien.service.measures import FAST_DAY_WEEKS
from thanthien.units.models import Agency, RoomWord, Unit
from thanthien.units.room_actions import switch_room
from thanthien.units.rooms import all_rooms
from thanthien.workforce.measures import TRAINED
from thanthien.workplace.enums import ROOM as WORKPLACE

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def committee() -> Agency:
    made: Agency = AgencyFactory(committee=True)
    return made


@pytest.fixture(autouse=True)
def _a_wednesday(time_machine: Any) -> None:
    time_machine.move_to("2026-06-10T08:00:00+07:00", tick=False)


def switch(unit: Unit, room: str, *, on: bool = False, day: date | None = None) -> None:
    office = person(Role.CITY_OFFICER)
    switch_room(
        room=room, on=on, first_day=day or clock.today(), reason="Chưa triển khai", unit_ids=[unit.pk], by=office
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_room_with_a_measure_can_be_switched() -> None:
    assert {room.key for room in all_rooms()} == {
        WEEKLY_REPORTS.room,
        FAST_DAY_WEEKS.room,
        DEMOCRACY.key,
        ENGAGEMENT.key,
        WORKPLACE.key,
        TRAINED.room,
        INITIATIVES.key,
        DISCLOSURE.key,
        FEEDBACK.key,
    }


DOORS = {
    "grassroots": (
        Role.COMMUNE_FOCAL,
        (
            "grassroots-mine",
            "grassroots-weeks",
            "grassroots-own-unit",
            "grassroots",
            "grassroots-add",
            "grassroots-print",
        ),
    ),
    "service": (
        Role.SERVICE_OFFICER,
        ("service-days", "service-days-add", "service-decisions", "service-decisions-add"),
    ),
    "democracy": (
        Role.COMMUNE_FOCAL,
        ("democracy", "recommendations", "supervision-plans", "recommendation-answers"),
    ),
    "workplace": (
        Role.SERVICE_OFFICER,
        ("workplace", "workplace-checks", "workplace-checks-add", "workplace-tests", "workplace-app-add"),
    ),
    "disclosure": (
        Role.COMMUNE_OFFICER,
        ("disclosure-board", "disclosures", "disclosures-add", "disclosure-nothing-add", "disclosure-reviews"),
    ),
    "feedback": (Role.COMMUNE_OFFICER, ("feedback-list", "feedback-numbers")),
}


@pytest.mark.parametrize("room", DOORS)
def test_nobody_of_the_unit_sees_a_door(committee: Agency, room: str) -> None:
    role, names = DOORS[room]
    client = signed_in(person(role, agency=committee))
    addresses = [reverse(name) for name in names]
    before = [client.get(address).status_code for address in addresses]
    switch(committee.unit, room)
    menu = client.get(reverse("accounts:me")).content.decode()
    assert set(before) <= {200, 302}
    assert [client.get(address).status_code for address in addresses] == [404] * len(names)
    assert not [address for address in addresses if f'href="{address}"' in menu]
    switch(committee.unit, room, on=True)
    assert [client.get(address).status_code for address in addresses] == before


def test_village_head_lands_on_what_waits_for_them(committee: Agency) -> None:
    client = signed_in(person(Role.VILLAGE_HEAD, agency=committee))
    assert client.get(reverse("work-home")).url == reverse("grassroots-mine")
    switch(committee.unit, "grassroots")
    assert client.get(reverse("work-home")).url == reverse("notices:work")
    assert client.get(reverse("notices:work")).status_code == 200


def test_week_says_since_when_a_room_is_not_used(committee: Agency) -> None:
    for room in all_rooms():
        switch(committee.unit, room.key)
    shown = signed_in(person(Role.COMMUNE_FOCAL, agency=committee)).get(reverse("week"), follow=True).content.decode()
    assert shown.count(f"không dùng ở {committee.unit.name} từ ngày 10/06/2026") == len(all_rooms())
    assert "Tuần không có ngày làm việc" not in shown


@pytest.mark.parametrize("room", ["grassroots", "service", "workplace"])
def test_nothing_is_due_in_it(committee: Agency, room: str) -> None:
    HamletFactory(unit=committee.unit)
    focal = person(Role.COMMUNE_FOCAL, agency=committee)
    head = person(Role.VILLAGE_HEAD, agency=committee)
    prefix = f"{room}."

    def owed() -> list[str]:
        [(_, duties)] = duties_now(User.objects.get(pk=focal.pk))
        works = [*work_of(User.objects.get(pk=focal.pk)), *work_of(User.objects.get(pk=head.pk))]
        keys = [one.duty.key for one in duties] + [work.key.removeprefix("duty:") for work in works]
        return [key for key in keys if key.startswith((prefix, f"{room}:"))]

    assert owed()
    switch(committee.unit, room)
    assert owed() == []
    week = signed_in(focal).get(reverse("week"), follow=True)
    assert week.status_code == 200


def test_entering_is_refused_and_records_stay(committee: Agency) -> None:
    focal = person(Role.COMMUNE_FOCAL, agency=committee)
    entry = Entry(committee.unit, date(2026, 6, 9), {"nothing": True})
    enter(REPORTS, entry, by=focal)
    switch(committee.unit, "grassroots")
    with pytest.raises(Refused):
        enter(REPORTS, Entry(committee.unit, date(2026, 6, 10), {"nothing": True}), by=User.objects.get(pk=focal.pk))
    assert WeeklyReport.objects.standing().count() == 1
    office = signed_in(person(Role.CITY_OFFICER))
    assert office.get(reverse("grassroots")).context["table"].count == 1


def test_public_strips_and_calendar_are_gone(committee: Agency) -> None:
    enter(
        REPORTS,
        Entry(committee.unit, date(2026, 6, 9), {"nothing": True}),
        by=person(Role.COMMUNE_FOCAL, agency=committee),
    )
    assert public_channel(committee.unit).answer() is not None
    for room in ("grassroots", "service", "workplace"):
        switch(committee.unit, room)
    unit = Unit.objects.get(pk=committee.unit_id)
    assert public_channel(unit).answer() is None
    addresses = [reverse(name, args=[unit.code]) for name in ("service-calendar", "workplace-unit")]
    assert [Client().get(address).status_code for address in addresses] == [404, 404]


# --- Figures --------------------------------------------------------------------------------------------------------


def figure(unit: Unit, span: Span = YEAR, **given: Any) -> Any:
    scope = scope_of(span, min(clock.today() - timedelta(days=1), span.last), [unit.pk], **given)
    return WEEKLY_REPORTS.answer(scope)[unit.pk]


def test_measure_gives_no_figure_and_says_why(committee: Agency) -> None:
    other = AgencyFactory(committee=True).unit
    switch(committee.unit, "grassroots", day=clock.today())
    assert not isinstance(figure(committee.unit).figure, Absent)  # yesterday it was used
    tomorrow = scope_of(YEAR, clock.today(), [committee.unit_id, other.pk])
    found = WEEKLY_REPORTS.answer(tomorrow)
    assert found[committee.unit_id] == ROOM_OFF
    assert not isinstance(found[other.pk].figure, Absent)


def test_figures_of_an_earlier_span_and_of_an_earlier_moment_stay(committee: Agency) -> None:
    moment = clock.now() - timedelta(seconds=1)
    spring = Span(date(2026, 1, 1), date(2026, 3, 31))
    before = figure(committee.unit, spring)
    switch(committee.unit, "grassroots")
    assert figure(committee.unit, spring) == before
    with clock.set_to(clock.now() + timedelta(days=3)):
        assert figure(committee.unit) == ROOM_OFF
        assert not isinstance(figure(committee.unit, known_at=moment).figure, Absent)


def test_room_that_is_switched_on_inside_a_span_counts_from_the_next(committee: Agency) -> None:
    switch(committee.unit, "grassroots")
    with clock.set_to(clock.now() + timedelta(days=60)):
        switch(committee.unit, "grassroots", on=True)
        assert figure(committee.unit) == ROOM_OFF
        later = Span(clock.today(), date(2026, 12, 31))
        scope = scope_of(later, clock.today() + timedelta(days=14), [committee.unit_id])
        assert not isinstance(WEEKLY_REPORTS.answer(scope)[committee.unit_id].figure, Absent)


# --- The page -------------------------------------------------------------------------------------------------------


def test_office_switches_chosen_units_after_a_check(committee: Agency) -> None:
    client = signed_in(person(Role.CITY_OFFICER))
    other = AgencyFactory(committee=True).unit
    address = reverse("rooms-switch", args=["service"])
    assert committee.unit.name in client.get(address).content.decode()
    client.post(address, {"chon": [str(committee.unit_id)]})
    seen = {str(committee.unit_id): ["phường", "dùng", "", ""]}
    data = {
        "buoc": "lam", "thay": pack(seen), "ma": "a" * 32,
        "on": "off", "first_day": "10/06/2026", "reason": "Chưa triển khai",
    }  # fmt: skip
    done = client.post(address, data)
    assert (done.status_code, done.url) == (302, reverse("rooms"))
    assert list(RoomWord.objects.values_list("unit", "room", "on")) == [(committee.unit_id, "service", False)]
    page = client.get(reverse("rooms")).content.decode()
    assert ["1/2 đơn vị" in page, "Chưa triển khai" in page, other.name in page] == [True, True, False]


def test_auditor_reads_who_switched_what(committee: Agency) -> None:
    switch(committee.unit, "service")
    page = signed_in(person(Role.AUDITOR)).get(reverse("change-log") + "?loai=phan-viec").content.decode()
    assert f"{committee.unit.name}: Phục vụ hành chính công, không dùng từ ngày 10/06/2026" in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_is_few_statements(count: int, django_assert_max_num_queries: Any) -> None:
    client = signed_in(person(Role.CITY_OFFICER))
    for _ in range(count):
        switch(AgencyFactory(committee=True).unit, "service")
    with django_assert_max_num_queries(6):
        client.get(reverse("rooms"))


def test_person_of_two_units_keeps_the_door_of_the_other(committee: Agency) -> None:
    other = AgencyFactory(committee=True)
    focal = person(Role.COMMUNE_FOCAL, agency=committee)
    MembershipFactory(user=focal, agency=other, role=Role.COMMUNE_FOCAL)
    switch(committee.unit, "grassroots")
    client = signed_in(focal)
    assert client.get(reverse("grassroots-unit", args=[other.unit.code])).status_code == 200
    assert client.get(reverse("grassroots-unit", args=[committee.unit.code])).status_code == 404
