"""Forecasts kept by day: what stays, the trend, what duties are worth."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.joined import joined_year, report
from tests.evaluations.scenario import Year, fresh, on
from thanthien.core import clock
from thanthien.core.jobs import enqueue
from thanthien.evaluations.actions.forecasts import keep_forecasts, running_cycles
from thanthien.evaluations.models import DailyForecast
from thanthien.evaluations.queries.forecast_page import trend_bars
from thanthien.evaluations.queries.kept_forecasts import latest_forecasts, trend_of, worth_of_measures
from thanthien.evaluations.tasks import foresee
from thanthien.measures.duties import Worth
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db
D = Decimal
WEEKLY = "grassroots.weekly_reports"
THURSDAYS = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 29)]  # of weeks 2, 3 and 5


@pytest.fixture
def year() -> Iterator[Year]:
    made = joined_year(units=2)
    report(made, THURSDAYS)
    with on(date(2026, 2, 9)):
        yield made


def days() -> list[date]:
    return list(DailyForecast.objects.order_by("as_of").values_list("as_of", flat=True).distinct())


def test_forecast_is_kept_as_the_engine_gave_it(year: Year) -> None:
    assert keep_forecasts(cycle=year.cycle) == 2
    kept = DailyForecast.objects.get(dossier=year.dossier())
    # 1.1 at best 3,5 of 4; the other three may still come to their maximum
    assert (kept.points, kept.points_low, kept.points_high, kept.maximum) == (D(0), D(0), D("9.5"), D(10))
    assert (kept.level_low, kept.level_now, kept.level_high) == (0, 0, 2)
    assert (kept.as_of, kept.missed, kept.due, kept.lost) == (date(2026, 2, 8), 2, 1, D("0.5"))


def test_second_forecast_of_a_day_takes_the_place_of_the_first(year: Year) -> None:
    keep_forecasts(cycle=year.cycle)
    report(year, [date(2026, 2, 5)], told=date(2026, 2, 9))
    with clock.set_to(datetime(2026, 2, 9, 18)):
        keep_forecasts(cycle=year.cycle)
    assert DailyForecast.objects.count() == 2
    assert DailyForecast.objects.get(dossier=year.dossier()).due == 0


def test_of_days_gone_by_the_sundays_stay(year: Year) -> None:
    for day in range(9, 18):
        with on(date(2026, 2, day)):
            keep_forecasts(cycle=year.cycle)
    assert days() == [date(2026, 2, 8), date(2026, 2, 15), date(2026, 2, 16)]


def test_posted_dossier_keeps_what_was_foreseen_and_gets_no_more(year: Year) -> None:
    keep_forecasts(cycle=year.cycle)
    year.post("10002")
    assert [row.dossier.unit.code for row in latest_forecasts(year.cycle)] == ["10001"]
    with on(date(2026, 2, 10)):
        assert keep_forecasts(cycle=year.cycle) == 1
    assert [row.dossier.unit.code for row in latest_forecasts(year.cycle)] == ["10001"]


def test_every_morning_the_running_cycles_are_foreseen(year: Year, run_jobs: Any) -> None:
    with on(date(2026, 1, 1)):
        assert running_cycles() == []
    assert running_cycles() == [year.cycle]
    run = enqueue(foresee, by=None, key="2026-02-09")
    run_jobs()
    run.refresh_from_db()
    assert run.told == ["Đã tính dự báo của 2 hồ sơ."]
    assert DailyForecast.objects.count() == 2


# --- The trend ------------------------------------------------------------------------------------------------------


def test_trend_is_of_eight_weeks_at_most(year: Year) -> None:
    for week in range(10):
        with on(date.fromordinal(date(2026, 2, 9).toordinal() + 7 * week)):
            keep_forecasts(cycle=year.cycle)
    trend = trend_of(year.dossier())
    sundays = [date.fromordinal(date(2026, 2, 8).toordinal() + 7 * week) for week in range(2, 10)]
    assert [(day, row.as_of if row else None) for day, row in trend] == [(day, day) for day in sundays]
    assert [bar.label for bar in trend_bars(trend)][:2] == ["22/2", "1/3"]


def test_weeks_of_which_nothing_was_kept_are_drawn_without_a_bar(year: Year) -> None:
    for day in (date(2026, 2, 9), date(2026, 2, 26)):
        with on(day):
            keep_forecasts(cycle=year.cycle)
    bars = [(bar.label, bar.share) for bar in trend_bars(trend_of(year.dossier()))]
    empty = [(label, "chưa lưu") for label in ("4/1", "11/1", "18/1", "25/1", "1/2")]
    assert bars == [*empty, ("8/2", "0%"), ("15/2", "chưa lưu"), ("22/2", "chưa lưu"), ("25/2", "0%")][-8:]


def test_page_draws_the_trend_with_its_table(year: Year, client: Client) -> None:
    address = reverse("forecast", args=[year.cycle.pk, "10001"])
    client.force_login(year.people.office)
    assert "Chưa có tuần nào được lưu" in client.get(address).content.decode()
    keep_forecasts(cycle=year.cycle)
    text = " ".join(client.get(address).content.decode().split())
    assert '<th scope="row">8/2</th> <td class="num">0%</td> <td>0 điểm, cao nhất còn có thể 9,5</td>' in text


# --- Worth ----------------------------------------------------------------------------------------------------------


def test_duties_are_worth_what_was_kept_last(year: Year, django_assert_num_queries: Any) -> None:
    unit, other = (year.dossier(code).unit_id for code in ("10001", "10002"))
    assert worth_of_measures([unit], [WEEKLY]).answer() == {}
    keep_forecasts(cycle=year.cycle)
    with django_assert_num_queries(1):
        found = worth_of_measures([unit, other], [WEEKLY, "chua.co"]).answer()
    # of 53 weeks 3 and 48 can still be won, of the other unit 48
    assert found == {
        unit: {WEEKLY: Worth(D("3.50"), D("3.50"), "iso_week", 48)},
        other: {WEEKLY: Worth(D("3.00"), D("3.00"), "iso_week", 48)},
    }


def test_worth_kept_in_an_older_form_is_left_out(year: Year) -> None:
    keep_forecasts(cycle=year.cycle)
    DailyForecast.objects.update(worth={WEEKLY: ["3.50", "0.19", "iso_week"]})
    unit = year.dossier().unit_id
    assert worth_of_measures([unit], [WEEKLY]).answer() == {unit: {}}


def test_worth_in_words() -> None:
    several = Worth(D(1), D("0.25"), "iso_week", 6)
    assert several.words == "làm đủ 6 tuần còn lại thì đạt thêm 0,25 điểm, bỏ cả thì mất 0,75 điểm"
    assert Worth(D(2), D(2)).words == "còn có thể đạt thêm 2 điểm"
    assert Worth(D(0), D(0), "iso_week", 3).words == ""


def test_worth_is_a_loss_where_the_points_of_the_day_cannot_rise() -> None:
    """45 of 46 weeks counted: 3,75 of 4 today, no more with the last 6 weeks and 2,75 without them."""
    assert Worth(D(1), D(0), "iso_week", 6).words == "bỏ cả 6 tuần còn lại thì mất 1 điểm"
    assert Worth(D("0.25"), D(0), "iso_week", 1).words == "bỏ tuần còn lại thì mất 0,25 điểm"


def test_my_work_tells_what_a_duty_is_worth(year: Year, client: Client) -> None:
    keep_forecasts(cycle=year.cycle)
    user = fresh(year.who("10001", "focal"))
    worth = {work.title: work.worth for work in work_of(user) if work.key.startswith("duty:")}
    assert worth["Ý kiến của Nhân dân hằng tuần"] == Worth(D("3.50"), D("3.50"), "iso_week", 48)
    client.force_login(user)
    assert "làm đủ 48 tuần còn lại thì đạt thêm 3,5 điểm" in client.get("/viec-cua-toi/").content.decode()
