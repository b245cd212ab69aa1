"""Having a file read by a process of its own, and ending that process when it takes too much."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import thanthien
from thanthien.core.extracting.said import Said
from thanthien.core.text import unseen

MOST_BYTES = 200_000  # of text that is kept of a file, in UTF-8: some seventy pages
_ROOM = Path(thanthien.__file__).parents[1]
_HEAD = 64  # bytes, the line before the text
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take: seconds of processor, seconds by the clock, bytes of memory, bytes of text."""

    processor_seconds: int = 20
    seconds: int = 40
    memory: int = 768 * 1024 * 1024
    text: int = MOST_BYTES


BOUNDS = Bounds()


def read_apart(kind: str, content: IO[bytes], bounds: Bounds = BOUNDS) -> tuple[Said, str]:
    """What came of reading a file of one of said.KINDS, and its text. Whatever the file does, it answers within
    ``bounds.seconds``, and the process is gone. Never raises for the file; OSError where no process can be had."""
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(content, copy)
        copy.seek(0)
        return _read(kind, copy, bounds)


def _read(kind: str, copy: IO[bytes], bounds: Bounds) -> tuple[Said, str]:
    until = time.monotonic() + bounds.seconds
    limits = (bounds.processor_seconds, bounds.seconds, bounds.memory, bounds.text)
    command = [sys.executable, "-P", "-s", "-B", "-m", "thanthien.core.extracting", kind, *map(str, limits)]
    # It inherits no setting of the platform: neither keys nor the address of the database.
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
        env={"PYTHONPATH": str(_ROOM), "LC_ALL": "C.UTF-8"},
    ) as process:  # fmt: skip
        try:
            answer = _answer(process, until, bounds.text + _HEAD)
            return _understood(answer, process.wait(max(until - time.monotonic(), 0)))
        except (TimeoutError, subprocess.TimeoutExpired):
            return Said.SLOW, ""
        finally:
            process.kill()  # does nothing to one that has ended


def _answer(process: subprocess.Popen[bytes], until: float, most: int) -> bytes:
    """What the process wrote until it closed its end; of more than it may write nothing. Raises TimeoutError."""
    assert process.stdout is not None  # noqa: S101 - for the type checker: a pipe was asked for
    line, ready, taken = process.stdout.fileno(), select.poll(), bytearray()
    ready.register(line, select.POLLIN)
    while (left := until - time.monotonic()) > 0 and ready.poll(left * 1000):
        piece = os.read(line, _PIECE)
        taken += piece
        if not piece or len(taken) > most:
            return b"" if piece else bytes(taken)
    raise TimeoutError


def _understood(answer: bytes, code: int) -> tuple[Said, str]:
    if code in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM):  # by its own limits
        return Said.SLOW, ""
    head, _, text = answer.partition(b"\n")
    try:
        said, words = Said(head.decode("ascii")), text.decode("utf-8")
    except ValueError:  # a file that took hold of the process writes what it likes
        return Said.BROKEN, ""
    return (Said.BROKEN, "") if code != 0 or unseen(words) else (said, words)
