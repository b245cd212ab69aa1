"""The processes beside each other, really started: a dead worker is told and replaced, leftovers are ended."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

import dev_serving
from tests.core.jobs.test_worker import wait_until, worker_environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[dev_serving.Worker]:
    with dev_serving.worker(worker_environment(), tmp_path / "worker") as started:
        yield started
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def test_killed_worker_is_told_and_started_again(worker: dev_serving.Worker, capsys, tmp_path: Path) -> None:
    first = worker.process
    first.kill()
    first.wait()
    worker.attend()
    told = "The worker ended (SIGKILL); it is started again in 1 s. No job is lost.\n"
    assert (capsys.readouterr().out, worker.process) == (told, first)
    time.sleep(1)
    worker.attend()
    assert (worker.process.pid == first.pid, worker.process.poll()) == (False, None)
    assert (tmp_path / "worker").read_text() == str(worker.process.pid)


def test_worker_that_runs_is_left_alone_and_ends_with_the_block(worker: dev_serving.Worker, capsys) -> None:
    wait_until(signs_of_life)
    worker.attend()
    worker.end()
    assert (worker.process.wait(1), capsys.readouterr().out, signs_of_life()) == (0, "", False)


def test_leftover_of_a_killed_start_is_ended(worker: dev_serving.Worker, tmp_path: Path) -> None:
    dev_serving.end_leftovers(tmp_path)
    assert worker.process.wait(5) == -signal.SIGKILL


def test_process_of_another_start_is_left_alone(worker: dev_serving.Worker, tmp_path: Path) -> None:
    (tmp_path / "worker").write_text(str(os.getpgid(0)))
    dev_serving.end_leftovers(tmp_path)
    assert worker.process.poll() is None


def signs_of_life() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) = 3 FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])
