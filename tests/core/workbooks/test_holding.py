"""Sheets that wait for their person's word: what goes in comes out, for an hour."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import UserFactory
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.registry import scheduled
from thanthien.core.workbooks.actions import held, hold, let_go_of_stale, take
from thanthien.core.workbooks.models import HeldSheet
from thanthien.core.workbooks.packing import Packed, pack, unpack
from thanthien.core.workbooks.reading import Sheet, SheetRow
from thanthien.core.workbooks.tasks import let_go

CELLS = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(), timedelta(days=400)),
)
SHEET = Sheet(1, (SheetRow(2, ("Lê Na", 3.0, date(2026, 7, 1)), {1: "Ô là công thức."}),))
GIVEN = {"as_of": date(2026, 1, 1), "source": "Niên giám", "count": 3, "at": datetime(2026, 1, 1, 8), "none": None}


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_cells_come_back_as_they_were(rows: list[tuple[Any, Any]]) -> None:
    sheet = Sheet(4, tuple(SheetRow(number, cells) for number, cells in enumerate(rows)))
    [back] = [unpack(pack(sheet, GIVEN))]
    assert back == Packed(sheet, GIVEN)
    assert [type(cell) for row in back.sheet.rows for cell in row.cells] == [
        type(cell) for cells in rows for cell in cells
    ]


def test_what_no_sheet_holds_is_not_packed() -> None:
    with pytest.raises(TypeError, match="A sheet holds no object"):
        pack(Sheet(1, (SheetRow(2, (object(),)),)), {})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_held_sheet_is_for_its_person_and_purpose() -> None:
    sender, other = UserFactory(), UserFactory()
    row = hold(sheet=SHEET, given=GIVEN, by=sender, purpose="a")
    assert held(row.pk, by=sender, purpose="a") == Packed(SHEET, GIVEN)
    assert [held(row.pk, by=other, purpose="a"), held(row.pk, by=sender, purpose="b")] == [None, None]
    assert [take(row.pk, by=other, purpose="a"), take(row.pk, by=sender, purpose="a")] == [None, Packed(SHEET, GIVEN)]
    assert take(row.pk, by=sender, purpose="a") is None


@pytest.mark.django_db
def test_sheets_older_than_an_hour_go(time_machine: Any) -> None:
    sender = UserFactory()
    time_machine.move_to("2026-06-01T08:00:00+07:00", tick=False)
    hold(sheet=SHEET, given={}, by=sender, purpose="a")
    time_machine.move_to("2026-06-01T08:30:00+07:00", tick=False)
    young = hold(sheet=SHEET, given={}, by=sender, purpose="a")
    time_machine.move_to("2026-06-01T09:00:00+07:00", tick=False)
    assert (let_go_of_stale(), list(HeldSheet.objects.all())) == (1, [young])


@pytest.mark.django_db
def test_clock_starts_letting_go(run_jobs: Any) -> None:
    enqueue(let_go, by=None)
    assert [run.told for run in run_jobs()] == [["Đã xóa 0 tệp."]]
    assert let_go in list(scheduled())
