"""What narrows and sorts the grid of all units says the same as the rows that are shown; a long grid has pages."""

import csv
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.joined import joined_year, report
from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.recorder import RECORDER
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.actions.computing import ask, keep
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Answer, DossierFigure, SheetItem
from thanthien.evaluations.queries.figure_door import differs
from thanthien.evaluations.queries.grid_marks import open_grid
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.views import appraiser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_february")]

LOOK = date(2026, 2, 10)

CODES = ("10001", "10002", "10003")


@pytest.fixture
def year() -> Year:
    """Three communes: one agreed with and sent, one with another word for the same points, one not scored and asked."""
    made = open_year()
    for code in CODES:
        made.accept(code)
    made.fill("10001", made.people.mttq, {})
    same_points = Entry(AnswerState.VALUE, {"numerator": "92", "denominator": "104"}, "Sổ ghi hai năm")
    made.fill("10002", made.people.mttq, {("mttq", "1.1"): same_points})
    SheetItem.objects.filter(pk=made.item("10002", "1.1", "mttq").pk).update(field_check=True)
    made.send("10001", made.people.mttq)
    sheets.ask_item(by=fresh(made.people.mttq), item_id=made.item("10003", "1.1", "mttq").pk, question="Gửi sổ")
    return made


@pytest.mark.parametrize("code", ["1.1", "1.2"])
def test_marks_say_what_the_rows_say(year: Year, code: str) -> None:
    user = fresh(year.people.mttq)
    found = open_grid(user, year.cycle.pk, code, "mttq")
    assert found is not None
    rows = {row.item.pk: row for row in found.rows(user, [mark.pk for mark in found.marks])}
    told = (
        "unscored",
        "differs",
        "difference",
        "to_check",
        "open_requests",
        "writable",
        "figures",
        "apart",
        "apart_by",
    )
    assert [[getattr(mark, name) for name in told] for mark in found.marks] == [
        [getattr(rows[mark.pk], name) for name in told] for mark in found.marks
    ]
    assert len({tuple(getattr(mark, name) for name in told[:4]) for mark in found.marks}) > 1


def test_figures_that_differ_at_the_cut_off_are_those_that_differ_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDER, "on", False)
    made = joined_year(units=2)
    report(made, [date(2026, 1, 8)])
    for code in CODES[:2]:
        made.accept(code)
    report(made, [date(2026, 1, 22)])
    dossiers = [made.dossier(code) for code in CODES[:2]]
    with on(date(2026, 2, 5)):
        keep(ask(made.cycle, Moment.CUT_OFF, [one.unit_id for one in dossiers], as_of=date(2026, 2, 1)), dossiers)
    found = open_grid(fresh(made.people.mttq), made.cycle.pk, "1.1", "mttq")
    assert found is not None
    kept = {
        one.pk: {Moment(row.moment): row for row in DossierFigure.objects.filter(
            dossier=one, measure="grassroots.weekly_reports"
        )}
        for one in dossiers
    }  # fmt: skip
    assert {mark.dossier_id: mark.figures.differs for mark in found.marks} == {
        pk: differs(figures) for pk, figures in kept.items()
    }
    assert any(mark.figures.differs for mark in found.marks)


def weeks(held: int) -> dict[str, str]:
    return {"numerator": str(held), "denominator": "4"}


def test_rows_that_differ_from_the_platform_are_marked_filtered_and_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDER, "on", False)
    made = joined_year(units=4)
    for code in CODES:
        made.accept(code)
    answers = Answer.objects.filter(indicator__code="1.1")
    far = {"state": "value", "system_state": "value", "points": 4, "value": weeks(4)}
    answers.filter(dossier__unit__code="10001").update(**far, system_value=weeks(4))
    answers.filter(dossier__unit__code="10002").update(**far, system_value=weeks(3))
    answers.filter(dossier__unit__code="10003").update(**far, system_value=weeks(1))
    page, _ = look(made)
    assert names(page) == ["10003", "10002", "10001"]
    assert [row.row.apart for row in page.context["rows"]] == [True, True, False]
    assert page.text.count('title="Tự chấm khác số liệu hệ thống"') == 2
    assert names(look(made, "?loc=khac-he-thong")[0]) == ["10003", "10002"]
    assert [marked.row.doubts[-1] for marked in page.context["rows"][:2]] == [
        "Tự chấm khác số liệu hệ thống: 1/4 (25,0%)", "Tự chấm khác số liệu hệ thống: 3/4 (75,0%)",
    ]  # fmt: skip
    found = open_grid(fresh(made.people.mttq), made.cycle.pk, "1.1", "mttq")
    assert found is not None
    rows = {row.item.pk: row for row in found.rows(fresh(made.people.mttq), [mark.pk for mark in found.marks])}
    assert [(one.apart, one.apart_by) for one in found.marks] == [
        (rows[one.pk].apart, rows[one.pk].apart_by) for one in found.marks
    ]


# --- Pages ----------------------------------------------------------------------------------------------------------


def look(year: Year, query: str = "") -> tuple[Any, int]:
    client = Client()
    client.force_login(fresh(year.people.mttq))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"]) + query)
    return page, len(captured)


def names(page: Any) -> list[str]:
    return [row.row.dossier.unit.code for row in page.context["rows"]]


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three units are more than one page takes."""
    monkeypatch.setattr(appraiser, "WHOLE", 2)
    monkeypatch.setattr(appraiser, "LONG_PAGE", 2)


@pytest.mark.usefixtures("long")
def test_long_grid_has_pages_in_its_order_and_counts_all_rows(year: Year) -> None:
    whole = ["10002", "10003", "10001"]  # what differs first, what is sent last
    (first, few), (second, _) = look(year), look(year, "?trang=2")
    assert names(first) + names(second) == whole
    assert (len(names(first)), first.context["counts"].total) == (2, 3)
    assert {key: count for key, _, count in first.context["only"]}["chua-cham"] == 1
    assert few == look(year)[1]


@pytest.mark.usefixtures("long")
def test_file_of_a_long_grid_holds_all_its_rows(year: Year) -> None:
    answer, _ = look(year, "?tai=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    told = list(csv.DictReader(lines, dialect=csv.Sniffer().sniff(lines[0])))
    assert sorted(row["Mã đơn vị"] for row in told) == list(CODES)


def test_grid_of_a_hundred_stands_on_one_page(year: Year) -> None:
    page, _ = look(year)
    assert (page.context["page"], len(names(page))) == (None, 3)
