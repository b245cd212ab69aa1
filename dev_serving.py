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
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from dev_environment import PYTHON, ROOT, Stop, stage

THREADS = 4  # of each server process
RESPAWN_AFTER = "0.1"  # seconds after which a killed server process is replaced
WORKER_CONNECTIONS = 8  # two for each lane, and one to look after them
# What a process of ours has in its command line, by the name of the note with its number.
SIGNS = {"server": b"thanthien.config.wsgi", "worker": b"thanthien.manage\0worker"}
LOOK_EVERY = 0.5  # seconds
LIVED_WELL = 60  # seconds after which an end counts as the first
PAUSES = (1, 2, 5, 15, 30)  # seconds before the worker is started again


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
    """Return when the server answers; Stop when it ends, or doesn't within a minute."""
    with stage("Server"):
        for _ in range(600):
            if process.poll() is not None:
                raise Stop("The server did not start; its messages are above.")
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                return
            time.sleep(0.1)
    raise Stop("The server did not answer within a minute.")


class Worker:
    """The process that carries out jobs. When it ends by itself that is told, and it is started again."""

    def __init__(self, env: dict[str, str], note: Path) -> None:
        self._env = env | {"DATABASE_POOL": str(WORKER_CONNECTIONS)}
        self._note = note
        self._ends = 0
        self._start_at = 0.0
        self.process = self._start()

    def attend(self) -> None:
        """Look after it; to be called again and again."""
        now = time.monotonic()
        if self._start_at:
            if now >= self._start_at:
                self.process = self._start()
        elif (code := self.process.poll()) is not None:
            self._ends = self._ends + 1 if now - self._began < LIVED_WELL else 1
            pause = PAUSES[min(self._ends, len(PAUSES)) - 1]
            print(f"The worker ended ({_how(code)}); it is started again in {pause} s. No job is lost.", flush=True)
            self._start_at = now + pause

    def end(self) -> None:
        """Let it finish what it does; killed after a while, it loses nothing."""
        _end(self.process)

    def _start(self) -> subprocess.Popen[bytes]:
        self._began, self._start_at = time.monotonic(), 0.0
        process = _start([PYTHON, "-m", "thanthien.manage", "worker"], self._env)
        self._note.write_text(str(process.pid), encoding="utf-8")
        return process


@contextlib.contextmanager
def worker(env: dict[str, str], note: Path) -> Iterator[Worker]:
    """The worker, while the block runs; its number is noted in a file for the next start."""
    one = Worker(env, note)
    try:
        yield one
    finally:
        one.end()


def attend(process: subprocess.Popen[bytes], helper: Worker) -> None:
    """Watch both until the server ends, which is Stop."""
    while process.poll() is None:
        helper.attend()
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
