"""Runs of jobs: put in with the caller's transaction, carried out once, for a person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.core.jobs.sample import tasks
from tests.factories.accounts import UserFactory
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs import Job, enqueue
from thanthien.core.jobs.carrying import LOCKED
from thanthien.core.jobs.enums import JobState
from thanthien.core.jobs.models import JobCargo, JobRun, JobStep
from thanthien.core.models import CalendarDay

pytestmark = pytest.mark.django_db


def days_written() -> list[str]:
    return list(CalendarDay.objects.values_list("name", flat=True))


def test_run_does_the_work_for_the_person_and_tells(run_jobs: Any) -> None:
    person = UserFactory()
    put = enqueue(tasks.days, by=person, numbers=[1, 2])
    assert (put.state, put.title, days_written()) == ("waiting", "Ghi ngày nghỉ", [])
    [run] = run_jobs()
    assert (run.pk, run.state, run.told, run.refused) == (put.pk, "done", ["Đã ghi 2 ngày."], [])
    assert (run.attempt, run.progress_done, run.progress_of) == (1, 2, 2)
    assert days_written() == ["Ngày 1", "Ngày 2"]


def test_history_names_person_and_job(run_jobs: Any) -> None:
    person = UserFactory()
    put = enqueue(tasks.days, by=person, numbers=[1])
    run_jobs()
    [event] = CalendarDay.objects.get().events.all()
    assert event.pgh_context.metadata == {
        "user": person.pk,
        "job": "sample.days",
        "run": str(put.pk),
        "action": "set_day",
    }


def test_nothing_is_put_in_when_the_transaction_is_rolled_back(run_jobs: Any) -> None:
    with transaction.atomic():
        enqueue(tasks.days, by=None, numbers=[1])
        transaction.set_rollback(True)
    assert (JobRun.objects.count(), ProcrastinateJob.objects.count(), run_jobs()) == (0, 0, [])


def test_same_key_is_the_same_run_and_has_no_second_effect(run_jobs: Any) -> None:
    person = UserFactory()
    first = enqueue(tasks.days, by=person, key="k", numbers=[1])
    run_jobs()
    again = enqueue(tasks.days, by=person, key="k", numbers=[1])
    assert (again.pk, run_jobs(), CalendarDay.objects.get().events.count()) == (first.pk, [], 1)


@pytest.mark.parametrize(
    ("state", "anew"),
    [(JobState.REFUSED, True), (JobState.CANCELLED, True), (JobState.DEAD, False), (JobState.DONE, False)],
)
def test_page_sent_again_begins_anew_where_nothing_came_of_the_run(state: JobState, anew: bool) -> None:
    person = UserFactory()
    first = enqueue(tasks.days, by=person, key="k", numbers=[1])
    JobRun.objects.filter(pk=first.pk).update(state=state, finished_at=clock.now())
    again = enqueue(tasks.days, by=person, key="k", numbers=[1])
    assert (again.pk != first.pk, JobRun.objects.count()) == (anew, 1 + anew)
    assert enqueue(tasks.days, by=person, key="k", numbers=[1]).pk == again.pk


def test_run_of_the_clock_keeps_its_key_whatever_came_of_it() -> None:
    first = enqueue(tasks.days, by=None, key="k", numbers=[1])
    JobRun.objects.filter(pk=first.pk).update(state=JobState.CANCELLED, finished_at=clock.now())
    assert enqueue(tasks.days, by=None, key="k", numbers=[1]).pk == first.pk


def test_same_key_with_other_content_or_person_is_refused() -> None:
    person = UserFactory()
    enqueue(tasks.days, by=person, key="k", numbers=[1])
    with pytest.raises(Refused, match="nội dung khác"):
        enqueue(tasks.days, by=person, key="k", numbers=[2])
    with pytest.raises(Refused, match="Người khác"):
        enqueue(tasks.days, by=UserFactory(), key="k", numbers=[1])


@pytest.mark.parametrize("text", ["Nguyễn Thị Lan", "lan@example.vn", "mất điện"])
def test_arguments_hold_no_texts(text: str) -> None:
    with pytest.raises(TypeError, match="cargo"):
        enqueue(tasks.slow, by=None, number=1, folder=text)


def test_arguments_must_be_those_of_the_work() -> None:
    with pytest.raises(TypeError, match="numbers"):
        enqueue(tasks.days, by=None)


def test_refusal_of_the_work_is_an_outcome_and_leaves_no_effect(run_jobs: Any) -> None:
    enqueue(tasks.refused, by=None)
    [run] = run_jobs()
    assert (run.state, run.refused, run.failures) == (
        "refused",
        ["Hồ sơ đã khóa.", "Hồ sơ đã có người khác nhận."],
        0,
    )
    assert days_written() == []


def test_locked_persons_work_is_refused(run_jobs: Any) -> None:
    person = UserFactory()
    enqueue(tasks.days, by=person, numbers=[1])
    person.is_active = False
    person.save()
    [run] = run_jobs()
    assert (run.state, run.refused, days_written()) == ("refused", [LOCKED], [])


def test_cargo_reaches_the_work_and_is_erased(run_jobs: Any) -> None:
    put = enqueue(tasks.with_cargo, by=None, cargo={"reason": "Lan xin nghỉ"})
    assert put.arguments == {}
    [run] = run_jobs()
    assert (run.told, JobCargo.objects.count()) == (["Lan xin nghỉ"], 0)


def test_transient_error_is_tried_again_later_and_then_dead(run_jobs: Any) -> None:
    enqueue(tasks.failing, by=None, kind="mail")
    start = clock.now()
    with clock.set_to(start):
        [run] = run_jobs()
        assert (run.state, run.failures, run.due_at, run_jobs()) == ("waiting", 1, start + timedelta(seconds=5), [])
    with clock.set_to(start + timedelta(seconds=6)):
        [run] = run_jobs()
        assert (run.state, run.failures) == ("waiting", 2)
    with clock.set_to(start + timedelta(seconds=60)):
        [run] = run_jobs()
    assert (run.state, run.failures, run.attempt) == ("dead", 3, 3)
    assert run.error_sentence == "Máy chủ thư không trả lời."
    assert (days_written(), ProcrastinateJob.objects.count()) == ([], 0)


def test_work_that_knows_when_is_tried_again_then(run_jobs: Any) -> None:
    enqueue(tasks.failing, by=None, kind="tomorrow")
    start = clock.now()
    with clock.set_to(start):
        [run] = run_jobs()
        assert (run.state, run.due_at) == ("waiting", start + timedelta(days=1))
    with clock.set_to(start + timedelta(days=1)):
        assert len(run_jobs()) == 1


@pytest.mark.parametrize(
    ("kind", "lane"), [({}, "long"), ({"quick": True}, "quick"), ({"outside": True, "quick": True}, "outside")]
)
def test_each_kind_of_work_has_its_lane(kind: dict[str, bool], lane: str) -> None:
    put = enqueue(Job("sample.lane", "Thử", lambda run: None, **kind), by=None)
    assert [(row.queue_name, row.args) for row in ProcrastinateJob.objects.all()] == [(lane, {"run": str(put.pk)})]


def test_bug_is_dead_at_once_and_its_text_is_kept_nowhere(run_jobs: Any) -> None:
    enqueue(tasks.failing, by=None, kind="bug")
    [run] = run_jobs()
    assert (run.state, run.error_class, run.failures, days_written()) == ("dead", "builtins.KeyError", 1, [])
    assert "lan@example.vn" not in str(JobRun.objects.values().get())


def test_steps_are_kept_one_by_one_and_refusals_named(run_jobs: Any) -> None:
    enqueue(tasks.steps, by=None, numbers=[0, 1, 2])
    [run] = run_jobs()
    assert (run.state, run.refused, run.progress_done, run.progress_of) == (
        "done",
        ["Ngày 1: Chỉ ghi ngày chẵn."],
        3,
        3,
    )
    assert (days_written(), JobStep.objects.count()) == (["Ngày 0", "Ngày 2"], 0)
