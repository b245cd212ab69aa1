"""Many rows written in one statement: every kind of field, what stands empty, the history, and only what was named."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.evaluations.scenario import open_year
from thanthien.accounts.models import User
from thanthien.core.db import insert_new, update_rows
from thanthien.core.models import CalendarDay
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Dossier
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
FIELDS = ["state", "value", "reason", "points", "version", "updated_at", "updated_by"]


def test_rows_take_values_of_every_kind_in_one_statement(django_assert_num_queries: Any) -> None:
    year = open_year(units=1)
    year.register()
    rows = list(Answer.objects.filter(dossier=year.dossier()).order_by("pk"))
    person = User.objects.get(email="office@vi.du")
    first, second = rows[0], rows[1]
    first.state, first.value, first.points = AnswerState.VALUE, {"passed": True, "note": "“x” 100% \\"}, Decimal("2.75")
    first.reason, first.version, first.updated_by = "Có; 'dấu'", 7, person
    first.updated_at = datetime(2026, 1, 13, 1, 2, 3, tzinfo=UTC)
    second.state, second.reason, second.version = AnswerState.NOT_APPLICABLE, "Không phát sinh", 1
    with django_assert_num_queries(1):
        assert update_rows(rows[:2], FIELDS) == 2
    stored = Answer.objects.in_bulk([first.pk, second.pk])
    for row in (first, second):
        assert {name: getattr(stored[row.pk], name) for name in FIELDS} == {name: getattr(row, name) for name in FIELDS}


def test_history_sees_the_update_and_other_fields_stay() -> None:
    days = [CalendarDay.objects.create(date=date(2030, 5, n), kind="off", name=f"Ngày {n}") for n in (1, 2)]
    days[0].name, days[0].source = "Ngày hội", "không ghi"
    assert update_rows(days, ["name"]) == 2
    assert list(CalendarDay.objects.values_list("name", "source")) == [("Ngày hội", ""), ("Ngày 2", "")]
    assert list(days[0].events.order_by("pgh_id").values_list("pgh_label", "name")) == [
        ("insert", "Ngày 1"), ("update", "Ngày hội"),
    ]  # fmt: skip


def test_nothing_to_write_asks_the_database_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert update_rows([], ["name"]) == 0


def test_an_array_is_written_whole_whatever_its_length_and_its_letters() -> None:
    year = open_year()
    first, second = Dossier.objects.order_by("pk")[:2]
    first.waived, first.version = ['1.1, "x"', "\\{2.2}", "ổ"], 7
    second.waived = []
    assert update_rows([first, second], ["waived", "version"]) == 2
    assert list(year.cycle.dossiers.order_by("pk").values_list("waived", "version")[:2]) == [
        (['1.1, "x"', "\\{2.2}", "ổ"], 7), ([], 0),
    ]  # fmt: skip


def test_new_rows_are_given_as_they_are_stored_and_what_is_there_is_left_out(django_assert_num_queries: Any) -> None:
    CalendarDay.objects.create(date=date(2030, 5, 2), kind="off", name="Đã có")
    given = [CalendarDay(date=date(2030, 5, n), kind="off", name=f"Ngày “{n}” 100%") for n in (1, 2, 3)]
    with django_assert_num_queries(2):
        found = insert_new(given, at_once=2)
    stored = {day.date.day: day for day in CalendarDay.objects.filter(date__year=2030)}
    assert [(day.pk, day.date, day.name) for day in found] == [
        (stored[n].pk, date(2030, 5, n), f"Ngày “{n}” 100%") for n in (1, 3)
    ]
    assert (stored[2].name, found[0].events.get().pgh_label) == ("Đã có", "insert")


def test_what_the_database_makes_of_a_row_comes_back_with_it() -> None:
    days = {"valid_from": date(2025, 7, 1), "kind": "xa", "sort_key": "hòa"}
    names = {"name": "Xã Hòa Bình", "short_name": "Hòa Bình"}
    told = {"service": [{"from": "2026-01-01"}]}
    found = insert_new(
        [Unit(code="90001", rooms=told, latitude=20.5, **names, **days), Unit(code="90002", **names, **days)]
    )
    stored = list(Unit.objects.filter(code__startswith="9000").order_by("code"))
    assert [{name: value for name, value in vars(one).items() if name != "_state"} for one in found] == [
        {name: value for name, value in vars(one).items() if name != "_state"} for one in stored
    ]
    assert [(one.rooms, one.latitude, one.folded) for one in found] == [
        (told, 20.5, "xa hoa binh"),
        ({}, None, "xa hoa binh"),
    ]


def test_no_new_rows_ask_the_database_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert insert_new([]) == []
