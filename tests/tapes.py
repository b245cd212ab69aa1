"""What steps of scenarios left (tests/recorder.py), kept for this process and for the others of the same run."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import pickle
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests import rows
from tests.factories.numbers import Numbers, number_beyond

FOLDERS = ("MEDIA_ROOT", "PRIVATE_KEYS_DIR")  # settings: where uploaded files and keys of personal data lie
Files: TypeAlias = dict[tuple[str, Path], bytes]  # by folder, and by place in it


@dataclass(frozen=True, slots=True)
class Tape:
    """What a step left: statements that make its rows, its files, its pickled result, and the digest after it."""

    statements: str
    files: Files
    result: bytes
    after: int
    keys_given: dict[str, int]  # by sequence: how far it had come
    numbers_given: Numbers  # by factory: the same


class Shelf:
    """Tapes by what they depend on. ``folder``: where the processes of a run share them; None when there is one."""

    def __init__(self, folder: Path | None = None) -> None:
        self._tapes: dict[Hashable, Tape] = {}
        self._folder = folder

    def get(self, key: Hashable) -> Tape | None:
        """The tape of this key, whoever recorded it."""
        if key not in self._tapes and self._folder is not None:
            with contextlib.suppress(FileNotFoundError):
                tape: Tape = pickle.loads(self._file(key).read_bytes())  # noqa: S301 - pickled by the tests of this run
                rows.give_keys_beyond(tape.keys_given)
                number_beyond(tape.numbers_given)
                self._tapes[key] = tape
        return self._tapes.get(key)

    @contextlib.contextmanager
    def reserved(self, key: Hashable) -> Iterator[None]:
        """Nobody else records this key meanwhile; waits for whoever does."""
        if self._folder is None:
            yield
            return
        with self._file(key).with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def put(self, key: Hashable, tape: Tape) -> None:
        """Keep a tape under a key that we reserved."""
        self._tapes[key] = tape
        if self._folder is not None:
            unfinished = self._file(key).with_suffix(".unfinished")
            unfinished.write_bytes(pickle.dumps(tape))
            unfinished.rename(self._file(key))

    def clear(self) -> None:
        """Forget all tapes, those of the others too."""
        self._tapes.clear()
        self._folder = None

    def _file(self, key: Hashable) -> Path:
        assert self._folder is not None
        return self._folder / hashlib.sha256(repr(key).encode()).hexdigest()
