"""Duties kept each morning, and the boards that are read from them: a unit's months, the city's periods."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evaluations.joined import joined_year, report
from tests.evaluations.scenario import PHASES, SWITCHES, Year, fresh, on, open_year
from thanthien.evaluations.actions import cycles
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.evaluations.models import Cycle, DailyForecast
from thanthien.evaluations.queries.terms import year_kept
from thanthien.measures.duties import State
from thanthien.measures.models import KeptDuty
from thanthien.measures.scope import Span
from thanthien.records.boards import Cell, heat_of, missed_boards, stopped_in
from thanthien.records.keeping import keep_duties
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
WEEKLY = "grassroots.weekly"
MONDAY = date(2026, 2, 9)  # weeks 1 to 6 are over; of week 6 one may still tell
THURSDAYS = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 29)]  # of weeks 2, 3 and 5


@pytest.fixture
def year() -> Iterator[Year]:
    """10001 told of weeks 2, 3 and 5; 10002 never."""
    made = joined_year(units=2)
    made.register()
    report(made, THURSDAYS)
    with on(MONDAY):
        keep_duties()
        yield made


def unit(code: str = "10001") -> Unit:
    return Unit.objects.get(code=code)


def months(year: Year, code: str = "10001") -> list[Cell]:
    (row,) = [row for row in heat_of(unit(code).pk, year_kept(year.cycle)).rows if row.duty.key == WEEKLY]
    return [cell for _, cell in row.cells]


def kept(code: str = "10001") -> dict[str, str]:
    rows = KeptDuty.objects.filter(unit__code=code, duty=WEEKLY).order_by("period")
    return dict(rows.values_list("period", "state"))


def silent(year: Year) -> list[tuple[str, int, date]]:
    rows = stopped_in(year_kept(year.cycle)).filter(duty=WEEKLY)
    return [(row["unit__code"], row["missed"], row["first"]) for row in rows]


def test_every_period_that_has_begun_is_kept_with_its_state(year: Year) -> None:
    late, done, due = State.LATE, State.DONE, State.DUE
    told = {"W01": late, "W02": done, "W03": done, "W04": late, "W05": done, "W06": due, "W07": due}
    assert kept() == {f"2026-{week}": state for week, state in told.items()}


def test_month_holds_the_weeks_of_its_thursdays(year: Year) -> None:
    assert months(year) == [Cell(3, 2, 0), Cell(0, 0, 2), *[Cell()] * 10]
    assert [cell.tone for cell in months(year)[:3]] == ["part", "open", ""]


def test_next_morning_tells_what_was_told_since(year: Year) -> None:
    report(year, [date(2026, 2, 5)], told=MONDAY)
    with on(date(2026, 2, 10)):
        keep_duties()
    assert kept()["2026-W06"] == State.DONE
    assert months(year)[1] == Cell(1, 0, 1)


def test_period_is_told_anew_until_it_is_settled(year: Year) -> None:
    for day in (date(2026, 5, 1), date(2026, 5, 2)):
        with on(day):
            keep_duties()
    rows = KeptDuty.objects.filter(unit__code="10001", duty=WEEKLY)
    at = {row.period: row.kept_at.date() for row in rows}
    assert (at["2026-W02"], at["2026-W18"]) == (date(2026, 5, 1), date(2026, 5, 2))


def test_what_was_told_too_late_is_no_period_that_counts(year: Year) -> None:
    report(year, [date(2026, 1, 22)], told=MONDAY)  # of week 4, whose time was over on 27 January
    with on(date(2026, 2, 10)):
        keep_duties()
    assert kept()["2026-W04"] == State.LATE


def test_board_of_each_year_that_holds_a_week_goes_by_its_own_terms(year: Year) -> None:
    """Beside the official year 10001 is in a trial that takes records for ten working days: week 4, told on 6/2, is
    too late for the one and in time for the other."""
    late, done, official = State.LATE, State.DONE, year.cycle
    span = Span(date(2026, 1, 1), date(2026, 12, 31), 10)
    with on(date(2026, 1, 5)):
        trial = cycles.open_cycle(
            by=fresh(year.people.office),
            plan=cycles.Plan(
                official.criteria_set, 2026, "Chấm thử", PHASES, kind="trial", span=span, switches=SWITCHES,
                units=frozenset({unit().pk}),
            ),
        )  # fmt: skip
    report(year, [date(2026, 1, 22)], told=date(2026, 2, 6))
    with on(date(2026, 2, 10)):
        keep_duties()
    rows = KeptDuty.objects.filter(duty=WEEKLY, period="2026-W04").values_list("unit__code", "year", "state")
    keys = (official.terms_key, trial.terms_key)
    assert set(rows) == {("10001", keys[0], late), ("10001", keys[1], done), ("10002", keys[0], late)}
    assert [_january(one) for one in (official, trial)] == [Cell(3, 2, 0), Cell(4, 1, 0)]


def _january(cycle: Cycle) -> Cell:
    (row,) = [row for row in heat_of(unit().pk, year_kept(cycle)).rows if row.duty.key == WEEKLY]
    return row.cells[0][1]


def test_what_is_owed_no_more_is_dropped(year: Year) -> None:
    Unit.objects.filter(code="10002").update(valid_to=date(2026, 1, 18))
    with on(date(2026, 2, 10)):
        keep_duties()
    assert list(kept("10002")) == ["2026-W01", "2026-W02", "2026-W03"]


def test_unit_that_left_out_the_last_two_periods_has_stopped(year: Year) -> None:
    assert silent(year) == [("10002", 5, date(2026, 1, 1))]
    with on(date(2026, 2, 20)):
        keep_duties()
    assert silent(year) == [("10002", 7, date(2026, 1, 1)), ("10001", 2, date(2026, 2, 5))]


def test_city_counts_the_units_that_left_out_a_period(year: Year) -> None:
    boards = missed_boards(year_kept(year.cycle), units=year.cycle.dossiers.values("unit"))
    (weekly,) = [board for board in boards if board.kind == "iso_week"]
    (row,) = [row for row in weekly.rows if row.duty.key == WEEKLY]
    cells = [(period.key[5:], cell) for period, cell in row.cells]
    assert cells[:2] == [("W01", Cell(0, 2, 0)), ("W02", Cell(1, 1, 0))]
    assert cells[-1] == ("W07", Cell(0, 0, 2))


def test_number_of_the_city_opens_those_units_and_each_its_records(client: Client, year: Year) -> None:
    client.force_login(year.people.leader)
    address = reverse("city-duties", args=[year.cycle.pk])
    page = client.get(address)
    assert f"{address}?viec={WEEKLY}&amp;ky=2026-W02&amp;tinh_trang=qua-han#tung-ky" in page.text
    shown = client.get(address, {"viec": WEEKLY, "ky": "2026-W02", "tinh_trang": "qua-han"})
    assert [row.unit.code for row in shown.context["table"].rows] == ["10002"]
    assert reverse("figure-records", args=[year.cycle.pk, "10002", "1.1"]) in shown.text


def test_commune_opens_its_months_and_no_others(client: Client, year: Year) -> None:
    client.force_login(fresh(year.who("10001", "focal")))
    own, other = (reverse("unit-duties", args=[year.cycle.pk, code]) for code in ("10001", "10002"))
    page = client.get(own, {"thang": "2026-01", "viec": WEEKLY})
    assert [row.period for row in page.context["table"].rows] == [f"2026-W0{week}" for week in (5, 4, 3, 2, 1)]
    assert client.get(other).status_code == 404


def test_leader_of_a_commune_reads_three_numbers_and_what_waits_for_them(client: Client, year: Year) -> None:
    client.force_login(fresh(year.who("10001", "chair")))
    page = client.get(reverse("commune-leader"))
    (standing,) = page.context["standings"]
    forecast = client.get(reverse("forecast", args=[year.cycle.pk, "10001"])).context["page"]
    total, most = forecast.found.now.total, forecast.found.most.total
    assert (standing.page.found.now.total, standing.gain) == (total, most.high - total.points)
    weekly = KeptDuty.objects.filter(unit__code="10001", state=State.LATE).count()
    assert standing.overdue == weekly
    assert "lần quá hạn theo tình hình lưu lúc" in " ".join(page.text.split())
    client.force_login(fresh(year.who("10001", "officer")))
    assert client.get(reverse("commune-leader")).status_code == 404


def test_leader_reads_what_was_recorded_since_the_morning(client: Client, year: Year) -> None:
    """The same number as the page of the forecast, not the one that was kept before."""
    keep_forecasts(cycle=year.cycle)
    report(year, [date(2026, 2, 3)], told=date(2026, 2, 8))
    client.force_login(fresh(year.who("10001", "chair")))
    (standing,) = client.get(reverse("commune-leader")).context["standings"]
    kept_before = DailyForecast.objects.get(dossier__unit__code="10001")
    assert standing.page.found.now.total.points > kept_before.points


def waiting_for_chair(client: Client, year: Year, day: date) -> list[list[str]]:
    """What waits for the word of the Chủ tịch, and what else waits beside the duties of rooms."""
    client.force_login(fresh(year.who("10001", "chair")))
    with on(day):
        page = client.get(reverse("commune-leader"))
    groups, others = ([work for group in page.context[name] for work in group.works] for name in ("groups", "others"))
    return [[work.title for work in groups], [work.title for work in others if not work.key.startswith("duty:")]]


def test_signature_stands_under_what_waits_for_a_signature(client: Client) -> None:
    made = open_year(units=1)
    made.meet()
    assert waiting_for_chair(client, made, date(2026, 1, 20))[0] == ["Ký duyệt"]


def test_what_others_may_do_as_well_stands_apart(client: Client) -> None:
    made = open_year(units=1)
    made.register()
    assert waiting_for_chair(client, made, date(2026, 1, 12)) == [[], ["Bắt đầu tự chấm"]]


def test_list_that_was_asked_for_stands_before_the_board(client: Client, year: Year) -> None:
    client.force_login(fresh(year.who("10001", "chair")))
    address = reverse("unit-duties", args=[year.cycle.pk, "10001"])
    whole, overdue = (client.get(address, asked).text for asked in ({}, {"tinh_trang": "qua-han"}))
    assert "Bảng theo tháng" not in whole
    assert overdue.index("Bảng theo tháng") < overdue.index("duty-board") < overdue.index('id="tung-ky"')
    assert "Kéo bảng sang ngang để xem đủ 12 tháng." in whole


@pytest.mark.parametrize("page", ["city-duties", "unit-duties"])
def test_boards_take_few_statements_whatever_the_units(client: Client, year: Year, page: str) -> None:
    client.force_login(fresh(year.people.leader))
    address = reverse(page, args=[year.cycle.pk] if page == "city-duties" else [year.cycle.pk, "10001"])
    counts = []
    client.get(address)
    for code in ("", "10002"):  # of both units, then of one
        KeptDuty.objects.filter(unit__code=code).delete()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 15
