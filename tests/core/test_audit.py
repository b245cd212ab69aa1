"""Who is noted in the history, when several people act in one transaction."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.factories.accounts import UserFactory
from thanthien.core.actions import set_day
from thanthien.core.audit import acting
from thanthien.core.enums import DayKind
from thanthien.core.models import CalendarDay

pytestmark = pytest.mark.django_db

DAYS = [date(2026, 5, number) for number in range(4, 8)]


def off(day: date, by: Any = None) -> None:
    """Somebody's act: a day off."""
    set_day(day=day, kind=DayKind.OFF, name="Nghỉ", by=by, seen=None)


def written(day: date) -> None:
    """A row that its writer doesn't sign."""
    CalendarDay.objects.create(date=day, kind=DayKind.OFF, name="Nghỉ")


def noted() -> list[dict[str, Any] | None]:
    """What the history notes of each day, in the order of days."""
    events = apps.get_model("core", "CalendarDayEvent").objects.order_by("date").select_related("pgh_context")
    return [event.pgh_context and event.pgh_context.metadata for event in events]


def test_two_acts_in_one_transaction_are_each_their_own_actors() -> None:
    lan, minh = UserFactory.create_batch(2)
    with transaction.atomic():
        off(DAYS[0], lan)
        off(DAYS[1], minh)
        written(DAYS[2])
    assert noted() == [{"user": lan.pk, "action": "set_day"}, {"user": minh.pk, "action": "set_day"}, None]


def test_act_within_another_leaves_the_rows_around_it_alone() -> None:
    lan, minh = UserFactory.create_batch(2)
    with transaction.atomic(), acting(lan, job="nightly"):
        written(DAYS[0])
        off(DAYS[1], minh)
        written(DAYS[2])
    within = {"user": minh.pk, "job": "nightly", "action": "set_day"}
    assert noted() == [{"user": lan.pk, "job": "nightly"}, within, {"user": lan.pk, "job": "nightly"}]


def test_act_that_fails_leaves_nothing_behind() -> None:
    lan = UserFactory()
    with transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(), acting(lan, action="breaks"):
            CalendarDay.objects.bulk_create([CalendarDay(date=DAYS[0], kind="?")])
        with pytest.raises(LookupError), acting(lan, action="gives_up"):
            raise LookupError
        written(DAYS[1])
    assert noted() == [None]


def test_end_of_an_act_is_no_statement_of_the_program(django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(1), acting(None), connection.cursor() as cursor:
        cursor.execute("UPDATE core_calendarday SET name = name")
