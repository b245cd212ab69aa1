"""What the process that reads a file may not do, whoever has taken hold of it: it ends at the first try."""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any, Final

_ENDED: Final = 70  # whoever started the process takes that for a damaged file
# Families of audited acts: connections, processes, code that isn't Python's, changes of files and limits; and looking
# for this very hook.
_ACTS: Final = frozenset(
    {"ctypes", "fcntl", "gc", "os", "pty", "resource", "shutil", "signal", "socket", "subprocess", "tempfile"}
)
_LOOKS: Final = frozenset({"os.listdir", "os.scandir"})  # how Python finds modules that are loaded late
_FORK: Final = "_posixsubprocess"
_PAST_AUDIT: Final = frozenset({_FORK, "_ctypes", "_multiprocessing", "_socket"})  # whose acts are not all audited
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def refuse_the_rest() -> None:
    """From now on this process reads, reckons and answers on what is open already. A connection, another process,
    foreign code, a file opened to be written: each ends it at once, so that no handler of a parser can go on.

    Python lets nobody take such a hook off. It holds all that it needs itself: names of a module could be given another
    meaning."""
    ended, code, acts, looks = os._exit, _ENDED, _ACTS, _LOOKS
    past_audit, writes = _PAST_AUDIT, _WRITES

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            refused = bool(arguments[2] & writes)
        elif event == "import":
            refused = arguments[0] in past_audit
        else:
            refused = event.partition(".")[0] in acts and event not in looks
        if refused:
            ended(code)

    sys.dont_write_bytecode = True  # Python's own wish to write isn't a parser's
    sys.modules[_FORK] = _no_fork()
    sys.addaudithook(hear)


def _no_fork() -> ModuleType:
    """In the place of what starts processes unheard: the PDF library loads it for pictures that nobody asks for."""
    stand_in = ModuleType(_FORK)

    def fork_exec(*_: object) -> None:
        os._exit(_ENDED)

    stand_in.fork_exec = fork_exec  # type: ignore[attr-defined]
    return stand_in
