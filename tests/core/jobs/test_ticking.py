"""What the clock starts."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.core.jobs.sample import tasks
from thanthien.core import clock
from thanthien.core.jobs import job, periodic
from thanthien.core.jobs.models import JobRun
from thanthien.core.jobs.ticking import LATEST, Ticker

pytestmark = pytest.mark.django_db

HALF_PAST_SIX = datetime(2026, 3, 2, 6, 30, tzinfo=clock.ZONE)


def started(ticker: Ticker) -> list[JobRun]:
    """Runs of the job of the tests; others of the product tick beside it."""
    return [run for run in ticker.tick() if run.name == tasks.daily.name]


def test_tick_starts_one_run_of_the_system_in_time_of_viet_nam(run_jobs: Any) -> None:
    with clock.set_to(HALF_PAST_SIX):
        [run] = started(Ticker())
    assert (run.key, run.person) == ("2026-03-02T06:30", None)
    [done] = [one for one in run_jobs() if one.pk == run.pk]
    assert (done.state, done.told) == ("done", ["Đã chạy."])


def test_nothing_starts_before_its_time() -> None:
    ticker = Ticker()
    with clock.set_to(HALF_PAST_SIX - timedelta(days=1)):
        assert len(started(ticker)) == 1
    with clock.set_to(HALF_PAST_SIX - timedelta(seconds=1)):
        assert started(ticker) == []


def test_tick_is_one_run_however_many_workers_see_it() -> None:
    with clock.set_to(HALF_PAST_SIX + timedelta(seconds=7)):
        [first], [second] = started(Ticker()), started(Ticker())
    assert (first.pk, JobRun.objects.filter(name=tasks.daily.name).count()) == (second.pk, 1)


def test_looking_at_the_clock_again_asks_nothing(django_assert_num_queries: Any) -> None:
    ticker = Ticker()
    with clock.set_to(HALF_PAST_SIX):
        ticker.tick()
        with django_assert_num_queries(0):
            assert ticker.tick() == []


def test_tick_that_no_worker_saw_is_made_up_for_within_limits() -> None:
    with clock.set_to(HALF_PAST_SIX + LATEST - timedelta(minutes=1)):
        assert len(started(Ticker())) == 1
    with clock.set_to(HALF_PAST_SIX + timedelta(days=1) + LATEST + timedelta(minutes=1)):
        assert started(Ticker()) == []


def test_next_day_starts_the_next_run() -> None:
    ticker = Ticker()
    with clock.set_to(HALF_PAST_SIX):
        started(ticker)
    with clock.set_to(HALF_PAST_SIX + timedelta(days=1)):
        assert [run.key for run in started(ticker)] == ["2026-03-03T06:30"]


def test_schedule_that_says_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="says no time"):
        periodic(cron="every morning")


def test_two_jobs_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"sample\.daily"):
        job("sample.daily", title="Khác")(lambda run: None)
