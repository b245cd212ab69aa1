"""The processes beside each other, really started: a dead worker is told and replaced, leftovers are ended."""

import argparse
import os
import signal
import socket
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

import dev_serving
from tests.core.jobs.test_worker import wait_until, worker_environment
from thanthien.config import embedded_postgres

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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def answers(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200)
    except OSError:
        return False


def serving(pid: int) -> list[int]:
    """The server's processes that answer requests; the one beside them only counts what they share."""
    return [one for one in children_of(pid) if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_killed_process_of_the_server_is_replaced_at_once() -> None:
    """Within 3 s where loading the platform takes 2; a machine that is busy, or becomes it, takes longer for both."""
    options = argparse.Namespace(host="127.0.0.1", port=free_port(), processes=1)
    began = time.monotonic()
    with dev_serving.server(worker_environment(), options) as process:
        wait_until(lambda: answers(options.port))
        start = time.monotonic() - began
        [killed] = serving(process.pid)
        os.kill(killed, signal.SIGKILL)
        began = time.monotonic()
        wait_until(lambda: killed not in serving(process.pid) and answers(options.port))
        assert time.monotonic() - began < max(3, 3 * start)


def test_killed_database_is_told_and_comes_back_with_its_data(tmp_path: Path, capsys) -> None:
    packages = Path(sysconfig.get_path("purelib"))
    database = dev_serving.Database(lambda: embedded_postgres.start(tmp_path / "data", packages, durable=True))
    try:
        with psycopg.connect(database.url) as opened:
            opened.execute("CREATE TABLE kept AS SELECT 7 AS number")
        database.process.kill()
        database.process.wait()
        database.attend()
        told = (
            "The database ended (SIGKILL); it is started again in 1 s. What was saved is kept, and public pages go on."
        )
        assert capsys.readouterr().out == f"{told}\n"
        time.sleep(1)
        database.attend()
        with psycopg.connect(database.url) as opened:
            assert opened.execute("SELECT number FROM kept").fetchall() == [(7,)]
    finally:
        database.end()
        embedded_postgres.erase(tmp_path / "data")


def test_database_that_can_not_start_yet_is_tried_again(capsys) -> None:
    starts: list[str] = []

    class Ended:
        url, process = "postgres://here", subprocess.Popen(["false"])

    def start() -> Ended:
        starts.append("now")
        if len(starts) == 2:
            raise dev_serving.Stop("No space left.")
        return Ended()

    database = dev_serving.Database(start)
    database.process.wait()
    for _ in range(2):
        database.attend()
        database._start_at -= 60
    database.attend()
    said = [line.partition(";")[0] for line in capsys.readouterr().out.splitlines()]
    assert (said, len(starts)) == (["The database ended (exit code 1)", "The database ended (No space left.)"], 3)


def signs_of_life() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) = 3 FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])
