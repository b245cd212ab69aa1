"""Entering once, correcting with a reason, withdrawing; nothing is changed or deleted."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import person
from tests.factories.units import HamletFactory, UnitFactory
from tests.records.scene import Scene, a_scene, entry, front_of, officer_of, visit
from tests.records.visits.kinds import VISITS
from tests.records.visits.models import Visit
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.records.actions import correct, enter, enter_all, enter_of_many, problem_of, withdraw
from thanthien.records.queries import chain

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 9, tzinfo=ZONE)  # a Thursday
DAY = date(2026, 3, 4)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture(autouse=True)
def _now(time_machine: object) -> None:
    time_machine.move_to(NOW, tick=False)  # type: ignore[attr-defined]


def test_entry_is_stored_with_whose_it_is_and_when_it_was_told(scene: Scene) -> None:
    made = enter(VISITS, entry(scene, DAY, scene.hamlets[0], people=3), by=scene.officer)
    stored = Visit.objects.get()
    assert (stored.unit, stored.hamlet, stored.day, stored.people) == (scene.unit, scene.hamlets[0], DAY, 3)
    assert (stored.agency.code, stored.entered_by) == (f"ubnd-{scene.unit.code}", scene.officer)
    assert (stored.made_at, stored.told_at, stored.version, stored.origin) == (NOW, NOW, 1, made.key)


def test_entry_sent_twice_is_stored_once(scene: Scene) -> None:
    told = entry(scene, DAY)
    assert enter(VISITS, told, by=scene.officer) == enter(VISITS, told, by=scene.officer)
    assert Visit.objects.count() == 1


def test_key_of_another_entry_is_refused(scene: Scene) -> None:
    key = uuid4()
    enter(VISITS, entry(scene, DAY, key=key), by=scene.officer)
    with pytest.raises(Refused, match="nội dung khác"):
        enter(VISITS, entry(scene, DAY, key=key), by=scene.front)
    with pytest.raises(Refused, match="nội dung khác"):
        enter(VISITS, entry(scene, date(2026, 3, 3), key=key), by=scene.officer)


def test_other_words_under_the_same_key_are_told_and_not_lost(scene: Scene) -> None:
    key = uuid4()
    enter(VISITS, entry(scene, DAY, scene.hamlets[0], people=2, key=key), by=scene.officer)
    for changed in (
        entry(scene, DAY, scene.hamlets[0], people=25, key=key),
        entry(scene, DAY, scene.hamlets[1], people=2, key=key),
    ):
        with pytest.raises(Refused, match="nội dung khác"):
            enter(VISITS, changed, by=scene.officer)
    assert [one.people for one in Visit.objects.all()] == [2]


def test_withdrawn_entry_sent_again_is_refused(scene: Scene) -> None:
    told = entry(scene, DAY)
    made = enter(VISITS, told, by=scene.officer)
    withdraw(VISITS, record_id=made.pk, version=1, reason="Ghi nhầm ngày.", by=scene.officer)
    with pytest.raises(Refused, match="đã bị hủy"):
        enter(VISITS, told, by=scene.officer)


def test_correction_stays_in_its_unit_and_its_words(scene: Scene) -> None:
    made = enter(VISITS, entry(scene, DAY, people=2), by=scene.officer)
    told = {"record_id": made.pk, "version": 1, "reason": "Đếm lại.", "by": scene.officer}
    elsewhere = replace(entry(scene, DAY, people=3), unit=UnitFactory())
    with pytest.raises(Refused):
        correct(VISITS, elsewhere, **told)
    correct(VISITS, entry(scene, DAY, people=3), **told)
    with pytest.raises(Stale):
        correct(VISITS, entry(scene, DAY, people=9), **told)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 3, 6), "Ngày chưa đến."),
        (date(2025, 1, 1), "không hoạt động vào ngày này."),
    ],
)
def test_day_that_can_not_be_is_refused(scene: Scene, day: date, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        enter(VISITS, entry(scene, day), by=scene.officer)


def test_old_day_and_day_before_the_hamlet_are_refused(scene: Scene, time_machine: object) -> None:
    young = HamletFactory(unit=scene.unit, valid_from=date(2026, 3, 5))
    with pytest.raises(Invalid, match=f"{young.name} không hoạt động"):
        enter(VISITS, entry(scene, DAY, young), by=scene.officer)
    with clock.set_to(date(2027, 6, 1)), pytest.raises(Invalid, match="hơn 400 ngày"):
        enter(VISITS, entry(scene, DAY), by=scene.officer)


def test_others_and_other_units_hamlets_are_refused(scene: Scene) -> None:
    with pytest.raises(Refused):
        enter(VISITS, entry(scene, DAY), by=person(Role.COMMUNE_FOCAL))
    with pytest.raises(Refused):
        enter(VISITS, entry(scene, DAY, HamletFactory()), by=scene.officer)


def test_constraint_that_refuses_says_its_sentence_and_nothing_is_stored(scene: Scene) -> None:
    enter(VISITS, entry(scene, DAY), by=scene.officer)
    both = [entry(scene, date(2026, 3, 3)), entry(scene, DAY)]
    with pytest.raises(Invalid) as double:
        enter_all(VISITS, both, by=scene.officer)
    with pytest.raises(Invalid) as nobody:
        enter(VISITS, entry(scene, date(2026, 3, 2), people=0), by=scene.officer)
    with pytest.raises(Invalid) as field:
        enter(VISITS, entry(scene, DAY, occasion="khác"), by=scene.officer)
    assert double.value.errors == {"": "Lượt thăm này đã có người ghi."}
    assert nobody.value.errors == {"": "Số người được thăm từ 1 trở lên."}
    assert list(field.value.errors) == ["occasion"]
    assert Visit.objects.count() == 1


def test_refused_by_a_constraint_in_somebody_s_transaction_leaves_it_whole(scene: Scene) -> None:
    with transaction.atomic():
        made = enter(VISITS, entry(scene, DAY), by=scene.officer)
        with pytest.raises(Invalid) as refused:
            enter(VISITS, entry(scene, date(2026, 3, 2), people=0), by=scene.officer)
        again = correct(
            VISITS, entry(scene, DAY, people=4), record_id=made.pk, version=1, reason="Đếm lại", by=scene.officer
        )
        with pytest.raises(Invalid) as corrected:
            correct(
                VISITS, entry(scene, DAY, people=0), record_id=again.pk, version=2, reason="Đếm lại", by=scene.officer
            )
    assert refused.value.errors == corrected.value.errors == {"": "Số người được thăm từ 1 trở lên."}
    assert [one.people for one in Visit.objects.standing()] == [4]


def test_entry_is_stored_and_given_back_by_one_statement(scene: Scene) -> None:
    assert scene.officer.hats
    with CaptureQueriesContext(connection) as asked:
        made = enter(VISITS, entry(scene, DAY, people=3), by=scene.officer)
    verbs = [one["sql"].rpartition("true); ")[2].split(" ")[0] for one in asked]
    assert (verbs, made) == (["SAVEPOINT", "INSERT", "RELEASE"], Visit.objects.get())  # that of the test around it


def test_many_are_stored_in_as_many_statements_as_few(scene: Scene) -> None:
    counts = []
    for first in (1, 11):
        several = [entry(scene, date(2026, 1, 1 + n), scene.hamlets[first % 2]) for n in range(first, first + first)]
        with CaptureQueriesContext(connection) as asked:
            enter_all(VISITS, several, by=scene.officer)
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def test_many_people_tell_each_in_their_own_name_all_or_none(scene: Scene) -> None:
    elsewhere = a_scene("29998")
    told = {
        scene.officer: [entry(scene, DAY, scene.hamlets[0]), entry(scene, DAY, scene.hamlets[1])],
        elsewhere.front: [entry(elsewhere, DAY, elsewhere.hamlets[0])],
    }
    made = enter_of_many(VISITS, told)
    assert [(one.entered_by, one.agency.code, one.hamlet) for one in made] == [
        (scene.officer, f"ubnd-{scene.unit.code}", scene.hamlets[0]),
        (scene.officer, f"ubnd-{scene.unit.code}", scene.hamlets[1]),
        (elsewhere.front, front_of(elsewhere.unit).code, elsewhere.hamlets[0]),
    ]
    assert enter_of_many(VISITS, told) == made
    foreign = {
        scene.officer: [entry(scene, date(2026, 3, 2))],
        scene.front: [entry(elsewhere, date(2026, 3, 2))],
    }
    with pytest.raises(Refused, match="không ghi được việc này cho đơn vị này"):
        enter_of_many(VISITS, foreign)
    assert Visit.objects.count() == 3


def test_many_people_take_as_many_statements_as_one_beside_their_roles(scene: Scene) -> None:
    scenes = [scene, a_scene("29998"), a_scene("29997")]
    counts = []
    for people, day in ((scenes[:1], date(2026, 3, 2)), (scenes, date(2026, 3, 3))):
        told = {one.officer: [entry(one, day, hamlet) for hamlet in one.hamlets] for one in people}
        for one in told:
            assert one.hats
        with CaptureQueriesContext(connection) as asked:
            enter_of_many(VISITS, told)
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def test_problem_of_an_entry_is_told_without_storing_it(scene: Scene) -> None:
    assert problem_of(VISITS, entry(scene, DAY), by=scene.officer) is None
    assert isinstance(problem_of(VISITS, entry(scene, date(2026, 3, 6)), by=scene.officer), Invalid)
    assert isinstance(problem_of(VISITS, entry(scene, DAY), by=person(Role.AUDITOR)), Refused)
    assert Visit.objects.count() == 0


def test_correction_keeps_the_old_record_readable_and_its_time(scene: Scene) -> None:
    old = visit(scene, NOW, DAY, people=2)
    with clock.set_to(datetime(2026, 5, 5, 9, tzinfo=ZONE)):
        new = correct(
            VISITS, entry(scene, date(2026, 3, 3), people=4), record_id=old.pk, version=1, reason="Ghi nhầm số người",
            by=scene.officer,
        )  # fmt: skip
    first, second = chain(VISITS, old, scene.officer)
    assert (first.pk, first.stands, first.end_reason) == (old.pk, False, "")
    assert (second.pk, second.version, second.corrects, second.reason) == (new.pk, 2, first, "Ghi nhầm số người")
    assert (second.told_at, first.ended_at, second.stands) == (NOW, second.made_at, True)


def test_correction_into_another_week_or_place_is_told_now(scene: Scene) -> None:
    old = visit(scene, NOW, DAY)
    later = datetime(2026, 5, 5, 9, tzinfo=ZONE)
    with clock.set_to(later):
        told = entry(scene, DAY, scene.hamlets[0])
        moved = correct(VISITS, told, record_id=old.pk, version=1, reason="Nhầm nơi", by=scene.officer)
        told = entry(scene, date(2026, 3, 11), scene.hamlets[0])
        again = correct(VISITS, told, record_id=moved.pk, version=2, reason="Nhầm ngày", by=scene.officer)
    assert (moved.told_at, again.told_at, again.version) == (later, later, 3)


def test_second_correction_of_one_version_is_stale(scene: Scene) -> None:
    old = visit(scene, NOW, DAY)
    correct(VISITS, entry(scene, DAY, people=5), record_id=old.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    with pytest.raises(Stale, match="đã được đính chính hoặc hủy"):
        correct(VISITS, entry(scene, DAY), record_id=old.pk, version=1, reason="Ghi nhầm", by=scene.officer)


def test_only_the_agency_that_entered_corrects_and_withdraws(scene: Scene) -> None:
    theirs, told = enter(VISITS, entry(scene, DAY), by=scene.front), entry(scene, DAY)
    for act in (
        lambda: correct(VISITS, told, record_id=theirs.pk, version=1, reason="Không đúng", by=scene.officer),
        lambda: withdraw(VISITS, record_id=theirs.pk, version=1, reason="Không đúng", by=scene.officer),
    ):  # fmt: skip
        with pytest.raises(Refused, match="Chỉ người của cơ quan đã ghi"):
            act()
    stranger = officer_of(a_scene("28888").unit)
    with pytest.raises(Refused, match="Không tìm thấy"):
        withdraw(VISITS, record_id=theirs.pk, version=1, reason="Không đúng", by=stranger)


def test_withdrawal_needs_a_reason_and_keeps_the_record(scene: Scene) -> None:
    made = visit(scene, NOW, DAY)
    with pytest.raises(Invalid) as refused:
        withdraw(VISITS, record_id=made.pk, version=1, reason="  x ", by=scene.officer)
    assert refused.value.errors == {"reason": "Cần ghi rõ lý do."}
    withdraw(VISITS, record_id=made.pk, version=1, reason="Ghi nhầm đơn vị", by=scene.officer)
    stored = Visit.objects.get()
    assert (stored.stands, stored.ended_at, stored.ended_by) == (False, NOW, scene.officer)
    assert stored.end_reason == "Ghi nhầm đơn vị"
    with pytest.raises(Stale):
        withdraw(VISITS, record_id=made.pk, version=1, reason="Lần nữa nhé", by=scene.officer)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(people=9),
        lambda rows: rows.update(day=date(2026, 3, 3)),
        lambda rows: rows.update(told_at=datetime(2026, 1, 1, tzinfo=ZONE)),
        lambda rows: rows.filter(ended_at__isnull=False).update(ended_at=None),
        lambda rows: rows.delete(),
    ],
)
def test_database_lets_nobody_change_or_delete_a_record(scene: Scene, change: object) -> None:
    made = visit(scene, NOW, DAY)
    withdraw(VISITS, record_id=made.pk, version=1, reason="Ghi nhầm", by=scene.officer)
    visit(scene, NOW, DAY)
    before = list(Visit.objects.order_by("pk").values_list())
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        change(Visit.objects.all())  # type: ignore[operator]
    assert list(Visit.objects.order_by("pk").values_list()) == before
