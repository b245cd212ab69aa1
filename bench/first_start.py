"""First start by phase, and a restart: what passes until the demo answers, its packages being there."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

import dev_serving
from bench.database import OLD_ADDRESS, address_of
from bench.serving import WORKERS, free_port

NAME = "first_start"
AIMS = {"in_all_seconds_at_most": 120, "restart_seconds_at_most": 5}
NOTES = (
    "Seconds are of the clock; “processor” is what the phase itself took, without the database server.",
    "A restart finds the database filled: migrations and files are looked through, then the server answers.",
)


def main() -> dict[str, Any]:
    """Migrations, seeding and server on an empty database; then once more on the full one."""
    phases: dict[str, dict[str, float]] = {}
    with _empty_database() as env:
        for phase, words in (("prepare", ()), ("seed", ("seed",))):
            with _timed(phases, phase):
                _prepare(env, *words)
        with _timed(phases, "server"):
            _serve_once(env)
        with _timed(phases, "again"):
            _prepare(env)
            _serve_once(env)
    again = phases.pop("again")
    return {
        "size": {"cores": os.cpu_count(), "workers": WORKERS},
        **phases,
        "in_all_seconds": round(sum(one["seconds"] for one in phases.values()), 1),
        "restart_seconds": again["seconds"],
        "notes": NOTES,
        "aims": AIMS,
    }


@contextmanager
def _empty_database() -> Iterator[dict[str, str]]:
    """The environment of a platform with a database and a folder of its own, thrown away afterwards."""
    with psycopg.connect(OLD_ADDRESS, autocommit=True) as server, tempfile.TemporaryDirectory() as folder:
        server.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{NAME}"')
        try:
            yield dict(os.environ) | {"DATABASE_URL": address_of(NAME), "VAR_DIR": folder}
        finally:
            server.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def _prepare(env: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "thanthien.config.prepare", *words], env=env, check=True)


def _serve_once(env: dict[str, str]) -> None:
    port = free_port()
    options = argparse.Namespace(host="127.0.0.1", port=port, processes=WORKERS)
    with dev_serving.server(env, options) as process:
        dev_serving.wait_until_served(process, port)


@contextmanager
def _timed(phases: dict[str, dict[str, float]], phase: str) -> Iterator[None]:
    began, used = time.perf_counter(), _processor()
    yield
    phases[phase] = {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(_processor() - used, 1),
    }


def _processor() -> float:
    """Processor seconds of the processes that this one waited for."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
