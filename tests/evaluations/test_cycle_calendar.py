"""The calendar of a cycle and its extensions."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import fresh, on, open_year
from thanthien.core.actions import set_day
from thanthien.core.enums import DayKind
from thanthien.evaluations.actions import cycles as cycle_actions
from thanthien.evaluations.models import Extension
from thanthien.evaluations.workflow import PhaseKey

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)


@pytest.fixture
def year():
    return open_year()


def opened(client, user):
    client.force_login(fresh(user))
    return client


def extension(year, **changes):
    return {"key": "registration", "unit": "", "ends_on": "15/01/2026", "reason": "Bão số 1."} | changes


def test_extension_is_recorded_with_reason_and_person(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(reverse("cycle-extend", args=[year.cycle.pk]), extension(year))
    assert answer.url == reverse("cycle-detail", args=[year.cycle.pk])
    made = Extension.objects.get()
    assert (made.key, made.unit, made.ends_on, made.reason) == ("registration", None, date(2026, 1, 15), "Bão số 1.")
    assert made.granted_by == year.people.office


def test_extension_for_one_unit_names_the_unit(client, year):
    unit = year.dossier("10002").unit
    with on(DAY):
        opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, unit=str(unit.pk))
        )
    assert Extension.objects.get().unit == unit


def test_earlier_day_is_no_extension(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, ends_on="2026-01-09")
        )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"ends_on": ["Ngày gia hạn phải sau ngày 09/01/2026."]}


def test_an_extension_to_a_day_off_asks_whether_to_move_it(client, year):
    opened(client, year.people.office)
    page = reverse("cycle-extend", args=[year.cycle.pk])
    with on(DAY):
        asked = client.post(page, extension(year, ends_on="17/01/2026", move_later="on"))
        told = (
            "Đăng ký: thứ Bảy 17/01/2026 không phải ngày làm việc; Thực hiện: thứ Bảy 24/01/2026 không phải ngày làm "
            "việc; Tự chấm: thứ Bảy 31/01/2026 không phải ngày làm việc; Niêm yết, ký và nộp hồ sơ: thứ Bảy "
            "14/02/2026 không phải ngày làm việc; và 3 giai đoạn khác. Cần chọn cách ghi."
        )
        assert asked.context["form"].errors == {"off_day": [told]}
        assert not Extension.objects.exists()
        client.post(page, extension(year, ends_on="17/01/2026", move_later="on", off_day="chuyen"))
    given = dict(Extension.objects.values_list("key", "ends_on"))
    assert (given["registration"], given["posting"], given["decision"]) == (
        date(2026, 1, 19), date(2026, 2, 16), date(2026, 4, 10),
    )  # fmt: skip


def test_an_extension_to_a_day_off_is_kept_when_it_is_meant(client, year):
    with on(DAY):
        opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, ends_on="17/01/2026", off_day="giu")
        )
    assert list(Extension.objects.filter(key="registration").values_list("ends_on", flat=True)) == [date(2026, 1, 17)]


def test_an_extension_beyond_all_cycles_is_refused_beside_the_day(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, ends_on="31/12/9999", move_later="on")
        )
    assert (answer.status_code, answer.context["form"].errors) == (422, {"ends_on": ["Ngày phải trước năm 2202."]})


def test_the_calendar_of_a_cycle_says_which_last_days_to_come_are_off(client, year):
    set_day(day=date(2026, 2, 6), kind=DayKind.OFF, name="Nghỉ Tết Nguyên đán", by=year.people.office, seen=None)
    with on(DAY):
        answer = opened(client, year.people.leader).get(reverse("cycle-detail", args=[year.cycle.pk]))
    assert [row.off for row in answer.context["calendar"] if row.off] == ["thứ Sáu 06/02/2026 trong kỳ nghỉ Tết"]


def test_extension_needs_a_reason(client, year):
    with on(DAY):
        answer = opened(client, year.people.office).post(
            reverse("cycle-extend", args=[year.cycle.pk]), extension(year, reason=" ")
        )
    assert answer.context["form"].errors == {"reason": ["Cần ghi lý do gia hạn."]}


def give(year, code, day):
    with on(DAY):
        cycle_actions.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING,
            unit=year.dossier(code).unit if code else None, ends_on=day, reason=f"Lý do {code or 'chung'}",
        )  # fmt: skip


def test_commune_reads_extensions_that_reach_it_only(client, year):
    for code, day in (("10001", date(2026, 2, 10)), ("10002", date(2026, 2, 11)), ("", date(2026, 2, 9))):
        give(year, code, day)
    answer = opened(client, year.who("10001", "focal")).get(reverse("cycle-detail", args=[year.cycle.pk]))
    assert [row.reason for row in answer.context["extensions"]] == ["Lý do chung", "Lý do 10001"]
    posting = next(row for row in answer.context["calendar"] if row.phase.key == "posting")
    assert (posting.ends_on, posting.single) == (date(2026, 2, 9), 1)


def test_calendar_tells_past_present_and_future(client, year):
    with on(DAY):
        answer = opened(client, year.people.leader).get(reverse("cycle-detail", args=[year.cycle.pk]))
    assert [row.state for row in answer.context["calendar"]] == [
        "done", "done", "current", "current", "todo", "todo", "todo", "todo", "todo",
    ]  # fmt: skip
