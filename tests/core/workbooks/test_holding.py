"""Sheets that wait for their person's word: what goes in comes out, for an hour."""

import zlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import UserFactory
from thanthien.core import clock
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.registry import scheduled
from thanthien.core.private.keys import Sealed, destroy, stored_keys, unseal
from thanthien.core.workbooks.actions import held, hold, let_go, let_go_of_stale, order, ordered, take
from thanthien.core.workbooks.models import GOOD_FOR, ORDERED_FOR, HeldSheet
from thanthien.core.workbooks.packing import Packed, pack, unpack
from thanthien.core.workbooks.reading import Sheet, SheetRow
from thanthien.core.workbooks.shelf import SHEETS
from thanthien.core.workbooks.tasks import let_go as let_go_by_the_clock

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


def keys() -> list[UUID]:
    return list(stored_keys(SHEETS.key, older_than=float("inf")))


@pytest.mark.django_db
def test_held_sheet_is_read_with_its_own_key_alone() -> None:
    sender = UserFactory()
    rows = [hold(sheet=SHEET, given=GIVEN, by=sender, purpose="a") for _ in range(2)]
    stored = HeldSheet.objects.get(pk=rows[0].pk)
    with pytest.raises(zlib.error):
        unpack(bytes(stored.sealed or b""))
    assert "rows" in unseal(SHEETS.key, Sealed(stored.sealed_key or UUID(int=0), bytes(stored.sealed or b"")))
    destroy(SHEETS.key, stored.sealed_key or UUID(int=0))
    assert [held(row.pk, by=sender, purpose="a") for row in rows] == [None, Packed(SHEET, GIVEN)]


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["used", "let go", "after the hour"])
def test_key_goes_with_its_sheet_and_not_before_that_is_certain(
    end: str, django_capture_on_commit_callbacks: Any
) -> None:
    sender = UserFactory()
    pk = hold(sheet=SHEET, given=GIVEN, by=sender, purpose="a").pk
    if end == "after the hour":
        HeldSheet.objects.update(held_at=clock.now() - GOOD_FOR)
    with django_capture_on_commit_callbacks(execute=True):
        ends = {"used": take, "let go": let_go}.get(end)
        _ = ends(pk, by=sender, purpose="a") if ends else let_go_of_stale()
        assert (HeldSheet.objects.count(), len(keys())) == (0, 1)
    assert keys() == []


@pytest.mark.django_db
def test_sheet_that_was_ordered_waits_for_the_worker_a_day_and_for_nobody_else() -> None:
    sender, other = UserFactory(), UserFactory()
    pk = hold(sheet=SHEET, given=GIVEN, by=sender, purpose="a").pk
    order(pk, by=other, purpose="a")
    assert ordered(pk, by=sender, purpose="a") is None
    order(pk, by=sender, purpose="a")
    HeldSheet.objects.update(held_at=clock.now() - GOOD_FOR)
    assert (let_go_of_stale(), ordered(pk, by=sender, purpose="a")) == (0, Packed(SHEET, GIVEN))
    assert [held(pk, by=sender, purpose="a"), ordered(pk, by=other, purpose="a")] == [None, None]
    HeldSheet.objects.update(ordered_at=clock.now() - ORDERED_FOR)
    assert let_go_of_stale() == 1


@pytest.mark.django_db
def test_clock_starts_letting_go(run_jobs: Any) -> None:
    enqueue(let_go_by_the_clock, by=None)
    assert [run.told for run in run_jobs()] == [["Đã xóa 0 tệp."]]
    assert let_go_by_the_clock in list(scheduled())
