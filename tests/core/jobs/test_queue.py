"""Putting runs into the queue: never in a reading request, once per key also when two come at the same moment."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.core.jobs.sample import tasks
from tests.factories.accounts import UserFactory
from thanthien.core.access import WriteInReadingRequestError, read_only
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.actions import stop
from thanthien.core.jobs.models import JobRun, JobStep
from thanthien.core.jobs.queue import take_up_stalled
from thanthien.core.jobs.registry import LONG


@pytest.mark.django_db
def test_reading_request_puts_nothing_in() -> None:
    with read_only(), pytest.raises(WriteInReadingRequestError):
        enqueue(tasks.days, by=None, numbers=[1])


@pytest.mark.django_db
def test_queue_knows_the_number_of_the_run_and_nothing_else() -> None:
    run = enqueue(tasks.with_cargo, by=None, cargo={"reason": "Lan xin nghỉ"})
    queued = ProcrastinateJob.objects.get()
    assert (queued.args, queued.queue_name, queued.status) == ({"run": str(run.pk)}, LONG, "todo")


@pytest.mark.django_db
def test_enqueueing_costs_few_statements(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):  # two savepoints of two, the run, the row of the queue
        enqueue(tasks.days, by=None, numbers=[1])


@pytest.mark.django_db
def test_what_a_silent_worker_had_in_hand_gets_a_new_row() -> None:
    run = enqueue(tasks.days, by=None, numbers=[1])
    before = ProcrastinateJob.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        [worker] = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    assert (take_up_stalled(61.0), take_up_stalled(59.0), take_up_stalled(59.0)) == (0, 1, 0)
    again = ProcrastinateJob.objects.get()
    assert (again.status, again.args, again.pk == before) == ("todo", {"run": str(run.pk)}, False)


@pytest.mark.django_db(transaction=True)
def test_asking_to_stop_does_not_wait_for_the_step_under_way() -> None:
    person = UserFactory()
    run = enqueue(tasks.steps, by=person, numbers=[0])

    def press() -> None:
        try:
            stop(run_id=run.pk, by=person)
        finally:
            connection.close()

    with transaction.atomic():
        JobStep.objects.create(run=run, key="0")
        thread = threading.Thread(target=press)
        thread.start()
        thread.join(20)
        assert thread.is_alive() is False
    assert JobRun.objects.get().state == "cancelled"
    empty_queue()


@pytest.mark.django_db(transaction=True)
def test_two_requests_of_one_key_at_the_same_moment_make_one_run() -> None:
    both, made = threading.Barrier(2), []

    def press() -> None:
        try:
            with transaction.atomic():
                both.wait(10)
                made.append(enqueue(tasks.days, by=None, key="k", numbers=[1]).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert made == [JobRun.objects.get().pk] * 2
    assert ProcrastinateJob.objects.count() == 1
    empty_queue()


def empty_queue() -> None:
    """What the flush after the test leaves."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
