"""One item in one period: tables of cases, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.disclosure.cases import an_item, day, on_board
from thanthien.disclosure.cells import Document, Due, Sample, Statement, Told, cell_of, cells, days_standing, used_forms
from thanthien.disclosure.rules import WEB, Shown

LIMIT = datetime(2026, 4, 3, tzinfo=UTC)
TOLD = datetime(2026, 3, 12, tzinfo=UTC)
LATE = datetime(2026, 4, 4, tzinfo=UTC)


def a_due(**told: Any) -> Due:
    return Due(an_item(), "2026-Q1", "quý I/2026", date(2026, 1, 1), day(31), LIMIT, **told)


def a_document(web: int | None = 4, office: int | None = 4, *, told: datetime = TOLD, **more: Any) -> Document:
    shown = [Shown(WEB, day(web), told_at=told)] if web else []
    shown += [replace(on_board(day(office)), told_at=told)] if office else []
    public = {"public_at": told, "public_on": day(4)} | more
    return Document(1, 1, "Văn bản", day(2), day(9), frozenset({"X"}), TOLD, shown=tuple(shown), **public)


@pytest.mark.parametrize(
    ("told", "due", "met", "why"),
    [
        pytest.param(Told(), a_due(), False, "chưa công khai và chưa báo không phát sinh", id="silence"),
        pytest.param(Told([a_document()]), a_due(), True, "", id="in time"),
        pytest.param(Told([a_document(9, 9)]), a_due(), True, "", id="on the last day"),
        pytest.param(Told([a_document(10, 4)]), a_due(), False, "lên trang thông tin điện tử ngày 10/03/2026, quá hạn "
                     "09/03/2026", id="web too late"),
        pytest.param(Told([a_document(None, 4)]), a_due(), False, "chưa đưa lên trang thông tin điện tử", id="no web"),
        pytest.param(Told([a_document(4, None)]), a_due(), False, "chưa niêm yết tại trụ sở", id="not posted"),
        pytest.param(Told([a_document(public_at=None)]), a_due(), False, "chưa công khai", id="a draft"),
        pytest.param(Told([a_document(told=LATE)]), a_due(), False, "ghi quá hạn", id="told late"),
        pytest.param(Told([a_document(public_on=day(10))]), a_due(), False, "công khai trên hệ thống ngày 10/03/2026, "
                     "quá hạn 09/03/2026", id="on the platform too late"),
        pytest.param(Told([a_document(public_on=day(10))]), a_due(accepted=True), False, "công khai trên hệ thống ngày "
                     "10/03/2026, quá hạn 09/03/2026", id="too late and nothing to accept"),
        pytest.param(Told([a_document(told=LATE, public_on=date(2026, 4, 4))]), a_due(accepted=True), True, "",
                     id="told late on the platform and accepted"),
        pytest.param(Told([a_document(told=LATE)]), a_due(accepted=True), True, "", id="told late and accepted"),
        pytest.param(Told([a_document(), a_document(10, 4)]), a_due(), False, "lên trang thông tin điện tử ngày "
                     "10/03/2026, quá hạn 09/03/2026", id="one of two is late"),
    ],
)  # fmt: skip
def test_cell_of_a_period(told: Told, due: Due, met: bool, why: str) -> None:
    cell = cell_of(due, told)
    assert (cell.met, cell.why) == (met, why)


def a_statement(key: str = "2026-Q1", told_at: datetime = TOLD, code: str = "X") -> Statement:
    return Statement(1, 1, day(30), key, frozenset({code}), told_at)


@pytest.mark.parametrize(
    ("statement", "met", "why"),
    [
        pytest.param(a_statement(), True, "", id="said"),
        pytest.param(a_statement(told_at=LATE), False, "báo không phát sinh ghi quá hạn", id="said late"),
        pytest.param(a_statement("2025-Q4"), False, "chưa công khai và chưa báo không phát sinh", id="another period"),
        pytest.param(a_statement(code="Y"), False, "chưa công khai và chưa báo không phát sinh", id="another item"),
    ],
)
def test_statement_that_nothing_arose(statement: Statement, met: bool, why: str) -> None:
    cell = cell_of(a_due(), Told(statements=[statement]))
    assert (cell.met, cell.why) == (met, why)


def test_document_speaks_before_a_statement() -> None:
    assert not cell_of(a_due(), Told([a_document(10, 4)], [a_statement()])).met


def test_document_that_was_public_and_taken_back_bars_a_statement() -> None:
    gone = replace(a_document(), withdrawn_on=day(20))
    cell = cell_of(a_due(), Told([], [a_statement()], withdrawn=[gone]))
    assert (cell.met, cell.why, cell.withdrawn) == (
        False, "văn bản đã công khai rồi thu hồi ngày 20/03/2026", gone,
    )  # fmt: skip
    assert cell_of(a_due(), Told([a_document()], withdrawn=[gone])).met
    later = replace(gone, limit=date(2026, 4, 6))
    assert cell_of(a_due(), Told([], [a_statement()], withdrawn=[later])).met


def test_document_belongs_to_the_period_of_its_last_day() -> None:
    late_in_quarter = replace(a_document(), day=day(30), limit=date(2026, 4, 6))
    assert cell_of(a_due(), Told([late_in_quarter])).documents == ()


@pytest.mark.parametrize(
    ("wrong", "found_on", "met"),
    [
        pytest.param(True, day(20), False, id="wrong"),
        pytest.param(False, day(20), True, id="right"),
        pytest.param(True, date(2026, 4, 2), True, id="after the period"),
    ],
)
def test_sample_that_failed_makes_the_cell_fail(wrong: bool, found_on: date, met: bool) -> None:
    sample = Sample(1, 1, found_on, "X", wrong, "công khai chưa đúng")
    assert cell_of(a_due(), Told([a_document()], samples=[sample])).met is met


@pytest.mark.parametrize(
    ("document", "met"),
    [
        pytest.param(a_document(), True, id="both run"),
        pytest.param(a_document(None), False, id="not on the web"),
        pytest.param(a_document(4, None), False, id="not posted"),
        pytest.param(a_document(public_at=None), False, id="a draft"),
        pytest.param(a_document(ends_on=day(30)), False, id="its time is over"),
    ],
)
def test_permanent_item_is_looked_at_on_its_day(document: Document, met: bool) -> None:
    assert cell_of(a_due(on=day(31)), Told([document])).met is met


@pytest.mark.parametrize(
    ("document", "days"),
    [
        pytest.param(a_document(2, 3, public_on=day(2)), 29, id="from the last of them"),
        pytest.param(a_document(2, 2, public_on=day(10)), 22, id="from the platform's own day"),
        pytest.param(a_document(2, None), 0, id="one is missing"),
        pytest.param(a_document(2, 2, public_at=None, public_on=None), 0, id="a draft"),
    ],
)
def test_days_standing(document: Document, days: int) -> None:
    assert days_standing(document, day(31)) == days


def test_days_standing_end_at_a_gap() -> None:
    shown = (Shown(WEB, day(1)), on_board(day(1), day(10)), on_board(day(12), day(20)), on_board(day(21)))
    assert days_standing(replace(a_document(public_on=day(1)), shown=shown), day(31)) == 20


def test_forms_are_counted_by_document() -> None:
    twice = replace(a_document(), shown=(Shown(WEB, day(1)), Shown(WEB, day(2)), on_board(day(3))))
    found = used_forms([twice, a_document(4, None), a_document(public_at=None)], lambda one: one.form == WEB)
    assert found == {WEB: 2}


def test_each_cell_looks_at_its_own_alone() -> None:
    other = replace(a_document(10, 4), codes=frozenset({"Y"}))
    told = Told([a_document(), other], [a_statement(code="Z")], [Sample(1, 1, day(20), "Y", True, "chưa đúng")])
    dues = [replace(a_due(), item=an_item(code=code)) for code in ("X", "Y", "Z", "W")]
    found = cells(dues, told)
    assert [one.met for one in found] == [True, False, True, False]
    assert found == [cell_of(due, told) for due in dues]
