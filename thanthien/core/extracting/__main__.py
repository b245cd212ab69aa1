"""The process that reads one file: it stands at its standard input, the answer goes to its standard output.

    python -m thanthien.core.extracting KIND PROCESSOR_SECONDS SECONDS MEMORY_BYTES MOST_BYTES

It binds itself before it looks at the first byte, so that it ends by itself also when whoever started it is gone; and
no parser is loaded before that, so that none has seen it unbound.
"""

import os
import resource
import signal
import sys
from typing import BinaryIO, cast

from thanthien.core.extracting.refusing import refuse_the_rest
from thanthien.core.extracting.said import Said

_FILES = 24  # open at a time: the file, the answer, what Python loads late


def _bind(processor_seconds: int, seconds: int, memory: int) -> None:
    """Limits that nothing lifts: of time, memory, processes; no byte is written into any file."""
    for what, most in (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(seconds)  # nobody hears it, so it ends the process
    os.nice(10)


def main(words: list[str]) -> None:
    """Read the file and answer."""
    kind, processor_seconds, seconds, memory, most = words[0], *map(int, words[1:])
    _bind(processor_seconds, seconds, memory)
    refuse_the_rest()
    try:
        from thanthien.core.extracting.reading import read

        said, text = read(kind, cast("BinaryIO", sys.stdin.buffer), most)
    except MemoryError:
        said, text = Said.LARGE, ""
    sys.stdout.buffer.write(f"{said}\n{text}".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
