"""The real worker process, also killed in the middle of its work: nothing is lost, no effect is repeated."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.core.jobs.sample import tasks
from tests.factories.accounts import UserFactory
from tests.project_files import ROOT
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.models import JobRun, JobStep
from thanthien.core.jobs.ticking import Ticker
from thanthien.core.jobs.worker import own_connector
from thanthien.core.models import CalendarDay

pytestmark = pytest.mark.django_db(transaction=True)

HEARTBEAT = 1.0
PATIENCE = 180.0  # of a machine that does much else; nothing waits so long otherwise

Worker = subprocess.Popen[bytes]


WORKERS: list[Worker] = []


@pytest.fixture
def start_worker() -> Iterator[Callable[[], Worker]]:
    """Start a worker on the database of the test; those still alive are killed at the end, the queue is emptied."""

    def start() -> Worker:
        WORKERS.append(launch())
        return WORKERS[-1]

    yield start
    while WORKERS:
        worker = WORKERS.pop()
        worker.kill()
        worker.wait()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def launch() -> Worker:
    command = [sys.executable, "-m", "thanthien.manage", "worker", "--heartbeat", str(HEARTBEAT)]
    return subprocess.Popen(command, cwd=ROOT, env=worker_environment(), stdin=subprocess.DEVNULL)


def start_anew_what_ended() -> None:
    """As the service does: on a busy machine a worker misses its own signs of life, and ends by itself."""
    for number, worker in enumerate(WORKERS):
        if worker.poll() == 1:
            WORKERS[number] = launch()


def worker_environment() -> dict[str, str]:
    """For a worker on the database of the test, which knows the jobs of the tests."""
    at = connection.settings_dict
    address = f"postgres://{at['USER']}:{quote(at['PASSWORD'], safe='')}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    ours = {"DATABASE_URL": address, "DATABASE_POOL": "7", "LOG_LEVEL": "WARNING"}
    return dict(os.environ) | ours | {"DJANGO_SETTINGS_MODULE": "tests.core.jobs.worker_settings"}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        start_anew_what_ended()
        time.sleep(0.05)


def ended(run: JobRun) -> bool:
    run.refresh_from_db()
    return run.finished_at is not None and not queued(run).exists()


def queued(run: JobRun) -> Any:
    """Its rows in the queue; the clock puts in others."""
    return ProcrastinateJob.objects.filter(args={"run": str(run.pk)})


def writes() -> dict[str, int]:
    """How often each day was written, by its append-only history."""
    return {day.name: day.events.count() for day in CalendarDay.objects.all()}


def kill(worker: Worker) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def test_worker_carries_out_and_ends_when_told(start_worker: Any) -> None:
    person = UserFactory()
    run = enqueue(tasks.days, by=person, numbers=[1, 2])
    quick = enqueue(tasks.quick, by=person, number=3)
    worker = start_worker()
    wait_until(lambda: ended(run) and ended(quick))
    assert (run.state, run.told, quick.state) == ("done", ["Đã ghi 2 ngày."], "done")
    assert writes() == {"Ngày 1": 1, "Ngày 2": 1, "Ngày 3": 1}
    worker.terminate()
    assert worker.wait(PATIENCE) == 0


def test_worker_told_to_end_finishes_what_it_does(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    worker = start_worker()
    wait_until((tmp_path / "here").exists)
    worker.terminate()
    time.sleep(0.2)
    (tmp_path / "go").touch()
    assert worker.wait(PATIENCE) == 0
    assert (ended(run), run.state, run.attempt, writes()) == (True, "done", 1, {"Ngày 1": 1})


def test_worker_killed_before_the_commit_loses_nothing(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    killed = start_worker()
    wait_until((tmp_path / "here").exists)
    run.refresh_from_db()
    assert (run.state, run.progress_done, run.progress_of, writes()) == ("running", 1, 2, {})  # seen by others
    kill(killed)
    assert writes() == {}
    (tmp_path / "go").touch()
    start_worker()
    wait_until(lambda: ended(run))
    assert (run.state, run.attempt, run.failures, writes()) == ("done", 2, 1, {"Ngày 1": 1})


def test_worker_killed_after_the_commit_repeats_nothing(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.after_commit, by=None, number=1, folder=str(tmp_path))
    killed = start_worker()
    wait_until((tmp_path / "here").exists)
    kill(killed)
    run.refresh_from_db()
    assert (run.state, queued(run).get().status, writes()) == ("done", "doing", {"Ngày 1": 1})
    start_worker()
    wait_until(lambda: ended(run))
    assert (run.state, run.attempt, writes()) == ("done", 1, {"Ngày 1": 1})


def test_worker_killed_between_steps_keeps_those_done(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.steps, by=None, numbers=[0, 1, 2, 4], folder=str(tmp_path), pause_at=2)
    killed = start_worker()
    wait_until((tmp_path / "here").exists)
    kill(killed)
    assert (writes(), JobStep.objects.count()) == ({"Ngày 0": 1}, 2)
    (tmp_path / "go").touch()
    start_worker()
    wait_until(lambda: ended(run))
    assert (run.state, run.refused, run.progress_done) == ("done", ["Ngày 1: Chỉ ghi ngày chẵn."], 4)
    assert writes() == {"Ngày 0": 1, "Ngày 2": 1, "Ngày 4": 1}


def test_worker_taken_for_dead_can_not_commit_any_more(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    frozen = start_worker()
    wait_until((tmp_path / "here").exists)
    frozen.send_signal(signal.SIGSTOP)
    start_worker()
    wait_until(lambda: JobRun.objects.get(pk=run.pk).attempt == 2)
    (tmp_path / "go").touch()
    frozen.send_signal(signal.SIGCONT)
    wait_until(lambda: ended(run))
    assert (run.state, run.attempt, writes()) == ("done", 2, {"Ngày 1": 1})


@pytest.fixture
def clock_held_up() -> Iterator[None]:
    """A worker that fell asleep in the middle of putting in what the clock demands, and holds its locks."""
    holding, over = threading.Event(), threading.Event()

    def sleeper() -> None:
        with suppress(KeyboardInterrupt), transaction.atomic():
            Ticker().tick()
            holding.set()
            over.wait()
            raise KeyboardInterrupt
        connection.close()

    thread = threading.Thread(target=sleeper)
    thread.start()
    assert holding.wait(PATIENCE)
    yield
    over.set()
    thread.join()


def test_worker_is_not_held_up_by_a_clock_that_is(start_worker: Any, clock_held_up: None, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    kill_at_work(start_worker(), tmp_path)
    (tmp_path / "go").touch()
    heir = start_worker()
    wait_until(lambda: ended(run))
    assert (run.state, run.attempt, writes()) == ("done", 2, {"Ngày 1": 1})
    heir.terminate()
    assert heir.wait(PATIENCE) == 0


def test_sign_of_life_is_committed_by_its_own_statement() -> None:
    connector = own_connector()

    async def commits_by_itself() -> bool:
        await connector.open_async()
        async with connector.pool.connection() as ours:
            found = ours.autocommit
        await connector.close_async()
        return found

    with ThreadPoolExecutor() as threads:  # a browser of another test may leave its loop in this one
        assert threads.submit(asyncio.run, commits_by_itself()).result()


def test_work_whose_connection_breaks_is_done_once_at_the_next_try(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    start_worker()
    wait_until((tmp_path / "here").exists)
    with connection.cursor() as cursor:
        cursor.execute(
            # The work holds the lock of the calendar.
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (1,)
    (tmp_path / "go-once").touch()
    wait_until(lambda: JobRun.objects.get(pk=run.pk).failures == 1)
    run.refresh_from_db()  # waiting, or held up at the second try already
    assert (run.error_sentence, writes()) == ("Cơ sở dữ liệu không trả lời hoặc đang bận.", {})
    (tmp_path / "go").touch()
    wait_until(lambda: ended(run))
    assert (run.state, run.attempt, run.failures, run.error_sentence, writes()) == ("done", 2, 1, "", {"Ngày 1": 1})


def test_worker_that_was_struck_off_ends_after_its_work(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    struck_off = start_worker()
    wait_until((tmp_path / "here").exists)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")  # as another worker does that took it for dead
    (tmp_path / "go").touch()
    assert struck_off.wait(PATIENCE) == 1
    start_worker()
    wait_until(lambda: ended(run))
    assert (run.state, run.attempt, writes()) == ("done", 1, {"Ngày 1": 1})


def test_run_that_kills_its_worker_again_and_again_is_dead(start_worker: Any, tmp_path: Path) -> None:
    run = enqueue(tasks.slow, by=None, number=1, folder=str(tmp_path))
    JobRun.objects.filter(pk=run.pk).update(failures=tasks.slow.tries - 1)
    kill_at_work(start_worker(), tmp_path)
    start_worker()
    wait_until(lambda: ended(run))
    assert (run.state, run.error_sentence, writes()) == (
        "dead",
        "Tiến trình chạy việc bị dừng đột ngột khi đang làm việc này.",
        {},
    )


def kill_at_work(worker: Worker, folder: Path) -> None:
    wait_until((folder / "here").exists)
    kill(worker)
