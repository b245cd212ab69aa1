"""Rows of the grid that want a look of their own: marked, told why, and never taken over in bulk without a tick."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import GOOD, Year, confirming, fresh, on
from tests.recorder import RECORDER
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.evaluations.actions.computing import ask, keep
from thanthien.evaluations.actions.sheets import ask_item
from thanthien.evaluations.enums import AnswerState, Moment
from thanthien.evaluations.models import Answer, SheetItem
from thanthien.evaluations.queries.grid_figures import RowFigures
from thanthien.evaluations.scored import Entry
from thanthien.measures.actions import accept_late
from thanthien.units.models import Agency, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_february")]

FIRST, LATE, LOOK = date(2026, 1, 8), date(2026, 2, 1), date(2026, 2, 10)
NOTHING = Entry(AnswerState.NOT_APPLICABLE, reason="Không có hồ sơ")


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch) -> Year:
    """Two communes under appraisal. The first wrote the reports of ten days at once, too late, and says that of 1.2
    nothing arose, where it has numbers of a fast day. The second says what the platform says.
    Neither has evidence for 1.1, of which the set expects some."""
    monkeypatch.setattr(RECORDER, "on", False)
    made = joined_year(units=3)
    decide(made, date(2026, 1, 5))
    hold(made, date(2026, 1, 7), 12, 11)
    made.accept("10001", GOOD | {"1.2": NOTHING})
    made.accept("10002")
    report(made, [FIRST + timedelta(days=number) for number in range(10)], told=LATE)
    Answer.objects.filter(dossier__unit__code="10002").update(
        system_state=F("state"), system_value=F("value"), system_as_of=FIRST
    )
    return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def grid(year: Year, code: str = "1.1") -> str:
    return reverse("appraisal-grid", args=[year.cycle.pk, code])


def doubts(year: Year, code: str) -> dict[str, tuple[str, ...]]:
    rows = signed_in(year.people.mttq).get(grid(year, code)).context["rows"]
    return {row.row.dossier.unit.code: row.row.doubts for row in rows}


def listed(year: Year, code: str) -> Any:
    """The list to check of both rows of an indicator."""
    address = reverse("appraisal-confirm", args=[year.cycle.pk, code])
    items = [year.item(unit, code, "mttq").pk for unit in ("10001", "10002")]
    return signed_in(year.people.mttq).post(address, {"chon": items})


def confirm(year: Year, code: str, shown: Any, *ticked: int) -> Any:
    address = reverse("appraisal-confirm", args=[year.cycle.pk, code])
    sent = confirming(shown) | {f"xem{pk}": "on" for pk in ticked}
    return signed_in(year.people.mttq).post(address, sent)


def states(year: Year, code: str) -> list[str]:
    return [year.item(unit, code, "mttq").state for unit in ("10001", "10002")]


# --- Why ------------------------------------------------------------------------------------------------------------


def test_row_is_doubted_for_lack_of_evidence_and_for_records_made_together(year: Year) -> None:
    assert doubts(year, "1.1") == {
        "10001": (
            "Chưa có minh chứng",
            "Tự chấm khác số liệu hệ thống: 0/2 (0,0%)",
            "10 bản ghi quá hạn; ghi dồn: 10 bản ghi quá hạn được ghi trong ngày 01/02/2026.",
        ),
        "10002": ("Chưa có minh chứng",),
    }


def test_row_is_doubted_where_records_stand_against_the_claim(year: Year) -> None:
    assert doubts(year, "1.2") == {
        "10001": ("Đơn vị ghi “Không phát sinh”, hệ thống có 1 bản ghi",), "10002": (),
    }  # fmt: skip


def test_evidence_that_the_body_may_see_removes_the_doubt(year: Year) -> None:
    made = year.document("10002", "Sổ tiếp nhận")
    row = year.answer("10002", "1.1")
    row.evidence.create(document=made, attached_by=year.who("10002", "focal"), attached_at=clock.now())
    assert doubts(year, "1.1")["10002"] == ()


@pytest.mark.parametrize(("records", "unproven"), [(10, False), (0, True)])
def test_figure_taken_over_from_the_platform_is_proved_by_its_records(year: Year, records: int, unproven: bool) -> None:
    shown = signed_in(year.people.mttq).get(grid(year)).context["rows"]
    row = replace(shown[0].row, figures=RowFigures(records=records))
    row.answer.system_state, row.answer.system_value = row.answer.state, row.answer.value
    assert row.unproven is unproven


def test_question_that_waits_for_the_commune_is_a_doubt(year: Year) -> None:
    ask_item(by=fresh(year.people.mttq), item_id=year.item("10002", "1.2", "mttq").pk, question="Sổ nào?")
    assert doubts(year, "1.2")["10002"] == ("Đang chờ đơn vị bổ sung",)


# --- One row --------------------------------------------------------------------------------------------------------


def agree(year: Year, unit: str, **more: str) -> Any:
    """The button of one row, pressed on a page that is old; with a reason: the form that it opens."""
    item = year.item(unit, "1.2", "mttq")
    row = {"tu": "hang", "giu": str(item.pk), f"i{item.pk}-version": "0", f"i{item.pk}-answer": "1"}
    form = {"version": "0", "dong-y": "1", "state": "not_applicable"} | more
    address = reverse("appraisal-item", args=[item.pk])
    return signed_in(year.people.mttq).post(address, form if more else row, headers={"HX-Request": "true"})


def test_one_press_takes_over_no_row_in_doubt(year: Year) -> None:
    refused, taken = agree(year, "10001"), agree(year, "10002")
    assert (refused.status_code, taken.status_code, states(year, "1.2")) == (422, 200, ["missing", "value"])
    assert "cần xem riêng (Đơn vị ghi “Không phát sinh”, hệ thống có 1 bản ghi)" in refused.text


def test_form_that_agrees_holds_the_word_of_the_commune_and_not_its_reason(year: Year) -> None:
    page = signed_in(year.people.mttq).get(
        reverse("appraisal-item", args=[year.item("10001", "1.2", "mttq").pk]) + "?dung=tu-cham"
    )
    form = page.context["form"]
    assert (form["state"].value(), form["reason"].value()) == ("not_applicable", "")
    assert "Lý do: Không có hồ sơ" in page.text


def test_row_in_doubt_is_agreed_with_for_a_reason_of_the_body(year: Year) -> None:
    refused = agree(year, "10001", reason=" ")
    assert (refused.status_code, states(year, "1.2")[0]) == (422, "missing")
    agree(year, "10001", reason="Đã kiểm tra tại đơn vị")
    assert year.item("10001", "1.2", "mttq").reason == "Đã kiểm tra tại đơn vị"


def test_reason_of_the_commune_is_never_put_down_as_that_of_the_body(year: Year) -> None:
    first = year.item("10001", "1.2", "mttq").pk
    Answer.objects.filter(dossier__unit__code="10002", indicator__code="1.2").update(reason="Theo sổ giấy")
    confirm(year, "1.2", listed(year, "1.2"), first)
    assert [year.item(unit, "1.2", "mttq").reason for unit in ("10001", "10002")] == ["Đồng ý với tự chấm.", ""]


# --- The bulk act ---------------------------------------------------------------------------------------------------


def test_list_to_check_sets_doubted_rows_apart_and_ticks_none(year: Year) -> None:
    page = listed(year, "1.2")
    first = year.item("10001", "1.2", "mttq").pk
    assert [(title, [line.row.name for line in lines]) for title, lines in page.context["sections"]] == [
        ("Cần xem riêng", ["Xã An Hòa"]), ("Đồng ý với tự chấm", ["Phường Bình Minh"]),
    ]  # fmt: skip
    assert f'<input type="checkbox" name="xem{first}" id="id_xem{first}">' in page.text


def test_doubted_row_is_left_unless_it_has_a_tick_of_its_own(year: Year) -> None:
    done = confirm(year, "1.2", listed(year, "1.2"))
    assert (done.status_code, states(year, "1.2")) == (302, ["missing", "value"])


def test_doubted_row_is_taken_with_its_tick(year: Year) -> None:
    confirm(year, "1.2", listed(year, "1.2"), year.item("10001", "1.2", "mttq").pk)
    assert states(year, "1.2") == ["not_applicable", "value"]


def test_only_doubted_rows_and_no_tick_is_refused_with_the_next_step(year: Year) -> None:
    done = confirm(year, "1.1", listed(year, "1.1"))
    assert (done.status_code, SheetItem.objects.exclude(state=AnswerState.MISSING).count()) == (422, 0)
    assert "cần đánh dấu ở hàng của đơn vị được đồng ý với tự chấm" in done.text


def test_doubt_that_came_after_the_check_is_told_before_anything_is_taken(year: Year) -> None:
    shown = listed(year, "1.2")
    dossiers = [year.dossier(code) for code in ("10001", "10002")]
    hold(year, date(2026, 1, 7), 5, 1, code="10002")
    with on(date(2026, 2, 9)):
        keep(ask(year.cycle, Moment.CUT_OFF, [one.unit_id for one in dossiers], as_of=date(2026, 2, 1)), dossiers)
    done = confirm(year, "1.2", shown)
    assert (done.status_code, states(year, "1.2")) == (409, ["missing", "missing"])


# --- The red clock --------------------------------------------------------------------------------------------------


def test_clock_leads_to_the_days_on_which_late_records_were_made(year: Year) -> None:
    address = reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"]) + "?luc=moi-nhat&theo=ngay-co-qua-han"
    assert signed_in(year.people.mttq).get(grid(year)).text.count(f'href="{escape(address)}#ban-ghi"') == 1
    page = signed_in(year.people.mttq).get(address)
    assert [(one.day, len(one.records), one.late, one.together) for one in page.context["made"]] == [
        (LATE, 10, 10, True)
    ]
    assert "Ghi ngày 01/02/2026" in " ".join(page.text.split())
    head = page.text.split("</h1>")[1].split("Lần tính")[0]
    late = reverse("measures-late", args=["10001", "grassroots.weekly_reports", year.cycle.terms_key])
    assert f'href="{late}"' in head


def test_days_without_late_records_are_left_out_where_those_with_some_are_asked_for(year: Year) -> None:
    report(year, [date(2026, 2, 3)], told=date(2026, 2, 3))
    address = reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"])
    client = signed_in(year.people.mttq)
    days = {
        order: [one.day.day for one in client.get(f"{address}?luc=moi-nhat&theo={order}").context["made"]]
        for order in ("ngay-ghi", "ngay-co-qua-han")
    }
    assert days == {"ngay-ghi": [3, 1], "ngay-co-qua-han": [1]}


def test_records_behind_the_clock_and_the_posted_figure_say_their_days(year: Year) -> None:
    told = signed_in(year.people.mttq).get(
        reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"]) + "?luc=moi-nhat"
    )
    page = " ".join(told.text.split())
    assert "Khi niêm yết, đến 13/01/2026:" in page
    assert "Đến 09/02/2026: 0 bản ghi đúng hạn" in page


def test_records_by_period_offer_the_order_by_making(year: Year) -> None:
    page = signed_in(year.people.mttq).get(
        reverse("figure-records", args=[year.cycle.pk, "10001", "1.1"]) + "?luc=moi-nhat"
    )
    assert [(tab.label, tab.current) for tab in page.context["orders"]] == [
        ("Theo kỳ", True), ("Theo ngày ghi", False), ("Ngày có bản ghi quá hạn", False),
    ]  # fmt: skip
    assert page.context["made"] == []


# --- Never stale for one who has just acted -------------------------------------------------------------------------


def look(year: Year) -> tuple[int, int]:
    """How many late records the grid tells of the first commune, and with how many statements."""
    client = signed_in(year.people.mttq)
    with CaptureQueriesContext(connection) as captured:
        rows = client.get(grid(year)).context["rows"]
    counts = {row.row.dossier.unit.code: row.row.figures.timeliness.late for row in rows}
    return counts["10001"], len(captured)


def test_word_of_a_body_is_read_anew_at_once(year: Year) -> None:
    first, again = look(year)[1], look(year)[1]
    unit, key = Unit.objects.get(code="10001"), "grassroots.weekly_reports"
    accept_late(by=fresh(year.people.mttq), unit=unit, measure=key, periods=["2026-W02"], reason="Mất điện")
    after = look(year)[1]
    # Units, first days, calendar, words of bodies, records; these words by unit, and since when figures are posted.
    assert (first - again, after - again) == (5, 7)


def test_who_writes_records_sees_in_the_grid_what_he_has_just_written(year: Year) -> None:
    committee = Agency.objects.get(code="ubnd-10003")
    before = look(year)[0]
    report(year, [date(2026, 1, 20)], told=LATE)
    kept = look(year)[0]
    Membership.objects.create(
        user=year.people.mttq, agency=committee, role=Role.COMMUNE_OFFICER, valid_from=date(2026, 2, 1)
    )
    assert (before, kept, look(year)[0]) == (10, 10, 11)
