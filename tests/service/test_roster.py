"""Keeping the roster: clashes, presence on the day, the signed sheet, last week once more, names apart."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.service.roster_scene import plan_shift, presence_entry, shift_entry, was_there
from tests.service.scene import Scene, a_scene
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.core.models import CalendarDay
from thanthien.measures.periods import period_of
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.service.roster import actions
from thanthien.service.roster.kinds import PRESENCES, SHIFTS
from thanthien.service.roster.models import ShiftPerson, ShiftPresence, SupportShift

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 12)  # a Thursday
WEEK = period_of("iso_week", TODAY)
NEXT = period_of("iso_week", date(2026, 3, 16))


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def errors(scene: Scene, kind: Any, entry: Entry) -> dict[str, str]:
    """What is refused beside which field; nothing is stored."""
    before = kind.model.objects.count()
    with pytest.raises(Invalid) as refused:
        enter(kind, entry, by=scene.officer)
    assert kind.model.objects.count() == before
    return dict(refused.value.errors)


# --- The roster ---


def test_shift_is_planned_ahead_but_not_beyond_a_quarter(scene: Scene) -> None:
    assert plan_shift(scene, date(2026, 4, 1), told=TODAY).day == date(2026, 4, 1)
    refused = errors(scene, SHIFTS, shift_entry(scene, date(2026, 6, 20)))
    assert refused == {"day": "Ngày sau hôm nay hơn 92 ngày, chưa ghi được."}


@pytest.mark.parametrize("post", ["Bí thư chi đoàn 3", "bí thư  chi đoàn 3"])
def test_nobody_stands_twice_in_a_shift(scene: Scene, post: str) -> None:
    plan_shift(scene, TODAY)
    assert errors(scene, SHIFTS, shift_entry(scene, TODAY, post=post)) == {
        "post": "Người này đã được phân công trong ca này."
    }


def test_same_person_may_stand_in_another_shift(scene: Scene) -> None:
    plan_shift(scene, TODAY)
    plan_shift(scene, TODAY, part="afternoon")
    assert SupportShift.objects.count() == 2


def test_nobody_stands_twice_in_a_shift_by_name(scene: Scene) -> None:
    actions.roster(shift_entry(scene, TODAY), by=scene.officer, name="Trần Văn Ba")
    with pytest.raises(Invalid) as refused:
        actions.roster(shift_entry(scene, TODAY, post="Đoàn viên"), by=scene.officer, name="TRẦN  VĂN BA")
    assert refused.value.errors == {"name": "Người này đã được phân công trong ca này."}
    assert (SupportShift.objects.count(), ShiftPerson.objects.count()) == (1, 1)


def test_person_who_was_there_is_not_moved_to_another_shift(scene: Scene) -> None:
    made = plan_shift(scene, TODAY)
    was_there(scene, TODAY)
    moved = shift_entry(scene, TODAY, part="afternoon")
    with pytest.raises(Invalid) as refused:
        correct(SHIFTS, moved, record_id=made.pk, version=1, reason="Đổi ca trực", by=scene.officer)
    assert list(refused.value.errors) == [""]
    assert list(SupportShift.objects.standing().values_list("part", flat=True)) == ["morning"]


def test_correction_leads_nobody_into_a_shift_where_they_stand(scene: Scene) -> None:
    actions.roster(shift_entry(scene, TODAY), by=scene.officer, name="Trần Văn Ba")
    other = actions.roster(
        shift_entry(scene, TODAY, part="afternoon", post="Đoàn viên"), by=scene.officer, name="TRẦN VĂN BA"
    )
    moved = shift_entry(scene, TODAY, post="Đoàn viên")
    with pytest.raises(Invalid) as refused:
        correct(SHIFTS, moved, record_id=other.pk, version=1, reason="Đổi ca trực", by=scene.officer)
    assert refused.value.errors == {"": "Người này đã được phân công trong ca này."}


def test_name_goes_with_a_shift_that_is_withdrawn(scene: Scene) -> None:
    made = actions.roster(shift_entry(scene, TODAY), by=scene.officer, name="Trần Văn Ba")
    withdraw(SHIFTS, record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    assert not ShiftPerson.objects.exists()


# --- Presence ---


def test_tap_tells_that_the_person_is_there_today(scene: Scene) -> None:
    shift = plan_shift(scene, TODAY)
    actions.tap(shift_id=shift.pk, served=7, by=scene.officer)
    told = ShiftPresence.objects.values_list("day", "part", "organisation", "post", "shown_by", "served")
    assert list(told) == [(TODAY, "morning", "youth", "Bí thư chi đoàn 3", "tap", 7)]


def test_tap_on_another_day_is_refused_with_the_way_on(scene: Scene) -> None:
    shift = plan_shift(scene, date(2026, 3, 11))
    with pytest.raises(Invalid) as refused:
        actions.tap(shift_id=shift.pk, served=None, by=scene.officer)
    assert "lịch trực tuần đã ký" in refused.value.errors["shown_by"]
    assert not ShiftPresence.objects.exists()


def test_tap_on_a_shift_that_is_gone_is_refused(scene: Scene) -> None:
    with pytest.raises(Refused):
        actions.tap(shift_id=4711, served=None, by=scene.officer)


def test_stranger_to_the_unit_taps_nothing(scene: Scene) -> None:
    shift = plan_shift(scene, TODAY)
    with pytest.raises(Refused):
        actions.tap(shift_id=shift.pk, served=None, by=a_scene().officer)
    assert not ShiftPresence.objects.exists()


def test_who_is_not_on_the_roster_was_not_there(scene: Scene) -> None:
    plan_shift(scene, TODAY)
    refused = errors(scene, PRESENCES, presence_entry(scene, TODAY, post="Ai đó"))
    assert list(refused) == ["post"]


def test_signed_sheet_needs_its_number(scene: Scene) -> None:
    plan_shift(scene, TODAY)
    assert list(errors(scene, PRESENCES, presence_entry(scene, TODAY, shown_by="sheet"))) == ["sheet"]


def test_presence_is_told_once(scene: Scene) -> None:
    was_there(scene, TODAY)
    assert list(errors(scene, PRESENCES, presence_entry(scene, TODAY, served=3))) == [""]
    assert ShiftPresence.objects.count() == 1


def test_number_of_a_tap_is_mended_on_the_day_after(scene: Scene, time_machine: Any) -> None:
    made = was_there(scene, TODAY)
    time_machine.move_to(datetime(2026, 3, 13, 9, tzinfo=ZONE), tick=False)
    entry = presence_entry(scene, TODAY, served=9)
    correct(PRESENCES, entry, record_id=made.pk, version=1, reason="Đếm lại", by=scene.officer)
    found = ShiftPresence.objects.standing().get()
    assert (found.served, found.told_at) == (9, made.told_at)


def test_presence_is_not_carried_to_another_shift(scene: Scene) -> None:
    made = was_there(scene, TODAY)
    plan_shift(scene, date(2026, 3, 11))
    entry = presence_entry(scene, date(2026, 3, 11))
    with pytest.raises(Invalid) as refused:
        correct(PRESENCES, entry, record_id=made.pk, version=1, reason="Đổi sang hôm qua", by=scene.officer)
    assert refused.value.errors == {"": "Có mặt ở ca khác là bản ghi khác: cần hủy bản này rồi ghi bản mới."}


# --- Last week once more ---


def test_last_week_is_copied_with_names_and_without_days_off(scene: Scene) -> None:
    CalendarDay.objects.create(date=date(2026, 3, 18), kind="off", name="Nghỉ bù")
    actions.roster(shift_entry(scene, date(2026, 3, 10)), by=scene.officer, name="Trần Văn Ba")
    plan_shift(scene, date(2026, 3, 11), told=TODAY)
    plan_shift(scene, date(2026, 3, 12))
    plan_shift(scene, date(2026, 3, 19), told=TODAY)
    assert actions.copy_last_week(scene.unit, NEXT, by=scene.officer) == 1
    made = SupportShift.objects.filter(day__gte=NEXT.first).order_by("day")
    assert [one.day for one in made] == [date(2026, 3, 17), date(2026, 3, 19)]
    assert [one.name for one in ShiftPerson.objects.filter(origin=made[0].origin)] == ["Trần Văn Ba"]


def test_copy_takes_nobody_twice_by_post_or_name(scene: Scene) -> None:
    actions.roster(shift_entry(scene, TODAY), by=scene.officer)
    actions.roster(shift_entry(scene, TODAY, post="Hội viên"), by=scene.officer, name="Trần Văn Ba")
    later = date(2026, 3, 19)
    actions.roster(shift_entry(scene, later, post="bí thư  chi đoàn 3"), by=scene.officer)
    actions.roster(shift_entry(scene, later, post="Đoàn viên"), by=scene.officer, name="trần văn ba")
    assert actions.copy_last_week(scene.unit, NEXT, by=scene.officer) == 0


def test_copying_twice_adds_nothing(scene: Scene) -> None:
    plan_shift(scene, TODAY)
    assert [actions.copy_last_week(scene.unit, NEXT, by=scene.officer) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("week", [NEXT, period_of("iso_week", date(2026, 3, 2))])
def test_nothing_to_copy_and_a_week_that_is_over_are_refused(scene: Scene, week: Any) -> None:
    with pytest.raises(Refused):
        actions.copy_last_week(scene.unit, week, by=scene.officer)


# --- Names ---


def test_name_is_told_mended_and_erased(scene: Scene) -> None:
    shift = plan_shift(scene, TODAY)
    for name, seen in (("Trần Văn Ba", ""), ("Trần Văn Bốn", "Trần Văn Ba"), ("", "Trần Văn Bốn")):
        actions.name_person(shift=shift, by=scene.officer, name=name, seen={"name": seen})
        assert [one.name for one in ShiftPerson.objects.all()] == ([name] if name else [])


def test_names_end_a_quarter_after_their_shift(scene: Scene) -> None:
    actions.roster(shift_entry(scene, TODAY), by=scene.officer, name="Trần Văn Ba")
    assert [actions.erase_names(day) for day in (date(2026, 6, 12), date(2026, 6, 13))] == [0, 1]
    assert not ShiftPerson.objects.exists()


def test_erased_name_is_not_written_anew_unseen(scene: Scene) -> None:
    shift = plan_shift(scene, TODAY)
    with pytest.raises(Stale):
        actions.name_person(shift=shift, by=scene.officer, name="Trần Văn Ba", seen={"name": "Người cũ"})
    assert not ShiftPerson.objects.exists()


def test_other_agency_names_nobody(scene: Scene) -> None:
    shift = plan_shift(scene, TODAY)
    front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    with pytest.raises(Refused):
        actions.name_person(shift=shift, by=front, name="Trần Văn Ba", seen={"name": ""})
