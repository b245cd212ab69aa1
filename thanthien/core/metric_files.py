"""The numbers of one process in a file that the others read, which a full disk can't turn against the process.

The metrics library maps its files into memory; where the disk has no room for a page that is written to, the system
ends the process (SIGBUS). Here the numbers live in memory, and the file is their copy: what could not be written is
written once there is room again.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

from prometheus_client import values
from prometheus_client.mmap_dict import MmapedDict

_HEAD = 8  # bytes: how many are used, and padding


class NumbersFile(MmapedDict):
    """The library's dict of numbers and its form of file, without the mapping."""

    def __init__(self, filename: str, read_mode: bool = False) -> None:
        self._fname = filename
        self._m: Any = bytearray(_HEAD)
        self._m[0] = self._used = _HEAD
        self._capacity = sys.maxsize  # a bytearray grows by itself
        self._positions: dict[str, int] = {}
        self._file: int | None = None
        self._written = 0  # so many bytes stand in the file

    def write_value(self, key: str, value: float, timestamp: float) -> None:
        """Take the number over; the file follows when it can."""
        super().write_value(key, value, timestamp)  # type: ignore[no-untyped-call]
        with suppress(OSError):
            self._follow(self._positions[key])

    def close(self) -> None:
        """Nothing is written afterwards."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _follow(self, changed: int) -> None:
        if self._file is None:
            self._begin()
        elif self._written < len(self._m):
            self._put(self._written, len(self._m))
            self._put(0, _HEAD)  # only now do readers look at what is new
            self._written = len(self._m)
        self._put(changed, changed + 16)

    def _begin(self) -> None:
        """Under its name the file is whole from the beginning; that of an earlier process of this number goes."""
        fresh = f"{self._fname}.new"
        self._file = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o640)
        try:
            self._put(0, len(self._m))
            os.replace(fresh, self._fname)  # noqa: PTH105 - the library's names are no paths
        except OSError:
            self.close()
            raise
        self._written = len(self._m)

    def _put(self, start: int, end: int) -> None:
        if os.pwrite(self._file or 0, self._m[start:end], start) < end - start:
            self._written = min(self._written, start) or _HEAD
            raise OSError


def use() -> None:
    """Let the library keep its numbers so; before the first of them is made."""
    setattr(values, "MmapedDict", NumbersFile)  # noqa: B010 - a name that the library's module only borrows
