"""Figures by the clock and at a button: each morning, once at the cut-off, once a week; again changes nothing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.figured import ANSWERED, WEEKS, Source, figured_year, ratio, weeks
from tests.evaluations.scenario import Year, fresh, on
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs import Job, enqueue
from thanthien.core.jobs.models import JobRun
from thanthien.core.jobs.registry import scheduled
from thanthien.evaluations import tasks
from thanthien.evaluations.actions import answers, submission
from thanthien.evaluations.actions import figures as actions
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import Computation, Cycle, DossierFigure
from thanthien.evaluations.scored import Entry
from thanthien.measures.models import Snapshot

pytestmark = pytest.mark.django_db
RunJobs = Callable[[], list[JobRun]]
DAY, LAST = date(2026, 1, 14), date(2026, 2, 1)


@pytest.fixture
def year(source: Source) -> Year:
    made = figured_year()
    Cycle.objects.filter(pk=made.cycle.pk).update(span_last=LAST, as_of=LAST)
    made.cycle.refresh_from_db()
    return made


def ran(what: Job, at: date | datetime, run_jobs: RunJobs) -> JobRun:
    """The job as the clock starts it."""
    with clock.set_to(at):
        enqueue(what, by=None, key=str(at))
        return next(run for run in run_jobs() if run.name == what.name)


def live(year: Year) -> int:
    return Computation.objects.filter(cycle=year.cycle, moment=Moment.LIVE).count()


def test_the_clock_starts_them_before_the_forecasts_of_the_day() -> None:
    crons = {one.name: one.cron for one in scheduled() if one.name.startswith("evaluations.")}
    assert crons == {
        "evaluations.unexplained": "15 0 * * *",
        "evaluations.cut_off": "10 0 * * *",
        "evaluations.figures": "40 4 * * *",
        "evaluations.week": "10 5 * * 1",
        "evaluations.foresee": "30 5 * * *",
    }


def test_every_morning_figures_are_computed_and_answers_follow(year: Year, source: Source, run_jobs: RunJobs) -> None:
    year.register()
    source.says(WEEKS, year.dossier().unit_id, weeks(1, 2))
    source.says(ANSWERED, year.dossier().unit_id, ratio(9, 8))
    first = ran(tasks.figures, DAY, run_jobs)
    with on(DAY):
        year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM))
    source.says(WEEKS, year.dossier().unit_id, weeks(2, 2))
    second = ran(tasks.figures, DAY + timedelta(days=1), run_jobs)
    assert (first.state, second.state) == ("done", "done")
    [told] = second.told
    assert told == (
        "Kỳ đánh giá năm 2026, mới nhất, đến hết 14/01/2026: 3 hồ sơ, 1 số liệu mới hoặc thay đổi, "
        "1 tiêu chí đang dùng số liệu hệ thống thay đổi theo."
    )
    assert [line.split(":")[0] for line in second.refused] == ["Số liệu không dùng được"]
    assert year.answer("10001", "1.1").value["numerator"] == "2"


def test_cycles_that_wait_for_nothing_are_left_alone(year: Year, source: Source, run_jobs: RunJobs) -> None:
    ran(tasks.figures, date(2026, 1, 1), run_jobs)  # no day of the span is over
    assert live(year) == 0
    with on(DAY):
        for code in ("10001", "10002", "10003"):
            year.register(code)
            chair = year.who(code, "chair")
            submission.withdraw(by=chair, dossier_id=year.dossier(code).pk, reason="Rút")
    ran(tasks.figures, date(2026, 1, 20), run_jobs)
    assert live(year) == 0


def test_the_cut_off_is_computed_at_the_first_midnight_and_never_again(
    year: Year, source: Source, run_jobs: RunJobs
) -> None:
    source.says(WEEKS, year.dossier().unit_id, weeks(2, 4))
    midnight = datetime.fromisoformat("2026-02-04T00:10:00+07:00")
    told = [
        ran(tasks.cut_off, midnight + timedelta(days=day), run_jobs).told for day in (-1, 0, 1)
    ]  # fmt: skip
    assert [len(lines) for lines in told] == [0, 1, 0]
    [rule] = Computation.objects.filter(moment=Moment.CUT_OFF)
    assert (rule.as_of, rule.known_at.isoformat()) == (LAST, "2026-02-03T17:00:00+00:00")


def test_figures_of_a_week_are_kept_as_of_its_sunday_once(year: Year, source: Source, run_jobs: RunJobs) -> None:
    source.says(WEEKS, year.dossier().unit_id, weeks(1, 2))
    ran(tasks.week, date(2026, 1, 19), run_jobs)
    ran(tasks.week, date(2026, 1, 20), run_jobs)  # made up for a day late
    kept = Snapshot.objects.filter(measure=WEEKS, unit=year.dossier().unit)
    assert [(row.as_of, row.span_last) for row in kept] == [(date(2026, 1, 18), LAST)]
    with on(date(2026, 1, 20)):
        assert actions.keep_week(cycle=year.cycle) == 0


def test_the_office_has_figures_computed_at_a_button(
    client: Client, year: Year, source: Source, run_jobs: RunJobs
) -> None:
    source.says(WEEKS, year.dossier().unit_id, weeks(2, 4))
    client.force_login(fresh(year.people.office))
    detail = reverse("cycle-detail", args=[year.cycle.pk])
    with on(date(2026, 2, 12)):
        before = " ".join(client.get(detail).content.decode().split())
        answer = client.post(reverse("cycle-figures", args=[year.cycle.pk]))
        again = client.post(reverse("cycle-figures", args=[year.cycle.pk]))
        [run] = [run for run in run_jobs() if run.name == "evaluations.recompute"]
        page = client.get(run.get_absolute_url()).content.decode()
        after = " ".join(client.get(detail).content.decode().split())
    assert (answer["Location"], again["Location"]) == (run.get_absolute_url(), run.get_absolute_url())
    assert (run.progress_done, run.progress_of) == (4, 4)
    assert "đến hết 01/02/2026: 3 hồ sơ" in page
    assert "Chưa tính lần nào." in before
    assert "được tính từ 00:00, 04/02/2026, khi hết hạn ghi." in before
    assert "Số liệu ngày chốt 01/02/2026 đã được tính, theo những gì đã ghi đến 00:00, 04/02/2026." in after
    assert set(DossierFigure.objects.filter(measure=WEEKS).values_list("moment", flat=True)) == {"live", "cut_off"}


def test_only_the_office_asks_for_it(year: Year) -> None:
    with on(DAY), pytest.raises(Refused, match="cơ quan thường trực"):
        actions.recompute(by=fresh(year.people.secretary), cycle=year.cycle)
    assert live(year) == 0


def test_looking_stores_nothing(client: Client, year: Year, source: Source) -> None:
    source.says(WEEKS, year.dossier().unit_id, weeks(2, 4))
    year.register()
    client.force_login(year.people.communes["10001"]["focal"])
    doors: list[Any] = [
        reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"]),
        reverse("submission", args=[year.cycle.pk, "10001"]),
        reverse("commune-home"),
    ]
    with on(DAY):
        assert [client.get(door).status_code for door in doors] == [200, 200, 200]
    assert (Computation.objects.count(), DossierFigure.objects.count()) == (0, 0)
