"""Many rows written in one statement: every kind of field, what stands empty, the history, and only what was named."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.evaluations.scenario import open_year
from thanthien.accounts.models import User
from thanthien.core.db import update_rows
from thanthien.core.models import CalendarDay
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Dossier

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
