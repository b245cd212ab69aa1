"""The processes of the running platform: the server and the worker beside it, started, watched and ended together.

Standard library only.
"""

from __future__ import annotations  # an older Python reads dev.py to the end, and then says what is needed

import argparse
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dev_environment import PYTHON, ROOT, Stop, stage

THREADS = 4  # of each server process
RESPAWN_AFTER = "0.1"  # seconds after which a killed server process is replaced
WORKER_CONNECTIONS = 8  # two for each lane, and one to look after them
# What a process of ours has in its command line, by the name of the note with its number.
SIGNS = {"server": b"thanthien.config.wsgi", "worker": b"thanthien.manage\0worker"}
LOOK_EVERY = 0.5  # seconds
LIVED_WELL = 60  # seconds after which an end counts as the first
PAUSES = (1, 2, 5, 15, 30)  # seconds before it is started again
SERVED_WITHIN, TELL_EACH = 600, 20  # seconds: processes that live load their code, whatever else the machine does


@contextlib.contextmanager
def server(env: dict[str, str], options: argparse.Namespace) -> Iterator[subprocess.Popen[bytes]]:
    """The production server, while the block runs. It ends with us, even when we are killed (Linux)."""
    command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port)]
    command += ["--workers", str(options.processes), "--blocking-threads", str(THREADS), "--backlog", "2048"]
    command += ["--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    command += ["--respawn-interval", RESPAWN_AFTER, "--workers-kill-timeout", "10"]
    command += ["thanthien.config.wsgi:application"]
    process = _start(command, env | {"DATABASE_POOL": env.get("DATABASE_POOL", str(THREADS))})
    try:
        yield process
    finally:
        _end(process)


def wait_until_served(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers; Stop when it ends, or doesn't within ten minutes."""
    with stage("Server"):
        start = told = time.monotonic()
        while (now := time.monotonic()) - start < SERVED_WITHIN:
            if process.poll() is not None:
                raise Stop("The server did not start; its messages are above.")
            if now - told >= TELL_EACH:
                told = now
                print(f"    still loading after {now - start:.0f} s; a busy machine takes its time", flush=True)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            except urllib.error.HTTPError:
                return  # it answers, if only that it has another name
            except OSError:
                time.sleep(0.1)
                continue
            return
    raise Stop("The server did not answer within ten minutes.")


class Attended:
    """A process beside the server. When it ends by itself that is told, and it is started again, after pauses that
    grow while it ends soon."""

    def __init__(self, name: str, consequence: str) -> None:
        self._name, self._consequence = name, consequence
        self._ends = 0
        self._start_at = 0.0
        self._begin()

    def attend(self) -> None:
        """Look after it; to be called again and again."""
        if self._start_at:
            if time.monotonic() >= self._start_at:
                self._begin()
        elif (code := self.process.poll()) is not None:
            self._tell(_how(code))

    def start(self) -> subprocess.Popen[bytes]:
        """Start it. Raises Stop when it can't be started now."""
        raise NotImplementedError

    def _begin(self) -> None:
        self._began, again = time.monotonic(), bool(self._start_at)
        self._start_at = 0.0
        try:
            self.process = self.start()
        except Stop as problem:
            if not again:
                raise
            self._tell(str(problem))

    def _tell(self, how: str) -> None:
        now = time.monotonic()
        self._ends = self._ends + 1 if now - self._began < LIVED_WELL else 1
        pause = PAUSES[min(self._ends, len(PAUSES)) - 1]
        print(f"The {self._name} ended ({how}); it is started again in {pause} s. {self._consequence}", flush=True)
        self._start_at = now + pause


class Worker(Attended):
    """The process that carries out jobs."""

    def __init__(self, env: dict[str, str], note: Path) -> None:
        self._env = env | {"DATABASE_POOL": str(WORKER_CONNECTIONS)}
        self._note = note
        super().__init__("worker", "No job is lost.")

    def start(self) -> subprocess.Popen[bytes]:
        """A new one; its number is noted."""
        process = _start([PYTHON, "-m", "thanthien.manage", "worker"], self._env)
        self._note.write_text(str(process.pid), encoding="utf-8")
        return process

    def end(self) -> None:
        """Let it finish what it does; killed after a while, it loses nothing."""
        _end(self.process)


@contextlib.contextmanager
def worker(env: dict[str, str], note: Path) -> Iterator[Worker]:
    """The worker, while the block runs; its number is noted in a file for the next start."""
    one = Worker(env, note)
    try:
        yield one
    finally:
        one.end()


class Database(Attended):
    """The embedded PostgreSQL. ``start_server`` starts it, on the same files and at the same address each time, and
    gives an object with ``url``, ``process`` and ``stop``; or raises Stop."""

    def __init__(self, start_server: Callable[[], Any]) -> None:
        self._start_server = start_server
        self.url = ""  # for DATABASE_URL; it holds the password
        super().__init__("database", "What was saved is kept, and public pages go on.")

    def start(self) -> subprocess.Popen[bytes]:
        """A new server. Another address than before would be of no use to those who know the first."""
        self.server = self._start_server()
        self.url = self.url or str(self.server.url)
        if self.server.url != self.url:
            self.end()
            raise Stop("its port is taken")
        process: subprocess.Popen[bytes] = self.server.process
        return process

    def end(self) -> None:
        """Write all to disk and stop it."""
        self.server.stop()


def attend(process: subprocess.Popen[bytes], *beside: Attended, until: Callable[[], bool] = lambda: False) -> None:
    """Watch the server and what runs beside it, until the server ends, which is Stop, or something is so."""
    while process.poll() is None:
        if until():
            return
        for one in beside:
            one.attend()
        time.sleep(LOOK_EVERY)
    raise Stop("The server ended by itself; its messages are above.")


def end_leftovers(folder: Path) -> None:
    """End processes that a killed start left behind; we hold the lock, so nobody needs them (Linux)."""
    for name, sign in SIGNS.items():
        note = folder / name
        group = int(note.read_text(encoding="utf-8")) if note.exists() else 0
        for listed in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                ours = sign in listed.read_bytes()
                if ours and group and os.getpgid(int(listed.parent.name)) == group:
                    os.kill(int(listed.parent.name), signal.SIGKILL)
                    time.sleep(0.5)  # until its port is free


def _start(command: list[object], env: dict[str, str]) -> subprocess.Popen[bytes]:
    words = [str(word) for word in command]
    return subprocess.Popen(
        words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # workers whose chief was killed


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
